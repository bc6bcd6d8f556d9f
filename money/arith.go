package money

import (
	"math"

	"github.com/daybook-go/daybook/internal/fix"
)

// Add returns a + b: 10.00 and 0.05 are 10.05. The two must be alike, of one
// currency and one scale, or one of them the zero Amount; otherwise the error
// is [ErrMismatch]. It is [ErrRange] where the sum does not fit.
func (a Amount) Add(b Amount) (Amount, error) {
	switch {
	case b == Amount{}:
		return a, nil
	case a == Amount{}:
		return b, nil
	case !a.like(b):
		return Amount{}, &MismatchError{a, b}
	}
	sum := a.units + b.units
	if (sum > a.units) != (b.units > 0) {
		return Amount{}, ErrRange
	}
	a.units = sum
	return a, nil
}

// Sub returns a − b, under the rules of Add.
func (a Amount) Sub(b Amount) (Amount, error) {
	switch {
	case b == Amount{}:
		return a, nil
	case a == Amount{}:
		return b.Neg()
	case !a.like(b):
		return Amount{}, &MismatchError{a, b}
	}
	diff := a.units - b.units
	if (diff < a.units) != (b.units > 0) {
		return Amount{}, ErrRange
	}
	a.units = diff
	return a, nil
}

// Neg returns −a. It is [ErrRange] for the one amount that has no negative,
// −2^63 units.
func (a Amount) Neg() (Amount, error) {
	if a.units == math.MinInt64 {
		return Amount{}, ErrRange
	}
	a.units = -a.units
	return a, nil
}

// Cmp compares a with b by value, whatever their scales: −1, 0 or 1. The error
// is [ErrMismatch] if their currencies differ and neither is the zero Amount.
func (a Amount) Cmp(b Amount) (int, error) {
	if a.currency != b.currency && a != (Amount{}) && b != (Amount{}) {
		return 0, &MismatchError{a, b}
	}
	return a.num().Cmp(b.num()), nil
}

// Sum returns the sum of alike amounts, under the rules of Add. It adds in 128
// bits: only the result has to fit. The sum of none is the zero Amount.
func Sum(amounts ...Amount) (Amount, error) {
	var like Amount
	var total fix.Int
	for _, a := range amounts {
		switch {
		case a == Amount{}:
			continue
		case like == Amount{}:
			like = a
		case !like.like(a):
			return Amount{}, &MismatchError{like, a}
		}
		// 2^64 amounts would have to come before this overflows.
		total, _ = total.Add(fix.FromInt64(a.units))
	}
	units, ok := total.Int64()
	if !ok {
		return Amount{}, ErrRange
	}
	like.units = units
	return like, nil
}

func (a Amount) like(b Amount) bool {
	return a.currency == b.currency && a.scale == b.scale
}
