package pricing_test

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
)

// naive rates graduated tiers with shopspring decimals, as it is usually done.
func naive(tiers []pricing.Tier, q decimal.Decimal) decimal.Decimal {
	var sum, before decimal.Decimal
	for _, t := range tiers {
		if !t.UpTo.IsZero() && q.GreaterThan(t.UpTo) {
			sum = sum.Add(t.Unit.Mul(t.UpTo.Sub(before)))
			before = t.UpTo
			continue
		}
		return sum.Add(t.Unit.Mul(q.Sub(before)))
	}
	return sum
}

func manyTiers(n int) []pricing.Tier {
	tiers := make([]pricing.Tier, n)
	for i := range tiers {
		tiers[i] = pricing.Tier{UpTo: decimal.New(int64(i+1)*100, 0), Unit: decimal.New(int64(5000-i), -4)}
	}
	tiers[n-1].UpTo = decimal.Decimal{}
	return tiers
}

func BenchmarkPrice(b *testing.B) {
	for _, n := range []int{1, 10, 100} {
		tiers := manyTiers(n)
		q := decimal.New(int64(n)*1000-505, -1) // in the last tier
		r := compiled(b, pricing.Graduated{Tiers: tiers})
		num := fix.FromDecimal(q)
		b.Run(fmt.Sprintf("tiers=%d/impl=daybook", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Price(num); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("tiers=%d/impl=shopspring", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				naive(tiers, q)
			}
		})
	}
}

func BenchmarkRate(b *testing.B) {
	for _, n := range []int{1, 10, 100} {
		r := compiled(b, pricing.Graduated{Tiers: manyTiers(n)})
		u := pricing.At(qty(fmt.Sprint(n*100 - 50)))
		b.Run(fmt.Sprintf("tiers=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Rate(u); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestNaiveAgrees keeps the comparison honest.
func TestNaiveAgrees(t *testing.T) {
	for _, n := range []int{1, 10, 100} {
		tiers := manyTiers(n)
		q := decimal.New(int64(n)*1000-505, -1)
		got, err := compiled(t, pricing.Graduated{Tiers: tiers}).Price(fix.FromDecimal(q))
		if err != nil || !got.Decimal().Equal(naive(tiers, q)) {
			t.Errorf("%d tiers: %v, %v; naive %v", n, got.Decimal(), err, naive(tiers, q))
		}
	}
}

// TestPriceAllocatesNothing: for a total alone, in 128 bits.
func TestPriceAllocatesNothing(t *testing.T) {
	q := fix.New(12345, 2)
	for _, m := range []pricing.Model{
		pricing.Flat{Amount: dec("9.90")}, pricing.PerUnit{Unit: dec("0.0032")}, pricing.Package{Size: dec("2.5"), Price: dec("1.10")},
		pricing.Graduated{Tiers: manyTiers(100)}, pricing.Volume{Tiers: manyTiers(10)},
		pricing.Minimum{Amount: dec("5"), Model: pricing.Included{Units: dec("7"), Model: pricing.Sum{Models: []pricing.Model{pricing.PerUnit{Unit: dec("3")}, pricing.Flat{Amount: dec("1")}}}}},
	} {
		r := compiled(t, m)
		if n := testing.AllocsPerRun(100, func() { _, _ = r.Price(q) }); n > 0 {
			t.Errorf("%T: %v allocations", m, n)
		}
	}
	huge := fix.FromDecimal(decimal.NewFromBigInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(60), nil), 0))
	r := compiled(t, pricing.PerUnit{Unit: dec("3.3")})
	if n := testing.AllocsPerRun(100, func() { _, _ = r.Price(huge) }); n == 0 {
		t.Error("control: numbers beyond 128 bits do allocate")
	}
}

func BenchmarkPriceOf(b *testing.B) {
	r := compiled(b, pricing.Graduated{Tiers: manyTiers(10)})
	for name, q := range map[string]string{"decimal": "949.5", "fraction": "2849/3"} {
		u := pricing.At(qty(q))
		b.Run("quantity="+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.PriceOf(u); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkMeasure(b *testing.B) {
	samples := make([]pricing.Sample, 720) // a month by the hour
	for i := range samples {
		samples[i] = pricing.Sample{ID: fmt.Sprint(i), At: days(0).Add(time.Duration(i) * time.Hour), Value: decimal.New(int64(i%17), 0), Key: fmt.Sprint(i % 17)}
	}
	var ends []calendar.Instant
	for d := range 30 {
		ends = append(ends, days(d+1))
	}
	for _, s := range []pricing.Statistic{pricing.Total, pricing.Unique, pricing.Increase, pricing.Average} {
		b.Run(fmt.Sprintf("samples=720/ends=30/statistic=%s", s), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := (pricing.Metric{Statistic: s}).Measure(samples, days(0), ends, days(40)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	for _, n := range []int{1, 10, 100} {
		m := pricing.Graduated{Tiers: manyTiers(n)}
		b.Run(fmt.Sprintf("tiers=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := pricing.Compile(m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
