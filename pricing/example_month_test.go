package pricing_test

import (
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// A plan as a host keeps it: licences by the seat, metered traffic with 50 GB
// included and at least 20.00 a month, and support at 10 % of both.
const cloudPlan = `{
	"id": "cloud", "revision": 1, "currency": "EUR", "every": "P1M",
	"charges": [
		{"id": "support", "price": {"type": "percentage", "percent": "10", "of": ["licence", "traffic"]}, "timing": "postpaid"},
		{"id": "licence", "price": {"type": "volume", "tiers": [{"up_to": "9", "unit": "5.00"}, {"unit": "3.00"}]}, "unit": "seat"},
		{"id": "traffic", "kind": "usage", "metric": "gb", "unit": "GB", "price":
			{"type": "minimum", "amount": "20.00", "model":
				{"type": "included", "units": "50", "model":
					{"type": "graduated", "tiers": [{"up_to": "100", "unit": "0.40"}, {"unit": "0.25"}]}}}}
	]
}`

// A month, from the stored plan and raw samples to lines that a customer can
// follow, with a coupon on the licence.
func Example_month() {
	var plan pricing.Plan
	if err := json.Unmarshal([]byte(cloudPlan), &plan); err != nil {
		fmt.Println(err)
		return
	}
	if err := plan.ValidateIn(money.Currencies{}); err != nil {
		fmt.Println(err)
		return
	}

	start, end := calendar.Must("2026-04-01T00:00:00Z"), calendar.Must("2026-05-01T00:00:00Z")
	gb := pricing.Metric{ID: "gb", Statistic: pricing.Total}
	used := must(gb.Measure([]pricing.Sample{
		{Source: "edge", ID: "1", At: start, Value: dec("130.5")},
		{Source: "edge", ID: "2", At: end - 1, Value: dec("60")},
		{Source: "edge", ID: "2", At: end - 1, Value: dec("60")}, // sent twice
		{Source: "edge", ID: "3", At: end, Value: dec("7")},      // May
	}, start, []calendar.Instant{end}, end))

	coupon := pricing.Discount{ID: "spring", Percent: dec("20"), Funder: -1}
	quantity := map[pricing.ChargeID]pricing.Quantity{"licence": qty("15"), "traffic": used[0].Quantity}
	net := map[pricing.ChargeID]decimal.Decimal{}
	var total money.Amount
	for _, i := range plan.Order() { // support last: it is a percentage of the others
		charge := &plan.Charges[i]
		in := pricing.Input{Quantity: quantity[charge.ID], Charges: net}
		rater := must(pricing.CompileWith(charge.Model, plan.Customs))
		for _, line := range must(rater.Rate(in)) {
			fmt.Printf("%s %s\n", charge.ID, line)
		}
		booked := must(must(rater.PriceOf(in)).Round(2, plan.Currency, money.HalfUp))
		fmt.Printf("%s = %s\n", charge.ID, booked)
		off := money.New(0, 2, plan.Currency)
		if charge.ID == "licence" {
			for _, l := range must(pricing.Discounted([]pricing.Item{{Charge: charge, Booked: booked}}, coupon)) {
				fmt.Printf("%s on %s = %s\n", l.Discount, l.Charge, l.Amount)
				off = must(off.Add(l.Amount))
			}
		}
		left := must(booked.Add(off))
		net[charge.ID] = left.Decimal()
		total = must(total.Add(left))
	}
	fmt.Println("total", total)
	// Output:
	// licence tiers[1]: 15 × 3 = 45
	// licence = 45.00 EUR
	// spring on licence = -9.00 EUR
	// traffic model: 50 included = 0
	// traffic model.model.tiers[0]: 100 × 0.4 = 40
	// traffic model.model.tiers[1]: 40.5 × 0.25 = 10.125
	// traffic = 50.13 EUR
	// support 10 % of 86.13 + 0 = 8.613
	// support = 8.61 EUR
	// total 94.74 EUR
}
