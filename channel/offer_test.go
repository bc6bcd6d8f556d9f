package channel_test

import (
	"errors"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
)

// What a level does not price is an error of every way to rate it, apart in
// tiers or not.
func TestQuantityFaults(t *testing.T) {
	tiers := []pricing.Tier{{UpTo: dec("10"), Unit: dec("1"), Setup: dec("1")}, {UpTo: dec("20"), Unit: dec("1")}}
	short := channel.Item{For: channel.Selector{Tier: 2}, Rule: channel.Rule{Kind: channel.Replacement,
		Model: pricing.Graduated{Tiers: []pricing.Tier{{UpTo: dec("15"), Unit: dec("1")}}}}}
	whole := tiered(t, pricing.Graduated{Tiers: tiers}, markup(channel.Selector{}, "1"))
	apart := tiered(t, pricing.Graduated{Tiers: tiers}, markup(channel.Selector{}, "1"), short)
	for _, tt := range []struct {
		name     string
		offer    *channel.Offer
		quantity string
	}{
		{"above the last tier", whole, "20.01"}, {"negative", whole, "-1"},
		{"above the last tier, apart", apart, "21"}, {"above a replacement's", apart, "16"}, {"negative, apart", apart, "-1"},
	} {
		var r channel.Rates
		var fault *pricing.QuantityError
		q := must(pricing.ParseQuantity(tt.quantity)).Num()
		if err := tt.offer.Rate(&r, 0, q); !errors.As(err, &fault) {
			t.Errorf("%s: Rate = %v", tt.name, err)
		}
		if err := tt.offer.SetUp(&r, 0, pricing.FromNum(q)); tt.quantity != "16" && !errors.As(err, &fault) {
			t.Errorf("%s: SetUp = %v", tt.name, err)
		}
	}
	if got := rates(t, apart, 0, "15"); got[1] != "15.1" {
		t.Errorf("15 units = %v, want 10.1 + 5 at the second seller", got)
	}
}

// Set-ups are found wherever a tier with one stands.
func TestSetUpInside(t *testing.T) {
	tiers := []pricing.Tier{{Unit: dec("1"), Setup: dec("7")}}
	tier := pricing.Graduated{Tiers: tiers}
	for _, m := range []pricing.Model{
		tier, pricing.Volume{Tiers: tiers}, pricing.Stairstep{Tiers: []pricing.Tier{{Flat: dec("1"), Setup: dec("7")}}},
		pricing.Included{Model: tier}, pricing.Minimum{Model: tier}, pricing.Maximum{Amount: dec("99"), Model: tier},
		pricing.Sum{Models: []pricing.Model{pricing.Flat{}, tier}},
	} {
		p := planOf("EUR", "1")
		p.Charges[0].Model = m
		var r channel.Rates
		if err := offerOf(t, p, fourParties("100", "0", "0")).SetUp(&r, 0, pricing.FromNum(one)); err != nil || !r.Of(3).Equal(decimal.New(14, 0)) {
			t.Errorf("%T sets up at %v, %v; want 14", m, r.Of(3), err)
		}
	}
}

// Rates add up level by level, and what is not there is nothing.
func TestRates(t *testing.T) {
	o := offerOf(t, planOf("EUR", "2", "0"), fourParties("50", "0", "0"))
	var r, s channel.Rates
	if err := errors.Join(o.Rate(&r, 0, twelve), o.Rate(&s, 0, one)); err != nil {
		t.Fatal(err)
	}
	sum, difference, product := r.Plus(&s), r.Minus(&s), s.MulInt(5)
	for _, tt := range []struct {
		name string
		r    *channel.Rates
		want string
	}{{"sum", &sum, "39"}, {"difference", &difference, "33"}, {"product", &product, "15"}, {"nothing", &channel.Rates{}, "0"}} {
		if got := text(tt.r.Of(3)); got != tt.want || tt.r.IsZero() != (tt.want == "0") {
			t.Errorf("%s = %s, want %s", tt.name, got, tt.want)
		}
	}
	if !r.Of(-1).IsZero() || !r.Of(4).IsZero() {
		t.Error("a level that is not there has a price")
	}
	if err := o.Rate(&r, 1, one); err != nil || !r.IsZero() {
		t.Errorf("a price of zero: %v", err)
	}
	if a := booked(t, o, 0, "0"); !a.IsZero() || a.Currency() != eur {
		t.Errorf("nothing books %v", a)
	}
}

func TestOfferFaults(t *testing.T) {
	if _, err := channel.NewOffer(&pricing.Plan{}, &channel.Chain{}); err == nil {
		t.Error("an empty plan on an empty chain is no error")
	} else if got := leavesOf(err); len(got) != 5 {
		t.Errorf("%d faults, want 3 of the plan and 2 of the chain: %v", len(got), err)
	}
}

func TestOfferOfNothing(t *testing.T) {
	if _, err := channel.NewOffer(nil, fourParties("1", "1", "1")); err == nil {
		t.Error("no plan, and no error")
	}
	if _, err := channel.NewOffer(planOf("EUR", "1"), nil); err == nil {
		t.Error("no chain, and no error")
	}
}
