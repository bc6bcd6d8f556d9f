package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// A list is a statement about any number of tuples: each is width values, and
// they stand between before, which ends in VALUES, and after. Where the dialect
// has arrays it is one statement; else it runs in chunks, so that a thousand
// rows are a few.
type list struct {
	before, after string
	width         int
}

// chunk is how many values one statement has at most. SQLite takes up to
// 32,766; beyond some thousand they are no faster.
const chunk = 4096

// unnested returns the statement about arrays of these types.
func (l list) unnested(types []string) string {
	var b strings.Builder
	b.WriteString(strings.TrimSuffix(l.before, "VALUES") + "SELECT * FROM unnest(")
	for i, t := range types {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d::%s", i+1, t)
	}
	return b.String() + ") " + l.after
}

func (l list) text(tuples int) string {
	tuple := "(" + strings.Repeat("?, ", l.width-1) + "?)"
	return l.before + " " + strings.Repeat(tuple+", ", tuples-1) + tuple + " " + l.after
}

func (l list) chunks(values []any) func(func([]any) bool) {
	return slices.Chunk(values, l.full())
}

// full is how many values a whole chunk has.
func (l list) full() int { return chunk / l.width * l.width }

// exec runs the statement and returns how many rows it touched.
func (l list) exec(ctx context.Context, tx *txn, values []any) (touched int64, err error) {
	if tx.arrays {
		return l.execArrays(ctx, tx, values)
	}
	whole := len(values) / l.full() * l.full()
	if whole > 0 {
		stmt, err := tx.tx.PrepareContext(ctx, l.text(l.full()/l.width))
		if err != nil {
			return 0, err
		}
		defer stmt.Close()
		for part := range l.chunks(values[:whole]) {
			if err := count(&touched)(stmt.ExecContext(ctx, part...)); err != nil {
				return 0, err
			}
		}
	}
	if rest := values[whole:]; len(rest) > 0 {
		err = count(&touched)(tx.ExecContext(ctx, l.text(len(rest)/l.width), rest...))
	}
	return touched, err
}

func (l list) execArrays(ctx context.Context, tx *txn, values []any) (touched int64, err error) {
	if len(values) == 0 {
		return 0, nil
	}
	arrays, types, err := columns(values, l.width)
	if err != nil {
		return 0, err
	}
	err = count(&touched)(tx.ExecContext(ctx, l.unnested(types), arrays...))
	return touched, err
}

// count returns a function that adds the rows that a statement touched to sum.
func count(sum *int64) func(sql.Result, error) error {
	return func(res sql.Result, err error) error {
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		*sum += n
		return err
	}
}

// query runs the statement and hands every row of the answer to each.
func (l list) query(ctx context.Context, tx *txn, values []any, each func(*sql.Rows) error) error {
	if tx.arrays && len(values) > 0 {
		arrays, types, err := columns(values, l.width)
		if err != nil {
			return err
		}
		return query(ctx, tx, l.unnested(types), arrays, each)
	}
	for part := range l.chunks(values) {
		if err := query(ctx, tx, l.text(len(part)/l.width), part, each); err != nil {
			return err
		}
	}
	return nil
}

func query(ctx context.Context, tx *txn, text string, args []any, each func(*sql.Rows) error) error {
	rows, err := tx.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
