package daybook

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
)

// A BillingRun says what a run bills, and how far it goes. The zero BillingRun
// drafts everything that is on no invoice.
type BillingRun struct {
	// Period is the billing period: that of the invoices, which take what was
	// posted before its end. The zero Period is all time, which has one invoice for
	// each pair, ever.
	Period calendar.Period
	// Levels are those billed; none: all, counted from the customer, so that what
	// a seller sells along chains of different lengths is on one invoice.
	Levels []channel.Level
	// Sellers and Buyers are those billed; none: all.
	Sellers, Buyers []channel.PartyID
	// UpTo is Draft, Approved or Open: how far the run takes the invoices, and
	// drafts and approved ones of the period that were there before.
	UpTo invoice.Status
}

// A BillingReport says what a run did. What another run did at the same moment
// may be in the reports of both.
type BillingReport struct {
	Drafted  int          // invoices that are new
	Approved int          // that the run approved
	Opened   int          // that it issued
	Invoices []invoice.ID // that it drafted, approved or issued, in the order of ids
	Left     []*BillError // what it left alone, and why
}

// ErrUpTo is returned for a run that would go further than invoices are issued.
var ErrUpTo = errors.New("daybook: a billing run goes up to draft, approved or open")

// Run bills every pair of seller and buyer that has something to bill, in each
// currency and at each level: on booked rows or on quotas, as it is agreed, and
// not at all where another system does. First it drafts, then it takes all
// drafts of the period as far as it is told to, those that an earlier run left
// behind, too. Repeating it, after a crash or beside another run, adds nothing.
//
// The report names what was left alone, with a *[BillError] each: a bill with
// nothing but what waits for its feed (ErrPeriodOpen), late rows of a period that
// has its invoice (ErrInvoiced), which the next period's takes, and what cannot
// be billed. An error means that the run stopped early; the next one goes on.
func (i *Issuer) Run(ctx context.Context, r BillingRun) (BillingReport, error) {
	b := billing{Issuer: i, BillingRun: r, touched: map[invoice.ID]bool{}}
	if r.UpTo > invoice.Open {
		return b.report, ErrUpTo
	}
	if len(b.Levels) == 0 {
		for l := channel.SellOut; l >= -channel.MaxLevels; l-- {
			b.Levels = append(b.Levels, l)
		}
	}
	err := b.draftAll(ctx)
	if err == nil && r.UpTo >= invoice.Approved {
		err = b.turnAll(ctx)
	}
	for id := range b.touched {
		b.report.Invoices = append(b.report.Invoices, id)
	}
	slices.Sort(b.report.Invoices)
	return b.report, err
}

// A billing is a run at work.
type billing struct {
	*Issuer
	BillingRun
	report   BillingReport
	touched  map[invoice.ID]bool
	failures int // in a row, of the store
}

func (b *billing) draftAll(ctx context.Context) error {
	for _, book := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		for _, level := range b.Levels {
			if err := b.pairs(ctx, Bill{Book: book, Level: level, Posted: b.Period}); err != nil {
				return err
			}
		}
	}
	return nil
}

// pairs drafts every bill of a book and level.
func (b *billing) pairs(ctx context.Context, q Bill) error {
	if q.Book == proceeds.Live && !b.Bases.Ever("", "", channel.Live) {
		return nil // nobody is billed by quotas: all of them are on no invoice
	}
	for after := (Bill{}); ; {
		page, err := b.Store.Bills(ctx, reaching(q), after, invoicePage)
		if err != nil {
			return b.stopped("bills", err)
		}
		if len(page) == 0 {
			return nil
		}
		for _, bill := range page {
			after = bill
			bill.Posted = q.Posted
			if err := b.draftBill(ctx, bill); err != nil {
				return err
			}
		}
	}
}

