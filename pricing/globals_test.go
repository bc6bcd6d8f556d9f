package pricing_test

import (
	"encoding/json"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/pricing"
)

// TestGlobalsChangeNothing: the settings of package decimal, which any package
// of a program may change, reach no price and no JSON.
func TestGlobalsChangeNothing(t *testing.T) {
	all := func() string {
		plan, err := json.Marshal(whole())
		if err != nil {
			t.Fatal(err)
		}
		lines, err := compiled(t, pricing.Graduated{Tiers: []pricing.Tier{tier("9.50", "5.10", "0"), tier("0", "3", "1.00")}}).Rate(pricing.At(qty("40/3")))
		if err != nil {
			t.Fatal(err)
		}
		rated, err := json.Marshal(lines)
		if err != nil {
			t.Fatal(err)
		}
		discount, err := json.Marshal(pricing.Discount{ID: "d", Percent: dec("12.50")})
		if err != nil {
			t.Fatal(err)
		}
		return string(plan) + string(rated) + string(discount) + round2(t, exact("10").Over(3))
	}
	before := all()
	precision, trim, quotes := decimal.DivisionPrecision, decimal.TrimTrailingZeros, decimal.MarshalJSONWithoutQuotes
	defer func() {
		decimal.DivisionPrecision, decimal.TrimTrailingZeros, decimal.MarshalJSONWithoutQuotes = precision, trim, quotes
	}()
	decimal.DivisionPrecision, decimal.TrimTrailingZeros, decimal.MarshalJSONWithoutQuotes = 0, true, true
	want(t, "all of it", all(), before)
	if b, err := json.Marshal(dec("1.50")); err != nil || string(b) != "1.5" {
		t.Errorf("control: the settings do nothing to %s either, %v", b, err)
	}
}
