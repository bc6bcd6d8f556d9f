package proceeds

import (
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
)

// A Settlement folds rows, or quotas, into who owes whom, and into what every
// vendor is to get. It knows no more than its viewer: each row is cut before it
// counts, and what is somebody else's changes nothing, errors included. The
// order of rows does not matter, and what adds up to nothing leaves no trace. Give
// it every row once. Rows for which there is a platform fee cost memory by their
// cell, others by their pair and period. It may not be shared between goroutines.
type Settlement struct {
	viewer channel.Viewer
	terms  SettlementTerms
	rates  map[feeScope]FeeRate
	agreed map[[2]channel.PartyID]Issuing
	sales  map[sale]tally
	pays   map[pay]*shares
	bases  map[feeCell]*feeBase
}

// NewSettlement returns an empty settlement for a viewer. It reports every fault
// of the terms at once, each a *[SettlementError]: an empty frame, or one that
// does not begin and end with a day of the viewer's zone; hourly periods; no
// parent where there is a fee or something is issued on behalf; a rate beyond 0
// to 100; a scope or a pair that comes twice. It wraps [ErrBoth] where a vendor
// would owe a fee on what it gets the vendor price for.
func NewSettlement(v channel.Viewer, t SettlementTerms) (*Settlement, error) {
	t.Fees, t.Agreements = slices.Clone(t.Fees), slices.Clone(t.Agreements)
	if err := t.validate(v); err != nil {
		return nil, err
	}
	return &Settlement{
		viewer: v, terms: t, rates: ratesOf(t.Fees), agreed: agreedOf(t.Agreements),
		sales: map[sale]tally{}, pays: map[pay]*shares{}, bases: map[feeCell]*feeBase{},
	}, nil
}

// Add counts r in. A row that is posted outside the frame is not settled; it
// only tells how its corrections are paid for. The error names the
// row and wraps money.ErrRange where a sum does not fit, money.ErrMismatch where
// amounts of one currency have other digits; a *[SettlementError] refuses a row
// of the other book, and one whose route and amounts do not belong together. It
// is the operator's to read: see [channel.Viewer.Error].
func (s *Settlement) Add(r *Row) error {
	if !s.concerns(r) {
		return nil
	}
	if err := s.add(r); err != nil {
		return fmt.Errorf("proceeds: settle %v: %w", r.Key, err)
	}
	return nil
}

func (s *Settlement) add(r *Row) error {
	if err := s.takes(r); err != nil {
		return err
	}
	slot := s.slot(r.Posted)
	if !slot.IsEmpty() {
		if err := s.owe(r, slot); err != nil {
			return err
		}
	}
	return s.earn(r, slot)
}

// concerns reports whether something of r may count for the viewer.
func (s *Settlement) concerns(r *Row) bool {
	p := s.viewer.Party
	switch {
	case s.viewer.Operator:
		return true
	case p == "" || r.Route == nil:
		return false
	}
	return p == r.Customer || slices.Contains(r.Route.Parties, p) || p == s.terms.Parent
}

// takes refuses what cannot be folded.
func (s *Settlement) takes(r *Row) error {
	if r.Book != s.terms.Book {
		return &SettlementError{"row.book", fmt.Sprintf("%v, want %v: the two hold the same amounts", r.Book, s.terms.Book), nil}
	}
	if r.Route == nil {
		return &SettlementError{"row.route", "missing", nil}
	}
	parties, levels := len(r.Route.Parties), r.Amounts.Levels()
	if len(r.Route.Roles) != parties || len(r.Route.Books) != parties || levels != 0 && levels != parties {
		return &SettlementError{"row.route", fmt.Sprintf("%d parties, %d roles, %d books, %d levels of amounts",
			parties, len(r.Route.Roles), len(r.Route.Books), levels), nil}
	}
	return nil
}

// slot returns the posting period of t within the frame, empty outside it. Who
// may see no time of day needs none: frames and periods consist of whole days.
func (s *Settlement) slot(t calendar.Instant) calendar.Period {
	if !s.terms.Frame.Contains(t) {
		return calendar.Period{}
	}
	return s.terms.Granularity.SlotAt(t, s.viewer.Zone).Intersect(s.terms.Frame)
}

// A tally is an amount in the book currency and, where its side settles in
// another, in that one.
type tally struct{ booked, settled money.Amount }

func tallyOf(s *channel.Side) tally {
	if s.Settled == nil {
		return tally{booked: s.Amount}
	}
	return tally{s.Amount, s.Settled.Amount}
}

func (t tally) add(u tally) (tally, error) { return t.with(u, money.Amount.Add) }
func (t tally) sub(u tally) (tally, error) { return t.with(u, money.Amount.Sub) }

func (t tally) with(u tally, op func(a, b money.Amount) (money.Amount, error)) (out tally, err error) {
	if out.booked, err = op(t.booked, u.booked); err != nil {
		return tally{}, err
	}
	out.settled, err = op(t.settled, u.settled)
	return out, err
}

func (t tally) isZero() bool { return t.booked.IsZero() && t.settled.IsZero() }

// currencies are what amounts must have in common to be added up.
type currencies struct{ booked, settled money.Currency }

func (t tally) currencies() currencies { return currencies{t.booked.Currency(), t.settled.Currency()} }
