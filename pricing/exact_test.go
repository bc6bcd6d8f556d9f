package pricing_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

func genExact() *rapid.Generator[pricing.Exact] {
	return rapid.Custom(func(t *rapid.T) pricing.Exact {
		n := rapid.OneOf(rapid.Int64Range(-99, 99), rapid.Int64()).Draw(t, "coef")
		x := pricing.ExactNum(fix.New(n, rapid.Int32Range(0, 18).Draw(t, "digits")))
		for range rapid.IntRange(0, 2).Draw(t, "divisions") {
			x = x.Over(rapid.OneOf(rapid.Int64Range(1, 99), rapid.Int64Range(1, math.MaxInt64)).Draw(t, "by"))
		}
		return x
	})
}

// exactsAreRats: every operation is that of big.Rat, texts have one form and
// are read back, and rounding is that of the exact number.
func exactsAreRats(t *rapid.T) {
	x, y := genExact().Draw(t, "x"), genExact().Draw(t, "y")
	a, b := x.Rat(), y.Rat()
	for name, got := range map[string][2]*big.Rat{
		"add": {x.Add(y).Rat(), plus(a, b)}, "sub": {x.Sub(y).Rat(), minus(a, b)}, "mul": {x.Mul(y).Rat(), times(a, b)},
		"neg": {x.Neg().Rat(), new(big.Rat).Neg(a)}, "over": {x.Over(7).Rat(), times(a, big.NewRat(1, 7))},
	} {
		if got[0].Cmp(got[1]) != 0 {
			t.Fatalf("%s of %s and %s is %s, want %s", name, x, y, got[0], got[1])
		}
	}
	if x.Cmp(y) != a.Cmp(b) || x.Sign() != a.Sign() || x.IsZero() != (a.Sign() == 0) || (x.String() == y.String()) != x.Equal(y) {
		t.Fatalf("%s and %s compare otherwise than %s and %s", x, y, a, b)
	}
	if n, ok := x.Num(); ok && n.Decimal().Rat().Cmp(a) != 0 {
		t.Fatalf("Num of %s is %s", x, n.Decimal())
	}
	if back, err := pricing.ParseExact(x.String()); err == nil && !back.Equal(x) {
		t.Fatalf("%s is read as %s", x, back)
	}
	mode := money.Rounding(rapid.IntRange(0, int(money.Floor)).Draw(t, "mode"))
	scale := uint8(rapid.IntRange(0, 6).Draw(t, "scale"))
	got, err := x.Round(scale, eur, mode)
	if want := roundRat(a, scale, mode); want.IsInt64() != (err == nil) || err == nil && got.Units() != want.Int64() {
		t.Fatalf("%s rounded %s at %d is %v (%v), want %v units", x, mode, scale, got, err, want)
	}
}

// roundRat rounds by the words of money.Rounding.
func roundRat(r *big.Rat, scale uint8, mode money.Rounding) *big.Int {
	x := times(r, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)))
	down := new(big.Int).Quo(x.Num(), x.Denom())
	rest := new(big.Rat).Abs(minus(x, new(big.Rat).SetInt(down)))
	half := rest.Cmp(big.NewRat(1, 2))
	away := map[money.Rounding]bool{
		money.HalfUp: half >= 0, money.HalfEven: half > 0 || half == 0 && down.Bit(0) == 1, money.HalfDown: half > 0,
		money.Up: rest.Sign() > 0, money.Ceiling: rest.Sign() > 0 && x.Sign() > 0, money.Floor: rest.Sign() > 0 && x.Sign() < 0,
	}[mode]
	if away {
		down.Add(down, big.NewInt(int64(x.Sign())))
	}
	return down
}

func TestExactsAreRats(t *testing.T) { rapid.Check(t, exactsAreRats) }
func FuzzExactsAreRats(f *testing.F) { f.Fuzz(rapid.MakeFuzz(exactsAreRats)) }

func TestExactTexts(t *testing.T) {
	for in, out := range map[string]string{
		"1.50": "1.5", "-0": "0", "1e3": "1000", "95/6": "47.5/3", "10/4": "2.5", "1/3": "1/3", "2/6": "1/3", "-7/7": "-1",
		"1/0.3": "10/3", "1/1e3": "0.001", "0/7": "0", "1/7e2": "0.01/7",
	} {
		x, err := pricing.ParseExact(in)
		if err != nil || x.String() != out {
			t.Errorf("ParseExact(%q) = %s, %v; want %s", in, x, err, out)
		}
		var back pricing.Exact
		if err := back.UnmarshalText([]byte(out)); err != nil || !back.Equal(x) {
			t.Errorf("%q is read as %s, %v", out, back, err)
		}
	}
	for _, in := range []string{"", "/", "1/", "/2", "1/0", "1/-2", "1/2/3", "a", "1e99", "1/1e99", "NaN", "1 / 2"} {
		var dec *money.DecimalError
		if x, err := pricing.ParseExact(in); !errors.As(err, &dec) {
			t.Errorf("ParseExact(%q) = %s, %v; want a *money.DecimalError", in, x, err)
		}
	}
}

func TestExactRange(t *testing.T) {
	huge := pricing.ExactNum(fix.FromDecimal(decimal.New(1, 19)))
	if _, err := huge.Round(2, eur, money.HalfUp); !errors.Is(err, money.ErrRange) {
		t.Errorf("10^19 at scale 2: %v", err)
	}
	if _, err := huge.Round(19, eur, money.HalfUp); !errors.Is(err, money.ErrRange) {
		t.Errorf("scale 19: %v", err)
	}
	if _, err := pricing.ExactOf(decimal.New(1, 1<<30)); !errors.Is(err, money.ErrDecimal) {
		t.Errorf("a hostile decimal: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("dividing by zero does not panic")
		}
	}()
	huge.Over(0)
}

func TestQuantity(t *testing.T) {
	q := qty("95/6")
	if !q.IsFraction() || qty("1.50").IsFraction() {
		t.Error("IsFraction: 95/6 is one, 1.5 is none")
	}
	want(t, "95/6 cut", q.Decimal().StringFixed(18), "15.833333333333333333")
	want(t, "95/6 + 1/6", q.Add(qty("1/6")).String(), "16")
	want(t, "95/6 − 16", q.Sub(qty("16")).String(), "-0.5/3")
	want(t, "−95/6", q.Neg().String(), "-47.5/3")
	if q.Cmp(qty("15.8333")) <= 0 || q.Sign() != 1 || q.IsZero() || !q.Equal(qty("47.5/3")) {
		t.Error("95/6 compares wrongly")
	}
	var back pricing.Quantity
	if b, err := q.MarshalText(); err != nil || back.UnmarshalText(b) != nil || !back.Equal(q) {
		t.Errorf("%s is read as %s", b, back)
	}
	if err := back.UnmarshalText([]byte("x")); err == nil || !back.Equal(q) {
		t.Errorf("a faulty text changes the quantity to %s (%v)", back, err)
	}
	if _, err := pricing.QuantityOf(decimal.New(1, 99)); err == nil {
		t.Error("QuantityOf lets a hostile decimal in")
	}
	want(t, "an exact", fmt.Sprint(pricing.FromExact(q.Exact())), "47.5/3")
}
