package daybook

import (
	"context"
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
)

// A Cashier keeps accounts: it posts invoices, uses credits, receives and
// collects payments, and closes what is paid. It decides on nothing but the
// entries of the account, and an entry is stored under a number that only one
// writer gets; so credit is never spent twice and never below zero, whoever works
// beside it, and all that it does may be done again. It may be shared.
type Cashier struct {
	Store   CreditStore
	Issuer  *Issuer        // of the invoices: the cashier closes those that are paid
	Gateway PaymentGateway // nil: nothing is collected
	Clock   Clock          // nil is the machine's
	Retries invoice.Retries
}

const entryPage = 1000

// Standing returns where an account stands.
func (c *Cashier) Standing(ctx context.Context, a invoice.Account) (*invoice.Standing, error) {
	entries, err := allEntries(ctx, c.Store, a)
	if err != nil {
		return nil, err
	}
	return invoice.Stand(a, entries)
}

func allEntries(ctx context.Context, s CreditStore, a invoice.Account) ([]invoice.Entry, error) {
	var all []invoice.Entry
	for {
		page, err := s.Entries(ctx, a, uint32(len(all)), entryPage)
		if err != nil {
			return nil, fmt.Errorf("daybook: entries of %.40q with %.40q: %w", a.Buyer, a.Seller, err)
		}
		all = append(all, page...)
		if len(page) < entryPage {
			return all, nil
		}
	}
}

// A plan returns the entries that an account lacks, none if it lacks none. It is
// asked again about a newer account until they are stored.
type plan func(s *invoice.Standing, known calendar.Instant) ([]invoice.Entry, error)

// post stores what a plan says, and returns the account after it. Where another
// writer was faster it plans again; it gives up on a store that fails without
// anybody having been faster.
func (c *Cashier) post(ctx context.Context, a invoice.Account, p plan) (*invoice.Standing, []invoice.Entry, error) {
	known, failures := now(c.Clock), 0
	var last error
	for seen := uint32(0); ; {
		s, err := c.Standing(ctx, a)
		if err != nil {
			return nil, nil, err
		}
		if last != nil && s.N == seen {
			failures++ // nobody was faster
		}
		if failures >= patience {
			return nil, nil, fmt.Errorf("daybook: account of %.40q with %.40q: %w", a.Buyer, a.Seller, last)
		}
		seen = s.N
		entries, err := p(s, known)
		if err != nil {
			return nil, nil, fmt.Errorf("daybook: account of %.40q with %.40q: %w", a.Buyer, a.Seller, err)
		}
		if len(entries) == 0 {
			return s, nil, nil
		}
		if last = c.Store.AppendEntries(ctx, entries); last == nil {
			return s, entries, nil
		}
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
	}
}

// once is the plan of one entry, which settles what can be settled before it, so
// that credits are used before payments, and after it.
func once(e invoice.Entry, got *invoice.Entry) plan {
	return func(s *invoice.Standing, known calendar.Instant) ([]invoice.Entry, error) {
		out, err := s.Settle(known)
		if err != nil {
			return nil, err
		}
		one, fresh, err := s.Once(known, e)
		if err != nil {
			return nil, err
		}
		*got = one
		if fresh {
			out = append(out, one)
		}
		more, err := s.Settle(known)
		return append(out, more...), err
	}
}

// enter posts one entry and closes what is paid by it.
func (c *Cashier) enter(ctx context.Context, a invoice.Account, e invoice.Entry) (got invoice.Entry, err error) {
	if e, err = c.minor(e); err != nil {
		return invoice.Entry{}, fmt.Errorf("daybook: account of %.40q with %.40q: %w", a.Buyer, a.Seller, err)
	}
	s, _, err := c.post(ctx, a, once(e, &got))
	if err != nil {
		return invoice.Entry{}, err
	}
	return got, c.closePaid(ctx, s)
}

// minor returns an entry with its amounts in minor units, as invoices have them:
// an account is of one scale, and 5 EUR are 5.00 EUR. Parts of a minor unit are
// refused.
func (c *Cashier) minor(e invoice.Entry) (invoice.Entry, error) {
	var currencies money.Currencies
	if c.Issuer != nil {
		currencies = c.Issuer.Terms.Currencies
	}
	for _, f := range []struct {
		name string
		a    *money.Amount
	}{{"amount", &e.Amount}, {"tax", &e.Tax}, {"fees", &e.Fees}} {
		in, err := currencies.Rescale(*f.a, money.HalfUp)
		if err != nil {
			return e, &invoice.EntryError{Kind: e.Kind, Reference: e.Reference, Field: f.name, Err: err}
		}
		if same, err := in.Cmp(*f.a); err != nil || same != 0 {
			return e, &invoice.EntryError{Kind: e.Kind, Reference: e.Reference, Field: f.name,
				Err: fmt.Errorf("%v has parts of a minor unit: %w", *f.a, invoice.ErrEntry)}
		}
		*f.a = in
	}
	return e, nil
}

// closePaid closes the invoices of the account that are paid and not closed yet.
func (c *Cashier) closePaid(ctx context.Context, s *invoice.Standing) error {
	if c.Issuer == nil {
		return nil
	}
	q := InvoiceQuery{Seller: s.Account.Seller, Buyer: s.Account.Buyer, Statuses: []invoice.Status{invoice.Open, invoice.PastDue}}
	var faults []error
	for inv, err := range c.Issuer.All(ctx, q) {
		if err != nil {
			return errors.Join(append(faults, err)...)
		}
		if invoice.AccountOf(&inv) != s.Account || !s.Paid(&inv) {
			continue
		}
		_, err := c.Issuer.Close(ctx, inv.ID)
		if moved := (*invoice.TransitionError)(nil); err != nil && !errors.As(err, &moved) { // taken back meanwhile
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}
