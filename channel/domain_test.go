package channel_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
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

// A coupon of 2.00 that the vendor pays for lowers every price, and no margin
// but the vendor's.
func TestDomain10Row21(t *testing.T) {
	base := channel.AmountsOf(eur, 2, 600, 700, 800, 1000)
	same := channel.Rule{Kind: channel.PassThrough}
	o := offerOf(t, planOf("EUR", "10.00"), &channel.Chain{ID: "c", Vendor: "v", Sellers: []channel.Seller{
		{Party: "p", Role: channel.Parent, Default: same}, {Party: "d", Role: channel.Distributor, Default: same},
		{Party: "r", Role: channel.Reseller, Default: same},
	}})
	two := must(pricing.ExactOf(dec("-2.00")))
	for funder, want := range map[channel.Level]channel.Amounts{
		channel.VendorCost: channel.AmountsOf(eur, 2, 400, 500, 600, 800),
		channel.Wholesale:  channel.AmountsOf(eur, 2, 600, 500, 600, 800),
		channel.SellIn:     channel.AmountsOf(eur, 2, 600, 700, 600, 800),
		channel.SellOut:    channel.AmountsOf(eur, 2, 600, 700, 800, 800),
	} {
		var r channel.Rates
		if !o.Reduced(&r, pricing.Funder(funder), two) {
			t.Fatalf("no level %d", funder)
		}
		line := must(r.Round(1, 1, eur, 2))
		net := must(base.Add(line))
		if net != want {
			t.Errorf("funded at level %d: %v, want %v", funder, net, want)
		}
		bears, _ := funder.In(4)
		for l := range 4 {
			before, _ := base.Margin(channel.Level(l))
			after, _ := net.Margin(channel.Level(l))
			if lost := must(before.Sub(after)).Units(); lost != map[bool]int64{true: 200}[l == bears] {
				t.Errorf("funded at level %d: level %d loses %d of its margin", funder, l, lost)
			}
		}
	}
	for _, funder := range []channel.Level{4, -5} {
		if o.Reduced(new(channel.Rates), pricing.Funder(funder), two) {
			t.Errorf("level %d of 4 is reduced", funder)
		}
	}
	// Control: at sell-out alone, as if whoever sells paid for every coupon.
	wrong := must(base.Add(channel.AmountsOf(eur, 2, 0, 0, 0, -200)))
	if m, _ := wrong.Margin(channel.SellOut); m.Text() != "0.00" {
		t.Errorf("control: the reseller keeps %v", m)
	}
}

// Each level is rounded on its own, so that the margin of a day may be negative
// by a unit. Over the month it is what it should be.
func TestMarginOfADay(t *testing.T) {
	o := offerOf(t, planOf("EUR", "10.00"), &channel.Chain{ID: "c", Vendor: "v", Sellers: []channel.Seller{
		{Party: "r", Role: channel.Reseller, Default: channel.Rule{Kind: channel.Addition, Amount: dec("0.01")}},
	}})
	var sum channel.Amounts
	days := map[string]int{}
	for d := range int64(31) {
		var r channel.Rates
		if err := o.Rate(&r, 0, one); err != nil {
			t.Fatal(err)
		}
		day := must(must(r.Round(d+1, 31, eur, 2)).Sub(must(r.Round(d, 31, eur, 2))))
		m, _ := day.Margin(channel.SellOut)
		days[m.Text()]++
		sumOfMargins(t, day)
		sum = must(sum.Add(day))
	}
	if m, _ := sum.Margin(channel.SellOut); m.Text() != "0.01" {
		t.Errorf("the month's margin is %v, want 0.01", m)
	}
	for text := range days {
		if text != "-0.01" && text != "0.00" && text != "0.01" {
			t.Errorf("a day's margin is %s", text)
		}
	}
	if days["-0.01"] == 0 {
		t.Errorf("no day is negative: %v", days)
	}
}
