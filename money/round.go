package money

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/internal/fix"
)

// Round returns d at scale, rounded by r: 0.125 at scale 2 is 0.13 by HalfUp.
// The error is a *[DecimalError] where d does not pass [Gate], and wraps
// [ErrRange] where the result does not fit.
func Round(d decimal.Decimal, scale uint8, c Currency, r Rounding) (Amount, error) {
	if err := Gate(d); err != nil {
		return Amount{}, err
	}
	return rounded(fix.FromDecimal(d), 1, 1, scale, c, r)
}

// Rescale returns a at another scale, rounded by r where digits are lost:
// 10.005 at scale 2 is 10.01 by HalfUp. The zero Amount stays nothing. The
// error wraps [ErrRange].
func (a Amount) Rescale(scale uint8, r Rounding) (Amount, error) {
	return a.MulFrac(1, 1, scale, r)
}

// Mul returns a × f at scale, rounded once by r: 223.46 × 0.22 at scale 2 is
// 49.16. The product itself is exact. The zero Amount stays nothing. The error
// is a *[DecimalError] where f does not pass [Gate], and wraps [ErrRange] where
// the result does not fit.
func (a Amount) Mul(f decimal.Decimal, scale uint8, r Rounding) (Amount, error) {
	if err := Gate(f); err != nil {
		return Amount{}, err
	}
	if a == (Amount{}) {
		return a, nil
	}
	return rounded(a.num().Mul(fix.FromDecimal(f)), 1, 1, scale, a.currency, r)
}

// MulFrac returns a × num/den at scale, rounded once by r: 10.00 × 9/31 at
// scale 2 is 2.90. The zero Amount stays nothing. The error wraps [ErrRange]
// where the result does not fit and where den is not positive.
func (a Amount) MulFrac(num, den int64, scale uint8, r Rounding) (Amount, error) {
	if den < 1 {
		return Amount{}, fmt.Errorf("%w: fraction %d/%d", ErrRange, num, den)
	}
	if a == (Amount{}) {
		return a, nil
	}
	return rounded(a.num(), num, den, scale, a.currency, r)
}

// RoundTo returns the multiple of step that a goes to by r, at step's scale:
// 10.03 to steps of 0.05, as cash is paid in francs, is 10.05 by HalfUp. The
// zero Amount stays nothing. The error is [ErrMismatch] where the currencies
// differ, and wraps [ErrRange] where step is not positive or the result does
// not fit.
func (a Amount) RoundTo(step Amount, r Rounding) (Amount, error) {
	switch {
	case step.units < 1:
		return Amount{}, fmt.Errorf("%w: step %s", ErrRange, step.Text())
	case a == Amount{}:
		return a, nil
	case a.currency != step.currency:
		return Amount{}, &MismatchError{a, step}
	}
	steps, err := rounded(a.num(), 1, step.units, step.scale, a.currency, r)
	if err != nil {
		return Amount{}, err
	}
	return rounded(step.num(), steps.units, 1, step.scale, a.currency, r)
}

// rounded returns n × num ÷ den at scale. It is the one place of this package
// where digits are lost.
func rounded(n fix.Num, num, den int64, scale uint8, c Currency, r Rounding) (Amount, error) {
	switch {
	case scale > MaxScale:
		return Amount{}, fmt.Errorf("%w: scale %d", ErrRange, scale)
	case r > Floor:
		return Amount{}, fmt.Errorf("%w: %s", ErrRange, r)
	}
	x, ok := n.Units(num, den, int32(scale), r.mode())
	units, narrow := x.Int64()
	if !ok || !narrow {
		return Amount{}, ErrRange
	}
	return Amount{units: units, currency: c, scale: scale}, nil
}
