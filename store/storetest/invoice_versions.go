package storetest

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/invoice"
)

// invoiceFollows: what is issued is what was approved, and an audit trail is
// never rewritten.
func invoiceFollows(ctx context.Context, s daybook.Store, w world) error {
	inv, err := drafted(ctx, s, w.row("a", 1, 0, 1))
	if err != nil {
		return err
	}
	open, err := issued(ctx, s, inv)
	if err != nil {
		return err
	}
	for what, change := range map[string]func(*invoice.Invoice){
		"other rows":       func(inv *invoice.Invoice) { inv.Lines[0].Rows = nil },
		"other texts":      func(inv *invoice.Invoice) { inv.Lines[0].Product = "another" },
		"another trail":    func(inv *invoice.Invoice) { inv.Trail[0].Actor = "another" },
		"another number":   func(inv *invoice.Invoice) { inv.Number = "R-7" },
		"a draft again":    func(inv *invoice.Invoice) { inv.Status = invoice.Draft },
		"closed, untold":   func(inv *invoice.Invoice) { inv.Status = invoice.Closed },
		"a version beyond": func(inv *invoice.Invoice) { inv.Version++ },
	} {
		other := open.Clone()
		other.Version++
		change(&other)
		_, err = putOne(ctx, s, other)
		if err := refused("an open invoice with "+what, err, daybook.ErrConflict); err != nil {
			return err
		}
	}
	second := open.Clone()
	second.ID, second.Version, second.Number = "second", 2, ""
	_, err = putOne(ctx, s, second)
	if err := refused("a first version that is called the second", err, daybook.ErrConflict); err != nil {
		return err
	}
	got, err := s.Invoice(ctx, inv.ID)
	if err != nil {
		return err
	}
	return sameInvoice(got, open)
}

// invoiceBatch: a credit note and what it corrects, or a run's page, are stored
// together or not at all.
func invoiceBatch(ctx context.Context, s daybook.Store, w world) error {
	a, b := w.row("a", 1, 0, 1), w.row("b", 1, 0, 1)
	first, err := drafted(ctx, s, a)
	if err != nil {
		return err
	}
	if first, err = turned(ctx, s, first, invoice.Approved); err != nil {
		return err
	}
	if err := put(ctx, s, b); err != nil {
		return err
	}
	open, err := first.To(invoice.Open, invoice.Act{At: january()})
	if err != nil {
		return err
	}
	other, err := draft(b)
	if err != nil {
		return err
	}
	other.ID = "other"
	taken, err := draft(a)
	if err != nil {
		return err
	}
	taken.ID = "taken"
	for what, batch := range map[string][]invoice.Invoice{
		"an invoice of a claimed row": {open, other, taken},
		"an id that comes twice":      {open, other, other},
	} {
		_, err = s.PutInvoices(ctx, batch)
		if err := refused("a batch with "+what, err, daybook.ErrConflict); err != nil {
			return err
		}
	}
	if got, err := s.Invoice(ctx, first.ID); err != nil || sameInvoice(got, first) != nil {
		return fmt.Errorf("after a refused batch the first invoice is %v of version %d, %v", got.Status, got.Version, err)
	}
	if _, err := s.Invoice(ctx, "other"); refused("after a refused batch", err, daybook.ErrNotFound) != nil {
		return fmt.Errorf("after a refused batch another invoice of it is stored: %v", err)
	}
	got, err := s.PutInvoices(ctx, []invoice.Invoice{open, other})
	if err != nil || len(got) != 2 || got[0].Number != "R-000001" || got[1].ID != "other" {
		return fmt.Errorf("a batch of two, after refused ones: %d invoices, %v; want the number R-000001 and a draft", len(got), err)
	}
	return nil
}
