package channel_test

import (
	"testing"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
)

// A fraction is priced exactly at every level, and its parts add up.
func TestRateOfFraction(t *testing.T) {
	chain := &channel.Chain{ID: "c", Vendor: "vendor", Sellers: []channel.Seller{seller("reseller", channel.Reseller, "50")}}
	o := offerOf(t, planOf("EUR", "2.00"), chain)
	rate := func(q string) (r channel.Rates) {
		t.Helper()
		if err := o.RateOf(&r, 0, must(pricing.ParseQuantity(q))); err != nil {
			t.Fatal(err)
		}
		return r
	}
	average := rate("47.5/3")
	for l, want := range []string{"95/3", "47.5"} {
		if got := average.Exact(l).String(); got != want {
			t.Errorf("level %d: %s, want %s", l, got, want)
		}
	}
	if got := must(average.Round(1, 1, o.Plan.Currency, 2)).String(); got != "EUR 31.67 (31.666666666667) 47.50" {
		t.Errorf("booked %s", got)
	}
	if got := average.Of(0).String(); got != "31.666666666666666666" {
		t.Errorf("cut to %s", got)
	}
	whole, third := rate("2"), rate("1/3")
	for _, tt := range []struct {
		name string
		r    channel.Rates
		want string
	}{
		{"whole + third", whole.Plus(&third), "14/3"},
		{"third − whole", third.Minus(&whole), "-10/3"},
		{"third + average", third.Plus(&average), "97/3"},
		{"average − average", average.Minus(&average), "0"},
	} {
		if got := tt.r.Exact(0).String(); got != tt.want {
			t.Errorf("%s = %s, want %s", tt.name, got, tt.want)
		}
	}
	if whole.Exact(-1).Sign() != 0 || whole.Exact(2).Sign() != 0 {
		t.Error("a level that is not there has a price")
	}
}
