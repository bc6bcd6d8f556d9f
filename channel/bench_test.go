package channel_test

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
)

// tall is an offer of n levels with a markup of 10 % each, all but the first
// settling in another currency if settled.
func tall(t fataler, n int, settled bool) *channel.Offer {
	t.Helper()
	chain := &channel.Chain{ID: "c", Vendor: "vendor"}
	for l := 1; l < n; l++ {
		chain.Sellers = append(chain.Sellers, seller(fmt.Sprint("party-", l), channel.Reseller, "10"))
	}
	if settled {
		chain.Settlements = []channel.Settlement{{}}
		for range n - 1 {
			chain.Settlements = append(chain.Settlements, settles("USD", "1.0837"))
		}
	}
	p := planOf("EUR", "12.3456", "1")
	p.Charges[1].Model = pricing.Graduated{Tiers: []pricing.Tier{{UpTo: dec("10"), Unit: dec("5.25")}, {Unit: dec("4.75"), Flat: dec("1")}}}
	return offerOf(t, p, chain)
}

// quota is what one day of a month earns at every level: a(tomorrow) − a(today).
func quota(o *channel.Offer, i int, day int64) (channel.Amounts, error) {
	var r channel.Rates
	if err := o.Rate(&r, i, twelve); err != nil {
		return channel.Amounts{}, err
	}
	before, err := r.Round(day, 31, o.Plan.Currency, 2)
	if err != nil {
		return channel.Amounts{}, err
	}
	after, err := r.Round(day+1, 31, o.Plan.Currency, 2)
	if err != nil {
		return channel.Amounts{}, err
	}
	return after.Sub(before)
}

var twelve = must(pricing.ParseQuantity("12")).Num()

// A quota costs no allocation, whatever the number of levels, by the unit or in
// tiers, settling or not.
func TestQuotaDoesNotAllocate(t *testing.T) {
	for _, levels := range []int{1, 4, channel.MaxLevels} {
		for _, settled := range []bool{false, true} {
			o := tall(t, levels, settled)
			for i := range o.Plan.Charges {
				n := testing.AllocsPerRun(100, func() {
					if _, err := quota(o, i, 7); err != nil {
						t.Fatal(err)
					}
				})
				if n != 0 {
					t.Errorf("%d levels, charge %d, settled %t: %v allocations a quota", levels, i, settled, n)
				}
			}
		}
	}
	// Nor do tiers and quantities that are priced apart.
	o := tiered(t, pricing.Graduated{Tiers: threeTiers()}, markup(channel.Selector{}, "1"), markup(channel.Selector{Tier: 2}, "2"),
		markup(channel.Selector{Conditions: channel.Conditions{Quantity: channel.Range{Above: dec("3")}}}, "3"))
	if n := testing.AllocsPerRun(100, func() { _, _ = quota(o, 0, 7) }); n != 0 {
		t.Errorf("tiers apart: %v allocations a quota", n)
	}
	// Control: the naive way allocates.
	if n := testing.AllocsPerRun(100, func() { naiveQuota(4, 7) }); n == 0 {
		t.Error("control: the naive quota does not allocate")
	}
}

// naiveQuota is the same of the first charge as one would write it with
// decimals.
func naiveQuota(levels int, day int64) (out [channel.MaxLevels]decimal.Decimal) {
	price, month := naiveCost, decimal.NewFromInt(31)
	for l := range levels {
		amount := price.Mul(naiveQuantity)
		to := amount.Mul(decimal.NewFromInt(day+1)).DivRound(month, 2)
		out[l] = to.Sub(amount.Mul(decimal.NewFromInt(day)).DivRound(month, 2))
		price = price.Mul(naiveFactor)
	}
	return out
}

var naiveCost, naiveQuantity, naiveFactor = dec("12.3456"), dec("12"), dec("1.10")

// Both ways of the benchmark give the same.
func TestNaiveQuota(t *testing.T) {
	for day := range int64(31) {
		a := must(quota(tall(t, channel.MaxLevels, false), 0, day))
		for l, want := range naiveQuota(channel.MaxLevels, day) {
			if got, _ := a.Of(channel.Level(l)); !got.Decimal().Equal(want) {
				t.Errorf("day %d at level %d = %v, want %v", day, l, got, want)
			}
		}
	}
}

// BenchmarkQuota is one day's quota of one charge, rated and rounded twice.
func BenchmarkQuota(b *testing.B) {
	for _, levels := range []int{4, channel.MaxLevels} {
		for _, bm := range []struct {
			impl    string
			settled bool
		}{{"daybook", false}, {"daybook-settled", true}} {
			b.Run(fmt.Sprintf("levels=%d/impl=%s", levels, bm.impl), func(b *testing.B) {
				o := tall(b, levels, bm.settled)
				b.ReportAllocs()
				for day := int64(0); b.Loop(); day = (day + 1) % 31 {
					if _, err := quota(o, 0, day); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		b.Run(fmt.Sprintf("levels=%d/impl=naive-decimal", levels), func(b *testing.B) {
			b.ReportAllocs()
			for day := int64(0); b.Loop(); day = (day + 1) % 31 {
				naiveQuota(levels, day)
			}
		})
	}
}

// BenchmarkNewOffer compiles a plan of one charge against books of items.
func BenchmarkNewOffer(b *testing.B) {
	for _, n := range []int{10, 1000} {
		b.Run(fmt.Sprintf("levels=4/items=%d", n), func(b *testing.B) {
			chain := fourParties("1", "1", "1")
			for i := range chain.Sellers {
				items := []channel.Item{markup(channel.Selector{}, "10")}
				for k := range n - 1 {
					items = append(items, markup(named(fmt.Sprint("other-", k)), "1"))
				}
				chain.Sellers[i].Book = channel.BookRef{}
				chain.Sellers[i].Prices = []*channel.Revision{revision(b, "b", chain.Sellers[i].Party, items...)}
			}
			p := planOf("EUR", "1")
			b.ReportAllocs()
			for b.Loop() {
				if _, err := channel.NewOffer(p, chain); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
