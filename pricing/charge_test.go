package pricing_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// A charge says how its metric counts; nothing said is a total.
func TestChargeStatistic(t *testing.T) {
	c := pricing.Charge{ID: "users", Kind: pricing.Usage, Metric: "users", Statistic: pricing.Average, Model: pricing.Flat{}}
	text, err := json.Marshal(c)
	if err != nil || !strings.Contains(string(text), `"statistic":"average"`) {
		t.Fatalf("JSON %s, %v", text, err)
	}
	var back pricing.Charge
	if err := json.Unmarshal(text, &back); err != nil || back.Statistic != pricing.Average {
		t.Errorf("read %v, %v", back.Statistic, err)
	}
	c.Statistic = pricing.Total
	if text, err = json.Marshal(c); err != nil || strings.Contains(string(text), "statistic") {
		t.Errorf("a total is %s, %v", text, err)
	}
	fee := pricing.Charge{ID: "fee", Statistic: pricing.Peak, Model: pricing.Flat{}}
	c.Statistic = 99
	p := pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{fee, c}}
	err = p.Validate()
	for _, path := range []string{"charges[0].statistic", "charges[1].statistic"} {
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("Validate = %v, want a fault at %s", err, path)
		}
	}
	var field *pricing.FieldError
	if !errors.As(json.Unmarshal([]byte(`{"id":"a","statistic":"mean"}`), &back), &field) {
		t.Error("an unknown statistic is read")
	}
}
