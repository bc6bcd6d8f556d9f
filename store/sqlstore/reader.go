package sqlstore

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook/channel"
)

// PostgresOptions are what [OpenPostgres] may be told. The zero value is one
// wall: the store's own filters.
type PostgresOptions struct {
	// Reader is an existing role that does not own the tables, and that the
	// connections' role is a member of. What a party reads is then read in that
	// role, which row-level security lets see that party's rows and no others: a
	// second wall, should a filter ever be wrong. OpenPostgres grants it what it
	// needs to read, and adds the index that the wall looks rows up in. Security
	// is by the row: the columns of a row are cut by daybook.Reader.
	Reader string
}

const (
	// The owner's search path says where the tables are.
	grants = `SELECT format('GRANT USAGE ON SCHEMA %I TO %I', current_schema, ?1::text),
		format('GRANT SELECT ON daybook_feed, daybook_feed_row, daybook_row, daybook_invoice, daybook_entry TO %I', ?1::text)`
	indexRows = `CREATE INDEX IF NOT EXISTS daybook_feed_row_of ON daybook_feed_row (row, feed)`

	asReader = `SELECT set_config('role', ?1, TRUE), set_config('daybook.party', ?2, TRUE)`
	asOwner  = `SELECT set_config('role', 'none', TRUE)`
)

// admitReader grants a role what it may read, one process at a time.
func admitReader(ctx context.Context, tx *txn, role string) error {
	var schema, tables string
	err := tx.QueryRowContext(ctx, grants, role).Scan(&schema, &tables)
	for _, statement := range []string{schema, tables, indexRows} {
		if err == nil {
			_, err = tx.tx.ExecContext(ctx, statement) // a role may have a ? in its name
		}
	}
	if err != nil {
		return fmt.Errorf("reader %q: %w", role, err)
	}
	return nil
}

// readAs runs f as the role of readers, for a party; as the owner for the
// operator, or where there is no such role.
func (s *Store) readAs(ctx context.Context, v channel.Viewer, f func(*txn) error) error {
	return s.read(ctx, func(tx *txn) error {
		if s.reader != "" && !v.Operator {
			if _, err := tx.ExecContext(ctx, asReader, s.reader, string(v.Party)); err != nil {
				return err
			}
		}
		return f(tx)
	})
}

// ascend goes on as the owner: routes name the parties of a whole chain, so
// readers have no access to them.
func (s *Store) ascend(ctx context.Context, tx *txn) error {
	if s.reader == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, asOwner)
	return err
}
