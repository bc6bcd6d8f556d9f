package pricing_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

func percentOf(id string, of ...pricing.ChargeID) pricing.Charge {
	return pricing.Charge{ID: pricing.ChargeID(id), Model: pricing.Percentage{Percent: dec("10"), Of: of}}
}

func TestPlanFaults(t *testing.T) {
	hostile := decimal.New(1, 1<<30)
	flat := pricing.Flat{Amount: dec("1")}
	tests := []struct {
		name   string
		change func(*pricing.Plan)
		want   string
	}{
		{"control", func(*pricing.Plan) {}, ""},
		{"heads", func(p *pricing.Plan) {
			p.ID, p.Product, p.Revision, p.Currency, p.TrialDays = "", "\xff", -1, money.Currency{}, -3
			p.Every.N, p.MinimumTerm.Unit = -1, 77
		}, "id: missing\nproduct: \"\\xff\" is not UTF-8\nrevision: -1 is negative\ncurrency: missing\nevery: calendar\nminimum_term: calendar\ntrial_days: -3 is negative"},
		{"no charges", func(p *pricing.Plan) { p.Charges = nil }, "charges: missing"},
		{"too many charges", func(p *pricing.Plan) { p.Charges = make([]pricing.Charge, 300) }, "charges: 300 are more than 256"},
		{"charges", func(p *pricing.Plan) {
			p.Charges[0].Kind, p.Charges[0].Timing = 9, 9
			p.Charges[1].ID, p.Charges[1].Every, p.Charges[1].Metric = "licence", calendar.Interval{N: 2}, "gb"
			p.Charges[2].Metric, p.Charges[2].OnRequest = "", true
			p.Charges[3].Model = percentOf("", "setup").Model
		}, "charges[0].kind: no such kind: 9\ncharges[0].timing: no such timing: 9\ncharges[0].every: a kind-9 charge has no interval\n" +
			"charges[1].metric: a one-time charge counts nothing\ncharges[1].every: a one-time charge has no interval\ncharges[1].id: \"licence\" is charges[0] already\n" +
			"charges[2].metric: missing\ncharges[2].on_request: a usage charge is not due\ncharges[3].price.of[0]: no charge \"setup\""},
		{"pooled", func(p *pricing.Plan) {
			p.Charges[0].Pooled, p.Charges[2].Pooled, p.Charges[2].Statistic = true, true, pricing.Peak
		}, "charges[0].pooled: only usage that adds up is shared, not total of a recurring charge\ncharges[2].pooled: only usage that adds up is shared, not peak of a usage charge"},
		{"prices", func(p *pricing.Plan) {
			p.Charges[2].Model = pricing.Graduated{Tiers: []pricing.Tier{tier("10", "1", "0"), tier("5", "1", "0"), {Unit: hostile}}}
			p.Charges[3].Model = nil
		}, "charges[2].price.tiers[1].up_to: 5 is not above the tier before, 10\ncharges[2].price.tiers[2].unit: exponent\ncharges[3].price: missing"},
		{"quantity rules", func(p *pricing.Plan) {
			p.Charges[0].Quantities = pricing.QuantityRule{Min: dec("5"), Max: dec("3"), Step: dec("-1")}
			p.Charges[1].Quantities = pricing.QuantityRule{Min: dec("5"), Max: dec("3")}
			p.Charges[2].Quantities = pricing.QuantityRule{Min: dec("5"), Default: dec("4")}
			p.Charges[3].Quantities = pricing.QuantityRule{Max: hostile}
		}, "charges[0].quantities.step: -1 is negative\ncharges[1].quantities.max: 3 is less than the least, 5\ncharges[2].quantities.default: pricing: quantity 4: below the least, 5\ncharges[3].quantities.max: exponent"},
		{"limits", func(p *pricing.Plan) {
			p.Limits = []pricing.Limit{{ID: "licence", Amount: hostile, Kind: 7}, {ID: "x", Charges: []pricing.ChargeID{"licence", "?", "traffic", "traffic"}}, {ID: "x"}, {}}
		}, "limits[0].id: \"licence\" is taken\nlimits[0].kind: no such kind: 7\nlimits[0].amount: exponent\nlimits[1].charges[0]: \"licence\" is no usage charge\n" +
			"limits[1].charges[1]: no charge \"?\"\nlimits[1].charges[3]: \"traffic\" comes twice\nlimits[2].id: \"x\" is taken\nlimits[3].id: missing"},
		{"a percentage of itself", func(p *pricing.Plan) {
			p.Charges = append(p.Charges, percentOf("a", "licence", "a"))
		}, "charges[4].price.of[1]: \"a\" contains this charge itself"},
		{"a percentage of itself, round about and deep inside", func(p *pricing.Plan) {
			p.Charges = append(p.Charges, percentOf("a", "b"), percentOf("b", "c"))
			p.Charges = append(p.Charges, pricing.Charge{ID: "c", Model: pricing.Sum{Models: []pricing.Model{flat, pricing.Minimum{Model: percentOf("", "licence", "a").Model}}}}, percentOf("d", "a"))
		}, "charges[4].price.of[0]: \"b\" contains\ncharges[5].price.of[0]: \"c\" contains\ncharges[6].price.models[1].model.of[1]: \"a\" contains"},
		{"a minimum inside usage", func(p *pricing.Plan) {
			p.Charges[2].Model = pricing.Minimum{Model: pricing.Maximum{Amount: dec("9"), Model: pricing.Sum{Models: []pricing.Model{flat, pricing.Minimum{Model: flat}}}}}
			p.Charges[0].Model = pricing.Sum{Models: []pricing.Model{pricing.Minimum{Model: flat}}} // a fee's share is of all of it
		}, "charges[2].price.model.model.models[1]: a minimum or maximum of usage stands around everything else"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := whole()
			tt.change(&p)
			expect(t, p.Validate(), tt.want)
		})
	}
}

