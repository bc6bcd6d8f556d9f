package memstore

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

// A book is one of the two ledgers.
type book struct {
	rows   []proceeds.Row // in the order of commits; never changed
	cells  map[proceeds.Cell][]int
	owns   map[subscription.ID][]proceeds.Cell
	feeds  map[channel.PartyID][]int // the rows that each party may see
	closed calendar.Instant
}

func (s *Store) book(b proceeds.Book) (*book, error) {
	if int(b) >= len(s.books) {
		return nil, fmt.Errorf("memstore: no such %v", b)
	}
	return &s.books[b], nil
}

// AppendRows implements daybook.Ledger.
func (s *Store) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	var fresh []*proceeds.Row
	grown := map[proceeds.Cell]int{}
	for i := range rows {
		r := &rows[i]
		b, err := s.book(r.Book)
		if err != nil {
			return err
		}
		if r.Route == nil {
			return fmt.Errorf("memstore: append: %w: %v", proceeds.ErrNoRoute, r.Key)
		}
		stored := b.cells[r.Cell]
		switch n := int(r.N); {
		case n < len(stored) && b.rows[stored[n]].Equal(r):
			// A retry.
		case n != len(stored)+grown[r.Cell]:
			return fmt.Errorf("memstore: append %v: %w", r.Key, daybook.ErrConflict)
		case !b.closed.IsZero() && r.Posted < b.closed:
			return fmt.Errorf("memstore: append %v, posted %v: %w", r.Key, r.Posted, daybook.ErrClosed)
		default:
			grown[r.Cell]++
			fresh = append(fresh, r)
		}
	}
	for _, r := range fresh {
		s.books[r.Book].append(r)
	}
	return nil
}

func (b *book) append(r *proceeds.Row) {
	if b.cells == nil {
		b.cells = map[proceeds.Cell][]int{}
		b.owns = map[subscription.ID][]proceeds.Cell{}
		b.feeds = map[channel.PartyID][]int{}
	}
	if len(b.cells[r.Cell]) == 0 {
		b.owns[r.Subscription] = append(b.owns[r.Subscription], r.Cell)
	}
	n := len(b.rows)
	b.rows = append(b.rows, *r)
	b.cells[r.Cell] = append(b.cells[r.Cell], n)
	for _, p := range r.Viewers() {
		b.feeds[p] = append(b.feeds[p], n)
	}
}

// Heads implements daybook.Ledger.
func (s *Store) Heads(ctx context.Context, windows []proceeds.Window) ([]proceeds.Head, calendar.Instant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	var rows []proceeds.Row
	var closed calendar.Instant
	seen := map[proceeds.Cell]bool{}
	for _, w := range windows {
		b, err := s.book(w.Book)
		if err != nil {
			return nil, 0, err
		}
		if closed.IsZero() || !b.closed.IsZero() && b.closed > closed {
			closed = b.closed
		}
		for _, c := range b.owns[w.Subscription] {
			if !w.Covers(c) || seen[c] {
				continue
			}
			seen[c] = true
			for _, i := range b.cells[c] {
				rows = append(rows, b.rows[i])
			}
		}
	}
	heads, err := proceeds.Fold(rows)
	return heads, closed, err
}

// RowsSince implements daybook.Ledger. A cursor counts the rows of the viewer's
// own feed.
func (s *Store) RowsSince(ctx context.Context, scope daybook.Scope, after daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
	return s.FilteredRowsSince(ctx, scope, daybook.RowFilter{}, after, limit)
}

var _ daybook.FilteringLedger = (*Store)(nil)

// FilteredRowsSince implements daybook.FilteringLedger.
func (s *Store) FilteredRowsSince(ctx context.Context, scope daybook.Scope, f daybook.RowFilter, after daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, after, err
	}
	b, err := s.book(scope.Book)
	if err != nil {
		return nil, after, err
	}
	feed := b.feed(scope.Viewer)
	from, err := feed.position(after)
	if err != nil {
		return nil, after, err
	}
	var out []proceeds.Row
	next := after
	for i := from; i < feed.len && len(out) < limit; i++ {
		r := &b.rows[feed.row(i)]
		if (scope.Posted == calendar.Period{} || scope.Posted.Contains(r.Posted)) && f.Takes(r) {
			out = append(out, *r)
			next = daybook.Cursor(strconv.Itoa(i + 1))
		}
	}
	return out, next, nil
}

// A feed is the rows that one viewer may see, in the order of commits.
type feed struct {
	len int
	row func(i int) int
}

func (b *book) feed(v channel.Viewer) feed {
	if v.Operator {
		return feed{len(b.rows), func(i int) int { return i }}
	}
	own := b.feeds[v.Party]
	return feed{len(own), func(i int) int { return own[i] }}
}

// position returns how many rows of the feed the cursor has behind it.
func (f feed) position(c daybook.Cursor) (int, error) {
	if c == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(string(c))
	if err != nil || n < 1 || n > f.len || strconv.Itoa(n) != string(c) {
		return 0, fmt.Errorf("memstore: %.40q: %w", c, daybook.ErrCursor)
	}
	return n, nil
}

// CloseBook implements daybook.Ledger.
func (s *Store) CloseBook(ctx context.Context, b proceeds.Book, t calendar.Instant) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	k, err := s.book(b)
	if err != nil {
		return err
	}
	if !t.IsZero() && (k.closed.IsZero() || t > k.closed) {
		k.closed = t
	}
	return nil
}

// unclaimed yields the keys of rows that are on no invoice at a level, in their
// order, with that level counted from the vendor.
func (s *Store) unclaimed(q daybook.Bill, yield func(r *proceeds.Row, l int)) error {
	b, err := s.book(q.Book)
	if err != nil {
		return err
	}
	for i := range b.rows {
		r := &b.rows[i]
		l, ok := q.Level.In(r.Amounts.Levels())
		if !ok || r.Route.Seller(l) == "" || q.Posted != (calendar.Period{}) && !q.Posted.Contains(r.Posted) {
			continue
		}
		if _, taken := s.claims[claim{r.Key, channel.Level(l)}]; !taken {
			yield(r, l)
		}
	}
	return nil
}

func sorted(rows []proceeds.Row) []proceeds.Row {
	slices.SortFunc(rows, func(a, b proceeds.Row) int { return a.Key.Compare(b.Key) })
	return rows
}
