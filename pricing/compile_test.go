package pricing_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/pricing"
)

func region(values ...string) []pricing.Dimension {
	return []pricing.Dimension{{Attribute: "region", Values: values}}
}

func cell(values ...string) pricing.Cell {
	return pricing.Cell{Values: values, Model: pricing.Flat{}}
}

// TestCompileFaults: every fault is found when a model is built, all at once,
// with its path and a reason.
func TestCompileFaults(t *testing.T) {
	huge := decimal.New(1, 1<<30)
	deep := pricing.Model(pricing.Dynamic{})
	for range pricing.MaxDepth {
		deep = pricing.Included{Model: deep}
	}
	tests := []struct {
		name  string
		model pricing.Model
		want  string // path: reason, a line each
	}{
		{"control", grid, ""},
		{"nil", nil, "model: missing"},
		{"a pointer", &pricing.Flat{}, "model: *pricing.Flat is not a model"},
		{"hostile", pricing.Flat{Amount: huge}, "amount: exponent"},
		{"tiers missing", pricing.Graduated{}, "tiers: missing"},
		{"tiers out of order", pricing.Graduated{Tiers: []pricing.Tier{tier("10", "1", "0"), tier("5", "1", "0")}}, "tiers[1].up_to: 5 is not above the tier before, 10"},
		{"tiers overlap", pricing.Volume{Tiers: []pricing.Tier{tier("10", "1", "0"), tier("10", "1", "0")}}, "tiers[1].up_to: 10 is not above"},
		{"a gap: open in the middle", pricing.Volume{Tiers: []pricing.Tier{tier("0", "1", "0"), tier("10", "1", "0")}}, "tiers[0].up_to: only the last tier may be open"},
		{"negative end", pricing.Volume{Tiers: []pricing.Tier{tier("-1", "1", "0")}}, "tiers[0].up_to: -1 is not above the tier before, 0"},
		{"unit in a stairstep", pricing.Stairstep{Tiers: []pricing.Tier{tier("9", "1", "30")}}, "tiers[0].unit: a stairstep"},
		{"several at once", pricing.Graduated{Tiers: []pricing.Tier{{Unit: huge}, tier("10", "1", "0"), tier("3", "1", "0"), {Flat: huge, Setup: huge}}},
			"tiers[0].unit: exponent\ntiers[2].up_to: 3 is not above\ntiers[3].flat: exponent\ntiers[3].setup: exponent"},
		{"package of nothing", pricing.Package{}, "size: 0 is not above zero"},
		{"tag missing", pricing.Tagged{Prices: []pricing.TagPrice{{}, {Value: "a"}, {Value: "a"}}}, "attribute: missing\nprices[0].value: missing\nprices[2].value: \"a\" is prices[1] already"},
		{"no tags", pricing.Tagged{Attribute: "size"}, "prices: missing"},
		{"negative percentage", pricing.Percentage{Percent: dec("-1"), Of: []pricing.ChargeID{""}}, "percent: -1 is negative\nof[0]: missing"},
		{"empty sum", pricing.Sum{}, "models: missing"},
		{"negative included", pricing.Included{Units: dec("-1")}, "model: missing\nunits: -1 is negative"},
		{"too deep", deep, strings.Repeat("model.", 7) + "model: more than 8 models around each other"},
		{"custom unnamed", pricing.Custom{}, "name: missing"},
		{"custom unknown", pricing.Custom{Name: "cube"}, `name: no custom model "cube"`},
		{"matrix: cells missing", pricing.Matrix{Dimensions: region("eu", "us"), Cells: []pricing.Cell{cell("us")}}, "cells: none covers region=eu"},
		{"matrix: cells overlap", pricing.Matrix{Dimensions: region("eu", "us"), Cells: []pricing.Cell{cell(""), cell("us")}}, "cells[1].values: region=us is cells[0] already"},
		{"matrix: unknown value", pricing.Matrix{Dimensions: region("eu"), Cells: []pricing.Cell{cell("eu"), cell("asia")}}, `cells[1].values: "region" has no "asia"`},
		{"matrix: too few values", pricing.Matrix{Dimensions: region("eu"), Cells: []pricing.Cell{cell("eu"), cell()}}, "cells[1].values: 0 for 1 dimensions"},
		{"matrix: value twice", pricing.Matrix{Dimensions: region("eu", "eu")}, "dimensions[0].values[1]: \"eu\" comes twice"},
		{"matrix: empty value", pricing.Matrix{Dimensions: region("eu", "")}, "dimensions[0].values[1]: missing"},
		{"matrix: dimension twice", pricing.Matrix{Dimensions: append(region("eu"), region("us")...)}, "dimensions[1].attribute: \"region\" comes twice"},
		{"matrix: nothing", pricing.Matrix{}, "dimensions: missing"},
		{"matrix: too many", pricing.Matrix{Dimensions: []pricing.Dimension{wide("a"), wide("b")}}, "dimensions: more than 4096 combinations"},
		{"matrix: model missing", pricing.Matrix{Dimensions: region("eu"), Cells: []pricing.Cell{{Values: []string{"eu"}}}}, "cells[0].model: missing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := pricing.CompileWith(tt.model, customs)
			expect(t, err, tt.want)
		})
	}
}

func wide(attribute string) pricing.Dimension {
	d := pricing.Dimension{Attribute: attribute}
	for i := range 65 {
		d.Values = append(d.Values, string(rune('A'+i)))
	}
	return d
}

// expect demands the faults of want: a line each, "path: start of the reason".
func expect(t *testing.T, err error, want string) {
	t.Helper()
	var lines []string
	if want != "" {
		lines = strings.Split(want, "\n")
	}
	var wantPaths []string
	for _, line := range lines {
		path, reason, _ := strings.Cut(line, ": ")
		wantPaths = append(wantPaths, path)
		if err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%v\nlacks %q", err, line)
		}
	}
	if diff := cmp.Diff(wantPaths, paths(err), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%v\npaths (-want +got):\n%s", err, diff)
	}
}
