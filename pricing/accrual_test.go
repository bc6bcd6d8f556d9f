package pricing_test

import (
	"errors"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

func of(num, den int64) pricing.Share { return pricing.Share{Num: num, Den: den} }

// TestAccrueUsage has the rows of DOMAIN §6 on usage.
func TestAccrueUsage(t *testing.T) {
	graduated := compiled(t, pricing.Graduated{Tiers: []pricing.Tier{tier("100", "1.00", "0"), tier("0", "0.50", "0")}})
	other := compiled(t, pricing.Graduated{Tiers: []pricing.Tier{tier("150", "2.00", "0"), tier("0", "1.00", "0")}})
	flat := compiled(t, pricing.Sum{Models: []pricing.Model{pricing.Flat{Amount: dec("31")}, pricing.PerUnit{Unit: dec("1")}}})
	included := compiled(t, pricing.Included{Units: dec("50"), Model: pricing.PerUnit{Unit: dec("2")}})
	u := func(q string) pricing.Input { return pricing.At(qty(q)) }
	tests := []struct {
		name      string
		stretches []pricing.Stretch
		want      string
	}{
		{"nothing", nil, "0"},
		{"one revision", []pricing.Stretch{{Rater: graduated, To: u("120"), Share: of(1, 3)}}, "110"},
		{"tier position carried over a plan switch", []pricing.Stretch{{Rater: graduated, To: u("120"), Share: of(1, 2)}, {Rater: other, From: u("120"), To: u("200"), Share: of(1, 2)}}, "220"}, // 110 + 30×2 + 50×1
		{"the switch restarts the period", []pricing.Stretch{{Rater: graduated, To: u("120"), Share: of(1, 2)}, {Rater: other, To: u("80"), Share: of(1, 2)}}, "270"},
		{"P(0) with the share of time", []pricing.Stretch{{Rater: flat, To: u("7"), Share: of(10, 31)}}, "17"},
		{"P(0) of two revisions", []pricing.Stretch{{Rater: flat, To: u("7"), Share: of(10, 31)}, {Rater: flat, From: u("7"), To: u("9"), Share: of(21, 31)}}, "40"},
		{"included units are not pro-rated in a stub", []pricing.Stretch{{Rater: included, To: u("60"), Share: of(1, 31)}}, "20"},
		{"tier bounds are not pro-rated in a stub", []pricing.Stretch{{Rater: graduated, To: u("101"), Share: of(1, 31)}}, "100.5"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := pricing.AccrueUsage(tt.stretches...)
			if err != nil || got.String() != tt.want {
				t.Errorf("AccrueUsage = %s, %v; want %s", got, err, tt.want)
			}
		})
	}
	matrix := pricing.Stretch{Rater: compiled(t, grid), To: pricing.Input{Quantity: qty("4"), Attributes: attributes("region", "eu", "size", "S")}}
	if got, err := pricing.AccrueUsage(matrix); err != nil || got.String() != "8" {
		t.Errorf("by attributes: %s, %v; want 8", got, err)
	}
	matrix.From.Quantity = qty("1")
	if _, err := pricing.AccrueUsage(matrix); err == nil {
		t.Error("a stretch whose start lacks its attributes is no error")
	}
	matrix.From.Attributes = matrix.To.Attributes
	if got, err := pricing.AccrueUsage(matrix); err != nil || got.String() != "6" {
		t.Errorf("by attributes, from 1 on: %s, %v; want 6", got, err)
	}
	matrix.To.Attributes = nil
	if _, err := pricing.AccrueUsage(matrix); err == nil {
		t.Error("a stretch without attributes is no error")
	}
	dynamic := pricing.Stretch{Rater: compiled(t, pricing.Percentage{Percent: dec("10"), Fixed: dec("31"), Of: []pricing.ChargeID{"a"}}), Share: of(1, 31)}
	dynamic.From.Charges, dynamic.To.Charges = map[pricing.ChargeID]decimal.Decimal{"a": dec("0")}, map[pricing.ChargeID]decimal.Decimal{"a": dec("40")}
	if got, err := pricing.AccrueUsage(dynamic); err != nil || got.String() != "5" {
		t.Errorf("a percentage with a fixed part: %s, %v; want 5", got, err)
	}
}

