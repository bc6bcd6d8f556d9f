package invoice_test

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"pgregory.net/rapid"
)

// world is a table with every code, by the host's category.
func world(t interface{ Fatal(...any) }) invoice.TaxTable {
	n := money.MustNumber
	table, err := invoice.NewTaxTable(
		invoice.TaxRate{Code: invoice.Standard, Rate: n("22")},
		invoice.TaxRate{Category: "reduced", Code: invoice.Standard, Rate: n("8.1")},
		invoice.TaxRate{Category: "zero", Code: invoice.ZeroRated},
		invoice.TaxRate{Category: "exempt", Code: invoice.Exempt, Reason: "Article 132"},
		invoice.TaxRate{Category: "school", Code: invoice.Exempt, Reason: "Article 133"},
		invoice.TaxRate{Category: "reverse", Code: invoice.ReverseCharge, ReasonCode: "VATEX-EU-AE"},
		invoice.TaxRate{Category: "export", Code: invoice.Export, ReasonCode: "VATEX-EU-G"},
		invoice.TaxRate{Category: "intra", Code: invoice.IntraEU, ReasonCode: "VATEX-EU-IC"},
		invoice.TaxRate{Category: "out", Code: invoice.OutOfScope, ReasonCode: "VATEX-EU-O"},
		invoice.TaxRate{Category: "igic", Code: invoice.CanaryIslands, Rate: n("7")},
		invoice.TaxRate{Category: "ipsi", Code: invoice.CeutaMelilla, Rate: n("0.5")},
	)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

var categories = []string{"", "reduced", "zero", "exempt", "school", "reverse", "export", "intra", "out", "igic", "ipsi"}

// drawSale draws a row: a price by a quantity, a share of it, a discount, tiny
// usage or a correction of an earlier period.
func drawSale(t *rapid.T, i int) sale {
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
	s := sale{
		sub: fmt.Sprintf("s-%d", rapid.IntRange(0, 3).Draw(t, "sub")), charge: pick("charge", "a", "b"),
		product: pick("product", "backup", "mail"), typ: pick("type", "", "saas", invoice.MarketplaceFee),
		tax: rapid.SampledFrom(categories).Draw(t, "tax"), kind: pricing.Kind(rapid.IntRange(0, 2).Draw(t, "kind")),
		component: pick("component", "", "", "coupon"), n: uint32(i),
		scale: uint8(rapid.SampledFrom([]int{2, 4, 9}).Draw(t, "scale")),
		start: january.Start + calendar.Instant(rapid.IntRange(-3, 30).Draw(t, "day"))*day,
	}
	s.posted = max(s.start, january.Start)
	quantity := dec(pick("quantity", "1", "3", "0.25", "31.5", "1000", "-2"))
	price := dec(pick("price", "10", "9.99", "0.0048576", "0.004444444", "348.11", "26935.78"))
	switch rapid.IntRange(0, 3).Draw(t, "how") {
	case 0, 1:
		s.quantity = quantity.StringFixed(2)
		s.raw = []string{price.Mul(quantity).Round(12).StringFixed(12)}
	case 2: // a share of a month
		s.quantity = "1"
		s.raw = []string{price.Mul(dec("17")).DivRound(dec("31"), 12).StringFixed(12)}
	case 3:
		s.raw = []string{price.Mul(dec("-0.33")).Round(12).StringFixed(12)}
	}
	return s
}

func drawRows(t *rapid.T) []proceeds.Row {
	n := rapid.IntRange(1, 12).Draw(t, "rows")
	var out []sale
	for i := range n {
		out = append(out, drawSale(t, i))
	}
	return rows(out...)
}

// drawTerms draws terms under the standard policy.
func drawTerms(t *rapid.T) invoice.Terms {
	terms := invoice.Terms{Level: channel.SellOut, Period: january, Tax: world(t), Series: "R-"}
	terms.CreditsForFees = rapid.Bool().Draw(t, "credits for fees")
	terms.NoFees = rapid.IntRange(0, 4).Draw(t, "no fees") == 0
	if rapid.Bool().Draw(t, "percent") {
		terms.Allowances = append(terms.Allowances, invoice.Allowance{Text: "loyal", Percent: money.MustNumber("2.5")})
	}
	if rapid.Bool().Draw(t, "charge") {
		terms.Allowances = append(terms.Allowances, invoice.Allowance{
			Charge: true, Text: "handling", TaxCategory: rapid.SampledFrom(categories[1:]).Draw(t, "handled at"), Amount: money.New(333, 2, eur),
		})
	}
	if rapid.Bool().Draw(t, "prepaid") {
		terms.Prepaid = money.New(1000, 2, eur)
	}
	if rapid.Bool().Draw(t, "cash") {
		terms.Policy.Cash = money.New(5, 2, eur)
	}
	return terms
}

// drawPolicy draws any policy.
func drawPolicy(t *rapid.T) invoice.Policy {
	return invoice.Policy{
		Mode: money.Rounding(rapid.IntRange(0, 6).Draw(t, "mode")), Tax: money.Rounding(rapid.IntRange(0, 6).Draw(t, "tax mode")),
		Of: invoice.Basis(rapid.IntRange(0, 1).Draw(t, "of")), Group: invoice.Grouping(rapid.IntRange(0, 2).Draw(t, "group")),
		Order: invoice.Order(rapid.IntRange(0, 1).Draw(t, "order")), TaxEach: rapid.Bool().Draw(t, "tax each"),
	}
}
