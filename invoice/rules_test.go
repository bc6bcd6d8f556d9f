package invoice_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
)

// sound has a line of every tax code, a discount, a charge, an advance and a
// rounding.
func sound(t *testing.T) invoice.Invoice {
	terms := invoice.Terms{
		Level: channel.SellOut, Period: january, Tax: world(t), Prepaid: money.New(1000, 2, eur),
		Policy: invoice.Policy{Cash: money.New(5, 2, eur)},
		Allowances: []invoice.Allowance{
			{Text: "loyal", TaxCategory: "reduced", Percent: money.MustNumber("2.5")},
			{Charge: true, Text: "handling", TaxCategory: "reduced", Amount: money.New(333, 2, eur)},
		},
	}
	var sales []sale
	for i, c := range categories {
		sales = append(sales, sale{charge: "c" + c, tax: c, quantity: "3", scale: 4, raw: []string{"29.9979"}, n: uint32(i)})
	}
	return assembled(t, terms, sales...)
}

// at returns the place of the line or tax of a code.
func at(inv *invoice.Invoice, c invoice.TaxCode) (line *invoice.Line, tax *invoice.Tax) {
	for i := range inv.Lines {
		if inv.Lines[i].TaxCode == c {
			line = &inv.Lines[i]
		}
	}
	for i := range inv.Totals.Taxes {
		if inv.Totals.Taxes[i].Code == c {
			tax = &inv.Totals.Taxes[i]
		}
	}
	return line, tax
}

