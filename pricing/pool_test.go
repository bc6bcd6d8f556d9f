package pricing_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

func TestAllocate(t *testing.T) {
	tests := []struct {
		name       string
		total      int64
		quantities []string
		want       []int64
	}{
		{"by quantity", 1000, []string{"3", "1"}, []int64{750, 250}},
		{"largest remainder, earlier first", 100, []string{"1", "1", "1"}, []int64{34, 33, 33}},
		{"negative", -100, []string{"1", "1", "1"}, []int64{-34, -33, -33}},
		{"the largest remainder wins", 100, []string{"1", "1.02", "1"}, []int64{33, 34, 33}},
		{"fractions", 100, []string{"1/3", "2/3"}, []int64{33, 67}},
		{"a member that used nothing", 101, []string{"0", "5"}, []int64{0, 101}},
		{"nobody used anything", 101, []string{"0", "0"}, []int64{51, 50}},
		{"nothing", 0, []string{"1", "2"}, []int64{0, 0}},
	}
	for _, tt := range tests {
		var qs []pricing.Quantity
		for _, q := range tt.quantities {
			qs = append(qs, qty(q))
		}
		parts, err := pricing.Allocate(cents(tt.total), qs...)
		var got []int64
		for _, p := range parts {
			got = append(got, p.Units())
		}
		if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", tt.name, err, diff)
		}
	}
	_, err := pricing.Allocate(cents(1), qty("1"), qty("-1"))
	expect(t, err, "quantities[1]: -1 is negative")
	_, err = pricing.Allocate(cents(1))
	expect(t, err, "quantities: missing")
}

// allocationsSum: parts sum to the whole, and none is a unit from its share.
func allocationsSum(t *rapid.T) {
	qs := rapid.SliceOfN(genQuantity(), 1, 6).Draw(t, "quantities")
	total := cents(rapid.Int64().Draw(t, "total"))
	parts, err := pricing.Allocate(total, qs...)
	if err != nil {
		t.Fatal(err)
	}
	sum, err := money.Sum(parts...)
	if err != nil || sum.Units() != total.Units() {
		t.Fatalf("%v sum to %s, want %s (%v)", parts, sum, total, err)
	}
	all := pricing.Pooled(qs...).Exact().Rat()
	for i, p := range parts {
		if all.Sign() == 0 {
			break
		}
		off := minus(times(p.Decimal().Rat(), all), times(total.Decimal().Rat(), qs[i].Exact().Rat()))
		if off.Abs(off).Cmp(times(all, exact("0.01").Rat())) >= 0 {
			t.Fatalf("part %d of %s by %v is %s", i, total, qs, p)
		}
	}
}

func TestAllocationsSum(t *testing.T) { rapid.Check(t, allocationsSum) }
func FuzzAllocationsSum(f *testing.F) { f.Fuzz(rapid.MakeFuzz(allocationsSum)) }

// TestPoolSharesTiers: 60 + 60 units reach the second tier together, and each
// alone does not.
func TestPoolSharesTiers(t *testing.T) {
	model := pricing.Graduated{Tiers: []pricing.Tier{tier("100", "1.00", "0"), tier("0", "0.50", "0")}}
	a, b := qty("60"), qty("60")
	all := priceOf(t, model, pricing.Pooled(a, b).String())
	want(t, "the pool", round2(t, all), "110.00")
	control(t, "each alone", round2(t, priceOf(t, model, "60").Add(priceOf(t, model, "60"))), "110.00")
}

// TestPoolSharesMinimumAndIncluded: what one leaves, another may use.
func TestPoolSharesMinimumAndIncluded(t *testing.T) {
	included := pricing.Included{Units: dec("100"), Model: pricing.PerUnit{Unit: dec("1")}}
	least := pricing.Minimum{Amount: dec("100"), Model: pricing.PerUnit{Unit: dec("1")}}
	both := pricing.Pooled(qty("80"), qty("30")).String()
	want(t, "included units", round2(t, priceOf(t, included, both)), "10.00")
	want(t, "the minimum", round2(t, priceOf(t, least, both)), "110.00")
	control(t, "included units each", round2(t, priceOf(t, included, "80").Add(priceOf(t, included, "30"))), "10.00")
	control(t, "a minimum each", round2(t, priceOf(t, least, "80").Add(priceOf(t, least, "30"))), "110.00")
}
