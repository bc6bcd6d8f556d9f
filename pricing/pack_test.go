package pricing_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

func TestDrawUnits(t *testing.T) {
	packs := []pricing.Pack{
		{ID: "for ever", Units: qty("100"), Price: cents(1000)},
		{ID: "late", Units: qty("100"), Price: cents(1000), Expires: days(20)},
		{ID: "soon", Units: qty("3"), Price: cents(1000), Expires: days(10)},
		{ID: "money", Price: cents(1000), Expires: days(5)},
		{ID: "over", Units: qty("9"), Expires: days(4)},
		{ID: "not yet", Units: qty("9"), From: days(6), Expires: days(7)},
	}
	used := func(packs []pricing.Pack) (out []string) {
		for _, p := range packs {
			out = append(out, p.ID+" "+p.Used.String())
		}
		return out
	}
	before := used(packs)
	tests := []struct {
		need string
		day  int
		want []string
		rest string
	}{
		{"1", 4, []string{"for ever 0", "late 0", "soon 1", "money 0", "over 0", "not yet 0"}, "0"},
		{"10", 4, []string{"for ever 0", "late 7", "soon 3", "money 0", "over 0", "not yet 0"}, "0"},
		{"10", 6, []string{"for ever 0", "late 0", "soon 1", "money 0", "over 0", "not yet 9"}, "0"},
		{"10", 10, []string{"for ever 0", "late 10", "soon 0", "money 0", "over 0", "not yet 0"}, "0"},
		{"1/3", 20, []string{"for ever 1/3", "late 0", "soon 0", "money 0", "over 0", "not yet 0"}, "0"},
		{"250", 4, []string{"for ever 100", "late 100", "soon 3", "money 0", "over 0", "not yet 0"}, "47"},
		{"0", 4, before, "0"}, {"-5", 4, before, "-5"},
	}
	for _, tt := range tests {
		after, rest := pricing.DrawUnits(packs, qty(tt.need), days(tt.day))
		if diff := cmp.Diff(tt.want, used(after)); diff != "" || rest.String() != tt.rest {
			t.Errorf("%s on day %d: rest %s, want %s (-want +got):\n%s", tt.need, tt.day, rest, tt.rest, diff)
		}
	}
	if diff := cmp.Diff(before, used(packs)); diff != "" {
		t.Errorf("drawing changes what it is given:\n%s", diff)
	}
}

func TestDrawAmount(t *testing.T) {
	packs := []pricing.Pack{{Price: cents(1000)}, {Price: cents(300), Spent: cents(100), Expires: days(9)}, {Units: qty("5"), Price: cents(900), Expires: days(2)}}
	after, rest, err := pricing.DrawAmount(packs, cents(500), days(1))
	if err != nil || !rest.IsZero() || after[0].Spent != cents(300) || after[1].Spent != cents(300) || after[2].Spent != (money.Amount{}) {
		t.Errorf("5.00: %v, rest %s, %v", after, rest, err)
	}
	_, rest, err = pricing.DrawAmount(packs, cents(5000), days(9))
	if err != nil || rest != cents(4000) {
		t.Errorf("50.00 of 10.00: rest %s, %v", rest, err)
	}
	if _, _, err := pricing.DrawAmount(packs, money.New(5, 2, money.MustCurrency("USD")), days(1)); !errors.Is(err, money.ErrMismatch) {
		t.Errorf("another currency: %v", err)
	}
}

func TestPackEarns(t *testing.T) {
	for used, want := range map[string]string{"0": "0.00", "1": "3.33", "2": "6.67", "3": "10.00", "4": "10.00", "1.5": "5.00", "1/3": "1.11"} {
		p := pricing.Pack{Units: qty("3"), Price: cents(1000), Used: qty(used)}
		if got, err := p.Earned(); err != nil || got.Text() != want {
			t.Errorf("%s of 3 units earn %s, %v; want %s", used, got, err, want)
		}
	}
	spent := pricing.Pack{Price: cents(1000), Spent: cents(250)}
	if got, err := spent.Unused(); err != nil || got != cents(750) {
		t.Errorf("2.50 of 10.00 leave %s, %v", got, err)
	}
}

// packsLoseNothing: whatever is drawn and when, what packs earn day by day and
// what is unused in the end sum to what was paid.
func packsLoseNothing(t *rapid.T) {
	packs := []pricing.Pack{{Units: pricing.FromExact(exact(genAbove().Draw(t, "units").StringFixed(3))), Price: cents(rapid.Int64Range(0, 1e6).Draw(t, "price"))}}
	var earned int64
	for range rapid.IntRange(0, 5).Draw(t, "draws") {
		before, err := packs[0].Earned()
		if err != nil {
			t.Fatal(err)
		}
		need := genQuantity().Draw(t, "need")
		left := packs[0].Units.Sub(packs[0].Used)
		var rest pricing.Quantity
		packs, rest = pricing.DrawUnits(packs, need, days(1))
		if !need.Sub(rest).Equal(left.Sub(packs[0].Units.Sub(packs[0].Used))) || packs[0].Used.Cmp(packs[0].Units) > 0 {
			t.Fatalf("drawing %s of %s leaves %v and %s to pay", need, left, packs, rest)
		}
		now, err := packs[0].Earned()
		if err != nil || now.Units() < before.Units() {
			t.Fatalf("earned %s after %s, %v", now, before, err)
		}
		earned += now.Units() - before.Units()
	}
	unused, err := packs[0].Unused()
	if err != nil || earned+unused.Units() != packs[0].Price.Units() || unused.Sign() < 0 {
		t.Fatalf("%d earned and %s unused of %s, %v", earned, unused, packs[0].Price, err)
	}
}

func TestPacksLoseNothing(t *testing.T) { rapid.Check(t, packsLoseNothing) }
func FuzzPacksLoseNothing(f *testing.F) { f.Fuzz(rapid.MakeFuzz(packsLoseNothing)) }
