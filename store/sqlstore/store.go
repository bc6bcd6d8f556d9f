package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/daybook-go/daybook"
)

// A Store keeps everything in one database. It may be shared between
// goroutines, and several stores, of several processes too, may work on one
// database. Make it with [Open]; the database stays the caller's to close.
//
// Texts must be valid UTF-8, and quantities within what [pricing.ParseQuantity]
// reads: other rows, entries and invoices are refused, with nothing applied. So
// is what PostgreSQL cannot keep, with a [TextError].
//
// [pricing.ParseQuantity]: https://pkg.go.dev/github.com/daybook-go/daybook/pricing#ParseQuantity
type Store struct {
	db      *sql.DB
	dialect *dialect
	reader  string        // the role that parties read in; empty: the owner
	turn    chan struct{} // holds one token while a writer is at work
	routes  routes
}

var _ daybook.Store = (*Store)(nil)

// Open returns the store in an SQLite database, opened with a driver of the
// caller's, such as modernc.org/sqlite. Tables that are not there yet are created,
// and older ones migrated; all are called daybook_something, so that they live
// beside others. See [SQLiteDSN] for the settings that connections should have.
func Open(ctx context.Context, db *sql.DB) (*Store, error) {
	return open(ctx, db, &sqlite)
}

// OpenPostgres returns the store in a PostgreSQL database, of version 15 or
// later, opened with the driver of github.com/jackc/pgx/v5/stdlib. Its tables
// are created, or brought up to date, in the first schema of the search path.
func OpenPostgres(ctx context.Context, db *sql.DB, o PostgresOptions) (*Store, error) {
	s, err := open(ctx, db, &postgres)
	if err != nil || o.Reader == "" {
		return s, err
	}
	if err := s.write(ctx, func(tx *txn) error { return admitReader(ctx, tx, o.Reader) }); err != nil {
		return nil, fmt.Errorf("sqlstore: open: %w", err)
	}
	s.reader = o.Reader
	return s, nil
}

func open(ctx context.Context, db *sql.DB, d *dialect) (*Store, error) {
	if err := migrate(ctx, db, d); err != nil {
		return nil, fmt.Errorf("sqlstore: open: %w", err)
	}
	return &Store{db: db, dialect: d, turn: make(chan struct{}, 1)}, nil
}

// write runs f in a transaction that no other writer is beside. Its first
// statement locks, so it gets the lock or waits for it, whatever the
// connection's settings: a transaction that reads first may be refused to write
// later, or would not see what was written while it waited.
func (s *Store) write(ctx context.Context, f func(*txn) error) error {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	return s.transact(ctx, nil, func(tx *txn) error {
		if _, err := tx.ExecContext(ctx, s.dialect.lock); err != nil {
			return err
		}
		return f(tx)
	})
}

// read runs f on one state of the database.
func (s *Store) read(ctx context.Context, f func(*txn) error) error {
	return s.transact(ctx, &s.dialect.reads, func(tx *txn) error {
		if s.dialect.look != "" {
			if _, err := tx.ExecContext(ctx, s.dialect.look); err != nil {
				return err
			}
		}
		return f(tx)
	})
}

func (s *Store) transact(ctx context.Context, opts *sql.TxOptions, f func(*txn) error) error {
	tx, err := s.db.BeginTx(ctx, opts)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after Commit it does nothing
	if err := f(&txn{tx, s.dialect}); err != nil {
		return err
	}
	return tx.Commit()
}
