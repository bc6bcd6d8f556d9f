package money_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/daybook-go/daybook/money"
)

// The currencies whose minor unit is not two digits: ISO 4217 list one as of
// amendment 180, in force since 1 January 2026.
var (
	noMinorUnit = []string{
		"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
	}
	threeDigits = []string{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}
	fourDigits  = []string{"CLF", "UYW"}
	// Metals, bond units, the IMF and others: no minor unit is defined.
	notApplicable = []string{
		"XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX",
	}
	// Two digits in the standard, although small coins are out of use and other
	// lists give fewer.
	fewCoins = []string{
		"AFN", "ALL", "AMD", "COP", "CRC", "CZK", "GYD", "HUF", "IDR", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "MNT",
		"MUR", "NOK", "PKR", "RSD", "SEK", "SOS", "SYP", "TWD", "TZS", "UZS", "YER",
	}
	// Gone from list one.
	withdrawn = []string{
		"ANG", "BGN", "CUC", "HRK", "SLL", "ZWL", "VEF", "MRO", "STD", "BYR", "LTL", "LVL", "EEK", "ZMK", "DEM", "FRF", "ITL",
	}
	recent = map[string]uint8{"VED": 2, "SLE": 2, "ZWG": 2, "XCG": 2, "XAD": 2, "MRU": 2, "STN": 2, "VES": 2}
)

// activeCodes is how many codes list one has.
const activeCodes = 178

func TestISO4217(t *testing.T) {
	want := map[string]uint8{}
	for _, group := range []struct {
		codes  []string
		digits uint8
	}{{noMinorUnit, 0}, {threeDigits, 3}, {fourDigits, 4}, {notApplicable, 0}, {fewCoins, 2}} {
		for _, code := range group.codes {
			want[code] = group.digits
		}
	}
	for code, digits := range recent {
		want[code] = digits
	}
	got, two := map[string]uint8{}, 0
	all := allDigits()
	for code := range want {
		if d, ok := all[code]; ok {
			got[code] = d
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("digits mismatch (-want +got):\n%s", diff)
	}
	for _, d := range all {
		if d == 2 {
			two++
		}
	}
	others := len(noMinorUnit) + len(threeDigits) + len(fourDigits) + len(notApplicable)
	if len(all) != activeCodes || two != activeCodes-others {
		t.Errorf("%d codes, %d of two digits, want %d and %d", len(all), two, activeCodes, activeCodes-others)
	}
	for _, code := range withdrawn {
		if d, ok := all[code]; ok {
			t.Errorf("%s, which was withdrawn, has %d digits", code, d)
		}
	}
}

// allDigits asks for every code that three letters can make.
func allDigits() map[string]uint8 {
	all := map[string]uint8{}
	for i := range 26 * 26 * 26 {
		code := string([]byte{'A' + byte(i/676), 'A' + byte(i/26%26), 'A' + byte(i%26)})
		if d, err := (money.Currencies{}).Digits(money.MustCurrency(code)); err == nil {
			all[code] = d
		} else if !as[*money.UnknownCurrencyError](err) {
			panic(err)
		}
	}
	return all
}

func TestUnknownCurrency(t *testing.T) {
	for _, c := range []money.Currency{{}, money.MustCurrency("BTC"), money.MustCurrency("BGN")} {
		results := map[string]error{
			"Digits":  second(money.Currencies{}.Digits(c)),
			"Round":   second(money.Currencies{}.Round(dec("1"), c, money.HalfUp)),
			"Rescale": second(money.Currencies{}.Rescale(money.New(1, 2, c), money.HalfUp)),
			"Format":  second(money.Currencies{}.Format(money.New(1, 2, c), money.HalfUp)),
		}
		for name, err := range results {
			if !as[*money.UnknownCurrencyError](err) {
				t.Errorf("%s of %q: %v", name, c, err)
			}
		}
	}
}

func TestWith(t *testing.T) {
	iso := money.Currencies{}
	one := must(iso.With("PTS", 0))
	two := must(must(one.With("HUF", 0)).With("BGN", 2))
	digits := func(c money.Currencies, code string) int {
		d, err := c.Digits(money.MustCurrency(code))
		if err != nil {
			return -1
		}
		return int(d)
	}
	for _, tt := range []struct {
		code      string
		iso, a, b int
	}{{"PTS", -1, 0, 0}, {"HUF", 2, 2, 0}, {"BGN", -1, -1, 2}, {"EUR", 2, 2, 2}} {
		if a, b, c := digits(iso, tt.code), digits(one, tt.code), digits(two, tt.code); a != tt.iso || b != tt.a || c != tt.b {
			t.Errorf("%s has %d, %d, %d digits, want %d, %d, %d", tt.code, a, b, c, tt.iso, tt.a, tt.b)
		}
	}
	if _, err := iso.With("pts", 0); !as[*money.CurrencyError](err) {
		t.Errorf("pts: %v", err)
	}
	if _, err := iso.With("PTS", money.MaxScale+1); !is(err, money.ErrRange) {
		t.Errorf("19 digits: %v", err)
	}
}

func TestToTheUnit(t *testing.T) {
	tests := []struct {
		amount, currency string
		rounding         money.Rounding
		want             string
	}{
		{"10", "EUR", money.HalfUp, "10.00 EUR"},
		{"10.005", "EUR", money.HalfUp, "10.01 EUR"},
		{"10.005", "EUR", money.HalfEven, "10.00 EUR"},
		{"10.0000", "EUR", money.HalfUp, "10.00 EUR"},
		{"999.5", "JPY", money.HalfUp, "1000 JPY"},
		{"999.5", "JPY", money.Down, "999 JPY"},
		{"1.5", "KWD", money.HalfUp, "1.500 KWD"},
		{"1.00005", "CLF", money.HalfUp, "1.0001 CLF"},
		{"-0.005", "USD", money.HalfUp, "-0.01 USD"},
		{"-0.004", "USD", money.HalfUp, "0.00 USD"},
		{"1.6", "XAU", money.HalfUp, "2 XAU"},
	}
	for _, tt := range tests {
		c, iso := money.MustCurrency(tt.currency), money.Currencies{}
		rounded, err := iso.Round(dec(tt.amount), c, tt.rounding)
		if err != nil || rounded.String() != tt.want {
			t.Errorf("%s %s rounds to %v, %v, want %s", tt.amount, tt.currency, rounded, err, tt.want)
		}
		a := must(money.Parse(tt.amount, c))
		if got, err := iso.Rescale(a, tt.rounding); err != nil || got != rounded {
			t.Errorf("%v rescales to %v, %v, want %v", a, got, err, rounded)
		}
		if got, err := iso.Format(a, tt.rounding); err != nil || got != tt.want {
			t.Errorf("%v is formatted %q, %v, want %q", a, got, err, tt.want)
		}
	}
	if got, err := (money.Currencies{}).Format(money.Amount{}, money.HalfUp); err != nil || got != "0" {
		t.Errorf("nothing is formatted %q, %v", got, err)
	}
	if _, err := (money.Currencies{}).Format(money.New(math.MaxInt64, 0, eur), money.HalfUp); !is(err, money.ErrRange) {
		t.Errorf("more than fits with cents: %v", err)
	}
}
