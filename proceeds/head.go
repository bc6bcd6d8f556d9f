package proceeds

import (
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
)

// A Head is the state of a cell: its last row, and what its rows hold, per
// posting.
type Head struct {
	Last     Row
	Postings []Posting
}

// A Posting is the sum of a cell's rows that count at one instant, of the same
// line and between the same parties.
type Posting struct {
	At       calendar.Instant
	Line     calendar.Instant
	Customer channel.PartyID
	Route    *channel.Route // of the latest of its rows
	Sum
}

// A Sum is what rows add up to.
type Sum struct {
	Amounts  channel.Amounts
	Quantity pricing.Quantity
}

// Add returns s + t.
func (s Sum) Add(t Sum) (Sum, error) {
	a, err := s.Amounts.Add(t.Amounts)
	return Sum{a, s.Quantity.Add(t.Quantity)}, err
}

// Sub returns s − t.
func (s Sum) Sub(t Sum) (Sum, error) {
	a, err := s.Amounts.Sub(t.Amounts)
	return Sum{a, s.Quantity.Sub(t.Quantity)}, err
}

// IsZero reports whether nothing is in s.
func (s Sum) IsZero() bool { return s.Amounts.IsZero() && s.Quantity.IsZero() }

// Sum returns what the row holds.
func (r *Row) Sum() Sum { return Sum{r.Amounts, r.Quantity} }

// Fold returns the heads of the cells that rows belong to, in the order of
// cells. rows must hold each of those cells whole; their order does not matter,
// and they are sorted in place.
func Fold(rows []Row) ([]Head, error) {
	slices.SortFunc(rows, func(a, b Row) int { return a.Key.Compare(b.Key) })
	var heads []Head
	for i := range rows {
		r := &rows[i]
		if i == 0 || rows[i-1].Cell != r.Cell {
			heads = append(heads, Head{})
		}
		h := &heads[len(heads)-1]
		h.Last = *r
		if err := h.post(r); err != nil {
			return nil, fmt.Errorf("proceeds: fold %v: %w", r.Key, err)
		}
	}
	return heads, nil
}

func (h *Head) post(r *Row) (err error) {
	for i := range h.Postings {
		p := &h.Postings[i]
		if p.At == r.Posted && p.Line == r.Line && between(p.Route, p.Customer, r.Route, r.Customer) {
			p.Sum, err = p.Sum.Add(r.Sum())
			p.Route = r.Route
			return err
		}
	}
	h.Postings = append(h.Postings, Posting{At: r.Posted, Line: r.Line, Customer: r.Customer, Route: r.Route, Sum: r.Sum()})
	return nil
}

// between reports whether two rows run between the same parties, and settle in
// the same currencies.
func between(a *channel.Route, ac channel.PartyID, b *channel.Route, bc channel.PartyID) bool {
	const all = 1<<channel.MaxLevels - 1
	return ac == bc && (a == b || a != nil && b != nil && len(a.Parties) == len(b.Parties) && a.SamePairs(ac, b, bc)|(all<<len(a.Parties))&all == all)
}
