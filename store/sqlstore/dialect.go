package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

// A dialect is all in which one database differs from another. The statements
// of this package are written once, in what SQLite and PostgreSQL have in
// common, with SQLite's placeholders ?, or ?1, ?2.
type dialect struct {
	goose  goose.Dialect
	folder string // of the migrations
	// lock is the first statement of every write. It takes the lock that writers
	// queue at and holds it until the transaction ends.
	lock string
	// look is the first statement of every read; empty if there is nothing to say.
	look string
	// reads are the options under which all statements of a read see one state.
	reads sql.TxOptions
	// arrays: a list goes as one array a column, in one statement whatever its
	// length, instead of as placeholders.
	arrays bool
}

var sqlite = dialect{
	goose:  goose.DialectSQLite3,
	folder: "migrations",
	lock:   `UPDATE daybook_book SET closed = closed`,
	reads:  sql.TxOptions{ReadOnly: true},
}

// In PostgreSQL a plan that is kept from when a table was small would read the
// whole of it for ever, so plans are made for the values at hand.
var postgres = dialect{
	goose:  goose.DialectPostgres,
	folder: "migrations/postgres",
	lock:   `SELECT set_config('plan_cache_mode', 'force_custom_plan', TRUE) FROM daybook_book ORDER BY book FOR UPDATE`,
	look:   `SELECT set_config('plan_cache_mode', 'force_custom_plan', TRUE)`,
	reads:  sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead},
	arrays: true,
}

// A txn is a transaction in the dialect of its database.
type txn struct {
	tx *sql.Tx
	*dialect
}

func (t *txn) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	return t.tx.ExecContext(ctx, t.rebind(text), args...)
}

func (t *txn) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	return t.tx.QueryContext(ctx, t.rebind(text), args...)
}

func (t *txn) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	return t.tx.QueryRowContext(ctx, t.rebind(text), args...)
}

var placeholder = regexp.MustCompile(`\?[0-9]*`)

// rebind returns a statement with the placeholders of the dialect.
func (d *dialect) rebind(text string) string {
	if !d.arrays || !strings.Contains(text, "?") {
		return text
	}
	n := 0
	return placeholder.ReplaceAllStringFunc(text, func(p string) string {
		if p != "?" {
			return "$" + p[1:]
		}
		n++
		return "$" + strconv.Itoa(n)
	})
}

// columns turns tuples of that width, which stand in values one after another,
// into an array for each column, and returns the type of each. Values are
// integers, booleans, texts or, among integers, nil.
func columns(values []any, width int) (arrays []any, types []string, err error) {
	for c := range width {
		array, kind, err := column(values, c, width)
		if err != nil {
			return nil, nil, fmt.Errorf("column %d: %w", c, err)
		}
		arrays, types = append(arrays, array), append(types, kind)
	}
	return arrays, types, nil
}

func column(values []any, c, width int) (array any, kind string, err error) {
	switch values[c].(type) {
	case string:
		array, err = gather[string](values, c, width)
		return array, "text[]", err
	case bool:
		array, err = gather[bool](values, c, width)
		return array, "boolean[]", err
	}
	array, err = integers(values, c, width)
	return array, "bigint[]", err
}

func gather[T any](values []any, c, width int) ([]T, error) {
	out := make([]T, 0, len(values)/width)
	for i := c; i < len(values); i += width {
		v, ok := values[i].(T)
		if !ok {
			return nil, fmt.Errorf("%T among %T", values[i], v)
		}
		out = append(out, v)
	}
	return out, nil
}

// integers is []int64, or []*int64 where there is a nil among them.
func integers(values []any, c, width int) (any, error) {
	out := make([]int64, 0, len(values)/width)
	var nils []int
	for i := c; i < len(values); i += width {
		switch v := values[i].(type) {
		case int64:
			out = append(out, v)
		case int:
			out = append(out, int64(v))
		case nil:
			nils, out = append(nils, len(out)), append(out, 0)
		default:
			return nil, fmt.Errorf("%T among integers", v)
		}
	}
	if nils == nil {
		return out, nil
	}
	some := make([]*int64, len(out))
	for i := range out {
		some[i] = &out[i]
	}
	for _, i := range nils {
		some[i] = nil
	}
	return some, nil
}
