package subscription_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// shop sells the plans of the naive model.
type shop map[string]*channel.Offer

func open(t fataler, trial int) shop {
	s := shop{}
	for plan, price := range prices {
		s[plan] = sold(t, seats(plan, fmt.Sprint(price), trialDays(trial), func(p *pricing.Plan) {
			if n := minimums[plan]; n > 0 {
				p.MinimumTerm = every(fmt.Sprintf("P%dM", n))
			}
		}))
	}
	return s
}

// action is what the model calls by a name.
func (s shop) action(a ask, id string) subscription.Action {
	effect := func(o *subscription.Order) { o.Effect = a.eff }
	switch a.what {
	case "provision":
		return subscription.Provision{}
	case "seats":
		return place(id, quantity(fmt.Sprint(a.n)), effect)
	case "support":
		return place(id, subscription.AddOn{Charge: "support", Quantity: num(fmt.Sprint(a.n))}, effect)
	case "switch":
		return place(id, to(s[a.plan]), effect)
	case "cancel":
		return place(id, subscription.Cancellation{}, effect)
	case "renew":
		return place(id, subscription.Renewal{})
	case "refund":
		return place(id, subscription.Refund{})
	case "pause":
		p := subscription.Pause{}
		if a.n > 0 {
			p.Until = instantOf(a.n)
		}
		return p
	case "resume":
		return subscription.Resume{}
	case "suspend":
		return subscription.Suspend{}
	case "convert":
		return subscription.Convert{}
	case "terminate":
		return subscription.Terminate{}
	}
	return subscription.Reactivate{}
}

func genAsk(t *rapid.T, day int, what ...string) ask {
	a := ask{day: day, what: rapid.SampledFrom(what).Draw(t, "what")}
	a.plan = rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "plan")
	a.n = rapid.IntRange(1, 9).Draw(t, "n")
	a.eff = subscription.Effect(rapid.IntRange(0, 2).Draw(t, "effect"))
	if a.what == "pause" {
		a.n = max(0, day+rapid.IntRange(0, 40).Draw(t, "until")-5)
		if rapid.Bool().Draw(t, "open") {
			a.n = 0
		}
	}
	return a
}

// everything is what may happen; what is likely comes more than once.
var everything = []string{
	"seats", "seats", "support", "switch", "switch", "cancel", "cancel", "renew", "pause", "pause", "resume", "suspend",
	"reactivate", "reactivate", "convert", "terminate", "refund",
}

// buying returns a story that is being provisioned, and its model.
func buying(t *rapid.T) (*story, shop, naive) {
	m := naive{
		trialDays: rapid.SampledFrom([]int{0, 0, 1, 20}).Draw(t, "trial"), refundDays: rapid.SampledFrom([]int{0, 30}).Draw(t, "window"),
		termEnd: subscription.TermEnd(rapid.IntRange(0, 2).Draw(t, "term end")),
	}
	s := open(t, m.trialDays)
	plan := "c"
	buy := purchase(s[plan], "5", policy(subscription.Policy{TermEnd: m.termEnd, RefundDays: m.refundDays}))
	return from(t).order("2026-01-01", "buy", buy), s, m
}

func TestNaive(t *testing.T) { rapid.Check(t, agreesWithNaive) }
func FuzzNaive(f *testing.F) { f.Fuzz(rapid.MakeFuzz(agreesWithNaive)) }

// agreesWithNaive: whatever happens, each day is charged by what it is in a
// subscription that lives from day to day.
func agreesWithNaive(t *rapid.T) {
	s, plans, m := buying(t)
	var asks []ask
	a := ask{day: rapid.IntRange(0, 31).Draw(t, "start"), what: "provision", plan: "c", n: 5}
	for i := range rapid.IntRange(1, 16).Draw(t, "events") {
		e := s.event(dateOf(a.day).Format("2006-01-02"), "reseller", plans.action(a, fmt.Sprint("o-", i)))
		next, err := subscription.Apply(s.c, e)
		charged, states, taken := m.live(append(asks, a))
		if taken != (err == nil) {
			t.Fatalf("%+v: taken is %v, but Apply says %v", a, taken, err)
		}
		if taken {
			asks = append(asks, a)
			s.c = next
			compareDays(t, &s.c, charged, states, asks)
		}
		a = genAsk(t, a.day+rapid.IntRange(0, 25).Draw(t, "days"), everything...)
	}
}

func compareDays(t fataler, c *subscription.Contract, charged, states []string, asks []ask) {
	t.Helper()
	var got, gotStates []string
	for d := range horizon {
		state := c.StateAt(instantOf(d))
		gotStates = append(gotStates, state.String())
		term, ok := c.TermAt(instantOf(d))
		if !ok || term.Mode >= subscription.Paused {
			got = append(got, state.String())
			continue
		}
		_, p := term.Schedule.At(instantOf(d))
		got = append(got, fmt.Sprint(term.Mode, term.Offer.Plan.ID, term.QuantityOf("seat"), term.QuantityOf("support"), p.Start.String()[:10]))
	}
	for d := range horizon {
		if states[d] != gotStates[d] || charged[d] != got[d] {
			t.Fatalf("%s is %s and %s, want %s and %s\n%s\n%v", dateOf(d).Format(time.DateOnly), gotStates[d], got[d], states[d], charged[d],
				strings.Join(timeline(c), "\n"), asks)
		}
	}
}

