package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
)

// listed puts five invoices in different states.
func listed(ctx context.Context, s daybook.Store, w world) (all []invoice.Invoice, err error) {
	for i, id := range []invoice.ID{"c", "a", "d", "b", "e"} {
		r := w.row("a", 1+i, 0, 1)
		if i == 4 {
			r.Route, r.Customer = w.south.Route(0), "bob"
		}
		if err := put(ctx, s, r); err != nil {
			return nil, err
		}
		inv, err := draft(r)
		if err != nil {
			return nil, err
		}
		inv.ID, inv.Period = id, calendar.Period{Start: january(), End: january() + day*calendar.Instant(30+i%2)}
		if inv, err = putInvoice(ctx, s, inv); err != nil {
			return nil, err
		}
		if i > 0 {
			if inv, err = turned(ctx, s, inv, invoice.Approved); err != nil {
				return nil, err
			}
		}
		if i > 1 {
			if inv, err = inv.To(invoice.Open, invoice.Act{At: january()}); err != nil {
				return nil, err
			}
			inv.Due = january() + day*calendar.Instant(i)
			if inv, err = putInvoice(ctx, s, inv); err != nil {
				return nil, err
			}
		}
		all = append(all, inv)
	}
	slices.SortFunc(all, func(a, b invoice.Invoice) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return all, nil
}

func invoiceList(ctx context.Context, s daybook.Store, w world) error {
	all, err := listed(ctx, s, w)
	if err != nil {
		return err
	}
	for _, q := range []daybook.InvoiceQuery{
		{}, {Seller: "reseller-n"}, {Seller: "nobody"}, {Buyer: "bob"}, {Seller: "reseller-n", Buyer: "bob"},
		{Statuses: []invoice.Status{invoice.Draft, invoice.Approved}}, {Statuses: []invoice.Status{invoice.Open}},
		{Seller: "reseller-n", Number: "R-000001"}, {Number: "R-000001"}, {Number: "R-000009"},
		{Period: calendar.Period{Start: january(), End: january() + 30*day}},
		{Due: january() + 2*day}, {Statuses: []invoice.Status{invoice.Open}, Due: january() + 3*day}, {Due: january()},
	} {
		var want []invoice.Invoice
		for i := range all {
			if q.Has(&all[i]) {
				want = append(want, all[i])
			}
		}
		if err := expectInvoices(ctx, s, q, want); err != nil {
			return fmt.Errorf("invoices of %+v: %w", q, err)
		}
	}
	if none, err := s.Invoices(ctx, daybook.InvoiceQuery{}, "", 0); err != nil || len(none) > 0 {
		return fmt.Errorf("at most no invoice: %d, %v", len(none), err)
	}
	return nil
}

func expectInvoices(ctx context.Context, s daybook.InvoiceStore, q daybook.InvoiceQuery, want []invoice.Invoice) error {
	var got []invoice.Invoice
	for after := invoice.ID(""); ; {
		page, err := s.Invoices(ctx, q, after, 2)
		if err != nil || len(page) > 2 {
			return fmt.Errorf("after %q: %d, %v", after, len(page), err)
		}
		if len(page) == 0 {
			break
		}
		got, after = append(got, page...), page[len(page)-1].ID
	}
	if len(got) != len(want) {
		return fmt.Errorf("%d, want %d", len(got), len(want))
	}
	for i := range want {
		if err := sameInvoice(got[i], want[i]); err != nil {
			return err
		}
	}
	return nil
}
