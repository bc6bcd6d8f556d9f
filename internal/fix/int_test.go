package fix

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestIntAgrees(t *testing.T) { rapid.Check(t, intAgrees) }
func FuzzIntAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(intAgrees)) }

func intAgrees(t *rapid.T) {
	x, y := anyInt().Draw(t, "x"), anyInt().Draw(t, "y")
	a, b := x.Big(), y.Big()
	sum, ok := x.Add(y)
	checkInt(t, "sum", sum, ok, new(big.Int).Add(a, b))
	diff, ok := x.Sub(y)
	checkInt(t, "difference", diff, ok, new(big.Int).Sub(a, b))
	product, ok := x.mul(y)
	checkInt(t, "product", product, ok, new(big.Int).Mul(a, b))
	checkInt(t, "negative", x.Neg(), true, new(big.Int).Neg(a))
	if got, want := x.Cmp(y), a.Cmp(b); got != want {
		t.Fatalf("Cmp = %d, want %d", got, want)
	}
	if (x == y) != (a.Cmp(b) == 0) {
		t.Fatalf("== disagrees for %v and %v", a, b)
	}
	if x.Sign() != a.Sign() || x.IsZero() != (a.Sign() == 0) {
		t.Fatalf("Sign = %d, IsZero = %v, want %d", x.Sign(), x.IsZero(), a.Sign())
	}
	if v, ok := x.Int64(); ok != a.IsInt64() || ok && v != a.Int64() {
		t.Fatalf("Int64 = %d, %v, want %v", v, ok, a)
	}
}

func TestFromBig(t *testing.T) { rapid.Check(t, fromBigReturns) }
func FuzzFromBig(f *testing.F) { f.Fuzz(rapid.MakeFuzz(fromBigReturns)) }

func fromBigReturns(t *rapid.T) {
	b := anyBig(130).Draw(t, "b")
	x, ok := FromBig(b)
	checkInt(t, "FromBig", x, ok, b)
}

func TestFromInt64(t *testing.T) {
	for _, v := range []int64{0, 1, -1, math.MaxInt64, math.MinInt64} {
		if got, ok := FromInt64(v).Int64(); !ok || got != v {
			t.Errorf("FromInt64(%d).Int64() = %d, %v", v, got, ok)
		}
	}
}

// Two's complement has one more negative than positives. An Int leaves it out,
// so that what is in can always be negated.
func TestLowestIsNoInt(t *testing.T) {
	edge, ok := FromBig(new(big.Int).Neg(pow2(126)))
	if !ok {
		t.Fatal("-2^126 is an Int")
	}
	if _, ok := edge.Add(edge); ok {
		t.Error("-2^126 + -2^126 fits")
	}
	if _, ok := edge.Sub(edge.Neg()); ok {
		t.Error("-2^126 - 2^126 fits")
	}
	if _, ok := edge.mul(FromInt64(2)); ok {
		t.Error("-2^126 × 2 fits")
	}
	if _, ok := FromBig(new(big.Int).Neg(pow2(127))); ok {
		t.Error("-2^127 fits")
	}
	if x, ok := edge.Add(edge.Neg()); !ok || !x.IsZero() {
		t.Error("-2^126 + 2^126 is not zero")
	}
}
