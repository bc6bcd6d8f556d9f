package channel

import (
	"fmt"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
)

// Has says which levels have something, counted from the vendor.
type Has [MaxLevels]bool

// bounds are the minimums and maximums that stand around the prices of a ladder,
// of each level at most one of a kind, by pricing.BoundKind. Whatever stands
// around what, the maximum is not below the minimum.
type bounds struct {
	amount [2][MaxLevels]fix.Num
	has    [2]Has
}

// add puts one more bound around those of level l.
func (b *bounds) add(l int, x pricing.Bound) {
	n, ok := x.Amount.Num()
	if !ok {
		return // prices of models are decimals
	}
	for kind := range b.amount {
		own := pricing.BoundKind(kind) == x.Kind
		if !own && !b.has[kind][l] {
			continue
		}
		if old := b.amount[kind][l]; b.has[kind][l] && (n.Cmp(old) > 0) != (x.Kind == pricing.AtLeast) {
			continue
		}
		b.amount[kind][l], b.has[kind][l] = n, true
	}
}

// split sets what accrues beside usage apart: the bounds of all ladders, and the
// ladders of what they stand around. A ladder whose tiers are priced apart stays
// as it is: there a bound is part of a tier's price.
func (p *priced) split() {
	var inner []ladder
	var all []bounds
	found := false
	for _, l := range p.ladders {
		var b bounds
		if len(l.tiers) == 1 {
			old := l.tiers[0].raters
			raters := make([]*pricing.Rater, len(old))
			for i, r := range old {
				outer, within := r.Bounds()
				for _, x := range outer {
					b.add(i, x)
					found = true
				}
				if raters[i] = within; i > 0 && r == old[i-1] {
					raters[i] = raters[i-1]
				}
			}
			l.tiers = []rung{{raters: raters}}
		}
		inner, all = append(inner, l), append(all, b)
	}
	if found {
		p.inner, p.bounds = inner, all
	}
}

// limitOf is a limit as a charge: a minimum or maximum around nothing, so that
// sellers' rules act on it as on any price. A replacement stands alone: from its
// level on there is a limit only if the replacement is one.
func limitOf(p *pricing.Plan, l *pricing.Limit) pricing.Charge {
	c := pricing.Charge{ID: l.ID, Kind: pricing.Usage, Timing: pricing.Postpaid}
	if l.Kind == pricing.AtLeast {
		c.Model = pricing.Minimum{Amount: l.Amount, Model: pricing.Flat{}}
	} else {
		c.Model = pricing.Maximum{Amount: l.Amount, Model: pricing.Flat{}}
	}
	for i := range p.Charges {
		if l.Covers(&p.Charges[i]) {
			c.TaxCategory, c.ProductType = p.Charges[i].TaxCategory, p.Charges[i].ProductType
			break
		}
	}
	return c
}

// RateWithin sets r to what quantity q of charge i costs at every level, without
// the minimums and maximums that [Offer.Bound] returns: what usage accrues. The
// quantity may be a fraction. Errors are those of Rate.
func (o *Offer) RateWithin(r *Rates, i int, q pricing.Quantity) error {
	if o.charges[i].inner == nil {
		return o.RateOf(r, i, q)
	}
	if q.IsFraction() {
		return o.rateFraction(r, i, o.charges[i].inner, q)
	}
	*r = Rates{levels: o.levels, exchange: o.exchange}
	err := usable(o.Charge(i), q)
	if err == nil {
		err = at(o.charges[i].inner, q.Num()).rate(r, q.Num())
	}
	if err != nil {
		return fmt.Errorf("channel: plan %q charge %q: %w", o.Plan.ID, o.Charge(i).ID, err)
	}
	return nil
}

// Bounded reports whether charge i has a minimum, or a maximum, at any level.
func (o *Offer) Bounded(i int, kind pricing.BoundKind) bool {
	for _, b := range o.charges[i].bounds {
		if b.has[kind] != (Has{}) {
			return true
		}
	}
	return false
}

// Bound sets r to the minimum, or the maximum, of charge i for a full period at
// every level that has one, when a quantity was used: sellers may price
// quantities by conditions. A plan's limits are charges after its own.
func (o *Offer) Bound(r *Rates, i int, kind pricing.BoundKind, q pricing.Quantity) Has {
	*r = Rates{levels: o.levels, exchange: o.exchange}
	if o.charges[i].bounds == nil {
		return Has{}
	}
	band := atFraction(o.charges[i].ladders, q.Exact())
	for k := range o.charges[i].ladders {
		if b := &o.charges[i].bounds[k]; &o.charges[i].ladders[k] == band {
			r.at = b.amount[kind]
			return b.has[kind]
		}
	}
	return Has{}
}

// Lack returns what a bound adds to booked amounts, at the levels that have one:
// max(0, limit − a) of a minimum, −max(0, a − limit) of a maximum. 40.00 below a
// minimum of 100.00 lack 60.00. Raw and settled amounts come to those of the
// limit where it applies. The error wraps money.ErrMismatch or money.ErrRange.
func (a Amounts) Lack(limit Amounts, kind pricing.BoundKind, has Has) (Amounts, error) {
	d, err := limit.Sub(a)
	if err != nil {
		return d, err
	}
	for l := range d.Levels() {
		if !has[l] || d.units[l] == 0 || (d.units[l] > 0) != (kind == pricing.AtLeast) {
			d.units[l], d.rest[l], d.settled[l] = 0, 0, 0
		}
	}
	return d, nil
}
