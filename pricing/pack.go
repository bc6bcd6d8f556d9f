package pricing

import (
	"cmp"
	"math"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
)

// A Pack is usage that was paid for before: Units of a metric or, where Units is
// zero, any usage worth Price. It is a liability until it is used or expires.
type Pack struct {
	ID      string           `json:"id"`
	Units   Quantity         `json:"units"`
	Price   money.Amount     `json:"price"`
	From    calendar.Instant `json:"from"`    // may be used from here on
	Expires calendar.Instant `json:"expires"` // and before here; zero: for ever
	// Used and Spent are what was drawn from it so far: Used from a pack of
	// units, Spent from a pack of money.
	Used  Quantity     `json:"used"`
	Spent money.Amount `json:"spent"`
}

// ValidAt reports whether the pack may be used at t.
func (p *Pack) ValidAt(t calendar.Instant) bool {
	return p.From <= t && (p.Expires.IsZero() || t < p.Expires)
}

// Earned returns which part of the price is earned by what was drawn so far. It
// is cumulative: a third of a pack of 10.00 earns 3.33, and all of it 10.00. The
// error wraps money.ErrRange.
func (p *Pack) Earned() (money.Amount, error) {
	switch {
	case p.Units.IsZero():
		return p.Spent, nil
	case p.Used.Cmp(p.Units) >= 0:
		return p.Price, nil
	}
	return roundLike(ofAmount(p.Price).Mul(p.Used.x).dividedBy(p.Units.x), p.Price)
}

// Unused returns the part of the price that is not earned: what is still owed
// to the customer, and what expiry turns into income.
func (p *Pack) Unused() (money.Amount, error) {
	earned, err := p.Earned()
	if err != nil {
		return money.Amount{}, err
	}
	return p.Price.Sub(earned)
}

// DrawUnits takes need from packs of units that are valid at t, those that
// expire first before others, in the order given among equals. It returns the
// packs after that, and what they did not hold. Need of zero or below takes
// nothing.
func DrawUnits(packs []Pack, need Quantity, t calendar.Instant) (after []Pack, rest Quantity) {
	after = slices.Clone(packs)
	for _, i := range firstToExpire(packs) {
		p := &after[i]
		if p.Units.IsZero() || !p.ValidAt(t) || need.Sign() <= 0 {
			continue
		}
		take := p.Units.Sub(p.Used)
		if take.Cmp(need) > 0 {
			take = need
		}
		p.Used, need = p.Used.Add(take), need.Sub(take)
	}
	return after, need
}

// DrawAmount is [DrawUnits] for packs of money. The error wraps
// money.ErrMismatch where need is of another currency or scale than a pack.
func DrawAmount(packs []Pack, need money.Amount, t calendar.Instant) (after []Pack, rest money.Amount, err error) {
	after = slices.Clone(packs)
	for _, i := range firstToExpire(packs) {
		p := &after[i]
		if !p.Units.IsZero() || !p.ValidAt(t) || need.Sign() <= 0 {
			continue
		}
		take, err := p.Price.Sub(p.Spent)
		if err != nil {
			return packs, need, err
		}
		over, err := need.Sub(take)
		if err != nil {
			return packs, need, err
		}
		if over.Sign() < 0 {
			take, over = need, money.New(0, need.Scale(), need.Currency())
		}
		if p.Spent, err = p.Spent.Add(take); err != nil {
			return packs, need, err
		}
		need = over
	}
	return after, need, nil
}

// firstToExpire returns the numbers of packs in the order in which to use them.
func firstToExpire(packs []Pack) []int {
	order := make([]int, len(packs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(expiry(&packs[i]), expiry(&packs[j])) })
	return order
}

func expiry(p *Pack) calendar.Instant {
	if p.Expires.IsZero() {
		return math.MaxInt64
	}
	return p.Expires
}
