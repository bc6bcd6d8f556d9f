package daybook

import (
	"context"
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
)

// A Transfer is money that moved outside of the gateway, as the bank tells it.
type Transfer struct {
	Reference string           // the bank's: a transfer that is told twice counts once
	Of        string           // of a reversal or a refund: the payment, or the credit note
	Amount    money.Amount     // above zero
	Invoice   invoice.ID       // of a payment: what it is for; empty: what is due first
	At        calendar.Instant // zero: now
	Note      string
}

func (t *Transfer) entry(k invoice.EntryKind) invoice.Entry {
	return invoice.Entry{Kind: k, Reference: t.Reference, Source: t.Of, Amount: t.Amount, Invoice: t.Invoice, At: t.At, Note: t.Note}
}

// Receive records a payment. Credits that can be used are used before it; it pays
// its invoice, then what else is open, oldest due first, and the rest waits for
// what comes.
func (c *Cashier) Receive(ctx context.Context, a invoice.Account, t Transfer) (invoice.Entry, error) {
	t.Of = ""
	if err := c.refresh(ctx, t.Invoice); err != nil {
		return invoice.Entry{}, err
	}
	return c.enter(ctx, a, t.entry(invoice.Payment))
}

// Reverse records that a payment, or a part of it, was taken back: a chargeback.
// What a closed invoice was paid with is owed anew, as a debit of its own,
// [invoice.DebitID] of the reference; the invoice stays closed.
func (c *Cashier) Reverse(ctx context.Context, a invoice.Account, t Transfer) (invoice.Entry, error) {
	t.Invoice = ""
	return c.enter(ctx, a, t.entry(invoice.PaymentReversed))
}

// Refund records that money was paid back which settles nothing. No more than
// what was received in money can be.
func (c *Cashier) Refund(ctx context.Context, a invoice.Account, t Transfer) (invoice.Entry, error) {
	t.Invoice = ""
	return c.enter(ctx, a, t.entry(invoice.Refund))
}

// ErrNoGateway is returned where money is to be collected and there is no
// gateway.
var ErrNoGateway = errors.New("daybook: no payment gateway")

// Collect puts everything that is open in an account to the gateway, as far as
// the schedule of retries has it, after credits are used. A request is stored
// before the gateway is asked. Where the outcome is unknown, because the gateway
// says so or because nobody lived to record it, the next run asks again under
// the same reference, so money is collected once. The error joins the faults.
func (c *Cashier) Collect(ctx context.Context, a invoice.Account) error {
	if c.Gateway == nil {
		return ErrNoGateway
	}
	s, err := c.Standing(ctx, a)
	if err != nil {
		return err
	}
	var faults []error
	for _, it := range s.Open() {
		err := c.refresh(ctx, it.ID)
		if err == nil {
			err = c.collect(ctx, a, it.ID)
		}
		faults = append(faults, err)
	}
	// A request may be left of what is settled meanwhile.
	for _, r := range s.Requests {
		if it, _ := s.Receivable(r.Invoice); it.IsSettled() {
			faults = append(faults, c.ask(ctx, r))
		}
	}
	return errors.Join(faults...)
}

// refresh posts an invoice as it is now: nobody pays what is void by now, and a
// payment may come before the invoice was posted.
func (c *Cashier) refresh(ctx context.Context, id invoice.ID) error {
	if c.Issuer == nil || id == "" || !id.IsDocument() {
		return nil
	}
	_, err := c.Post(ctx, id)
	return err
}

func (c *Cashier) collect(ctx context.Context, a invoice.Account, id invoice.ID) error {
	var request invoice.Entry
	var ok bool
	_, _, err := c.post(ctx, a, func(s *invoice.Standing, known calendar.Instant) ([]invoice.Entry, error) {
		out, err := s.Settle(known)
		if err != nil {
			return nil, err
		}
		var fresh bool
		request, fresh, ok, err = s.Collect(known, id, c.Retries)
		if fresh && err == nil {
			out = append(out, request)
		}
		return out, err
	})
	if err != nil || !ok {
		return err
	}
	return c.ask(ctx, request)
}

// ask puts a stored request to the gateway, and records the outcome.
func (c *Cashier) ask(ctx context.Context, request invoice.Entry) error {
	outcome, err := c.Gateway.Collect(ctx, request)
	if err != nil {
		return fmt.Errorf("daybook: collect %.60q: %w", request.Reference, err)
	}
	s, _, err := c.post(ctx, request.Account, func(s *invoice.Standing, known calendar.Instant) ([]invoice.Entry, error) {
		if pending, open := s.Request(request.Invoice); !open || pending.Reference != request.Reference {
			return nil, nil // answered by another worker
		}
		answer, err := s.Answer(known, request, outcome)
		if err != nil {
			return nil, err
		}
		more, err := s.Settle(known)
		return append([]invoice.Entry{answer}, more...), err
	})
	if err != nil {
		return err
	}
	return c.closePaid(ctx, s)
}
