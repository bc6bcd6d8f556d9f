package daybook

import (
	"context"
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/invoice"
)

// Approve signs drafts: they are issued as they are now. Of several it approves
// what it can and returns that; the error joins the faults of the others. What is
// approved already stays as it is. To approve all drafts of a period there is
// [Issuer.Run].
func (i *Issuer) Approve(ctx context.Context, ids ...invoice.ID) ([]invoice.Invoice, error) {
	return i.turn(ctx, invoice.Approved, ids)
}

// Withdraw takes the approval of invoices back: they are drafts again. Of several
// it does what it can, as [Issuer.Approve].
func (i *Issuer) Withdraw(ctx context.Context, ids ...invoice.ID) ([]invoice.Invoice, error) {
	return i.turn(ctx, invoice.Draft, ids)
}

// Open issues approved invoices: each gets its number, its date and its due date,
// and its billing period is locked. Opening an open invoice again changes
// nothing, and of two who open it at once one does. Of several it does what it
// can, as [Issuer.Approve].
func (i *Issuer) Open(ctx context.Context, ids ...invoice.ID) ([]invoice.Invoice, error) {
	return i.turn(ctx, invoice.Open, ids)
}

// Close marks issued invoices as settled. Of several it does what it can, as
// [Issuer.Approve].
func (i *Issuer) Close(ctx context.Context, ids ...invoice.ID) ([]invoice.Invoice, error) {
	return i.turn(ctx, invoice.Closed, ids)
}

// ErrIssued is returned for an invoice that cannot be deleted, because its buyer
// has it.
var ErrIssued = errors.New("daybook: the invoice is issued")

// Delete takes drafts, approved ones too, back and sets their rows free. They are
// void from then on, so that nothing is lost. An issued one is refused with
// ErrIssued: see [Issuer.Void]. Of several it does what it can, as
// [Issuer.Approve].
func (i *Issuer) Delete(ctx context.Context, ids ...invoice.ID) ([]invoice.Invoice, error) {
	return i.each(ids, func(id invoice.ID) (invoice.Invoice, error) {
		return i.turnIf(ctx, id, invoice.Void, func(inv *invoice.Invoice) error {
			if inv.Status.Issued() {
				return ErrIssued
			}
			return nil
		})
	})
}

// Void takes invoices back, open ones too, and sets their rows free. Their
// numbers, if they have any, stay taken. What is closed, or was credited already,
// is corrected by a credit note: see [Issuer.Credit]. Of several it does what it can, as [Issuer.Approve].
func (i *Issuer) Void(ctx context.Context, ids ...invoice.ID) ([]invoice.Invoice, error) {
	return i.turn(ctx, invoice.Void, ids)
}

// Overdue turns every open invoice whose due date has passed into PastDue, and
// returns those.
func (i *Issuer) Overdue(ctx context.Context) (out []invoice.Invoice, err error) {
	q := InvoiceQuery{Statuses: []invoice.Status{invoice.Open}, Due: now(i.Clock)}
	var faults []error
	for inv, err := range i.All(ctx, q) {
		if err != nil {
			return out, errors.Join(append(faults, err)...)
		}
		got, err := i.turn(ctx, invoice.PastDue, []invoice.ID{inv.ID})
		if moved := (*invoice.TransitionError)(nil); errors.As(err, &moved) {
			continue // paid or taken back meanwhile
		}
		out, faults = append(out, got...), append(faults, err)
	}
	return out, errors.Join(faults...)
}

func (i *Issuer) turn(ctx context.Context, to invoice.Status, ids []invoice.ID) ([]invoice.Invoice, error) {
	return i.each(ids, func(id invoice.ID) (invoice.Invoice, error) {
		return i.turnIf(ctx, id, to, func(*invoice.Invoice) error { return nil })
	})
}

func (i *Issuer) each(ids []invoice.ID, turn func(invoice.ID) (invoice.Invoice, error)) (out []invoice.Invoice, err error) {
	var faults []error
	for _, id := range ids {
		switch inv, err := turn(id); {
		case err != nil:
			faults = append(faults, err)
		default:
			out = append(out, inv)
		}
	}
	return out, errors.Join(faults...)
}

// turnIf puts an invoice in another state unless something is against it. Where
// somebody else was faster it looks again.
func (i *Issuer) turnIf(ctx context.Context, id invoice.ID, to invoice.Status, check func(*invoice.Invoice) error) (invoice.Invoice, error) {
	act := i.act()
	fail := func(err error) (invoice.Invoice, error) {
		return invoice.Invoice{}, fmt.Errorf("daybook: %v invoice %.40q: %w", to, id, err)
	}
	var last error
	for seen := uint32(0); ; {
		inv, err := i.Store.Invoice(ctx, id)
		if err == nil {
			err = check(&inv)
		}
		if err != nil {
			return fail(err)
		}
		if inv.Status == to {
			return inv, nil
		}
		if inv.Version == seen {
			return fail(last) // nobody was faster: what was refused will be again
		}
		seen = inv.Version
		next, err := i.next(ctx, inv, to, act)
		if err != nil {
			return fail(err)
		}
		got, err := i.put(ctx, next)
		if err == nil {
			return got[0], nil
		}
		if last = err; !errors.Is(err, ErrConflict) {
			return fail(err)
		}
	}
}

// next returns the invoice in another state; with number, date and due date if
// that is Open.
func (i *Issuer) next(ctx context.Context, inv invoice.Invoice, to invoice.Status, act invoice.Act) (invoice.Invoice, error) {
	next, err := inv.To(to, act)
	if err != nil || to != invoice.Open {
		return next, err
	}
	if next.Series, err = invoice.SeriesOn(inv.Series, act.At, i.Zone); err != nil {
		return next, err
	}
	if !inv.Type.IsCredit() { // nobody is late with what is owed to him
		next.Due = invoice.DueOn(act.At, inv.PaymentTerms, i.Zone)
	}
	if i.Number != nil {
		next.Number, err = i.Number(ctx, next.Clone())
	}
	return next, err
}
