package pricing

import (
	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/internal/fix"
)

// A Quantity is an exact number of units, in one form: 1.50 and 1.5 are the
// same. It is a decimal, but for averages, which are fractions: 475 user-days
// over 30 days are 47.5/3 users. The zero Quantity is 0. Compare with
// [Quantity.Equal]. In JSON and text it is plain, such as "1.5" and "47.5/3".
type Quantity struct{ x Exact }

// ParseQuantity reads what [ParseExact] does.
func ParseQuantity(s string) (Quantity, error) {
	x, err := ParseExact(s)
	return Quantity{x}, err
}

// QuantityOf returns d as a quantity, if it passes [money.Gate].
func QuantityOf(d decimal.Decimal) (Quantity, error) {
	x, err := ExactOf(d)
	return Quantity{x}, err
}

// FromNum returns n as a quantity. It is for the packages of this module,
// whose numbers have passed the gate before.
func FromNum(n fix.Num) Quantity { return Quantity{Exact{n: n.Add(fix.Num{}).Plain()}} }

// FromExact returns x as a quantity.
func FromExact(x Exact) Quantity { return Quantity{x.reduced()} }

// Num returns q as the number that [Rater.Price] takes. A fraction is cut to
// its first 18 decimals: ask [Quantity.IsFraction], and let [Rater.Rate] price
// it.
func (q Quantity) Num() fix.Num {
	if q.x.d == nil {
		return q.x.n
	}
	units, _ := q.x.units(18, fix.Down)
	return fix.OfInt(units, 18).Plain()
}

// IsFraction reports whether q is a fraction without an end in decimals.
func (q Quantity) IsFraction() bool { return q.x.d != nil }

// Exact returns q as a number to compute with.
func (q Quantity) Exact() Exact { return q.x }

// Decimal returns q as a decimal, a fraction cut like Num does.
func (q Quantity) Decimal() decimal.Decimal { return q.Num().Decimal() }

// Add returns q + p.
func (q Quantity) Add(p Quantity) Quantity { return FromExact(q.x.Add(p.x)) }

// Sub returns q − p.
func (q Quantity) Sub(p Quantity) Quantity { return FromExact(q.x.Sub(p.x)) }

// Neg returns −q.
func (q Quantity) Neg() Quantity { return Quantity{q.x.Neg()} }

// Sign returns -1, 0 or 1.
func (q Quantity) Sign() int { return q.x.Sign() }

// IsZero reports whether q is zero.
func (q Quantity) IsZero() bool { return q.x.IsZero() }

// Cmp compares q with p: -1, 0 or 1.
func (q Quantity) Cmp(p Quantity) int { return q.x.Cmp(p.x) }

// Equal reports whether q and p are the same number.
func (q Quantity) Equal(p Quantity) bool { return q.x.Cmp(p.x) == 0 }

// String returns q without an exponent or trailing zeros: "1.5", "-2", "0".
func (q Quantity) String() string { return q.x.String() }

// MarshalText returns what String does.
func (q Quantity) MarshalText() ([]byte, error) { return q.x.MarshalText() }

// UnmarshalText reads what [ParseQuantity] does.
func (q *Quantity) UnmarshalText(text []byte) error {
	p, err := ParseQuantity(string(text))
	if err == nil {
		*q = p
	}
	return err
}
