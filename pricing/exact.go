package pricing

import (
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
)

// An Exact is a number that was never rounded: what a price comes to, or a part
// of it. It is a decimal, or a fraction of one where something was divided: an
// average over a month, a share of time. The zero Exact is 0. Compare with
// [Exact.Equal]. Only [Exact.Round] rounds.
type Exact struct {
	n fix.Num
	d *big.Int // what n is divided by: positive, never changed; nil is 1
}

// ExactOf returns d, if it passes [money.Gate].
func ExactOf(d decimal.Decimal) (Exact, error) {
	if err := money.Gate(d); err != nil {
		return Exact{}, err
	}
	return Exact{n: plain(d)}, nil
}

// ExactNum returns n. It is for the packages of this module, whose numbers have
// passed the gate before.
func ExactNum(n fix.Num) Exact { return Exact{n: n} }

// Num returns x as a decimal number; false if it is a fraction that has no end
// in decimals.
func (x Exact) Num() (fix.Num, bool) {
	if x = x.reduced(); x.d != nil {
		return fix.Num{}, false
	}
	return x.n, true
}

// Add returns x + y.
func (x Exact) Add(y Exact) Exact {
	if x.sameUnder(y) {
		return Exact{x.n.Add(y.n), x.d}
	}
	return Exact{x.n.Mul(y.under()).Add(y.n.Mul(x.under())), product(x.d, y.d)}
}

// Sub returns x − y.
func (x Exact) Sub(y Exact) Exact { return x.Add(y.Neg()) }

// Neg returns −x.
func (x Exact) Neg() Exact { return Exact{x.n.Neg(), x.d} }

// Mul returns x × y.
func (x Exact) Mul(y Exact) Exact { return Exact{x.n.Mul(y.n), product(x.d, y.d)} }

// Over returns x ÷ den. It panics unless den is positive, which is a mistake of
// the program.
func (x Exact) Over(den int64) Exact {
	switch {
	case den < 1:
		panic(fmt.Sprintf("pricing: division by %d", den))
	case den == 1:
		return x
	}
	return Exact{x.n, product(x.d, big.NewInt(den))}
}

// dividedBy returns x ÷ y. y must be above zero.
func (x Exact) dividedBy(y Exact) Exact {
	n := y.n.Decimal()
	up, down := y.under(), n.Coefficient()
	if exp := n.Exponent(); exp > 0 {
		down.Mul(down, pow10(exp))
	} else {
		up = up.Mul(numOf(pow10(-exp)))
	}
	return Exact{x.n.Mul(up), product(x.d, down)}
}

// Cmp compares x with y by value: -1, 0 or 1.
func (x Exact) Cmp(y Exact) int {
	if x.sameUnder(y) {
		return x.n.Cmp(y.n)
	}
	return x.n.Mul(y.under()).Cmp(y.n.Mul(x.under()))
}

// Equal reports whether x and y are the same number.
func (x Exact) Equal(y Exact) bool { return x.Cmp(y) == 0 }

// Sign returns -1, 0 or 1.
func (x Exact) Sign() int { return x.n.Sign() }

// IsZero reports whether x is zero.
func (x Exact) IsZero() bool { return x.n.IsZero() }

// Round returns x as an amount of c at scale, rounded once by r: 950/30 is
// 31.67. The error wraps money.ErrRange where that does not fit.
func (x Exact) Round(scale uint8, c money.Currency, r money.Rounding) (money.Amount, error) {
	if scale > money.MaxScale {
		return money.Amount{}, fmt.Errorf("pricing: scale %d: %w", scale, money.ErrRange)
	}
	units, ok := x.units(int32(scale), fix.Mode(r))
	whole, fits := units.Int64()
	if !ok || !fits {
		return money.Amount{}, fmt.Errorf("pricing: %.40s: %w", x, money.ErrRange)
	}
	return money.New(whole, scale, c), nil
}

func (x Exact) units(places int32, mode fix.Mode) (fix.Int, bool) {
	switch {
	case x.d == nil:
		return x.n.Units(1, 1, places, mode)
	case x.d.IsInt64():
		return x.n.Units(1, x.d.Int64(), places, mode)
	}
	return x.cut(places+1).Units(1, 1, places, mode)
}

// cut returns x cut towards zero at places, and one more digit that is 1 if
// anything was cut: it rounds at fewer places as x does, by every mode.
func (x Exact) cut(places int32) fix.Num {
	n := x.n.Decimal()
	num, den := n.Coefficient(), new(big.Int).Set(x.d)
	if up := places + n.Exponent(); up > 0 {
		num.Mul(num, pow10(up))
	} else {
		den.Mul(den, pow10(-up))
	}
	q, rest := num.QuoRem(num, den, new(big.Int))
	q.Mul(q, big.NewInt(10))
	q.Add(q, big.NewInt(int64(rest.Sign())))
	return fix.FromDecimal(decimal.NewFromBigInt(q, -places-1))
}

// sameUnder reports whether x and y are divided by the same.
func (x Exact) sameUnder(y Exact) bool {
	return x.d == y.d || x.d != nil && y.d != nil && x.d.Cmp(y.d) == 0
}

// under returns what x is divided by.
func (x Exact) under() fix.Num {
	if x.d == nil {
		return one
	}
	return numOf(x.d)
}

// reduced returns x in its one form: what it is divided by has no factor in
// common with ten, nor with the rest.
func (x Exact) reduced() Exact {
	if x.d == nil {
		return Exact{n: x.n.Plain()}
	}
	n := x.n.Decimal()
	num, den, exp := n.Coefficient(), new(big.Int).Set(x.d), n.Exponent()
	for _, f := range [...][2]int64{{10, 1}, {2, 5}, {5, 2}} {
		for by := big.NewInt(f[0]); ; exp-- {
			q, rest := new(big.Int).QuoRem(den, by, new(big.Int))
			if rest.Sign() != 0 {
				break
			}
			den = q
			num.Mul(num, big.NewInt(f[1]))
		}
	}
	if g := new(big.Int).GCD(nil, nil, new(big.Int).Abs(num), den); g.Sign() > 0 {
		num.Quo(num, g)
		den.Quo(den, g)
	}
	out := Exact{n: fix.FromDecimal(decimal.NewFromBigInt(num, exp)).Plain(), d: den}
	if den.IsInt64() && den.Int64() == 1 {
		out.d = nil
	}
	return out
}

var one = fix.New(1, 0)

func product(d, e *big.Int) *big.Int {
	switch {
	case d == nil:
		return e
	case e == nil:
		return d
	}
	return new(big.Int).Mul(d, e)
}

func pow10(k int32) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(k)), nil) }

func numOf(b *big.Int) fix.Num { return fix.FromDecimal(decimal.NewFromBigInt(b, 0)) }

func plain(d decimal.Decimal) fix.Num { return fix.FromDecimal(d).Plain() }
