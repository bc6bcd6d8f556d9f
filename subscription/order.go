package subscription

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
)

// An OrderID names an order: opaque, from the host, unique in a subscription.
type OrderID string

// An Order asks for a change, and says what became of it.
type Order struct {
	ID     OrderID
	Change Change
	// Requested is when it shall take effect at the earliest; zero: as soon as
	// it is approved.
	Requested calendar.Instant
	Effect    Effect
	// Credits is what becomes of the rest of a period that the order cuts
	// short, for each seller: of a cancellation, where it says nothing, as in
	// the policy.
	Credits Credits

	// What follows is set by Apply.

	Status    OrderStatus
	Placed    calendar.Instant
	By        channel.PartyID  // who placed it
	Auditor   channel.PartyID  // who decides: the reseller, else the vendor
	Decided   calendar.Instant // when it was approved or rejected
	DecidedBy channel.PartyID  // empty: the policy
	// Effective is when it takes effect, as far as is known: never before
	// Requested and Decided.
	Effective calendar.Instant
}

// A Change is what an order asks for. It is one of [Purchase], [PlanSwitch],
// [QuantityChange], [AddOn], [Renewal], [Cancellation], [OneShotCost],
// [RecurringCost] and [Refund], as a value, not as a pointer.
type Change interface {
	Kind() OrderKind
	// check reports what is wrong with it, whatever the subscription.
	check(f faults)
	// ready returns why the subscription cannot take it, when it is placed.
	ready(f *fold, o *Order) error
	// take makes an order effective that has just been approved.
	take(f *fold, o *Order) error
}

func (o *Order) check(f faults) {
	if o.ID == "" {
		f.at("id").add("empty")
	}
	f.at("requested").instant(o.Requested)
	if int(o.Effect) >= len(effects) {
		f.at("effect").add("unknown %s", o.Effect)
	}
	checkCredits(o.Credits, f.at("credits"))
	if o.Change == nil {
		f.at("change").add("missing")
		return
	}
	o.Change.check(f.at("change"))
}

// auditor is who decides about orders of an offer: its reseller, the last one
// if there are several, else its vendor.
func auditor(o *channel.Offer) channel.PartyID {
	r := o.Route(0)
	for l := len(r.Parties) - 1; l > 0; l-- {
		if r.Roles[l] == channel.Reseller && r.Parties[l] != "" {
			return r.Parties[l]
		}
	}
	return r.Parties[0]
}
