package money_test

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/money"
)

func TestArithmeticAgrees(t *testing.T) { rapid.Check(t, arithmeticAgrees) }
func FuzzArithmeticAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(arithmeticAgrees)) }

func arithmeticAgrees(t *rapid.T) {
	x, y := anyUnits().Draw(t, "x"), anyUnits().Draw(t, "y")
	a, b := money.New(x, 2, eur), money.New(y, 2, eur)
	bx, by := big.NewInt(x), big.NewInt(y)
	sum, err := a.Add(b)
	agree(t, "sum", sum, err, new(big.Int).Add(bx, by))
	diff, err := a.Sub(b)
	agree(t, "difference", diff, err, new(big.Int).Sub(bx, by))
	neg, err := a.Neg()
	agree(t, "negative", neg, err, new(big.Int).Neg(bx))
}

func TestSumAgrees(t *testing.T) { rapid.Check(t, sumAgrees) }
func FuzzSumAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(sumAgrees)) }

func sumAgrees(t *rapid.T) {
	var amounts []money.Amount
	want := new(big.Int)
	for _, u := range rapid.SliceOf(anyUnits()).Draw(t, "units") {
		amounts = append(amounts, money.New(u, 2, eur), money.Amount{})
		want.Add(want, big.NewInt(u))
	}
	got, err := money.Sum(amounts...)
	agree(t, "Sum", got, err, want)
}

func TestCmpAgrees(t *testing.T) { rapid.Check(t, cmpAgrees) }
func FuzzCmpAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(cmpAgrees)) }

func cmpAgrees(t *rapid.T) {
	a, b := anyAmount().Draw(t, "a"), anyAmount().Draw(t, "b")
	got, err := a.Cmp(b)
	if want := rat(a).Cmp(rat(b)); err != nil || got != want {
		t.Fatalf("Cmp = %d, %v, want %d", got, err, want)
	}
}

func TestAddZero(t *testing.T) {
	a, zero := euro("10.00"), money.Amount{}
	tests := []struct {
		name string
		got  money.Amount
		err  error
		want money.Amount
	}{
		{name: "a + 0", want: a},
		{name: "0 + a", want: a},
		{name: "a - 0", want: a},
		{name: "0 - a", want: euro("-10.00")},
	}
	tests[0].got, tests[0].err = a.Add(zero)
	tests[1].got, tests[1].err = zero.Add(a)
	tests[2].got, tests[2].err = a.Sub(zero)
	tests[3].got, tests[3].err = zero.Sub(a)
	for _, tt := range tests {
		if tt.err != nil || tt.got != tt.want {
			t.Errorf("%s = %v, %v, want %v", tt.name, tt.got, tt.err, tt.want)
		}
	}
	if c, err := a.Cmp(zero); err != nil || c != 1 {
		t.Errorf("10.00 against nothing: %d, %v", c, err)
	}
	if c, err := zero.Cmp(euro("0.00")); err != nil || c != 0 {
		t.Errorf("nothing against 0.00: %d, %v", c, err)
	}
}

func TestMismatch(t *testing.T) {
	a := euro("10.00")
	for name, b := range map[string]money.Amount{
		"currency": money.New(777, 2, usd),
		"scale":    money.New(777, 3, eur),
		"none":     money.New(777, 2, money.Currency{}),
	} {
		_, add := a.Add(b)
		_, sub := a.Sub(b)
		_, sum := money.Sum(a, b)
		for _, err := range []error{add, sub, sum} {
			m, ok := errors.AsType[*money.MismatchError](err)
			if !is(err, money.ErrMismatch) || !ok || m.A != a || m.B != b {
				t.Errorf("%s: error %v", name, err)
			} else if strings.Contains(err.Error(), "777") || strings.Contains(err.Error(), "7.77") {
				t.Errorf("%s: the text tells an amount: %v", name, err)
			}
		}
	}
	if _, err := a.Cmp(money.New(1000, 2, usd)); !is(err, money.ErrMismatch) {
		t.Errorf("Cmp of currencies: %v", err)
	}
	if _, err := a.Add(money.New(1, 0, usd)); err.Error() != "money: amounts are not alike: EUR at scale 2 and USD at scale 0" {
		t.Errorf("text is %q", err)
	}
}

func TestOverflowIsAnError(t *testing.T) {
	most, least, cent := money.New(math.MaxInt64, 2, eur), money.New(math.MinInt64, 2, eur), euro("0.01")
	results := map[string]error{}
	_, results["most + cent"] = most.Add(cent)
	_, results["least - cent"] = least.Sub(cent)
	_, results["0 - least"] = money.Amount{}.Sub(least)
	_, results["-least"] = least.Neg()
	_, results["most at scale 3"] = most.Rescale(3, money.HalfUp)
	_, results["most × 2"] = most.Mul(dec("2"), 2, money.HalfUp)
	_, results["most × 2/1"] = most.MulFrac(2, 1, 2, money.HalfUp)
	_, results["most up to 0.05"] = most.RoundTo(euro("0.05"), money.Up)
	_, results["10^20"] = money.Round(dec("1e18").Mul(dec("100")), 2, eur, money.HalfUp)
	_, results["sum"] = money.Sum(most, cent)
	_, results["parsed"] = money.Parse("9223372036854775808", eur)
	for name, err := range results {
		if !is(err, money.ErrRange) {
			t.Errorf("%s: %v, want ErrRange", name, err)
		}
	}
	if got, err := money.Sum(most, most, cent, must(most.Neg()), cent); err == nil {
		t.Errorf("a sum past the end = %v", got)
	}
	if got, err := money.Sum(most, most, must(most.Neg())); err != nil || got != most {
		t.Errorf("a sum that comes back = %v, %v", got, err)
	}
	if got, err := least.Add(most); err != nil || got != euro("-0.01") {
		t.Errorf("least + most = %v, %v", got, err)
	}
}

func TestSumOfNone(t *testing.T) {
	if got, err := money.Sum(); err != nil || got != (money.Amount{}) {
		t.Errorf("Sum() = %v, %v", got, err)
	}
	if got, err := money.Sum(money.Amount{}, euro("0.00")); err != nil || got != euro("0.00") {
		t.Errorf("Sum keeps currency and scale: %v, %v", got, err)
	}
}
