package daybook

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

// Reasons why nothing is drafted, beside invoice.ErrNothing and what is wrong
// with the rows themselves. A [BillError] wraps them.
var (
	ErrInvoiced   = errors.New("already invoiced at this level")
	ErrPeriodOpen = errors.New("the period is open")
)

// A BillError says what could not be billed, by whom to whom, and why.
type BillError struct {
	Bill    Bill
	Invoice invoice.ID // that bills it already, or that the fault is about; may be empty
	Err     error
}

// Error names the seller, the buyer, the level and the billing period.
func (e *BillError) Error() string {
	text := fmt.Sprintf("daybook: bill %s to %s in %v at level %d", e.Bill.Seller, e.Bill.Buyer, e.Bill.Currency, e.Bill.Level)
	if (e.Bill.Posted != calendar.Period{}) {
		text += fmt.Sprintf(" for %v", e.Bill.Posted)
	}
	if e.Invoice != "" {
		text += fmt.Sprintf(": invoice %s", e.Invoice)
	}
	return fmt.Sprintf("%s: %v", text, e.Err)
}

// Unwrap returns the reason.
func (e *BillError) Unwrap() error { return e.Err }

const billPage = 1000

// Draft puts on one draft, which reserves them, every row of b that is on no
// invoice yet: those posted in b's time frame, which is the billing period, and
// late ones of earlier periods. A seller, a buyer and a billing period have one
// invoice at a level; what comes later joins that of the next period.
//
// The error is a *[BillError] around the reason: invoice.ErrNothing, ErrInvoiced
// or ErrPeriodOpen, or what is wrong with the rows. Any other is the store's.
func (i *Issuer) Draft(ctx context.Context, b Bill) (invoice.Invoice, error) {
	act := i.act()
	var last error
	for range attempts {
		inv, err := i.assemble(ctx, b, act.At)
		if err != nil {
			return invoice.Invoice{}, err
		}
		got, err := i.put(ctx, inv.By(act))
		if err == nil {
			return got[0], nil
		}
		if !errors.Is(err, ErrConflict) {
			return invoice.Invoice{}, fmt.Errorf("daybook: draft %s to %s: %w", b.Seller, b.Buyer, err)
		}
		last = err // somebody was faster: look again
	}
	return invoice.Invoice{}, &BillError{Bill: b, Err: last}
}

// Preview returns what Draft would store at an instant, and stores nothing: the
// same rows, lines, totals and id. It promises nothing. Errors are those of Draft.
func (i *Issuer) Preview(ctx context.Context, b Bill, asOf calendar.Instant) (invoice.Invoice, error) {
	inv, err := i.assemble(ctx, b, asOf)
	return inv.By(invoice.Act{At: asOf, Actor: i.Actor, Reason: i.Reason}), err
}

// assemble makes the invoice of a bill as of an instant.
func (i *Issuer) assemble(ctx context.Context, b Bill, asOf calendar.Instant) (invoice.Invoice, error) {
	attempt, err := i.attempt(ctx, b)
	if err != nil {
		return invoice.Invoice{}, err
	}
	rows, err := i.due(ctx, b, asOf)
	if err != nil {
		return invoice.Invoice{}, err
	}
	inv, err := i.content(b, rows)
	if err != nil {
		return invoice.Invoice{}, &BillError{Bill: b, Err: err}
	}
	inv.ID = invoiceID(b, attempt)
	if (b.Posted != calendar.Period{}) {
		inv.Period = b.Posted
	}
	return inv, nil
}

// content makes lines and totals.
func (i *Issuer) content(b Bill, rows []proceeds.Row) (invoice.Invoice, error) {
	digits, err := i.Currencies.Digits(b.Currency)
	if err != nil {
		return invoice.Invoice{}, err
	}
	return invoice.Assemble(rows, invoice.Terms{Level: b.Level, Digits: digits, TaxRate: i.TaxRate, Series: i.Series})
}

// attempt returns how many invoices of the bill there were whose rows are free
// again; an error if there is one that holds its rows.
func (i *Issuer) attempt(ctx context.Context, b Bill) (int, error) {
	for n := 0; ; n++ {
		inv, err := i.Store.Invoice(ctx, invoiceID(b, n))
		switch {
		case errors.Is(err, ErrNotFound):
			return n, nil
		case err != nil:
			return 0, fmt.Errorf("daybook: draft %s to %s: %w", b.Seller, b.Buyer, err)
		case inv.Holds():
			return 0, &BillError{Bill: b, Invoice: inv.ID, Err: ErrInvoiced}
		}
	}
}

// invoiceID is made of what an invoice is about, so that two who draft it draft
// the same one, and its period is billed once.
func invoiceID(b Bill, attempt int) invoice.ID {
	return invoice.IDOf(fmt.Sprint(b.Book), string(b.Seller), string(b.Buyer), b.Currency.String(),
		fmt.Sprint(b.Level), fmt.Sprint(int64(b.Posted.Start)), fmt.Sprint(int64(b.Posted.End)), fmt.Sprint(attempt))
}

// due reads the rows of a bill that can be invoiced as of an instant.
func (i *Issuer) due(ctx context.Context, b Bill, asOf calendar.Instant) ([]proceeds.Row, error) {
	if b.Book == proceeds.Live && b.Posted.End > asOf {
		return nil, &BillError{Bill: b, Err: ErrPeriodOpen} // quotas are billed when all of the period's are there
	}
	var rows []proceeds.Row
	waiting := false
	for after := (proceeds.Key{}); ; {
		page, err := i.Store.Unbilled(ctx, reaching(b), after, billPage)
		if err != nil {
			return nil, fmt.Errorf("daybook: unbilled of %s to %s: %w", b.Seller, b.Buyer, err)
		}
		if len(page) == 0 {
			break
		}
		for n := range page {
			switch r := &page[n]; {
			case !r.Billable(i.Bases, b.Level):
			case r.Due > asOf || i.waits(r):
				waiting = true
			default:
				rows = append(rows, *r)
			}
		}
		after = page[len(page)-1].Key
	}
	switch {
	case waiting && (i.Whole || len(rows) == 0):
		return nil, &BillError{Bill: b, Err: ErrPeriodOpen}
	case len(rows) == 0:
		return nil, &BillError{Bill: b, Err: invoice.ErrNothing}
	}
	return rows, nil
}

// waits reports whether the feed of a row has not closed yet.
func (i *Issuer) waits(r *proceeds.Row) bool {
	if i.Feed == nil || r.Kind != pricing.Usage && r.Timing == pricing.Prepaid {
		return false
	}
	closed := i.Feed(r)
	return closed.IsZero() || closed < r.Service.End
}

// billOf returns what an invoice bills.
func billOf(inv *invoice.Invoice) Bill {
	return Bill{Level: inv.Level, Seller: inv.Seller, Buyer: inv.Buyer, Currency: inv.Currency, Posted: inv.Period}
}

// reaching returns b with the late rows of earlier billing periods.
func reaching(b Bill) Bill {
	if (b.Posted != calendar.Period{}) {
		b.Posted.Start = math.MinInt64
	}
	return b
}
