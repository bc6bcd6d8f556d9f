package money_test

import (
	"encoding/json"
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

// hostile are texts that no entrance lets in.
var hostile = map[string]string{
	"a huge exponent":             "1e1000000000",
	"a large exponent":            "1e9999",
	"an exponent past int64":      "1e99999999999999999999",
	"a negative one":              "1e-99999999999999999999",
	"one past the exponents":      "1e19",
	"one below the exponents":     "1e-19",
	"a zero below the exponents":  "0e-19",
	"19 digits after the point":   "0.0000000000000000001",
	"10^24":                       "1000000000000000000000000",
	"10^24 by exponent":           "10000000e17",
	"-10^24":                      "-1e24",
	"35 digits":                   "12345678901234567.890123456789012345",
	"a million digits":            strings.Repeat("9", 1e6),
	"a million zeros":             strings.Repeat("0", 1e6),
	"a million decimals":          "0." + strings.Repeat("1", 1e6),
	"65 bytes":                    strings.Repeat("0", 64) + "1",
	"U+2212":                      "−5",
	"full-width digits":           "１２",
	"Arabic digits":               "٣",
	"a combining accent":          "5\u0301",
	"not a number":                "NaN",
	"infinity":                    "Infinity",
	"minus infinity":              "-Inf",
	"hexadecimal":                 "0x10",
	"binary":                      "0b1",
	"octal":                       "0o7",
	"a hexadecimal float":         "0x1p-2",
	"grouped digits":              "1_000",
	"a decimal comma":             "1,5",
	"thousands":                   "1,000.00",
	"an apostrophe":               "1'000",
	"two points":                  "1.5.5",
	"nothing":                     "",
	"a blank":                     " ",
	"a blank before":              " 1",
	"a blank after":               "1 ",
	"a new line":                  "1\n",
	"a no-break space":            "1\u00a0",
	"a NUL":                       "1\x00",
	"broken UTF-8":                "1\xff",
	"a byte order mark":           "\ufeff1",
	"a sign alone":                "-",
	"two signs":                   "--1",
	"opposite signs":              "+-1",
	"a sign after":                "1-",
	"in brackets":                 "(1)",
	"a point alone":               ".",
	"an exponent alone":           "e5",
	"an exponent without number":  "1e",
	"an exponent without digits":  "1e+",
	"an exponent with a fraction": "1e1.5",
	"two exponents":               "1e5e5",
	"a fraction":                  "1/3",
	"a percentage":                "5%",
	"a currency":                  "1 EUR",
	"a word":                      "null",
}

// entrances are the doors through which a decimal comes in as text. dress makes
// of the decimal what the door wants, nil where that is the decimal alone.
var entrances = map[string]struct {
	dress func(decimal string) string
	enter func(text string, same []byte) error
}{
	"ParseDecimal": {nil, func(s string, _ []byte) error { return second(money.ParseDecimal(s)) }},
	"ParseNumber":  {nil, func(s string, _ []byte) error { return second(money.ParseNumber(s)) }},
	"Parse":        {nil, func(s string, _ []byte) error { return second(money.Parse(s, eur)) }},
	"Number text":  {nil, func(_ string, b []byte) error { return new(money.Number).UnmarshalText(b) }},
	"Number token": {nil, func(_ string, b []byte) error { return new(money.Number).UnmarshalJSON(b) }},
	"Number JSON":  {quoted, func(_ string, b []byte) error { return new(money.Number).UnmarshalJSON(b) }},
	"Number SQL":   {nil, func(s string, _ []byte) error { return new(money.Number).Scan(s) }},
	"Number bytes": {nil, func(_ string, b []byte) error { return new(money.Number).Scan(b) }},
	"Amount text":  {inEuros, func(_ string, b []byte) error { return new(money.Amount).UnmarshalText(b) }},
	"Amount SQL":   {inEuros, func(s string, _ []byte) error { return new(money.Amount).Scan(s) }},
	"Amount JSON":  {inObject, func(_ string, b []byte) error { return new(money.Amount).UnmarshalJSON(b) }},
}

func inEuros(s string) string  { return s + " EUR" }
func inObject(s string) string { return `{"amount":` + quoted(s) + `,"currency":"EUR"}` }
func quoted(s string) string   { return string(must(json.Marshal(s))) }

func TestHostileTexts(t *testing.T) {
	for name, text := range hostile {
		for door, e := range entrances {
			dressed := text
			if e.dress != nil {
				dressed = e.dress(text)
			}
			same, what := []byte(dressed), name+" at "+door
			var err error
			if spent := allocated(func() { err = e.enter(dressed, same) }); spent > 1<<14 {
				t.Errorf("%s: %d bytes allocated", what, spent)
			}
			// A text with a blank falls apart into a number and a currency.
			if !is(err, money.ErrDecimal) && !as[*money.CurrencyError](err) {
				t.Errorf("%s: %v", what, err)
			} else if len(err.Error()) > 500 {
				t.Errorf("%s: a message of %d bytes", what, len(err.Error()))
			}
		}
	}
}

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
