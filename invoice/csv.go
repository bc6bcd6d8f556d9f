package invoice

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/daybook-go/daybook/money"
)

// csvColumns are those of [View.CSV]. They are a contract: new ones come last.
var csvColumns = []string{
	"record", "no", "product_type", "product", "text", "service_start", "service_end", "quantity", "unit", "price",
	"tax_code", "tax_rate", "raw", "net", "tax", "amount", "currency",
}

// CSV writes the invoice as the customer gets it: a record for every line,
// discount, charge, tax and total. Text that a spreadsheet would take for a formula
// is kept from it by an apostrophe; numbers are as they are.
func (v *View) CSV(w io.Writer) error {
	out := csv.NewWriter(w)
	records := [][]string{csvColumns}
	for i := range v.Lines {
		records = append(records, v.csvLine(&v.Lines[i]))
	}
	for i := range v.Allowances {
		records = append(records, v.csvAllowance(i))
	}
	for i := range v.Totals.Taxes {
		t := &v.Totals.Taxes[i]
		records = append(records, v.csvRecord(map[string]string{
			"record": "tax", "text": textCell(t.Reason), "tax_code": t.Code.String(), "tax_rate": t.Rate.String(),
			"net": t.Base.Text(), "tax": t.Amount.Text(),
		}))
	}
	for _, r := range append(records, v.csvTotals()...) {
		if err := out.Write(r); err != nil {
			return fmt.Errorf("invoice: csv: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("invoice: csv: %w", err)
	}
	return nil
}

// csvRecord puts cells in their columns.
func (v *View) csvRecord(cells map[string]string) []string {
	out := make([]string, len(csvColumns))
	for i, name := range csvColumns {
		out[i] = cells[name]
	}
	out[len(out)-1] = v.Currency.String()
	return out
}

func (v *View) csvLine(l *ViewLine) []string {
	cells := map[string]string{
		"record": "line", "no": strconv.Itoa(l.No), "product_type": textCell(l.ProductType), "product": textCell(l.Product),
		"text": textCell(l.Text), "service_start": l.Service.Start.String(), "service_end": l.Service.End.String(),
		"unit": textCell(l.Unit), "tax_code": l.TaxCode.String(), "raw": l.Raw, "net": l.Net.Text(),
	}
	if !l.Quantity.IsZero() {
		cells["quantity"] = l.Quantity.String()
	}
	if !l.Price.IsZero() {
		cells["price"] = l.Price.String()
	}
	if l.TaxCode != NoTax {
		cells["tax_rate"] = l.TaxRate.String()
	}
	return v.csvRecord(cells)
}

func (v *View) csvAllowance(i int) []string {
	a := &v.Allowances[i]
	cells := map[string]string{
		"record": "allowance", "no": strconv.Itoa(i + 1), "text": textCell(a.Text), "net": a.Amount.Text(),
		"tax_code": a.TaxCode.String(),
	}
	if a.Charge {
		cells["record"] = "charge"
	}
	if a.TaxCode != NoTax {
		cells["tax_rate"] = a.TaxRate.String()
	}
	return v.csvRecord(cells)
}

func (v *View) csvTotals() (out [][]string) {
	t := &v.Totals
	for _, total := range []struct {
		name   string
		amount money.Amount
	}{
		{"lines", t.Lines}, {"allowances", t.Allowances}, {"charges", t.Charges}, {"net", t.Net}, {"tax", t.Tax},
		{"gross", t.Gross}, {"prepaid", t.Prepaid}, {"rounding", t.Rounding}, {"payable", t.Payable},
	} {
		out = append(out, v.csvRecord(map[string]string{"record": "total", "text": total.name, "amount": total.amount.Text()}))
	}
	return append(out,
		v.csvRecord(map[string]string{"record": "total", "text": "raw", "amount": t.Raw}),
		v.csvRecord(map[string]string{"record": "total", "text": "delta", "amount": t.Delta}))
}

// textCell keeps a spreadsheet from taking text for a formula: =, +, −, @ and what
// a reader may skip before them.
func textCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n|＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}
