package pricing_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// TestDiscountLine has the rows of DOMAIN §6 on coupons.
func TestDiscountLine(t *testing.T) {
	percent := pricing.Discount{ID: "p", Percent: dec("12.5")}
	amount := pricing.Discount{ID: "a", Kind: pricing.AmountOff, Amount: dec("15"), Scope: pricing.Everything}
	fixed := pricing.Discount{ID: "f", Kind: pricing.FixedPrice, Amount: dec("7.99")}
	tests := []struct {
		name     string
		discount pricing.Discount
		base     pricing.Base
		want     string
	}{
		{"percentage of what is booked", percent, pricing.Base{Booked: cents(1004)}, "-1.26"}, // 1.255
		{"percentage of a credit gives back", percent, pricing.Base{Booked: cents(-1004)}, "1.26"},
		{"amount on fees, by share", amount, pricing.Base{Fees: cents(10000), Share: of(1, 31)}, "-0.48"},
		{"amount on fees, at the end", amount, pricing.Base{Fees: cents(10000), Share: pricing.Whole(), Usage: cents(900)}, "-15.00"},
		{"the rest of the amount on usage", amount, pricing.Base{Fees: cents(1000), Share: pricing.Whole(), Usage: cents(300)}, "-13.00"},
		{"not more than the rest", amount, pricing.Base{Fees: cents(1000), Share: of(1, 2), Usage: cents(900)}, "-10.00"},
		{"nothing on a credit", amount, pricing.Base{Fees: cents(-1000), Share: pricing.Whole(), Usage: cents(-5)}, "0.00"},
		{"fixed price, by share", fixed, pricing.Base{Fees: cents(1000), Share: of(1, 2)}, "-1.01"}, // 1.005
		{"fixed price above", fixed, pricing.Base{Fees: cents(700), Share: pricing.Whole()}, "0.00"},
	}
	for _, tt := range tests {
		got, err := tt.discount.Line(tt.base)
		if err != nil || got.Text() != tt.want {
			t.Errorf("%s: Line = %s, %v; want %s", tt.name, got, err, tt.want)
		}
	}
	if _, err := (&pricing.Discount{ID: "x", Percent: dec("101")}).Line(pricing.Base{Booked: cents(1)}); err == nil {
		t.Error("a discount of more than 100 % is no error")
	}
	if got, err := percent.Line(pricing.Base{}); err != nil || got != (money.Amount{}) {
		t.Errorf("on nothing: %s, %v", got, err)
	}
}

func TestPlatformFee(t *testing.T) {
	flagged, err := money.Sum(cents(333), cents(333), cents(333)) // by the sum, not by each
	if err != nil {
		t.Fatal(err)
	}
	got, err := pricing.PercentOf(dec("5"), flagged)
	if err != nil || got.Text() != "0.50" {
		t.Errorf("PercentOf = %s, %v; want 0.50", got, err)
	}
	each, err := pricing.PercentOf(dec("5"), cents(333))
	if err != nil {
		t.Fatal(err)
	}
	control(t, "rounding each", cents(3*each.Units()).Text(), got.Text())
	if _, err := pricing.PercentOf(decimal.New(1, 99), cents(1)); !errors.Is(err, money.ErrDecimal) {
		t.Errorf("hostile: %v", err)
	}
}

func items() []pricing.Item {
	return []pricing.Item{
		{&pricing.Charge{ID: "licence"}, cents(10000)},
		{&pricing.Charge{ID: "setup", Kind: pricing.OneTime}, cents(5000)},
		{&pricing.Charge{ID: "addon"}, cents(3000)},
		{&pricing.Charge{ID: "traffic", Kind: pricing.Usage}, cents(2000)},
	}
}

