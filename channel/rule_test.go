package channel_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

func atLeast(s string) decimal.NullDecimal { return decimal.NewNullDecimal(dec(s)) }

// reseller is a seller with one rule for everything.
func reseller(r channel.Rule) channel.Seller {
	return channel.Seller{Party: "reseller", Role: channel.Reseller, Default: r}
}

// listed is a list of the vendor's of one price by the unit for everything.
func listed(t fataler, unit string) []*channel.Revision {
	t.Helper()
	return []*channel.Revision{revision(t, "list", "vendor", channel.Item{Rule: channel.Rule{Kind: channel.Replacement, Model: pricing.PerUnit{Unit: dec(unit)}}})}
}

// revision is the first revision of a book in EUR.
func revision(t fataler, id channel.BookID, seller channel.PartyID, items ...channel.Item) *channel.Revision {
	t.Helper()
	b, err := channel.PriceBook{ID: id, Seller: seller, Currency: money.MustCurrency("EUR")}.Edit(channel.Edit{Items: items, Made: 1})
	if err != nil {
		t.Fatal(err)
	}
	r, _ := b.At(1)
	return r
}

// Each kind of rule on each basis: the vendor gets 5.00, the list price is 8.00,
// and the distributor asks 6.00.
func TestRules(t *testing.T) {
	unit := pricing.PerUnit{Unit: dec("4.20")}
	for _, tt := range []struct {
		name string
		rule channel.Rule
		want string
	}{
		{"pass-through", channel.Rule{Kind: channel.PassThrough}, "6"},
		{"markup", channel.Rule{Kind: channel.Markup, Percent: dec("20")}, "7.2"},
		{"markup down", channel.Rule{Kind: channel.Markup, Percent: dec("-100")}, "0"},
		{"margin", channel.Rule{Kind: channel.Margin, Percent: dec("20")}, "7.5"},
		{"margin below zero", channel.Rule{Kind: channel.Margin, Percent: dec("-50")}, "4"},
		{"margin that does not end", channel.Rule{Kind: channel.Margin, Percent: dec("10")}, "6.666666666667"},
		{"addition", channel.Rule{Kind: channel.Addition, Amount: dec("0.30")}, "6.3"},
		{"replacement", channel.Rule{Kind: channel.Replacement, Model: unit}, "4.2"},
		{"list", channel.Rule{Kind: channel.PassThrough, Basis: channel.List}, "8"},
		{"less than list", channel.Rule{Kind: channel.Markup, Percent: dec("-10"), Basis: channel.List}, "7.2"},
		{"cost plus", channel.Rule{Kind: channel.Markup, Percent: dec("50"), Basis: channel.Cost}, "7.5"},
		{"margin on cost", channel.Rule{Kind: channel.Margin, Percent: dec("50"), Basis: channel.Cost}, "10"},
		{"at least", channel.Rule{Kind: channel.Markup, Percent: dec("1"), Min: atLeast("7")}, "7"},
		{"at least, and more", channel.Rule{Kind: channel.Markup, Percent: dec("50"), Min: atLeast("7")}, "9"},
		{"at most", channel.Rule{Kind: channel.Markup, Percent: dec("50"), Max: atLeast("8.50")}, "8.5"},
		{"at most, passed through", channel.Rule{Kind: channel.PassThrough, Max: atLeast("5.50")}, "5.5"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			chain := &channel.Chain{ID: "c", Vendor: "vendor", List: listed(t, "8.00"), Sellers: []channel.Seller{
				seller("distributor", channel.Distributor, "20"), reseller(tt.rule),
			}}
			want := []string{"5", "6", tt.want}
			if diff := cmp.Diff(want, rates(t, offerOf(t, planOf("EUR", "5.00"), chain), 0, "1")); diff != "" {
				t.Errorf("prices mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// A margin whose division ends is exact, however many decimals that takes: 5 ÷ 2^24.
func TestMarginEndsLate(t *testing.T) {
	chain := &channel.Chain{ID: "c", Vendor: "vendor", Sellers: []channel.Seller{
		reseller(channel.Rule{Kind: channel.Margin, Percent: dec("-1677721500")}),
	}}
	var r channel.Rates
	o := offerOf(t, planOf("EUR", "5"), chain)
	if err := o.Rate(&r, 0, must(pricing.ParseQuantity("16777216")).Num()); err != nil {
		t.Fatal(err)
	}
	if got := r.Of(1); !got.Equal(dec("5")) {
		t.Errorf("2^24 units at 5 ÷ 2^24 = %s, want 5", got.StringFixed(30))
	}
}

// A rule acts on every price of a model: on that of each unit, on a flat one
// once, minimums and maximums included.
func TestRuleActsOnEveryPrice(t *testing.T) {
	add := channel.Rule{Kind: channel.Addition, Amount: dec("0.50")}
	double := channel.Rule{Kind: channel.Markup, Percent: dec("100")}
	tiers := []pricing.Tier{{UpTo: dec("10"), Unit: dec("2"), Flat: dec("5")}, {Unit: dec("1")}}
	for _, tt := range []struct {
		name     string
		model    pricing.Model
		rule     channel.Rule
		quantity string
		want     []string
	}{
		{"addition to a unit", pricing.PerUnit{Unit: dec("1")}, add, "4", []string{"4", "6"}},
		{"addition to a flat price", pricing.Flat{Amount: dec("10")}, add, "4", []string{"10", "10.5"}},
		{"addition to tiers", pricing.Graduated{Tiers: tiers}, add, "12", []string{"27", "33.5"}},
		{"addition to a package", pricing.Package{Size: dec("10"), Price: dec("3")}, add, "12", []string{"6", "7"}},
		{"double a minimum", pricing.Minimum{Amount: dec("50"), Model: pricing.PerUnit{Unit: dec("1")}}, double, "12", []string{"50", "100"}},
		{"double a maximum", pricing.Maximum{Amount: dec("5"), Model: pricing.PerUnit{Unit: dec("1")}}, double, "12", []string{"5", "10"}},
		{"double beyond a minimum", pricing.Minimum{Amount: dec("5"), Model: pricing.PerUnit{Unit: dec("1")}}, double, "12", []string{"12", "24"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := planOf("EUR", "1")
			p.Charges[0].Model = tt.model
			chain := &channel.Chain{ID: "c", Vendor: "vendor", Sellers: []channel.Seller{reseller(tt.rule)}}
			if diff := cmp.Diff(tt.want, rates(t, offerOf(t, p, chain), 0, tt.quantity)); diff != "" {
				t.Errorf("prices mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// A utility rate is a model of its own: nothing of the bundle's price is left.
func TestUtilityRates(t *testing.T) {
	p := planOf("EUR", "1")
	p.Charges[0].Model = pricing.Graduated{Tiers: []pricing.Tier{{UpTo: dec("10"), Unit: dec("9")}, {Unit: dec("8"), Flat: dec("99")}}}
	chain := fourParties("0", "0", "50")
	chain.Sellers[0].Default = channel.Rule{Kind: channel.Replacement, Model: pricing.PerUnit{Unit: dec("0.10")}}
	if diff := cmp.Diff([]string{"269", "2", "2", "3"}, rates(t, offerOf(t, p, chain), 0, "20")); diff != "" {
		t.Errorf("prices mismatch (-want +got):\n%s", diff)
	}
}

// Marketplace fees pass every level with a margin of zero.
func TestMarketplaceFees(t *testing.T) {
	p := planOf("EUR", "10.00", "2.50")
	p.Charges[1].Fee = true
	chain := fourParties("10", "10", "10")
	for i := range chain.Sellers {
		chain.Sellers[i].Rules = map[pricing.ChargeID]channel.Rule{"fee-1": {Kind: channel.PassThrough}}
	}
	a := booked(t, offerOf(t, p, chain), 1, "1")
	for l := 1; l < 4; l++ {
		if m, ok := a.Margin(channel.Level(l)); !ok || !m.IsZero() {
			t.Errorf("level %d keeps %v of a fee", l, m)
		}
	}
}

// fieldPaths are those of the field errors that err joins, sorted.
func fieldPaths(err error) (out []string) {
	switch e := err.(type) {
	case nil:
	case *channel.FieldError:
		out = append(out, e.Path)
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			out = append(out, fieldPaths(one)...)
		}
	case interface{ Unwrap() error }:
		return fieldPaths(e.Unwrap())
	default:
		out = append(out, "not a field error: "+err.Error())
	}
	slices.Sort(out)
	return out
}

func TestRuleFaults(t *testing.T) {
	huge := decimal.New(1, 1<<30)
	items := []channel.Item{
		{For: named("a"), Rule: channel.Rule{Kind: 99, Basis: 99}},
		{For: named("b"), Rule: channel.Rule{Kind: channel.Markup, Percent: dec("-100.01")}},
		{For: named("c"), Rule: channel.Rule{Kind: channel.Margin, Percent: dec("100")}},
		{For: named("d"), Rule: channel.Rule{Kind: channel.Addition, Amount: huge}},
		{For: named("e"), Rule: channel.Rule{Kind: channel.Replacement}},
		{For: named("f"), Rule: channel.Rule{Kind: channel.PassThrough, Min: atLeast("2"), Max: atLeast("1")}},
		{For: named("g"), Rule: channel.Rule{Kind: channel.PassThrough, Min: decimal.NewNullDecimal(huge)}},
		{For: named("h"), Recommended: channel.Rule{Kind: channel.Markup, Percent: huge}},
		{For: named("i")},
	}
	_, err := channel.PriceBook{ID: "b", Seller: "s", Currency: money.MustCurrency("EUR")}.Edit(channel.Edit{Items: items, Made: 1})
	want := []string{
		"items[0].rule.basis", "items[0].rule.kind", "items[1].rule.percent", "items[2].rule.percent",
		"items[3].rule.amount", "items[4].rule.model", "items[5].rule.max", "items[6].rule.min",
		"items[7].recommended.percent", "items[8].rule",
	}
	if diff := cmp.Diff(want, fieldPaths(err)); diff != "" {
		t.Errorf("faults mismatch (-want +got):\n%s", diff)
	}
	var gate *money.DecimalError
	if !errors.As(err, &gate) {
		t.Errorf("%v does not wrap the gate's error", err)
	}
	// The same faults of rules without a book are found by NewOffer.
	for i, item := range items[:8] {
		if item.Rule.Kind == channel.NoRule {
			continue
		}
		chain := &channel.Chain{ID: "c", Vendor: "vendor", Sellers: []channel.Seller{reseller(item.Rule)}}
		if _, err := channel.NewOffer(planOf("EUR", "1"), chain); err == nil {
			t.Errorf("NewOffer takes the rule of items[%d]", i)
		}
	}
}

func named(charge string) channel.Selector {
	return channel.Selector{Charge: channel.Pattern{Kind: channel.Exact, Text: charge}}
}
