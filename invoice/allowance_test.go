package invoice_test

import (
	"testing"

	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
)

// "Totals with tax tables, document discounts and charges": a discount in money is
// granted too where one rate takes something back; it reduces what is charged.
func TestDiscountBesideNegativeRate(t *testing.T) {
	table, err := invoice.NewTaxTable(
		invoice.TaxRate{Category: "a", Code: invoice.Standard, Rate: money.MustNumber("22")},
		invoice.TaxRate{Category: "b", Code: invoice.Standard, Rate: money.MustNumber("10")})
	if err != nil {
		t.Fatal(err)
	}
	terms := sellOut(t, "0")
	terms.Tax, terms.Allowances = table, []invoice.Allowance{{Text: "loyal", Amount: cents(500)}}
	inv, err := invoice.Assemble(rows(sale{tax: "a", charge: "x", raw: []string{"100"}}, sale{tax: "b", charge: "y", raw: []string{"-20"}}), terms)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := amounts(inv), [3]string{"75.00", "18.90", "93.90"}; got != want {
		t.Errorf("net, tax, gross %v, want %v", got, want)
	}
	if bad := inv.Violations(money.Currencies{}); len(bad) > 0 {
		t.Error(bad)
	}
}
