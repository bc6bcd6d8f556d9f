package daybook

import (
	"context"
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/shopspring/decimal"
)

// An Issuer issues invoices. It may be shared.
type Issuer struct {
	Store      InvoiceStore
	Clock      Clock            // nil is the machine's
	Currencies money.Currencies // the zero value is ISO 4217
	TaxRate    decimal.Decimal  // percent
	Series     string           // of invoice numbers
}

const billPage = 1000

// Draft puts every row of b that is on no invoice yet on one draft, which
// reserves them; invoice.ErrNothing if there is none. The claims in the store
// make a repeated or parallel run harmless: the slower one gets ErrConflict.
func (i *Issuer) Draft(ctx context.Context, b Bill) (invoice.Invoice, error) {
	fail := func(err error) (invoice.Invoice, error) {
		return invoice.Invoice{}, fmt.Errorf("daybook: draft %s to %s: %w", b.Seller, b.Buyer, err)
	}
	var rows []proceeds.Row
	for after := (proceeds.Key{}); ; {
		page, err := i.Store.Unbilled(ctx, b, after, billPage)
		if err != nil {
			return fail(err)
		}
		rows = append(rows, page...)
		if len(page) < billPage {
			break
		}
		after = page[len(page)-1].Key
	}
	tax, err := invoice.FlatTax(i.TaxRate)
	if err != nil {
		return fail(err)
	}
	terms := invoice.Terms{Level: b.Level, Period: b.Posted, Currencies: i.Currencies, Tax: tax, Series: i.Series}
	for {
		inv, err := invoice.Assemble(rows, terms)
		if err != nil {
			return fail(err)
		}
		// The same rows may have been on an invoice that was voided.
		if old, err := i.Store.Invoice(ctx, inv.ID); err == nil && old.Status == invoice.Void {
			terms.Attempt++
			continue
		} else if err != nil && !errors.Is(err, ErrNotFound) {
			return fail(err)
		}
		if inv, err = i.Store.PutInvoice(ctx, inv); err != nil {
			return fail(err)
		}
		return inv, nil
	}
}

// Open issues a draft: it gets its number and its date, and its rows are
// locked. Opening an open invoice again changes nothing.
func (i *Issuer) Open(ctx context.Context, id invoice.ID) (invoice.Invoice, error) {
	return i.turn(ctx, id, invoice.Open)
}

// Void takes a draft or an open invoice back and sets its rows free. Its
// number, if it has one, stays taken.
func (i *Issuer) Void(ctx context.Context, id invoice.ID) (invoice.Invoice, error) {
	return i.turn(ctx, id, invoice.Void)
}

func (i *Issuer) turn(ctx context.Context, id invoice.ID, to invoice.Status) (invoice.Invoice, error) {
	inv, err := i.Store.Invoice(ctx, id)
	if err != nil {
		return invoice.Invoice{}, fmt.Errorf("daybook: %v invoice %s: %w", to, id, err)
	}
	if inv.Status == to {
		return inv, nil
	}
	if inv, err = inv.To(to); err != nil {
		return invoice.Invoice{}, err
	}
	if to == invoice.Open {
		inv.Issued = now(i.Clock)
	}
	if inv, err = i.Store.PutInvoice(ctx, inv); err != nil {
		return invoice.Invoice{}, fmt.Errorf("daybook: %v invoice %s: %w", to, id, err)
	}
	return inv, nil
}
