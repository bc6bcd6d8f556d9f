package focus

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
)

// Sums are what the lines of a dataset add up to, without the lines that round
// invoices.
type Sums struct {
	Lines  int     `json:"lines"`  // with those that round
	Totals []Total `json:"totals"` // by currency
}

// A Total is what is billed and what is consumed in one currency: Effective is
// the live proceeds.
type Total struct {
	Billed    money.Amount `json:"billed"`
	Effective money.Amount `json:"effective"`
}

// A SumError reports an invoice whose lines do not come to its net.
type SumError struct {
	Invoice   string // its number
	Want, Got string
}

// Error says both sums.
func (e *SumError) Error() string {
	return fmt.Sprintf("focus: invoice %s: Σ BilledCost is %s, its net %s", e.Invoice, e.Got, e.Want)
}

type sums struct {
	lines  int
	totals map[money.Currency]Total
	billed map[string]invoiceSum // by number
}

// An invoiceSum is what the lines of one invoice come to.
type invoiceSum struct {
	invoice Invoice
	buyer   channel.PartyID
	account string // the type of the buyer's
	sum     money.Amount
}

// A sumStep is what a line makes of the sums.
type sumStep struct {
	total   Total
	invoice invoiceSum
}

func newSums() sums {
	return sums{totals: map[money.Currency]Total{}, billed: map[string]invoiceSum{}}
}

// with returns what the sums are with l, and changes nothing.
func (s *sums) with(l *entry) (next sumStep, err error) {
	fail := func(column string, err error) (sumStep, error) { return sumStep{}, &ChargeError{column, err} }
	next.total = s.totals[l.amount.Currency()]
	if next.total.Billed, err = next.total.Billed.Add(l.billed); err != nil {
		return fail("BilledCost", err)
	}
	if next.total.Effective, err = next.total.Effective.Add(l.effective); err != nil {
		return fail("EffectiveCost", err)
	}
	if l.invoice.Number == "" {
		return next, nil
	}
	had, ok := s.billed[l.invoice.Number]
	if ok && (had.invoice != l.invoice || had.buyer != l.buyer || had.sum.Currency() != l.amount.Currency()) {
		return fail("InvoiceId", fmt.Errorf("%w: %.60q", ErrInvoice, l.invoice.Number))
	}
	next.invoice = invoiceSum{invoice: l.invoice, buyer: l.buyer, account: l.account}
	if next.invoice.sum, err = had.sum.Add(l.billed); err != nil {
		return fail("BilledCost", err)
	}
	return next, nil
}

func (s *sums) take(next sumStep) {
	s.lines++
	s.totals[next.total.Billed.Currency()] = next.total
	if n := next.invoice.invoice.Number; n != "" {
		s.billed[n] = next.invoice
	}
}

// invoices returns the sums by number.
func (s *sums) invoices() (out []invoiceSum) {
	for _, n := range slices.Sorted(maps.Keys(s.billed)) {
		out = append(out, s.billed[n])
	}
	return out
}

// compare reports every invoice whose lines, rounded, are not its net.
func (s *sums) compare() error {
	var faults []error
	for _, i := range s.invoices() {
		if i.invoice.Net == (money.Amount{}) {
			continue
		}
		got := i.sum.Decimal().Sub(i.invoice.Delta.Decimal())
		if i.invoice.Net.Currency() != i.sum.Currency() || !got.Equal(i.invoice.Net.Decimal()) {
			text := got.StringFixed(max(0, -got.Exponent())) + " " + i.sum.Currency().String()
			faults = append(faults, &SumError{i.invoice.Number, i.invoice.Net.String(), text})
		}
	}
	return errors.Join(faults...)
}

func (s *sums) all() Sums {
	out := Sums{Lines: s.lines}
	for _, t := range s.totals {
		out.Totals = append(out.Totals, t)
	}
	slices.SortFunc(out.Totals, func(a, b Total) int {
		return strings.Compare(a.Billed.Currency().String(), b.Billed.Currency().String())
	})
	return out
}
