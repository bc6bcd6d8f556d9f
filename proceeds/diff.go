package proceeds

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
)

// Diff appends to dst the rows that bring the cells in have to want, and counts
// the cells that it left alone because they were booked with later knowledge:
// so a slow worker never takes back what a faster one knew. Both want and have
// are in the order of cells and concern the same windows; a cell that is in
// have only is not wanted any more, and is taken back.
//
// A row counts where its target says, unless that lies before closed: then it
// counts at closed, the next open instant. What an open period holds of a cell
// that counts elsewhere now, or runs between other parties now, is moved.
func Diff(dst []Row, want []Target, have []Head, known, closed calendar.Instant) (rows []Row, skipped int, err error) {
	for len(want) > 0 || len(have) > 0 {
		var w *Target
		var h *Head
		switch order := compare(want, have); {
		case order < 0:
			w, want = &want[0], want[1:]
		case order > 0:
			h, have = &have[0], have[1:]
		default:
			w, want = &want[0], want[1:]
			h, have = &have[0], have[1:]
		}
		switch {
		case w != nil && w.Hold:
		case h != nil && h.Last.Known > known:
			skipped++
		default:
			if dst, err = settle(dst, w, h, known, closed); err != nil {
				return dst, skipped, err
			}
		}
	}
	return dst, skipped, nil
}

func compare(want []Target, have []Head) int {
	switch {
	case len(want) == 0:
		return 1
	case len(have) == 0:
		return -1
	}
	return want[0].Cell.Compare(have[0].Last.Cell)
}

// settle appends the rows of one cell, for each pair of parties that the cell
// ever ran between: what it should hold between the target's, and nothing
// between others.
func settle(dst []Row, w *Target, h *Head, known, closed calendar.Instant) ([]Row, error) {
	s := settling{dst: dst, known: known, closed: closed}
	var postings []Posting
	if h != nil {
		s.last, postings = &h.Last, h.Postings
		for i := range postings {
			if first(postings, i) && !(w != nil && postings[i].between(&w.Row)) {
				r := h.Last
				r.Route, r.Customer = postings[i].Route, postings[i].Customer
				if err := s.pair(&r, nil, postings); err != nil {
					return s.dst, err
				}
			}
		}
	}
	if w == nil {
		return s.dst, nil
	}
	return s.dst, s.pair(&w.Row, w.held(), postings)
}

// held returns what the cell should hold at each posting.
func (t *Target) held() []posted {
	out := []posted{{t.Posted, t.Due, t.Sum()}}
	for _, l := range t.Later {
		out = append(out, posted{l.At, l.At, Sum{Amounts: l.Amounts}})
	}
	return out
}

// first reports whether no posting before i runs between the same parties.
func first(postings []Posting, i int) bool {
	for _, p := range postings[:i] {
		if between(p.Route, p.Customer, postings[i].Route, postings[i].Customer) {
			return false
		}
	}
	return true
}

func (p *Posting) between(r *Row) bool { return between(p.Route, p.Customer, r.Route, r.Customer) }

type settling struct {
	dst           []Row
	last          *Row
	known, closed calendar.Instant
}

// A posted is a sum that counts at an instant, and was due at another.
type posted struct {
	at, due calendar.Instant
	Sum
}

// shut reports whether what is posted at t cannot change any more. The zero
// close is none.
func (s *settling) shut(t calendar.Instant) bool { return !s.closed.IsZero() && t < s.closed }

// pair brings what like's parties hold to want, posting by posting. What closed
// postings lack, in all, is posted at the close.
func (s *settling) pair(like *Row, want []posted, postings []Posting) error {
	var lacks []posted
	for _, w := range want {
		if err := s.lack(&lacks, w); err != nil {
			return fmt.Errorf("proceeds: %v: %w", like.Cell, err)
		}
	}
	for i := range postings {
		p := &postings[i]
		if !p.between(like) {
			continue
		}
		held, err := Sum{}.Sub(p.Sum)
		if err == nil {
			err = s.lack(&lacks, posted{p.At, 0, held})
		}
		if err != nil {
			return fmt.Errorf("proceeds: %v: %w", like.Cell, err)
		}
	}
	slices.SortFunc(lacks, func(a, b posted) int { return cmp.Compare(a.at, b.at) })
	for _, l := range lacks {
		s.append(like, l)
	}
	return nil
}

// lack adds p to what is lacking at its posting, or at the close if that is shut.
func (s *settling) lack(lacks *[]posted, p posted) (err error) {
	if s.shut(p.at) {
		p.at = s.closed
	}
	for i := range *lacks {
		if l := &(*lacks)[i]; l.at == p.at {
			l.due = max(l.due, p.due)
			l.Sum, err = l.Sum.Add(p.Sum)
			return err
		}
	}
	*lacks = append(*lacks, p)
	return nil
}

// append adds a row of like's attributes; none if nothing is in it.
func (s *settling) append(like *Row, p posted) {
	if p.IsZero() {
		return
	}
	r := *like
	r.N, r.Known = 0, s.known
	if s.last != nil {
		r.N, r.Known, r.Service = s.last.N+1, max(s.known, s.last.Known+1), s.last.Service
	}
	r.Posted = p.at
	if p.due != 0 {
		r.Due = p.due
	}
	r.Amounts, r.Quantity = p.Amounts, p.Quantity
	s.dst = append(s.dst, r)
	s.last = &r
}
