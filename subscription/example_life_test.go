package subscription_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// backup sells a plan at a price for each seat, by a reseller.
func backup(plan pricing.PlanID, price int64, trial int) *channel.Offer {
	o, err := channel.NewOffer(&pricing.Plan{
		ID: plan, Currency: money.MustCurrency("EUR"), TrialDays: trial,
		Charges: []pricing.Charge{
			{ID: "seat", Model: pricing.PerUnit{Unit: decimal.NewFromInt(price)}},
			{ID: "visit", Kind: pricing.OneTime, OnRequest: true, Model: pricing.PerUnit{Unit: decimal.NewFromInt(50)}},
		},
	}, &channel.Chain{ID: "eu", Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "reseller", Role: channel.Reseller, Default: channel.Rule{Kind: channel.PassThrough}},
	}})
	if err != nil {
		panic(err)
	}
	return o
}

// happened applies an event that is known to be sound.
func happened(c subscription.Contract, id, at string, actor channel.PartyID, do subscription.Action) subscription.Contract {
	c, err := subscription.Apply(c, subscription.Event{ID: subscription.EventID(id), At: calendar.Must(at), Actor: actor, Do: do})
	if err != nil {
		panic(err)
	}
	return c
}

// bought is a contract of five seats since 1 January.
func bought() subscription.Contract {
	var c subscription.Contract
	c.ID, c.Customer = "s-1", "ada"
	buy := subscription.Order{ID: "o-1", Change: subscription.Purchase{
		Offers: subscription.Only(backup("basic", 10, 0)), Quantity: decimal.NewFromInt(5), Zone: time.UTC,
	}}
	c = happened(c, "e-1", "2025-12-30T00:00:00Z", "ada", subscription.Place{Order: buy})
	c = happened(c, "e-2", "2025-12-31T00:00:00Z", "reseller", subscription.Approve{Order: "o-1"})
	return happened(c, "e-3", "2026-01-01T00:00:00Z", "vendor", subscription.Provision{})
}

func show(c *subscription.Contract) {
	for _, t := range c.Terms {
		fmt.Println(t.From, t.Mode, t.Offer.Plan.ID, t.Quantity)
	}
	if !c.End.IsZero() {
		fmt.Println(c.End, "end")
	}
}

// A customer orders, the reseller approves, the vendor provisions. More seats
// are due at once, fewer at the period's end. The contract tells what is still
// to come, too.
func ExampleApply() {
	c := bought()
	more := subscription.Order{ID: "o-2", Change: subscription.QuantityChange{Quantity: decimal.NewFromInt(8)}}
	less := subscription.Order{ID: "o-3", Change: subscription.QuantityChange{Quantity: decimal.NewFromInt(6)}}
	c = happened(c, "e-4", "2026-01-10T00:00:00Z", "reseller", subscription.Place{Order: more}) // by the auditor: approved
	c = happened(c, "e-5", "2026-01-20T00:00:00Z", "reseller", subscription.Place{Order: less})
	show(&c)
	for _, h := range c.History {
		fmt.Println(h.At, h.From, "→", h.To, "by", h.Actor)
	}
	// Output:
	// 2026-01-01T00:00:00Z running basic 5
	// 2026-01-10T00:00:00Z running basic 8
	// 2026-02-01T00:00:00Z running basic 6
	// 2025-12-30T00:00:00Z none → pending-approval by ada
	// 2025-12-31T00:00:00Z pending-approval → provisioning by reseller
	// 2026-01-01T00:00:00Z provisioning → active by vendor
}

// An event that is dated back gives what it would have given then.
func ExampleApply_backdating() {
	c := bought()
	c = happened(c, "e-4", "2026-01-20T00:00:00Z", "ada", subscription.Pause{Until: calendar.Must("2026-01-25T00:00:00Z")})
	more := subscription.Order{ID: "o-2", Change: subscription.QuantityChange{Quantity: decimal.NewFromInt(8)}}
	c = happened(c, "e-5", "2026-01-10T00:00:00Z", "reseller", subscription.Place{Order: more})
	show(&c)
	// Output:
	// 2026-01-01T00:00:00Z running basic 5
	// 2026-01-10T00:00:00Z running basic 8
	// 2026-01-20T00:00:00Z paused basic 8
	// 2026-01-25T00:00:00Z running basic 8
}

// What the state does not allow is refused, and nothing changes.
func ExampleTransitionError() {
	c := happened(bought(), "e-4", "2026-01-20T00:00:00Z", "ada", subscription.Pause{})
	_, err := subscription.Apply(c, subscription.Event{
		ID: "e-5", At: calendar.Must("2026-01-22T00:00:00Z"), Actor: "reseller", Do: subscription.Suspend{},
	})
	var refused *subscription.TransitionError
	fmt.Println(errors.As(err, &refused), refused.From, refused.To)
	fmt.Println(err)
	// Output:
	// true paused suspended
	// subscription: s-1: event "e-5" at 2026-01-22T00:00:00Z: a subscription that is paused at 2026-01-22T00:00:00Z cannot become suspended
}

