package pricing_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
)

func tier(upTo, unit, flat string) pricing.Tier {
	return pricing.Tier{UpTo: dec(upTo), Unit: dec(unit), Flat: dec(flat)}
}

// seats are DOMAIN's tiers: 1–9 at 5, from 10 on at 3.
var seats = []pricing.Tier{tier("9", "5", "0"), tier("0", "3", "0")}

var grid = pricing.Matrix{
	Dimensions: []pricing.Dimension{{Attribute: "region", Values: []string{"eu", "us"}}, {Attribute: "size", Values: []string{"S", "M"}}},
	Cells: []pricing.Cell{
		{Values: []string{"eu", ""}, Model: pricing.PerUnit{Unit: dec("2")}},
		{Values: []string{"us", "S"}, Model: pricing.PerUnit{Unit: dec("3")}},
		{Values: []string{"us", "M"}, Model: pricing.Package{Size: dec("10"), Price: dec("25")}},
	},
}

func attributes(kv ...string) map[string]string {
	m := map[string]string{}
	for i := 0; i < len(kv); i += 2 {
		m[kv[i]] = kv[i+1]
	}
	return m
}

// TestModels has a row for every sentence on models in DOMAIN §3, with the
// numbers worked out by hand.
func TestModels(t *testing.T) {
	withFlats := []pricing.Tier{tier("10", "1.00", "5.00"), tier("20", "0.50", "2.00")}
	capped := pricing.Maximum{Amount: dec("50"), Model: pricing.Minimum{Amount: dec("10"), Model: pricing.PerUnit{Unit: dec("2")}}}
	tests := []struct {
		name  string
		model pricing.Model
		in    pricing.Input
		want  string // the price, or what the error says
	}{
		{"flat", pricing.Flat{Amount: dec("9.90")}, pricing.At(qty("7")), "9.9"},
		{"flat at zero", pricing.Flat{Amount: dec("9.90")}, pricing.Input{}, "9.9"},
		{"per unit", pricing.PerUnit{Unit: dec("0.0032")}, pricing.At(qty("1000")), "3.2"},
		{"per unit, a credit", pricing.PerUnit{Unit: dec("5.00")}, pricing.At(qty("-2")), "-10"},
		{"package, whole", pricing.Package{Size: dec("100"), Price: dec("5")}, pricing.At(qty("100")), "5"},
		{"package, started", pricing.Package{Size: dec("100"), Price: dec("5")}, pricing.At(qty("100.001")), "10"},
		{"package at zero", pricing.Package{Size: dec("100"), Price: dec("5")}, pricing.Input{}, "0"},
		{"package of parts", pricing.Package{Size: dec("0.5"), Price: dec("5")}, pricing.At(qty("1.1")), "15"},
		{"package, fraction", pricing.Package{Size: dec("0.5"), Price: dec("5")}, pricing.At(qty("1/3")), "5"},
		{"packages beyond counting", pricing.Package{Size: dec("1e-18"), Price: dec("5")}, pricing.At(qty("99999999999999999999999")), "more packages than can be counted"},
		{"graduated flats of all tiers", pricing.Graduated{Tiers: withFlats}, pricing.At(qty("12")), "18"},
		{"graduated at a tier's end", pricing.Graduated{Tiers: withFlats}, pricing.At(qty("10")), "15"},
		{"graduated just above", pricing.Graduated{Tiers: withFlats}, pricing.At(qty("10.5")), "17.25"},
		{"graduated fraction", pricing.Graduated{Tiers: withFlats}, pricing.At(qty("31/3")), "51.5/3"},
		{"volume flat of the last tier", pricing.Volume{Tiers: withFlats}, pricing.At(qty("12")), "8"},
		{"no tier at zero: graduated", pricing.Graduated{Tiers: withFlats}, pricing.Input{}, "0"},
		{"no tier at zero: volume", pricing.Volume{Tiers: withFlats}, pricing.Input{}, "0"},
		{"no tier at zero: stairstep", pricing.Stairstep{Tiers: []pricing.Tier{tier("9", "0", "30")}}, pricing.Input{}, "0"},
		{"no tier covers: graduated", pricing.Graduated{Tiers: withFlats}, pricing.At(qty("20.01")), "quantity 20.01: above the last tier, 20"},
		{"no tier covers: volume", pricing.Volume{Tiers: withFlats}, pricing.At(qty("61/3")), "quantity 61/3: above the last tier, 20"},
		{"no tier covers: stairstep", pricing.Stairstep{Tiers: []pricing.Tier{tier("9", "0", "30")}}, pricing.At(qty("10")), "above the last tier"},
		{"tagged", pricing.Tagged{Attribute: "size", Prices: []pricing.TagPrice{{Value: "S", Amount: dec("10")}, {Value: "M", Amount: dec("20")}}},
			pricing.Input{Quantity: qty("3"), Attributes: attributes("size", "M")}, "20"},
		{"tagged, unknown", pricing.Tagged{Attribute: "size", Prices: []pricing.TagPrice{{Value: "S", Amount: dec("10")}}},
			pricing.Input{Quantity: qty("3"), Attributes: attributes("size", "XL")}, `attributes[size]: "XL" has no price`},
		{"tagged, missing", pricing.Tagged{Attribute: "size", Prices: []pricing.TagPrice{{Value: "S", Amount: dec("10")}}}, pricing.At(qty("1")), "attributes[size]: missing"},
		{"percentage of an amount", pricing.Percentage{Percent: dec("2.9"), Fixed: dec("0.30")}, pricing.Input{Amount: some(dec("100"))}, "3.2"},
		{"percentage without an amount", pricing.Percentage{Percent: dec("2.9")}, pricing.At(qty("1")), "amount: missing"},
		{"percentage of charges", pricing.Percentage{Percent: dec("10"), Of: []pricing.ChargeID{"a", "b"}},
			pricing.Input{Charges: map[pricing.ChargeID]decimal.Decimal{"a": dec("59.34"), "b": dec("0.66")}}, "6"},
		{"percentage of a charge that is missing", pricing.Percentage{Percent: dec("10"), Of: []pricing.ChargeID{"a", "b"}},
			pricing.Input{Charges: map[pricing.ChargeID]decimal.Decimal{"a": dec("59.34")}}, "charges[b]: missing"},
		{"matrix, any size", grid, pricing.Input{Quantity: qty("4"), Attributes: attributes("region", "eu", "size", "M")}, "8"},
		{"matrix, one cell", grid, pricing.Input{Quantity: qty("11"), Attributes: attributes("region", "us", "size", "M")}, "50"},
		{"matrix, unknown value", grid, pricing.Input{Attributes: attributes("region", "us", "size", "L")}, `attributes[size]: "L" has no price`},
		{"matrix, attribute missing", grid, pricing.Input{Attributes: attributes("region", "us")}, "attributes[size]: missing"},
		{"dynamic", pricing.Dynamic{}, pricing.Input{Quantity: qty("4"), Amount: some(dec("12.34"))}, "12.34"},
		{"dynamic, hostile", pricing.Dynamic{}, pricing.Input{Amount: some(decimal.New(1, 1<<30))}, "amount: money: decimal refused"},
		{"sum", pricing.Sum{Models: []pricing.Model{pricing.Flat{Amount: dec("5")}, pricing.PerUnit{Unit: dec("2")}}}, pricing.At(qty("3")), "11"},
		{"included", pricing.Included{Units: dec("5"), Model: pricing.PerUnit{Unit: dec("2")}}, pricing.At(qty("7")), "4"},
		{"included, all", pricing.Included{Units: dec("5"), Model: pricing.PerUnit{Unit: dec("2")}}, pricing.At(qty("4")), "0"},
		{"minimum", capped, pricing.At(qty("3")), "10"},
		{"between", capped, pricing.At(qty("6")), "12"},
		{"maximum", capped, pricing.At(qty("60")), "50"},
		{"minimum of a fraction", capped, pricing.At(qty("16/3")), "32/3"},
		{"custom", pricing.Custom{Name: "square"}, pricing.Input{Amount: some(dec("7"))}, "49"},
		{"custom refuses", pricing.Custom{Name: "square"}, pricing.Input{}, "custom[square]: no amount"},
		{"custom, hostile", pricing.Custom{Name: "huge"}, pricing.Input{}, "custom[huge]: money: decimal refused"},
	}
	for _, m := range []pricing.Model{pricing.Flat{}, pricing.Package{Size: dec("1")}, pricing.Graduated{Tiers: seats}, pricing.Volume{Tiers: seats}, capped,
		pricing.Included{Model: pricing.PerUnit{}}, pricing.Dynamic{}, pricing.Sum{Models: []pricing.Model{pricing.PerUnit{}, pricing.Flat{}}},
		pricing.Tagged{Attribute: "size", Prices: []pricing.TagPrice{{Value: "S"}}}} {
		tests = append(tests, struct {
			name  string
			model pricing.Model
			in    pricing.Input
			want  string
		}{fmt.Sprintf("negative %T", m), m, pricing.At(qty("-1")), "quantity -1: negative"})
	}
	table := pricing.Customs{"square": customs["square"], "huge": func(pricing.Input) (decimal.Decimal, error) { return decimal.New(1, 99), nil }}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := pricing.CompileWith(tt.model, table)
			if err != nil {
				t.Fatal(err)
			}
			got, err := r.PriceOf(tt.in)
			if _, again := r.Rate(tt.in); (err == nil) != (again == nil) {
				t.Errorf("PriceOf says %v, Rate %v", err, again)
			}
			var q *pricing.QuantityError
			var u *pricing.InputError
			switch {
			case err == nil && got.String() != tt.want:
				t.Errorf("PriceOf = %s, want %s", got, tt.want)
			case err != nil && (!strings.Contains(err.Error(), tt.want) || !errors.As(err, &q) && !errors.As(err, &u)):
				t.Errorf("PriceOf says %v (%[1]T), want a typed error with %q", err, tt.want)
			}
		})
	}
}

