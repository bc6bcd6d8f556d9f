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

func TestAllocateAgrees(t *testing.T) { rapid.Check(t, allocateAgrees) }
func FuzzAllocateAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(allocateAgrees)) }

func allocateAgrees(t *rapid.T) {
	a := anyAmount().Draw(t, "a")
	weight := rapid.OneOf(rapid.Int64Range(0, 5), rapid.Int64Range(0, math.MaxInt64))
	weights := append(rapid.SliceOf(weight).Draw(t, "weights"), rapid.Int64Range(1, 9).Draw(t, "one"))
	exp := rapid.Int32Range(-18, 5).Draw(t, "exp")
	var rats []*big.Rat
	var decimals []decimal.Decimal
	for _, w := range weights {
		rats = append(rats, new(big.Rat).SetInt64(w))
		decimals = append(decimals, decimal.New(w, exp))
	}
	got, err := a.Allocate(weights)
	checkParts(t, a, got, err, rats)
	by, err := a.AllocateBy(decimals)
	if err != nil || !slices.Equal(by, got) {
		t.Fatalf("AllocateBy = %v, %v, want %v", by, err, got)
	}
}

func TestAllocateByAgrees(t *testing.T) { rapid.Check(t, allocateByAgrees) }
func FuzzAllocateByAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(allocateByAgrees)) }

func allocateByAgrees(t *rapid.T) {
	a := anyAmount().Draw(t, "a")
	var rats []*big.Rat
	var weights []decimal.Decimal
	for _, d := range append(rapid.SliceOf(anyDecimal()).Draw(t, "weights"), decimal.New(1, -2)) {
		weights = append(weights, d.Abs())
		rats = append(rats, d.Abs().Rat())
	}
	got, err := a.AllocateBy(weights)
	checkParts(t, a, got, err, rats)
}

// checkParts compares parts with a naive largest remainder, and checks what
// every allocation owes: the sum, and nothing for a weight of zero.
func checkParts(t *rapid.T, a money.Amount, got []money.Amount, err error, weights []*big.Rat) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	want := naiveLargestRemainder(a.Units(), weights)
	for i, p := range got {
		if p != money.New(want[i], a.Scale(), a.Currency()) {
			t.Fatalf("parts of %v by %v are %v, want %d", a, weights, got, want)
		}
		if weights[i].Sign() == 0 && !p.IsZero() {
			t.Fatalf("a weight of zero has %v", p)
		}
	}
	if sum, err := money.Sum(got...); err != nil || sum != a {
		t.Fatalf("parts of %v sum to %v, %v", a, sum, err)
	}
}

// naiveLargestRemainder looks for the largest remainder once for every unit.
func naiveLargestRemainder(units int64, weights []*big.Rat) []int64 {
	total, left := new(big.Rat), units
	for _, w := range weights {
		total.Add(total, w)
	}
	parts, rests := make([]int64, len(weights)), make([]*big.Rat, len(weights))
	for i, w := range weights {
		exact := new(big.Rat).Mul(new(big.Rat).SetInt64(units), new(big.Rat).Quo(w, total))
		cut := new(big.Int).Quo(exact.Num(), exact.Denom())
		parts[i] = cut.Int64()
		left -= parts[i]
		rests[i] = exact.Abs(exact.Sub(exact, new(big.Rat).SetInt(cut)))
	}
	for left != 0 {
		best := 0
		for i := range rests {
			if rests[i].Cmp(rests[best]) > 0 {
				best = i
			}
		}
		rests[best] = big.NewRat(-1, 1)
		one := int64(1)
		if units < 0 {
			one = -1
		}
		parts[best] += one
		left -= one
	}
	return parts
}

func TestSplitAgrees(t *testing.T) { rapid.Check(t, splitAgrees) }
func FuzzSplitAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(splitAgrees)) }

// Equal parts are those of equal weights.
func splitAgrees(t *rapid.T) {
	a := anyAmount().Draw(t, "a")
	n := rapid.IntRange(1, 300).Draw(t, "n")
	got, err := a.Split(n)
	want := must(a.Allocate(slices.Repeat([]int64{7}, n)))
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("Split(%d) of %v = %v, %v, want %v", n, a, got, err, want)
	}
}

