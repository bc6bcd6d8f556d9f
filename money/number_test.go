package money_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/money"
)

func TestNumberIsOneForm(t *testing.T) { rapid.Check(t, numberIsOneForm) }
func FuzzNumberIsOneForm(f *testing.F) { f.Fuzz(rapid.MakeFuzz(numberIsOneForm)) }

// Numbers are == exactly where they are equal, and come back from text and
// JSON as they were.
func numberIsOneForm(t *rapid.T) {
	d, e := anyDecimal().Draw(t, "d"), anyDecimal().Draw(t, "e")
	x, y := must(money.NumberOf(d)), must(money.NumberOf(e))
	if !x.Decimal().Equal(d) || x.Sign() != d.Sign() || x.IsZero() != d.IsZero() {
		t.Fatalf("%v became %v", d, x)
	}
	if x.Cmp(y) != d.Cmp(e) || (x == y) != d.Equal(e) {
		t.Fatalf("%v against %v: %d, == %v", x, y, x.Cmp(y), x == y)
	}
	var text, js money.Number
	if err := text.UnmarshalText(must(x.MarshalText())); err != nil || text != x {
		t.Fatalf("%v is read back %v, %v", x, text, err)
	}
	if err := json.Unmarshal(must(json.Marshal(x)), &js); err != nil || js != x {
		t.Fatalf("%v is read back %v, %v", x, js, err)
	}
}

func TestNumberForms(t *testing.T) {
	want := money.MustNumber("1.5")
	for _, text := range []string{"1.50", "15e-1", "0.15e1", "+1.500000000000000000", "01.5"} {
		if got := money.MustNumber(text); got != want {
			t.Errorf("%s is not 1.5 but %v", text, got)
		}
	}
	if (money.MustNumber("0.00") != money.Number{}) || (money.MustNumber("-0e5") != money.Number{}) {
		t.Error("there is more than one zero")
	}
	prices := map[money.Number]string{money.MustNumber("1e3"): "a thousand"}
	if prices[money.MustNumber("1000.0")] != "a thousand" {
		t.Error("1000.0 is not found as 1e3")
	}
	defer func() {
		if recover() == nil {
			t.Error("MustNumber of nonsense does not panic")
		}
	}()
	money.MustNumber("1,5")
}

// The wire form of prices: a string; a number is read as it is written.
func TestNumberJSON(t *testing.T) {
	type price struct {
		Unit  money.Number            `json:"unit"`
		Setup money.Number            `json:"setup,omitzero"`
		Rate  *money.Number           `json:"rate"`
		By    map[money.Number]string `json:"by,omitempty"`
	}
	tests := []struct {
		name, read, write string
	}{
		{"a string", `{"unit":"0.0048576"}`, `{"unit":"0.0048576","rate":null}`},
		{"a number", `{"unit":0.0048576}`, `{"unit":"0.0048576","rate":null}`},
		{"a number that no float holds", `{"unit":1234567890.123456789012345678}`, `{"unit":"1234567890.123456789012345678","rate":null}`},
		{"a number with an exponent", `{"unit":-1.50E+3}`, `{"unit":"-1500","rate":null}`},
		{"an escaped plus", `{"unit":"1e\u002b3"}`, `{"unit":"1000","rate":null}`},
		{"left out", `{}`, `{"unit":"0","rate":null}`},
		{"a null that may be", `{"rate":null}`, `{"unit":"0","rate":null}`},
		{"all", `{"unit":1,"setup":"2.50","rate":"3","by":{"1.50":"x"}}`, `{"unit":"1","setup":"2.5","rate":"3","by":{"1.5":"x"}}`},
	}
	for _, tt := range tests {
		var p price
		if err := json.Unmarshal([]byte(tt.read), &p); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if diff := cmp.Diff(tt.write, string(must(json.Marshal(p)))); diff != "" {
			t.Errorf("%s mismatch (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestNumberJSONRefused(t *testing.T) {
	for _, text := range []string{
		`null`, `true`, `[]`, `[1]`, `{}`, `""`, `" 1"`, `"null"`, `"NaN"`, `"0x10"`, `"1_000"`, `1e1000000000`, `"1e9999"`, `"−5"`,
	} {
		used := struct{ X money.Number }{money.MustNumber("3.33")}
		err := json.Unmarshal([]byte(`{"X":`+text+`}`), &used)
		if !as[*money.DecimalError](err) || used.X != money.MustNumber("3.33") {
			t.Errorf("%s is read as %v, %v", text, used.X, err)
		}
	}
	// Called without a decoder before it.
	for _, text := range []string{``, `"`, `"1`, `"\x"`, `1 `, `"1"2`} {
		var x money.Number
		if err := x.UnmarshalJSON([]byte(text)); !as[*money.DecimalError](err) || !x.IsZero() {
			t.Errorf("%q is read as %v, %v", text, x, err)
		}
	}
}

func FuzzNumberJSON(f *testing.F) {
	f.Add([]byte(`"1.50"`))
	f.Add([]byte(`-1.50E+3`))
	f.Add([]byte(`"\u0031"`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var x money.Number
		var err error
		if spent := allocated(func() { err = x.UnmarshalJSON(text) }); spent > maxAlloc {
			t.Fatalf("%d bytes allocated", spent)
		}
		if err != nil {
			if !as[*money.DecimalError](err) || !x.IsZero() {
				t.Fatalf("%q is refused as %v, %v", text, x, err)
			}
			return
		}
		var back money.Number
		if err := json.Unmarshal(must(json.Marshal(x)), &back); err != nil || back != x || money.Gate(x.Decimal()) != nil {
			t.Fatalf("%q is %v and read back %v, %v", text, x, back, err)
		}
	})
}
