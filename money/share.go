package money

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/internal/fix"
)

// A SplitError reports parts or weights that nothing can be split by.
type SplitError struct{ Reason string }

// Error says what is wrong with them.
func (e *SplitError) Error() string { return "money: split: " + e.Reason }

// Share returns part i, from 0, of n equal parts: 10.00 over 31 days is 0.32 on
// twenty-three days and 0.33 on eight. It is [Amount.Between] i and i+1 of n,
// so no part needs its neighbours, all n sum to a, and no two differ by more
// than a unit. A *[SplitError] reports n < 1 or i outside [0, n).
func (a Amount) Share(i, n int64) (Amount, error) {
	if n < 1 || i < 0 || i >= n {
		return Amount{}, &SplitError{Reason: fmt.Sprintf("part %d of %d", i, n)}
	}
	return a.between(i, i+1, n), nil
}

// Between returns what falls between two positions on the way from 0 to total:
// round(a × to/total) − round(a × from/total), half away from zero. So whoever
// knows the sum of the weights before it, and of all, knows a part without its
// neighbours, and parts that meet sum to a: of 10.00, days 0 to 9 of 31 have
// 2.90 and days 9 to 31 have 7.10. A *[SplitError] reports positions that are
// not 0 ≤ from ≤ to ≤ total, or a total of 0.
func (a Amount) Between(from, to, total int64) (Amount, error) {
	if from < 0 || to < from || total < to || total == 0 {
		return Amount{}, &SplitError{Reason: fmt.Sprintf("from %d to %d of %d", from, to, total)}
	}
	return a.between(from, to, total), nil
}

func (a Amount) between(from, to, total int64) Amount {
	// Both positions lie between 0 and a, so all of this fits.
	a.units = a.upTo(to, total) - a.upTo(from, total)
	return a
}

func (a Amount) upTo(i, n int64) int64 {
	x, _ := fix.New(a.units, 0).Units(i, n, 0, fix.HalfUp)
	units, _ := x.Int64()
	return units
}

// BetweenBy is [Amount.Between] for positions that are not whole, such as
// quantities. The error may also wrap a *[DecimalError].
func (a Amount) BetweenBy(from, to, total decimal.Decimal) (Amount, error) {
	var at [3]fix.Num
	for i, d := range [...]decimal.Decimal{from, to, total} {
		if err := Gate(d); err != nil {
			return Amount{}, fmt.Errorf("money: split: %w", err)
		}
		at[i] = fix.FromDecimal(d).Plain()
	}
	if at[0].Sign() < 0 || at[1].Cmp(at[0]) < 0 || at[2].Cmp(at[1]) < 0 || at[2].IsZero() {
		return Amount{}, &SplitError{Reason: fmt.Sprintf("from %s to %s of %s", Number{at[0]}, Number{at[1]}, Number{at[2]})}
	}
	a.units = a.portion(at[1], at[2], fix.HalfUp) - a.portion(at[0], at[2], fix.HalfUp)
	return a, nil
}

// portion returns the units of a × w/total, which lies between 0 and a.
func (a Amount) portion(w, total fix.Num, mode fix.Mode) int64 {
	x, _ := fix.New(a.units, 0).Mul(w).Quo(total, 0, mode)
	units, _ := x.Int64()
	return units
}
