package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
)

const (
	getInvoice = `SELECT body FROM daybook_invoice WHERE id = ?`
	putInvoice = `INSERT INTO daybook_invoice (id, seller, version, body, buyer, status, number, period_start, period_end, due)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
		ON CONFLICT (id) DO UPDATE SET seller = ?2, version = ?3, body = ?4, buyer = ?5, status = ?6, number = ?7,
			period_start = ?8, period_end = ?9, due = ?10`
	getNumber  = `SELECT id FROM daybook_invoice WHERE seller = ? AND number = ?`
	nextNumber = `INSERT INTO daybook_series (seller, series, last) VALUES (?, ?, 1)
		ON CONFLICT (seller, series) DO UPDATE SET last = daybook_series.last + 1 RETURNING last`
)

// PutInvoices implements daybook.InvoiceStore.
func (s *Store) PutInvoices(ctx context.Context, invs []invoice.Invoice) ([]invoice.Invoice, error) {
	if len(invs) == 0 {
		return nil, ctx.Err()
	}
	out := make([]invoice.Invoice, len(invs))
	for i := range invs {
		if err := s.dialect.keepsInvoice(&invs[i]); err != nil {
			return nil, fmt.Errorf("sqlstore: put invoice %.40q: %w", invs[i].ID, err)
		}
	}
	err := s.write(ctx, func(tx *txn) error {
		seen := map[invoice.ID]bool{}
		for i := range invs {
			out[i] = invs[i].Clone()
			err := fmt.Errorf("twice in a batch: %w", daybook.ErrConflict)
			if !seen[out[i].ID] {
				err = s.putInvoice(ctx, tx, &out[i])
			}
			if err != nil {
				return fmt.Errorf("invoice %.40q: %w", out[i].ID, err)
			}
			seen[out[i].ID] = true
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("sqlstore: put %d invoices: %w", len(invs), err)
	}
	return out, nil
}

func (s *Store) putInvoice(ctx context.Context, tx *txn, inv *invoice.Invoice) error {
	old, err := readInvoice(ctx, tx, inv.ID)
	known := err == nil
	if err != nil && !errors.Is(err, daybook.ErrNotFound) {
		return err
	}
	if err := inv.Follows(&old); err != nil {
		return fmt.Errorf("%w: %w", daybook.ErrConflict, err)
	}
	if err := number(ctx, tx, inv, old.Number); err != nil {
		return err
	}
	if err := storeInvoice(ctx, tx, inv); err != nil {
		return err
	}
	if !known {
		if err := s.claim(ctx, tx, inv); err != nil {
			return err
		}
	}
	if !inv.Holds() {
		return free(ctx, tx, inv.ID)
	}
	return nil
}

// storeInvoice refuses an invoice whose JSON does not say all that is in it.
func storeInvoice(ctx context.Context, tx *txn, inv *invoice.Invoice) error {
	body, err := json.Marshal(inv)
	if err != nil {
		return err
	}
	var back invoice.Invoice
	if err := json.Unmarshal(body, &back); err != nil {
		return err
	}
	if !reflect.DeepEqual(back, *inv) {
		return errors.New("its JSON reads as another invoice")
	}
	status, err := inv.Status.MarshalText()
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, putInvoice, string(inv.ID), string(inv.Seller), int64(inv.Version), string(body),
		string(inv.Buyer), string(status), inv.Number, int64(inv.Period.Start), int64(inv.Period.End), int64(inv.Due))
	return err
}

// number gives an invoice that opens the next number of its series that none of
// its seller has, and refuses one that came with it and is taken.
func number(ctx context.Context, tx *txn, inv *invoice.Invoice, old string) error {
	if inv.Number == old && old != "" {
		return nil
	}
	came := inv.Number != ""
	for came || inv.Status == invoice.Open {
		if !came {
			var n uint64
			if err := tx.QueryRowContext(ctx, nextNumber, string(inv.Seller), inv.Series).Scan(&n); err != nil {
				return err
			}
			inv.Number = invoice.FormatNumber(inv.Series, n)
		}
		var id string
		switch err := tx.QueryRowContext(ctx, getNumber, string(inv.Seller), inv.Number).Scan(&id); {
		case errors.Is(err, sql.ErrNoRows):
			return nil
		case err != nil:
			return err
		case came:
			return fmt.Errorf("number %.40q is that of invoice %.40q: %w", inv.Number, id, daybook.ErrConflict)
		}
	}
	return nil
}

// Invoice implements daybook.InvoiceStore.
func (s *Store) Invoice(ctx context.Context, id invoice.ID) (inv invoice.Invoice, err error) {
	err = s.read(ctx, func(tx *txn) error {
		inv, err = readInvoice(ctx, tx, id)
		return err
	})
	if err != nil {
		return invoice.Invoice{}, fmt.Errorf("sqlstore: invoice %.40q: %w", id, err)
	}
	return inv, nil
}

func readInvoice(ctx context.Context, tx *txn, id invoice.ID) (inv invoice.Invoice, err error) {
	var body []byte
	err = tx.QueryRowContext(ctx, getInvoice, string(id)).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return inv, daybook.ErrNotFound
	}
	if err != nil {
		return inv, err
	}
	return inv, json.Unmarshal(body, &inv)
}

// Invoices implements daybook.InvoiceStore.
func (s *Store) Invoices(ctx context.Context, q daybook.InvoiceQuery, after invoice.ID, limit int) ([]invoice.Invoice, error) {
	var out []invoice.Invoice
	text, args := invoicesText(&q, after, max(0, limit))
	err := s.read(ctx, func(tx *txn) error {
		return query(ctx, tx, text, args, func(rows *sql.Rows) error {
			var body []byte
			var inv invoice.Invoice
			if err := rows.Scan(&body); err != nil {
				return err
			}
			err := json.Unmarshal(body, &inv)
			out = append(out, inv)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("sqlstore: invoices of %+v: %w", q, err)
	}
	return out, nil
}

// invoicesText says what is asked for, and nothing more, so that the index of
// what is asked for serves.
func invoicesText(q *daybook.InvoiceQuery, after invoice.ID, limit int) (string, []any) {
	where, args := []string{"id > ?"}, []any{string(after)}
	add := func(asked bool, text string, values ...any) {
		if asked {
			where, args = append(where, text), append(args, values...)
		}
	}
	add(q.Seller != "", "seller = ?", string(q.Seller))
	add(q.Buyer != "", "buyer = ?", string(q.Buyer))
	add(q.Number != "", "number = ?", q.Number)
	add(q.Period != calendar.Period{}, "period_start = ? AND period_end = ?", int64(q.Period.Start), int64(q.Period.End))
	add(!q.Due.IsZero(), "due <> 0 AND due <= ?", int64(q.Due))
	if len(q.Statuses) > 0 {
		where = append(where, "status IN (?"+strings.Repeat(", ?", len(q.Statuses)-1)+")")
		for _, s := range q.Statuses {
			args = append(args, s.String())
		}
	}
	return "SELECT body FROM daybook_invoice WHERE " + strings.Join(where, " AND ") + " ORDER BY id LIMIT ?", append(args, limit)
}
