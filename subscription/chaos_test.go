package subscription_test

import (
	"fmt"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestChaos(t *testing.T) { rapid.Check(t, chaosIsTold) }
func FuzzChaos(f *testing.F) { f.Fuzz(rapid.MakeFuzz(chaosIsTold)) }

// chaosIsTold: whatever is applied, in any state, at any instant, is refused
// and changes nothing, or leaves a sound timeline and a history of transitions
// that there are.
func chaosIsTold(t *rapid.T) {
	s, plans, _ := buying(t)
	if rapid.Bool().Draw(t, "provisioned") {
		s.on("2026-01-05", "vendor", subscription.Provision{})
	}
	for i := range rapid.IntRange(1, 20).Draw(t, "events") {
		e := subscription.Event{
			ID: subscription.EventID(fmt.Sprint("x-", i)), At: genInstant(t), Do: genAction(t, plans),
			Actor: channel.PartyID(rapid.SampledFrom([]string{"reseller", "ada", ""}).Draw(t, "actor")),
		}
		c, err := subscription.Apply(s.c, e)
		if err != nil {
			if !same(&c, &s.c) {
				t.Fatalf("%v, and something changed", err)
			}
			continue
		}
		s.c = c
		if err := c.Validate(); len(c.Terms) > 0 && err != nil {
			t.Fatal(err)
		}
		state, at := subscription.NoState, calendar.Instant(-1<<62)
		for _, h := range c.History {
			if h.From != state || !h.From.CanBecome(h.To) || h.At < at {
				t.Fatalf("history: %v", history(&c))
			}
			state, at = h.To, h.At
		}
	}
}

func genInstant(t *rapid.T) calendar.Instant {
	if rapid.IntRange(0, 9).Draw(t, "odd") > 0 {
		return instantOf(rapid.IntRange(-5, 60).Draw(t, "day"))
	}
	return rapid.SampledFrom([]calendar.Instant{0, 1, -1, 1 << 62, -1 << 62, calendar.Must("0001-01-01T00:00:00Z"), calendar.Must("9999-12-31T23:59:59Z")}).Draw(t, "instant")
}

func genAction(t *rapid.T, plans shop) subscription.Action {
	id := subscription.OrderID(rapid.SampledFrom([]string{"a", "b", "c", "buy", ""}).Draw(t, "id"))
	order := subscription.Order{
		ID: id, Change: genChange(t, plans), Effect: subscription.Effect(rapid.IntRange(0, 3).Draw(t, "effect")),
		Credits: subscription.AllCredits(subscription.Credit(rapid.IntRange(0, 4).Draw(t, "credit"))),
	}
	if rapid.Bool().Draw(t, "requests") {
		order.Requested = genInstant(t)
	}
	return rapid.SampledFrom([]subscription.Action{
		nil, subscription.Place{Order: order}, subscription.Place{Order: order}, subscription.Place{Order: order}, subscription.Draft{Order: order},
		subscription.Submit{Order: id}, subscription.Approve{Order: id}, subscription.Reject{Order: id}, subscription.Withdraw{Order: id},
		subscription.Withdraw{Event: subscription.EventID(fmt.Sprint("x-", rapid.IntRange(0, 9).Draw(t, "event")))},
		subscription.Pay{}, subscription.Provision{}, subscription.Convert{}, subscription.Pause{Until: genInstant(t)}, subscription.Resume{},
		subscription.Suspend{}, subscription.Reactivate{}, subscription.Terminate{Credits: order.Credits}, subscription.Reprice{Offer: plans["a"]},
		subscription.Reprice{}, subscription.Reprice{Offer: plans["c"]},
	}).Draw(t, "action")
}

func genChange(t *rapid.T, plans shop) subscription.Change {
	n := rapid.SampledFrom([]decimal.Decimal{num("-1"), num("0"), num("1"), num("8.5"), num("101"), decimal.New(1, 30)}).Draw(t, "quantity")
	interval := calendar.Interval{N: rapid.SampledFrom([]int32{-1, 0, 1, 1<<31 - 1}).Draw(t, "n"), Unit: calendar.Unit(rapid.IntRange(0, 5).Draw(t, "unit"))}
	offers := subscription.Listings{{From: genInstant(t), Offer: plans[rapid.SampledFrom([]string{"a", "b", "none"}).Draw(t, "plan")]}}
	return rapid.SampledFrom([]subscription.Change{
		nil, subscription.Purchase{Offers: offers, Quantity: n, Commit: interval}, subscription.PlanSwitch{Offers: offers}, subscription.PlanSwitch{},
		subscription.QuantityChange{Quantity: n}, subscription.AddOn{Charge: "support", Quantity: n}, subscription.AddOn{Charge: "calls", Quantity: n},
		subscription.Renewal{For: interval}, subscription.Renewal{For: interval, Offers: offers}, subscription.Cancellation{}, subscription.Refund{},
		subscription.OneShotCost{Charge: "visit", Quantity: n}, subscription.OneShotCost{Charge: "visit", Quantity: n, Offer: plans["b"]},
		subscription.RecurringCost{}, subscription.RecurringCost{Offer: plans["c"]},
	}).Draw(t, "change")
}
