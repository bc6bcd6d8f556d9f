package money_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/money"
)

func TestAmountJSON(t *testing.T) {
	tests := []struct {
		a    money.Amount
		want string
	}{
		{euro("10.00"), `{"amount":"10.00","currency":"EUR"}`},
		{euro("-0.05"), `{"amount":"-0.05","currency":"EUR"}`},
		{money.New(1000, 0, jpy), `{"amount":"1000","currency":"JPY"}`},
		{euro("0.00"), `{"amount":"0.00","currency":"EUR"}`},
		{money.Amount{}, `{"amount":"0","currency":""}`},
	}
	for _, tt := range tests {
		b, err := json.Marshal(tt.a)
		if err != nil || string(b) != tt.want {
			t.Errorf("%v is %s, %v, want %s", tt.a, b, err, tt.want)
		}
		back := euro("3.33")
		if err := json.Unmarshal(b, &back); err != nil || back != tt.a {
			t.Errorf("%s is read back %v, %v", b, back, err)
		}
	}
}

// Refused JSON leaves a used value as it was: null is neither zero nor what
// stood there before.
func TestAmountJSONRefused(t *testing.T) {
	for _, text := range []string{
		`null`, `{}`, `""`, `"10.00"`, `10.00`, `[]`, `true`, `"10.00 EUR"`,
		`{"amount":null,"currency":"EUR"}`,
		`{"amount":"10.00","currency":null}`,
		`{"amount":"10.00"}`,
		`{"amount":"10.00","currency":""}`,
		`{"amount":"10.00","currency":"eur"}`,
		`{"amount":"10.00","currency":"EURO"}`,
		`{"amount":10.00,"currency":"EUR"}`,
		`{"amount":1e999999999,"currency":"EUR"}`,
		`{"amount":"99999999999999999999","currency":"EUR"}`,
		`{"currency":"EUR"}`,
		`{"amount":"1.00","currency":"EUR","note":"` + strings.Repeat("x", 1e6) + `"}`,
	} {
		used := struct{ A money.Amount }{euro("3.33")}
		var err error
		if spent := allocated(func() { err = json.Unmarshal([]byte(`{"A":`+text+`}`), &used) }); spent > maxAlloc {
			t.Errorf("%.40s: %d bytes allocated", text, spent)
		}
		if err == nil || used.A != euro("3.33") {
			t.Errorf("%.40s is read as %v", text, used.A)
		}
	}
	if b, err := json.Marshal(money.New(1000, 2, money.Currency{})); !as[*money.CurrencyError](err) {
		t.Errorf("10.00 of no currency is written %s, %v", b, err)
	}
}

func TestAmountJSONRoundTrip(t *testing.T) { rapid.Check(t, amountJSONRoundTrip) }
func FuzzAmountJSONRoundTrip(f *testing.F) { f.Fuzz(rapid.MakeFuzz(amountJSONRoundTrip)) }

func amountJSONRoundTrip(t *rapid.T) {
	a := anyAmount().Draw(t, "a")
	var back money.Amount
	if err := json.Unmarshal(must(json.Marshal(a)), &back); err != nil || back != a {
		t.Fatalf("%v is read back %v, %v", a, back, err)
	}
}

func FuzzAmountJSON(f *testing.F) {
	f.Add([]byte(`{"amount":"10.00","currency":"EUR"}`))
	f.Add([]byte(`{"Amount":"1e18","amount":"\u0031","currency":"JPY"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var a money.Amount
		var err error
		if spent := allocated(func() { err = a.UnmarshalJSON(text) }); spent > maxAlloc {
			t.Fatalf("%d bytes allocated", spent)
		}
		if err != nil {
			if a != (money.Amount{}) {
				t.Fatalf("%q is refused and read as %v", text, a)
			}
			return
		}
		var back money.Amount
		if err := json.Unmarshal(must(json.Marshal(a)), &back); err != nil || back != a {
			t.Fatalf("%q is %v and read back %v, %v", text, a, back, err)
		}
	})
}
