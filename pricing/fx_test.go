package pricing_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

func TestFX(t *testing.T) {
	usd, jpy := money.MustCurrency("USD"), money.MustCurrency("JPY")
	rate := pricing.FX{From: usd, To: jpy, Rate: dec("151.37"), At: days(0), Source: "ECB"}
	if got, err := rate.Convert(money.New(1050, 2, usd), 0, money.HalfUp); err != nil || got != money.New(1589, 0, jpy) {
		t.Errorf("10.50 USD at 151.37 = %s, %v; want 1589 JPY", got, err)
	}
	if _, err := rate.Convert(cents(1), 0, money.HalfUp); !errors.Is(err, money.ErrMismatch) {
		t.Errorf("EUR by a rate from USD: %v", err)
	}
	if got, err := (pricing.FX{}).Convert(cents(5), 0, money.HalfUp); err != nil || got != cents(5) {
		t.Errorf("by no rate: %s, %v", got, err)
	}
	if got, err := rate.Convert(money.New(0, 2, usd), 0, money.HalfUp); err != nil || got != money.New(0, 0, jpy) {
		t.Errorf("0.00 USD = %s, %v; want 0 JPY", got, err)
	}
	if got, err := rate.Convert(money.Amount{}, 0, money.HalfUp); err != nil || got != (money.Amount{}) {
		t.Errorf("nothing: %s, %v", got, err)
	}
	for _, bad := range []decimal.Decimal{decimal.New(1, 1<<30), dec("0"), dec("-1")} {
		rate.Rate = bad
		var field *pricing.FieldError
		if _, err := rate.Of(exact("1")); !errors.As(err, &field) || field.Path != "rate" {
			t.Errorf("rate %d: %v", bad.Exponent(), err)
		}
	}
}

func TestFXFaults(t *testing.T) {
	expect(t, pricing.FX{}.Validate(money.Currencies{}), "")
	expect(t, pricing.FX{From: eur, Rate: dec("-1")}.Validate(money.Currencies{}), "to: money: unknown currency\nrate: -1 is not above zero\nat: missing\nsource: missing")
	expect(t, pricing.FX{Rate: dec("2")}.Validate(money.Currencies{}), "from: money: unknown\nto: money: unknown\nat: missing\nsource: missing")
	expect(t, pricing.FX{From: eur, To: eur, Rate: dec("1.1"), At: 1, Source: "x"}.Validate(money.Currencies{}), "rate: EUR to itself is 1")
	expect(t, pricing.FX{From: money.MustCurrency("ZZZ"), To: eur, Rate: dec("2"), At: 1, Source: "x"}.Validate(money.Currencies{}), "from: money: unknown currency")
}

