package pricing_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// These are the rows of DOMAIN §10 that prices alone decide. Each has a control:
// the way to another number that it guards against.

var eur = money.MustCurrency("EUR")

func cents(units int64) money.Amount { return money.New(units, 2, eur) }

func round2(t testing.TB, x pricing.Exact) string { return rounded(t, x, money.HalfUp) }

func rounded(t testing.TB, x pricing.Exact, r money.Rounding) string {
	t.Helper()
	a, err := x.Round(2, eur, r)
	if err != nil {
		t.Fatal(err)
	}
	return a.Text()
}

func priceOf(t testing.TB, m pricing.Model, q string) pricing.Exact {
	t.Helper()
	p, err := compiled(t, m).PriceOf(pricing.At(qty(q)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func want(t testing.TB, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %s, want %s", what, got, want)
	}
}

// control demands that another way gives another number.
func control(t testing.TB, what, got, want string) {
	t.Helper()
	if got == want {
		t.Errorf("control: %s gives %s as well: the test proves nothing", what, got)
	}
}

func TestDomain10Row1Tiers(t *testing.T) {
	steps := []pricing.Tier{tier("9", "0", "30"), tier("0", "0", "100")}
	want(t, "graduated", round2(t, priceOf(t, pricing.Graduated{Tiers: seats}, "15")), "63.00")
	want(t, "volume", round2(t, priceOf(t, pricing.Volume{Tiers: seats}, "15")), "45.00")
	want(t, "stairstep", round2(t, priceOf(t, pricing.Stairstep{Tiers: steps}, "15")), "100.00")
	want(t, "stairstep at the end of a tier", round2(t, priceOf(t, pricing.Stairstep{Tiers: steps}, "9")), "30.00")
	control(t, "a tier that ends before its last unit", round2(t, priceOf(t, pricing.Graduated{Tiers: []pricing.Tier{tier("8", "5", "0"), tier("0", "3", "0")}}, "15")), "63.00")
}

// days returns the instant at the start of day n of a 30-day month, from 0.
func days(n int) calendar.Instant {
	return calendar.Must("2026-04-01T00:00:00Z").Add(time.Duration(n) * 24 * time.Hour)
}

func gauge(id string, day int, value string) pricing.Sample {
	return pricing.Sample{ID: id, At: days(day), Value: dec(value)}
}

// averageUpTo accrues a gauge average at 2.00 a user and month over n days.
func averageUpTo(t testing.TB, samples []pricing.Sample, n int) pricing.Exact {
	t.Helper()
	m := pricing.Metric{ID: "users", Statistic: pricing.Average}
	got, err := m.Measure(samples, days(0), []calendar.Instant{days(n)}, days(30))
	if err != nil {
		t.Fatal(err)
	}
	a, err := pricing.AccrueShares(pricing.Stretch{
		Rater: compiled(t, pricing.PerUnit{Unit: dec("2.00")}),
		To:    pricing.At(got[0].Quantity), Share: pricing.Share{Num: int64(n), Den: 30},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestDomain10Row2Average(t *testing.T) {
	samples := []pricing.Sample{gauge("a", 0, "10"), gauge("b", 10, "20"), gauge("c", 25, "15")}
	want(t, "the month", round2(t, averageUpTo(t, samples, 30)), "31.67")
	want(t, "day 1", round2(t, averageUpTo(t, samples, 1)), "0.67")
	want(t, "12 days at a constant 10", round2(t, averageUpTo(t, samples[:1], 12)), "8.00")
	want(t, "the average itself", averageUpTo(t, samples, 30).String(), "95/3")
	control(t, "an average of samples", round2(t, priceOf(t, pricing.PerUnit{Unit: dec("2.00")}, "15")), "31.67")
	control(t, "an average cut to two decimals", round2(t, priceOf(t, pricing.PerUnit{Unit: dec("2.00")}, "15.83")), "31.67")
}

func markedUp(t testing.TB, price string, percents ...string) *pricing.Rater {
	t.Helper()
	r := compiled(t, pricing.PerUnit{Unit: dec(price)})
	for _, p := range percents {
		factor := fix.FromDecimal(dec(p).Shift(-2).Add(dec("1")))
		times := func(x fix.Num) fix.Num { return x.Mul(factor) }
		r = r.Map(times, times)
	}
	return r
}

func TestDomain10Row6Markups(t *testing.T) {
	for _, tt := range []struct{ price, percent, quantity, exact, booked string }{
		{"9.99", "100", "1", "19.98", "19.98"},
		{"10.00", "212", "1", "31.2", "31.20"},
		{"19.00", "12", "1", "21.28", "21.28"},
		{"0.01", "10", "1", "0.011", "0.01"},
		{"0.01", "10", "100", "1.1", "1.10"},
	} {
		p, err := markedUp(t, tt.price, tt.percent).PriceOf(pricing.At(qty(tt.quantity)))
		if err != nil {
			t.Fatal(err)
		}
		want(t, tt.price+" + "+tt.percent+" %", p.String(), tt.exact)
		want(t, tt.price+" + "+tt.percent+" %, booked", round2(t, p), tt.booked)
	}
	control(t, "100 units of a unit price rounded first", round2(t, priceOf(t, pricing.PerUnit{Unit: dec("0.01")}, "100")), "1.10")
}

func TestDomain10Row7ThreeMarkups(t *testing.T) {
	r := markedUp(t, "0.0032", "10", "15", "20")
	lines, err := r.Rate(pricing.At(qty("1000")))
	if err != nil || len(lines) != 1 {
		t.Fatalf("%v, %v", lines, err)
	}
	want(t, "the unit price", lines[0].Unit.StringFixed(7), "0.0048576")
	want(t, "the amount", round2(t, lines[0].Amount), "4.86")
	control(t, "unit prices rounded to four decimals", round2(t, priceOf(t, pricing.PerUnit{Unit: dec("0.0048")}, "1000")), "4.86")
}

func TestDomain10Row8Bundle(t *testing.T) {
	prices := []int64{950, 999, 999, 1000, 1000, 800, 0, 1000}
	bundle := pricing.Bundle{ID: "b"}
	var net, naive int64
	var held []pricing.PlanID
	percents := []string{"33", "20", "30", "0", "0", "0", "0", "0"}
	for i, p := range percents {
		plan := pricing.PlanID(rune('a' + i))
		held = append(held, plan)
		bundle.Members = append(bundle.Members, pricing.Member{Plan: plan, Percent: dec(p)})
	}
	if err := bundle.Validate(); err != nil {
		t.Fatal(err)
	}
	var off []string
	for i, price := range prices {
		net += price
		exactNet := exact(cents(price).Text()).Mul(exact(dec("1").Sub(dec(percents[i]).Shift(-2)).StringFixed(2)))
		rounded, err := exactNet.Round(2, eur, money.HalfUp)
		if err != nil {
			t.Fatal(err)
		}
		naive += rounded.Units()
		d, ok := bundle.For(held[i], held...)
		if !ok {
			continue
		}
		line, err := d.Line(pricing.Base{Booked: cents(price)})
		if err != nil {
			t.Fatal(err)
		}
		net += line.Units()
		off = append(off, line.Text())
	}
	if len(off) != 3 || off[0] != "-3.14" || off[1] != "-2.00" || off[2] != "-3.00" {
		t.Errorf("the discounts are %v, want -3.14 -2.00 -3.00", off)
	}
	want(t, "the bundle", cents(net).Text(), "59.34")
	want(t, "the control, rounding nets,", cents(naive).Text(), "59.35")
}

func TestDomain10Row12Truncated(t *testing.T) {
	usage := priceOf(t, pricing.PerUnit{Unit: dec("0.045")}, "31.5")
	rate := pricing.FX{From: money.MustCurrency("USD"), To: eur, Rate: dec("0.92"), At: days(0), Source: "feed"}
	booked, err := usage.Round(2, rate.From, money.Down)
	if err != nil {
		t.Fatal(err)
	}
	got, err := rate.Convert(booked, 2, money.Down)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "truncated twice", got.Text(), "1.29")
	once, err := rate.Of(usage)
	if err != nil {
		t.Fatal(err)
	}
	control(t, "truncating once", rounded(t, once, money.Down), "1.29")
}

func TestDomain10Row13ManySmallLines(t *testing.T) {
	line := exact("0.004444444")
	var raw pricing.Exact
	var booked money.Amount
	for range 1000 {
		raw = raw.Add(line)
		a, err := line.Round(2, eur, money.HalfUp)
		if err != nil {
			t.Fatal(err)
		}
		if booked, err = booked.Add(a); err != nil {
			t.Fatal(err)
		}
	}
	want(t, "rounded per line", booked.Text(), "0.00")
	want(t, "raw", raw.String(), "4.444444")
	want(t, "the delta", raw.Sub(exact(booked.Text())).String(), "4.444444")
	want(t, "summed first", round2(t, raw), "4.44")
}

func TestDomain10Row19Repriced(t *testing.T) {
	before := pricing.Graduated{Tiers: []pricing.Tier{tier("100", "1.00", "0"), tier("0", "0.50", "0")}}
	after := pricing.Graduated{Tiers: []pricing.Tier{tier("100", "1.20", "0"), tier("0", "0.60", "0")}}
	half := pricing.Share{Num: 1, Den: 2}
	got, err := pricing.AccrueUsage(
		pricing.Stretch{Rater: compiled(t, before), To: pricing.At(qty("100")), Share: half},
		pricing.Stretch{Rater: compiled(t, after), From: pricing.At(qty("100")), To: pricing.At(qty("200")), Share: half},
	)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "100 + 100 units", round2(t, got), "160.00")
	control(t, "starting the tiers again", round2(t, priceOf(t, before, "100").Add(priceOf(t, after, "100"))), "160.00")
}

func TestDomain10Row20MinimumIsRatable(t *testing.T) {
	model := pricing.Minimum{Amount: dec("100.00"), Model: pricing.PerUnit{Unit: dec("1")}}
	bounds, inner := compiled(t, model).Bounds()
	var before, usageBefore, trueUp int64
	for day := int64(1); day <= 31; day++ {
		usage, err := inner.PriceOf(pricing.At(pricing.FromExact(exact("40").Mul(exact("1").Over(31)).Mul(exact(decimal.New(day, 0).StringFixed(0))))))
		if err != nil {
			t.Fatal(err)
		}
		c, err := usage.Round(2, eur, money.HalfUp)
		if err != nil {
			t.Fatal(err)
		}
		line, err := bounds[0].Line(c, pricing.Share{Num: day, Den: 31}, 2, eur)
		if err != nil {
			t.Fatal(err)
		}
		quota := line.Units() - before + c.Units() - usageBefore
		if quota != 322 && quota != 323 {
			t.Errorf("day %d owes %s with its usage, want 3.22 or 3.23", day, cents(quota).Text())
		}
		before, usageBefore = line.Units(), c.Units()
		trueUp = line.Units()
	}
	want(t, "the true-up", cents(trueUp).Text(), "60.00")
	lump, err := bounds[0].Line(cents(129), pricing.Whole(), 2, eur) // as if all were owed on day 1
	if err != nil {
		t.Fatal(err)
	}
	control(t, "the whole minimum on day 1", cents(lump.Units()+129).Text(), "3.23")
}

func TestDomain10Row21VendorFunds(t *testing.T) {
	levels := []money.Amount{cents(600), cents(700), cents(800), cents(1000)}
	d := pricing.Discount{ID: "two", Kind: pricing.AmountOff, Amount: dec("2.00")}
	line, err := d.Line(pricing.Base{Fees: levels[3], Share: pricing.Whole()})
	if err != nil {
		t.Fatal(err)
	}
	for funder, want := range map[pricing.Funder][]int64{
		0: {400, 500, 600, 800}, 1: {600, 500, 600, 800}, -2: {600, 700, 600, 800}, -1: {600, 700, 800, 800},
	} {
		got, err := funder.Reduce(levels, line)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if got[i].Units() != want[i] {
				t.Errorf("funded at %d: %v, want %v", funder, got, want)
				break
			}
			lost := levels[i].Units() - got[i].Units()
			if i > 0 {
				lost -= levels[i-1].Units() - got[i-1].Units()
			}
			at := int(funder)
			if at < 0 {
				at += 4
			}
			if wantLost := map[bool]int64{true: 200}[i == at]; lost != wantLost {
				t.Errorf("funded at %d: the margin of level %d falls by %d, want %d", funder, i, lost, wantLost)
			}
		}
	}
	for _, none := range []pricing.Funder{4, -5} {
		if _, err := none.Reduce(levels, line); err == nil {
			t.Errorf("level %d of 4 is no error", none)
		}
	}
}

func TestDomain10Row22OneRate(t *testing.T) {
	rate := pricing.FX{From: money.MustCurrency("USD"), To: eur, Rate: dec("0.930"), At: days(0), Source: "ECB"}
	if err := rate.Validate(money.Currencies{}); err != nil {
		t.Fatal(err)
	}
	var fixed, floating money.Amount
	for day := int64(1); day <= 31; day++ {
		upTo := func(n int64, fx pricing.FX) money.Amount {
			x, err := fx.Of(exact("310.00").Mul(exact(decimal.New(n, 0).StringFixed(0))).Over(31))
			if err != nil {
				t.Fatal(err)
			}
			a, err := x.Round(2, eur, money.HalfUp)
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		later := rate
		later.Rate = rate.Rate.Add(decimal.New(day-1, -3)) // 0.930 … 0.960
		quota := func(fx pricing.FX) money.Amount {
			q, err := upTo(day, fx).Sub(upTo(day-1, fx))
			if err != nil {
				t.Fatal(err)
			}
			return q
		}
		fixed, _ = fixed.Add(quota(rate))
		floating, _ = floating.Add(quota(later))
	}
	want(t, "31 quotas at one rate", fixed.Text(), "288.30")
	control(t, "each day's own rate", floating.Text(), "288.30")
}

func TestDomain10Row23VolumeTierReached(t *testing.T) {
	r := compiled(t, pricing.Volume{Tiers: []pricing.Tier{tier("100", "1.00", "0"), tier("0", "0.50", "0")}})
	upTo := func(q string) pricing.Exact {
		a, err := pricing.AccrueUsage(pricing.Stretch{Rater: r, To: pricing.At(qty(q)), Share: pricing.Whole()})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	want(t, "unit 101", round2(t, upTo("101").Sub(upTo("100"))), "-49.50")
	control(t, "rating the new unit alone", round2(t, upTo("1")), "-49.50")
}
