package channel_test

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
)

func TestMarginsSum(t *testing.T) { rapid.Check(t, marginsSum) }
func FuzzMarginsSum(f *testing.F) { f.Fuzz(rapid.MakeFuzz(marginsSum)) }

// marginsSum: vendor cost and the margins of all sellers are the sell-out price,
// to the unit, in currencies of 0 to 4 digits.
func marginsSum(t *rapid.T) {
	scale := rapid.SampledFrom([]uint8{0, 2, 3, 4}).Draw(t, "scale")
	currency := map[uint8]string{0: "JPY", 2: "EUR", 3: "KWD", 4: "CLF"}[scale]
	chain := &channel.Chain{ID: "c", Vendor: "vendor"}
	for l := range rapid.IntRange(0, channel.MaxLevels-1).Draw(t, "sellers") {
		percent := decimal.New(rapid.Int64Range(-9000, 30000).Draw(t, "percent"), -2)
		chain.Sellers = append(chain.Sellers, seller(fmt.Sprint("party-", l), channel.Reseller, percent.StringFixed(2)))
	}
	cost := decimal.New(rapid.Int64Range(0, 10_000_000).Draw(t, "cost"), -rapid.Int32Range(0, 6).Draw(t, "digits"))
	o := offerOf(t, planOf(currency, cost.StringFixed(6)), chain)
	var r channel.Rates
	q := must(pricing.QuantityOf(decimal.New(rapid.Int64Range(0, 100_000).Draw(t, "quantity"), -2)))
	if err := o.Rate(&r, 0, q.Num()); err != nil {
		t.Fatal(err)
	}
	a, err := r.Round(rapid.Int64Range(0, 31).Draw(t, "num"), 31, o.Plan.Currency, scale)
	if err != nil {
		t.Fatal(err)
	}
	sumOfMargins(t, a)
}

func sumOfMargins(t fataler, a channel.Amounts) {
	t.Helper()
	sum, _ := a.Of(channel.VendorCost)
	for l := 1; l < a.Levels(); l++ {
		m, ok := a.Margin(channel.Level(l))
		if !ok {
			t.Fatalf("no margin at %d of %v", l, a)
		}
		sum = must(sum.Add(m))
	}
	if sellOut, _ := a.Of(channel.SellOut); sum != sellOut {
		t.Fatalf("vendor cost and margins are %v, sell-out is %v", sum, sellOut)
	}
}
