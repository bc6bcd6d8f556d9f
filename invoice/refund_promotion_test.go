package invoice_test

import (
	"testing"

	"github.com/daybook-go/daybook/invoice"
)

// "No more than what was received in money can be [paid back]" (Cashier.Refund):
// promotional credit does not become money through a credit note and a chargeback.
func TestRefundOfPromotion(t *testing.T) {
	b := newAccount(t)
	b.record(on(1), invoice.Entry{Kind: invoice.CreditGranted, Reference: "promo", Amount: cents(100)})
	b.record(on(2), invoiced("B", on(2), 100))
	b.settle(on(2))
	b.record(on(3), invoiced("A", on(3), 100))
	b.record(on(3), invoice.Entry{Kind: invoice.Payment, Reference: "P", Amount: cents(100), Invoice: "A"})
	b.record(on(4), invoice.Entry{Kind: invoice.PaymentReversed, Reference: "R", Source: "P", Amount: cents(100)})
	b.record(on(5), invoice.Entry{Kind: invoice.CreditNoted, Reference: "nB", Invoice: "B", Amount: cents(100)})
	b.settle(on(5))
	b.record(on(6), invoice.Entry{Kind: invoice.CreditNoted, Reference: "nA", Invoice: "A", Amount: cents(100)})
	b.expect(-100, 100, nil)
	b.refused(on(7), invoice.Entry{Kind: invoice.Refund, Reference: "X", Source: "nA", Amount: cents(1)}, "amount", invoice.ErrOverdrawn)
	// Money that does come in may be paid back.
	b.record(on(8), invoice.Entry{Kind: invoice.Payment, Reference: "P2", Amount: cents(30)})
	b.record(on(9), invoice.Entry{Kind: invoice.Refund, Reference: "X", Source: "P2", Amount: cents(30)})
	b.refused(on(9), invoice.Entry{Kind: invoice.Refund, Reference: "Y", Source: "nA", Amount: cents(1)}, "amount", invoice.ErrOverdrawn)
}
