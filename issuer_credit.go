package daybook

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
)

// Credit issues a credit note on an issued invoice, or on parts of it, with the
// invoice's own cents. The two are stored together. The reference is the host's
// own, of the correction: a repeated call with the same one returns the credit
// note that there is. c's earlier credit notes and its series are filled in.
//
// A credit note has a number and a date and is never void. It bills no rows: those
// of an invoice that is credited as a whole, at once or bit by bit, are free to be
// billed again, and the invoice is closed. Refusals are *[invoice.CreditError]s.
func (i *Issuer) Credit(ctx context.Context, id invoice.ID, reference string, c invoice.Crediting) (invoice.Invoice, error) {
	fail := func(err error) (invoice.Invoice, error) {
		return invoice.Invoice{}, fmt.Errorf("daybook: credit invoice %.40q: %w", id, err)
	}
	act := i.act()
	var last error
	for range attempts {
		inv, err := i.Store.Invoice(ctx, id)
		if err != nil {
			return fail(err)
		}
		if n := slices.IndexFunc(inv.Notes, func(n invoice.Note) bool { return n.Reference == reference }); n >= 0 {
			return i.Store.Invoice(ctx, inv.Notes[n].ID)
		}
		note, whole, err := i.note(ctx, &inv, c, act)
		if err != nil {
			return fail(err)
		}
		if reference == "" { // a second one would be taken for the first
			return fail(&invoice.CreditError{Invoice: id, Path: "reference", Reason: "missing"})
		}
		if i.Number != nil {
			if note.Number, err = i.Number(ctx, note.Clone()); err != nil {
				return fail(err)
			}
		}
		got, err := i.put(ctx, inv.Credited(invoice.Note{ID: note.ID, Reference: reference, Whole: whole}, act), note)
		if err == nil {
			return got[1], nil
		}
		if last = err; !errors.Is(err, ErrConflict) {
			break
		}
	}
	return fail(last)
}

// PreviewCredit returns the credit note that Credit would issue at an instant,
// without a number, and stores nothing.
func (i *Issuer) PreviewCredit(ctx context.Context, id invoice.ID, c invoice.Crediting, asOf calendar.Instant) (invoice.Invoice, error) {
	inv, err := i.Store.Invoice(ctx, id)
	if err == nil {
		inv, _, err = i.note(ctx, &inv, c, invoice.Act{At: asOf, Actor: i.Actor, Reason: i.Reason})
	}
	if err != nil {
		return invoice.Invoice{}, fmt.Errorf("daybook: credit invoice %.40q: %w", id, err)
	}
	return inv, nil
}

// note makes a credit note, issued, and says whether nothing is left of the
// invoice after it.
func (i *Issuer) note(ctx context.Context, inv *invoice.Invoice, c invoice.Crediting, act invoice.Act) (note invoice.Invoice, whole bool, err error) {
	if !inv.Status.Issued() {
		return note, false, &invoice.CreditError{Invoice: inv.ID, Path: "status", Reason: fmt.Sprintf("it is %v", inv.Status)}
	}
	terms, err := i.terms(billOf(inv))
	if err != nil {
		return note, false, err
	}
	if c.Series, err = invoice.SeriesOn(terms.Series, act.At, i.Zone); err != nil {
		return note, false, err
	}
	if i.CreditSeries != "" {
		if c.Series, err = invoice.SeriesOn(i.CreditSeries, act.At, i.Zone); err != nil {
			return note, false, err
		}
	}
	left := inv.Totals.Gross
	c.Earlier = nil
	for _, n := range inv.Notes {
		earlier, err := i.Store.Invoice(ctx, n.ID)
		if err != nil {
			return note, false, fmt.Errorf("credit note %.40q: %w", n.ID, err)
		}
		c.Earlier = append(c.Earlier, earlier)
		if left, err = left.Add(earlier.Totals.Gross); err != nil {
			return note, false, err
		}
	}
	if note, err = invoice.Credit(*inv, c); err != nil {
		return note, false, err
	}
	note.Corrects, note.Status, note.Issued = inv.ID, invoice.Open, act.At
	left, err = left.Add(note.Totals.Gross)
	return note.By(act), left.IsZero() && (len(c.Parts) == 0 || !inv.Totals.Gross.IsZero()), err
}

// rebilled begins the reference of a credit note that makes room for a successor.
const rebilled = "rebilled"

// Rebill takes an issued invoice back, by a credit note on what is left of it, and
// drafts its billing period anew: the same rows, and those that came late for it,
// by the terms of today, on an invoice with another id and, in time, another
// number. The draft names the invoice that it replaces. Rebilling again returns
// the draft that there is.
func (i *Issuer) Rebill(ctx context.Context, id invoice.ID) (invoice.Invoice, error) {
	inv, err := i.Store.Invoice(ctx, id)
	if err == nil && inv.Holds() {
		if _, err = i.Credit(ctx, id, fmt.Sprintf("%s/%d", rebilled, len(inv.Notes)), invoice.Crediting{Reason: i.Reason}); err != nil {
			return invoice.Invoice{}, err
		}
	}
	claims := inv.Claims()
	if err == nil && (len(claims) == 0 || inv.Number == "") {
		err = &invoice.CreditError{Invoice: id, Path: "status", Reason: "it bills no rows, or was never issued"}
	}
	if err != nil {
		return invoice.Invoice{}, fmt.Errorf("daybook: rebill invoice %.40q: %w", id, err)
	}
	b := billOf(&inv)
	b.Book, b.Currency = claims[0].Book, claims[0].Currency
	as := *i
	as.Terms.Preceding = []invoice.Reference{inv.Reference()}
	out, err := as.draft(ctx, b, func(rows []proceeds.Row) [][]proceeds.Row {
		return slices.DeleteFunc(bySettlement(rows, b.Level), func(part []proceeds.Row) bool {
			c, _ := invoice.Settles(&part[0], b.Level)
			return c != inv.Currency
		})
	})
	if err == nil {
		return out[0], nil
	}
	var there *BillError
	if err = i.because(ctx, b, err); errors.Is(err, ErrInvoiced) && errors.As(err, &there) {
		return i.Store.Invoice(ctx, there.Invoice)
	}
	return invoice.Invoice{}, err
}