func TestAllocate(t *testing.T) {
	most := int64(math.MaxInt64)
	tests := []struct {
		name, a string
		weights []int64
		want    []string
	}{
		{"the earlier first among equals", "0.05", []int64{1, 1, 1}, []string{"0.02", "0.02", "0.01"}},
		{"the largest remainder before the earlier", "1.00", []int64{1, 2}, []string{"0.33", "0.67"}},
		{"zero weights have nothing", "0.05", []int64{0, 1, 0, 1}, []string{"0.00", "0.03", "0.00", "0.02"}},
		{"minus a cent over three", "-0.01", []int64{1, 1, 1}, []string{"-0.01", "0.00", "0.00"}},
		{"a credit", "-1.00", []int64{1, 2}, []string{"-0.33", "-0.67"}},
		{"nothing", "0.00", []int64{3, 4}, []string{"0.00", "0.00"}},
		{"one", "9.99", []int64{5}, []string{"9.99"}},
		{"weights past 2^63 in all", "1.00", []int64{most, most, most}, []string{"0.34", "0.33", "0.33"}},
		{"the most by the most", "92233720368547758.07", []int64{most, most}, []string{"46116860184273879.04", "46116860184273879.03"}},
		{"the least", "-92233720368547758.08", []int64{1, 0}, []string{"-92233720368547758.08", "0.00"}},
		{"a unit against a quintillion", "0.01", []int64{1, most}, []string{"0.00", "0.01"}},
	}
	for _, tt := range tests {
		got := texts(must(euro(tt.a).Allocate(tt.weights)))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s mismatch (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestAllocateBy(t *testing.T) {
	tests := []struct {
		name, a string
		weights []string
		want    []string
	}{
		{"locations by cost", "50.00", []string{"41.77", "8.23"}, []string{"41.77", "8.23"}},
		{"and what is 10.00 more", "10.00", []string{"41.77", "8.23"}, []string{"8.35", "1.65"}},
		{"weights without a common scale", "1.00", []string{"1e18", "0.000000000000000001"}, []string{"1.00", "0.00"}},
		{"forms of one number", "0.03", []string{"1.50", "1.5", "15e-1"}, []string{"0.01", "0.01", "0.01"}},
	}
	for _, tt := range tests {
		var weights []decimal.Decimal
		for _, w := range tt.weights {
			weights = append(weights, dec(w))
		}
		got := texts(must(euro(tt.a).AllocateBy(weights)))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s mismatch (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestSplit(t *testing.T) {
	tests := []struct {
		a    string
		n    int
		want []string
	}{
		{"10.00", 3, []string{"3.34", "3.33", "3.33"}},
		{"-10.00", 3, []string{"-3.34", "-3.33", "-3.33"}},
		{"-0.01", 3, []string{"-0.01", "0.00", "0.00"}},
		{"50.00", 2, []string{"25.00", "25.00"}},
		{"-92233720368547758.08", 2, []string{"-46116860184273879.04", "-46116860184273879.04"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, texts(must(euro(tt.a).Split(tt.n)))); diff != "" {
			t.Errorf("Split(%d) of %s mismatch (-want +got):\n%s", tt.n, tt.a, diff)
		}
	}
	parts := must(euro("1.00").Split(1 << 18))
	if sum := must(money.Sum(parts...)); sum != euro("1.00") {
		t.Errorf("the most parts sum to %v", sum)
	}
}

// The arguments are read only.
func TestAllocateKeepsWeights(t *testing.T) {
	whole, decimals := []int64{1, 2, 3}, []decimal.Decimal{dec("3"), dec("2"), dec("1")}
	must(euro("1.00").Allocate(whole))
	must(euro("1.00").AllocateBy(decimals))
	if !slices.Equal(whole, []int64{1, 2, 3}) || !decimals[0].Equal(dec("3")) || !decimals[2].Equal(dec("1")) {
		t.Errorf("weights became %v and %v", whole, decimals)
	}
}
