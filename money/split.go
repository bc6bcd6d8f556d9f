package money

import (
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/internal/fix"
)

// A SplitError reports parts or weights that nothing can be split by.
type SplitError struct{ Reason string }

// Error says what is wrong with them.
func (e *SplitError) Error() string { return "money: split: " + e.Reason }

// Share returns part i, from 0, of n equal parts: round(a × (i+1)/n) −
// round(a × i/n), half away from zero. No part needs its neighbours, all n sum
// to a, and no two differ by more than a unit. A *[SplitError] reports n < 1 or
// i outside [0, n).
func (a Amount) Share(i, n int64) (Amount, error) {
	if n < 1 || i < 0 || i >= n {
		return Amount{}, &SplitError{Reason: fmt.Sprintf("part %d of %d", i, n)}
	}
	from, _ := a.upTo(i, n)
	to, _ := a.upTo(i+1, n)
	// Both lie between 0 and a, so all of this fits.
	a.units = to - from
	return a, nil
}

func (a Amount) upTo(i, n int64) (int64, bool) {
	x, _ := fix.New(a.units, 0).Units(i, n, 0, fix.HalfUp)
	return x.Int64()
}

// Allocate splits a in proportion to weights by largest remainder: every part
// is its exact share cut towards zero, and the units left over go one each to
// the parts that lost most, the earlier first among equals. The parts sum to a.
// A *[SplitError] reports weights that are negative, all zero, or that do not
// sum to an int64.
func (a Amount) Allocate(weights []int64) ([]Amount, error) {
	total, err := totalWeight(weights)
	if err != nil {
		return nil, err
	}
	parts := make([]Amount, len(weights))
	lost := make([]loss, len(weights))
	left := a.units
	for i, w := range weights {
		x, _ := fix.New(a.units, 0).Units(w, total, 0, fix.Down)
		units, _ := x.Int64() // between 0 and a
		parts[i] = Amount{units: units, currency: a.currency, scale: a.scale}
		lost[i] = loss{part: i, rest: a.rest(w, units, total)}
		left -= units
	}
	slices.SortStableFunc(lost, func(x, y loss) int { return y.rest.Cmp(x.rest) })
	unit := int64(a.Sign())
	for i := 0; left != 0; i++ {
		parts[lost[i].part].units += unit
		left -= unit
	}
	return parts, nil
}

// A loss is what cutting cost a part, in total-ths of a unit.
type loss struct {
	part int
	rest fix.Num
}

func (a Amount) rest(w, units, total int64) fix.Num {
	rest := fix.New(a.units, 0).MulInt(w).Sub(fix.New(units, 0).MulInt(total))
	if a.units < 0 {
		return rest.Neg()
	}
	return rest
}

func totalWeight(weights []int64) (int64, error) {
	var total int64
	for i, w := range weights {
		if w < 0 {
			return 0, &SplitError{Reason: fmt.Sprintf("weight %d is negative: %d", i, w)}
		}
		if total += w; total < 0 {
			return 0, &SplitError{Reason: "weights sum past 2^63"}
		}
	}
	if total == 0 {
		return 0, &SplitError{Reason: "no weight is positive"}
	}
	return total, nil
}
