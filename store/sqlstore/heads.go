package sqlstore

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/proceeds"
)

var rowsInWindows = list{
	before: `WITH w (book, subscription, start, stop) AS (VALUES`,
	after: `) SELECT ` + rowColumns + ` FROM w CROSS JOIN daybook_row r
		WHERE r.book = w.book AND r.subscription = w.subscription AND r.start >= w.start AND r.start < w.stop`,
	width: 4,
}

// Heads implements daybook.Ledger.
func (s *Store) Heads(ctx context.Context, windows []proceeds.Window) ([]proceeds.Head, calendar.Instant, error) {
	values := make([]any, 0, rowsInWindows.width*len(windows))
	for _, w := range windows {
		if _, err := w.Book.MarshalText(); err != nil {
			return nil, 0, fmt.Errorf("sqlstore: heads: %w", err)
		}
		values = append(values, int64(w.Book), string(w.Subscription), int64(w.Period.Start), int64(w.Period.End))
	}
	var rr rowReader
	var closed map[proceeds.Book]calendar.Instant
	err := s.read(ctx, func(tx *txn) (err error) {
		if closed, err = readCloses(ctx, tx); err != nil {
			return err
		}
		if err := rowsInWindows.query(ctx, tx, values, rr.scan); err != nil {
			return err
		}
		return rr.attach(ctx, tx, s)
	})
	var heads []proceeds.Head
	if err == nil {
		heads, err = proceeds.Fold(rr.once())
	}
	if err != nil {
		return nil, 0, fmt.Errorf("sqlstore: heads of %d windows: %w", len(windows), err)
	}
	return heads, latest(windows, closed), nil
}

// once returns the rows without repetition: windows may overlap.
func (rr *rowReader) once() []proceeds.Row {
	seen := make(map[int64]bool, len(rr.ids))
	out := rr.rows[:0]
	for i, id := range rr.ids {
		if !seen[id] {
			seen[id] = true
			out = append(out, rr.rows[i])
		}
	}
	return out
}

// latest returns the latest close of the windows' books, zero if none is closed.
func latest(windows []proceeds.Window, closed map[proceeds.Book]calendar.Instant) (at calendar.Instant) {
	found := false
	for _, w := range windows {
		if t, ok := closed[w.Book]; ok && (!found || t > at) {
			at, found = t, true
		}
	}
	return at
}
