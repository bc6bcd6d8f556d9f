package invoice_test

import (
	"testing"

	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
)

// "Corrections: credit note with reference and the original's cents" (DOMAIN §8):
// credited in parts, an invoice that was rounded to cash leaves nothing open, and
// never takes back more than was payable.
func TestCreditPartsOfRounded(t *testing.T) {
	zero, err := invoice.NewTaxTable(invoice.TaxRate{Code: invoice.ZeroRated})
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, raw string
		parts     []int64 // zero: all that is left
		want      []string
	}{
		{"down, at once", "10.02", []int64{1002}, []string{"-10.00"}},
		{"up, at once", "10.03", []int64{1003}, []string{"-10.05"}},
		{"down, in two", "10.02", []int64{500, 502}, []string{"-5.00", "-5.00"}},
		{"up, in two", "10.03", []int64{500, 503}, []string{"-5.00", "-5.05"}},
		{"down, all but a cent", "10.02", []int64{1001, 1}, []string{"-10.00", "0.00"}},
		{"down, the rest", "10.02", []int64{1001, 0}, []string{"-10.00", "0.00"}},
		{"to nothing", "0.02", []int64{1, 1}, []string{"0.00", "0.00"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			terms := sellOut(t, "0")
			terms.Tax, terms.Policy.Cash = zero, cents(5)
			inv := issued(assembled(t, terms, sale{quantity: "1", raw: []string{tc.raw}}))
			s, err := invoice.Stand(invoice.AccountOf(&inv), nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Post(january.End, &inv); err != nil {
				t.Fatal(err)
			}
			var notes []invoice.Invoice
			for i, part := range tc.parts {
				c := invoice.Crediting{Series: "C-", Earlier: notes}
				if part != 0 {
					c.Parts = []invoice.Part{{Line: 1, Amount: money.New(part, 2, eur)}}
				}
				note, err := invoice.Credit(inv, c)
				if err != nil {
					t.Fatal(err)
				}
				if got := note.Totals.Payable.Text(); got != tc.want[i] {
					t.Errorf("note %d: %s, want %s", i, got, tc.want[i])
				}
				if bad := note.Violations(money.Currencies{}); len(bad) > 0 {
					t.Errorf("note %d: %v", i, bad)
				}
				note.Status, note.Number, note.Issued, note.Corrects = invoice.Open, "C-1", january.End, inv.ID
				if _, err := s.Post(january.End, &note); err != nil {
					t.Errorf("note %d cannot be posted: %v", i, err)
				}
				notes = append(notes, note)
			}
			if it, _ := s.Receivable(inv.ID); !it.IsSettled() || !s.Owed.IsZero() {
				t.Errorf("%s is open of what was credited whole, %s is owed", it.Open, s.Owed)
			}
		})
	}
}