// TestManyBases: percentages of everything are checked in a blink.
func TestManyBases(t *testing.T) {
	var p pricing.Plan
	p.ID, p.Currency = "p", eur
	for i := range pricing.MaxCharges {
		c := pricing.Charge{ID: pricing.ChargeID(fmt.Sprint(i))}
		of := pricing.Percentage{Percent: dec("1")}
		for k := range i {
			of.Of = append(of.Of, pricing.ChargeID(fmt.Sprint(k)))
		}
		c.Model = of
		p.Charges = append(p.Charges, c)
	}
	if err := p.Validate(); err != nil {
		t.Fatal(err)
	}
	first := p.Charges[0].Model.(pricing.Percentage)
	first.Of = []pricing.ChargeID{"255"}
	p.Charges[0].Model = first
	if n := len(paths(p.Validate())); n != pricing.MaxCharges*(pricing.MaxCharges-1)/2+1 {
		t.Errorf("a circle through all has %d faults", n)
	}
	p.Charges[0].Model = pricing.Percentage{Of: make([]pricing.ChargeID, pricing.MaxCharges+1)}
	if got := paths(p.Validate()); got[0] != "charges[0].price.of" {
		t.Errorf("too many bases: %v", got[:1])
	}
}

func TestUnknownCurrency(t *testing.T) {
	p := whole()
	if err := p.ValidateIn(money.Currencies{}); err != nil {
		t.Errorf("control: %v", err)
	}
	p.Currency = money.MustCurrency("ZZZ")
	err := p.ValidateIn(money.Currencies{})
	var unknown *money.UnknownCurrencyError
	if expect(t, err, "currency: money: unknown currency"); !errors.As(err, &unknown) || unknown.Code != p.Currency {
		t.Errorf("%v does not carry the code", err)
	}
	own, err := money.Currencies{}.With("ZZZ", 0)
	if err != nil || p.ValidateIn(own) != nil {
		t.Errorf("a host's own currency is refused: %v, %v", err, p.ValidateIn(own))
	}
}

