package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/proceeds"
)

var (
	cellLengths = list{
		before: `WITH w (i, book, subscription, start, plan, charge, component, currency) AS (VALUES`,
		after: `) SELECT w.i, (SELECT coalesce(max(r.n) + 1, 0) FROM daybook_row r
			WHERE r.book = w.book AND r.subscription = w.subscription AND r.start = w.start AND r.plan = w.plan
			AND r.charge = w.charge AND r.component = w.component AND r.currency = w.currency) FROM w`,
		width: 8,
	}
	rowsByKey = list{
		before: `WITH w (book, subscription, start, plan, charge, component, currency, n) AS (VALUES`,
		after: `) SELECT ` + rowColumns + ` FROM w CROSS JOIN daybook_row r
			WHERE r.book = w.book AND r.subscription = w.subscription AND r.start = w.start AND r.plan = w.plan
			AND r.charge = w.charge AND r.component = w.component AND r.currency = w.currency AND r.n = w.n`,
		width: 8,
	}
)

// fresh returns the rows that are to be stored, in their order. A key that comes
// twice among them is no retry, but a row that was computed without the other.
func (s *Store) fresh(ctx context.Context, tx *txn, rows []proceeds.Row) ([]placed, error) {
	lengths, err := readLengths(ctx, tx, rows)
	if err != nil {
		return nil, err
	}
	known, err := s.stored(ctx, tx, rows, lengths)
	if err != nil {
		return nil, err
	}
	closed, err := readCloses(ctx, tx)
	if err != nil {
		return nil, err
	}
	var out []placed
	for i := range rows {
		r := &rows[i]
		if old := known[r.Key]; old != nil && old.Equal(r) {
			continue
		}
		if err := admit(r, lengths[r.Cell], closed); err != nil {
			return nil, err
		}
		lengths[r.Cell]++
		out = append(out, placed{Row: r})
	}
	return out, nil
}

func admit(r *proceeds.Row, length int64, closed map[proceeds.Book]calendar.Instant) error {
	if int64(r.N) != length {
		return fmt.Errorf("%v in a cell of %d rows: %w", r.Key, length, daybook.ErrConflict)
	}
	if t, ok := closed[r.Book]; ok && r.Posted < t {
		return fmt.Errorf("%v posted %v, before %v: %w", r.Key, r.Posted, t, daybook.ErrClosed)
	}
	return nil
}

// readLengths returns how many rows the cells of rows have.
func readLengths(ctx context.Context, tx *txn, rows []proceeds.Row) (map[proceeds.Cell]int64, error) {
	lengths := make(map[proceeds.Cell]int64, len(rows))
	values := make([]any, 0, len(rows)*cellLengths.width)
	for i := range rows {
		c := rows[i].Cell
		if _, seen := lengths[c]; !seen {
			lengths[c] = 0
			values = cellValues(append(values, i), c)
		}
	}
	err := cellLengths.query(ctx, tx, values, func(found *sql.Rows) error {
		var i int
		var n int64
		err := found.Scan(&i, &n)
		lengths[rows[i].Cell] = n
		return err
	})
	return lengths, err
}

// stored returns the rows that have the key of one of rows.
func (s *Store) stored(ctx context.Context, tx *txn, rows []proceeds.Row, lengths map[proceeds.Cell]int64) (map[proceeds.Key]*proceeds.Row, error) {
	var values []any
	for i := range rows {
		if r := &rows[i]; int64(r.N) < lengths[r.Cell] {
			values = keyValues(values, r.Key)
		}
	}
	var rr rowReader
	if err := rowsByKey.query(ctx, tx, values, rr.scan); err != nil {
		return nil, err
	}
	known := map[proceeds.Key]*proceeds.Row{}
	for i := range rr.rows {
		known[rr.rows[i].Key] = &rr.rows[i]
	}
	return known, rr.attach(ctx, tx, s)
}
