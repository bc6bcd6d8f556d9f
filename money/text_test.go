package money_test

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/money"
)

func TestParse(t *testing.T) {
	tests := []struct {
		text string
		want money.Amount
	}{
		{"10.50", money.New(1050, 2, eur)},
		{"1e3", money.New(1000, 0, eur)},
		{"1.50e1", money.New(150, 1, eur)},
		{"-0.05", money.New(-5, 2, eur)},
		{"-0.00", money.New(0, 2, eur)},
		{"0.000000000000000001", money.New(1, 18, eur)},
		{"92233720368547758.07", money.New(math.MaxInt64, 2, eur)},
		{"-92233720368547758.08", money.New(math.MinInt64, 2, eur)},
	}
	for _, tt := range tests {
		if got, err := money.Parse(tt.text, eur); err != nil || got != tt.want {
			t.Errorf("Parse(%q) = %v, %v, want %v", tt.text, got, err, tt.want)
		}
	}
	if got, err := money.Parse("92233720368547758.08", eur); !is(err, money.ErrRange) {
		t.Errorf("one past the most = %v, %v", got, err)
	}
}

func TestTextAgrees(t *testing.T) { rapid.Check(t, textAgrees) }
func FuzzTextAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(textAgrees)) }

func textAgrees(t *rapid.T) {
	a := anyAmount().Draw(t, "a")
	want := new(big.Rat).Set(rat(a)).FloatString(int(a.Scale()))
	if a.Text() != want || a.String() != want+" EUR" {
		t.Fatalf("Text = %q, String = %q, want %q", a.Text(), a.String(), want)
	}
	if back, err := money.Parse(a.Text(), eur); err != nil || back != a {
		t.Fatalf("%q is read back %v, %v", a.Text(), back, err)
	}
	var back money.Amount
	if err := back.UnmarshalText(must(a.MarshalText())); err != nil || back != a {
		t.Fatalf("%q is read back %v, %v", a, back, err)
	}
}

func TestAmountText(t *testing.T) {
	for _, a := range []money.Amount{{}, money.New(0, 2, money.Currency{}), euro("0.00"), euro("-0.05"), money.New(7, 0, jpy)} {
		b, err := a.AppendText([]byte("="))
		if err != nil || string(b) != "="+a.String() {
			t.Errorf("AppendText of %v = %q, %v", a, b, err)
		}
		back := euro("3.33")
		if err := back.UnmarshalText(b[1:]); err != nil || back != a {
			t.Errorf("%q is read back %v, %v", b, back, err)
		}
	}
}

func TestAmountTextRefused(t *testing.T) {
	used := euro("3.33")
	for _, text := range []string{
		"", " ", "EUR", "10.00", "10.00 ", "10.00EUR", "10.00  EUR", "10.00 eur", "10.00 EURO", " 10.00 EUR",
		"10.00 EUR ", "EUR 10.00", "10,00 EUR", "1e99 EUR", "99999999999999999999 EUR", "10.00\tEUR",
		strings.Repeat("1", 1e6), "10.00 " + strings.Repeat("E", 1e6),
	} {
		err := used.UnmarshalText([]byte(text))
		if err == nil || used != euro("3.33") {
			t.Errorf("%.20q is read as %v", text, used)
		} else if len(err.Error()) > 400 {
			t.Errorf("%.20q: a message of %d bytes", text, len(err.Error()))
		}
	}
	// Money of no currency has no text that could be read.
	bare := money.New(1000, 2, money.Currency{})
	if b, err := bare.MarshalText(); !as[*money.CurrencyError](err) {
		t.Errorf("10.00 of no currency is written %q, %v", b, err)
	}
	if bare.String() != "10.00" {
		t.Errorf("String = %q", bare)
	}
}

func FuzzAmountText(f *testing.F) {
	f.Add([]byte("10.00 EUR"))
	f.Add([]byte("-92233720368547758.08 JPY"))
	f.Add([]byte("0"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var a money.Amount
		var err error
		if spent := allocated(func() { err = a.UnmarshalText(text) }); spent > maxAlloc {
			t.Fatalf("%d bytes allocated", spent)
		}
		if err != nil {
			if a != (money.Amount{}) {
				t.Fatalf("%q is refused and read as %v", text, a)
			}
			return
		}
		var back money.Amount
		if err := back.UnmarshalText(must(a.MarshalText())); err != nil || back != a {
			t.Fatalf("%q is %v and read back %v, %v", text, a, back, err)
		}
	})
}
