package money_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/money"
)

// levels are the amounts of a line at four levels, 6/7/8/10 and a bit.
var levels = [4]string{"6.13", "7.24", "8.45", "10.00"}

func levelAmounts() (a [4]money.Amount) {
	for l, text := range levels {
		a[l] = euro(text)
	}
	return a
}

// naiveShare is the nth share as one would write it with decimals.
func naiveShare(total decimal.Decimal, i, n int64) decimal.Decimal {
	parts := decimal.NewFromInt(n)
	to := total.Mul(decimal.NewFromInt(i+1)).DivRound(parts, 2)
	return to.Sub(total.Mul(decimal.NewFromInt(i)).DivRound(parts, 2))
}

// Both ways of the benchmark give the same.
func TestNaiveShare(t *testing.T) {
	for l, a := range levelAmounts() {
		for i := range int64(31) {
			if got, want := must(a.Share(i, 31)), naiveShare(dec(levels[l]), i, 31); !got.Decimal().Equal(want) {
				t.Errorf("share %d of %v = %v, want %v", i, a, got, want)
			}
		}
	}
}

// BenchmarkShare is a day's quota at four levels.
func BenchmarkShare(b *testing.B) {
	b.Run("impl=daybook", func(b *testing.B) {
		amounts := levelAmounts()
		b.ReportAllocs()
		for i := int64(0); b.Loop(); i = (i + 1) % 31 {
			for _, a := range amounts {
				if _, err := a.Share(i, 31); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("impl=naive-decimal", func(b *testing.B) {
		var amounts [4]decimal.Decimal
		for l, text := range levels {
			amounts[l] = dec(text)
		}
		b.ReportAllocs()
		for i := int64(0); b.Loop(); i = (i + 1) % 31 {
			for _, a := range amounts {
				naiveShare(a, i, 31)
			}
		}
	})
}

// BenchmarkSum is a month of one line at one level.
func BenchmarkSum(b *testing.B) {
	days := must(euro("10.00").Split(31))
	b.Run("impl=daybook", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := money.Sum(days...); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("impl=naive-decimal", func(b *testing.B) {
		var decimals []decimal.Decimal
		for _, d := range days {
			decimals = append(decimals, d.Decimal())
		}
		b.ReportAllocs()
		for b.Loop() {
			decimal.Sum(decimals[0], decimals[1:]...)
		}
	})
}

func BenchmarkAllocate(b *testing.B) {
	a, weights := euro("10.00"), []int64{4177, 823, 1250, 99}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Allocate(weights); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGate(b *testing.B) {
	d := dec("0.0048576")
	b.ReportAllocs()
	for b.Loop() {
		if err := money.Gate(d); err != nil {
			b.Fatal(err)
		}
	}
}

// What runs once a quota does not allocate.
func TestNoAllocation(t *testing.T) {
	a, b, step := euro("10.00"), euro("-3.33"), euro("0.05")
	month := must(a.Split(31))
	x, y := money.MustNumber("1.5"), money.MustNumber("0.0048576")
	room := make([]byte, 0, 64)
	iso, rate := money.Currencies{}, dec("0.22")
	tests := map[string]func(){
		"Add":         func() { a.Add(b) },
		"Sub":         func() { a.Sub(b) },
		"Neg":         func() { a.Neg() },
		"Cmp":         func() { a.Cmp(b) },
		"Sum":         func() { money.Sum(month...) },
		"MulFrac":     func() { a.MulFrac(9, 31, 2, money.HalfUp) },
		"Rescale":     func() { a.Rescale(1, money.HalfUp) },
		"RoundTo":     func() { a.RoundTo(step, money.HalfUp) },
		"Share":       func() { a.Share(7, 31) },
		"Between":     func() { a.Between(7, 14, 31) },
		"Mul":         func() { a.Mul(rate, 2, money.HalfUp) },
		"Gate":        func() { money.Gate(rate) },
		"Round":       func() { money.Round(rate, 2, eur, money.HalfUp) },
		"BetweenBy":   func() { a.BetweenBy(rate, rate, rate) },
		"NumberOf":    func() { money.NumberOf(rate) },
		"Digits":      func() { iso.Digits(eur) },
		"AppendText":  func() { a.AppendText(room) },
		"Number.Cmp":  func() { x.Cmp(y) },
		"Number text": func() { y.AppendText(room) },
	}
	for name, f := range tests {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