// TestRate: which tier, how many units, which price, which amount.
func TestRate(t *testing.T) {
	model := pricing.Minimum{Amount: dec("100"), Model: pricing.Sum{Models: []pricing.Model{
		pricing.Included{Units: dec("5"), Model: pricing.Graduated{Tiers: []pricing.Tier{tier("9", "5", "1"), tier("0", "3", "0")}}},
		pricing.Percentage{Percent: dec("2.5"), Fixed: dec("0.30")},
		pricing.Package{Size: dec("4"), Price: dec("1.5")},
	}}}
	lines, err := compiled(t, model).Rate(pricing.Input{Quantity: qty("17"), Amount: some(dec("40"))})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range lines {
		got = append(got, l.Kind.String()+" "+l.String())
	}
	want := []string{
		"included model.models[0]: 5 included = 0",
		"tier model.models[0].model.tiers[0]: 9 × 5 + 1 = 46",
		"tier model.models[0].model.tiers[1]: 3 × 3 = 9",
		"percent model.models[1]: 2.5 % of 40 + 0.3 = 1.3",
		"package model.models[2]: 5 × 1.5 = 7.5",
		"minimum minimum = 36.2",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Rate mismatch (-want +got):\n%s", diff)
	}
}

// TestMapAddsOncePerPrice: a fixed addition reaches the prices that there are,
// and makes none where there was none.
func TestMapAddsOncePerPrice(t *testing.T) {
	unit := func(p fix.Num) fix.Num { return p.Add(fix.New(1, 1)) }
	flat := func(p fix.Num) fix.Num { return p.Add(fix.New(1, 0)) }
	tiers := []pricing.Tier{{UpTo: dec("10"), Unit: dec("2"), Flat: dec("5"), Setup: dec("7")}, {Unit: dec("1"), UnitSetup: dec("3")}}
	in := pricing.Input{Quantity: qty("12"), Amount: some(dec("40")), Attributes: attributes("size", "M")}
	tests := []struct {
		name         string
		model        pricing.Model
		price, setup string
	}{
		{"flat", pricing.Flat{Amount: dec("9")}, "10", "0"},
		{"per unit", pricing.PerUnit{Unit: dec("2")}, "25.2", "0"},
		{"package", pricing.Package{Size: dec("10"), Price: dec("4")}, "8.2", "0"},
		{"graduated: a flat and two units", pricing.Graduated{Tiers: tiers}, "29.2", "14.2"}, // 6 + 10×2.1 + 2×1.1; 8 + 2×3.1
		{"volume: no flat", pricing.Volume{Tiers: tiers}, "13.2", "14.2"},
		{"stairstep: every step", pricing.Stairstep{Tiers: []pricing.Tier{tier("10", "0", "5"), tier("0", "0", "0")}}, "1", "0"},
		{"tagged", pricing.Tagged{Attribute: "size", Prices: []pricing.TagPrice{{Value: "M", Amount: dec("20")}}}, "21", "0"},
		{"percentage: once, on what it comes to", pricing.Percentage{Percent: dec("10"), Fixed: dec("1")}, "6", "0"},
		{"dynamic", pricing.Dynamic{}, "41", "0"},
		{"minimum", pricing.Minimum{Amount: dec("50"), Model: pricing.PerUnit{Unit: dec("2")}}, "51", "0"},
		{"included stays", pricing.Included{Units: dec("2"), Model: pricing.PerUnit{Unit: dec("2")}}, "21", "0"},
	}
	for _, tt := range tests {
		r := compiled(t, tt.model).Map(unit, flat)
		price, err := r.PriceOf(in)
		setup, again := r.Setup(in)
		if err != nil || again != nil || price.String() != tt.price || setup.String() != tt.setup {
			t.Errorf("%s: price %s (%v), setup %s (%v); want %s and %s", tt.name, price, err, setup, again, tt.price, tt.setup)
		}
	}
}

