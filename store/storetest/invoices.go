package storetest

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var invoiceChecks = []Check{
	{"invoice/bills", "whoever is not found is not billed", onWorld(invoiceBills)},
	{"invoice/unbilled", "a row that is not found is not billed", onWorld(invoiceUnbilled)},
	{"invoice/whole", "what was issued must come back as it was", onWorld(invoiceWhole)},
	{"invoice/claims", "a row that is on two invoices of a level is charged twice", onWorld(invoiceClaims)},
	{"invoice/levels", "the reseller and its customer are both billed for a row", onWorld(invoiceLevels)},
	{"invoice/version", "of two changes to one version the second does not know the first", onWorld(invoiceVersion)},
	{"invoice/void", "the rows of a void invoice are to be billed again", onWorld(invoiceVoid)},
	{"invoice/numbers", "the law asks for numbers without gaps in each series", onWorld(invoiceNumbers)},
	{"invoice/list", "a seller reads its own invoices only", onWorld(invoiceList)},
}

func bill(l channel.Level) daybook.Bill {
	return daybook.Bill{Book: proceeds.Booked, Level: l, Posted: calendar.Period{Start: january(), End: january() + 31*day}}
}

func northern(l channel.Level) daybook.Bill {
	b := bill(l)
	b.Seller, b.Buyer, b.Currency = "reseller-n", "ada", euro()
	return b
}

// draft is an invoice of rows at their sell-out level.
func draft(rows ...proceeds.Row) (invoice.Invoice, error) {
	return invoice.Assemble(rows, invoice.Terms{Level: channel.SellOut, Series: "R-"})
}

// drafted appends rows and puts an invoice of them.
func drafted(ctx context.Context, s daybook.Store, rows ...proceeds.Row) (invoice.Invoice, error) {
	if err := put(ctx, s, rows...); err != nil {
		return invoice.Invoice{}, err
	}
	inv, err := draft(rows...)
	if err != nil {
		return inv, err
	}
	return putInvoice(ctx, s, inv)
}

func putInvoice(ctx context.Context, s daybook.Store, inv invoice.Invoice) (invoice.Invoice, error) {
	got, err := s.PutInvoice(ctx, inv)
	if err != nil {
		return got, fmt.Errorf("put %v invoice of version %d: %w", inv.Status, inv.Version, err)
	}
	return got, nil
}

// turned puts the invoice in another state.
func turned(ctx context.Context, s daybook.Store, inv invoice.Invoice, to invoice.Status) (invoice.Invoice, error) {
	next, err := inv.To(to)
	if err != nil {
		return inv, err
	}
	return putInvoice(ctx, s, next)
}

func invoiceBills(ctx context.Context, s daybook.Store, w world) error {
	if _, _, _, err := both(ctx, s, w); err != nil {
		return err
	}
	late := w.row("a", 31, 0, 1)
	late.Posted += 9 * day
	late.Customer = "late"
	if err := put(ctx, s, late); err != nil {
		return err
	}
	want := []daybook.Bill{bill(channel.SellOut), bill(channel.SellOut)}
	want[0].Seller, want[0].Buyer, want[0].Currency = "reseller-n", "ada", euro()
	want[1].Seller, want[1].Buyer, want[1].Currency = "reseller-s", "bob", euro()
	var got []daybook.Bill
	for after := (daybook.Bill{}); ; {
		page, err := s.Bills(ctx, bill(channel.SellOut), after, 1)
		if err != nil || len(page) > 1 {
			return fmt.Errorf("bills after %+v: %d, %v", after, len(page), err)
		}
		if len(page) == 0 {
			break
		}
		got, after = append(got, page...), page[0]
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(daybook.Bill{})); diff != "" {
		return fmt.Errorf("bills (-want +got)\n%s", diff)
	}
	up, err := s.Bills(ctx, bill(channel.VendorCost), daybook.Bill{}, 10)
	if err != nil || len(up) != 1 || up[0].Seller != "vendor" || up[0].Buyer != "parent" {
		return fmt.Errorf("bills at the vendor's level: %+v, %v; want vendor to parent", up, err)
	}
	if beyond, err := s.Bills(ctx, bill(5), daybook.Bill{}, 10); err != nil || len(beyond) != 0 {
		return fmt.Errorf("bills at a level that no row has: %+v, %v", beyond, err)
	}
	return nil
}

