package daybook

import (
	"context"
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
)

// Post posts an invoice to its account, uses the credit that there is, then money
// that settles nothing yet, and closes it if that is enough. A draft is not
// posted; a void invoice is undone, and what was paid on it is unapplied. A
// credit note is posted after what it corrects.
func (c *Cashier) Post(ctx context.Context, id invoice.ID) (*invoice.Standing, error) {
	inv, err := c.Issuer.Store.Invoice(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("daybook: post invoice %.40q: %w", id, err)
	}
	return c.postAll(ctx, invoice.AccountOf(&inv), []invoice.Invoice{inv})
}

// postAll posts invoices of one account.
func (c *Cashier) postAll(ctx context.Context, a invoice.Account, invs []invoice.Invoice) (*invoice.Standing, error) {
	first, err := c.corrected(ctx, invs)
	if err != nil {
		return nil, err
	}
	s, _, err := c.post(ctx, a, func(s *invoice.Standing, known calendar.Instant) ([]invoice.Entry, error) {
		var out []invoice.Entry
		for _, some := range [][]invoice.Invoice{first, invs} {
			for i := range some {
				entries, err := s.Post(known, &some[i])
				if err != nil {
					return nil, err
				}
				out = append(out, entries...)
			}
		}
		more, err := s.Settle(known)
		return append(out, more...), err
	})
	if err != nil {
		return nil, err
	}
	return s, c.closePaid(ctx, s)
}

// corrected returns the invoices that credit notes among invs correct.
func (c *Cashier) corrected(ctx context.Context, invs []invoice.Invoice) (out []invoice.Invoice, err error) {
	for i := range invs {
		if invs[i].Corrects == "" {
			continue
		}
		inv, err := c.Issuer.Store.Invoice(ctx, invs[i].Corrects)
		if err != nil {
			return nil, fmt.Errorf("daybook: post invoice %.40q: corrects: %w", invs[i].ID, err)
		}
		out = append(out, inv)
	}
	return out, nil
}

// Run does what is due for a seller, and may be run at any time: it posts the
// invoices that are open, past due or void, settles them, expires credits, closes
// what is paid, and turns what is overdue into PastDue. One faulty account does not
// stop it; the error joins their faults.
func (c *Cashier) Run(ctx context.Context, seller channel.PartyID) error {
	var faults []error
	invs := map[invoice.Account][]invoice.Invoice{}
	q := InvoiceQuery{Seller: seller, Statuses: []invoice.Status{invoice.Open, invoice.PastDue, invoice.Void}}
	for inv, err := range c.Issuer.All(ctx, q) {
		if err != nil {
			return err
		}
		a := invoice.AccountOf(&inv)
		invs[a] = append(invs[a], inv)
	}
	for a, some := range invs {
		if _, err := c.postAll(ctx, a, some); err != nil {
			faults = append(faults, err)
		}
	}
	for a, err := range c.accounts(ctx, seller) {
		if err == nil {
			err = c.expire(ctx, a)
		}
		faults = append(faults, err)
	}
	_, err := c.Issuer.Overdue(ctx)
	return errors.Join(append(faults, err)...)
}

// accounts yields the accounts of a seller; an error ends it.
func (c *Cashier) accounts(ctx context.Context, seller channel.PartyID) func(func(invoice.Account, error) bool) {
	return func(yield func(invoice.Account, error) bool) {
		for after := (invoice.Account{}); ; {
			page, err := c.Store.Accounts(ctx, seller, after, entryPage)
			if err != nil {
				yield(invoice.Account{}, fmt.Errorf("daybook: accounts of %.40q: %w", seller, err))
				return
			}
			for _, a := range page {
				if !yield(a, nil) {
					return
				}
			}
			if len(page) < entryPage {
				return
			}
			after = page[len(page)-1]
		}
	}
}

// Reconcile compares an account with all invoices of its seller to its buyer.
func (c *Cashier) Reconcile(ctx context.Context, a invoice.Account) ([]invoice.Discrepancy, error) {
	s, err := c.Standing(ctx, a)
	if err != nil {
		return nil, err
	}
	var invs []invoice.Invoice
	for inv, err := range c.Issuer.All(ctx, InvoiceQuery{Seller: a.Seller, Buyer: a.Buyer}) {
		if err != nil {
			return nil, err
		}
		if invoice.AccountOf(&inv) == a {
			invs = append(invs, inv)
		}
	}
	return s.Reconcile(invs)
}

// CloseStatement closes an account's statements up to an instant, which may not
// lie in the future: what comes later is posted at the close or after it, so
// what was stated never changes. Closing again changes nothing.
func (c *Cashier) CloseStatement(ctx context.Context, a invoice.Account, end calendar.Instant) error {
	_, _, err := c.post(ctx, a, func(s *invoice.Standing, known calendar.Instant) ([]invoice.Entry, error) {
		if end <= s.Closed {
			return nil, nil
		}
		e, err := s.Record(known, invoice.Entry{Kind: invoice.StatementClosed, Reference: end.String(), At: end})
		if err != nil {
			return nil, err
		}
		return []invoice.Entry{e}, nil
	})
	return err
}
