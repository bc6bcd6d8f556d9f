package invoice

import "github.com/daybook-go/daybook/money"

// note takes back what an invoice came to, or a part: what is open of it, and
// beyond that, what was settled becomes unapplied. Of that, only what was paid in
// money may be paid back in money. A note without an invoice, as a bill that comes
// to less than nothing is, is unapplied whole, and may be paid back as far as
// settled invoices, the last ones first, were paid in money.
func (s *Standing) note(e *Entry) error {
	if _, taken := s.funds[e.Reference]; taken {
		return e.fault("reference", ErrRecorded)
	}
	f := Fund{Reference: e.Reference, Kind: CreditNoted, At: e.At, Amount: e.Amount, Left: e.Amount, Refundable: s.zero, Returned: s.zero}
	if e.Invoice == "" {
		return s.noteAll(e, f)
	}
	i, ok := s.items[e.Invoice]
	if !ok {
		return e.fault("invoice", ErrUnknown)
	}
	var c sums
	it := s.Receivables[i]
	if rest := c.sub(it.Amount, it.Noted); c.err == nil && e.Amount.Units() > rest.Units() {
		return e.fault("amount", ErrOverdrawn)
	}
	if err := s.returned(e, &it); err != nil {
		return err
	}
	it.Noted = c.add(it.Noted, e.Amount)
	open := least(it.Open, e.Amount)
	if !e.Fees.IsZero() { // a fee that is taken back is not to be paid in money any more
		it.Cash = c.sub(it.Cash, least(it.Cash, e.Fees))
	}
	it.take(&c, open, false, e.At)
	f.Left = c.sub(f.Left, open)
	f.Refundable = least(f.Left, it.Paid)
	it.Paid = c.sub(it.Paid, f.Refundable)
	if c.err != nil {
		return e.fault("amount", c.err)
	}
	s.Receivables[i] = it
	if !f.Left.IsZero() {
		s.keep(f)
	}
	return nil
}

// returned refuses a note on a pack that may still be used: its credit has to be
// taken back first, and only what was left of it.
func (s *Standing) returned(e *Entry, it *Receivable) error {
	if it.Kind != PackSold {
		return nil
	}
	g := &s.Grants[s.grants[string(it.ID[len("pack/"):])]]
	if !g.Withdrawn {
		return e.faulty("invoice", "the pack may still be used")
	}
	var c sums
	if unused := c.sub(c.keep(g.Unused()), it.Noted); c.err != nil || e.Amount.Units() > unused.Units() {
		return e.fault("amount", ErrOverdrawn)
	}
	return nil
}

// noteAll keeps a note that names no invoice.
func (s *Standing) noteAll(e *Entry, f Fund) error {
	var c sums
	paid := map[int]money.Amount{}
	for i := len(s.Receivables) - 1; i >= 0; i-- {
		it := &s.Receivables[i]
		if it.Kind != Invoiced || !it.IsSettled() || it.Paid.IsZero() {
			continue
		}
		x := least(it.Paid, c.sub(f.Left, f.Refundable))
		f.Refundable, paid[i] = c.add(f.Refundable, x), c.sub(it.Paid, x)
	}
	if c.err != nil {
		return e.fault("amount", c.err)
	}
	for i, left := range paid {
		s.Receivables[i].Paid = left
	}
	s.keep(f)
	return nil
}
