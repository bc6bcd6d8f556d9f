package channel

import (
	"slices"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
)

// A ladder is what a charge costs at every level, for quantities up to upTo;
// zero is open.
type ladder struct {
	upTo  fix.Num
	tiers []rung
}

// A rung is the ladder of one tier: the prices of the quantities above the rung
// before, up to upTo. A charge whose tiers nobody prices apart has one.
type rung struct {
	upTo   fix.Num // zero is open
	raters []*pricing.Rater
}

// at returns the ladder for a quantity.
func at(ladders []ladder, q fix.Num) *ladder {
	if q.Sign() < 0 {
		q = q.Neg()
	}
	last := len(ladders) - 1
	for i := range ladders[:last] {
		if q.Cmp(ladders[i].upTo) <= 0 {
			return &ladders[i]
		}
	}
	return &ladders[last]
}

// rate sets r to what q costs at every level.
func (l *ladder) rate(r *Rates, q fix.Num) error {
	return l.walk(r, q, (*pricing.Rater).Price)
}

// A priceFunc is what a quantity costs by a rater.
type priceFunc func(*pricing.Rater, fix.Num) (fix.Num, error)

// walk sums the rungs up to q: the first in full, of each other what its prices
// add above the rung before.
func (l *ladder) walk(r *Rates, q fix.Num, price priceFunc) error {
	first := &l.tiers[0]
	if err := first.level(r.at[:r.levels], first.within(q), price); err != nil {
		return err
	}
	for k := 1; k < len(l.tiers) && q.Cmp(l.tiers[k-1].upTo) > 0; k++ {
		var to, from [MaxLevels]fix.Num
		t := &l.tiers[k]
		if err := t.level(to[:r.levels], t.within(q), price); err != nil {
			return err
		}
		if err := t.level(from[:r.levels], l.tiers[k-1].upTo, price); err != nil {
			return err
		}
		for i := range r.levels {
			r.at[i] = r.at[i].Add(to[i].Sub(from[i]))
		}
	}
	return nil
}

// within returns q, or where the rung ends below it that end.
func (r *rung) within(q fix.Num) fix.Num {
	if !r.upTo.IsZero() && q.Cmp(r.upTo) > 0 {
		return r.upTo
	}
	return q
}

// level sets out to the price of q at every level.
func (r *rung) level(out []fix.Num, q fix.Num, price priceFunc) error {
	for l, rater := range r.raters {
		if l > 0 && rater == r.raters[l-1] { // switched off, or passed through
			out[l] = out[l-1]
			continue
		}
		var err error
		if out[l], err = price(rater, q); err != nil {
			return err
		}
	}
	return nil
}

// setsUp reports whether a tier of the model, or of one inside, has a set-up.
func setsUp(m pricing.Model) bool {
	var tiers []pricing.Tier
	switch m := m.(type) {
	case pricing.Graduated:
		tiers = m.Tiers
	case pricing.Volume:
		tiers = m.Tiers
	case pricing.Stairstep:
		tiers = m.Tiers
	case pricing.Included:
		return setsUp(m.Model)
	case pricing.Minimum:
		return setsUp(m.Model)
	case pricing.Maximum:
		return setsUp(m.Model)
	case pricing.Sum:
		return slices.ContainsFunc(m.Models, setsUp)
	case pricing.Matrix:
		return slices.ContainsFunc(m.Cells, func(c pricing.Cell) bool { return setsUp(c.Model) })
	}
	return slices.ContainsFunc(tiers, func(t pricing.Tier) bool { return !t.Setup.IsZero() || !t.UnitSetup.IsZero() })
}