// An order waits for its auditor, and takes effect when that has decided.
func ExampleOrder() {
	pro := subscription.Order{ID: "o-2", Change: subscription.PlanSwitch{Offers: subscription.Only(backup("pro", 20, 0))}}
	c := happened(bought(), "e-4", "2026-01-10T00:00:00Z", "ada", subscription.Place{Order: pro})
	o, _ := c.Order("o-2")
	fmt.Println(o.Change.Kind(), o.Status, "for", o.Auditor)
	c = happened(c, "e-5", "2026-01-12T00:00:00Z", "reseller", subscription.Approve{Order: "o-2"})
	o, _ = c.Order("o-2")
	fmt.Println(o.Change.Kind(), o.Status, "by", o.DecidedBy, "effective", o.Effective)
	// Output:
	// plan-switch to-be-approved for reseller
	// plan-switch approved by reseller effective 2026-01-12T00:00:00Z
}

// A preview is what would be. Here the customer looks at leaving on 20 January.
func ExamplePreview() {
	c := bought()
	leave := subscription.Order{ID: "o-2", Change: subscription.Cancellation{}}
	then, err := subscription.Preview(c, leave, calendar.Must("2026-01-20T00:00:00Z"))
	if err != nil {
		panic(err)
	}
	show(&then)
	fmt.Println("now:", c.StateAt(calendar.Must("2026-02-01T00:00:00Z")), "then:", then.StateAt(calendar.Must("2026-02-01T00:00:00Z")))
	// Output:
	// 2026-01-01T00:00:00Z running basic 5
	// 2026-02-01T00:00:00Z end
	// now: active then: cancelled
}

// A trial converts by itself; the paid periods are counted from there.
func ExamplePurchase_trial() {
	var c subscription.Contract
	c.ID, c.Customer = "s-2", "ada"
	buy := subscription.Order{ID: "o-1", Change: subscription.Purchase{
		Offers: subscription.Only(backup("basic", 10, 14)), Quantity: decimal.NewFromInt(5),
		Policy: subscription.Policy{AutoApprove: subscription.KindsOf(subscription.OrderPurchase)},
	}}
	c = happened(c, "e-1", "2026-01-31T00:00:00Z", "ada", subscription.Place{Order: buy})
	c = happened(c, "e-2", "2026-01-31T00:00:00Z", "vendor", subscription.Provision{})
	show(&c)
	_, first := c.Terms[1].Schedule.At(calendar.Must("2026-02-20T00:00:00Z"))
	fmt.Println("first paid period", first)
	// Output:
	// 2026-01-31T00:00:00Z trial basic 5
	// 2026-02-14T00:00:00Z running basic 5
	// first paid period 2026-02-14T00:00:00Z/2026-03-14T00:00:00Z
}

// A support contract that only this customer has: 15.00 a month beside its plan.
func ExampleCost_Offer() {
	c := bought()
	chain := &channel.Chain{ID: "eu", Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "reseller", Role: channel.Reseller, Default: channel.Rule{Kind: channel.PassThrough}},
	}}
	term, _ := c.TermAt(calendar.Must("2026-01-15T00:00:00Z"))
	offer, err := subscription.Cost{ID: "o-2", Amount: decimal.NewFromInt(15)}.Offer(term.Offer.Plan, chain)
	if err != nil {
		panic(err)
	}
	c = happened(c, "e-4", "2026-01-15T00:00:00Z", "reseller", subscription.Place{
		Order: subscription.Order{ID: "o-2", Change: subscription.RecurringCost{Offer: offer}},
	})
	for _, t := range c.Terms {
		fmt.Println(t.From, t.Offer.Plan.ID, len(t.Offer.Plan.Charges), "charges")
	}
	// Output:
	// 2026-01-01T00:00:00Z basic 2 charges
	// 2026-01-15T00:00:00Z basic 3 charges
}

// A year for less a month is a downgrade, though its price is higher.
func ExampleCompare() {
	month := subscription.Term{Offer: backup("month", 11, 0), Quantity: decimal.NewFromInt(5)}
	plan := *backup("year", 120, 0).Plan
	plan.Every = calendar.Interval{N: 1, Unit: calendar.Year}
	offer, err := channel.NewOffer(&plan, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		panic(err)
	}
	year := subscription.Term{Offer: offer, Quantity: decimal.NewFromInt(5)}
	fmt.Println(subscription.Compare(&month, &year))
	// Output: -1 <nil>
}
