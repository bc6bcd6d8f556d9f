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

// settle appends the rows of one cell, so that it holds what it should at each
// level between that level's seller and buyer, and nothing between others. Where
// only some levels run between other parties now, only their amounts move: a
// party upstream sees nothing of it. The quantity stays where it was. What the
// cell holds of a line that starts elsewhere now is moved whole: a line's rows
// are billed together.
func settle(dst []Row, w *Target, h *Head, known, closed calendar.Instant) ([]Row, error) {
	s := settling{dst: dst, known: known, closed: closed}
	var wanted lacking
	if w != nil {
		wanted.like = w.Row
		for _, p := range w.held() {
			if err := wanted.add(s.open(p)); err != nil {
				return s.dst, err
			}
		}
	}
	if h != nil {
		s.last = &h.Last
		gone, err := s.taken(w, h, &wanted)
		if err != nil {
			return s.dst, err
		}
		for i := range gone {
			s.append(&gone[i])
		}
	}
	s.append(&wanted)
	return s.dst, nil
}

// taken takes what the cell holds off what is wanted, and returns what it holds
// between parties of which nothing is wanted any more.
func (s *settling) taken(w *Target, h *Head, wanted *lacking) (gone []lacking, err error) {
	for i := range h.Postings {
		p := &h.Postings[i]
		kept, moved := Sum{}, p.Sum
		if w != nil && p.Line == w.Line {
			mask := w.Route.SamePairs(w.Customer, p.Route, p.Customer)
			kept = Sum{p.Amounts.Only(mask), p.Quantity}
			moved = Sum{Amounts: p.Amounts.Only(^mask)}
		}
		if kept, err = (Sum{}).Sub(kept); err != nil {
			return nil, err
		}
		if moved, err = (Sum{}).Sub(moved); err != nil {
			return nil, err
		}
		if err := wanted.add(s.open(posted{p.At, 0, kept})); err != nil {
			return nil, err
		}
		k := slices.IndexFunc(gone, func(g lacking) bool {
			return g.like.Line == p.Line && between(g.like.Route, g.like.Customer, p.Route, p.Customer)
		})
		if k < 0 {
			k = len(gone)
			gone = append(gone, lacking{like: h.Last})
			gone[k].like.Route, gone[k].like.Customer, gone[k].like.Line = p.Route, p.Customer, p.Line
		}
		if err := gone[k].add(s.open(posted{p.At, 0, moved})); err != nil {
			return nil, err
		}
	}
	return gone, nil
}

// held returns what the cell should hold at each posting.
func (t *Target) held() []posted {
	out := []posted{{t.Posted, t.Due, t.Sum()}}
	for _, l := range t.Later {
		out = append(out, posted{l.At, l.At, Sum{Amounts: l.Amounts}})
	}
	return out
}

// A posted is a sum that counts at an instant, and was due at another.
type posted struct {
	at, due calendar.Instant
	Sum
}

// A lacking is what a cell lacks, posting by posting, of rows like one.
type lacking struct {
	like     Row
	postings []posted
}

func (l *lacking) add(p posted) (err error) {
	for i := range l.postings {
		if q := &l.postings[i]; q.at == p.at {
			q.due = max(q.due, p.due)
			if q.Sum, err = q.Sum.Add(p.Sum); err != nil {
				return fmt.Errorf("proceeds: %v: %w", l.like.Cell, err)
			}
			return nil
		}
	}
	l.postings = append(l.postings, p)
	return nil
}

type settling struct {
	dst           []Row
	last          *Row
	known, closed calendar.Instant
}

// open returns p where it can be posted: what counts before the close, in all, is
// corrected at the close. The zero close is none.
func (s *settling) open(p posted) posted {
	if !s.closed.IsZero() && p.at < s.closed {
		p.at = s.closed
	}
	return p
}

// append adds the rows of what lacks, in the order of their postings; none where
// nothing does.
func (s *settling) append(l *lacking) {
	slices.SortFunc(l.postings, func(a, b posted) int { return cmp.Compare(a.at, b.at) })
	for _, p := range l.postings {
		if p.IsZero() {
			continue
		}
		r := l.like
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
}
