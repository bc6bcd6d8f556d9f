package fix

import (
	"encoding/binary"
	"math/big"
	"math/bits"
)

// An Int is a signed integer of magnitude below 2^127, in two's complement. It
// compares with ==. Every Int has a negative: −2^127 is none.
type Int struct {
	hi int64
	lo uint64
}

// lowest is the one value of 128 bits that is no Int.
const lowest = -1 << 63

// FromInt64 returns v.
func FromInt64(v int64) Int { return Int{hi: v >> 63, lo: uint64(v)} }

// Int64 returns x, and whether it fits.
func (x Int) Int64() (int64, bool) {
	v := int64(x.lo)
	return v, x.hi == v>>63
}

// IsZero reports whether x is zero.
func (x Int) IsZero() bool { return x == Int{} }

// Sign returns -1, 0 or 1.
func (x Int) Sign() int {
	switch {
	case x.hi < 0:
		return -1
	case x == Int{}:
		return 0
	}
	return 1
}

// Neg returns −x.
func (x Int) Neg() Int {
	lo, borrow := bits.Sub64(0, x.lo, 0)
	hi, _ := bits.Sub64(0, uint64(x.hi), borrow)
	return Int{int64(hi), lo}
}

// Add returns x + y; false where that does not fit.
func (x Int) Add(y Int) (Int, bool) {
	lo, carry := bits.Add64(x.lo, y.lo, 0)
	hi, _ := bits.Add64(uint64(x.hi), uint64(y.hi), carry)
	s := Int{int64(hi), lo}
	same := (x.hi < 0) == (y.hi < 0)
	return s, (!same || (s.hi < 0) == (x.hi < 0)) && s != Int{hi: lowest}
}

// Sub returns x − y; false where that does not fit.
func (x Int) Sub(y Int) (Int, bool) { return x.Add(y.Neg()) }

// Cmp compares x with y: -1, 0 or 1.
func (x Int) Cmp(y Int) int {
	switch {
	case x == y:
		return 0
	case x.hi < y.hi || x.hi == y.hi && x.lo < y.lo:
		return -1
	}
	return 1
}

// Big returns x as a big.Int.
func (x Int) Big() *big.Int {
	h, l, neg := x.magnitude()
	b := new(big.Int).SetUint64(h)
	b.Lsh(b, 64).Or(b, new(big.Int).SetUint64(l))
	if neg {
		b.Neg(b)
	}
	return b
}

// FromBig returns b, and whether it fits.
func FromBig(b *big.Int) (Int, bool) {
	if b.BitLen() > 127 {
		return Int{}, false
	}
	var m [16]byte
	b.FillBytes(m[:])
	return signed(binary.BigEndian.Uint64(m[:8]), binary.BigEndian.Uint64(m[8:]), b.Sign() < 0)
}

func (x Int) magnitude() (hi, lo uint64, neg bool) {
	if neg = x.hi < 0; neg {
		x = x.Neg()
	}
	return uint64(x.hi), x.lo, neg
}

func signed(hi, lo uint64, neg bool) (Int, bool) {
	if hi>>63 != 0 {
		return Int{}, false
	}
	x := Int{int64(hi), lo}
	if neg {
		x = x.Neg()
	}
	return x, true
}

func (x Int) mul(y Int) (Int, bool) {
	xh, xl, xn := x.magnitude()
	yh, yl, yn := y.magnitude()
	if xh != 0 && yh != 0 {
		return Int{}, false
	}
	hi, lo := bits.Mul64(xl, yl)
	// At most one of the cross products is not zero.
	c1, c2 := bits.Mul64(xh, yl)
	c3, c4 := bits.Mul64(xl, yh)
	hi, carry := bits.Add64(hi, c2+c4, 0)
	if c1|c3|carry != 0 {
		return Int{}, false
	}
	return signed(hi, lo, xn != yn)
}
