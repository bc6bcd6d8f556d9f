package storetest

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/invoice"
)

func invoiceNumbers(ctx context.Context, s daybook.Store, w world) error {
	series := []string{"R-", "R-", "S-", "R-"}
	want := []string{"R-000001", "R-000002", "S-000001", "R-000003"}
	for i, name := range series {
		inv, err := drafted(ctx, s, w.row("a", 1+i, 0, 1))
		if err != nil {
			return err
		}
		if inv, err = turned(ctx, s, inv, invoice.Approved); err != nil {
			return err
		}
		stale := inv
		stale.Status, stale.Version = invoice.Open, 9
		if _, err := putOne(ctx, s, stale); err == nil {
			return fmt.Errorf("version 9 after 2 is taken")
		}
		next, err := inv.To(invoice.Open, invoice.Act{At: january()})
		if err != nil {
			return err
		}
		next.Series = name
		open, err := putInvoice(ctx, s, next)
		if err != nil {
			return err
		}
		if open.Number != want[i] {
			return fmt.Errorf("number %d is %q, want %q", i, open.Number, want[i])
		}
	}
	return nil
}

// invoiceNumbered: numbers that come with invoices.
func invoiceNumbered(ctx context.Context, s daybook.Store, w world) error {
	var last invoice.Invoice
	open := func(d int, number string) error {
		inv, err := drafted(ctx, s, w.row("a", d, 0, 1))
		if err != nil {
			return err
		}
		if inv, err = turned(ctx, s, inv, invoice.Approved); err != nil {
			return err
		}
		if inv, err = inv.To(invoice.Open, invoice.Act{At: january()}); err != nil {
			return err
		}
		inv.Number = number
		last, err = putOne(ctx, s, inv)
		return err
	}
	for d, number := range []string{"R-000001", "2026/17"} {
		if err := open(1+d, number); err != nil || last.Number != number {
			return fmt.Errorf("an invoice that comes as %s is %s, %w", number, last.Number, err)
		}
	}
	if _, err := turned(ctx, s, last, invoice.Void); err != nil {
		return err
	}
	if err := refused("a number that a void invoice has", open(3, "2026/17"), daybook.ErrConflict); err != nil {
		return err
	}
	for d, want := range []string{"R-000002", "R-000003"} {
		if err := open(4+d, ""); err != nil || last.Number != want {
			return fmt.Errorf("the store gives %s, %w; want %s", last.Number, err, want)
		}
	}
	return nil
}
