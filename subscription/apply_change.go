package subscription

import (
	"errors"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
)

// An edit changes the term in force at t into another.
type edit func(last Term, t calendar.Instant, f faults) Term

// change makes an edit effective: at base, or at the period's end if the order
// says so, or says nothing and it costs less. That is told at base, of the term
// that is in force then.
func (f *fold) change(o *Order, s subject, e edit, compare func(a, b *Term) (int, error)) error {
	id, base := o.ID, f.base(o)
	return f.when(id, base, s, func() error {
		o := f.order(id)
		before, after, err := f.edited(e)
		if err != nil {
			return err
		}
		late := o.Effect == AtPeriodEnd
		if o.Effect == ByDefault {
			sign, err := compare(&before, &after)
			if err != nil {
				return err
			}
			late = sign < 0
		}
		at := f.now
		if late {
			at = f.periodEnd(f.now)
		}
		f.replace(o, s, at)
		return f.when(id, at, s, func() error { return f.edit(id, e) })
	})
}

// edited returns the term in force and what an edit makes of it.
func (f *fold) edited(e edit) (before, after Term, err error) {
	bad := newFaults("event.order.change")
	before = f.last()
	after = e(before, f.now, bad)
	if err := bad.err(); err != nil {
		return before, after, err
	}
	sellable(&after, bad)
	return before, after, bad.err()
}

// edit puts an edit in force.
func (f *fold) edit(id OrderID, e edit) error {
	before, after, err := f.edited(e)
	if err != nil {
		return err
	}
	after.Credits = f.order(id).Credits
	f.put(after)
	if p := after.Offer.Plan; p.ID != before.Offer.Plan.ID && f.purchase.Commit == (calendar.Interval{}) && after.Mode != Trial {
		f.commit(p.MinimumTerm, f.now)
	}
	return nil
}

// dry returns what an edit would report now.
func (f *fold) dry(e edit) error {
	_, _, err := f.edited(e)
	return err
}

func (c PlanSwitch) edit(last Term, t calendar.Instant, bad faults) Term {
	offer := c.Offers.At(t)
	if offer == nil {
		bad.at("offers").add("none at %s", t)
		return last
	}
	before := last.Offer.Plan.ID
	if offer.Plan.ID != before {
		if offer.Plan.Every.String() != last.Offer.Plan.Every.String() {
			last.Schedule.Anchor, last.Schedule.Every = t, offer.Plan.Every
		}
		last.Offer = offer
	}
	if offer.Plan.ID != before || c.Quantities != nil {
		last.Quantities = slices.Clone(c.Quantities)
	}
	if c.Quantity.Valid {
		last.Quantity = c.Quantity.Decimal
	}
	if err := last.Schedule.Validate(); err != nil {
		bad.at("offers").add("schedule: %w", err)
	}
	return last
}

func (c PlanSwitch) ready(f *fold, o *Order) error {
	if f.base(o) == f.now {
		return f.dry(c.edit)
	}
	if c.Offers.At(f.base(o)) == nil {
		return &FieldError{Path: "event.order.change.offers", Reason: "none at " + f.base(o).String()}
	}
	return nil
}

func (c PlanSwitch) take(f *fold, o *Order) error {
	return f.change(o, subject{about: thePlan}, c.edit, Compare)
}

func (c QuantityChange) edit(last Term, _ calendar.Instant, _ faults) Term {
	last.Quantity = c.Quantity
	return last
}

func (c QuantityChange) ready(f *fold, _ *Order) error { return f.dry(c.edit) }

func (c QuantityChange) take(f *fold, o *Order) error {
	return f.change(o, subject{about: theQuantity}, c.edit, func(a, b *Term) (int, error) {
		return b.Quantity.Cmp(a.Quantity), nil
	})
}

func (c AddOn) edit(last Term, _ calendar.Instant, bad faults) Term {
	at := slices.IndexFunc(last.Offer.Plan.Charges, func(p pricing.Charge) bool { return p.ID == c.Charge })
	if at < 0 || last.Offer.Plan.Charges[at].Kind == pricing.Usage || last.Offer.Plan.Charges[at].OnRequest {
		bad.at("charge").add("plan %q has no recurring or set-up charge %q", last.Offer.Plan.ID, c.Charge)
		return last
	}
	own := slices.Clone(last.Quantities) // terms share them
	if i := slices.IndexFunc(own, func(q ChargeQuantity) bool { return q.Charge == c.Charge }); i >= 0 {
		own[i].Quantity = c.Quantity
	} else {
		own = append(own, ChargeQuantity(c))
	}
	last.Quantities = own
	return last
}

func (c AddOn) ready(f *fold, _ *Order) error { return f.dry(c.edit) }

func (c AddOn) take(f *fold, o *Order) error {
	return f.change(o, subject{theQuantity, c.Charge}, c.edit, func(a, b *Term) (int, error) {
		return b.QuantityOf(c.Charge).Cmp(a.QuantityOf(c.Charge)), nil
	})
}

// sellable reports quantities that may not be bought, and charges of them that
// have no price.
func sellable(t *Term, bad faults) {
	for _, q := range t.Quantities {
		if !slices.ContainsFunc(t.Offer.Plan.Charges, func(c pricing.Charge) bool { return c.ID == q.Charge }) {
			bad.at("quantities").add("plan %q has no charge %q", t.Offer.Plan.ID, q.Charge)
		}
	}
	for i := range t.Offer.Plan.Charges {
		c := &t.Offer.Plan.Charges[i]
		if c.Kind == pricing.Usage || c.OnRequest {
			continue
		}
		q, err := pricing.QuantityOf(t.QuantityOf(c.ID))
		if err == nil {
			err = c.Quantities.Check(q)
		}
		if err == nil {
			err = priced(t.Offer, i, q)
		}
		if err != nil {
			bad.at("quantity").add("charge %q: %w", c.ID, err)
		}
	}
}

// priced returns why a quantity has no price. What depends on more is told when
// it is rated.
func priced(o *channel.Offer, i int, q pricing.Quantity) error {
	var r channel.Rates
	err := o.Rate(&r, i, fix.FromDecimal(q.Decimal()))
	var missing *pricing.InputError
	if errors.As(err, &missing) {
		return nil
	}
	return err
}
