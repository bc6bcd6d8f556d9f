package money_test

import (
	"encoding/json"
	"strings"
	"testing"

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