// TestAccrueShares has the rows of DOMAIN §6 on fees and on levels.
func TestAccrueShares(t *testing.T) {
	seat := compiled(t, pricing.PerUnit{Unit: dec("10")})
	dearer := compiled(t, pricing.PerUnit{Unit: dec("12")})
	tests := []struct {
		name      string
		stretches []pricing.Stretch
		want      string
	}{
		{"a fee whose quantity changes at half", []pricing.Stretch{{Rater: seat, To: pricing.At(qty("5")), Share: of(1, 2)}, {Rater: seat, To: pricing.At(qty("8")), Share: of(1, 2)}}, "65"},
		{"a peak repriced at half", []pricing.Stretch{{Rater: seat, To: pricing.At(qty("7")), Share: of(1, 2)}, {Rater: dearer, To: pricing.At(qty("7")), Share: of(1, 2)}}, "77"},
		{"no time", []pricing.Stretch{{Rater: seat, To: pricing.At(qty("7"))}}, "0"},
	}
	for _, tt := range tests {
		if got, err := pricing.AccrueShares(tt.stretches...); err != nil || got.String() != tt.want {
			t.Errorf("%s: AccrueShares = %s, %v; want %s", tt.name, got, err, tt.want)
		}
	}
	if _, err := pricing.AccrueShares(pricing.Stretch{Rater: compiled(t, pricing.Dynamic{}), Share: pricing.Whole()}); err == nil {
		t.Error("a missing amount is no error")
	}
}

// quotasSum: however a line is cut, the differences of what usage has earned sum
// to the whole, for every model.
func quotasSum(t *rapid.T) {
	m, in := genModel(3).Draw(t, "model"), genInput().Draw(t, "input")
	_, r := compiled(t, m).Bounds()
	n := rapid.Int64Range(1, 31).Draw(t, "slots")
	from := in
	from.Quantity, from.Amount = pricing.Quantity{}, some(decimal.Decimal{})
	upTo := func(k int64) (money.Amount, error) {
		to := in
		to.Quantity = pricing.FromExact(in.Quantity.Exact().Mul(exact(decimal.New(k, 0).StringFixed(0))).Over(n))
		a, err := pricing.AccrueUsage(pricing.Stretch{Rater: r, From: from, To: to, Share: of(k, n)})
		if err != nil {
			return money.Amount{}, err
		}
		return a.Round(2, eur, money.HalfUp)
	}
	all, err := upTo(n)
	if err != nil {
		return
	}
	var sum money.Amount
	before := money.New(0, 2, eur)
	for k := range n {
		now, err := upTo(k + 1)
		if err != nil {
			t.Fatalf("%#v is priced at %s, but not on the way: %v", m, in.Quantity, err)
		}
		quota, err := now.Sub(before)
		if err != nil {
			t.Fatal(err)
		}
		if sum, err = sum.Add(quota); err != nil {
			t.Fatal(err)
		}
		before = now
	}
	if sum != all {
		t.Fatalf("%#v: quotas sum to %s, the line is %s", m, sum, all)
	}
}

func TestQuotasSum(t *testing.T) { rapid.Check(t, quotasSum) }
func FuzzQuotasSum(f *testing.F) { f.Fuzz(rapid.MakeFuzz(quotasSum)) }

