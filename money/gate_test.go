package money_test

import (
	"errors"
	"math"
	"math/big"
	"runtime"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/money"
)

func TestFriendlyTexts(t *testing.T) {
	tests := []struct{ text, want string }{
		{"0", "0"},
		{"-0", "0"},
		{"+1", "1"},
		{"5.", "5"},
		{".5", "0.5"},
		{"-.5e1", "-5"},
		{"007", "7"},
		{"1e18", "1000000000000000000"},
		{"1E+18", "1000000000000000000"},
		{"1e-18", "0.000000000000000001"},
		{"1e-000000000000000018", "0.000000000000000001"},
		{"0e18", "0"},
		{"999999999999999999999999", "999999999999999999999999"},
		{"-999999999999999999999999", "-999999999999999999999999"},
		{"1234567890123456.789012345678901234", "1234567890123456.789012345678901234"},
		{"100000000000000000000000.000000000000000000", "100000000000000000000000"},
		{strings.Repeat("0", 63) + "1", "1"},
	}
	for _, tt := range tests {
		d, err := money.ParseDecimal(tt.text)
		if err != nil || !d.Equal(dec(tt.want)) {
			t.Errorf("ParseDecimal(%q) = %v, %v, want %s", tt.text, d, err, tt.want)
		}
		if x, err := money.ParseNumber(tt.text); err != nil || x.String() != tt.want {
			t.Errorf("ParseNumber(%q) = %v, %v, want %s", tt.text, x, err, tt.want)
		}
	}
}

// Decimals in struct fields never were texts.
func TestHostileDecimals(t *testing.T) {
	million := new(big.Int).Exp(big.NewInt(10), big.NewInt(1_000_000), nil)
	tests := map[string]decimal.Decimal{
		"a huge exponent":          decimal.New(1, math.MaxInt32),
		"the lowest exponent":      decimal.New(1, math.MinInt32),
		"a zero with an exponent":  decimal.New(0, math.MaxInt32),
		"one past the exponents":   decimal.New(1, 19),
		"one below":                decimal.New(1, -19),
		"a million digits":         decimal.NewFromBigInt(million, 0),
		"minus a million digits":   decimal.NewFromBigInt(million, 0).Neg(),
		"a million digits, scaled": decimal.NewFromBigInt(million, -18),
		"a million digits, far":    decimal.NewFromBigInt(million, -1_000_000),
		"the most int64 × 10^6":    decimal.New(math.MaxInt64, 6),
		"2^64, which is 0 in 64":   decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 64), 6),
		"10^24":                    decimal.NewFromBigInt(pow10(24), 0),
		"-10^24":                   decimal.NewFromBigInt(pow10(24), 0).Neg(),
		"10^24 at scale 18":        decimal.NewFromBigInt(pow10(42), -18),
		"35 digits":                decimal.NewFromBigInt(new(big.Int).Add(pow10(34), big.NewInt(1)), -18),
	}
	doors := map[string]func(decimal.Decimal) error{
		"Gate":     money.Gate,
		"NumberOf": func(d decimal.Decimal) error { return second(money.NumberOf(d)) },
		"Round":    func(d decimal.Decimal) error { return second(money.Round(d, 2, eur, money.HalfUp)) },
		"Mul":      func(d decimal.Decimal) error { return second(euro("1.00").Mul(d, 2, money.HalfUp)) },
		"Allocate": func(d decimal.Decimal) error { return second(euro("1.00").AllocateBy([]decimal.Decimal{d})) },
		"Between":  func(d decimal.Decimal) error { return second(euro("1.00").BetweenBy(decimal.Zero, d, d)) },
		"Currency": func(d decimal.Decimal) error { return second(money.Currencies{}.Round(d, eur, money.HalfUp)) },
	}
	for name, d := range tests {
		for door, enter := range doors {
			var err error
			if spent := allocated(func() { err = enter(d) }); spent > 1<<14 {
				t.Errorf("%s at %s: %d bytes allocated", name, door, spent)
			}
			if !as[*money.DecimalError](err) || !is(err, money.ErrDecimal) {
				t.Errorf("%s at %s: %v", name, door, err)
			}
		}
	}
	for name, d := range map[string]decimal.Decimal{
		"the zero Decimal":  {},
		"34 digits":         decimal.NewFromBigInt(new(big.Int).Sub(pow10(34), big.NewInt(1)), -18),
		"42 digits, mostly": decimal.NewFromBigInt(new(big.Int).Sub(pow10(42), pow10(8)), -18),
		"just below 10^24":  decimal.NewFromBigInt(big.NewInt(999999), 18),
		"the most int64":    decimal.New(math.MaxInt64, 5),
		"the least int64":   decimal.New(math.MinInt64, 5),
	} {
		if err := money.Gate(d); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestGateAgrees(t *testing.T) { rapid.Check(t, gateAgrees) }
func FuzzGateAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(gateAgrees)) }

