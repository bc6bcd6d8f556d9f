package focus_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/livereport/focus"
)

// change puts a text into a column of one line, counted from 0; −1 are all.
func change(at int, column, text string) func([][]string) [][]string {
	return func(records [][]string) [][]string {
		i := slices.Index(records[0], column)
		for n, r := range records[1:] {
			if at < 0 || n == at {
				r[i] = text
			}
		}
		return records
	}
}

func drop(column string) func([][]string) [][]string {
	return func(records [][]string) [][]string {
		i := slices.Index(records[0], column)
		for n := range records {
			records[n] = slices.Delete(records[n], i, i+1)
		}
		return records
	}
}

// mutate writes the good dataset with a change.
func mutate(t *testing.T, f func([][]string) [][]string) string {
	t.Helper()
	text, _, err := write(t, ada(), month()...)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.WriteAll(f(records)); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// One mutant of a good dataset for each check function breaks a rule that calls
// it. SkuPriceId may be SkuId by the only rule that calls CheckSameValue; the
// test makes a must of it.
func TestCheckFunctions(t *testing.T) {
	d := ada()
	mutants := map[string]struct {
		rule   string
		mutant func([][]string) [][]string
	}{
		"AND":                             {"ServiceSubcategory-C-004-M", change(-1, "ServiceSubcategory", "Containers")},
		"OR":                              {"ChargeCategory-C-003-M", change(1, "ChargeCategory", "Gift")},
		"ColumnPresent":                   {"CostAndUsage-D-006-M", drop("BilledCost")},
		"CheckDistinctCount":              {"ServiceName-C-005-C", change(1, "ServiceCategory", "Compute")},
		"FormatKeyValue":                  {"Tags-C-001-M", change(0, "Tags", `{"team":["ovens"]}`)},
		"CheckValue":                      {"EffectiveCost-C-005-C", change(0, "EffectiveCost", "0.01")},
		"CheckNotValue":                   {"BilledCost-C-003-M", change(1, "BilledCost", focus.Null)},
		"CheckNotSameValue":               {"BilledCost-C-005-C", change(0, "InvoiceIssuerName", "Somebody")},
		"CheckSameValue":                  {"SkuPriceId-C-011-O", change(-1, "SkuPriceId", "another")},
		"CheckDecimalValue":               {"BilledCost-C-004-M", change(0, "BilledCost", "free")},
		"CheckGreaterOrEqualThanValue":    {"ListUnitPrice-C-008-M", change(1, "ListUnitPrice", "-0.01")},
		"CheckModelRule":                  {"PublisherName-C-000-M", change(0, "PublisherName", focus.Null)},
		"CheckNationalCurrency":           {"BillingCurrency-C-006-M", change(-1, "BillingCurrency", "ABC")},
		"TypeDecimal":                     {"ListCost-C-001-M", change(0, "ListCost", "10.00 EUR")},
		"TypeString":                      {"BillingAccountId-C-002-M", change(0, "BillingAccountId", "ad\xff")},
		"TypeDateTime":                    {"ChargePeriodEnd-C-001-M", change(1, "ChargePeriodEnd", "tomorrow")},
		"FormatDateTime":                  {"BillingPeriodStart-C-002-M", change(0, "BillingPeriodStart", "2026-01-01 00:00:00")},
		"FormatNumeric":                   {"EffectiveCost-C-002-M", change(1, "EffectiveCost", "+0.32")},
		"FormatString":                    {"ServiceName-C-002-M", change(0, "ServiceName", "  ")},
		"FormatUnit":                      {"PricingUnit-C-003-O", change(0, "PricingUnit", "hours")},
		"FormatCurrency":                  {"PricingCurrency-C-003-M", change(0, "PricingCurrency", "eur")},
		"ColumnByColumnEqualsColumnValue": {"ListCost-C-009-C", change(0, "ListCost", "10.01")},
	}
	if got := model(t).Functions(); len(got) != len(mutants) {
		t.Errorf("the model declares %d functions, %q; there are %d mutants", len(got), got, len(mutants))
	}
	for function, tt := range mutants {
		t.Run(function, func(t *testing.T) {
			m := model(t)
			if !slices.Contains(m.Functions(), function) || !m.Calls(tt.rule, function) {
				t.Fatalf("%s does not call %s", tt.rule, function)
			}
			if function == "CheckSameValue" {
				m.Demand(tt.rule)
			}
			if control := broken(t, m, mutate(t, drop("x_Plan")), d); len(control) > 0 {
				t.Fatalf("the control breaks %q", control)
			}
			if got := broken(t, m, mutate(t, tt.mutant), d); !slices.Contains(got, tt.rule) {
				t.Errorf("the mutant breaks %q, want %s", got, tt.rule)
			}
		})
	}
}

// broken returns the ids of the rules that a dataset breaks.
func broken(t *testing.T, m *focus.Model, text string, d focus.Dataset) (out []string) {
	t.Helper()
	r, err := m.Check(strings.NewReader(text), d.Criteria(), d.EmptyNull)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range r.Failed() {
		out = append(out, o.Rule)
	}
	return out
}

// The raw sample is of FOCUS 1.0: it has not the columns and the times of 1.2, and
// the check says so, line by line.
func TestCheckSample(t *testing.T) {
	r, err := model(t).Check(file(t, "focus_sample.csv"), nil, false)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, o := range r.Failed() {
		got[o.Rule] = o.Broken
	}
	if r.Lines != 1000 || got["ChargePeriodStart-C-002-M"] != 1000 || got["BilledCost-C-003-M"] != 0 || got["ContractedCost-C-003-M"] != 7 {
		t.Errorf("%v over %d lines: %v", r, r.Lines, got)
	}
	t.Log(r)
}

func TestLoadModelFaults(t *testing.T) {
	for name, tt := range map[string]struct{ text, says string }{
		"no JSON":     {"rules", "invalid character"},
		"no rules":    {`{"Details":{"FOCUSVersion":"1.2"}}`, "no rules"},
		"an empty":    {`{"ModelRules":{"A":null}}`, `rule "A": empty`},
		"a reference": {`{"ModelRules":{"A":{"Type":"Static","ValidationCriteria":{"Requirement":{"CheckFunction":"CheckModelRule","ModelRuleId":"B"}}}}}`, `refers to "B"`},
		"a circle": {`{"ModelRules":{"A":{"Type":"Static","ValidationCriteria":{"Requirement":{"CheckFunction":"AND","Items":[
			{"CheckFunction":"CheckModelRule","ModelRuleId":"A"}]}}}}}`, `"A" refers to itself`},
	} {
		if _, err := focus.LoadModel(strings.NewReader(tt.text)); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want %q", name, err, tt.says)
		}
	}
}

// A function that a later model may bring is not passed over.
func TestUnknownFunction(t *testing.T) {
	m, err := focus.LoadModel(strings.NewReader(`{"ModelRules":{"A":{"Type":"Static","ValidationCriteria":{"Keyword":"MUST","Requirement":{"CheckFunction":"Divine","ColumnName":"X"}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Check(strings.NewReader("X\n1\n"), nil, false)
	if err != nil || r.String() != "1 static rules: 0 applied, 0 not applicable, 1 unknown, 0 failed" {
		t.Errorf("%v, %v", r, err)
	}
}
