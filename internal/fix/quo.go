package fix

import (
	"math/big"
	"math/bits"
)

// A Mode says where a number between two units goes. The zero Mode is HalfUp.
type Mode uint8

// The modes. HalfUp means half away from zero.
const (
	HalfUp Mode = iota
	HalfEven
	HalfDown
	Up
	Down
	Ceiling
	Floor
)

// Units returns n × num ÷ den in units of 10^−places, rounded once by mode: 10
// × 1/3 at 2 places is 333. It is false where the result does not fit 128
// bits. den must be positive.
func (n Num) Units(num, den int64, places int32, mode Mode) (Int, bool) {
	if n.IsZero() || num == 0 {
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
	return n.unitsBig(num, den, places, mode)
}

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
		var c uint64
		q0, c = bits.Add64(q0, 1, 0)
		q1 += c
	}
	return signed(q1, q0, neg)
}

func (n Num) unitsBig(num, den int64, places int32, mode Mode) (Int, bool) {
	a := new(big.Int).Mul(n.coef(), big.NewInt(num))
	d := new(big.Int).Mul(big.NewInt(den), bigPow10(n.scale-places))
	neg := a.Sign() < 0
	q, r := a.Abs(a).QuoRem(a, d, new(big.Int))
	half := new(big.Int).Lsh(r, 1).Cmp(d)
	if mode.away(r.Sign() == 0, half, q.Bit(0) == 1, neg) {
		q.Add(q, big.NewInt(1))
	}
	if neg {
		q.Neg(q)
	}
	return FromBig(q)
}

// away says whether a truncated magnitude goes one up. half compares the
// remainder with one half.
func (m Mode) away(exact bool, half int, odd, neg bool) bool {
	if exact {
		return false
	}
	switch m {
	case HalfUp:
		return half >= 0
	case HalfDown:
		return half > 0
	case HalfEven:
		return half > 0 || half == 0 && odd
	case Up:
		return true
	case Ceiling:
		return !neg
	case Floor:
		return neg
	}
	return false // Down
}
