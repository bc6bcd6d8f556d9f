package pricing_test

import (
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func ExampleRater_Rate() {
	r := must(pricing.Compile(pricing.Graduated{Tiers: []pricing.Tier{
		{UpTo: dec("9"), Unit: dec("5.00")},
		{Unit: dec("3.00")},
	}}))
	u := pricing.At(qty("15"))
	for _, line := range must(r.Rate(u)) {
		fmt.Println(line)
	}
	fmt.Println(must(r.PriceOf(u)))
	// Output:
	// tiers[0]: 9 × 5 = 45
	// tiers[1]: 6 × 3 = 18
	// 63
}

func ExampleRater_Price() {
	r := must(pricing.Compile(pricing.Package{Size: dec("100"), Price: dec("5.00")}))
	fmt.Println(must(r.Price(fix.New(101, 0))).Decimal())
	_, err := r.Price(fix.New(-1, 0))
	fmt.Println(err)
	// Output:
	// 10
	// pricing: quantity -1: negative
}

func ExampleRater_Map() {
	// A reseller adds 20 % to every price, the minimum among them.
	vendor := must(pricing.Compile(pricing.Minimum{Amount: dec("10"), Model: pricing.PerUnit{Unit: dec("2.50")}}))
	times := func(p fix.Num) fix.Num { return p.Mul(fix.New(120, 2)) }
	reseller := vendor.Map(times, times)
	for _, q := range []string{"1", "10"} {
		u := pricing.At(qty(q))
		fmt.Println(must(vendor.PriceOf(u)), must(reseller.PriceOf(u)))
	}
	// Output:
	// 10 12
	// 25 30
}

func ExampleRater_Setup() {
	r := must(pricing.Compile(pricing.Volume{Tiers: []pricing.Tier{
		{UpTo: dec("10"), Unit: dec("1"), Setup: dec("50"), UnitSetup: dec("2")},
		{Unit: dec("0.80"), Setup: dec("30")},
	}}))
	before, now := must(r.Setup(pricing.At(qty("8")))), must(r.Setup(pricing.At(qty("12"))))
	fmt.Println(before, now, now.Sub(before))
	// Output: 66 100 34
}

func ExampleCompile() {
	_, err := pricing.Compile(pricing.Matrix{
		Dimensions: []pricing.Dimension{{Attribute: "region", Values: []string{"eu", "us", "ap"}}},
		Cells: []pricing.Cell{
			{Values: []string{"eu"}, Model: pricing.PerUnit{Unit: dec("2")}},
			{Values: []string{"eu"}, Model: pricing.Package{Price: dec("9")}},
			{Values: []string{"us"}, Model: pricing.PerUnit{Unit: dec("3")}},
		},
	})
	fmt.Println(err)
	// Output:
	// pricing: cells[1].model.size: 0 is not above zero
	// pricing: cells[1].values: region=eu is cells[0] already
	// pricing: cells: none covers region=ap
}

func ExampleCompileWith() {
	table := pricing.Customs{"night": func(u pricing.Input) (decimal.Decimal, error) {
		if u.Attributes["hour"] < "06" {
			return u.Quantity.Decimal().Mul(dec("0.10")), nil
		}
		return u.Quantity.Decimal().Mul(dec("0.25")), nil
	}}
	r := must(pricing.CompileWith(pricing.Custom{Name: "night"}, table))
	fmt.Println(must(r.PriceOf(pricing.Input{Quantity: qty("40"), Attributes: map[string]string{"hour": "03"}})))
	// Output: 4
}

func ExampleEncodeModel() {
	b := must(pricing.EncodeModel(pricing.Included{Units: dec("5"), Model: pricing.PerUnit{Unit: dec("0.40")}}))
	fmt.Println(string(b))
	fmt.Printf("%T\n", must(pricing.DecodeModel(b)))
	// Output:
	// {"type":"included","units":"5","model":{"type":"per_unit","unit":"0.40"}}
	// pricing.Included
}

func ExampleDecodeModel() {
	_, err := pricing.DecodeModel([]byte(`{"type":"volume","tiers":[{"up_to":"9","unit":5},{"upto":"20"}]}`))
	fmt.Println(err)
	// Output:
	// pricing: tiers[0].unit: 5 is not a decimal in quotes
	// pricing: tiers[1].upto: no such field
}

func ExamplePlan_Validate() {
	plan := pricing.Plan{ID: "cloud", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "licence", Model: pricing.PerUnit{Unit: dec("10")}},
		{ID: "support", Model: pricing.Percentage{Percent: dec("10"), Of: []pricing.ChargeID{"licence", "support"}}},
		{ID: "traffic", Kind: pricing.Usage, Metric: "gb", Model: pricing.Graduated{Tiers: []pricing.Tier{
			{UpTo: dec("100"), Unit: dec("1")},
			{UpTo: dec("50"), Unit: dec("0.50")},
		}}},
	}}
	fmt.Println(plan.Validate())
	// Output:
	// pricing: charges[2].price.tiers[1].up_to: 50 is not above the tier before, 100
	// pricing: charges[1].price.of[1]: "support" contains this charge itself
}

