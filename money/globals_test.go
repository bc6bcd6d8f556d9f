package money_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/money"
)

// set changes *p and returns what changes it back.
func set[T any](p *T, v T) func() {
	was := *p
	*p = v
	return func() { *p = was }
}

// Every exported variable of decimal 1.6. In each row a program elsewhere has
// set it to something else, and naive shows that this does change what decimal
// itself gives.
func TestGlobalsChangeNothing(t *testing.T) {
	tests := []struct {
		name  string
		set   func() func()
		naive func() string
	}{
		{"DivisionPrecision", func() func() { return set(&decimal.DivisionPrecision, 1) },
			func() string { return dec("10").Div(dec("3")).String() }},
		{"TrimTrailingZeros", func() func() { return set(&decimal.TrimTrailingZeros, false) },
			func() string { return dec("1.50").String() }},
		{"MarshalJSONWithoutQuotes", func() func() { return set(&decimal.MarshalJSONWithoutQuotes, true) },
			func() string { return string(must(json.Marshal(dec("1.5")))) }},
		{"UseScientificNotation", func() func() { return set(&decimal.UseScientificNotation, true) },
			func() string { return decimal.New(12, 2).String() }},
		{"MaxDecodeExponent", func() func() { return set(&decimal.MaxDecodeExponent, 1) },
			func() string { return fmt.Sprint(decimal.NewFromString("1.25")) }},
		{"PowPrecisionNegativeExponent", func() func() { return set(&decimal.PowPrecisionNegativeExponent, 2) },
			func() string { return dec("3").Pow(dec("-1")).String() }},
		{"ExpMaxIterations", func() func() { return set(&decimal.ExpMaxIterations, 1) },
			func() string { return fmt.Sprint(dec("1.5").ExpHullAbrham(10)) }},
		{"Zero", func() func() { return set(&decimal.Zero, decimal.New(7, 0)) },
			func() string { return decimal.Zero.String() }},
	}
	want := results()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := tt.naive()
			defer tt.set()()
			if diff := cmp.Diff(want, results()); diff != "" {
				t.Errorf("results mismatch (-before +after):\n%s", diff)
			}
			if after := tt.naive(); after == before {
				t.Errorf("control: decimal itself gives %s before and after", after)
			}
		})
	}
}

// results returns what every function of the package that meets a decimal
// gives.
func results() map[string]string {
	third := decimal.New(3333333333333333, -16)
	iso := money.Currencies{}
	text := func(v any, err error) string { return fmt.Sprint(v, err) }
	long := decimal.New(150, -2)
	number := must(money.NumberOf(long))
	var read struct{ A, B, C money.Number }
	readErr := json.Unmarshal([]byte(`{"A":"1.50","B":1.50e2,"C":"1e-18"}`), &read)
	return map[string]string{
		"Gate":         fmt.Sprint(money.Gate(long), money.Gate(decimal.New(1, 19)), money.Gate(decimal.Decimal{})),
		"ParseDecimal": text(must(money.ParseDecimal("1.50e3")).StringFixed(3), nil),
		"Parse":        text(money.Parse("10.50", eur)),
		"Round":        text(money.Round(long, 1, eur, money.HalfEven)),
		"Rescale":      text(euro("10.005").Rescale(2, money.HalfUp)),
		"Mul":          text(euro("10.01").Mul(third, 4, money.HalfUp)),
		"MulFrac":      text(euro("10.01").MulFrac(1, 3, 4, money.HalfUp)),
		"RoundTo":      text(euro("10.03").RoundTo(euro("0.05"), money.HalfUp)),
		"Cmp":          text(euro("1.50").Cmp(euro("1.5"))),
		"Share":        text(euro("10.00").Share(1, 3)),
		"BetweenBy":    text(euro("10.00").BetweenBy(long, third.Shift(1), decimal.New(10, 0))),
		"AllocateBy":   text(euro("10.00").AllocateBy([]decimal.Decimal{long, third, decimal.New(1, 1)})),
		"Currencies":   text(iso.Round(long, jpy, money.HalfUp)),
		"Format":       text(iso.Format(euro("10.5"), money.HalfUp)),
		"Decimal":      euro("10.50").Decimal().StringFixed(2),
		"Amount JSON":  string(must(json.Marshal(euro("10.50")))),
		"Number":       number.String() + " " + number.Decimal().StringFixed(2),
		"Number JSON":  string(must(json.Marshal(number))),
		"Number read":  fmt.Sprint(read, readErr),
		"Number 1e3":   money.MustNumber("1.2e3").String(),
	}
}
