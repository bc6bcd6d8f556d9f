package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
