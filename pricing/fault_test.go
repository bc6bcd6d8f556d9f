package pricing_test

import (
	"errors"
	"math"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// Faults that other billing engines shipped, by their number in the project's
// list, each with a control: the way that has the fault.

func share(t testing.TB, m pricing.Model, q string, s pricing.Share) pricing.Exact {
	t.Helper()
	a, err := pricing.AccrueShares(pricing.Stretch{Rater: compiled(t, m), To: pricing.At(qty(q)), Share: s})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestFault22CreditIsOfTheBookedPrice(t *testing.T) {
	old, current := pricing.Flat{Amount: dec("10.00")}, pricing.Flat{Amount: dec("12.00")}
	credit := share(t, old, "1", of(1, 2)).Sub(share(t, old, "1", pricing.Whole()))
	want(t, "the credit at half", round2(t, credit), "-5.00")
	control(t, "the plan's current price", round2(t, share(t, current, "1", of(1, 2)).Sub(share(t, current, "1", pricing.Whole()))), "-5.00")
}

func TestFault23CreditDoesNotDependOnTheModel(t *testing.T) {
	for _, m := range []pricing.Model{
		pricing.PerUnit{Unit: dec("2")}, pricing.Flat{Amount: dec("10")}, pricing.Volume{Tiers: []pricing.Tier{tier("0", "2", "0")}},
		pricing.Package{Size: dec("5"), Price: dec("10")}, pricing.Minimum{Amount: dec("10"), Model: pricing.PerUnit{Unit: dec("1")}},
	} {
		want(t, "half of it", round2(t, share(t, m, "5", of(1, 2))), "5.00")
	}
}

func TestFault24UsageIsConsumedOnce(t *testing.T) {
	r := compiled(t, pricing.PerUnit{Unit: dec("1")})
	at := func(q string) pricing.Input { return pricing.At(qty(q)) }
	switched := []pricing.Stretch{{Rater: r, To: at("70")}, {Rater: r, From: at("70"), To: at("100")}}
	got, err := pricing.AccrueUsage(switched...)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "100 units over a switch at 70", got.String(), "100")
	switched[1].From = at("0") // the meter was not reset
	again, err := pricing.AccrueUsage(switched...)
	if err != nil {
		t.Fatal(err)
	}
	control(t, "counting from zero again", again.String(), "100")
}

// counter is a host's store of redemptions, guarded by compare-and-swap or not.
type counter struct {
	now     pricing.Redemptions
	guarded bool
}

func (c *counter) swap(old, next pricing.Redemptions) bool {
	if c.guarded && c.now != old {
		return false
	}
	c.now = next
	return true
}

// race lets two redeem at once the last of a coupon: both read, both write, and
// who is refused reads again.
func race(d *pricing.Discount, c *counter) (given int) {
	read := [2]pricing.Redemptions{c.now, c.now}
	for _, so := range read {
		for {
			next, err := d.Redeem(so)
			if err != nil {
				break
			}
			if c.swap(so, next) {
				given++
				break
			}
			so = c.now
		}
	}
	return given
}

func TestFault31RedemptionsDoNotRace(t *testing.T) {
	last := &pricing.Discount{ID: "d", MaxRedemptions: 3}
	so := pricing.Redemptions{Total: 2, Customer: 1}
	if given := race(last, &counter{so, true}); given != 1 {
		t.Errorf("%d of one left were given", given)
	}
	if given := race(last, &counter{so, false}); given != 2 {
		t.Errorf("control: an unguarded store gives %d: the test proves nothing", given)
	}
	own := &pricing.Discount{ID: "d", PerCustomer: 1}
	var used *pricing.RedemptionError
	if _, err := own.Redeem(so); !errors.As(err, &used) || !used.Customer || used.Limit != 1 {
		t.Errorf("a customer's second: %v", err)
	}
	if next, err := own.Redeem(pricing.Redemptions{Total: 99}); err != nil || next != (pricing.Redemptions{Total: 100, Customer: 1}) {
		t.Errorf("another customer's first: %v, %v", next, err)
	}
}

func TestFault32OneCellForEachEvent(t *testing.T) {
	overlap := grid
	overlap.Cells = append(append([]pricing.Cell(nil), grid.Cells...), pricing.Cell{Values: []string{"", "M"}, Model: pricing.PerUnit{Unit: dec("9")}})
	_, err := pricing.Compile(overlap)
	expect(t, err, "cells[3].values: region=eu, size=M is cells[0] already")
	for _, r := range []string{"eu", "us"} {
		for _, s := range []string{"S", "M"} {
			lines, err := compiled(t, grid).Rate(pricing.Input{Quantity: qty("1"), Attributes: attributes("region", r, "size", s)})
			if err != nil || len(lines) != 1 {
				t.Errorf("%s, %s is priced by %v, %v; want one cell", r, s, lines, err)
			}
		}
	}
}

func TestFault33TrueUpOfASplitCharge(t *testing.T) {
	bound := pricing.Bound{Kind: pricing.AtLeast, Amount: exact("100")}
	parts := []money.Amount{cents(3000), cents(5000)}
	both, err := money.Sum(parts...)
	if err != nil {
		t.Fatal(err)
	}
	line, err := bound.Line(both, pricing.Whole(), 2, eur)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "the true-up of both", line.Text(), "20.00")
	shares, err := pricing.Allocate(line, qty("30"), qty("50"))
	if err != nil {
		t.Fatal(err)
	}
	want(t, "its parts", shares[0].Text()+" "+shares[1].Text(), "7.50 12.50")
	var each int64
	for _, p := range parts {
		l, err := bound.Line(p, pricing.Whole(), 2, eur)
		if err != nil {
			t.Fatal(err)
		}
		each += l.Units()
	}
	control(t, "a true-up for each part", cents(each).Text(), "20.00")
}

