package fix

import (
	"math"
	"math/big"
	"math/bits"
)

// Units returns n × num ÷ den in units of 10^−places, rounded once by mode: 10
// × 1/3 at 2 places is 333. It is false where the result does not fit 128
// bits, and where den is not positive.
func (n Num) Units(num, den int64, places int32, mode Mode) (Int, bool) {
	switch {
	case den <= 0:
		return Int{}, false
	case n.IsZero() || num == 0:
		return Int{}, true
	}
	if shift := places - n.scale; shift > 0 {
		n = n.mulPow10(shift)
		n.scale = places
	}
	if n.big == nil && n.scale-places <= maxPow {
		over, d := bits.Mul64(uint64(den), pow10[n.scale-places])
		if over == 0 {
			if q, ok := quo192(n.c, num, d, mode); ok {
				return q, true
			}
		}
	}
	return quoBig(n.coef(), num, big.NewInt(den), n.scale-places, mode)
}

// Quo returns n ÷ m in units of 10^−places, rounded once by mode: 8.23 ÷ 50 at
// 4 places is 1646. It is false where the result does not fit 128 bits, and
// where m is zero.
func (n Num) Quo(m Num, places int32, mode Mode) (Int, bool) {
	if m.IsZero() {
		return Int{}, false
	}
	n.scale -= m.scale
	den, narrow := m.c.Int64()
	if narrow = narrow && m.big == nil && den != math.MinInt64; narrow && den < 0 {
		return n.Units(-1, -den, places, mode)
	} else if narrow {
		return n.Units(1, den, places, mode)
	}
	return quoBig(n.coef(), 1, m.coef(), n.scale-places, mode)
}

// quo192 returns c × num ÷ d. It is false where the quotient does not fit, or
// might not.
func quo192(c Int, num int64, d uint64, mode Mode) (Int, bool) {
	hi, lo, neg := c.magnitude()
	_, k, kneg := FromInt64(num).magnitude()
	neg = neg != kneg
	h2, l2 := bits.Mul64(hi, k)
	h1, l1 := bits.Mul64(lo, k)
	m, carry := bits.Add64(h1, l2, 0)
	top := h2 + carry
	if top >= d {
		return Int{}, false
	}
	q1, r := bits.Div64(top, m, d)
	q0, r := bits.Div64(r, l1, d)
	// Twice the remainder against the divisor; r < d, so d−r cannot wrap.
	half := 0
	switch rest := d - r; {
	case r > rest:
		half = 1
	case r < rest:
		half = -1
	}
	if mode.away(r == 0, half, q0&1 == 1, neg) {
		q0, carry = bits.Add64(q0, 1, 0)
		if q1, carry = bits.Add64(q1, carry, 0); carry != 0 {
			return Int{}, false
		}
	}
	return signed(q1, q0, neg)
}

// quoBig returns c × num ÷ (den × 10^shift).
func quoBig(c *big.Int, num int64, den *big.Int, shift int32, mode Mode) (Int, bool) {
	a, d := new(big.Int).Mul(c, big.NewInt(num)), den
	if shift < 0 {
		a.Mul(a, bigPow10(-shift))
	} else {
		d = new(big.Int).Mul(den, bigPow10(shift))
	}
	neg := a.Sign()*d.Sign() < 0
	q, r := a.QuoRem(a, d, new(big.Int))
	half := r.Lsh(r, 1).CmpAbs(d)
	if mode.away(r.Sign() == 0, half, q.Bit(0) == 1, neg) {
		step := int64(1)
		if neg {
			step = -1
		}
		q.Add(q, big.NewInt(step))
	}
	return FromBig(q)
}
