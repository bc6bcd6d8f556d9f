package storetest

import (
	"context"
	"fmt"
	"math"

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
	{"invoice/follows", "what is issued is what was approved, and an audit trail is not rewritten", onWorld(invoiceFollows)},
	{"invoice/batch", "a credit note without what it corrects, or the other way round, is half a correction", onWorld(invoiceBatch)},
	{"invoice/cancelled", "a run that was cancelled must not have issued what it says it did not", onWorld(invoiceCancelled)},
	{"invoice/late", "a row that came late for an earlier period is billed with the next", onWorld(invoiceLate)},
	{"invoice/void", "the rows of a void invoice are to be billed again", onWorld(invoiceVoid)},
	{"invoice/numbers", "the law asks for numbers without gaps in each series", onWorld(invoiceNumbers)},
	{"invoice/credited", "the rows of an invoice that was credited as a whole are to be billed again", onWorld(invoiceCredited)},
	{"invoice/numbered", "two invoices of a seller with one number cannot be told apart", onWorld(invoiceNumbered)},
	{"invoice/list", "a seller reads its own invoices only, and what is not found is neither issued nor dunned", onWorld(invoiceList)},
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
	inv, err := invoice.Assemble(rows, invoice.Terms{Level: channel.SellOut, Series: "R-"})
	return inv.By(invoice.Act{At: january(), Reason: "drafted"}), err
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

// putOne puts one invoice, and returns it as it is stored.
func putOne(ctx context.Context, s daybook.InvoiceStore, inv invoice.Invoice) (invoice.Invoice, error) {
	got, err := s.PutInvoices(ctx, []invoice.Invoice{inv})
	if err != nil {
		return invoice.Invoice{}, err
	}
	if len(got) != 1 {
		return invoice.Invoice{}, fmt.Errorf("put one invoice, got %d", len(got))
	}
	return got[0], nil
}

func putInvoice(ctx context.Context, s daybook.InvoiceStore, inv invoice.Invoice) (invoice.Invoice, error) {
	got, err := putOne(ctx, s, inv)
	if err != nil {
		return got, fmt.Errorf("put %v invoice of version %d: %w", inv.Status, inv.Version, err)
	}
	return got, nil
}

// turned puts the invoice in one state after the other.
func turned(ctx context.Context, s daybook.InvoiceStore, inv invoice.Invoice, states ...invoice.Status) (invoice.Invoice, error) {
	for _, to := range states {
		next, err := inv.To(to, invoice.Act{At: january() + day, Actor: "clerk", Reason: "checked"})
		if err != nil {
			return inv, err
		}
		if inv, err = putInvoice(ctx, s, next); err != nil {
			return inv, err
		}
	}
	return inv, nil
}

// issued puts a draft through to open.
func issued(ctx context.Context, s daybook.InvoiceStore, inv invoice.Invoice) (invoice.Invoice, error) {
	return turned(ctx, s, inv, invoice.Approved, invoice.Open)
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
	if _, err := putOne(ctx, s, second); err == nil {
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
	_, err = putOne(ctx, s, unknown)
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
		_, err = putOne(ctx, s, again)
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
	_, err = putOne(ctx, s, inv)
	if err := refused("version 1 again", err, daybook.ErrConflict); err != nil {
		return err
	}
	approved, err := turned(ctx, s, inv, invoice.Approved)
	if err != nil {
		return err
	}
	stale, err := inv.To(invoice.Void, invoice.Act{})
	if err != nil {
		return err
	}
	_, err = putOne(ctx, s, stale)
	if err := refused("a second version 2", err, daybook.ErrConflict); err != nil {
		return err
	}
	got, err := s.Invoice(ctx, inv.ID)
	if err != nil {
		return err
	}
	return sameInvoice(got, approved)
}

func invoiceCancelled(ctx context.Context, s daybook.Store, w world) error {
	r := w.row("a", 1, 0, 1)
	if err := put(ctx, s, r); err != nil {
		return err
	}
	inv, err := draft(r)
	if err != nil {
		return err
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	_, err = putOne(gone, s, inv)
	if err := refused("a cancelled put", err, context.Canceled); err != nil {
		return err
	}
	if got, err := s.PutInvoices(ctx, nil); err != nil || len(got) > 0 {
		return fmt.Errorf("no invoices at all: %d, %v", len(got), err)
	}
	_, err = putInvoice(ctx, s, inv)
	return err
}

// invoiceLate: a bill may reach back to the beginning of time.
func invoiceLate(ctx context.Context, s daybook.Store, w world) error {
	old, now, later := w.row("a", 1, 0, 1), w.row("b", 1, 0, 1), w.row("c", 1, 0, 1)
	old.Start, old.Posted, later.Posted = old.Start-9000*day*5, old.Posted-9000*day*5, later.Posted+40*day
	if err := put(ctx, s, old, now, later); err != nil {
		return err
	}
	b := northern(channel.SellOut)
	b.Posted.Start = math.MinInt64
	rows, err := s.Unbilled(ctx, b, proceeds.Key{}, 10)
	if err != nil {
		return err
	}
	if err := same(rows, []proceeds.Row{old, now}); err != nil {
		return fmt.Errorf("unbilled from the beginning: %w", err)
	}
	bills, err := s.Bills(ctx, b, daybook.Bill{}, 10)
	if err != nil || len(bills) != 1 || bills[0] != b {
		return fmt.Errorf("bills from the beginning: %+v, %v; want %+v", bills, err, b)
	}
	return nil
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

// invoiceCredited: the rows of an invoice that was credited as a whole are on
// the next one of the same batch.
func invoiceCredited(ctx context.Context, s daybook.Store, w world) error {
	r := w.row("a", 1, 0, 1)
	inv, err := drafted(ctx, s, r)
	if err != nil {
		return err
	}
	if inv, err = issued(ctx, s, inv); err != nil {
		return err
	}
	partly := inv.Clone()
	partly.Version, partly.Notes = inv.Version+1, []invoice.Note{{ID: "part"}}
	if inv, err = putInvoice(ctx, s, partly); err != nil {
		return err
	}
	again, err := draft(r)
	if err != nil {
		return err
	}
	again.ID = "again"
	_, err = putOne(ctx, s, again)
	if err := refused("a row whose invoice was credited in part", err, daybook.ErrConflict); err != nil {
		return err
	}
	whole := inv.Clone()
	whole.Version, whole.Notes = inv.Version+1, append(whole.Notes, invoice.Note{ID: "note", Whole: true})
	note := inv.Clone()
	note.ID, note.Version, note.Corrects, note.Number, note.Notes = "note", 1, inv.ID, "", nil
	got, err := s.PutInvoices(ctx, []invoice.Invoice{whole, note, again})
	if err != nil {
		return fmt.Errorf("an invoice that is credited, its credit note and its successor: %w", err)
	}
	if got[1].Number != "R-000002" {
		return fmt.Errorf("the credit note has the number %q, want R-000002", got[1].Number)
	}
	third, err := draft(r)
	if err != nil {
		return err
	}
	third.ID = "third"
	_, err = putOne(ctx, s, third)
	return refused("a row that the successor holds", err, daybook.ErrConflict)
}