func (b *billing) draftBill(ctx context.Context, bill Bill) error {
	basis := channel.Booked
	if bill.Book == proceeds.Live {
		basis = channel.Live
	}
	if !b.selected(bill.Seller, bill.Buyer) || !b.Bases.Ever(bill.Seller, bill.Buyer, basis) {
		return nil
	}
	invs, err := b.drafts(ctx, bill)
	for _, inv := range invs {
		b.report.Drafted++
		b.touched[inv.ID] = true
	}
	for _, fault := range joined(err) {
		if errors.Is(fault, invoice.ErrNothing) {
			continue // rows that are billed on another basis, or come to nothing
		}
		if err := b.outcome(ctx, &bill, "", fault); err != nil {
			return err
		}
	}
	if err == nil {
		b.failures = 0
	}
	return ctx.Err()
}

// joined returns the errors that err joins, none if it is nil.
func joined(err error) []error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

func (b *billing) selected(seller, buyer channel.PartyID) bool {
	return (len(b.Sellers) == 0 || slices.Contains(b.Sellers, seller)) &&
		(len(b.Buyers) == 0 || slices.Contains(b.Buyers, buyer))
}

// turns approves, and issues, the drafts of the period.
func (b *billing) turnAll(ctx context.Context) error {
	q := InvoiceQuery{Period: b.Period, Statuses: []invoice.Status{invoice.Draft, invoice.Approved}}
	if len(b.Sellers) == 1 {
		q.Seller = b.Sellers[0]
	}
	if len(b.Buyers) == 1 {
		q.Buyer = b.Buyers[0]
	}
	for inv, err := range b.All(ctx, q) {
		if err != nil {
			return b.stopped("drafts", err)
		}
		if !b.selected(inv.Seller, inv.Buyer) || !slices.Contains(b.Levels, inv.Level) {
			continue
		}
		bill := billOf(&inv)
		if err := b.outcome(ctx, &bill, inv.ID, b.forward(ctx, &inv)); err != nil {
			return err
		}
	}
	return nil
}

// forward takes an invoice as far as the run goes. One that somebody else has
// taken further meanwhile, or deleted, is in order.
func (b *billing) forward(ctx context.Context, inv *invoice.Invoice) error {
	err := b.steps(ctx, inv)
	if !errors.As(err, new(*invoice.TransitionError)) {
		return err
	}
	now, failed := b.Store.Invoice(ctx, inv.ID)
	if failed != nil {
		return failed
	}
	if now.Status != invoice.Draft && now.Status != invoice.Approved {
		return nil
	}
	return err
}

func (b *billing) steps(ctx context.Context, inv *invoice.Invoice) error {
	if inv.Status == invoice.Draft {
		if _, err := b.Approve(ctx, inv.ID); err != nil {
			return err
		}
		b.report.Approved++
		b.touched[inv.ID] = true
	}
	if b.UpTo == invoice.Open {
		if _, err := b.Open(ctx, inv.ID); err != nil {
			return err
		}
		b.report.Opened++
		b.touched[inv.ID] = true
	}
	return nil
}

// outcome notes what could not be done. A store that has failed for one after
// the other ends the run.
func (b *billing) outcome(ctx context.Context, bill *Bill, id invoice.ID, err error) error {
	if err == nil {
		b.failures = 0
		return ctx.Err()
	}
	fault := &BillError{}
	own := errors.As(err, &fault)
	if !own {
		fault = &BillError{Bill: *bill, Invoice: id, Err: err}
	}
	b.report.Left = append(b.report.Left, fault)
	if own || isSettled(err) {
		return ctx.Err()
	}
	if b.failures++; b.failures >= patience || ctx.Err() != nil {
		return b.stopped("invoices", err)
	}
	return nil
}

// isSettled reports whether err is about the invoice, not about the store.
func isSettled(err error) bool {
	return errors.Is(err, ErrConflict) || errors.Is(err, ErrNotFound) || errors.As(err, new(*invoice.TransitionError))
}

func (b *billing) stopped(what string, err error) error {
	return fmt.Errorf("daybook: billing run: %s: %w", what, err)
}
