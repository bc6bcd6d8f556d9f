package pricing

import (
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/money"
)

// An Item is a charge and what it is booked at, at one level.
type Item struct {
	Charge *Charge
	Booked money.Amount
}

// A DiscountLine is what a discount takes from an item.
type DiscountLine struct {
	Discount DiscountID   `json:"discount"`
	Funder   Funder       `json:"funder"`
	Charge   ChargeID     `json:"charge"`
	Base     money.Amount `json:"base"`   // what it was computed on
	Amount   money.Amount `json:"amount"` // at most zero where the base is not negative
}

// Discounted returns the lines of all discounts on full periods of items: those
// of bundles first, then coupons, each in the order given and on what those
// before left. Percentages are taken of each item and rounded there; amounts
// are spread over the items in the scope by largest remainder. Errors are those
// of [Stack] and [Discount.Line].
func Discounted(items []Item, discounts ...Discount) ([]DiscountLine, error) {
	if err := Stack(discounts...); err != nil {
		return nil, err
	}
	net := make([]money.Amount, len(items))
	for i := range items {
		net[i] = items[i].Booked
	}
	var lines []DiscountLine
	for _, d := range ordered(discounts) {
		parts, err := d.parts(items, net)
		if err != nil {
			return nil, fmt.Errorf("discount %q: %w", d.ID, err)
		}
		for i, part := range parts {
			if part.IsZero() {
				continue
			}
			lines = append(lines, DiscountLine{d.ID, d.Funder, items[i].Charge.ID, net[i], part})
			if net[i], err = net[i].Add(part); err != nil {
				return nil, err
			}
		}
	}
	return lines, nil
}

func ordered(discounts []Discount) []Discount {
	bundles := slices.Clone(discounts)
	slices.SortStableFunc(bundles, func(a, b Discount) int {
		switch {
		case a.Bundle == b.Bundle:
			return 0
		case a.Bundle:
			return -1
		}
		return 1
	})
	return bundles
}

// parts returns what d takes from each item.
func (d *Discount) parts(items []Item, net []money.Amount) ([]money.Amount, error) {
	out := make([]money.Amount, len(items))
	if d.Kind != PercentOff {
		return d.spread(items, net)
	}
	for i := range items {
		if !d.Scope.Covers(items[i].Charge) {
			continue
		}
		var err error
		if out[i], err = d.Line(Base{Booked: net[i]}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// spread takes an amount from fees, and what they do not hold from usage.
func (d *Discount) spread(items []Item, net []money.Amount) ([]money.Amount, error) {
	out := make([]money.Amount, len(items))
	fees, usage := scoped(d, items, net, false), scoped(d, items, net, true)
	ofFees, err := money.Sum(fees...)
	if err != nil {
		return nil, err
	}
	ofUsage, err := money.Sum(usage...)
	if err != nil {
		return nil, err
	}
	// First on the fees alone; the usage bears what is left of it.
	onFees, err := d.Line(Base{Fees: ofFees, Share: Whole()})
	if err != nil {
		return nil, err
	}
	both, err := d.Line(Base{Fees: ofFees, Share: Whole(), Usage: ofUsage})
	if err != nil {
		return nil, err
	}
	onUsage, err := both.Sub(onFees)
	if err != nil {
		return nil, err
	}
	if err := addParts(out, onFees, fees); err != nil {
		return nil, err
	}
	return out, addParts(out, onUsage, usage)
}

// scoped returns the nets that d may be taken from: of usage, or of the rest.
func scoped(d *Discount, items []Item, net []money.Amount, usage bool) []money.Amount {
	out := make([]money.Amount, len(items))
	for i := range items {
		c := items[i].Charge
		if d.Scope.Covers(c) && (c.Kind == Usage) == usage && net[i].Sign() > 0 {
			out[i] = net[i]
		}
	}
	return out
}

func addParts(out []money.Amount, total money.Amount, by []money.Amount) error {
	if total.IsZero() {
		return nil
	}
	weights := make([]int64, len(by))
	for i := range by {
		weights[i] = by[i].Units()
	}
	parts, err := total.Allocate(weights)
	if err != nil {
		return err
	}
	for i, part := range parts {
		if weights[i] != 0 {
			out[i] = part
		}
	}
	return nil
}
