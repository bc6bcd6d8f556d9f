package sqlstore

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
)

var (
	putClaims = list{
		before: `INSERT INTO daybook_claim (row, level, side, invoice) VALUES`,
		after:  `ON CONFLICT (row, level) DO NOTHING`,
		width:  4,
	}
	dropUnbilled = list{
		before: `DELETE FROM daybook_unbilled WHERE (side, subscription, plan, charge, component, start, n) IN (VALUES`,
		after:  `)`,
		width:  7,
	}
)

const (
	restoreUnbilled = `INSERT INTO daybook_unbilled (side, subscription, plan, charge, component, start, n, posted, row)
		SELECT c.side, r.subscription, r.plan, r.charge, r.component, r.start, r.n, r.posted, r.id
		FROM daybook_claim c JOIN daybook_row r ON r.id = c.row
		WHERE c.invoice = ? AND c.side IS NOT NULL`
	dropClaims = `DELETE FROM daybook_claim WHERE invoice = ?`
)

// claim takes every row of a new invoice at its level.
func (s *Store) claim(ctx context.Context, tx *txn, inv *invoice.Invoice) error {
	keys := inv.Claims()
	rows, err := s.claimable(ctx, tx, keys)
	if err != nil {
		return err
	}
	sides, levels := spans{}, make([]int, len(rows))
	for i, r := range rows {
		var ok bool
		if levels[i], ok = inv.Level.In(r.Amounts.Levels()); !ok {
			return fmt.Errorf("row %v has no level %d: %w", r.Key, inv.Level, daybook.ErrNotFound)
		}
		sides.add(r.Row, levels[i])
	}
	if err := sides.number(ctx, tx); err != nil {
		return err
	}
	var claims, taken []any
	for i, r := range rows {
		sd, ok := sideOf(r.Row, levels[i])
		if !ok {
			claims = append(claims, r.id, levels[i], nil, string(inv.ID))
			continue
		}
		claims = append(claims, r.id, levels[i], sides[sd].id, string(inv.ID))
		taken = keyInSide(append(taken, sides[sd].id), r.Key)
	}
	n, err := putClaims.exec(ctx, tx, claims)
	if err == nil && n != int64(len(keys)) {
		err = fmt.Errorf("%d of its %d rows are taken at level %d: %w", int64(len(keys))-n, len(keys), inv.Level, daybook.ErrConflict)
	}
	if err != nil {
		return err
	}
	_, err = dropUnbilled.exec(ctx, tx, taken)
	return err
}

// claimable returns the rows with these keys. A key that stands twice would be
// claimed twice.
func (s *Store) claimable(ctx context.Context, tx *txn, keys []proceeds.Key) ([]placed, error) {
	var values []any
	lacking := map[proceeds.Key]bool{}
	for _, k := range keys {
		if lacking[k] {
			return nil, fmt.Errorf("row %v stands twice: %w", k, daybook.ErrConflict)
		}
		lacking[k] = true
		values = keyValues(values, k)
	}
	var rr rowReader
	if err := rowsByKey.query(ctx, tx, values, rr.scan); err != nil {
		return nil, err
	}
	if err := rr.attach(ctx, tx, s); err != nil {
		return nil, err
	}
	out := make([]placed, len(rr.rows))
	for i := range rr.rows {
		out[i] = placed{&rr.rows[i], rr.ids[i], rr.routes[i]}
		delete(lacking, rr.rows[i].Key)
	}
	for k := range lacking {
		return nil, fmt.Errorf("row %v: %w", k, daybook.ErrNotFound)
	}
	return out, nil
}

// free gives the rows of an invoice back.
func free(ctx context.Context, tx *txn, id invoice.ID) error {
	if _, err := tx.ExecContext(ctx, restoreUnbilled, string(id)); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, dropClaims, string(id))
	return err
}
