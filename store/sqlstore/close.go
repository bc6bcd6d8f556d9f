package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/proceeds"
)

const (
	getCloses = `SELECT book, closed FROM daybook_book WHERE closed IS NOT NULL`
	putClose  = `UPDATE daybook_book SET closed = ?2 WHERE book = ?1 AND coalesce(closed < ?2, TRUE)`
)

// CloseBook implements daybook.Ledger.
func (s *Store) CloseBook(ctx context.Context, b proceeds.Book, t calendar.Instant) error {
	_, err := b.MarshalText()
	if err == nil && !t.IsZero() {
		err = s.write(ctx, func(tx *txn) error {
			_, err := tx.ExecContext(ctx, putClose, int64(b), int64(t))
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("sqlstore: close %v at %v: %w", b, t, err)
	}
	return nil
}

// readCloses returns the instants before which books are closed, of those that
// are.
func readCloses(ctx context.Context, tx *txn) (map[proceeds.Book]calendar.Instant, error) {
	closed := map[proceeds.Book]calendar.Instant{}
	err := query(ctx, tx, getCloses, nil, func(rows *sql.Rows) error {
		var b proceeds.Book
		var t calendar.Instant
		err := rows.Scan(&b, &t)
		closed[b] = t
		return err
	})
	return closed, err
}
