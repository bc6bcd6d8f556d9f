package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

const newestRow = `SELECT coalesce(max(id), 0) FROM daybook_row`

var putRows = list{
	before: `INSERT INTO daybook_row (` + strings.Join(rowNames, ", ") + `) VALUES`,
	width:  len(rowNames),
}

// AppendRows implements daybook.Ledger.
func (s *Store) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	if len(rows) == 0 {
		return ctx.Err()
	}
	for i := range rows {
		if err := errors.Join(storable(&rows[i]), s.dialect.keepsRow(&rows[i])); err != nil {
			return fmt.Errorf("sqlstore: append %v: %w", rows[i].Key, err)
		}
	}
	var routes map[int64]*channel.Route
	err := s.write(ctx, func(tx *txn) error {
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

// put stores new rows, with all that is derived from them. The places in feeds
// come last.
func (s *Store) put(ctx context.Context, tx *txn, rows []placed) (map[int64]*channel.Route, error) {
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