// boundsAreTheirModel: over a full period the lines of minimums and maximums
// bring what is booked to the price that has them inside, and none has the
// wrong sign on the way.
func boundsAreTheirModel(t *rapid.T) {
	m := genModel(1).Draw(t, "model")
	for range rapid.IntRange(1, 3).Draw(t, "bounds") {
		amount := genPrice().Draw(t, "bound")
		if rapid.Bool().Draw(t, "minimum") {
			m = pricing.Minimum{Amount: amount, Model: m}
		} else {
			m = pricing.Maximum{Amount: amount, Model: m}
		}
	}
	in := genInput().Draw(t, "input")
	r := compiled(t, m)
	all, err := r.PriceOf(in)
	if err != nil {
		return
	}
	bounds, inner := r.Bounds()
	core, err := inner.PriceOf(in)
	if err != nil {
		t.Fatal(err)
	}
	booked, err := core.Round(2, eur, money.HalfUp)
	if err != nil {
		return // beyond what may be booked
	}
	for _, b := range bounds {
		line, err := b.Line(booked, pricing.Whole(), 2, eur)
		if errors.Is(err, money.ErrRange) {
			return // so is the bound
		}
		if err != nil {
			t.Fatal(err)
		}
		if line.Sign() < 0 && b.Kind == pricing.AtLeast || line.Sign() > 0 && b.Kind == pricing.AtMost {
			t.Fatalf("a %s of %s takes %s of %s", b.Kind, b.Amount, line, booked)
		}
		if booked, err = booked.Add(line); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := all.Round(2, eur, money.HalfUp); err != nil || booked != want {
		t.Fatalf("%#v: lines sum to %s, the price is %s (%v)", m, booked, want, err)
	}
}

func TestBoundsAreTheirModel(t *testing.T) { rapid.Check(t, boundsAreTheirModel) }
func FuzzBoundsAreTheirModel(f *testing.F) { f.Fuzz(rapid.MakeFuzz(boundsAreTheirModel)) }

func TestBoundLine(t *testing.T) {
	bound := func(k pricing.BoundKind, amount string) pricing.Bound {
		return pricing.Bound{Kind: k, Amount: exact(amount)}
	}
	tests := []struct {
		name   string
		bound  pricing.Bound
		booked int64
		share  pricing.Share
		want   string
	}{
		{"minimum, nothing used on day 1", bound(pricing.AtLeast, "100"), 0, of(1, 31), "3.23"},
		{"minimum, covered", bound(pricing.AtLeast, "100"), 324, of(1, 31), "0.00"},
		{"minimum, at the end", bound(pricing.AtLeast, "100"), 4000, pricing.Whole(), "60.00"},
		{"minimum of a stub", bound(pricing.AtLeast, "100"), 4000, of(15, 31), "8.39"},
		{"maximum, below", bound(pricing.AtMost, "50"), 4999, pricing.Whole(), "0.00"},
		{"maximum, above", bound(pricing.AtMost, "50"), 6001, pricing.Whole(), "-10.01"},
		{"maximum of a stub", bound(pricing.AtMost, "50"), 6001, of(1, 2), "-35.01"},
	}
	for _, tt := range tests {
		got, err := tt.bound.Line(cents(tt.booked), tt.share, 2, eur)
		if err != nil || got.Text() != tt.want {
			t.Errorf("%s: Line = %s, %v; want %s", tt.name, got, err, tt.want)
		}
	}
	if got, err := bound(pricing.AtLeast, "5").Line(money.Amount{}, pricing.Whole(), 2, eur); err != nil || got != cents(500) {
		t.Errorf("on nothing booked: %s, %v", got, err)
	}
	if _, err := bound(pricing.AtLeast, "5").Line(money.New(1, 0, eur), pricing.Whole(), 2, eur); !errors.Is(err, money.ErrMismatch) {
		t.Errorf("another scale: %v", err)
	}
	if _, err := bound(pricing.AtLeast, "1e18").Line(cents(1), pricing.Whole(), 2, eur); !errors.Is(err, money.ErrRange) {
		t.Errorf("too much: %v", err)
	}
}

// TestBoundsOfASeller: a seller's rule acts on minimum and maximum as well, and
// leaves them bounds.
func TestBoundsOfASeller(t *testing.T) {
	half := func(p fix.Num) fix.Num { return p.Mul(fix.New(5, 1)) }
	r := compiled(t, pricing.Maximum{Amount: dec("50"), Model: pricing.Minimum{Amount: dec("10"), Model: pricing.PerUnit{Unit: dec("2")}}}).Map(half, half)
	bounds, inner := r.Bounds()
	if len(bounds) != 2 {
		t.Fatalf("%d bounds, want 2", len(bounds))
	}
	want(t, "the first", bounds[0].Kind.String()+" "+bounds[0].Amount.String(), "minimum 5")
	want(t, "the second", bounds[1].Kind.String()+" "+bounds[1].Amount.String(), "maximum 25")
	p, err := inner.PriceOf(pricing.At(qty("7")))
	if err != nil {
		t.Fatal(err)
	}
	want(t, "what is inside", p.String(), "7")
	if bounds, same := inner.Bounds(); len(bounds) != 0 || same == nil {
		t.Errorf("what is inside has bounds: %v", bounds)
	}
}

func TestLimitCovers(t *testing.T) {
	p := whole()
	all, some := p.Limits[0], p.Limits[1]
	for i, want := range [][2]bool{{false, false}, {false, false}, {true, true}, {false, false}} {
		if got := [2]bool{all.Covers(&p.Charges[i]), some.Covers(&p.Charges[i])}; got != want {
			t.Errorf("charge %d: the limits cover it: %v, want %v", i, got, want)
		}
	}
	if b, err := some.Bound(); err != nil || b.Kind != pricing.AtMost || b.Amount.String() != "900" {
		t.Errorf("Bound = %v, %v", b, err)
	}
	if _, err := (&pricing.Limit{Amount: decimal.New(1, 99)}).Bound(); err == nil {
		t.Error("a hostile limit is no error")
	}
}