func TestEventsCommute(t *testing.T) { rapid.Check(t, eventsCommute) }
func FuzzEventsCommute(f *testing.F) { f.Fuzz(rapid.MakeFuzz(eventsCommute)) }

// eventsCommute: events that no other one depends on can be applied in any
// order, and the outcome is the same; the others can be refused in another
// order, but if none is, it is the same too.
func eventsCommute(t *rapid.T) {
	s, plans, _ := buying(t)
	s.on("2026-01-05", "vendor", subscription.Provision{})
	independent := rapid.Bool().Draw(t, "independent")
	what := everything
	if independent {
		what = []string{"seats", "support", "switch", "suspend"}
	}
	base, day, suspended := s.c, 5, false
	var events []subscription.Event
	for i := range rapid.IntRange(2, 7).Draw(t, "events") {
		a := genAsk(t, day, what...)
		day += rapid.IntRange(1, 15).Draw(t, "days")
		if a.what == "suspend" && independent {
			if suspended {
				continue
			}
			suspended = true // nothing here needs it to end
		}
		e := s.event(dateOf(a.day).Format("2006-01-02"), "reseller", plans.action(a, fmt.Sprint("o-", i)))
		if next, err := subscription.Apply(s.c, e); err == nil {
			s.c = next
			events = append(events, e)
		}
	}
	shuffled, err := subscription.Replay(base, rapid.Permutation(events).Draw(t, "order")...)
	switch {
	case err != nil && independent:
		t.Fatalf("independent events in another order: %v", err)
	case err != nil:
		return
	}
	if diff := cmp.Diff(timeline(&s.c), timeline(&shuffled)); diff != "" {
		t.Fatalf("timelines mismatch (-in order +shuffled)\n%s", diff)
	}
	if diff := cmp.Diff(s.c.History, shuffled.History); diff != "" {
		t.Fatalf("histories mismatch (-in order +shuffled)\n%s", diff)
	}
	if diff := cmp.Diff(orders(&s.c), orders(&shuffled)); diff != "" {
		t.Fatalf("orders mismatch (-in order +shuffled)\n%s", diff)
	}
}

func TestNoOps(t *testing.T) { rapid.Check(t, noOpsChangeNothing) }
func FuzzNoOps(f *testing.F) { f.Fuzz(rapid.MakeFuzz(noOpsChangeNothing)) }

// noOpsChangeNothing: a change to what is in force anyway, whatever it says
// about credits, moves no money, and cuts no period.
func noOpsChangeNothing(t *rapid.T) {
	s, plans, _ := buying(t)
	s.on("2026-01-05", "vendor", subscription.Provision{})
	day := 5
	for i := range rapid.IntRange(0, 5).Draw(t, "events") {
		a := genAsk(t, day, "seats", "support", "switch", "pause", "resume")
		a.eff = subscription.Immediately // nothing deferred that could be contradicted
		day += rapid.IntRange(0, 15).Draw(t, "days")
		e := s.event(dateOf(a.day).Format("2006-01-02"), "reseller", plans.action(a, fmt.Sprint("o-", i)))
		if next, err := subscription.Apply(s.c, e); err == nil {
			s.c = next
		}
	}
	term, ok := s.c.TermAt(instantOf(day))
	if !ok {
		return // expired
	}
	noOp := rapid.SampledFrom([]subscription.Change{
		subscription.QuantityChange{Quantity: term.Quantity}, to(term.Offer),
		subscription.AddOn{Charge: "support", Quantity: term.QuantityOf("support")},
		subscription.AddOn{Charge: "seat", Quantity: term.QuantityOf("seat")},
	}).Draw(t, "change")
	cuts := func() (from []string) {
		for i := range s.c.Terms {
			from = append(from, fmt.Sprint(s.c.Terms[i].From, s.c.Terms[i].Credits))
		}
		return from
	}
	before, froms, end := days(&s.c), cuts(), s.c.End
	s.order(dateOf(day).Format("2006-01-02"), "no-op", noOp, now, crediting(subscription.Credit(rapid.IntRange(0, 3).Draw(t, "credit"))))
	if !slices.Equal(days(&s.c), before) || s.c.End != end {
		t.Fatalf("a no-op changed what is charged: %v", timeline(&s.c))
	}
	if !slices.Equal(cuts(), froms) {
		t.Fatalf("a no-op cut a period: %v", timeline(&s.c))
	}
}
