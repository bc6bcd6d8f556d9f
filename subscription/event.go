package subscription

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
)

// An EventID names an event: opaque, from the host, unique in a subscription.
type EventID string

// An Event is something that happens to a subscription, with who did it and
// why. At may lie in the past, and the outcome is as though it had been applied
// then; or in the future, and it happens then, unless it is withdrawn.
type Event struct {
	ID     EventID
	At     calendar.Instant
	Actor  channel.PartyID
	Reason string // may be empty
	Do     Action
}

// An Action is what an event does. It is one of [Draft], [Submit], [Place],
// [Approve], [Reject], [Withdraw], [Pay], [Provision], [Convert], [Pause],
// [Resume], [Suspend], [Reactivate], [Terminate] and [Reprice], as a value, not
// as a pointer.
type Action interface {
	check(f faults)
	apply(f *fold) error
}

// Draft keeps an order that is not handed in yet.
type Draft struct{ Order Order }

// Submit hands in an order that was kept. Where the policy, or that its auditor
// placed it, needs no decision, it is approved at once.
type Submit struct{ Order OrderID }

// Place is Draft and Submit.
type Place struct{ Order Order }

// Approve approves an order. The actor must be its auditor.
type Approve struct{ Order OrderID }

// Reject rejects an order. The actor must be its auditor.
type Reject struct{ Order OrderID }

// Withdraw takes back an order that has not taken effect, or an event that is
// still to come.
type Withdraw struct {
	Order OrderID
	Event EventID // one of the two
}

// Pay says that the first payment came in.
type Pay struct{}

// Provision says that provisioning succeeded. The first period starts.
type Provision struct{}

// Convert ends a trial before its time. A trial that is over converts by itself.
type Convert struct{}

// Pause makes time stand still. A pause that overlaps another one is refused.
type Pause struct {
	Until calendar.Instant // when it ends by itself; zero: when it is resumed
	// Full is without credit: what the pause forfeits is due all the same.
	Full bool
}

// Resume ends a pause.
type Resume struct{}

// Suspend is for non-payment. The subscription keeps accruing.
type Suspend struct{}

// Reactivate ends a suspension. After a cancellation or an expiry it starts
// again, on a new schedule: what lies between is not billed. It needs an end
// that took nothing but the unused rest of a period: at a period's end, or
// with a pro-rated refund at every level.
type Reactivate struct{}

// Terminate ends the subscription at once, by a seller; it asks for no minimum
// term and no approval.
type Terminate struct {
	Credits Credits // what becomes of the rest of the period, for each seller
}

// Reprice brings another revision of the plan or its chain. It takes effect at
// the next start of a period or, where the prices are frozen, at the first one
// after the committed term.
type Reprice struct{ Offer *channel.Offer }

func (e *Event) check() error {
	f := newFaults("event")
	if e.ID == "" {
		f.at("id").add("empty")
	}
	if e.At.IsZero() {
		f.at("at").add("missing")
	}
	f.at("at").instant(e.At)
	if e.Actor == "" {
		f.at("actor").add("missing")
	}
	if e.Do == nil {
		f.at("do").add("missing")
	} else {
		e.Do.check(faults{"event", f.list})
	}
	return f.err()
}

func (a Draft) check(f faults) { a.Order.check(f.at("order")) }
func (a Place) check(f faults) { a.Order.check(f.at("order")) }
func (Submit) check(faults)    {}
func (Approve) check(faults)   {}
func (Reject) check(faults)    {}
func (Pay) check(faults)       {}
func (Provision) check(faults) {}
func (Convert) check(faults)   {}
func (Resume) check(faults)    {}
func (Suspend) check(faults)   {}

func (Reactivate) check(faults) {}

func (a Pause) check(f faults) { f.at("until").instant(a.Until) }

func (a Terminate) check(f faults) { checkCredits(a.Credits, f.at("credits")) }

func (a Reprice) check(f faults) {
	if a.Offer == nil {
		f.at("offer").add("missing")
	}
}

func (a Withdraw) check(f faults) {
	if (a.Order == "") == (a.Event == "") {
		f.at("withdraw").add("needs an order or an event")
	}
}