func TestDiscounted(t *testing.T) {
	half := pricing.Discount{ID: "half", Percent: dec("50"), Scope: pricing.LicenceAndExtras}
	bundle := pricing.Discount{ID: "bundle", Bundle: true, Percent: dec("10"), Funder: -1}
	most := pricing.Discount{ID: "most", Kind: pricing.AmountOff, Amount: dec("190"), Scope: pricing.Everything}
	fixed := pricing.Discount{ID: "fixed", Kind: pricing.FixedPrice, Amount: dec("100")}
	tests := []struct {
		name      string
		discounts []pricing.Discount
		want      []string
	}{
		{"none", nil, nil},
		{"bundle first, whatever the order", []pricing.Discount{half, bundle},
			[]string{"bundle licence -10.00 of 100.00", "bundle addon -3.00 of 30.00", "half licence -45.00 of 90.00", "half setup -25.00 of 50.00", "half addon -13.50 of 27.00"}},
		{"an amount on fees first, then on usage", []pricing.Discount{most},
			[]string{"most licence -100.00 of 100.00", "most setup -50.00 of 50.00", "most addon -30.00 of 30.00", "most traffic -10.00 of 20.00"}},
		{"a fixed price spread over the licence", []pricing.Discount{fixed},
			[]string{"fixed licence -23.08 of 100.00", "fixed addon -6.92 of 30.00"}},
		{"a coupon on what is left", []pricing.Discount{fixed, {ID: "p", Percent: dec("10")}},
			[]string{"fixed licence -23.08 of 100.00", "fixed addon -6.92 of 30.00", "p licence -7.69 of 76.92", "p addon -2.31 of 23.08"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lines, err := pricing.Discounted(items(), tt.discounts...)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range lines {
				got = append(got, string(l.Discount)+" "+string(l.Charge)+" "+l.Amount.Text()+" of "+l.Base.Text())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Discounted mismatch (-want +got):\n%s", diff)
			}
		})
	}
	if _, err := pricing.Discounted([]pricing.Item{{&pricing.Charge{}, cents(1)}, {&pricing.Charge{}, money.New(1, 0, eur)}}, most); !errors.Is(err, money.ErrMismatch) {
		t.Errorf("items of two scales: %v", err)
	}
}

// discountsLeaveNothingNegative: whatever the coupons, no item is left below
// zero, and what is left is what was booked plus the lines.
func discountsLeaveNothingNegative(t *rapid.T) {
	list := items()
	for i := range list {
		list[i].Booked = cents(rapid.Int64Range(0, 100_000).Draw(t, "booked"))
	}
	discounts := make([]pricing.Discount, rapid.IntRange(0, 4).Draw(t, "discounts"))
	for i := range discounts {
		d := pricing.Discount{ID: pricing.DiscountID(rune('a' + i)), Kind: pricing.DiscountKind(rapid.IntRange(0, 2).Draw(t, "kind")), Bundle: rapid.Bool().Draw(t, "bundle")}
		if d.Kind == pricing.PercentOff {
			d.Percent = decimal.New(rapid.Int64Range(1, 10000).Draw(t, "percent"), -2)
		} else {
			d.Amount = decimal.New(rapid.Int64Range(0, 200_000).Draw(t, "amount"), -2)
		}
		if d.Kind != pricing.FixedPrice {
			d.Scope = pricing.Scope(rapid.IntRange(0, 2).Draw(t, "scope"))
		}
		discounts[i] = d
	}
	lines, err := pricing.Discounted(list, discounts...)
	if err != nil {
		t.Fatal(err)
	}
	left := map[pricing.ChargeID]int64{}
	for _, i := range list {
		left[i.Charge.ID] = i.Booked.Units()
	}
	for _, l := range lines {
		if l.Base.Units() != left[l.Charge] {
			t.Fatalf("%v is not on what was left, %d", l, left[l.Charge])
		}
		if left[l.Charge] += l.Amount.Units(); left[l.Charge] < 0 || l.Amount.Sign() >= 0 {
			t.Fatalf("%v leaves %d", l, left[l.Charge])
		}
	}
}

func TestDiscountsLeaveNothingNegative(t *testing.T) {
	rapid.Check(t, discountsLeaveNothingNegative)
}
func FuzzDiscountsLeaveNothingNegative(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(discountsLeaveNothingNegative))
}

func TestDiscountFaults(t *testing.T) {
	hostile := decimal.New(1, 1<<30)
	tests := []struct {
		name     string
		discount pricing.Discount
		want     string
	}{
		{"control", pricing.Discount{ID: "a", Percent: dec("100")}, ""},
		{"more than 100 %", pricing.Discount{ID: "a", Percent: dec("100.01")}, "percent: 100.01 is not above 0 and at most 100"},
		{"no percentage", pricing.Discount{ID: "a"}, "percent: 0 is not above 0"},
		{"both", pricing.Discount{ID: "a", Percent: dec("5"), Amount: dec("5")}, "amount: a percentage has no amount"},
		{"negative amount", pricing.Discount{Kind: pricing.AmountOff, Amount: dec("-1"), Percent: dec("1")}, "id: missing\namount: -1 is negative\npercent: an amount has no percentage"},
		{"hostile", pricing.Discount{ID: "a", Kind: pricing.AmountOff, Amount: hostile, Percent: hostile}, "percent: exponent\namount: exponent"},
		{"kind, scope, limits", pricing.Discount{ID: "a", Kind: 9, Scope: 9, Periods: -1, MaxRedemptions: -2, PerCustomer: -3},
			"kind: no such kind: 9\nscope: no such scope: 9\nperiods: -1 is negative\nmax_redemptions: -2\nper_customer: -3"},
		{"a fixed price of usage", pricing.Discount{ID: "a", Kind: pricing.FixedPrice, Scope: pricing.Everything}, "scope: a fixed price is of the licence"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { expect(t, tt.discount.Validate(), tt.want) })
	}
}

