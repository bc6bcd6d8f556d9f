package daybook

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
)

// A Credit is what a seller grants, or a pack that it sells.
type Credit struct {
	Reference string           // names it: unique within the account
	Amount    money.Amount     // what it is worth; of a pack, its price
	From      calendar.Instant // usable from here on; zero: at once
	Expires   calendar.Instant // and before here; zero: for ever
	Units     money.Number     // of a pack of units; zero: it pays for anything
	Due       calendar.Instant // of a pack: when it is to be paid
	Note      string
}

func (cr *Credit) entry(k invoice.EntryKind) invoice.Entry {
	return invoice.Entry{Kind: k, Reference: cr.Reference, Amount: cr.Amount, From: cr.From, Expires: cr.Expires, Units: cr.Units, Due: cr.Due, Note: cr.Note}
}

// Grant gives a buyer credit, promotional where it expires, and uses it at once
// on what is open. Granting the same again changes nothing.
func (c *Cashier) Grant(ctx context.Context, a invoice.Account, cr Credit) (invoice.Entry, error) {
	cr.Due, cr.Units = 0, money.Number{}
	return c.enter(ctx, a, cr.entry(invoice.CreditGranted))
}

// SellPack sells usage that is paid for before. It is a liability: no income
// until it is used, or expires. It may be used once it is paid, its receivable
// being [invoice.PackID] of the reference.
func (c *Cashier) SellPack(ctx context.Context, a invoice.Account, cr Credit) (invoice.Entry, error) {
	return c.enter(ctx, a, cr.entry(invoice.PackSold))
}

// Withdraw takes back what is left of a credit or a pack before it expires.
func (c *Cashier) Withdraw(ctx context.Context, a invoice.Account, reference, note string) error {
	_, _, err := c.post(ctx, a, func(s *invoice.Standing, known calendar.Instant) ([]invoice.Entry, error) {
		if _, done := s.Recorded(invoice.CreditExpired, reference); done {
			return nil, nil
		}
		e := invoice.Entry{Kind: invoice.CreditExpired, Reference: reference, Source: reference, Note: note}
		for i := range s.Grants {
			if g := &s.Grants[i]; g.ID == reference {
				var err error
				if e.Amount, err = g.Left(); err != nil {
					return nil, err
				}
			}
		}
		e, err := s.Record(known, e)
		if err != nil {
			return nil, err
		}
		return []invoice.Entry{e}, nil
	})
	return err
}

// Draw posts an invoice and settles it with units of packs, before anything else
// is used: what usage that was paid for before comes to. Draw for an invoice
// before its [Cashier.Post]: what credit or money has settled by then, no pack can.
// The usage names it: drawing for the same one again draws nothing. It returns
// the units that no pack held.
func (c *Cashier) Draw(ctx context.Context, id invoice.ID, usage string, at calendar.Instant, units money.Number) (rest money.Number, err error) {
	inv, err := c.Issuer.Store.Invoice(ctx, id)
	if err != nil {
		return units, fmt.Errorf("daybook: draw for invoice %.40q: %w", id, err)
	}
	s, _, err := c.post(ctx, invoice.AccountOf(&inv), func(s *invoice.Standing, known calendar.Instant) ([]invoice.Entry, error) {
		out, err := s.Post(known, &inv)
		if err != nil {
			return nil, err
		}
		drawn, left, err := s.Draw(known, at, id, usage, units)
		if err != nil {
			return nil, err
		}
		rest = left
		more, err := s.Settle(known)
		return append(append(out, drawn...), more...), err
	})
	if err != nil {
		return units, err
	}
	return rest, c.closePaid(ctx, s)
}

// expire records the end of credits that are over.
func (c *Cashier) expire(ctx context.Context, a invoice.Account) error {
	s, entries, err := c.post(ctx, a, func(s *invoice.Standing, known calendar.Instant) ([]invoice.Entry, error) {
		return s.Expire(known)
	})
	if err != nil || len(entries) == 0 {
		return err
	}
	return c.closePaid(ctx, s)
}