func invoiceUnbilled(ctx context.Context, s daybook.Store, w world) error {
	live := w.row("a", 3, 0, 1)
	live.Book = proceeds.Live
	outside := w.row("a", 4, 0, 1)
	outside.Posted += 60 * day
	north, _, upper, err := both(ctx, s, w)
	if err != nil {
		return err
	}
	next := w.row("a", 2, 0, 1)
	if err := put(ctx, s, live, outside, next); err != nil {
		return err
	}
	want := []proceeds.Row{north, upper, next}
	var got []proceeds.Row
	for after := (proceeds.Key{}); ; {
		page, err := s.Unbilled(ctx, northern(channel.SellOut), after, 2)
		if err != nil || len(page) > 2 {
			return fmt.Errorf("unbilled after %v: %d, %v", after, len(page), err)
		}
		if len(page) == 0 {
			return same(got, want)
		}
		got, after = append(got, page...), page[len(page)-1].Key
	}
}

func sameInvoice(got, want invoice.Invoice) error {
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(calendar.Instant(0), want.Currency, want.Totals.Net, money.Number{}, proceeds.Key{})); diff != "" {
		return fmt.Errorf("invoice (-want +got)\n%s", diff)
	}
	return nil
}

func invoiceWhole(ctx context.Context, s daybook.Store, w world) error {
	inv, err := drafted(ctx, s, w.row("a", 1, 0, 3), w.row("b", 1, 0, 4))
	if err != nil {
		return err
	}
	kept := inv.Clone()
	inv.Lines[0].Rows[0] = proceeds.Key{} // the caller's copy
	got, err := s.Invoice(ctx, kept.ID)
	if err != nil {
		return err
	}
	if err := sameInvoice(got, kept); err != nil {
		return err
	}
	_, err = s.Invoice(ctx, "nobody's")
	return refused("an invoice that is not there", err, daybook.ErrNotFound)
}

func invoiceClaims(ctx context.Context, s daybook.Store, w world) error {
	a, b := w.row("a", 1, 0, 1), w.row("b", 1, 0, 1)
	if _, err := drafted(ctx, s, a); err != nil {
		return err
	}
	if err := put(ctx, s, b); err != nil {
		return err
	}
	second, err := draft(b, a)
	if err != nil {
		return err
	}
	second.ID = "another"
	if _, err := s.PutInvoice(ctx, second); err == nil {
		return fmt.Errorf("a row is on two invoices of a level")
	} else if err := refused("a row that is claimed", err, daybook.ErrConflict); err != nil {
		return err
	}
	rows, err := s.Unbilled(ctx, northern(channel.SellOut), proceeds.Key{}, 10)
	if err != nil {
		return err
	}
	if err := same(rows, []proceeds.Row{b}); err != nil {
		return fmt.Errorf("unbilled after a refused invoice: %w", err)
	}
	unknown, err := draft(w.row("nobody", 1, 0, 1))
	if err != nil {
		return err
	}
	_, err = s.PutInvoice(ctx, unknown)
	return refused("a row that is not in the ledger", err, daybook.ErrNotFound)
}

func invoiceLevels(ctx context.Context, s daybook.Store, w world) error {
	r := w.row("a", 1, 0, 1)
	if _, err := drafted(ctx, s, r); err != nil {
		return err
	}
	up, err := invoice.Assemble([]proceeds.Row{r}, invoice.Terms{Level: channel.SellIn})
	if err != nil {
		return err
	}
	if _, err := putInvoice(ctx, s, up); err != nil {
		return err
	}
	for _, l := range []channel.Level{2, 3} { // the same levels, counted from the vendor
		again, err := invoice.Assemble([]proceeds.Row{r}, invoice.Terms{Level: l})
		if err != nil {
			return err
		}
		_, err = s.PutInvoice(ctx, again)
		if err := refused(fmt.Sprintf("level %d, which is claimed from the other end", l), err, daybook.ErrConflict); err != nil {
			return err
		}
	}
	return nil
}

