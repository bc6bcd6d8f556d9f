package channel_test

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
)

func TestChangeStaysBelow(t *testing.T) { rapid.Check(t, changeStaysBelow) }
func FuzzChangeStaysBelow(f *testing.F) { f.Fuzz(rapid.MakeFuzz(changeStaysBelow)) }

// changeStaysBelow: another price of one seller changes its own level, and maybe
// those below, and none above.
func changeStaysBelow(t *rapid.T) {
	m := drawMarket(t)
	before, err := channel.NewOffer(m.plan, m.chain)
	if err != nil || len(m.chain.Sellers) == 0 {
		return
	}
	k := rapid.IntRange(0, len(m.chain.Sellers)-1).Draw(t, "seller")
	if m.chain.Sellers[k].Party == "" {
		return
	}
	changed := *m.chain
	changed.Sellers = slices.Clone(m.chain.Sellers)
	other := channel.Rule{Kind: channel.Replacement, Model: pricing.Flat{Amount: decimal.New(123_456_789, -2)}}
	changed.Sellers[k] = channel.Seller{Party: changed.Sellers[k].Party, Role: changed.Sellers[k].Role, Default: other}
	after, err := channel.NewOffer(m.plan, &changed)
	if err != nil {
		return // the seller recommended a price to one that has none
	}
	for i := range m.plan.Charges {
		x, y := rates(t, before, i, "12.5"), rates(t, after, i, "12.5")
		for l := range x {
			if l <= k && x[l] != y[l] {
				t.Fatalf("seller %d changed, and level %d goes from %s to %s", k, l, x[l], y[l])
			}
		}
		if y[k+1] != "1234567.89" {
			t.Fatalf("seller %d changed, and sells at %s", k, y[k+1])
		}
	}
}

// Each fallback in turn: a reseller without a rule sells at the recommended
// price, else at the list price, else there is an error; a distributor without a
// rule sells nothing at all.
func TestFallbacks(t *testing.T) {
	recommends := channel.Item{Rule: channel.Rule{Kind: channel.PassThrough}, Recommended: channel.Rule{Kind: channel.Markup, Percent: dec("30")}}
	silent := channel.Item{Rule: channel.Rule{Kind: channel.PassThrough}}
	chain := func(list []*channel.Revision, role channel.Role, items ...channel.Item) *channel.Chain {
		return &channel.Chain{ID: "c", Vendor: "v", List: list, Sellers: []channel.Seller{
			{Party: "d", Role: channel.Distributor, Prices: []*channel.Revision{revision(t, "b", "d", items...)}},
			{},
			{Party: "r", Role: role},
		}}
	}
	for _, tt := range []struct {
		name  string
		chain *channel.Chain
		want  string
	}{
		{"recommended", chain(listed(t, "20"), channel.Reseller, recommends), "13"},
		{"list", chain(listed(t, "20"), channel.Reseller, silent), "20"},
		{"none", chain(nil, channel.Reseller, silent), ""},
		{"distributor", chain(listed(t, "20"), channel.Distributor, recommends), ""},
	} {
		o, err := channel.NewOffer(planOf("EUR", "10"), tt.chain)
		var missing []channel.MissingPriceError
		collect(err, &missing)
		switch {
		case tt.want == "":
			if len(missing) != 1 || missing[0].Level != 3 || missing[0].Seller != "r" {
				t.Errorf("%s: %v, want a missing price of r", tt.name, err)
			}
		case err != nil:
			t.Errorf("%s: %v", tt.name, err)
		default:
			if got := rates(t, o, 0, "1")[3]; got != tt.want {
				t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
			}
		}
	}
	// A recommendation is to whoever sells to customers: not to a reseller above.
	two := chain(listed(t, "20"), channel.Reseller, recommends)
	two.Sellers = append(two.Sellers, channel.Seller{Party: "r2", Role: channel.Reseller})
	if got := rates(t, offerOf(t, planOf("EUR", "10"), two), 0, "1"); got[3] != "20" || got[4] != "26" {
		t.Errorf("two resellers sell at %v, want 20 and 26", got[3:])
	}
	// A rule on a list price that is missing is not a price either.
	lost := chain(nil, channel.Reseller, silent)
	lost.Sellers[2].Default = channel.Rule{Kind: channel.PassThrough, Basis: channel.List}
	_, err := channel.NewOffer(planOf("EUR", "10"), lost)
	var missing []channel.MissingPriceError
	if collect(err, &missing); len(missing) != 1 || !missing[0].List {
		t.Errorf("on a missing list price: %v", err)
	}
}
