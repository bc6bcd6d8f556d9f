package pricing_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

var comparable = cmpopts.EquateComparable(money.Currency{})

// paths returns where the faults of err are, in order.
func paths(err error) []string {
	var field *pricing.FieldError
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []string
		for _, e := range joined.Unwrap() {
			all = append(all, paths(e)...)
		}
		return all
	}
	if errors.As(err, &field) {
		return []string{field.Path}
	}
	return nil
}

func modelsRoundTrip(t *rapid.T) {
	m := genModel(4).Draw(t, "model")
	b, err := pricing.EncodeModel(m)
	if err != nil {
		t.Fatal(err)
	}
	back, err := pricing.DecodeModel(b)
	if err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	if diff := cmp.Diff(m, back); diff != "" {
		t.Fatalf("%s reads as another model (-want +got):\n%s", b, diff)
	}
}

func TestModelsRoundTrip(t *testing.T) { rapid.Check(t, modelsRoundTrip) }
func FuzzModelsRoundTrip(f *testing.F) { f.Fuzz(rapid.MakeFuzz(modelsRoundTrip)) }

// TestModelJSON pins the wire form: changing it is a breaking change.
func TestModelJSON(t *testing.T) {
	tests := []struct {
		name  string
		model pricing.Model
		want  string
	}{
		{"flat", pricing.Flat{Amount: dec("10.50")}, `{"type":"flat","amount":"10.50"}`},
		{"flat of nothing", pricing.Flat{}, `{"type":"flat","amount":"0"}`},
		{"per unit", pricing.PerUnit{Unit: dec("0.0032")}, `{"type":"per_unit","unit":"0.0032"}`},
		{"package", pricing.Package{Size: dec("1e3"), Price: dec("5")}, `{"type":"package","size":"1000","price":"5"}`},
		{"graduated", pricing.Graduated{Tiers: []pricing.Tier{{UpTo: dec("9"), Unit: dec("5"), Setup: dec("1")}, {Unit: dec("3"), Flat: dec("2"), UnitSetup: dec("4")}}},
			`{"type":"graduated","tiers":[{"up_to":"9","unit":"5","setup":"1"},{"unit":"3","flat":"2","unit_setup":"4"}]}`},
		{"volume", pricing.Volume{Tiers: []pricing.Tier{{Unit: dec("3")}}}, `{"type":"volume","tiers":[{"unit":"3"}]}`},
		{"stairstep", pricing.Stairstep{Tiers: []pricing.Tier{{UpTo: dec("9"), Flat: dec("30")}}}, `{"type":"stairstep","tiers":[{"up_to":"9","flat":"30"}]}`},
		{"tagged", pricing.Tagged{Attribute: "size", Prices: []pricing.TagPrice{{Value: "M", Amount: dec("20")}}},
			`{"type":"tagged","attribute":"size","prices":[{"value":"M","amount":"20"}]}`},
		{"matrix", pricing.Matrix{Dimensions: []pricing.Dimension{{Attribute: "region", Values: []string{"eu"}}}, Cells: []pricing.Cell{{Values: []string{""}, Model: pricing.Dynamic{}}}},
			`{"type":"matrix","dimensions":[{"attribute":"region","values":["eu"]}],"cells":[{"values":[""],"model":{"type":"dynamic"}}]}`},
		{"percentage", pricing.Percentage{Percent: dec("2.9"), Fixed: dec("0.30"), Of: []pricing.ChargeID{"fee"}},
			`{"type":"percentage","percent":"2.9","fixed":"0.30","of":["fee"]}`},
		{"sum, included", pricing.Sum{Models: []pricing.Model{pricing.Included{Units: dec("5"), Model: pricing.PerUnit{Unit: dec("1")}}}},
			`{"type":"sum","models":[{"type":"included","units":"5","model":{"type":"per_unit","unit":"1"}}]}`},
		{"minimum, maximum", pricing.Minimum{Amount: dec("1"), Model: pricing.Maximum{Amount: dec("9"), Model: pricing.Dynamic{}}},
			`{"type":"minimum","amount":"1","model":{"type":"maximum","amount":"9","model":{"type":"dynamic"}}}`},
		{"custom", pricing.Custom{Name: "square"}, `{"type":"custom","name":"square"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := pricing.EncodeModel(tt.model)
			if err != nil || string(got) != tt.want {
				t.Errorf("EncodeModel = %s, %v; want %s", got, err, tt.want)
			}
			back, err := pricing.DecodeModel([]byte(tt.want))
			if diff := cmp.Diff(tt.model, back); err != nil || diff != "" {
				t.Errorf("DecodeModel: %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

// TestDecodeModelFaults: all of them at once, where they are.
func TestDecodeModelFaults(t *testing.T) {
	deep := strings.Repeat(`{"type":"minimum","amount":"1","model":`, 9) + `{"type":"dynamic"}` + strings.Repeat("}", 9)
	tests := []struct {
		name, in string
		want     []string
	}{
		{"control", `{"type":"flat","amount":"1"}`, nil},
		{"not JSON", `{"type":`, []string{"json"}},
		{"two values", `{"type":"flat","amount":"1"} {}`, []string{"json"}},
		{"not an object", `[]`, []string{"json"}},
		{"null", `null`, []string{"json"}},
		{"no type", `{"amount":"1"}`, []string{"type"}},
		{"unknown type", `{"type":"fixed","amount":"1"}`, []string{"type"}},
		{"type of another kind", `{"type":1}`, []string{"type", "type"}},
		{"missing price", `{"type":"flat"}`, []string{"amount"}},
		{"number without quotes", `{"type":"flat","amount":1}`, []string{"amount"}},
		{"null price", `{"type":"flat","amount":null}`, []string{"amount"}},
		{"no decimal", `{"type":"flat","amount":"1,5"}`, []string{"amount"}},
		{"beyond the gate", `{"type":"flat","amount":"1e25"}`, []string{"amount"}},
		{"unknown field", `{"type":"flat","amount":"1","currency":"EUR"}`, []string{"currency"}},
		{"field of another model", `{"type":"flat","amount":"1","tiers":[]}`, []string{"tiers"}},
		{"other letters", `{"type":"flat","Amount":"1"}`, []string{"amount", "Amount"}},
		{"a field twice", `{"type":"flat","amount":"1","amount":"2"}`, []string{"json"}},
		{"several in tiers", `{"type":"graduated","tiers":[{"unit":"x"},{"upto":"1"},7]}`,
			[]string{"tiers[0].unit", "tiers[1].upto", "tiers[2].json"}},
		{"deep inside", `{"type":"sum","models":[{"type":"matrix","cells":[{"values":["a",1],"model":{"type":"included","units":"1","model":{"type":"flat","amount":""}}}]}]}`,
			[]string{"models[0].cells[0].values", "models[0].cells[0].model.model.amount"}},
		{"too deep", deep, []string{strings.Repeat("model.", 7) + "model"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := pricing.DecodeModel([]byte(tt.in))
			got := paths(err)
			for i := range got {
				got[i] = strings.TrimSuffix(got[i], ".json")
			}
			for i := range tt.want {
				tt.want[i] = strings.TrimSuffix(tt.want[i], ".json")
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("DecodeModel(%s): %v: paths (-want +got):\n%s", tt.in, err, diff)
			}
		})
	}
}

func TestEncodeModelRefuses(t *testing.T) {
	tests := []struct {
		name  string
		model pricing.Model
		want  []string
	}{
		{"control", pricing.Flat{}, nil},
		{"nil", nil, []string{"model"}},
		{"a pointer", &pricing.Flat{}, []string{"model"}},
		{"hostile decimal", pricing.Flat{Amount: decimal.New(1, 1<<30)}, []string{"amount"}},
		{"not UTF-8", pricing.Custom{Name: "\xff"}, []string{"name"}},
		{"inside", pricing.Sum{Models: []pricing.Model{pricing.Flat{}, nil}}, []string{"models[1]"}},
	}
	for _, tt := range tests {
		_, err := pricing.EncodeModel(tt.model)
		if diff := cmp.Diff(tt.want, paths(err), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: EncodeModel: %v: paths (-want +got):\n%s", tt.name, err, diff)
		}
	}
}

// FuzzDecodeModel: no bytes make it panic, and what it reads it writes and
// reads again as the same.
func FuzzDecodeModel(f *testing.F) {
	f.Add([]byte(`{"type":"graduated","tiers":[{"up_to":"9","unit":"5"},{"unit":"3.10","flat":"-2"}]}`))
	f.Add([]byte(`{"type":"matrix","dimensions":[{"attribute":"r","values":["a","b"]}],"cells":[{"values":[""],"model":{"type":"flat","amount":"1e3"}}]}`))
	f.Add([]byte(`{"type":"minimum","amount":"1","model":{"type":"sum","models":[{"type":"dynamic"},{"type":"percentage","percent":"2","of":["a"]}]}}`))
	f.Add([]byte(`{"type":"tagged","prices":[{"value":"x"}],"prices":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := pricing.DecodeModel(b)
		if err != nil {
			return
		}
		if r, err := pricing.Compile(m); err == nil {
			_, _ = r.Rate(pricing.At(qty("7.5")))
		}
		out, err := pricing.EncodeModel(m)
		if err != nil {
			t.Fatalf("%s is read but not written: %v", b, err)
		}
		again, err := pricing.DecodeModel(out)
		if diff := cmp.Diff(m, again); err != nil || diff != "" {
			t.Fatalf("%s: %v (-want +got):\n%s", out, err, diff)
		}
	})
}

// whole is a plan with every field in use.
func whole() pricing.Plan {
	return pricing.Plan{
		ID: "cloud", Revision: 3, Product: "vm", Name: "Cloud", Currency: money.MustCurrency("EUR"),
		Every: calendar.Interval{N: 1, Unit: calendar.Year}, TrialDays: 14, MinimumTerm: calendar.Interval{N: 24, Unit: calendar.Month}, PriceFreeze: true,
		Charges: []pricing.Charge{
			{ID: "licence", Timing: pricing.Postpaid, Every: calendar.Interval{N: 1}, Model: pricing.PerUnit{Unit: dec("10.00")},
				Quantities: pricing.QuantityRule{Min: dec("5"), Max: dec("100"), Step: dec("5"), Default: dec("10")}, Unit: "seat", TaxCategory: "S", ProductType: "saas"},
			{ID: "setup", Kind: pricing.OneTime, OnRequest: true, Model: pricing.Flat{Amount: dec("99")}, Fee: true},
			{ID: "traffic", Kind: pricing.Usage, Pooled: true, Metric: "gb", Model: pricing.Graduated{Tiers: []pricing.Tier{{UpTo: dec("100"), Unit: dec("1.00")}, {Unit: dec("0.50")}}}},
			{ID: "support", Model: pricing.Percentage{Percent: dec("10"), Of: []pricing.ChargeID{"licence", "traffic"}}},
		},
		Limits: []pricing.Limit{{ID: "least", Amount: dec("100")}, {ID: "most", Kind: pricing.AtMost, Amount: dec("900"), Charges: []pricing.ChargeID{"traffic"}}},
	}
}

const wholeJSON = `{"id":"cloud","revision":3,"product":"vm","name":"Cloud","currency":"EUR","every":"P1Y","trial_days":14,"minimum_term":"P24M","price_freeze":true,` +
	`"charges":[{"id":"licence","timing":"postpaid","every":"P1M","price":{"type":"per_unit","unit":"10.00"},"quantities":{"min":"5","max":"100","step":"5","default":"10"},"unit":"seat","tax_category":"S","product_type":"saas"},` +
	`{"id":"setup","kind":"one-time","on_request":true,"price":{"type":"flat","amount":"99"},"fee":true},` +
	`{"id":"traffic","kind":"usage","pooled":true,"price":{"type":"graduated","tiers":[{"up_to":"100","unit":"1.00"},{"unit":"0.50"}]},"metric":"gb"},` +
	`{"id":"support","price":{"type":"percentage","percent":"10","of":["licence","traffic"]}}],` +
	`"limits":[{"id":"least","amount":"100"},{"id":"most","kind":"maximum","amount":"900","charges":["traffic"]}]}`

func TestPlanJSON(t *testing.T) {
	plan := whole()
	if err := plan.Validate(); err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(plan)
	if err != nil || string(got) != wholeJSON {
		t.Fatalf("Marshal: %v\n got %s\nwant %s", err, got, wholeJSON)
	}
	var back pricing.Plan
	if err := json.Unmarshal(got, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(plan, back, comparable); diff != "" {
		t.Errorf("Unmarshal mismatch (-want +got):\n%s", diff)
	}
}

func TestPlanJSONFaults(t *testing.T) {
	in := strings.NewReplacer(`"unit":"1.00"`, `"unit":1.00`, `"up_to":"100"`, `"up_to":"1e99"`, `"P1Y"`, `"1Y"`, `"EUR"`, `"eur"`,
		`"trial_days":14`, `"trial_days":"14"`, `"fee":true`, `"fees":true`, `"kind":"maximum"`, `"kind":"most"`).Replace(wholeJSON)
	kept := whole()
	err := kept.UnmarshalJSON([]byte(in))
	want := []string{"currency", "every", "trial_days", "charges[1].fees", "charges[2].price.tiers[0].up_to", "charges[2].price.tiers[0].unit", "limits[1].kind"}
	if diff := cmp.Diff(want, paths(err)); diff != "" {
		t.Errorf("%v: paths (-want +got):\n%s", err, diff)
	}
	if diff := cmp.Diff(whole(), kept, comparable); diff != "" {
		t.Errorf("a plan that cannot be read changes what it is read into:\n%s", diff)
	}
	bad := pricing.Plan{Charges: []pricing.Charge{{Kind: 9, Model: pricing.Flat{}}}}
	if _, err := bad.MarshalJSON(); cmp.Diff([]string{"charges[0].kind"}, paths(err)) != "" {
		t.Errorf("a kind that cannot be read back is written: %v", err)
	}
}

func FuzzPlanJSON(f *testing.F) {
	f.Add([]byte(wholeJSON))
	f.Add([]byte(`{"charges":[{"price":null},{}],"limits":[{}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var p, again pricing.Plan
		if p.UnmarshalJSON(b) != nil {
			return
		}
		_, _ = p.Validate(), p.Order()
		out, err := p.MarshalJSON()
		if err == nil {
			err = again.UnmarshalJSON(out)
		}
		if diff := cmp.Diff(p, again, comparable); err != nil || diff != "" {
			t.Fatalf("%s: %v (-want +got):\n%s", out, err, diff)
		}
	})
}