// The gate lets in exactly what its comment says.
func gateAgrees(t *rapid.T) {
	digits := rapid.StringMatching(`[1-9][0-9]{0,44}|0`).Draw(t, "digits") + strings.Repeat("0", rapid.IntRange(0, 12).Draw(t, "zeros"))
	exp := rapid.Int32Range(-21, 21).Draw(t, "exp")
	coef, _ := new(big.Int).SetString(digits, 10)
	if rapid.Bool().Draw(t, "negative") {
		coef.Neg(coef)
	}
	d := decimal.NewFromBigInt(coef, exp)
	value := new(big.Rat).Abs(d.Rat())
	significant := len(strings.TrimRight(digits, "0"))
	want := exp >= -18 && exp <= 18 && value.Cmp(new(big.Rat).SetInt(pow10(24))) < 0 && significant <= 34
	if err := money.Gate(d); (err == nil) != want {
		t.Fatalf("Gate(%v × 10^%d) = %v, want %v", coef, exp, err, want)
	}
}

// allocated returns the bytes that f allocates, freed or not.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// maxAlloc is what no input may exceed.
const maxAlloc = 8 << 20

// The gate's reason to be: what decimal alone does with eight bytes.
func TestGateControl(t *testing.T) {
	d, err := decimal.NewFromString("1e9999")
	if err != nil {
		t.Fatal(err)
	}
	if sum := d.Add(decimal.New(1, 0)); sum.NumDigits() != 10000 {
		t.Errorf("1e9999 + 1 has %d digits", sum.NumDigits())
	}
	if _, err := money.ParseDecimal("1e9999"); err == nil {
		t.Error("and the gate lets it in")
	}
	if _, err := decimal.NewFromString("−5"); err != nil {
		t.Errorf("decimal does not read U+2212: %v", err)
	}
}

func FuzzParseDecimal(f *testing.F) {
	for _, text := range hostile {
		f.Add(text[:min(len(text), 100)])
	}
	f.Add("1234567890123456.789012345678901234")
	f.Fuzz(func(t *testing.T, text string) {
		var d decimal.Decimal
		var err error
		if spent := allocated(func() { d, err = money.ParseDecimal(text) }); spent > maxAlloc {
			t.Fatalf("%d bytes allocated", spent)
		}
		if err != nil {
			if _, ok := errors.AsType[*money.DecimalError](err); !ok {
				t.Fatalf("error %v", err)
			}
			return
		}
		if money.Gate(d) != nil || d.Coefficient().BitLen() > 140 {
			t.Fatalf("%q is let in and does not pass the gate", text)
		}
		if want, ok := new(big.Rat).SetString(text); !ok || want.Cmp(d.Rat()) != 0 {
			t.Fatalf("%q is read as %v", text, d)
		}
		x := must(money.NumberOf(d))
		if back, err := money.ParseNumber(x.String()); err != nil || back != x || back.Decimal().Cmp(d) != 0 {
			t.Fatalf("%q is %v and read back %v, %v", text, x, back, err)
		}
	})
}
