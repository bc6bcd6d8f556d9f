package subscription

import (
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/shopspring/decimal"
)

// A Purchase begins a subscription. Its first period starts when provisioning
// succeeds; with TrialDays in the plan that is a trial, and the first paid
// period starts when the trial ends.
type Purchase struct {
	Offers     Listings
	Quantity   decimal.Decimal
	Quantities []ChargeQuantity // of charges that have another
	Zone       *time.Location   // of the customer; nil is UTC
	Align      calendar.Alignment
	Measure    calendar.Measure
	// Coterm is the schedule of another subscription, to be billed on the same
	// days: the first period is a stub. It has the plan's billing period. The
	// zero Coterm is none. Zone and Align are its own.
	Coterm calendar.Schedule
	// Commit is how long the customer commits; zero: the plan's minimum term.
	Commit calendar.Interval
	Policy Policy
}

// A PlanSwitch replaces the plan. With another billing period, the schedule
// starts anew. A switch to the plan that is in force keeps its revision.
type PlanSwitch struct {
	Offers     Listings
	Quantity   decimal.NullDecimal // not Valid: as before
	Quantities []ChargeQuantity    // of charges of the new plan
}

// A QuantityChange replaces the quantity.
type QuantityChange struct {
	Quantity decimal.Decimal
}

// An AddOn replaces the quantity of one recurring or set-up charge, which from
// then on has its own.
type AddOn struct {
	Charge   pricing.ChargeID
	Quantity decimal.Decimal
}

// A Renewal commits for another term, from the end of the one that is running
// or else from now on. It takes back a cancellation that is still to come.
type Renewal struct {
	For calendar.Interval // zero: as long as before
	// Offers is the price from the new term's start on; none: as before.
	Offers Listings
}

// A Cancellation ends the subscription. Within a committed term it waits for
// the term's end, unless a fee is priced: see [Policy].
type Cancellation struct{}

// A OneShotCost is due once, when the order takes effect.
type OneShotCost struct {
	Charge   pricing.ChargeID // a one-off on request
	Quantity decimal.Decimal  // negative: a credit
	Offer    *channel.Offer   // made by [Cost.Offer] if the plan has no such charge; else nil
}

// A RecurringCost is due from then on, beside the plan: see [Cost.Offer].
type RecurringCost struct {
	Offer *channel.Offer
}

// A Refund ends the subscription at once, if it has not ended, and gives the
// whole period back, or what the order's Credits say. It is refused outside the
// policy's window.
type Refund struct{}

// Kind returns OrderPurchase.
func (Purchase) Kind() OrderKind { return OrderPurchase }

// Kind returns OrderPlanSwitch.
func (PlanSwitch) Kind() OrderKind { return OrderPlanSwitch }

// Kind returns OrderQuantityChange.
func (QuantityChange) Kind() OrderKind { return OrderQuantityChange }

// Kind returns OrderAddOn.
func (AddOn) Kind() OrderKind { return OrderAddOn }

// Kind returns OrderRenewal.
func (Renewal) Kind() OrderKind { return OrderRenewal }

// Kind returns OrderCancellation.
func (Cancellation) Kind() OrderKind { return OrderCancellation }

// Kind returns OrderOneShotCost.
func (OneShotCost) Kind() OrderKind { return OrderOneShotCost }

// Kind returns OrderRecurringCost.
func (RecurringCost) Kind() OrderKind { return OrderRecurringCost }

// Kind returns OrderRefund.
func (Refund) Kind() OrderKind { return OrderRefund }

func (c Purchase) check(f faults) {
	c.Offers.check(f.at("offers"))
	checkQuantities(c.Quantity, c.Quantities, f)
	checkInterval(c.Commit, f.at("commit"))
	c.Policy.check(f.at("policy"))
	if _, err := c.Measure.MarshalText(); err != nil {
		f.at("measure").add("%w", err)
	}
	for i := range c.Offers {
		o := c.Offers[i].Offer
		if o == nil {
			continue
		}
		if c.Policy.TermEnd == Expire && c.Commit == (calendar.Interval{}) && o.Plan.MinimumTerm == (calendar.Interval{}) {
			f.at("commit").add("nothing expires without a term")
		}
		if o.Plan.TrialDays > maxDays {
			f.at("offers").add("a trial of %d days", o.Plan.TrialDays)
		}
		if !c.Coterm.Anchor.IsZero() && c.Coterm.Every.String() != o.Plan.Every.String() {
			f.at("coterm").add("periods of %s, and those of the plan are %s", c.Coterm.Every, o.Plan.Every)
		}
		if err := c.schedule(1, o).Validate(); err != nil {
			f.at("schedule").add("%w", err)
		}
	}
}

// schedule is that of a purchase that starts at t.
func (c Purchase) schedule(t calendar.Instant, o *channel.Offer) calendar.Schedule {
	if !c.Coterm.Anchor.IsZero() {
		return c.Coterm
	}
	return calendar.Schedule{Anchor: t, Every: o.Plan.Every, Align: c.Align, Zone: c.Zone}
}

func (c PlanSwitch) check(f faults) {
	c.Offers.check(f.at("offers"))
	checkQuantities(c.Quantity.Decimal, c.Quantities, f)
}

func (c QuantityChange) check(f faults) { checkQuantities(c.Quantity, nil, f) }

func (c AddOn) check(f faults) { checkQuantities(c.Quantity, nil, f) }

func (c Renewal) check(f faults) {
	checkInterval(c.For, f.at("for"))
	if len(c.Offers) > 0 {
		c.Offers.check(f.at("offers"))
	}
}

func (Cancellation) check(faults) {}

func (c OneShotCost) check(f faults) {
	if err := money.Gate(c.Quantity); err != nil {
		f.at("quantity").add("%w", err)
	}
}

func (c RecurringCost) check(f faults) {
	if c.Offer == nil {
		f.at("offer").add("missing")
	}
}

func (Refund) check(faults) {}

func checkQuantities(q decimal.Decimal, own []ChargeQuantity, f faults) {
	gate := func(f faults, q decimal.Decimal) {
		if err := money.Gate(q); err != nil {
			f.add("%w", err)
		} else if q.Sign() < 0 {
			f.add("negative")
		}
	}
	gate(f.at("quantity"), q)
	for i := range own {
		gate(f.at("quantities["+string(own[i].Charge)+"]"), own[i].Quantity)
	}
}

func checkInterval(i calendar.Interval, f faults) {
	if _, err := i.MarshalText(); err != nil {
		f.add("%w", err)
	}
}
