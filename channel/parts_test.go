package channel_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

func markup(s channel.Selector, percent string) channel.Item {
	return channel.Item{For: s, Rule: channel.Rule{Kind: channel.Markup, Percent: dec(percent)}}
}

// A seller prices the recurring fee, the set-up, usage and custom costs apart.
func TestPartsApart(t *testing.T) {
	unit := pricing.PerUnit{Unit: dec("10")}
	p := &pricing.Plan{ID: "plan", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "fee", Model: unit},
		{ID: "start", Kind: pricing.OneTime, Model: unit},
		{ID: "traffic", Kind: pricing.Usage, Metric: "gb", Model: unit},
		{ID: "hours", Kind: pricing.OneTime, OnRequest: true, Model: unit},
	}}
	book := revision(t, "b", "r",
		markup(channel.Selector{}, "1"),
		markup(channel.Selector{Part: channel.Recurring}, "10"),
		markup(channel.Selector{Part: channel.Setup}, "20"),
		markup(channel.Selector{Part: channel.CustomCost}, "30"))
	o := offerOf(t, p, &channel.Chain{ID: "c", Vendor: "v", Sellers: []channel.Seller{{Party: "r", Role: channel.Reseller, Prices: []*channel.Revision{book}}}})
	for i, want := range []string{"11", "12", "10.1", "13"} {
		if got := rates(t, o, i, "1")[1]; got != want {
			t.Errorf("%s = %s, want %s", p.Charges[i].ID, got, want)
		}
	}
}

func threeTiers() []pricing.Tier {
	return []pricing.Tier{
		{UpTo: dec("10"), Unit: dec("5"), Setup: dec("100")},
		{UpTo: dec("20"), Unit: dec("4"), Flat: dec("1"), UnitSetup: dec("2")},
		{Unit: dec("3")},
	}
}

// tiered sells a model by a reseller, then by another one at 10 % more.
func tiered(t fataler, m pricing.Model, items ...channel.Item) *channel.Offer {
	t.Helper()
	p := planOf("EUR", "1")
	p.Charges[0].Model = m
	return offerOf(t, p, &channel.Chain{ID: "c", Vendor: "v", Sellers: []channel.Seller{
		{Party: "d", Role: channel.Distributor, Prices: []*channel.Revision{revision(t, "b", "d", items...)}},
		seller("r", channel.Reseller, "10"),
	}})
}

// A seller prices each tier apart, and the next one builds on that.
func TestTiersApart(t *testing.T) {
	items := []channel.Item{
		markup(channel.Selector{}, "0"),
		markup(channel.Selector{Tier: 1}, "100"),
		{For: channel.Selector{Tier: 3}, Rule: channel.Rule{Kind: channel.Replacement, Model: pricing.PerUnit{Unit: dec("2.5")}}},
	}
	for _, tt := range []struct {
		name     string
		model    pricing.Model
		quantity string
		want     []string
	}{
		{"graduated, first", pricing.Graduated{Tiers: threeTiers()}, "4", []string{"20", "40", "44"}},
		{"graduated, edge", pricing.Graduated{Tiers: threeTiers()}, "10", []string{"50", "100", "110"}},
		{"graduated, second", pricing.Graduated{Tiers: threeTiers()}, "12", []string{"59", "109", "119.9"}},
		{"graduated, third", pricing.Graduated{Tiers: threeTiers()}, "22", []string{"97", "146", "160.6"}},
		{"graduated, none", pricing.Graduated{Tiers: threeTiers()}, "0", []string{"0", "0", "0"}},
		{"volume, first", pricing.Volume{Tiers: threeTiers()}, "10", []string{"50", "100", "110"}},
		{"volume, second", pricing.Volume{Tiers: threeTiers()}, "12", []string{"49", "49", "53.9"}},
		{"volume, third", pricing.Volume{Tiers: threeTiers()}, "22", []string{"66", "55", "60.5"}},
		{"no tiers", pricing.PerUnit{Unit: dec("5")}, "22", []string{"110", "110", "121"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, rates(t, tiered(t, tt.model, items...), 0, tt.quantity)); diff != "" {
				t.Errorf("prices mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// Set-up of tiers has its own rules, whatever those of the prices.
func TestTierSetupApart(t *testing.T) {
	items := []channel.Item{
		markup(channel.Selector{}, "300"),
		markup(channel.Selector{Part: channel.Setup}, "50"),
		markup(channel.Selector{Part: channel.Setup, Tier: 2}, "100"),
	}
	for _, m := range []pricing.Model{pricing.Graduated{Tiers: threeTiers()}, pricing.Volume{Tiers: threeTiers()}, pricing.Included{Model: pricing.Graduated{Tiers: threeTiers()}}} {
		o := tiered(t, m, items...)
		for q, want := range map[string][]string{"0": {"0", "0", "0"}, "10": {"100", "150", "165"}, "15": {"110", "170", "187"}, "99": {"120", "190", "209"}} {
			if _, inside := m.(pricing.Included); inside { // tiers are told apart only where they stand outermost
				want = map[string][]string{"0": {"0", "0", "0"}, "10": {"100", "150", "165"}, "15": {"110", "165", "181.5"}, "99": {"120", "180", "198"}}[q]
			}
			var r channel.Rates
			if err := o.SetUp(&r, 0, must(pricing.ParseQuantity(q))); err != nil {
				t.Fatal(err)
			}
			var got []string
			for l := range 3 {
				got = append(got, text(r.Of(l)))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%T, %s units mismatch (-want +got):\n%s", m, q, diff)
			}
		}
	}
	var r channel.Rates
	if err := tiered(t, pricing.PerUnit{Unit: dec("5")}, items...).SetUp(&r, 0, must(pricing.ParseQuantity("3"))); err != nil || !r.IsZero() {
		t.Errorf("a price without tiers sets up: %v, %v", r.Of(0), err)
	}
}

// Bands and tiers that are priced apart are bounded together.
func TestTooManyPieces(t *testing.T) {
	items := []channel.Item{markup(channel.Selector{}, "1"), markup(channel.Selector{Tier: 2}, "1")}
	for i := range int64(100) {
		above := channel.Range{Above: decimal.New(i+1, 0)}
		items = append(items, markup(channel.Selector{Conditions: channel.Conditions{Quantity: above}}, "2"))
	}
	p := planOf("EUR", "1")
	chain := &channel.Chain{ID: "c", Vendor: "v", Sellers: []channel.Seller{
		{Party: "r", Role: channel.Reseller, Prices: []*channel.Revision{revision(t, "b", "r", items...)}},
	}}
	if _, err := channel.NewOffer(p, chain); err != nil {
		t.Errorf("101 bands: %v", err)
	}
	var tiers []pricing.Tier
	for i := range int64(20) {
		tiers = append(tiers, pricing.Tier{UpTo: decimal.New(i+1, 0), Unit: dec("1")})
	}
	p.Charges[0].Model = pricing.Graduated{Tiers: tiers}
	if _, err := channel.NewOffer(p, chain); err == nil || !strings.Contains(err.Error(), "2020 bands and tiers") {
		t.Errorf("101 bands of 20 tiers: %v", err)
	}
}
