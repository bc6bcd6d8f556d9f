package channel_test

import (
	"testing"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
)

// A reduction starts at the funder's level; without such a level it is nothing.
func TestReduced(t *testing.T) {
	chain := &channel.Chain{ID: "c", Vendor: "vendor", Sellers: []channel.Seller{seller("d", channel.Distributor, "10"), seller("r", channel.Reseller, "10")}}
	o := offerOf(t, planOf("EUR", "6.00"), chain)
	for _, tt := range []struct {
		funder pricing.Funder
		want   string
	}{{0, "EUR -2.00 -2.00 -2.00"}, {1, "EUR 0.00 -2.00 -2.00"}, {-1, "EUR 0.00 0.00 -2.00"}} {
		var r channel.Rates
		if !o.Reduced(&r, tt.funder, must(pricing.ExactOf(dec("-2")))) {
			t.Fatalf("no level %d", tt.funder)
		}
		if got := must(r.Round(1, 1, o.Plan.Currency, 2)).String(); got != tt.want {
			t.Errorf("funded at %d: %s, want %s", tt.funder, got, tt.want)
		}
	}
	var r channel.Rates
	if o.Reduced(&r, 3, pricing.Exact{}) || o.Reduced(&r, 0, must(pricing.ExactOf(dec("1"))).Over(3)) || !r.IsZero() {
		t.Error("a level that is not there, or a fraction, reduces something")
	}
}
