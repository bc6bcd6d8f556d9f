package invoice_test

import (
	"testing"

	"github.com/daybook-go/daybook/invoice"
)

// Money that a credit note carries from one invoice to the next is still money,
// and may be paid back ("no more than what was received in money can be").
func TestReviewRefundThroughNotes(t *testing.T) {
	b := newAccount(t)
	b.record(on(1), invoiced("A", on(1), 100))
	b.record(on(1), invoice.Entry{Kind: invoice.Payment, Reference: "P", Amount: cents(100), Invoice: "A"})
	b.record(on(2), invoice.Entry{Kind: invoice.CreditNoted, Reference: "nA", Invoice: "A", Amount: cents(100)})
	b.record(on(3), invoiced("B", on(3), 100))
	b.settle(on(3))
	b.record(on(4), invoice.Entry{Kind: invoice.CreditNoted, Reference: "nB", Invoice: "B", Amount: cents(100)})
	b.record(on(5), invoice.Entry{Kind: invoice.Refund, Reference: "X", Source: "nB", Amount: cents(100)})
	b.expect(0, 0, nil)
}