// TestOtherJSON: what stands beside a plan is written, read back and refused by
// the same rules.
func TestOtherJSON(t *testing.T) {
	d := pricing.Discount{ID: "d", Bundle: true, Kind: pricing.AmountOff, Amount: dec("2.00"), Scope: pricing.Everything, Funder: -1, Periods: 3,
		Until: calendar.Must("2026-12-31T00:00:00Z"), Excludes: []pricing.DiscountID{"e"}, MaxRedemptions: 9, PerCustomer: 1}
	b := pricing.Bundle{ID: "b", Funder: 1, Members: []pricing.Member{{Plan: "x", Percent: dec("33")}, {Plan: "y"}}}
	x := pricing.FX{From: money.MustCurrency("USD"), To: eur, Rate: dec("0.930"), At: calendar.Must("2026-01-01T00:00:00Z"), Source: "ECB"}
	c := whole().Charges[0]
	roundTrip(t, d, `{"id":"d","bundle":true,"kind":"amount-off","amount":"2.00","scope":"all","funder":-1,"periods":3,"until":"2026-12-31T00:00:00Z","excludes":["e"],"max_redemptions":9,"per_customer":1}`)
	roundTrip(t, b, `{"id":"b","funder":1,"members":[{"plan":"x","percent":"33"},{"plan":"y","percent":"0"}]}`)
	roundTrip(t, x, `{"from":"USD","to":"EUR","rate":"0.930","at":"2026-01-01T00:00:00Z","source":"ECB"}`)
	roundTrip(t, c, `{"id":"licence","timing":"postpaid","every":"P1M","price":{"type":"per_unit","unit":"10.00"},"quantities":{"min":"5","max":"100","step":"5","default":"10"},"unit":"seat","tax_category":"S","product_type":"saas"}`)
	roundTrip(t, pricing.Sample{Source: "s", ID: "i", At: calendar.Must("2026-01-01T00:00:00Z"), Known: calendar.Must("2026-01-02T00:00:00Z"), Value: dec("1.50"), Key: "k"},
		`{"source":"s","id":"i","at":"2026-01-01T00:00:00Z","known":"2026-01-02T00:00:00Z","value":"1.50","key":"k"}`)
	roundTrip(t, whole().Limits[1], `{"id":"most","kind":"maximum","amount":"900","charges":["traffic"]}`)
	roundTrip(t, pricing.Charge{ID: "c", Model: pricing.Dynamic{}, Quantities: pricing.QuantityRule{Step: dec("5")}},
		`{"id":"c","price":{"type":"dynamic"},"quantities":{"step":"5"}}`)
	roundTrip(t, c.Quantities, `{"min":"5","max":"100","step":"5","default":"10"}`)
	roundTrip(t, pricing.Pack{ID: "p", Units: qty("1/3"), Price: cents(100), From: calendar.Must("2026-01-01T00:00:00Z"), Spent: cents(5)},
		`{"id":"p","units":"1/3","price":{"amount":"1.00","currency":"EUR"},"from":"2026-01-01T00:00:00Z","expires":"","used":"0","spent":{"amount":"0.05","currency":"EUR"}}`)
	roundTrip(t, pricing.Versions{{From: calendar.Must("2026-01-01T00:00:00Z"), Plan: &pricing.Plan{ID: "x"}}}, `[{"from":"2026-01-01T00:00:00Z","plan":{"id":"x"}}]`)
	expect(t, new(pricing.Discount).UnmarshalJSON([]byte(`{"id":"d","percent":5,"funder":300,"limit":1}`)), "percent: 5 is not a decimal in quotes\nfunder: no level 300\nlimit: no such field")
	expect(t, new(pricing.Bundle).UnmarshalJSON([]byte(`{"members":[{"percent":"1"},{}]}`)), "members[1].percent: missing")
	expect(t, new(pricing.Limit).UnmarshalJSON([]byte(`{"id":"least"}`)), "amount: missing")
	expect(t, new(pricing.FX).UnmarshalJSON([]byte(`{"rate":"NaN","at":"today"}`)), "rate: money: decimal\nat: calendar")
	expect(t, new(pricing.Charge).UnmarshalJSON([]byte(`{"price":{"type":"flat"}}`)), "price.amount: missing")
	line := pricing.RatedLine{Path: "models[1]", Kind: pricing.LineTier, Tier: 2, Units: qty("1/3"), Unit: dec("3.00"), Amount: exact("1")}
	if got, err := json.Marshal(line); err != nil || string(got) != `{"path":"models[1]","kind":"tier","tier":2,"units":"1/3","unit":"3","amount":"1"}` {
		t.Errorf("a rated line is %s, %v", got, err)
	}
}

func roundTrip[T any](t *testing.T, v T, text string) {
	t.Helper()
	got, err := json.Marshal(v)
	if err != nil || string(got) != text {
		t.Errorf("%T is written as %s, %v\nwant %s", v, got, err, text)
	}
	var back T
	err = json.Unmarshal([]byte(text), &back)
	if diff := cmp.Diff(v, back, comparable, cmp.Comparer(func(a, b money.Amount) bool { return a == b })); err != nil || diff != "" {
		t.Errorf("%T is read back otherwise: %v (-want +got):\n%s", v, err, diff)
	}
}

func TestNames(t *testing.T) {
	for i := uint8(0); i < 16; i++ {
		checkName(t, pricing.Kind(i), new(pricing.Kind))
		checkName(t, pricing.Timing(i), new(pricing.Timing))
		checkName(t, pricing.BoundKind(i), new(pricing.BoundKind))
		checkName(t, pricing.LineKind(i), new(pricing.LineKind))
		checkName(t, pricing.Statistic(i), new(pricing.Statistic))
		checkName(t, pricing.DiscountKind(i), new(pricing.DiscountKind))
		checkName(t, pricing.Scope(i), new(pricing.Scope))
	}
}

// checkName demands that a name is read back, and that what is none is refused.
func checkName[T interface {
	~uint8
	String() string
	MarshalText() ([]byte, error)
}, P interface {
	*T
	UnmarshalText([]byte) error
}](t *testing.T, v T, to P) {
	t.Helper()
	text, err := v.MarshalText()
	if err != nil || string(text) != v.String() {
		t.Errorf("%T %d: MarshalText = %s, %v", v, v, text, err)
	}
	if err := to.UnmarshalText(text); err == nil && *to != v {
		t.Errorf("%T %d is read as %d", v, v, *to)
	} else if err != nil && v < 2 {
		t.Errorf("%T %d: %v", v, v, err)
	}
}