func TestStack(t *testing.T) {
	a := pricing.Discount{ID: "a", Percent: dec("10"), Excludes: []pricing.DiscountID{"b"}}
	b := pricing.Discount{ID: "b", Percent: dec("10")}
	c := pricing.Discount{ID: "c", Percent: dec("10")}
	if err := pricing.Stack(a, c); err != nil {
		t.Errorf("control: %v", err)
	}
	for _, pair := range [][]pricing.Discount{{a, b}, {b, a}, {c, a, b}} {
		var e *pricing.ExclusionError
		if err := pricing.Stack(pair...); !errors.As(err, &e) || e.Discount != "a" || e.Excluded != "b" {
			t.Errorf("Stack(%v) = %v; want an exclusion of b by a", pair, err)
		}
		if _, err := pricing.Discounted(items(), pair...); !errors.As(err, &e) {
			t.Errorf("Discounted(%v) = %v", pair, err)
		}
	}
	expect(t, pricing.Stack(c, c, pricing.Discount{ID: "d", Percent: dec("101")}), "discounts[1].id: \"c\" is discounts[0] already\ndiscounts[2].percent: 101 is not")
}

func TestScopes(t *testing.T) {
	want := map[pricing.Scope][3]bool{pricing.Licence: {true, false, false}, pricing.LicenceAndExtras: {true, true, false}, pricing.Everything: {true, true, true}, 9: {}}
	for s, covers := range want {
		for k, w := range covers {
			if got := s.Covers(&pricing.Charge{Kind: pricing.Kind(k)}); got != w {
				t.Errorf("%s covers a %s charge: %t, want %t", s, pricing.Kind(k), got, w)
			}
		}
	}
}

func TestReach(t *testing.T) {
	line := func(plan pricing.PlanID, day int) pricing.LineStart {
		return pricing.LineStart{Plan: plan, Start: days(day)}
	}
	monthly := []pricing.LineStart{line("p", 3), line("p", 10), line("p", 40), line("p", 70)} // a stub first
	switched := []pricing.LineStart{line("p", 3), line("q", 10), line("p", 40)}
	tests := []struct {
		name     string
		discount pricing.Discount
		lines    []pricing.LineStart
		want     int
	}{
		{"for ever", pricing.Discount{}, monthly, 4},
		{"a stub counts", pricing.Discount{Periods: 2}, monthly, 2},
		{"until a date, by the period's start", pricing.Discount{Until: days(40)}, monthly, 2},
		{"until just after", pricing.Discount{Until: days(40) + 1}, monthly, 3},
		{"a switch ends it, also after a switch back", pricing.Discount{}, switched, 1},
		{"both limits", pricing.Discount{Periods: 3, Until: days(11)}, monthly, 2},
	}
	for _, tt := range tests {
		if got := tt.discount.Reach("p", tt.lines); got != tt.want {
			t.Errorf("%s: Reach = %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestBundle(t *testing.T) {
	b := pricing.Bundle{ID: "b", Funder: -2, Members: []pricing.Member{{Plan: "x", Percent: dec("33")}, {Plan: "y"}}}
	if d, ok := b.For("x", "y", "x", "z"); !ok || !d.Bundle || d.Funder != -2 || !d.Percent.Equal(dec("33")) || d.Validate() != nil {
		t.Errorf("For x = %v, %t", d, ok)
	}
	for _, held := range [][]pricing.PlanID{{"x"}, nil} {
		if _, ok := b.For("x", held...); ok {
			t.Errorf("half a bundle, %v, gives a discount", held)
		}
	}
	if _, ok := b.For("y", "x", "y"); ok {
		t.Error("a member without a percentage has a discount")
	}
	bad := pricing.Bundle{Members: []pricing.Member{{Percent: dec("101")}, {Plan: "x", Percent: dec("-1")}, {Plan: "x"}}}
	expect(t, bad.Validate(), "id: missing\nmembers[0].plan: missing\nmembers[0].percent: 101 is not 0 to 100\nmembers[1].percent: -1 is not\nmembers[2].plan: \"x\" comes twice")
	expect(t, (&pricing.Bundle{ID: "b"}).Validate(), "members: missing")
}
