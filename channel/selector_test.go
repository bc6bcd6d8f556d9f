package channel_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

func exact(s string) channel.Pattern { return channel.Pattern{Kind: channel.Exact, Text: s} }
func wild(s string) channel.Pattern  { return channel.Pattern{Kind: channel.Wildcard, Text: s} }
func regex(s string, weight int) channel.Pattern {
	return channel.Pattern{Kind: channel.Regexp, Text: s, Weight: weight}
}

// plus is an item that adds an amount, by which a test knows which one won.
func plus(s channel.Selector, amount int64) channel.Item {
	return channel.Item{For: s, Rule: channel.Rule{Kind: channel.Addition, Amount: decimal.New(amount, 0)}}
}

// won is which item priced fee-0 of the plan for a quantity: the addition to a
// price of 0.
func won(t fataler, sale channel.Sale, quantity string, items ...channel.Item) string {
	t.Helper()
	chain := &channel.Chain{ID: "c", Vendor: "vendor", Sale: sale, Sellers: []channel.Seller{
		{Party: "r", Role: channel.Reseller, Prices: []*channel.Revision{revision(t, "b", "r", items...)}},
	}}
	p := planOf("EUR", "0")
	p.Charges[0].Model = pricing.Flat{}
	return rates(t, offerOf(t, p, chain), 0, quantity)[1]
}

// Every item is more specific than the one before it: each wins against all
// before, whatever the order in the book.
func TestMostSpecificWins(t *testing.T) {
	sale := channel.Sale{Region: "EU", Tags: map[string]string{"a": "1", "b": "2"}}
	order := []channel.Selector{
		{},
		{Vendor: regex("v.*", 0)},
		{Vendor: regex("ven.*", 5)},
		{Vendor: wild("v*")},
		{Vendor: wild("vend*r")},
		{Vendor: exact("vendor")},
		{Product: regex(".*", -1)},
		{Product: exact("backup")},
		{Product: exact("backup"), Vendor: exact("vendor")},
		{Plan: wild("*")},
		{Plan: exact("plan")},
		{Plan: exact("plan"), Product: wild("b*")},
		{Charge: regex("fee-[0-9]", 0)},
		{Charge: regex("fee-0", 1)},
		{Charge: wild("fee-*")},
		{Charge: exact("fee-0")},
		{Charge: exact("fee-0"), Part: channel.Recurring},
		{Charge: exact("fee-0"), Conditions: channel.Conditions{Region: "EU"}},
		{Charge: exact("fee-0"), Conditions: channel.Conditions{Region: "EU", Tags: map[string]string{"a": "1"}}},
		{Charge: exact("fee-0"), Conditions: channel.Conditions{Tags: map[string]string{"a": "1", "b": "2"}, Quantity: channel.Range{Above: dec("1")}}},
		{Charge: exact("fee-0"), Plan: exact("plan")},
	}
	var items []channel.Item
	for i, s := range order {
		items = append([]channel.Item{plus(s, int64(i+1))}, items...)
		if got := won(t, sale, "5", items...); got != fmt.Sprint(i+1) {
			t.Errorf("of the first %d, item %s won", i+1, got)
		}
	}
}

// Of two that are alike the earlier wins: no order of a map is in play.
func TestEarlierItemWins(t *testing.T) {
	a, b := plus(channel.Selector{Charge: regex("fee.*", 3)}, 1), plus(channel.Selector{Charge: regex(".*0", 3)}, 2)
	for range 20 {
		if x, y := won(t, channel.Sale{}, "1", a, b), won(t, channel.Sale{}, "1", b, a); x != "1" || y != "2" {
			t.Fatalf("%s and %s won", x, y)
		}
	}
}

func TestConditions(t *testing.T) {
	items := []channel.Item{
		plus(channel.Selector{}, 1),
		plus(channel.Selector{Conditions: channel.Conditions{Region: "EU"}}, 2),
		plus(channel.Selector{Conditions: channel.Conditions{Region: "EU", Tags: map[string]string{"size": "big"}}}, 3),
		plus(channel.Selector{Product: exact("backup"), Conditions: channel.Conditions{Quantity: channel.Range{Above: dec("10"), UpTo: dec("20")}}}, 4),
		plus(channel.Selector{Product: exact("backup"), Conditions: channel.Conditions{Quantity: channel.Range{Above: dec("20.5")}}}, 5),
	}
	big := map[string]string{"size": "big", "more": "x"}
	for _, tt := range []struct {
		sale           channel.Sale
		quantity, want string
	}{
		{channel.Sale{}, "0", "1"},
		{channel.Sale{Region: "US", Tags: big}, "1", "1"},
		{channel.Sale{Region: "EU"}, "1", "2"},
		{channel.Sale{Region: "EU", Tags: map[string]string{"size": "small"}}, "1", "2"},
		{channel.Sale{Region: "EU", Tags: big}, "1", "3"},
		{channel.Sale{Region: "EU", Tags: big}, "10", "3"},
		{channel.Sale{Region: "EU", Tags: big}, "10.0001", "4"},
		{channel.Sale{}, "20", "4"},
		{channel.Sale{}, "20.2", "1"},
		{channel.Sale{}, "21", "5"},
		{channel.Sale{}, "1000000", "5"},
	} {
		if got := won(t, tt.sale, tt.quantity, items...); got != tt.want {
			t.Errorf("%+v, quantity %s: item %s, want %s", tt.sale, tt.quantity, got, tt.want)
		}
	}
}

