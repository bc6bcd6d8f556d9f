package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

const newestRow = `SELECT coalesce(max(id), 0) FROM daybook_row`

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
	putRows = list{
		before: `INSERT INTO daybook_row (` + strings.Join(rowNames, ", ") + `) VALUES`,
		width:  len(rowNames),
	}
)

// AppendRows implements daybook.Ledger.
func (s *Store) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	if len(rows) == 0 {
		return ctx.Err()
	}
	for i := range rows {
		if err := storable(&rows[i]); err != nil {
			return fmt.Errorf("sqlstore: append %v: %w", rows[i].Key, err)
		}
	}
	var routes map[int64]*channel.Route
	err := s.write(ctx, func(tx *sql.Tx) error {
		fresh, err := s.fresh(ctx, tx, rows)
		if err != nil || len(fresh) == 0 {
			return err
		}
		routes, err = s.put(ctx, tx, fresh)
		return err
	})
	if err != nil {
		return fmt.Errorf("sqlstore: append %d rows: %w", len(rows), err)
	}
	s.routes.learn(routes)
	return nil
}

// storable refuses what would not come back from the database as it went in.
func storable(r *proceeds.Row) error {
	if _, err := r.Book.MarshalText(); err != nil {
		return err
	}
	if r.Route == nil {
		return errors.New("no route")
	}
	if _, err := pricing.ParseQuantity(r.Quantity.String()); err != nil {
		return fmt.Errorf("quantity: %w", err)
	}
	return utf8Only(string(r.Subscription), string(r.Plan), string(r.Charge), r.Component,
		string(r.Customer), r.Location, string(r.Tags))
}

func utf8Only(texts ...string) error {
	for _, t := range texts {
		if !utf8.ValidString(t) {
			return fmt.Errorf("%.40q is not UTF-8", t)
		}
	}
	return nil
}

// fresh returns the rows that are to be stored, in their order. A key that comes
// twice among them is no retry, but a row that was computed without the other.
func (s *Store) fresh(ctx context.Context, tx *sql.Tx, rows []proceeds.Row) ([]placed, error) {
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
func readLengths(ctx context.Context, tx *sql.Tx, rows []proceeds.Row) (map[proceeds.Cell]int64, error) {
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
func (s *Store) stored(ctx context.Context, tx *sql.Tx, rows []proceeds.Row, lengths map[proceeds.Cell]int64) (map[proceeds.Key]*proceeds.Row, error) {
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

// put stores new rows, with all that is derived from them. The places in feeds
// come last.
func (s *Store) put(ctx context.Context, tx *sql.Tx, rows []placed) (map[int64]*channel.Route, error) {
	var newest int64
	if err := tx.QueryRowContext(ctx, newestRow).Scan(&newest); err != nil {
		return nil, err
	}
	routes, err := s.routes.save(ctx, tx, rows)
	if err != nil {
		return nil, err
	}
	values := make([]any, 0, len(rows)*putRows.width)
	for i := range rows {
		rows[i].id = newest + 1 + int64(i)
		values = rows[i].values(values)
	}
	if _, err := putRows.exec(ctx, tx, values); err != nil {
		return nil, err
	}
	if err := putSides(ctx, tx, rows); err != nil {
		return nil, err
	}
	return routes, putFeeds(ctx, tx, rows)
}
