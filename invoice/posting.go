package invoice

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
)

// AccountOf returns the account that an invoice is posted to.
func AccountOf(inv *Invoice) Account { return Account{inv.Seller, inv.Buyer, inv.Currency} }

// Postings returns the entries that an invoice comes to: none while its buyer may
// not see it; then what it charges or, where that is negative, a note; and where
// it was taken back after it was issued, what undoes it. They lack what
// [Standing.Record] completes.
func Postings(inv *Invoice) ([]Entry, error) {
	if !inv.Status.Issued() && (inv.Status != Void || inv.Issued.IsZero()) {
		return nil, nil
	}
	amount, fees, err := payable(inv)
	if err != nil {
		return nil, fmt.Errorf("invoice %s: totals: %w", inv.ID, err)
	}
	e := Entry{Kind: Invoiced, Reference: string(inv.ID), Invoice: inv.ID, At: inv.Issued,
		Amount: amount, Tax: inv.Totals.Tax, Fees: fees, Due: inv.Due, Note: inv.Number}
	undo := Entry{Kind: CreditNoted, Reference: "void/" + string(inv.ID), Invoice: inv.ID, Amount: amount, Tax: inv.Totals.Tax, Note: inv.Number}
	if amount.Sign() < 0 {
		c := sums{}
		e.Kind, e.Invoice, e.Fees, e.Due = CreditNoted, inv.Corrects, money.Amount{}, 0
		e.Amount, e.Tax = c.keep(amount.Neg()), c.keep(e.Tax.Neg())
		if inv.Corrects != "" && inv.Totals.Fees.Sign() < 0 {
			e.Fees = least(c.keep(inv.Totals.Fees.Neg()), e.Amount)
		}
		undo.Kind, undo.Amount, undo.Tax, undo.Invoice = Invoiced, e.Amount, e.Tax, ID("void/"+string(inv.ID))
		if c.err != nil {
			return nil, fmt.Errorf("invoice %s: totals: %w", inv.ID, c.err)
		}
	}
	if inv.Status != Void || amount.IsZero() {
		return []Entry{e}, nil
	}
	undo.At = inv.Trail[len(inv.Trail)-1].At
	return []Entry{e, undo}, nil
}

// payable returns what an invoice comes to, rounding in cash included, and what
// of that no credit may pay. What the buyer has paid before is in the account
// already, and settles it from there.
func payable(inv *Invoice) (amount, fees money.Amount, err error) {
	c, t := sums{}, &inv.Totals
	amount = c.add(t.Gross, t.Rounding)
	if amount.Sign() > 0 {
		fees = c.sub(amount, least(t.Creditable, amount))
	}
	return amount, fees, c.err
}

// Post records what an invoice comes to, as far as it is not recorded.
func (s *Standing) Post(known calendar.Instant, inv *Invoice) ([]Entry, error) {
	want, err := Postings(inv)
	if err != nil {
		return nil, err
	}
	var out []Entry
	for _, e := range want {
		got, fresh, err := s.Once(max(known, e.At), e)
		if err != nil {
			return nil, err
		}
		if fresh {
			out = append(out, got)
		}
	}
	return out, nil
}

// Once is [Standing.Record] of an entry that may have been recorded: then it
// returns that one, and false. One of the same kind and reference that says
// something else is refused with ErrRecorded.
func (s *Standing) Once(known calendar.Instant, e Entry) (Entry, bool, error) {
	old, ok := s.Recorded(e.Kind, e.Reference)
	if !ok {
		e, err := s.Record(known, e)
		return e, err == nil, err
	}
	e.Account, e.N, e.Posted, e.Known = old.Account, old.N, old.Posted, old.Known
	if e.At.IsZero() {
		e.At = old.At
	}
	if e != old {
		return Entry{}, false, e.fault("reference", ErrRecorded)
	}
	return old, false, nil
}

// Paid reports whether an invoice is posted and nothing of it is open. A credit
// note is, once it is posted: what it gives is in the account.
func (s *Standing) Paid(inv *Invoice) bool {
	if it, ok := s.Receivable(inv.ID); ok {
		return it.IsSettled()
	}
	_, ok := s.Recorded(CreditNoted, string(inv.ID))
	return ok
}
