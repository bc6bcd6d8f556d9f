package fix

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestUnitsAgrees(t *testing.T) { rapid.Check(t, unitsAgrees) }
func FuzzUnitsAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(unitsAgrees)) }

func unitsAgrees(t *rapid.T) {
	n := anyNum().Draw(t, "n")
	num := anyInt64().Draw(t, "num")
	den := anyInt64().Filter(func(d int64) bool { return d > 0 }).Draw(t, "den")
	places := rapid.Int32Range(0, 40).Draw(t, "places")
	mode := anyMode().Draw(t, "mode")

	exact := new(big.Rat).Mul(rat(n), new(big.Rat).SetFrac(big.NewInt(num), big.NewInt(den)))
	want := nearest(exact.Mul(exact, new(big.Rat).SetInt(bigPow10(places))), mode)
	got, ok := n.Units(num, den, places, mode)
	checkInt(t, "Units", got, ok, want)
	got, ok = slow(n).Units(num, den, places, mode)
	checkInt(t, "Units of slow", got, ok, want)
}

// Ties are where modes part, and chance hardly finds them.
func TestTiesAgree(t *testing.T) { rapid.Check(t, tiesAgree) }
func FuzzTiesAgree(f *testing.F) { f.Fuzz(rapid.MakeFuzz(tiesAgree)) }

func tiesAgree(t *rapid.T) {
	odd := 2*rapid.Int64Range(-1<<40, 1<<40).Draw(t, "half") + 1
	den := rapid.Int64Range(1, 1<<40).Draw(t, "den")
	beside := rapid.Int64Range(-1, 1).Draw(t, "beside")
	mode := anyMode().Draw(t, "mode")

	n := New(odd, 0).MulInt(den).Add(New(beside, 0))
	want := nearest(new(big.Rat).SetFrac(n.coef(), new(big.Int).Mul(big.NewInt(2), big.NewInt(den))), mode)
	got, ok := n.Units(1, 2*den, 0, mode)
	checkInt(t, "Units", got, ok, want)
	got, ok = slow(n).Units(1, 2*den, 0, mode)
	checkInt(t, "Units of slow", got, ok, want)
}

func TestQuoAgrees(t *testing.T) { rapid.Check(t, quoAgrees) }
func FuzzQuoAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(quoAgrees)) }

func quoAgrees(t *rapid.T) {
	n := anyNum().Draw(t, "n")
	m := rapid.OneOf(anyNum(), rapid.Map(anyInt64(), func(v int64) Num { return New(v, 1) })).
		Filter(func(m Num) bool { return !m.IsZero() }).Draw(t, "m")
	places := rapid.Int32Range(0, 40).Draw(t, "places")
	mode := anyMode().Draw(t, "mode")

	exact := new(big.Rat).Quo(rat(n), rat(m))
	want := nearest(exact.Mul(exact, new(big.Rat).SetInt(bigPow10(places))), mode)
	for _, x := range []Num{n, slow(n)} {
		for _, y := range []Num{m, slow(m)} {
			got, ok := x.Quo(y, places, mode)
			checkInt(t, "Quo", got, ok, want)
		}
	}
}

// The edges of the fast path, each with the oracle as the judge.
func TestUnitsEdges(t *testing.T) {
	bigNum := func(b *big.Int, scale int32) Num { return fromBig(b, scale) }
	most := new(big.Int).Sub(pow2(127), big.NewInt(1))
	// 2^129 − 1 is divisible by 7: the quotient is 2^128 − ½ and rounds to a
	// number whose low 128 bits are all zero.
	seventh := new(big.Int).Quo(new(big.Int).Sub(pow2(129), big.NewInt(1)), big.NewInt(7))
	tests := []struct {
		name     string
		n        Num
		num, den int64
		places   int32
	}{
		{"a third of ten", New(10, 0), 1, 3, 2},
		{"the largest", bigNum(most, 0), 1, 1, 0},
		{"one more than the largest", bigNum(pow2(127), 0), 1, 1, 0},
		{"the lowest", bigNum(new(big.Int).Neg(most), 0), 1, 1, 0},
		{"back into range", bigNum(most, 0), math.MaxInt64, math.MaxInt64, 0},
		{"-2^63 as the number", New(math.MinInt64, 0), 1, 1, 0},
		{"-2^63 as the fraction", New(1, 0), math.MinInt64, 1, 0},
		{"-2^63 twice", New(math.MinInt64, 0), math.MinInt64, math.MaxInt64, 0},
		{"the top word is the divisor", bigNum(pow2(126), 0), 4, 1, 0},
		{"the top word is below the divisor", bigNum(pow2(126), 0), 4, 3, 0},
		{"a quotient of 2^128 by rounding", bigNum(seventh, 0), 7, 2, 0},
		{"and negative", bigNum(new(big.Int).Neg(seventh), 0), 7, 2, 0},
		{"19 digits off", New(math.MaxInt64, 19), 1, 1, 0},
		{"20 digits off", New(math.MaxInt64, 20), 1, 1, 0},
		{"a divisor past 64 bits", New(math.MaxInt64, 18), 1, math.MaxInt64, 0},
		{"40 digits more", New(7, 0), 1, 3, 38},
		{"does not fit with more digits", New(math.MaxInt64, 0), 1, 1, 38},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			exact := new(big.Rat).Mul(rat(tt.n), new(big.Rat).SetFrac(big.NewInt(tt.num), big.NewInt(tt.den)))
			exact.Mul(exact, new(big.Rat).SetInt(bigPow10(tt.places)))
			for name, mode := range modes {
				want := nearest(exact, mode)
				for _, n := range []Num{tt.n, slow(tt.n)} {
					got, ok := n.Units(tt.num, tt.den, tt.places, mode)
					if fits := want.BitLen() <= 127; ok != fits || ok && got.Big().Cmp(want) != 0 {
						t.Errorf("%s: Units = %v, %v, want %v, %v", name, got.Big(), ok, want, fits)
					}
				}
			}
		})
	}
}

func TestDivisorsRefused(t *testing.T) {
	for _, den := range []int64{0, -1, math.MinInt64} {
		for _, n := range []Num{{}, New(10, 0), slow(New(10, 0))} {
			if x, ok := n.Units(1, den, 2, HalfUp); ok {
				t.Errorf("%v.Units(1, %d) = %v", rat(n), den, x)
			}
		}
	}
	for _, zero := range []Num{{}, New(0, 5), slow(New(0, 0))} {
		if x, ok := New(1, 0).Quo(zero, 2, HalfUp); ok {
			t.Errorf("Quo by zero = %v", x)
		}
	}
}

// A Mode out of the list cuts, in both paths.
func TestUnknownModeCuts(t *testing.T) {
	for _, n := range []Num{New(-19, 1), slow(New(-19, 1))} {
		if x, ok := n.Units(1, 1, 0, Floor+1); !ok || x != FromInt64(-1) {
			t.Errorf("Units = %v, %v, want -1", x, ok)
		}
	}
}
