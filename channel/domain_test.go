package channel_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
)

// The rows of the numbers that must come out that levels can show.

func TestDomain10Row6(t *testing.T) {
	for _, tt := range []struct{ cost, percent, quantity, rate, booked string }{
		{"9.99", "100", "1", "19.98", "19.98"},
		{"10.00", "212", "1", "31.2", "31.20"},
		{"19.00", "12", "1", "21.28", "21.28"},
		{"0.01", "10", "1", "0.011", "0.01"},
		{"0.01", "10", "100", "1.1", "1.10"},
	} {
		chain := &channel.Chain{ID: "direct", Vendor: "vendor", Sellers: []channel.Seller{
			seller("reseller", channel.Reseller, tt.percent),
		}}
		o := offerOf(t, planOf("EUR", tt.cost), chain)
		if got := rates(t, o, 0, tt.quantity)[1]; got != tt.rate {
			t.Errorf("%s × (%s + %s %%) = %s, want %s", tt.quantity, tt.cost, tt.percent, got, tt.rate)
		}
		if got := of(t, booked(t, o, 0, tt.quantity), channel.SellOut); got != tt.booked {
			t.Errorf("%s × (%s + %s %%) books %s, want %s", tt.quantity, tt.cost, tt.percent, got, tt.booked)
		}
	}
}

func TestDomain10Row7(t *testing.T) {
	o := offerOf(t, planOf("EUR", "0.0032"), fourParties("10", "15", "20"))
	if diff := cmp.Diff([]string{"0.0032", "0.00352", "0.004048", "0.0048576"}, rates(t, o, 0, "1")); diff != "" {
		t.Errorf("unit prices mismatch (-want +got):\n%s", diff)
	}
	if got := of(t, booked(t, o, 0, "1000"), channel.SellOut); got != "4.86" {
		t.Errorf("1000 units = %s, want 4.86", got)
	}
	// Control: the sell-out price of a unit rounded to four decimals first.
	unit := must(money.Round(dec("0.0048576"), 4, money.MustCurrency("EUR"), money.HalfUp))
	if got := must(unit.Mul(dec("1000"), 2, money.HalfUp)); got.Text() != "4.90" {
		t.Errorf("control: 1000 × 0.0049 = %v", got)
	}
}
