package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
)

// The level's column stands at %[1]s.
const (
	getBills = `SELECT DISTINCT s.seller, s.buyer, s.currency FROM daybook_side s
		WHERE s.book = ?1 AND s.%[1]s = ?2 AND (s.seller, s.buyer, s.currency) > (?3, ?4, ?5)
		AND s.last >= ?6 AND s.first <= ?7 AND EXISTS (SELECT 1 FROM daybook_unbilled u
			WHERE u.side = s.id AND u.posted >= ?6 AND u.posted <= ?7)
		ORDER BY s.seller, s.buyer, s.currency LIMIT ?8`

	getSides = `SELECT s.id FROM daybook_side s
		WHERE s.book = ?1 AND s.%[1]s = ?2 AND s.seller = ?3 AND s.buyer = ?4 AND s.currency = ?5`

	unbilledHead = `SELECT `
	unbilledTail = ` FROM daybook_unbilled u CROSS JOIN daybook_row r
		WHERE u.side = ?1
		AND (u.subscription, u.plan, u.charge, u.component, u.start, u.n) > (?2, ?3, ?4, ?5, ?6, ?7)
		AND u.posted >= ?8 AND u.posted <= ?9 AND r.id = u.row
		ORDER BY u.subscription, u.plan, u.charge, u.component, u.start, u.n LIMIT ?10`
)

// atLevel completes a query with the column that counts from l's end.
func atLevel(query string, l channel.Level) string {
	if l < 0 {
		return fmt.Sprintf(query, "back")
	}
	return fmt.Sprintf(query, "level")
}

// between returns the first and the last instant of a period, of all time if it
// is the zero one; first lies after last if the period is empty.
func between(p calendar.Period) (first, last int64) {
	switch {
	case p == calendar.Period{}:
		return math.MinInt64, math.MaxInt64
	case p.IsEmpty():
		return 1, 0
	}
	return int64(p.Start), int64(p.End) - 1
}

// Bills implements daybook.InvoiceStore.
func (s *Store) Bills(ctx context.Context, q, after daybook.Bill, limit int) ([]daybook.Bill, error) {
	var bills []daybook.Bill
	first, last := between(q.Posted)
	args := []any{int64(q.Book), int64(q.Level), string(after.Seller), string(after.Buyer), after.Currency.String(),
		first, last, max(0, limit)}
	_, err := q.Book.MarshalText()
	if err == nil {
		err = s.read(ctx, func(tx *txn) error {
			return query(ctx, tx, atLevel(getBills, q.Level), args, func(rows *sql.Rows) error {
				b := q
				err := rows.Scan(&b.Seller, &b.Buyer, text{&b.Currency})
				bills = append(bills, b)
				return err
			})
		})
	}
	if err != nil {
		return nil, fmt.Errorf("sqlstore: bills of %v at level %d: %w", q.Book, q.Level, err)
	}
	return bills, nil
}

// Unbilled implements daybook.InvoiceStore.
func (s *Store) Unbilled(ctx context.Context, b daybook.Bill, after proceeds.Key, limit int) ([]proceeds.Row, error) {
	var rr rowReader
	_, err := b.Book.MarshalText()
	if err == nil {
		err = s.read(ctx, func(tx *txn) error { return s.unbilled(ctx, tx, &rr, b, after, max(0, limit)) })
	}
	if err != nil {
		return nil, fmt.Errorf("sqlstore: unbilled of %q to %q at level %d: %w", b.Seller, b.Buyer, b.Level, err)
	}
	slices.SortFunc(rr.rows, func(a, b proceeds.Row) int { return a.Key.Compare(b.Key) })
	return rr.rows[:min(len(rr.rows), max(0, limit))], nil
}

// unbilled reads up to limit rows of each side that the bill means: where
// levels count from the customer, there is one for each length of chain.
func (s *Store) unbilled(ctx context.Context, tx *txn, rr *rowReader, b daybook.Bill, after proceeds.Key, limit int) error {
	bound, some := keyAfter(b, after)
	if !some {
		return nil
	}
	var sides []int64
	args := []any{int64(b.Book), int64(b.Level), string(b.Seller), string(b.Buyer), b.Currency.String()}
	err := query(ctx, tx, atLevel(getSides, b.Level), args, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		sides = append(sides, id)
		return err
	})
	if err != nil {
		return err
	}
	first, last := between(b.Posted)
	for _, id := range sides {
		args := append([]any{id}, bound...)
		if err := query(ctx, tx, unbilledHead+rowColumns+unbilledTail, append(args, first, last, limit), rr.scan); err != nil {
			return err
		}
	}
	return rr.attach(ctx, tx, s)
}

// keyAfter returns the key that the bill's rows come after, without book and
// currency, which are the bill's; false if they all come before.
func keyAfter(b daybook.Bill, after proceeds.Key) (bound []any, some bool) {
	start, n := int64(after.Start), int64(after.N)
	switch currency := b.Currency.String(); {
	case after == proceeds.Key{} || after.Book < b.Book:
		after, start, n = proceeds.Key{}, math.MinInt64, -1
	case after.Book > b.Book:
		return nil, false
	case after.Currency.String() < currency:
		n = -1
	case after.Currency.String() > currency:
		n = math.MaxInt64
	}
	return []any{string(after.Subscription), string(after.Plan), string(after.Charge), after.Component, start, n}, true
}
