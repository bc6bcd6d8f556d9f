package pricing

import (
	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
)

// A Quantity is an exact number of units, in one form: 1.50 and 1.5 are the
// same. The zero Quantity is 0. Compare with [Quantity.Equal]. In JSON and
// text it is plain decimal text, such as "1.5".
type Quantity struct{ n fix.Num }

// ParseQuantity reads plain decimal text, through [money.ParseDecimal].
func ParseQuantity(s string) (Quantity, error) {
	d, err := money.ParseDecimal(s)
	if err != nil {
		return Quantity{}, err
	}
	return FromNum(fix.FromDecimal(d)), nil
}

// QuantityOf returns d as a quantity, if it passes [money.Gate].
func QuantityOf(d decimal.Decimal) (Quantity, error) {
	if err := money.Gate(d); err != nil {
		return Quantity{}, err
	}
	return FromNum(fix.FromDecimal(d)), nil
}

// FromNum returns n as a quantity. It is for the packages of this module,
// whose numbers have passed the gate before.
func FromNum(n fix.Num) Quantity { return Quantity{n.Add(fix.Num{}).Plain()} }

// Num returns q as the number that a [Rater] takes.
func (q Quantity) Num() fix.Num { return q.n }

// Decimal returns q as a decimal.
func (q Quantity) Decimal() decimal.Decimal { return q.n.Decimal() }

// Add returns q + p.
func (q Quantity) Add(p Quantity) Quantity { return Quantity{q.n.Add(p.n).Plain()} }

// Sub returns q − p.
func (q Quantity) Sub(p Quantity) Quantity { return Quantity{q.n.Sub(p.n).Plain()} }

// Neg returns −q.
func (q Quantity) Neg() Quantity { return Quantity{q.n.Neg()} }

// Sign returns -1, 0 or 1.
func (q Quantity) Sign() int { return q.n.Sign() }

// IsZero reports whether q is zero.
func (q Quantity) IsZero() bool { return q.n.IsZero() }

// Equal reports whether q and p are the same number.
func (q Quantity) Equal(p Quantity) bool { return q.n.Cmp(p.n) == 0 }

// String returns q without an exponent or trailing zeros: "1.5", "-2", "0".
func (q Quantity) String() string {
	d := q.n.Decimal()
	return d.StringFixed(-d.Exponent())
}

// MarshalText returns what String does.
func (q Quantity) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalText reads what [ParseQuantity] does.
func (q *Quantity) UnmarshalText(text []byte) error {
	p, err := ParseQuantity(string(text))
	if err != nil {
		return err
	}
	*q = p
	return nil
}