func invoiceVersion(ctx context.Context, s daybook.Store, w world) error {
	inv, err := drafted(ctx, s, w.row("a", 1, 0, 1))
	if err != nil {
		return err
	}
	_, err = s.PutInvoice(ctx, inv)
	if err := refused("version 1 again", err, daybook.ErrConflict); err != nil {
		return err
	}
	open, err := turned(ctx, s, inv, invoice.Open)
	if err != nil {
		return err
	}
	stale, err := inv.To(invoice.Void)
	if err != nil {
		return err
	}
	_, err = s.PutInvoice(ctx, stale)
	if err := refused("a second version 2", err, daybook.ErrConflict); err != nil {
		return err
	}
	other := open.Clone()
	other.Version++
	other.Lines[0].Rows = nil
	_, err = s.PutInvoice(ctx, other)
	if err := refused("a version with other rows", err, daybook.ErrConflict); err != nil {
		return err
	}
	got, err := s.Invoice(ctx, inv.ID)
	if err != nil {
		return err
	}
	return sameInvoice(got, open)
}

func invoiceVoid(ctx context.Context, s daybook.Store, w world) error {
	r := w.row("a", 1, 0, 1)
	inv, err := drafted(ctx, s, r)
	if err != nil {
		return err
	}
	if _, err := turned(ctx, s, inv, invoice.Void); err != nil {
		return err
	}
	rows, err := s.Unbilled(ctx, northern(channel.SellOut), proceeds.Key{}, 10)
	if err != nil {
		return err
	}
	if err := same(rows, []proceeds.Row{r}); err != nil {
		return fmt.Errorf("unbilled after a void: %w", err)
	}
	again, err := draft(r)
	if err != nil {
		return err
	}
	again.ID = "again"
	_, err = putInvoice(ctx, s, again)
	return err
}

func invoiceNumbers(ctx context.Context, s daybook.Store, w world) error {
	series := []string{"R-", "R-", "S-", "R-"}
	want := []string{"R-000001", "R-000002", "S-000001", "R-000003"}
	for i, name := range series {
		r := w.row("a", 1+i, 0, 1)
		if err := put(ctx, s, r); err != nil {
			return err
		}
		inv, err := draft(r)
		if err != nil {
			return err
		}
		inv.Series = name
		if inv, err = putInvoice(ctx, s, inv); err != nil {
			return err
		}
		stale := inv
		stale.Status, stale.Version = invoice.Open, 9
		if _, err := s.PutInvoice(ctx, stale); err == nil {
			return fmt.Errorf("version 9 after 1 is taken")
		}
		open, err := turned(ctx, s, inv, invoice.Open)
		if err != nil {
			return err
		}
		if open.Number != want[i] {
			return fmt.Errorf("number %d is %q, want %q", i, open.Number, want[i])
		}
	}
	return nil
}

func invoiceList(ctx context.Context, s daybook.Store, w world) error {
	var want []invoice.Invoice
	for i, id := range []invoice.ID{"c", "a", "b"} {
		r := w.row("a", 1+i, 0, 1)
		if err := put(ctx, s, r); err != nil {
			return err
		}
		inv, err := draft(r)
		if err != nil {
			return err
		}
		inv.ID = id
		if inv, err = putInvoice(ctx, s, inv); err != nil {
			return err
		}
		want = append(want, inv)
	}
	want = []invoice.Invoice{want[1], want[2], want[0]}
	var got []invoice.Invoice
	for after := invoice.ID(""); ; {
		page, err := s.Invoices(ctx, "reseller-n", after, 2)
		if err != nil || len(page) > 2 {
			return fmt.Errorf("invoices after %q: %d, %v", after, len(page), err)
		}
		if len(page) == 0 {
			break
		}
		got, after = append(got, page...), page[len(page)-1].ID
	}
	if len(got) != len(want) {
		return fmt.Errorf("%d invoices, want %d", len(got), len(want))
	}
	for i := range want {
		if err := sameInvoice(got[i], want[i]); err != nil {
			return err
		}
	}
	if others, err := s.Invoices(ctx, "reseller-s", "", 10); err != nil || len(others) != 0 {
		return fmt.Errorf("another seller has %d invoices, %v", len(others), err)
	}
	return nil
}
