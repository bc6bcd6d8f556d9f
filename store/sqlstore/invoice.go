package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
)

const (
	getInvoice  = `SELECT body FROM daybook_invoice WHERE id = ?`
	getInvoices = `SELECT body FROM daybook_invoice WHERE seller = ? AND id > ? ORDER BY id LIMIT ?`
	putInvoice  = `INSERT INTO daybook_invoice (id, seller, version, body) VALUES (?1, ?2, ?3, ?4)
		ON CONFLICT (id) DO UPDATE SET seller = ?2, version = ?3, body = ?4`
	nextNumber = `INSERT INTO daybook_series (seller, series, last) VALUES (?, ?, 1)
		ON CONFLICT (seller, series) DO UPDATE SET last = daybook_series.last + 1 RETURNING last`
)

// PutInvoice implements daybook.InvoiceStore.
func (s *Store) PutInvoice(ctx context.Context, inv invoice.Invoice) (invoice.Invoice, error) {
	err := s.dialect.keepsInvoice(&inv)
	if err == nil {
		err = s.write(ctx, func(tx *txn) error { return s.putInvoice(ctx, tx, &inv) })
	}
	if err != nil {
		return invoice.Invoice{}, fmt.Errorf("sqlstore: put invoice %.40q: %w", inv.ID, err)
	}
	return inv, nil
}

func (s *Store) putInvoice(ctx context.Context, tx *txn, inv *invoice.Invoice) error {
	old, err := readInvoice(ctx, tx, inv.ID)
	known := err == nil
	if err != nil && !errors.Is(err, daybook.ErrNotFound) {
		return err
	}
	if err := follows(&old, inv, known); err != nil {
		return err
	}
	if inv.Status == invoice.Open && inv.Number == "" {
		if inv.Number, err = takeNumber(ctx, tx, inv); err != nil {
			return err
		}
	}
	if err := storeInvoice(ctx, tx, inv); err != nil {
		return err
	}
	if !known {
		if err := s.claim(ctx, tx, inv); err != nil {
			return err
		}
	}
	if inv.Status == invoice.Void {
		return free(ctx, tx, inv.ID)
	}
	return nil
}

// follows checks that inv is the next version of old.
func follows(old, inv *invoice.Invoice, known bool) error {
	if int64(inv.Version) != int64(old.Version)+1 {
		return fmt.Errorf("version %d after %d: %w", inv.Version, old.Version, daybook.ErrConflict)
	}
	if known && !slices.Equal(old.Claims(), inv.Claims()) {
		return fmt.Errorf("other rows than version %d: %w", old.Version, daybook.ErrConflict)
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
	_, err = tx.ExecContext(ctx, putInvoice, string(inv.ID), string(inv.Seller), int64(inv.Version), string(body))
	return err
}

func takeNumber(ctx context.Context, tx *txn, inv *invoice.Invoice) (string, error) {
	var n uint64
	err := tx.QueryRowContext(ctx, nextNumber, string(inv.Seller), inv.Series).Scan(&n)
	return invoice.FormatNumber(inv.Series, n), err
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
func (s *Store) Invoices(ctx context.Context, seller channel.PartyID, after invoice.ID, limit int) ([]invoice.Invoice, error) {
	var out []invoice.Invoice
	args := []any{string(seller), string(after), max(0, limit)}
	err := s.read(ctx, func(tx *txn) error {
		return query(ctx, tx, getInvoices, args, func(rows *sql.Rows) error {
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
		return nil, fmt.Errorf("sqlstore: invoices of %q: %w", seller, err)
	}
	return out, nil
}