// A credit has the price of what it takes back.
func TestConditionOfCredit(t *testing.T) {
	chain := &channel.Chain{ID: "c", Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "r", Role: channel.Reseller, Prices: []*channel.Revision{revision(t, "b", "r",
			channel.Item{Rule: channel.Rule{Kind: channel.PassThrough}},
			channel.Item{For: channel.Selector{Conditions: channel.Conditions{Quantity: channel.Range{Above: dec("9")}}},
				Rule: channel.Rule{Kind: channel.Markup, Percent: dec("-50")}},
		)}},
	}}
	o := offerOf(t, planOf("EUR", "1"), chain)
	for q, want := range map[string]string{"9": "9", "-9": "-9", "10": "5", "-10": "-5"} {
		if got := rates(t, o, 0, q)[1]; got != want {
			t.Errorf("%s units = %s, want %s", q, got, want)
		}
	}
}

func TestSelectorFaults(t *testing.T) {
	long := strings.Repeat("x", channel.MaxPattern+1)
	for _, tt := range []struct {
		name string
		s    channel.Selector
		want string
	}{
		{"kind", channel.Selector{Charge: channel.Pattern{Kind: 9, Text: "x"}}, "items[0].for.charge"},
		{"long", channel.Selector{Plan: exact(long)}, "items[0].for.plan"},
		{"empty", channel.Selector{Plan: exact("")}, "items[0].for.plan"},
		{"text of nothing", channel.Selector{Product: channel.Pattern{Text: "x"}}, "items[0].for.product"},
		{"weight", channel.Selector{Vendor: channel.Pattern{Kind: channel.Exact, Text: "x", Weight: 1}}, "items[0].for.vendor"},
		{"regular expression", channel.Selector{Vendor: regex("(", 0)}, "items[0].for.vendor"},
		{"out of the brackets", channel.Selector{Vendor: regex("a)(b", 0)}, "items[0].for.vendor"},
		{"too many repeats", channel.Selector{Vendor: regex("((a{500}){500}){500}", 0)}, "items[0].for.vendor"},
		{"part", channel.Selector{Part: 9}, "items[0].for.part"},
		{"tier", channel.Selector{Tier: -1}, "items[0].for.tier"},
		{"region", channel.Selector{Conditions: channel.Conditions{Region: "\xff"}}, "items[0].for.region"},
		{"tag", channel.Selector{Conditions: channel.Conditions{Tags: map[string]string{"": "x"}}}, "items[0].for.tags"},
		{"negative", channel.Selector{Conditions: channel.Conditions{Quantity: channel.Range{Above: dec("-1")}}}, "items[0].for.quantity.above"},
		{"upside down", channel.Selector{Conditions: channel.Conditions{Quantity: channel.Range{Above: dec("2"), UpTo: dec("2")}}}, "items[0].for.quantity.up_to"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := channel.PriceBook{ID: "b", Seller: "s", Currency: money.MustCurrency("EUR")}.Edit(channel.Edit{Items: []channel.Item{plus(tt.s, 1)}, Made: 1})
			if diff := cmp.Diff([]string{tt.want}, fieldPaths(err)); diff != "" {
				t.Errorf("faults mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTwinItems(t *testing.T) {
	s := channel.Selector{Charge: exact("x"), Conditions: channel.Conditions{Tags: map[string]string{"a": "1", "b": "2"}, Quantity: channel.Range{UpTo: dec("5")}}}
	twin := s
	twin.Tags, twin.Quantity = map[string]string{"b": "2", "a": "1"}, channel.Range{UpTo: dec("5.00")}
	_, err := channel.PriceBook{ID: "b", Seller: "s", Currency: money.MustCurrency("EUR")}.Edit(channel.Edit{Items: []channel.Item{plus(s, 1), plus(channel.Selector{}, 1), plus(twin, 2)}, Made: 1})
	if diff := cmp.Diff([]string{"items[2].for"}, fieldPaths(err)); diff != "" {
		t.Errorf("faults mismatch (-want +got):\n%s", diff)
	}
}

func TestPatternsMatch(t *testing.T) { rapid.Check(t, patternsMatch) }
func FuzzPatternsMatch(f *testing.F) { f.Fuzz(rapid.MakeFuzz(patternsMatch)) }

// patternsMatch: a wildcard matches what the regular expression of the same
// meaning does.
func patternsMatch(t *rapid.T) {
	pattern := rapid.StringMatching(`[ab*]{1,8}`).Draw(t, "pattern")
	charge := rapid.StringMatching(`[ab]{1,8}`).Draw(t, "charge")
	p := planOf("EUR", "0")
	p.Charges[0].ID, p.Charges[0].Model = pricing.ChargeID(charge), pricing.Flat{}
	chain := &channel.Chain{ID: "c", Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "r", Role: channel.Reseller, Prices: []*channel.Revision{revision(t, "b", "r",
			plus(channel.Selector{}, 1), plus(channel.Selector{Charge: wild(pattern)}, 2))}},
	}}
	want := "1"
	if regexp.MustCompile("^" + strings.ReplaceAll(pattern, "*", ".*") + "$").MatchString(charge) {
		want = "2"
	}
	if got := rates(t, offerOf(t, p, chain), 0, "1")[1]; got != want {
		t.Fatalf("%q against %q: item %s, want %s", pattern, charge, got, want)
	}
}
