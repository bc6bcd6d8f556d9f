package invoice

import (
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
)

// A Fund is money received, or a note beyond what was open, by the reference of
// its entry. What is Left of it is unapplied: it settles no item yet.
type Fund struct {
	Reference  string           `json:"reference"`
	Kind       EntryKind        `json:"kind"` // Payment or CreditNoted
	At         calendar.Instant `json:"at"`
	Amount     money.Amount     `json:"amount"`
	Left       money.Amount     `json:"left"`
	Refundable money.Amount     `json:"refundable"` // the part of Left that was received in money and may be paid back
	Returned   money.Amount     `json:"returned"`   // paid back or reversed
	Used       []Application    `json:"used,omitempty"`
}

// An Application is money that settles an item.
type Application struct {
	Invoice ID           `json:"invoice"`
	Amount  money.Amount `json:"amount"`
}

// Unapplied returns the money and notes that settle nothing yet.
func (s *Standing) Unapplied() (money.Amount, error) {
	sum, c := s.zero, sums{}
	for i := range s.Funds {
		sum = c.add(sum, s.Funds[i].Left)
	}
	return sum, c.err
}

// Fund returns a payment or a note by its reference; false if there is none, or
// nothing of the note was beyond what was open.
func (s *Standing) Fund(reference string) (Fund, bool) {
	i, ok := s.funds[reference]
	if !ok {
		return Fund{}, false
	}
	return s.Funds[i], true
}

func (s *Standing) keep(f Fund) {
	if s.funds == nil {
		s.funds = map[string]int{}
	}
	s.funds[f.Reference] = len(s.Funds)
	s.Funds = append(s.Funds, f)
}

// pay receives money. It settles its item as far as that is open; the rest, or
// all where it names none, is unapplied.
func (s *Standing) pay(e *Entry) error {
	if _, taken := s.funds[e.Reference]; taken {
		return e.fault("reference", ErrRecorded)
	}
	f := Fund{Reference: e.Reference, Kind: Payment, At: e.At, Amount: e.Amount, Left: e.Amount, Refundable: e.Amount, Returned: s.zero}
	var c sums
	if e.Invoice != "" {
		i, ok := s.items[e.Invoice]
		if !ok {
			return e.fault("invoice", ErrUnknown)
		}
		it := s.Receivables[i]
		it.Failures, it.Failed = 0, 0
		f.settle(&c, &it, least(it.Open, f.Left), e.At)
		if c.err != nil {
			return e.fault("amount", c.err)
		}
		s.Receivables[i] = it
	}
	s.keep(f)
	s.answered(e.Reference)
	return nil
}

// settle moves money from the fund to an item.
func (f *Fund) settle(c *sums, it *Receivable, amount money.Amount, at calendar.Instant) {
	if amount.IsZero() {
		return
	}
	f.Left = c.sub(f.Left, amount)
	f.Refundable = least(f.Refundable, f.Left)
	f.Used = append(slices.Clip(f.Used), Application{it.ID, amount})
	it.take(c, amount, true, at)
	if f.Kind == Payment {
		it.Paid = c.add(it.Paid, amount)
	}
}

// applyFund settles an item with unapplied money.
func (s *Standing) applyFund(e *Entry) error {
	n, ok := s.funds[e.Source]
	if !ok {
		return e.fault("source", ErrUnknown)
	}
	i, ok := s.items[e.Invoice]
	if !ok {
		return e.fault("invoice", ErrUnknown)
	}
	f, it := s.Funds[n], s.Receivables[i]
	switch {
	case e.Amount.IsZero():
		return e.faulty("amount", "zero")
	case e.Amount.Units() > f.Left.Units() || e.Amount.Units() > it.Open.Units():
		return e.fault("amount", ErrOverdrawn)
	}
	var c sums
	f.settle(&c, &it, e.Amount, e.At)
	if c.err != nil {
		return e.fault("amount", c.err)
	}
	s.Funds[n], s.Receivables[i] = f, it
	return nil
}

// refund pays unapplied money back.
func (s *Standing) refund(e *Entry) error {
	n, ok := s.funds[e.Source]
	if !ok {
		return e.fault("source", ErrUnknown)
	}
	f := s.Funds[n]
	var c sums
	if held := s.held(&c); c.err == nil && e.Amount.Units() > least(f.Refundable, held).Units() {
		return e.fault("amount", ErrOverdrawn)
	}
	f.Left, f.Refundable = c.sub(f.Left, e.Amount), c.sub(f.Refundable, e.Amount)
	f.Returned = c.add(f.Returned, e.Amount)
	if c.err != nil {
		return e.fault("amount", c.err)
	}
	s.Funds[n] = f
	return nil
}

// held returns the money that came in and was not paid back or taken back by the
// bank. Notes on an invoice whose payment was reversed have no money behind them.
func (s *Standing) held(c *sums) money.Amount {
	sum := s.zero
	for i := range s.Funds {
		if f := &s.Funds[i]; f.Kind == Payment {
			sum = c.add(sum, f.Amount)
		}
		sum = c.sub(sum, s.Funds[i].Returned)
	}
	return sum
}

// reverse takes money back that the bank took back: first what is unapplied,
// then from items, the last one first. An item that is still open is open for
// more; one that was paid in full stays so, as its invoice is closed, and what
// is owed for it is a debit item of its own.
func (s *Standing) reverse(e *Entry) error {
	n, ok := s.funds[e.Source]
	if !ok || s.Funds[n].Kind != Payment {
		return e.fault("source", ErrUnknown)
	}
	f := s.Funds[n]
	var c sums
	if rest := c.sub(f.Amount, f.Returned); e.Amount.Units() > rest.Units() {
		return e.fault("amount", ErrOverdrawn)
	}
	take := least(e.Amount, f.Left)
	f.Left = c.sub(f.Left, take)
	f.Refundable = least(f.Refundable, f.Left)
	f.Returned = c.add(f.Returned, e.Amount)
	reopened, debit := f.release(&c, c.sub(e.Amount, take), s)
	if c.err != nil {
		return e.fault("amount", c.err)
	}
	if !debit.IsZero() {
		d := *e
		d.Amount = debit
		if err := s.open(&d, DebitID(e.Reference), debit); err != nil {
			return err
		}
	}
	for i, it := range reopened {
		s.Receivables[i] = it
	}
	s.Funds[n] = f
	return nil
}

// release takes money back out of items: those that are reopened, by number, and
// the sum of what was in others.
func (f *Fund) release(c *sums, rest money.Amount, s *Standing) (map[int]Receivable, money.Amount) {
	reopened, debit := map[int]Receivable{}, money.New(0, rest.Scale(), rest.Currency())
	f.Used = slices.Clone(f.Used)
	for len(f.Used) > 0 && !rest.IsZero() && c.err == nil {
		last := &f.Used[len(f.Used)-1]
		x := least(rest, last.Amount)
		i := s.items[last.Invoice]
		it, touched := reopened[i]
		if !touched {
			it = s.Receivables[i]
		}
		if it.IsSettled() {
			debit = c.add(debit, x)
		} else {
			it.Open, it.Cash, it.Paid = c.add(it.Open, x), c.add(it.Cash, x), c.sub(it.Paid, x)
			reopened[i] = it
		}
		rest, last.Amount = c.sub(rest, x), c.sub(last.Amount, x)
		if last.Amount.IsZero() {
			f.Used = f.Used[:len(f.Used)-1]
		}
	}
	return reopened, debit
}