// A planted fault is found by the rule that it breaks.
func TestPlantedFaults(t *testing.T) {
	if found := func() []invoice.Violation { inv := sound(t); return inv.Violations(money.Currencies{}) }(); len(found) > 0 {
		t.Fatalf("the sound invoice breaks %v", found)
	}
	cent := func(a *money.Amount) {
		*a = money.New(a.Units()+1, a.Scale(), a.Currency())
	}
	mill := func(a *money.Amount) { *a = money.New(a.Units()*10, a.Scale()+1, a.Currency()) }
	type fault struct {
		rule, field string
		plant       func(inv *invoice.Invoice, t *invoice.Totals)
	}
	faults := []fault{
		{"BR-CO-10", "totals.lines", func(_ *invoice.Invoice, t *invoice.Totals) { cent(&t.Lines) }},
		{"BR-CO-10", "totals.lines", func(inv *invoice.Invoice, _ *invoice.Totals) { cent(&inv.Lines[0].Net) }},
		{"BR-CO-11", "totals.allowances", func(_ *invoice.Invoice, t *invoice.Totals) { cent(&t.Allowances) }},
		{"BR-CO-12", "totals.charges", func(_ *invoice.Invoice, t *invoice.Totals) { cent(&t.Charges) }},
		{"BR-CO-13", "totals.net", func(_ *invoice.Invoice, t *invoice.Totals) { cent(&t.Net) }},
		{"BR-CO-14", "totals.tax", func(_ *invoice.Invoice, t *invoice.Totals) { cent(&t.Tax) }},
		{"BR-CO-15", "totals.gross", func(_ *invoice.Invoice, t *invoice.Totals) { cent(&t.Gross) }},
		{"BR-CO-16", "totals.payable", func(_ *invoice.Invoice, t *invoice.Totals) { cent(&t.Payable) }},
		{"BR-CO-16", "totals.payable", func(_ *invoice.Invoice, t *invoice.Totals) { cent(&t.Prepaid) }},
		{"BR-CO-16", "totals.payable", func(_ *invoice.Invoice, t *invoice.Totals) { cent(&t.Rounding) }},
		{"BR-CO-17", "totals.taxes[0].amount", func(_ *invoice.Invoice, t *invoice.Totals) { cent(&t.Taxes[0].Amount) }},
		{"BR-CO-18", "totals.taxes", func(_ *invoice.Invoice, t *invoice.Totals) { t.Taxes = nil }},
		{"BR-CO-04", "lines[0].tax_code", func(inv *invoice.Invoice, _ *invoice.Totals) { inv.Lines[0].TaxCode = 0 }},
		{"BR-CO-10", "totals.lines", func(inv *invoice.Invoice, _ *invoice.Totals) {
			inv.Lines[0].Net = money.New(inv.Lines[0].Net.Units(), 2, money.MustCurrency("USD"))
		}},
		{"BR-DEC-01", "allowances[0].amount", func(inv *invoice.Invoice, _ *invoice.Totals) { mill(&inv.Allowances[0].Amount) }},
		{"BR-DEC-02", "allowances[0].base", func(inv *invoice.Invoice, _ *invoice.Totals) { mill(&inv.Allowances[0].Base) }},
		{"BR-DEC-05", "allowances[1].amount", func(inv *invoice.Invoice, _ *invoice.Totals) { mill(&inv.Allowances[1].Amount) }},
		{"BR-DEC-06", "allowances[1].base", func(inv *invoice.Invoice, _ *invoice.Totals) { inv.Allowances[1].Base = money.New(1, 3, eur) }},
		{"BR-DEC-09", "totals.lines", func(_ *invoice.Invoice, t *invoice.Totals) { mill(&t.Lines) }},
		{"BR-DEC-10", "totals.allowances", func(_ *invoice.Invoice, t *invoice.Totals) { mill(&t.Allowances) }},
		{"BR-DEC-11", "totals.charges", func(_ *invoice.Invoice, t *invoice.Totals) { mill(&t.Charges) }},
		{"BR-DEC-12", "totals.net", func(_ *invoice.Invoice, t *invoice.Totals) { mill(&t.Net) }},
		{"BR-DEC-13", "totals.tax", func(_ *invoice.Invoice, t *invoice.Totals) { mill(&t.Tax) }},
		{"BR-DEC-14", "totals.gross", func(_ *invoice.Invoice, t *invoice.Totals) { mill(&t.Gross) }},
		{"BR-DEC-16", "totals.prepaid", func(_ *invoice.Invoice, t *invoice.Totals) { mill(&t.Prepaid) }},
		{"BR-DEC-17", "totals.rounding", func(_ *invoice.Invoice, t *invoice.Totals) { mill(&t.Rounding) }},
		{"BR-DEC-18", "totals.payable", func(_ *invoice.Invoice, t *invoice.Totals) { mill(&t.Payable) }},
		{"BR-DEC-19", "totals.taxes[0].base", func(_ *invoice.Invoice, t *invoice.Totals) { mill(&t.Taxes[0].Base) }},
		{"BR-DEC-20", "totals.taxes[0].amount", func(_ *invoice.Invoice, t *invoice.Totals) { mill(&t.Taxes[0].Amount) }},
		{"BR-DEC-23", "lines[0].net", func(inv *invoice.Invoice, _ *invoice.Totals) { mill(&inv.Lines[0].Net) }},
		{"BR-16", "lines", func(inv *invoice.Invoice, _ *invoice.Totals) { inv.Lines, inv.Allowances = nil, nil }},
		{"BR-27", "lines[0].price", func(inv *invoice.Invoice, _ *invoice.Totals) { inv.Lines[0].Price = money.MustNumber("-9.9993") }},
		{"BR-33", "allowances[0].text", func(inv *invoice.Invoice, _ *invoice.Totals) { inv.Allowances[0].Text = "" }},
		{"BR-38", "allowances[1].text", func(inv *invoice.Invoice, _ *invoice.Totals) { inv.Allowances[1].Text = "" }},
		{"PEPPOL-EN16931-R040", "allowances[0].amount", func(inv *invoice.Invoice, _ *invoice.Totals) { cent(&inv.Allowances[0].Amount) }},
		{"PEPPOL-EN16931-R120", "lines[0].net", func(inv *invoice.Invoice, _ *invoice.Totals) { cent(&inv.Lines[0].Net) }},
		{"PEPPOL-EN16931-R120", "lines[0].net", func(inv *invoice.Invoice, _ *invoice.Totals) { inv.Lines[0].Price = money.MustNumber("9.9") }},
		{"DAYBOOK-DELTA", "totals.delta", func(_ *invoice.Invoice, t *invoice.Totals) { t.Raw = "0.01" }},
		{"DAYBOOK-DELTA", "totals.delta", func(_ *invoice.Invoice, t *invoice.Totals) { t.Delta = "nothing" }},
		{"DAYBOOK-DELTA", "lines[0].delta", func(inv *invoice.Invoice, _ *invoice.Totals) { inv.Lines[0].Delta = "1" }},
		{"DAYBOOK-SHARE", "totals.taxes[0].amount", func(inv *invoice.Invoice, _ *invoice.Totals) { cent(&inv.Lines[0].Tax) }},
		{"DAYBOOK-TYPE", "type", func(inv *invoice.Invoice, _ *invoice.Totals) { inv.Type = invoice.CreditNote }},
	}
	for code, prefix := range map[invoice.TaxCode]string{
		invoice.Standard: "S", invoice.ZeroRated: "Z", invoice.Exempt: "E", invoice.ReverseCharge: "AE", invoice.Export: "G",
		invoice.IntraEU: "IC", invoice.OutOfScope: "O", invoice.CanaryIslands: "AF", invoice.CeutaMelilla: "AG",
	} {
		faults = append(faults,
			fault{"BR-" + prefix + "-08", "base", func(inv *invoice.Invoice, _ *invoice.Totals) { _, tax := at(inv, code); cent(&tax.Base) }},
			fault{"BR-" + prefix + "-01", "", func(inv *invoice.Invoice, t *invoice.Totals) {
				_, tax := at(inv, code)
				t.Taxes = append(t.Taxes, *tax)
			}},
			fault{"BR-" + prefix + "-01", "tax_code", func(inv *invoice.Invoice, t *invoice.Totals) {
				t.Taxes = slices.DeleteFunc(t.Taxes, func(x invoice.Tax) bool { return x.Code == code })
			}},
			fault{"BR-" + prefix + "-10", "reason", func(inv *invoice.Invoice, _ *invoice.Totals) {
				_, tax := at(inv, code)
				if tax.Reason+tax.ReasonCode == "" {
					tax.Reason = "because"
				} else {
					tax.Reason, tax.ReasonCode = "", ""
				}
			}},
			fault{"BR-" + prefix + "-05", "tax_rate", func(inv *invoice.Invoice, _ *invoice.Totals) {
				line, _ := at(inv, code)
				line.TaxRate = money.MustNumber("-1")
			}},
		)
		if code.Untaxed() {
			faults = append(faults, fault{"BR-" + prefix + "-09", "amount", func(inv *invoice.Invoice, _ *invoice.Totals) { _, tax := at(inv, code); cent(&tax.Amount) }})
		}
		for i, rule := range []string{"-06", "-07"} {
			faults = append(faults, fault{"BR-" + prefix + rule, "allowances[", func(inv *invoice.Invoice, _ *invoice.Totals) {
				inv.Allowances[i].TaxCode, inv.Allowances[i].TaxRate = code, money.MustNumber("-1")
			}})
		}
	}
	for _, f := range faults {
		inv := sound(t)
		f.plant(&inv, &inv.Totals)
		found := inv.Violations(money.Currencies{})
		if !slices.ContainsFunc(found, func(v invoice.Violation) bool {
			return v.Rule == f.rule && strings.Contains(v.Field, f.field) && v.Text != ""
		}) {
			t.Errorf("%s at %s was not found among %v", f.rule, f.field, found)
		}
	}
}

// Amounts at the ends of what fits are reported, not wrapped.
func TestViolationsOverflow(t *testing.T) {
	inv := sound(t)
	for i := range inv.Lines {
		inv.Lines[i].Net = money.New(1<<63-1, 2, eur)
	}
	found := inv.Violations(money.Currencies{})
	if !slices.ContainsFunc(found, func(v invoice.Violation) bool { return v.Rule == "BR-CO-10" && strings.Contains(v.Text, "range") }) {
		t.Errorf("no overflow among %v", found)
	}
	zero := invoice.Invoice{}
	if len(zero.Violations(money.Currencies{})) == 0 {
		t.Error("the zero invoice keeps every rule")
	}
}
