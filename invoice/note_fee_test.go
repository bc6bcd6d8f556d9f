package invoice_test

import (
	"testing"

	"github.com/daybook-go/daybook/invoice"
)

// "Three toggles: ... use credits for marketplace fees" (DOMAIN §8): once the fee
// is taken back by a credit note, credit may pay all of the rest.
func TestCreditAfterFeeIsTakenBack(t *testing.T) {
	inv := issued(assembled(t, sellOut(t, "0"), sale{quantity: "1", raw: []string{"80"}},
		sale{charge: "fee-1", typ: invoice.MarketplaceFee, quantity: "1", raw: []string{"20"}}))
	line := 0
	for i, l := range inv.Lines {
		if l.Fee {
			line = i + 1
		}
	}
	note, err := invoice.Credit(inv, invoice.Crediting{Series: "C-", Parts: []invoice.Part{{Line: line}}})
	if err != nil {
		t.Fatal(err)
	}
	note.Status, note.Number, note.Issued, note.Corrects = invoice.Open, "C-1", january.End, inv.ID
	s, err := invoice.Stand(invoice.AccountOf(&inv), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range []*invoice.Invoice{&inv, &note} {
		if _, err := s.Post(january.End, doc); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Record(january.End, invoice.Entry{Kind: invoice.CreditGranted, Reference: "promo", Amount: cents(10000)}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Settle(january.End); err != nil {
		t.Fatal(err)
	}
	if it, _ := s.Receivable(inv.ID); !it.IsSettled() {
		t.Errorf("%s is open and %s of it cannot be paid by credit; want nothing: the fee was taken back", it.Open, it.Cash)
	}
}
