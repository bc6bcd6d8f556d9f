package money_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/money"
)

var (
	eur = money.MustCurrency("EUR")
	usd = money.MustCurrency("USD")
	jpy = money.MustCurrency("JPY")
)

var roundings = []money.Rounding{
	money.HalfUp, money.HalfEven, money.HalfDown, money.Up, money.Down, money.Ceiling, money.Floor,
}

// dec reads a literal the way decimal does, around the gate.
func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// euro reads a literal in euros.
func euro(s string) money.Amount {
	a, err := money.Parse(s, eur)
	if err != nil {
		panic(err)
	}
	return a
}

// must is for what a test takes for granted.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func texts(amounts []money.Amount) []string {
	var list []string
	for _, a := range amounts {
		list = append(list, a.Text())
	}
	return list
}

func pow10(k int32) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(k)), nil)
}

// rat is a the naive way.
func rat(a money.Amount) *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(a.Units()), pow10(int32(a.Scale())))
}

// naive rounds r to scale without any of the code under test: it lies between
// its floor and one more.
func naive(r *big.Rat, scale uint8, mode money.Rounding) *big.Int {
	r = new(big.Rat).Mul(r, new(big.Rat).SetInt(pow10(int32(scale))))
	floor := new(big.Int).Div(r.Num(), r.Denom())
	rest := new(big.Rat).Sub(r, new(big.Rat).SetInt(floor))
	above := new(big.Int).Add(floor, big.NewInt(1))
	towards, away := floor, above
	if r.Sign() < 0 {
		towards, away = above, floor
	}
	nearer := floor
	switch rest.Cmp(big.NewRat(1, 2)) {
	case 1:
		nearer = above
	case 0:
		even := floor
		if floor.Bit(0) == 1 {
			even = above
		}
		nearer = map[money.Rounding]*big.Int{money.HalfUp: away, money.HalfDown: towards, money.HalfEven: even}[mode]
	}
	if rest.Sign() == 0 {
		return floor
	}
	switch mode {
	case money.Up:
		return away
	case money.Down:
		return towards
	case money.Ceiling:
		return above
	case money.Floor:
		return floor
	}
	return nearer
}

// agree compares an amount with a naive number of units.
func agree(t *rapid.T, what string, got money.Amount, err error, want *big.Int) {
	t.Helper()
	switch {
	case !want.IsInt64():
		if !is(err, money.ErrRange) {
			t.Fatalf("%s = %v, %v, want ErrRange for %v units", what, got, err, want)
		}
	case err != nil || got.Units() != want.Int64():
		t.Fatalf("%s = %v, %v, want %v units", what, got, err, want)
	}
}

func anyRounding() *rapid.Generator[money.Rounding] { return rapid.SampledFrom(roundings) }

func anyScale() *rapid.Generator[uint8] { return rapid.Uint8Range(0, money.MaxScale) }

// anyUnits prefers the edges.
func anyUnits() *rapid.Generator[int64] {
	return rapid.OneOf(
		rapid.SampledFrom([]int64{0, 1, -1, 5, -5, math.MaxInt64, math.MinInt64, math.MinInt64 + 1}),
		rapid.Int64Range(-100_000, 100_000),
		rapid.Int64(),
	)
}

func anyAmount() *rapid.Generator[money.Amount] {
	return rapid.Custom(func(t *rapid.T) money.Amount {
		return money.New(anyUnits().Draw(t, "units"), anyScale().Draw(t, "scale"), eur)
	})
}

// anyDecimal draws what the gate lets in.
func anyDecimal() *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		coef := new(big.Int).SetUint64(rapid.Uint64().Draw(t, "coef"))
		if rapid.Bool().Draw(t, "long") {
			coef.Mul(coef, big.NewInt(rapid.Int64Range(1, 1e14).Draw(t, "more")))
		}
		if rapid.Bool().Draw(t, "negative") {
			coef.Neg(coef)
		}
		return decimal.NewFromBigInt(coef, rapid.Int32Range(-18, 18).Draw(t, "exp"))
	}).Filter(func(d decimal.Decimal) bool { return money.Gate(d) == nil })
}

// The oracle itself, by hand.
func TestNaive(t *testing.T) {
	want := map[money.Rounding][5]int64{ // of −0.125, −0.123, 0.125, 0.135 and 0.12
		money.HalfUp: {-13, -12, 13, 14, 12}, money.HalfEven: {-12, -12, 12, 14, 12}, money.HalfDown: {-12, -12, 12, 13, 12},
		money.Up: {-13, -13, 13, 14, 12}, money.Down: {-12, -12, 12, 13, 12}, money.Ceiling: {-12, -12, 13, 14, 12}, money.Floor: {-13, -13, 12, 13, 12},
	}
	for _, r := range roundings {
		for i, n := range []int64{-125, -123, 125, 135, 120} {
			if got := naive(big.NewRat(n, 1000), 2, r).Int64(); got != want[r][i] {
				t.Errorf("%v of %d/1000 = %d, want %d", r, n, got, want[r][i])
			}
		}
	}
}
