package fix

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

var modes = map[string]Mode{
	"half up": HalfUp, "half even": HalfEven, "half down": HalfDown,
	"up": Up, "down": Down, "ceiling": Ceiling, "floor": Floor,
}

func pow2(k uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), k) }

// anyMode draws one of the seven.
func anyMode() *rapid.Generator[Mode] {
	return rapid.Map(rapid.IntRange(int(HalfUp), int(Floor)), func(m int) Mode { return Mode(m) })
}

// anyInt64 prefers the edges.
func anyInt64() *rapid.Generator[int64] {
	return rapid.OneOf(
		rapid.SampledFrom([]int64{0, 1, -1, 10, math.MaxInt64, math.MinInt64, math.MinInt64 + 1, 1 << 32, 1e18}),
		rapid.Int64(),
	)
}

// anyBig draws integers of up to so many bits, every length as likely as the
// others, and often a power of two or one beside it.
func anyBig(bits uint) *rapid.Generator[*big.Int] {
	return rapid.Custom(func(t *rapid.T) *big.Int {
		k := rapid.UintRange(0, bits).Draw(t, "bits")
		low := pow2(k - min(k, 1))
		b := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), int(k/8+1), int(k/8+1)).Draw(t, "bytes"))
		b.Mod(b, low).Add(b, low)
		switch rapid.IntRange(0, 3).Draw(t, "edge") {
		case 1:
			b.Set(pow2(k))
		case 2:
			b.Sub(pow2(k), big.NewInt(1))
		}
		if rapid.Bool().Draw(t, "negative") {
			b.Neg(b)
		}
		return b
	})
}

// anyInt draws what an Int can hold.
func anyInt() *rapid.Generator[Int] {
	fits := func(b *big.Int) bool { return b.BitLen() <= 127 }
	return rapid.Map(anyBig(127).Filter(fits), func(b *big.Int) Int {
		x, _ := FromBig(b)
		return x
	})
}

// anyNum draws numbers on both sides of what an Int can hold.
func anyNum() *rapid.Generator[Num] {
	return rapid.Custom(func(t *rapid.T) Num {
		scale := rapid.Int32Range(0, 40).Draw(t, "scale")
		return fromBig(anyBig(160).Draw(t, "coef"), scale)
	})
}

// rat is n the naive way.
func rat(n Num) *big.Rat {
	return new(big.Rat).Quo(new(big.Rat).SetInt(n.coef()), new(big.Rat).SetInt(bigPow10(n.scale)))
}

// slow is n as if its coefficient did not fit 128 bits.
func slow(n Num) Num { return Num{big: n.coef(), scale: n.scale} }

// nearest rounds r the naive way: it lies between its floor and one more.
func nearest(r *big.Rat, mode Mode) *big.Int {
	floor := new(big.Int).Div(r.Num(), r.Denom())
	rest := new(big.Rat).Sub(r, new(big.Rat).SetInt(floor))
	above := new(big.Int).Add(floor, big.NewInt(1))
	towards, away := floor, above
	if r.Sign() < 0 {
		towards, away = above, floor
	}
	half := rest.Cmp(big.NewRat(1, 2))
	switch {
	case rest.Sign() == 0 || mode == Floor:
		return floor
	case mode == Ceiling:
		return above
	case mode == Down:
		return towards
	case mode == Up:
		return away
	case half < 0:
		return floor
	case half > 0:
		return above
	case mode == HalfUp:
		return away
	case mode == HalfDown:
		return towards
	case floor.Bit(0) == 0:
		return floor
	}
	return above
}

// checkInt compares a 128-bit result with a naive one.
func checkInt(t *rapid.T, what string, got Int, ok bool, want *big.Int) {
	t.Helper()
	if fits := want.BitLen() <= 127; ok != fits {
		t.Fatalf("%s: fits = %v, want %v for %v", what, ok, fits, want)
	}
	if ok && got.Big().Cmp(want) != 0 {
		t.Fatalf("%s = %v, want %v", what, got.Big(), want)
	}
}

// checkNum compares an exact result with a naive one.
func checkNum(t *rapid.T, what string, got Num, want *big.Rat) {
	t.Helper()
	if rat(got).Cmp(want) != 0 {
		t.Fatalf("%s = %v, want %v", what, rat(got), want)
	}
}

// The oracle itself, by hand.
func TestNearest(t *testing.T) {
	want := map[string][4]int64{ // of −2.5, −0.3, 0.5, 1.5
		"half up": {-3, 0, 1, 2}, "half even": {-2, 0, 0, 2}, "half down": {-2, 0, 0, 1},
		"up": {-3, -1, 1, 2}, "down": {-2, 0, 0, 1}, "ceiling": {-2, 0, 1, 2}, "floor": {-3, -1, 0, 1},
	}
	for name, mode := range modes {
		for i, r := range []*big.Rat{big.NewRat(-5, 2), big.NewRat(-3, 10), big.NewRat(1, 2), big.NewRat(3, 2)} {
			if got := nearest(r, mode).Int64(); got != want[name][i] {
				t.Errorf("%s of %v = %d, want %d", name, r, got, want[name][i])
			}
		}
	}
}
