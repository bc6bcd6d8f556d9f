package daybook

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
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
// or ErrPeriodOpen, or what is wrong with the rows, such as that they settle in
// several currencies: see [Issuer.Drafts]. Any other is the store's.
func (i *Issuer) Draft(ctx context.Context, b Bill) (invoice.Invoice, error) {
	out, err := i.draft(ctx, b, func(rows []proceeds.Row) [][]proceeds.Row { return [][]proceeds.Row{rows} })
	if err != nil {
		return invoice.Invoice{}, i.because(ctx, b, err)
	}
	return out[0], nil
}

// Drafts is Draft with one invoice for each currency in which the rows settle.
// Those that can be are stored together and returned; the error joins what is
// wrong with the others.
func (i *Issuer) Drafts(ctx context.Context, b Bill) ([]invoice.Invoice, error) {
	out, err := i.drafts(ctx, b)
	return out, i.because(ctx, b, err)
}

func (i *Issuer) drafts(ctx context.Context, b Bill) ([]invoice.Invoice, error) {
	return i.draft(ctx, b, func(rows []proceeds.Row) [][]proceeds.Row { return bySettlement(rows, b.Level) })
}

func (i *Issuer) draft(ctx context.Context, b Bill, split func([]proceeds.Row) [][]proceeds.Row) ([]invoice.Invoice, error) {
	act := i.act()
	var last error
	for range attempts {
		rows, err := i.due(ctx, b, act.At)
		if err != nil {
			return nil, err
		}
		invs, err := i.parts(ctx, b, split(rows), act)
		if len(invs) == 0 && err == nil {
			err = nothing(b)
		}
		if len(invs) == 0 {
			return nil, err
		}
		got, failed := i.put(ctx, invs...)
		if failed == nil {
			return got, err
		}
		if !errors.Is(failed, ErrConflict) {
			return nil, fmt.Errorf("daybook: draft %s to %s: %w", b.Seller, b.Buyer, failed)
		}
		last = failed // somebody was faster: look again
	}
	return nil, &BillError{Bill: b, Err: last}
}

// parts makes an invoice of each part of a bill's rows, of those that can be.
func (i *Issuer) parts(ctx context.Context, b Bill, parts [][]proceeds.Row, act invoice.Act) (invs []invoice.Invoice, err error) {
	var faults []error
	for _, rows := range parts {
		inv, err := i.assemble(ctx, b, rows)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		invs = append(invs, inv.By(act))
	}
	return invs, errors.Join(faults...)
}

// Preview returns what Draft would store at an instant, and stores nothing: the
// same rows, lines, totals and id. It promises nothing. Errors are those of Draft.
func (i *Issuer) Preview(ctx context.Context, b Bill, asOf calendar.Instant) (invoice.Invoice, error) {
	rows, err := i.due(ctx, b, asOf)
	if err != nil {
		return invoice.Invoice{}, i.because(ctx, b, err)
	}
	inv, err := i.assemble(ctx, b, rows)
	return inv.By(invoice.Act{At: asOf, Actor: i.Actor, Reason: i.Reason}), err
}

// bySettlement splits rows by the currency in which they settle at a level.
func bySettlement(rows []proceeds.Row, l channel.Level) (parts [][]proceeds.Row) {
	of := map[string]int{}
	for _, r := range rows {
		c, _ := invoice.Settles(&r, l)
		n, known := of[c.String()]
		if !known {
			n, parts = len(parts), append(parts, nil)
			of[c.String()] = n
		}
		parts[n] = append(parts[n], r)
	}
	return parts
}

// assemble makes the invoice of a bill's rows.
func (i *Issuer) assemble(ctx context.Context, b Bill, rows []proceeds.Row) (invoice.Invoice, error) {
	terms, err := i.terms(b)
	if err != nil {
		return invoice.Invoice{}, &BillError{Bill: b, Err: err}
	}
	inv, err := invoice.Assemble(rows, terms)
	if err != nil {
		return invoice.Invoice{}, &BillError{Bill: b, Err: err}
	}
	inv.ID, err = i.free(ctx, b, &inv)
	return inv, err
}

// terms are the issuer's, with what the bill says.
func (i *Issuer) terms(b Bill) (invoice.Terms, error) {
	t := i.Terms
	t.Level, t.Period = b.Level, b.Posted
	if i.Directory != nil {
		if p, ok := i.Directory.Party(b.Seller); ok {
			t.Seller = p
		}
		if p, ok := i.Directory.Party(b.Buyer); ok {
			t.Buyer = p
		}
	}
	if i.TermsOf == nil {
		return t, nil
	}
	return i.TermsOf(b, t)
}

// free returns the first id of a bill that no invoice has had: as many as were
// void, or credited as a whole, came before. An invoice that holds its rows is an
// error.
func (i *Issuer) free(ctx context.Context, b Bill, inv *invoice.Invoice) (invoice.ID, error) {
	for n := 0; ; n++ {
		id := invoiceID(b, inv, n)
		old, err := i.Store.Invoice(ctx, id)
		switch {
		case errors.Is(err, ErrNotFound):
			return id, nil
		case err != nil:
			return "", fmt.Errorf("daybook: draft %s to %s: %w", b.Seller, b.Buyer, err)
		case old.Holds():
			return "", &BillError{Bill: b, Invoice: old.ID, Err: ErrInvoiced}
		}
	}
}

// invoiceID is made of what an invoice is about, so that two who draft it draft
// the same one, and its period is billed once.
func invoiceID(b Bill, inv *invoice.Invoice, attempt int) invoice.ID {
	return invoice.IDOf(fmt.Sprint(b.Book), string(b.Seller), string(b.Buyer), b.Currency.String(), inv.Currency.String(),
		fmt.Sprint(b.Level), fmt.Sprint(int64(b.Posted.Start)), fmt.Sprint(int64(b.Posted.End)), fmt.Sprint(attempt))
}

func nothing(b Bill) error {
	return &BillError{Bill: b, Err: &invoice.NothingError{Customer: b.Buyer}}
}

// because says more of why a bill has no rows: its period may have its invoice.
func (i *Issuer) because(ctx context.Context, b Bill, err error) error {
	if !errors.Is(err, invoice.ErrNothing) {
		return err
	}
	for inv, failed := range i.All(ctx, InvoiceQuery{Seller: b.Seller, Buyer: b.Buyer, Period: b.Posted}) {
		if failed != nil {
			return failed
		}
		if claims := inv.Claims(); inv.Level == b.Level && inv.Holds() && len(claims) > 0 && claims[0].Book == b.Book {
			return &BillError{Bill: b, Invoice: inv.ID, Err: ErrInvoiced}
		}
	}
	return err
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
		return nil, nothing(b)
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
