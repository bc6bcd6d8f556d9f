package invoice

import (
	"cmp"
	"slices"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
)

// A Receivable is an item to be paid: an invoice, a pack that was sold, or the
// debit for a payment that was reversed. Amount is what it came to; of that,
// Open is to be paid, and the rest was paid in money, settled by credit or taken
// back by notes.
type Receivable struct {
	ID       ID               `json:"id"`
	Kind     EntryKind        `json:"kind"` // Invoiced, PackSold or PaymentReversed
	At       calendar.Instant `json:"at"`
	Due      calendar.Instant `json:"due,omitzero"` // from here on it is overdue; zero: on sight
	Amount   money.Amount     `json:"amount"`
	Open     money.Amount     `json:"open"`
	Cash     money.Amount     `json:"cash"` // the part of Open that no credit may pay
	Paid     money.Amount     `json:"paid"` // in money
	Noted    money.Amount     `json:"noted"`
	Settled  calendar.Instant `json:"settled,omitzero"` // when Open last became zero
	Attempts int              `json:"attempts"`         // requests put to the gateway
	Failures int              `json:"failures"`         // in a row
	Failed   calendar.Instant `json:"failed,omitzero"`  // the last of them
}

// IsSettled reports whether nothing of the item is open.
func (it *Receivable) IsSettled() bool { return it.Open.IsZero() }

// OverdueAt reports whether something is open at t that was due before.
func (it *Receivable) OverdueAt(t calendar.Instant) bool {
	return !it.IsSettled() && t >= max(it.Due, it.At)
}

// creditable is what credit may pay.
func (it *Receivable) creditable(c *sums) money.Amount { return c.sub(it.Open, it.Cash) }

// take lowers Open by amount, what no credit may pay first or last.
func (it *Receivable) take(c *sums, amount money.Amount, cashFirst bool, at calendar.Instant) {
	it.Open = c.sub(it.Open, amount)
	if cashFirst {
		it.Cash = c.sub(it.Cash, least(it.Cash, amount))
	}
	it.Cash = least(it.Cash, it.Open)
	if it.IsSettled() {
		it.Settled = max(it.Settled, at)
	}
}

// open adds an item, of whose amount cash may be paid in money only.
func (s *Standing) open(e *Entry, id ID, cash money.Amount) error {
	if id == "" {
		return e.faulty("invoice", "empty")
	}
	if _, taken := s.items[id]; taken {
		return e.fault("invoice", ErrRecorded)
	}
	var c sums
	it := Receivable{ID: id, Kind: e.Kind, At: e.At, Due: e.Due, Paid: s.zero, Noted: s.zero}
	it.Amount = c.add(s.zero, e.Amount)
	it.Open, it.Cash = it.Amount, c.add(s.zero, cash)
	if c.err != nil {
		return e.fault("amount", c.err)
	}
	if it.IsSettled() {
		it.Settled = it.At
	}
	if s.items == nil {
		s.items = map[ID]int{}
	}
	s.items[id] = len(s.Receivables)
	s.Receivables = append(s.Receivables, it)
	return nil
}

// Receivable returns an item of the account; false if there is none.
func (s *Standing) Receivable(id ID) (Receivable, bool) {
	i, ok := s.items[id]
	if !ok {
		return Receivable{}, false
	}
	return s.Receivables[i], true
}

// Open returns the items with something to be paid, in the order in which they
// are: by due date, then as they were recorded.
func (s *Standing) Open() []Receivable {
	var out []Receivable
	for i := range s.Receivables {
		if !s.Receivables[i].IsSettled() {
			out = append(out, s.Receivables[i])
		}
	}
	slices.SortStableFunc(out, func(a, b Receivable) int { return cmp.Compare(max(a.Due, a.At), max(b.Due, b.At)) })
	return out
}

// PackID returns the item of a pack by the reference of its sale, and
// DebitID that of a payment's reversal.
func PackID(reference string) ID { return ID("pack/" + reference) }

// DebitID returns the item of what a reversal, by its reference, took back
// from items that were paid in full.
func DebitID(reference string) ID { return ID("reversal/" + reference) }

// IsDocument reports whether an item is an invoice, not a pack or a debit.
func (id ID) IsDocument() bool {
	return !strings.HasPrefix(string(id), "pack/") && !strings.HasPrefix(string(id), "reversal/") && !strings.HasPrefix(string(id), "void/")
}
