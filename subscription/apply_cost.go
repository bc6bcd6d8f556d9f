package subscription

import (
	"slices"

	"github.com/daybook-go/daybook/calendar"
)

func (c RecurringCost) edit(last Term, _ calendar.Instant, bad faults) Term {
	extends(c.Offer.Plan, last.Offer.Plan, bad.at("offer"))
	last.Offer = c.Offer
	return last
}

func (c RecurringCost) ready(f *fold, _ *Order) error { return f.dry(c.edit) }

func (c RecurringCost) take(f *fold, o *Order) error {
	id := o.ID
	add := func() error { return f.edit(id, c.edit) }
	return f.when(id, f.base(o), subject{}, func() error {
		if f.order(id).Effect == AtPeriodEnd {
			return f.when(id, f.periodEnd(f.now), subject{}, add)
		}
		return add()
	})
}

func (c OneShotCost) ready(f *fold, o *Order) error {
	if f.base(o) > f.now || o.Effect == AtPeriodEnd {
		return nil // told when it is due
	}
	return c.chargeable(f)
}

// chargeable returns why the cost cannot be due now.
func (c OneShotCost) chargeable(f *fold) error {
	bad := newFaults("event.order.change")
	last := f.last()
	if c.Offer != nil {
		extends(c.Offer.Plan, last.Offer.Plan, bad.at("offer"))
		last.Offer = c.Offer
	}
	if !onRequest(last.Offer.Plan, c.Charge) {
		bad.at("charge").add("plan %q has no one-off %q on request", last.Offer.Plan.ID, c.Charge)
	}
	if last.Mode >= Paused {
		bad.at("charge").add("nothing is due in a pause")
	}
	return bad.err()
}

func (c OneShotCost) take(f *fold, o *Order) error {
	id := o.ID
	charge := func() error { return f.charge(c, id) }
	return f.when(id, f.base(o), subject{}, func() error {
		if f.order(id).Effect == AtPeriodEnd {
			return f.when(id, f.periodEnd(f.now), subject{}, charge)
		}
		return charge()
	})
}

func (f *fold) charge(c OneShotCost, id OrderID) error {
	if err := c.chargeable(f); err != nil {
		return err
	}
	if c.Offer != nil {
		last := f.last()
		last.Offer, last.Credits = c.Offer, Credits{}
		f.put(last)
	}
	f.fact(Fact{ID: string(id), Charge: c.Charge, At: f.now, Quantity: c.Quantity})
	return nil
}

func (f *fold) fact(fact Fact) {
	f.Facts = append(slices.Clip(f.Facts), fact)
}
