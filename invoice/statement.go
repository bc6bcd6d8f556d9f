package invoice

import (
	"fmt"
	"iter"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
)

// A Statement is what happened to an account in a period: the entries that are
// posted in it, and their sums. It holds that
//
//	Balance = Forward − (Payments + Credits) + Charges
//	Charges = Net + Tax
//	Payments = Received − Reversed − Refunded
//
// What each field counts, its sign and its tax basis:
//
//	field     counts                                           positive          tax
//	Forward   the balance before the period                    the buyer owes    included
//	Net       invoices less credit notes, and packs sold       charged           excluded
//	Tax       of the same documents                            charged           is the tax
//	Charges   Net + Tax: new charges                           charged           included
//	Payments  received, less reversed and paid back            paid              included
//	Credits   credit used on invoices                          lowers the debt   included
//	Balance   after the period                                 the buyer owes    included
//
// A negative Balance is in the buyer's favour: money that settles nothing yet.
// Credit counts when it is used, not when it is granted, so credit that expires
// leaves no debt; what may still be used stands beside, in Credit. A pack is sold
// without tax: tax is due on the invoices that it pays.
type Statement struct {
	Account
	Period   calendar.Period `json:"period"` // of the entries' posting
	Forward  money.Amount    `json:"balance_forward"`
	Net      money.Amount    `json:"net"`
	Tax      money.Amount    `json:"tax"`
	Charges  money.Amount    `json:"new_charges"`
	Received money.Amount    `json:"received"`
	Reversed money.Amount    `json:"reversed"`
	Refunded money.Amount    `json:"refunded"`
	Payments money.Amount    `json:"payments"`
	Credits  money.Amount    `json:"credits"`
	Balance  money.Amount    `json:"balance"`
	Credit   CreditMovement  `json:"credit"`
	Entries  []Entry         `json:"entries"`
}

// A CreditMovement is what happened to the credit of an account: Forward +
// Granted − Used − Expired = Balance. Nothing in it is ever negative.
type CreditMovement struct {
	Forward money.Amount `json:"forward"`
	Granted money.Amount `json:"in"`      // granted, and packs sold
	Used    money.Amount `json:"out"`     // on invoices
	Expired money.Amount `json:"expired"` // or taken back
	Balance money.Amount `json:"balance"` // what may be used, at once or later
}

// AsOf returns the entries that were recorded by known: what the account said
// then. All entries of an account are given, in order.
func AsOf(entries []Entry, known calendar.Instant) []Entry {
	for i := range entries {
		if entries[i].Known > known {
			return entries[:i]
		}
	}
	return entries
}

// StatementOf states an account for a period from all its entries. An entry
// counts in the period that it is posted in, so the balance of one statement is
// what the next brings forward, however time is cut; a period that an entry
// [StatementClosed] ended never changes again.
func StatementOf(a Account, entries []Entry, p calendar.Period) (Statement, error) {
	if !p.Valid() {
		return Statement{}, fmt.Errorf("invoice: statement: %w: period %v", ErrEntry, p)
	}
	s := Statement{Account: a, Period: p, Entries: []Entry{}}
	zero := zeroOf(a, entries)
	for _, f := range s.amounts() {
		*f = zero
	}
	for i := range entries {
		if err := s.count(&entries[i]); err != nil {
			return Statement{}, err
		}
	}
	return s, s.sum()
}

// Statements cuts a frame into slots of g in zone, such as days, and states each.
func Statements(a Account, entries []Entry, frame calendar.Period, g calendar.Granularity, zone *time.Location) iter.Seq2[Statement, error] {
	return func(yield func(Statement, error) bool) {
		for slot := range g.Cut(frame, zone) {
			if s, err := StatementOf(a, entries, slot); !yield(s, err) || err != nil {
				return
			}
		}
	}
}

// For returns the statement if it exists for the viewer.
func (s Statement) For(v channel.Viewer) (Statement, bool) {
	if !s.Account.For(v) {
		return Statement{}, false
	}
	return s, true
}

func (s *Statement) amounts() []*money.Amount {
	return []*money.Amount{
		&s.Forward, &s.Net, &s.Tax, &s.Charges, &s.Received, &s.Reversed, &s.Refunded, &s.Payments, &s.Credits, &s.Balance,
		&s.Credit.Forward, &s.Credit.Granted, &s.Credit.Used, &s.Credit.Expired, &s.Credit.Balance,
	}
}

func zeroOf(a Account, entries []Entry) money.Amount {
	for i := range entries {
		if amount := entries[i].Amount; amount != (money.Amount{}) {
			return money.New(0, amount.Scale(), a.Currency)
		}
	}
	return money.New(0, 0, a.Currency)
}

// count adds one entry.
func (s *Statement) count(e *Entry) (err error) {
	switch {
	case e.Account != s.Account:
		return e.faulty("seller", "another account")
	case e.Posted >= s.Period.End:
		return nil
	case e.Posted < s.Period.Start:
		c := sums{}
		s.Forward = c.keep(move(s.Forward, e.Amount, e.Kind.owed()))
		s.Credit.Forward = c.keep(move(s.Credit.Forward, e.Amount, e.Kind.credit()))
		if c.err != nil {
			return e.fault("amount", c.err)
		}
		return nil
	}
	s.Entries = append(s.Entries, *e)
	if err := s.countNew(e); err != nil {
		return e.fault("amount", err)
	}
	return nil
}

// countNew adds an entry of the period to the fields that it counts in.
func (s *Statement) countNew(e *Entry) error {
	c := sums{}
	switch e.Kind {
	case Invoiced:
		s.Net, s.Tax = c.add(s.Net, c.sub(e.Amount, e.Tax)), c.add(s.Tax, e.Tax)
	case CreditNoted:
		s.Net, s.Tax = c.sub(s.Net, c.sub(e.Amount, e.Tax)), c.sub(s.Tax, e.Tax)
	case PackSold:
		s.Net = c.add(s.Net, e.Amount)
		s.Credit.Granted = c.add(s.Credit.Granted, e.Amount)
	case Payment:
		s.Received = c.add(s.Received, e.Amount)
	case PaymentReversed:
		s.Reversed = c.add(s.Reversed, e.Amount)
	case Refund:
		s.Refunded = c.add(s.Refunded, e.Amount)
	case CreditGranted:
		s.Credit.Granted = c.add(s.Credit.Granted, e.Amount)
	case CreditUsed:
		s.Credits = c.add(s.Credits, e.Amount)
		s.Credit.Used = c.add(s.Credit.Used, e.Amount)
	case CreditExpired:
		s.Credit.Expired = c.add(s.Credit.Expired, e.Amount)
	}
	return c.err
}

// sum makes the totals.
func (s *Statement) sum() error {
	c := sums{}
	s.Charges = c.add(s.Net, s.Tax)
	s.Payments = c.sub(c.sub(s.Received, s.Reversed), s.Refunded)
	s.Balance = c.add(c.sub(s.Forward, c.add(s.Payments, s.Credits)), s.Charges)
	k := &s.Credit
	k.Balance = c.sub(c.sub(c.add(k.Forward, k.Granted), k.Used), k.Expired)
	if c.err != nil {
		return fmt.Errorf("invoice: statement of %.40q with %.40q: %w", s.Buyer, s.Seller, c.err)
	}
	return nil
}

// credit returns what the kind does to credit: 1, 0 or -1.
func (k EntryKind) credit() int {
	switch k {
	case CreditGranted, PackSold:
		return 1
	case CreditUsed, CreditExpired:
		return -1
	}
	return 0
}