func TestQuantityRule(t *testing.T) {
	rule := pricing.QuantityRule{Min: dec("5"), Max: dec("100"), Step: dec("2.5")}
	for q, ok := range map[string]bool{"5": true, "7.5": true, "100": true, "4": false, "102.5": false, "6": false, "22.5/3": true, "20/3": false} {
		if err := rule.Check(qty(q)); (err == nil) != ok {
			t.Errorf("Check(%s) = %v, want ok %t", q, err, ok)
		}
	}
	if err := (pricing.QuantityRule{}).Check(qty("0")); err != nil {
		t.Errorf("the zero rule refuses zero: %v", err)
	}
	if err := (pricing.QuantityRule{}).Check(qty("-1")); err == nil {
		t.Error("the zero rule allows a negative quantity")
	}
}

func TestOrder(t *testing.T) {
	p := pricing.Plan{Charges: []pricing.Charge{percentOf("a", "c", "b"), percentOf("b", "c"), {ID: "c"}, percentOf("d", "d")}}
	if diff := cmp.Diff([]int{2, 1, 0, 3}, p.Order()); diff != "" {
		t.Errorf("Order mismatch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]pricing.ChargeID{"c", "b"}, p.Charges[0].Bases()); diff != "" {
		t.Errorf("Bases mismatch (-want +got):\n%s", diff)
	}
}

func TestVersions(t *testing.T) {
	first, second := whole(), whole()
	second.Revision, second.PriceFreeze = 4, false
	day := calendar.Must
	v := pricing.Versions{{day("2026-01-01T00:00:00Z"), &first}, {day("2026-03-01T00:00:00Z"), &second}}
	if err := v.Validate(); err != nil {
		t.Fatal(err)
	}
	year := calendar.Period{Start: day("2026-02-01T00:00:00Z"), End: day("2027-02-01T00:00:00Z")}
	late := calendar.Period{Start: day("2026-04-01T00:00:00Z"), End: day("2027-04-01T00:00:00Z")}
	tests := []struct {
		name, at string
		term     calendar.Period
		want     int
	}{
		{"before the second", "2026-02-28T23:59:59.999999Z", calendar.Period{}, 3},
		{"from the second on", "2026-03-01T00:00:00Z", calendar.Period{}, 4},
		{"frozen for the term", "2027-01-31T00:00:00Z", year, 3},
		{"the term is over", "2027-02-01T00:00:00Z", year, 4},
		{"a revision that does not freeze", "2026-05-01T00:00:00Z", late, 4},
	}
	for _, tt := range tests {
		if p, err := v.InForce(day(tt.at), tt.term); err != nil || p.Revision != tt.want {
			t.Errorf("%s: revision %v, %v; want %d", tt.name, p, err, tt.want)
		}
	}
	var none *pricing.NoVersionError
	if _, err := v.At(day("2025-12-31T00:00:00Z")); !errors.As(err, &none) || none.Plan != "cloud" {
		t.Errorf("before the first revision: %v", err)
	}
	if _, err := (pricing.Versions{}).At(1); !errors.As(err, &none) || none.Plan != "" {
		t.Errorf("no revision at all: %v", err)
	}
	third := whole()
	third.ID, third.Charges = "other", nil
	v = append(v, pricing.Version{From: v[1].From, Plan: &third}, pricing.Version{})
	expect(t, v.Validate(), "versions[2].plan.charges: missing\nversions[2].from: 2026-03-01T00:00:00Z is not after\nversions[2].plan.id: \"other\" is another plan\n"+
		"versions[2].plan.revision: 3 does not follow 4\nversions[3].plan: missing")
	expect(t, pricing.Versions{}.Validate(), "versions: missing")
}