func TestZeroRater(t *testing.T) {
	var r pricing.Rater
	p, err := r.Map(nil, nil).PriceOf(pricing.At(qty("7")))
	if lines, again := r.Rate(pricing.At(qty("7"))); err != nil || again != nil || len(lines) != 0 || !p.IsZero() {
		t.Errorf("the zero Rater prices 7 at %s (%v), with lines %v (%v)", p, err, lines, again)
	}
}

// TestSetup: Σ s_k·[M > end_{k−1}] + u_k·units_k(M), of the most ever used.
func TestSetup(t *testing.T) {
	tiers := []pricing.Tier{
		{UpTo: dec("10"), Unit: dec("1"), Setup: dec("50"), UnitSetup: dec("2")},
		{UpTo: dec("20"), Unit: dec("1"), Setup: dec("30"), UnitSetup: dec("1")},
	}
	tests := []struct{ most, want string }{{"0", "0"}, {"1", "52"}, {"10", "70"}, {"10.5", "100.5"}, {"20", "110"}}
	for _, m := range []pricing.Model{
		pricing.Graduated{Tiers: tiers}, pricing.Volume{Tiers: tiers},
		pricing.Maximum{Amount: dec("1"), Model: pricing.Sum{Models: []pricing.Model{pricing.Flat{Amount: dec("3")}, pricing.Volume{Tiers: tiers}}}},
	} {
		for _, tt := range tests {
			if got, err := compiled(t, m).Setup(pricing.At(qty(tt.most))); err != nil || got.String() != tt.want {
				t.Errorf("Setup of %T at %s = %s, %v; want %s", m, tt.most, got, err, tt.want)
			}
		}
	}
	if _, err := compiled(t, pricing.Graduated{Tiers: tiers}).Setup(pricing.At(qty("21"))); err == nil {
		t.Error("Setup beyond the last tier is no error")
	}
}