func TestFault40NoCentStaysDue(t *testing.T) {
	fee := exact("3.335")
	booked, err := fee.Round(2, eur, money.HalfUp)
	if err != nil {
		t.Fatal(err)
	}
	packs := []pricing.Pack{{Price: cents(1000)}}
	_, rest, err := pricing.DrawAmount(packs, booked, days(1))
	if err != nil || !rest.IsZero() {
		t.Errorf("%s of a pack leaves %s due, %v", booked, rest, err)
	}
	capped, err := fee.Round(2, eur, money.Down) // what a cap rounded by itself allows
	if err != nil {
		t.Fatal(err)
	}
	due, err := booked.Sub(capped)
	if err != nil {
		t.Fatal(err)
	}
	control(t, "a cap rounded on its own", due.Text(), rest.Text())
}

func TestFault41BalanceIsWhatPostingsLeave(t *testing.T) {
	pack := []pricing.Pack{{Units: qty("3"), Price: cents(1000)}}
	var posted, floored int64
	for range 3 {
		before, err := pack[0].Earned()
		if err != nil {
			t.Fatal(err)
		}
		pack, _ = pricing.DrawUnits(pack, qty("1"), days(1))
		now, err := pack[0].Earned()
		if err != nil {
			t.Fatal(err)
		}
		posted += now.Units() - before.Units()
		floored += 1000 / 3
	}
	left, err := pack[0].Unused()
	if err != nil || !left.IsZero() {
		t.Errorf("a pack used up leaves %s, %v", left, err)
	}
	want(t, "the postings", cents(posted).Text(), "10.00")
	control(t, "flooring each", cents(floored).Text(), "10.00")
}

func TestFault42PartsOfACreditSumToIt(t *testing.T) {
	parts, err := pricing.Allocate(cents(-1000), qty("1"), qty("1"), qty("1"))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := money.Sum(parts...)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "the items", sum.Text(), "-10.00")
	third, err := exact("-10").Over(3).Round(2, eur, money.HalfUp)
	if err != nil {
		t.Fatal(err)
	}
	control(t, "rounding each", cents(3*third.Units()).Text(), "-10.00")
}

func TestFault43HalfACentIsNotFlipped(t *testing.T) {
	want(t, "1.005", round2(t, priceOf(t, pricing.PerUnit{Unit: dec("1.005")}, "1")), "1.01")
	float, _ := dec("1.005").Float64()
	control(t, "a float", cents(int64(math.Round(float*100))).Text(), "1.01")
}

func TestFault45CurrencyWithoutDecimals(t *testing.T) {
	jpy := money.MustCurrency("JPY")
	digits, err := money.Currencies{}.Digits(jpy)
	if err != nil {
		t.Fatal(err)
	}
	got, err := share(t, pricing.Flat{Amount: dec("1000")}, "1", of(1, 2)).Round(digits, jpy, money.HalfUp)
	if err != nil || got != money.New(500, 0, jpy) {
		t.Errorf("half of 1000 JPY is %s, %v", got, err)
	}
	hundredfold, err := share(t, pricing.Flat{Amount: dec("1000")}, "1", of(1, 2)).Round(2, jpy, money.HalfUp)
	if err != nil {
		t.Fatal(err)
	}
	if hundredfold.Units() == got.Units() {
		t.Error("control: taking two digits for granted gives as many units")
	}
}

