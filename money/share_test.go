package money_test

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/money"
)

func TestSharesSum(t *testing.T) { rapid.Check(t, sharesSum) }
func FuzzSharesSum(f *testing.F) { f.Fuzz(rapid.MakeFuzz(sharesSum)) }

// All shares sum to the amount, no two differ by more than a unit, and each is
// what the naive way gives.
func sharesSum(t *rapid.T) {
	a := anyAmount().Draw(t, "a")
	n := rapid.Int64Range(1, 400).Draw(t, "n")
	var parts []money.Amount
	low, high := int64(math.MaxInt64), int64(math.MinInt64)
	for i := range n {
		p, err := a.Share(i, n)
		agree(t, "Share", p, err, naiveBetween(a, i, i+1, n))
		parts = append(parts, p)
		low, high = min(low, p.Units()), max(high, p.Units())
	}
	if sum, err := money.Sum(parts...); err != nil || sum != a {
		t.Fatalf("%d shares of %v sum to %v, %v", n, a, sum, err)
	}
	if high-low > 1 {
		t.Fatalf("shares of %v reach from %d to %d", a, low, high)
	}
}

func naiveBetween(a money.Amount, from, to, total int64) *big.Int {
	upTo := func(i int64) *big.Int {
		part := new(big.Rat).SetFrac(big.NewInt(i), big.NewInt(total))
		return naive(part.Mul(part, rat(a)), a.Scale(), money.HalfUp)
	}
	return new(big.Int).Sub(upTo(to), upTo(from))
}

func TestBetweenMeets(t *testing.T) { rapid.Check(t, betweenMeets) }
func FuzzBetweenMeets(f *testing.F) { f.Fuzz(rapid.MakeFuzz(betweenMeets)) }

// However the way is cut, and in whatever order the cuts are asked for, the
// parts that meet sum to the amount.
func betweenMeets(t *rapid.T) {
	a := anyAmount().Draw(t, "a")
	total := rapid.Int64Range(1, math.MaxInt64).Draw(t, "total")
	cuts := append(rapid.SliceOf(rapid.Int64Range(0, total)).Draw(t, "cuts"), 0, total)
	slices.Sort(cuts)
	var parts []money.Amount
	for i := len(cuts) - 1; i > 0; i-- {
		p, err := a.Between(cuts[i-1], cuts[i], total)
		agree(t, "Between", p, err, naiveBetween(a, cuts[i-1], cuts[i], total))
		by, err := a.BetweenBy(decimal.New(cuts[i-1], -3), decimal.New(cuts[i], -3), decimal.New(total, -3))
		if err != nil || by != p {
			t.Fatalf("BetweenBy = %v, %v, want %v", by, err, p)
		}
		parts = append(parts, p)
	}
	if sum, err := money.Sum(parts...); err != nil || sum != a {
		t.Fatalf("parts of %v at %v sum to %v, %v", a, cuts, sum, err)
	}
}

func TestShare(t *testing.T) {
	tests := []struct {
		name, a string
		n       int64
		want    map[string]int
	}{
		{"10.00 over 31", "10.00", 31, map[string]int{"0.32": 23, "0.33": 8}},
		{"-10.00 over 31", "-10.00", 31, map[string]int{"-0.32": 23, "-0.33": 8}},
		{"a cent over three", "0.01", 3, map[string]int{"0.01": 1, "0.00": 2}},
		{"minus a cent over three", "-0.01", 3, map[string]int{"-0.01": 1, "0.00": 2}},
		{"yen", "1000", 3, map[string]int{"333": 2, "334": 1}},
		{"nothing", "0.00", 4, map[string]int{"0.00": 4}},
		{"one", "10.00", 1, map[string]int{"10.00": 1}},
		{"the most", "92233720368547758.07", 2, map[string]int{"46116860184273879.04": 1, "46116860184273879.03": 1}},
		{"the least", "-92233720368547758.08", 2, map[string]int{"-46116860184273879.04": 2}},
	}
	for _, tt := range tests {
		got := map[string]int{}
		for i := range tt.n {
			got[must(euro(tt.a).Share(i, tt.n)).Text()]++
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s mismatch (-want +got):\n%s", tt.name, diff)
		}
	}
	// The nth of a quintillion, as soon as the first of two.
	if p, err := euro("1.00").Share(math.MaxInt64-1, math.MaxInt64); err != nil || p.Text() != "0.00" {
		t.Errorf("the last of 2^63−1 = %v, %v", p, err)
	}
}

// A pool: three customers used 12.5, 30 and 7.5 GB of a shared 50.
func TestBetweenByQuantity(t *testing.T) {
	used := []string{"12.5", "30", "7.5"}
	before := decimal.Zero
	var got []string
	for _, u := range used {
		after := before.Add(dec(u))
		got = append(got, must(euro("9.99").BetweenBy(before, after, dec("50"))).Text())
		before = after
	}
	if diff := cmp.Diff([]string{"2.50", "5.99", "1.50"}, got); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
}

func TestSplitRefused(t *testing.T) {
	a, zero := euro("10.00"), decimal.Zero
	results := map[string]error{
		"no shares":           second(a.Share(0, 0)),
		"fewer":               second(a.Share(0, -1)),
		"before the first":    second(a.Share(-1, 3)),
		"past the last":       second(a.Share(3, 3)),
		"backwards":           second(a.Between(2, 1, 3)),
		"before the start":    second(a.Between(-1, 1, 3)),
		"past the end":        second(a.Between(1, 4, 3)),
		"of nothing":          second(a.Between(0, 0, 0)),
		"of less":             second(a.Between(0, 0, -1)),
		"decimals backwards":  second(a.BetweenBy(dec("0.2"), dec("0.1"), dec("1"))),
		"decimals below zero": second(a.BetweenBy(dec("-0.1"), dec("0.1"), dec("1"))),
		"decimals past it":    second(a.BetweenBy(dec("0.1"), dec("1.1"), dec("1"))),
		"decimals of nothing": second(a.BetweenBy(zero, zero, zero)),
		"split in none":       second(a.Split(0)),
		"split in fewer":      second(a.Split(-3)),
		"split in millions":   second(a.Split(1<<18 + 1)),
		"no weights":          second(a.Allocate(nil)),
		"weights of zero":     second(a.Allocate([]int64{0, 0})),
		"a negative weight":   second(a.Allocate([]int64{1, -1, 5})),
		"no decimals":         second(a.AllocateBy(nil)),
		"decimals of zero":    second(a.AllocateBy([]decimal.Decimal{zero, dec("0.00")})),
		"a negative decimal":  second(a.AllocateBy([]decimal.Decimal{dec("1"), dec("-0.01")})),
	}
	for name, err := range results {
		if !as[*money.SplitError](err) {
			t.Errorf("%s: %v, want a SplitError", name, err)
		}
	}
	huge := decimal.New(1, math.MaxInt32)
	for name, err := range map[string]error{
		"a position": second(a.BetweenBy(zero, huge, huge)),
		"a weight":   second(a.AllocateBy([]decimal.Decimal{huge})),
	} {
		if !as[*money.DecimalError](err) || !is(err, money.ErrDecimal) {
			t.Errorf("%s beyond the gate: %v", name, err)
		}
	}
}
