// Package fix is the arithmetic below money: exact decimals that stay in 128
// bits, without an allocation, as long as they fit, and go on in math/big when
// they do not. The answer is the same either way.
package fix

import (
	"math/big"

	"github.com/shopspring/decimal"
)

// A Num is an exact decimal: a coefficient times 10^−scale. The zero Num is 0.
// Compare with Cmp: 1.0 and 1.00 are the same number in two forms.
//
// Time and memory grow with the scale, so whatever comes from outside passes
// money.Gate before it becomes a Num.
type Num struct {
	c     Int
	scale int32
	big   *big.Int // the coefficient where c cannot hold it, never written to
}

// New returns coef × 10^−scale.
func New(coef int64, scale int32) Num { return Num{c: FromInt64(coef), scale: scale} }

// OfInt returns x × 10^−scale.
func OfInt(x Int, scale int32) Num { return Num{c: x, scale: scale} }

// FromDecimal returns d exactly. Its scale is never negative.
func FromDecimal(d decimal.Decimal) Num {
	scale := -d.Exponent()
	n := coefficient(d)
	if scale < 0 {
		return n.mulPow10(-scale)
	}
	n.scale = scale
	return n
}

// coefficient copies no big.Int where an int64 will do.
func coefficient(d decimal.Decimal) Num {
	if c := d.CoefficientInt64(); d.Equal(decimal.New(c, d.Exponent())) {
		return New(c, 0)
	}
	return fromBig(d.Coefficient(), 0)
}

func fromBig(b *big.Int, scale int32) Num {
	if c, ok := FromBig(b); ok {
		return Num{c: c, scale: scale}
	}
	return Num{big: b, scale: scale}
}

// Decimal returns n as a decimal.
func (n Num) Decimal() decimal.Decimal { return decimal.NewFromBigInt(n.coef(), -n.scale) }

func (n Num) coef() *big.Int {
	if n.big != nil {
		return n.big
	}
	return n.c.Big()
}

// Sign returns -1, 0 or 1.
func (n Num) Sign() int {
	if n.big != nil {
		return n.big.Sign()
	}
	return n.c.Sign()
}

// IsZero reports whether n is zero.
func (n Num) IsZero() bool { return n.Sign() == 0 }

// Neg returns −n.
func (n Num) Neg() Num {
	if n.big == nil {
		return Num{c: n.c.Neg(), scale: n.scale}
	}
	return fromBig(new(big.Int).Neg(n.big), n.scale)
}

// Add returns n + m.
func (n Num) Add(m Num) Num {
	n, m = align(n, m)
	if n.big == nil && m.big == nil {
		if c, ok := n.c.Add(m.c); ok {
			return Num{c: c, scale: n.scale}
		}
	}
	return fromBig(new(big.Int).Add(n.coef(), m.coef()), n.scale)
}

// Sub returns n − m.
func (n Num) Sub(m Num) Num { return n.Add(m.Neg()) }

// Mul returns n × m.
func (n Num) Mul(m Num) Num {
	if n.big == nil && m.big == nil {
		if c, ok := n.c.mul(m.c); ok {
			return Num{c: c, scale: n.scale + m.scale}
		}
	}
	return fromBig(new(big.Int).Mul(n.coef(), m.coef()), n.scale+m.scale)
}

// MulInt returns n × k.
func (n Num) MulInt(k int64) Num {
	if k == 1 {
		return n
	}
	return n.Mul(New(k, 0))
}

// Cmp compares n with m by value.
func (n Num) Cmp(m Num) int {
	n, m = align(n, m)
	if n.big == nil && m.big == nil {
		return n.c.Cmp(m.c)
	}
	return n.coef().Cmp(m.coef())
}

// Plain returns n without trailing zeros after the point: equal numbers have
// one plain form, which compares with == where it fits 128 bits.
func (n Num) Plain() Num {
	for n.scale > 0 {
		q, exact := n.tenth()
		if !exact {
			break
		}
		n = q
	}
	return n
}

// tenth returns n ÷ 10 in coefficient and scale, and whether nothing was lost.
func (n Num) tenth() (Num, bool) {
	if n.big != nil {
		q, r := new(big.Int).QuoRem(n.big, big.NewInt(10), new(big.Int))
		return fromBig(q, n.scale-1), r.Sign() == 0
	}
	q, ok := quo192(n.c, 1, 10, Down)
	back, fits := q.mul(Int{lo: 10})
	return Num{c: q, scale: n.scale - 1}, ok && fits && back == n.c
}

// align brings both to the larger scale.
func align(n, m Num) (Num, Num) {
	switch {
	case n.scale < m.scale:
		n = n.mulPow10(m.scale - n.scale)
		n.scale = m.scale
	case m.scale < n.scale:
		m = m.mulPow10(n.scale - m.scale)
		m.scale = n.scale
	}
	return n, m
}

// mulPow10 multiplies the coefficient and leaves the scale alone.
func (n Num) mulPow10(k int32) Num {
	if n.IsZero() {
		return n
	}
	if n.big == nil && k <= maxPow {
		if c, ok := n.c.mul(Int{lo: pow10[k]}); ok {
			return Num{c: c, scale: n.scale}
		}
	}
	return fromBig(new(big.Int).Mul(n.coef(), bigPow10(k)), n.scale)
}

func bigPow10(k int32) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(k)), nil)
}

const maxPow = 19

var pow10 = [maxPow + 1]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}