func TestFault46RemovedItemsLeaveTheTiers(t *testing.T) {
	model := pricing.Graduated{Tiers: []pricing.Tier{tier("1", "10", "0"), tier("0", "1", "0")}}
	gone := []pricing.Sample{
		{Source: "a", ID: "1", At: days(0), Value: dec("1")}, {Source: "a", ID: "2", At: days(1), Value: dec("0")},
		{Source: "b", ID: "1", At: days(1), Value: dec("1")},
	}
	measure := func(s pricing.Statistic) string {
		got, err := pricing.Metric{Statistic: s}.Measure(gone, days(0), []calendar.Instant{days(2)}, days(2))
		if err != nil {
			t.Fatal(err)
		}
		return got[0].Quantity.String()
	}
	want(t, "what is left", round2(t, priceOf(t, model, measure(pricing.Last))), "10.00")
	control(t, "counting all that ever were", round2(t, priceOf(t, model, measure(pricing.Count))), "10.00")
}

// quote is what a preview and an invoice both call: usage as known at an
// instant, rated, with its coupons.
func quote(t *testing.T, known calendar.Instant, coupons ...pricing.Discount) (total string) {
	t.Helper()
	samples := []pricing.Sample{
		{ID: "1", At: days(0), Known: days(0), Value: dec("70")},
		{ID: "2", At: days(5), Known: days(40), Value: dec("50")}, // late
	}
	used, err := pricing.Metric{}.Measure(samples, days(0), []calendar.Instant{days(30)}, known)
	if err != nil {
		t.Fatal(err)
	}
	charge := pricing.Charge{ID: "traffic", Kind: pricing.Usage}
	booked, err := priceOf(t, pricing.Graduated{Tiers: []pricing.Tier{tier("100", "1.00", "0"), tier("0", "0.50", "0")}}, used[0].Quantity.String()).Round(2, eur, money.HalfUp)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pricing.Discounted([]pricing.Item{{&charge, booked}}, coupons...)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if booked, err = booked.Add(l.Amount); err != nil {
			t.Fatal(err)
		}
	}
	return booked.Text()
}

func TestFault47PreviewIsTheInvoice(t *testing.T) {
	tenth := pricing.Discount{ID: "d", Percent: dec("10"), Scope: pricing.Everything}
	want(t, "a preview on day 31", quote(t, days(31), tenth), "63.00")
	want(t, "the invoice of day 45", quote(t, days(45), tenth), "99.00")
	want(t, "a preview as of day 45", quote(t, days(45), tenth), quote(t, days(45), tenth))
	control(t, "a preview without coupons", quote(t, days(45)), "99.00")
}

func TestFault48NoTimeIsWorthNothing(t *testing.T) {
	want(t, "a quarter's fee over no time", share(t, pricing.Flat{Amount: dec("300")}, "1", pricing.Share{}).String(), "0")
	want(t, "and of no length", share(t, pricing.Flat{Amount: dec("300")}, "1", of(0, 92)).String(), "0")
	control(t, "a whole quarter", share(t, pricing.Flat{Amount: dec("300")}, "1", of(92, 92)).String(), "0")
}

func TestFaultTiersDeclaredAndNeverRated(t *testing.T) {
	tiers := manyTiers(50)
	r := compiled(t, pricing.Graduated{Tiers: tiers})
	for k := range tiers {
		q := decimal.New(int64(k)*100+1, 0)
		lines, err := r.Rate(pricing.At(qty(q.StringFixed(0))))
		if err != nil || lines[len(lines)-1].Tier != k {
			t.Errorf("%s units do not reach tier %d: %v, %v", q.StringFixed(0), k, lines, err)
		}
	}
	_, err := pricing.Compile(pricing.Graduated{Tiers: []pricing.Tier{tier("10", "1", "0"), tier("10", "2", "0"), tier("0", "3", "0")}})
	expect(t, err, "tiers[1].up_to: 10 is not above the tier before, 10") // no quantity would reach it
}

func TestFaultDeltasOfAMinimum(t *testing.T) {
	bounds, inner := compiled(t, pricing.Minimum{Amount: dec("31"), Model: pricing.PerUnit{Unit: dec("1")}}).Bounds()
	used := []int64{0, 0, 20, 20, 40} // a lump on day 3 and one on day 5, of 31 days
	var alone int64
	for day, q := range used {
		core, err := inner.Price(qty(decimal.New(q, 0).StringFixed(0)).Num())
		if err != nil {
			t.Fatal(err)
		}
		booked, err := pricing.ExactNum(core).Round(2, eur, money.HalfUp)
		if err != nil {
			t.Fatal(err)
		}
		line, err := bounds[0].Line(booked, of(int64(day+1), 31), 2, eur)
		if err != nil || line.Sign() < 0 {
			t.Errorf("day %d: the minimum's line is %s, %v", day+1, line, err)
		}
		before := int64(0)
		if day > 0 {
			before = used[day-1]
		}
		if delta := 100 - (q-before)*100; delta < 0 {
			alone += delta // a day's own minimum of 1.00, rated on the day's usage alone
		}
	}
	if alone == 0 {
		t.Error("control: rating each day alone never turns negative: the test proves nothing")
	}
}
