package channel_test

import (
	"errors"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

func customPlan(m pricing.Model) *pricing.Plan {
	return &pricing.Plan{
		ID: "p", Currency: money.MustCurrency("EUR"),
		Charges: []pricing.Charge{{ID: "traffic", Kind: pricing.Usage, Metric: "gb", Model: m}},
		Customs: pricing.Customs{"double": func(u pricing.Input) (decimal.Decimal, error) {
			return u.Quantity.Decimal().Mul(decimal.New(2, 0)), nil
		}},
	}
}

func resold(r channel.Rule) *channel.Chain {
	return &channel.Chain{ID: "c", Vendor: "v", Sellers: []channel.Seller{{Party: "r", Role: channel.Reseller, Default: r}}}
}

// TestCustomModels: the plan's table resolves models of the plan and of rules.
func TestCustomModels(t *testing.T) {
	double := pricing.Custom{Name: "double"}
	unit := pricing.PerUnit{Unit: decimal.New(5, 0)}
	for name, o := range map[string]struct {
		model pricing.Model
		rule  channel.Rule
		want  string
	}{
		"of the plan": {double, channel.Rule{Kind: channel.Markup, Percent: decimal.New(50, 0)}, "EUR 14.00 21.00"},
		"of a rule":   {unit, channel.Rule{Kind: channel.Replacement, Model: double}, "EUR 35.00 14.00"},
	} {
		offer, err := channel.NewOffer(customPlan(o.model), resold(o.rule))
		if err != nil {
			t.Fatal(err)
		}
		var r channel.Rates
		if err := offer.Rate(&r, 0, fix.New(7, 0)); err != nil {
			t.Fatal(err)
		}
		got, err := r.Round(1, 1, offer.Plan.Currency, 2)
		if err != nil || got.String() != o.want {
			t.Errorf("a custom model %s: %v, %v; want %s", name, got, err, o.want)
		}
	}
	plan := customPlan(double)
	plan.Customs = nil
	if _, err := channel.NewOffer(plan, resold(channel.Rule{Kind: channel.PassThrough})); err == nil {
		t.Error("control: a custom model without a table is no error")
	}
}

// TestNegativeUsage: usage is never negative, and a correction of fees may be.
func TestNegativeUsage(t *testing.T) {
	plan := customPlan(pricing.PerUnit{Unit: decimal.New(5, 0)})
	plan.Charges = append(plan.Charges, pricing.Charge{ID: "credit", Kind: pricing.OneTime, OnRequest: true, Model: plan.Charges[0].Model})
	offer, err := channel.NewOffer(plan, resold(channel.Rule{Kind: channel.PassThrough}))
	if err != nil {
		t.Fatal(err)
	}
	var r channel.Rates
	var q *pricing.QuantityError
	if err := offer.Rate(&r, 0, fix.New(-1, 0)); !errors.As(err, &q) {
		t.Errorf("usage of −1: %v", err)
	}
	if err := offer.Rate(&r, 1, fix.New(-1, 0)); err != nil {
		t.Errorf("a credit of 1: %v", err)
	}
}