func ExamplePlan_MarshalJSON() {
	plan := pricing.Plan{ID: "cloud", Revision: 2, Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "licence", Model: pricing.PerUnit{Unit: dec("10.00")}, Unit: "seat"},
	}}
	b := must(json.Marshal(plan))
	fmt.Println(string(b))
	var back pricing.Plan
	fmt.Println(json.Unmarshal(b, &back), back.Charges[0].ID)
	// Output:
	// {"id":"cloud","revision":2,"currency":"EUR","charges":[{"id":"licence","price":{"type":"per_unit","unit":"10.00"},"unit":"seat"}]}
	// <nil> licence
}

func ExampleVersions_InForce() {
	old := &pricing.Plan{ID: "cloud", Revision: 1, PriceFreeze: true}
	dearer := &pricing.Plan{ID: "cloud", Revision: 2, PriceFreeze: true}
	versions := pricing.Versions{
		{From: calendar.Must("2026-01-01T00:00:00Z"), Plan: old},
		{From: calendar.Must("2026-07-01T00:00:00Z"), Plan: dearer},
	}
	year := calendar.Period{Start: calendar.Must("2026-03-01T00:00:00Z"), End: calendar.Must("2027-03-01T00:00:00Z")}
	september := calendar.Must("2026-09-01T00:00:00Z")
	fmt.Println("committed:", must(versions.InForce(september, year)).Revision)
	fmt.Println("not committed:", must(versions.InForce(september, calendar.Period{})).Revision)
	// Output:
	// committed: 1
	// not committed: 2
}

func ExampleQuantityRule_Check() {
	rule := pricing.QuantityRule{Min: dec("5"), Max: dec("100"), Step: dec("5")}
	fmt.Println(rule.Check(qty("15")))
	fmt.Println(rule.Check(qty("7")))
	// Output:
	// <nil>
	// pricing: quantity 7: not in steps of 5
}

func ExampleMetric_Measure() {
	users := pricing.Metric{ID: "users", Statistic: pricing.Average}
	day := func(n int) calendar.Instant {
		return calendar.Must(fmt.Sprintf("2026-04-%02dT00:00:00Z", n))
	}
	samples := []pricing.Sample{
		{ID: "a", At: day(1), Value: dec("10")},
		{ID: "b", At: day(11), Value: dec("20")},
		{ID: "b", At: day(11), Value: dec("20")}, // the same event again
		{ID: "c", At: day(26), Value: dec("15")},
	}
	ends := []calendar.Instant{day(2), calendar.Must("2026-05-01T00:00:00Z")}
	for _, m := range must(users.Measure(samples, day(1), ends, ends[1])) {
		fmt.Println(m.Quantity, m.Estimated)
	}
	// Output:
	// 10 false
	// 47.5/3 false
}

func ExampleAccrueUsage() {
	at := func(q string) pricing.Input { return pricing.At(qty(q)) }
	price := func(first, rest string) *pricing.Rater {
		return must(pricing.Compile(pricing.Graduated{Tiers: []pricing.Tier{{UpTo: dec("100"), Unit: dec(first)}, {Unit: dec(rest)}}}))
	}
	// The price is revised after 100 units, the place in the tiers stays.
	fmt.Println(must(pricing.AccrueUsage(
		pricing.Stretch{Rater: price("1.00", "0.50"), To: at("100")},
		pricing.Stretch{Rater: price("1.20", "0.60"), From: at("100"), To: at("200")},
	)))
	// Output: 160
}

func ExampleAccrueShares() {
	r := must(pricing.Compile(pricing.PerUnit{Unit: dec("2.00")}))
	average := pricing.At(qty("47.5/3"))
	month := must(pricing.AccrueShares(pricing.Stretch{Rater: r, To: average, Share: pricing.Share{Num: 30, Den: 30}}))
	fmt.Println(month, must(month.Round(2, money.MustCurrency("EUR"), money.HalfUp)))
	// Output: 95/3 31.67 EUR
}

func ExampleBound_Line() {
	r := must(pricing.Compile(pricing.Minimum{Amount: dec("100"), Model: pricing.PerUnit{Unit: dec("1")}}))
	bounds, _ := r.Bounds()
	eur := money.MustCurrency("EUR")
	first := must(bounds[0].Line(money.New(129, 2, eur), pricing.Share{Num: 1, Den: 31}, 2, eur))
	all := must(bounds[0].Line(money.New(4000, 2, eur), pricing.Whole(), 2, eur))
	fmt.Println(first, all)
	// Output: 1.94 EUR 60.00 EUR
}

