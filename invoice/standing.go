package invoice

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// A Standing is where an account stands after its entries: nothing but their
// fold, so that no balance is kept beside what it is the sum of. What is owed is
// always what items have open less the money that is unapplied. Make it with
// [Stand]; the zero Standing of an Account is empty. It may not be shared.
type Standing struct {
	Account     Account
	N           uint32           // entries so far: the number of the next one
	Known       calendar.Instant // of the last entry
	Closed      calendar.Instant // statements are closed up to here
	Owed        money.Amount     // by the buyer; negative: in its favour
	Receivables []Receivable     // what was to be paid, in the order of entries
	Grants      []Grant          // credits, in the order of entries
	Funds       []Fund           // money received and notes, in the order of entries
	Requests    []Entry          // put to the gateway, without an answer yet

	zero     money.Amount // at the account's scale
	recorded map[reference]Entry
	items    map[ID]int
	grants   map[string]int
	funds    map[string]int
	drawn    map[usageOf]pricing.Quantity
}

type usageOf struct {
	invoice ID
	name    string
}

type reference struct {
	kind EntryKind
	text string
}

// Stand folds all entries of an account, or its first ones. It refuses entries
// that do not follow each other or that spend what is not there.
func Stand(a Account, entries []Entry) (*Standing, error) {
	s := &Standing{Account: a}
	for i := range entries {
		if err := s.apply(&entries[i]); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Record completes an entry, as the next one of the account and recorded at
// known, and applies it: its At, where that is zero, is known. The entry has to
// be stored before anything is done about it. A refused entry changes nothing.
func (s *Standing) Record(known calendar.Instant, e Entry) (Entry, error) {
	e.Account, e.N = s.Account, s.N
	e.Known = max(known, s.Known)
	if e.At.IsZero() {
		e.At = e.Known
	}
	e.Posted = max(e.At, s.Closed)
	return e, s.apply(&e)
}

// Recorded returns the entry of a kind and reference, if there is one.
func (s *Standing) Recorded(k EntryKind, ref string) (Entry, bool) {
	e, ok := s.recorded[reference{k, ref}]
	return e, ok
}

// Digits returns the scale of the account's amounts; 0 before the first one.
func (s *Standing) Digits() uint8 { return s.zero.Scale() }

// apply is the one gate of entries. It changes nothing where it refuses.
func (s *Standing) apply(e *Entry) error {
	zero, err := s.admit(e)
	if err != nil {
		return err
	}
	owed, err := move(s.Owed, e.Amount, e.Kind.owed())
	if err != nil {
		return e.fault("amount", err)
	}
	old := s.zero
	s.zero = zero
	if err := s.effect(e); err != nil {
		s.zero = old
		return err
	}
	if s.recorded == nil {
		s.recorded = map[reference]Entry{}
	}
	s.recorded[reference{e.Kind, e.Reference}] = *e
	s.Owed, s.Known = owed, e.Known
	s.N++
	return nil
}

// admit checks what holds for all kinds, and returns zero at the account's scale.
func (s *Standing) admit(e *Entry) (money.Amount, error) {
	switch {
	case int(e.Kind) >= len(entryKinds):
		return s.zero, e.faulty("kind", e.Kind.String())
	case e.Account != s.Account:
		return s.zero, e.faulty("seller", "another account")
	case e.N != s.N:
		return s.zero, e.faulty("n", "not the next one")
	case e.Reference == "":
		return s.zero, e.faulty("reference", "empty")
	case e.Known < s.Known:
		return s.zero, e.faulty("known", "before the entry before it")
	case e.At > e.Known:
		return s.zero, e.faulty("at", "in the future")
	case e.Posted != max(e.At, s.Closed):
		return s.zero, e.faulty("posted", "neither at nor the close")
	}
	if _, taken := s.Recorded(e.Kind, e.Reference); taken {
		return s.zero, e.fault("reference", ErrRecorded)
	}
	return s.weigh(e)
}

// weigh checks the amounts.
func (s *Standing) weigh(e *Entry) (money.Amount, error) {
	zero := s.zero
	if zero == (money.Amount{}) && e.Amount != zero {
		zero = money.New(0, e.Amount.Scale(), s.Account.Currency)
	}
	for _, a := range []struct {
		field  string
		amount money.Amount
	}{{"amount", e.Amount}, {"tax", e.Tax}, {"fees", e.Fees}} {
		if _, err := zero.Add(a.amount); err != nil {
			return s.zero, e.fault(a.field, err)
		}
		switch {
		case a.field == "tax": // of either sign, where an invoice takes something back
		case a.amount.Sign() < 0:
			return s.zero, e.faulty(a.field, "negative")
		case a.amount.Units() > e.Amount.Units():
			return s.zero, e.faulty(a.field, "more than the amount")
		}
	}
	if e.Amount.IsZero() && e.Kind.owed() != 0 && e.Kind != Invoiced && !e.drawsUnits() {
		return s.zero, e.faulty("amount", "zero")
	}
	return zero, nil
}

// drawsUnits reports whether the entry draws units of a pack. They may be worth
// less than the smallest amount; what comes after them is worth so much more.
func (e *Entry) drawsUnits() bool { return e.Kind == CreditUsed && !e.Units.IsZero() }

func (s *Standing) effect(e *Entry) error {
	switch e.Kind {
	case CreditGranted, PackSold:
		return s.grant(e)
	case CreditUsed:
		return s.use(e)
	case CreditExpired:
		return s.expire(e)
	case Payment:
		return s.pay(e)
	case PaymentFailed:
		return s.fail(e)
	case PaymentReversed:
		return s.reverse(e)
	case Refund:
		return s.refund(e)
	case PaymentRequested:
		return s.request(e)
	case Applied:
		return s.applyFund(e)
	case Invoiced:
		return s.open(e, e.Invoice, e.Fees)
	case CreditNoted:
		return s.note(e)
	}
	return s.closeUp(e)
}

// closeUp ends a statement: what comes later is posted later.
func (s *Standing) closeUp(e *Entry) error {
	if e.At <= s.Closed {
		return e.faulty("at", "closed already")
	}
	if !e.Amount.IsZero() {
		return e.faulty("amount", "a close moves nothing")
	}
	s.Closed = e.At
	return nil
}
