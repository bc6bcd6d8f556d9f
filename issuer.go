package daybook

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
)

// An Issuer issues invoices: it drafts what is to be billed and takes drafts
// through their states. All that it does can be repeated, at any time and beside
// any other issuer. It may be shared; [Issuer.As] says for whom it acts.
type Issuer struct {
	Store InvoiceStore
	Clock Clock // nil is the machine's

	// Terms are those of every invoice: its series, tax, policy, texts. What the
	// bill and the directory say is filled in. The series may be a template as of
	// [invoice.SeriesOn].
	Terms invoice.Terms
	// TermsOf changes the terms for one bill, such as those of another seller; nil
	// leaves them. Its error is reported for that bill.
	TermsOf func(b Bill, t invoice.Terms) (invoice.Terms, error)
	// Directory has the parties as documents print them, their currencies and
	// payment terms. Without it, or without one of them, an invoice knows ids only,
	// and is due on the day of issue.
	Directory *channel.Directory

	// Bases says who is billed by rows, by quotas, or by another system; nil: all
	// by rows.
	Bases *channel.BillingBases
	Zone  *time.Location // where the days of issue dates, due dates and series begin; nil is UTC

	// Actor and Reason go into the trail of the invoices. Neither is what happens
	// by itself.
	Actor  channel.PartyID
	Reason string

	// CreditSeries is the series, or template, of credit notes on invoices; empty is
	// that of the terms.
	CreditSeries string
	// Number gives an invoice that is about to be issued its number; nil leaves it
	// to the store, which counts without gaps. It may be asked again about an
	// invoice whose outcome was unknown: the same answer leaves no gap.
	Number func(ctx context.Context, inv invoice.Invoice) (string, error)

	// Feed says up to which instant the facts behind a row are complete: the close
	// of its feed. Usage, and what is in arrears, is billed when its feed has closed
	// up to the end of its service. Nil: every feed is closed when its rows are
	// booked.
	Feed func(*proceeds.Row) calendar.Instant
	// Whole refuses an invoice as long as one of its rows waits for its feed.
	// Otherwise that row is left to a later invoice.
	Whole bool
}

// As returns an issuer that acts for somebody, and why.
func (i *Issuer) As(actor channel.PartyID, reason string) *Issuer {
	as := *i
	as.Actor, as.Reason = actor, reason
	return &as
}

func (i *Issuer) act() invoice.Act {
	return invoice.Act{At: now(i.Clock), Actor: i.Actor, Reason: i.Reason}
}

// All yields the invoices that a query means, in the order of ids: the list of
// drafts, say. Between two of them it holds no connection. An error ends it.
func (i *Issuer) All(ctx context.Context, q InvoiceQuery) iter.Seq2[invoice.Invoice, error] {
	return func(yield func(invoice.Invoice, error) bool) {
		for after := invoice.ID(""); ; {
			page, err := i.Store.Invoices(ctx, q, after, invoicePage)
			if err != nil {
				yield(invoice.Invoice{}, fmt.Errorf("daybook: invoices: %w", err))
				return
			}
			if len(page) == 0 {
				return
			}
			for _, inv := range page {
				if !yield(inv, nil) {
					return
				}
				after = inv.ID
			}
		}
	}
}

const invoicePage = 100

// put stores invoices together. An outcome that is unknown is looked up before
// it tries again.
func (i *Issuer) put(ctx context.Context, invs ...invoice.Invoice) ([]invoice.Invoice, error) {
	var last error
	for range patience {
		got, err := i.Store.PutInvoices(ctx, invs)
		if err == nil || errors.Is(err, ErrConflict) || errors.Is(err, ErrNotFound) || ctx.Err() != nil {
			return got, err
		}
		last = err
		if got, err = i.applied(ctx, invs); err != nil || got != nil {
			return got, err
		}
	}
	return nil, last
}

// applied returns the invoices as they are stored if they are what was put, or
// nil. They went in together, so the first one tells of all.
func (i *Issuer) applied(ctx context.Context, invs []invoice.Invoice) (out []invoice.Invoice, err error) {
	for n := range invs {
		inv, err := i.Store.Invoice(ctx, invs[n].ID)
		if errors.Is(err, ErrNotFound) || err == nil && !continues(&inv, &invs[n]) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		out = append(out, inv)
	}
	return out, nil
}

// continues reports whether inv is put, or a later version of it.
func continues(inv, put *invoice.Invoice) bool {
	n := len(put.Trail)
	return inv.Version >= put.Version && n > 0 && len(inv.Trail) >= n && inv.Trail[n-1] == put.Trail[n-1]
}