func ExampleDiscount_Line() {
	d := pricing.Discount{ID: "spring", Kind: pricing.AmountOff, Amount: dec("15"), Scope: pricing.Everything}
	eur := money.MustCurrency("EUR")
	// Fees of 10.00 take their share day by day; usage bears what is left.
	half := must(d.Line(pricing.Base{Fees: money.New(1000, 2, eur), Share: pricing.Share{Num: 1, Den: 2}, Usage: money.New(300, 2, eur)}))
	fmt.Println(half)
	// Output: -8.00 EUR
}

func ExampleDiscounted() {
	eur := money.MustCurrency("EUR")
	licence := &pricing.Charge{ID: "licence"}
	traffic := &pricing.Charge{ID: "traffic", Kind: pricing.Usage}
	lines := must(pricing.Discounted(
		[]pricing.Item{{Charge: licence, Booked: money.New(950, 2, eur)}, {Charge: traffic, Booked: money.New(500, 2, eur)}},
		pricing.Discount{ID: "coupon", Percent: dec("10"), Scope: pricing.Everything},
		pricing.Discount{ID: "bundle", Bundle: true, Percent: dec("33")},
	))
	for _, l := range lines {
		fmt.Println(l.Discount, l.Charge, l.Base, l.Amount)
	}
	// Output:
	// bundle licence 9.50 EUR -3.14 EUR
	// coupon licence 6.36 EUR -0.64 EUR
	// coupon traffic 5.00 EUR -0.50 EUR
}

func ExampleDiscount_Reach() {
	d := pricing.Discount{ID: "three", Percent: dec("10"), Periods: 3}
	start := func(s string) pricing.LineStart {
		return pricing.LineStart{Plan: "cloud", Start: calendar.Must(s + "T00:00:00Z")}
	}
	stub := start("2026-01-20")
	fmt.Println(d.Reach("cloud", []pricing.LineStart{stub, start("2026-02-01"), start("2026-03-01"), start("2026-04-01")}))
	// Output: 3
}

func ExampleDiscount_Redeem() {
	d := pricing.Discount{ID: "first100", Percent: dec("10"), MaxRedemptions: 100}
	fmt.Println(must(d.Redeem(pricing.Redemptions{Total: 99})))
	_, err := d.Redeem(pricing.Redemptions{Total: 100})
	fmt.Println(err)
	// Output:
	// {100 1}
	// pricing: discount "first100" is used up: 100 in all
}

func ExampleFunder_Reduce() {
	eur := money.MustCurrency("EUR")
	levels := []money.Amount{money.New(600, 2, eur), money.New(700, 2, eur), money.New(800, 2, eur), money.New(1000, 2, eur)}
	vendor := pricing.Funder(0)
	for _, a := range must(vendor.Reduce(levels, money.New(-200, 2, eur))) {
		fmt.Print(a.Text(), " ")
	}
	// Output: 4.00 5.00 6.00 8.00
}

func ExampleBundle_For() {
	b := pricing.Bundle{ID: "office", Members: []pricing.Member{{Plan: "mail", Percent: dec("33")}, {Plan: "files", Percent: dec("20")}}}
	d, ok := b.For("mail", "mail", "files")
	fmt.Println(d.Percent, ok)
	_, ok = b.For("mail", "mail")
	fmt.Println(ok)
	// Output:
	// 33 true
	// false
}

func ExampleAllocate() {
	a, b, c := qty("60"), qty("30"), qty("31")
	r := must(pricing.Compile(pricing.Graduated{Tiers: []pricing.Tier{{UpTo: dec("100"), Unit: dec("1")}, {Unit: dec("0.50")}}}))
	pool := must(r.PriceOf(pricing.At(pricing.Pooled(a, b, c))))
	total := must(pool.Round(2, money.MustCurrency("EUR"), money.HalfUp))
	fmt.Println(total, must(pricing.Allocate(total, a, b, c)))
	// Output: 110.50 EUR [54.79 EUR 27.40 EUR 28.31 EUR]
}

func ExampleDrawUnits() {
	eur := money.MustCurrency("EUR")
	pack := pricing.Pack{ID: "hours", Units: qty("3"), Price: money.New(1000, 2, eur), Expires: calendar.Must("2027-01-01T00:00:00Z")}
	packs, rest := pricing.DrawUnits([]pricing.Pack{pack}, qty("2"), calendar.Must("2026-06-01T00:00:00Z"))
	fmt.Println(rest, must(packs[0].Earned()), must(packs[0].Unused()))
	// Output: 0 6.67 EUR 3.33 EUR
}

func ExampleFX_Convert() {
	usd, eur := money.MustCurrency("USD"), money.MustCurrency("EUR")
	rate := pricing.FX{From: usd, To: eur, Rate: dec("0.930"), At: calendar.Must("2026-01-01T00:00:00Z"), Source: "ECB"}
	fmt.Println(must(rate.Convert(money.New(31000, 2, usd), 2, money.HalfUp)))
	// Output: 288.30 EUR
}
