package subscription_test

import (
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// Validate reports a measure that is none, and
// two quantities of one charge.
func TestReviewValidate(t *testing.T) {
	o, err := channel.NewOffer(&pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "fee", Model: pricing.PerUnit{Unit: decimal.NewFromInt(1)}},
	}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		t.Fatal(err)
	}
	start := calendar.Must("2026-01-01T00:00:00Z")
	good := subscription.Term{From: start, Offer: o, Quantity: decimal.NewFromInt(1), Schedule: calendar.Schedule{Anchor: start}}
	measure, twice := good, good
	measure.Measure = 99
	twice.Quantities = []subscription.ChargeQuantity{{Charge: "fee", Quantity: decimal.NewFromInt(2)}, {Charge: "fee", Quantity: decimal.NewFromInt(3)}}
	for name, terms := range map[string][]subscription.Term{"measure": {measure}, "two quantities": {twice}} {
		s := subscription.Subscription{ID: "s", Customer: "ada", Terms: terms}
		if s.Validate() == nil {
			t.Errorf("%s: not reported", name)
		}
	}
}
