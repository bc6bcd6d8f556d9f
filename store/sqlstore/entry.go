package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
)

const entryColumns = `e.seller, e.buyer, e.currency, e.n, e.kind, e.at, e.known,
	e.units, e.scale, e.amount_currency, e.reference, e.invoice, e.expires,
	e.posted, e.tax, e.fees, e.parts, e.source, e.due, e.starts, e.quantity, e.note`

const getEntries = `SELECT ` + entryColumns + ` FROM daybook_entry e
	WHERE e.seller = ? AND e.buyer = ? AND e.currency = ? AND e.n >= ? ORDER BY e.n LIMIT ?`

const getAccounts = `SELECT e.seller, e.buyer, e.currency FROM daybook_entry e
	WHERE e.seller = ? AND e.n = 0 AND (e.buyer > ? OR e.buyer = ? AND e.currency > ?)
	ORDER BY e.buyer, e.currency LIMIT ?`

// The parts of an entry's amount that it tells: they have its scale.
const (
	tellsTax = 1 << iota
	tellsFees
)

var (
	accountLengths = list{
		before: `WITH w (i, seller, buyer, currency) AS (VALUES`,
		after: `) SELECT w.i, (SELECT coalesce(max(e.n) + 1, 0) FROM daybook_entry e
			WHERE e.seller = w.seller AND e.buyer = w.buyer AND e.currency = w.currency) FROM w`,
		width: 4,
	}
	entriesByNumber = list{
		before: `WITH w (seller, buyer, currency, n) AS (VALUES`,
		after: `) SELECT ` + entryColumns + ` FROM w CROSS JOIN daybook_entry e
			WHERE e.seller = w.seller AND e.buyer = w.buyer AND e.currency = w.currency AND e.n = w.n`,
		width: 4,
	}
	putEntries = list{
		before: `INSERT INTO daybook_entry (seller, buyer, currency, n, kind, at, known,
			units, scale, amount_currency, reference, invoice, expires,
			posted, tax, fees, parts, source, due, starts, quantity, note) VALUES`,
		after: `ON CONFLICT (seller, buyer, currency, kind, reference) DO NOTHING`,
		width: 22,
	}
)

// AppendEntries implements daybook.CreditStore.
func (s *Store) AppendEntries(ctx context.Context, entries []invoice.Entry) error {
	if len(entries) == 0 {
		return ctx.Err()
	}
	for i := range entries {
		e := &entries[i]
		if err := oneScale(e); err != nil {
			return fmt.Errorf("sqlstore: append entry %d: %w", e.N, err)
		}
		if err := utf8Only(string(e.Seller), string(e.Buyer), e.Reference, string(e.Invoice), e.Source, e.Note); err != nil {
			return fmt.Errorf("sqlstore: append entry %d: %w", e.N, err)
		}
		if err := s.dialect.keepsEntry(e); err != nil {
			return fmt.Errorf("sqlstore: append entry %d: %w", e.N, err)
		}
	}
	err := s.write(ctx, func(tx *txn) error {
		fresh, err := freshEntries(ctx, tx, entries)
		if err != nil {
			return err
		}
		n, err := putEntries.exec(ctx, tx, entryValues(fresh))
		if err == nil && n != int64(len(fresh)) {
			err = fmt.Errorf("a kind and reference that the account has: %w", daybook.ErrConflict)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("sqlstore: append %d entries: %w", len(entries), err)
	}
	return nil
}

// freshEntries returns the entries that are to be stored.
func freshEntries(ctx context.Context, tx *txn, entries []invoice.Entry) ([]invoice.Entry, error) {
	lengths, err := entryLengths(ctx, tx, entries)
	if err != nil {
		return nil, err
	}
	stored, err := storedEntries(ctx, tx, entries)
	if err != nil {
		return nil, err
	}
	var out []invoice.Entry
	for _, e := range entries {
		if stored[e] {
			continue
		}
		if int64(e.N) != lengths[e.Account] {
			return nil, fmt.Errorf("%d of %.40q with %.40q, which has %d: %w", e.N, e.Buyer, e.Seller, lengths[e.Account], daybook.ErrConflict)
		}
		stored[e] = true
		lengths[e.Account]++
		out = append(out, e)
	}
	return out, nil
}

func entryLengths(ctx context.Context, tx *txn, entries []invoice.Entry) (map[invoice.Account]int64, error) {
	lengths := map[invoice.Account]int64{}
	var values []any
	for i, e := range entries {
		if _, seen := lengths[e.Account]; !seen {
			lengths[e.Account] = 0
			values = append(values, i, string(e.Seller), string(e.Buyer), e.Currency.String())
		}
	}
	err := accountLengths.query(ctx, tx, values, func(rows *sql.Rows) error {
		var i int
		var n int64
		err := rows.Scan(&i, &n)
		lengths[entries[i].Account] = n
		return err
	})
	return lengths, err
}

// storedEntries returns what the database has under the numbers of entries.
func storedEntries(ctx context.Context, tx *txn, entries []invoice.Entry) (map[invoice.Entry]bool, error) {
	var values []any
	for _, e := range entries {
		values = append(values, string(e.Seller), string(e.Buyer), e.Currency.String(), int64(e.N))
	}
	stored := map[invoice.Entry]bool{}
	err := entriesByNumber.query(ctx, tx, values, func(rows *sql.Rows) error {
		e, err := scanEntry(rows)
		stored[e] = true
		return err
	})
	return stored, err
}

func entryValues(entries []invoice.Entry) (values []any) {
	for _, e := range entries {
		values = append(values, string(e.Seller), string(e.Buyer), e.Currency.String(), int64(e.N), int64(e.Kind),
			int64(e.At), int64(e.Known), e.Amount.Units(), int64(e.Amount.Scale()), e.Amount.Currency().String(),
			e.Reference, string(e.Invoice), int64(e.Expires),
			int64(e.Posted), e.Tax.Units(), e.Fees.Units(), parts(&e), e.Source, int64(e.Due), int64(e.From), e.Units.String(), e.Note)
	}
	return values
}

// oneScale refuses parts of an amount that are not like it: one scale and one
// currency are kept for all.
func oneScale(e *invoice.Entry) error {
	for _, part := range []money.Amount{e.Tax, e.Fees} {
		if part != (money.Amount{}) && (part.Scale() != e.Amount.Scale() || part.Currency() != e.Amount.Currency()) {
			return &money.MismatchError{A: e.Amount, B: part}
		}
	}
	return nil
}

// parts tells which parts there are: zero euros of tax are not no tax.
func parts(e *invoice.Entry) (n int) {
	if e.Tax != (money.Amount{}) {
		n |= tellsTax
	}
	if e.Fees != (money.Amount{}) {
		n |= tellsFees
	}
	return n
}

func scanEntry(rows *sql.Rows) (e invoice.Entry, err error) {
	var units, tax, fees int64
	var scale uint8
	var told int
	var c money.Currency
	err = rows.Scan(&e.Seller, &e.Buyer, text{&e.Currency}, &e.N, &e.Kind,
		&e.At, &e.Known, &units, &scale, text{&c}, &e.Reference, &e.Invoice, &e.Expires,
		&e.Posted, &tax, &fees, &told, &e.Source, &e.Due, &e.From, text{&e.Units}, &e.Note)
	if err != nil {
		return e, err
	}
	if e.Amount, err = money.FromUnits(units, scale, c); err != nil {
		return e, err
	}
	if told&tellsTax != 0 {
		e.Tax = money.New(tax, scale, c)
	}
	if told&tellsFees != 0 {
		e.Fees = money.New(fees, scale, c)
	}
	return e, nil
}

// Entries implements daybook.CreditStore.
func (s *Store) Entries(ctx context.Context, a invoice.Account, from uint32, limit int) ([]invoice.Entry, error) {
	var out []invoice.Entry
	args := []any{string(a.Seller), string(a.Buyer), a.Currency.String(), int64(from), max(0, limit)}
	err := s.read(ctx, func(tx *txn) error {
		return query(ctx, tx, getEntries, args, func(rows *sql.Rows) error {
			e, err := scanEntry(rows)
			out = append(out, e)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("sqlstore: entries of %.40q with %.40q: %w", a.Buyer, a.Seller, err)
	}
	return out, nil
}

// Accounts implements daybook.CreditStore.
func (s *Store) Accounts(ctx context.Context, seller channel.PartyID, after invoice.Account, limit int) ([]invoice.Account, error) {
	var out []invoice.Account
	args := []any{string(seller), string(after.Buyer), string(after.Buyer), after.Currency.String(), max(0, limit)}
	err := s.read(ctx, func(tx *txn) error {
		return query(ctx, tx, getAccounts, args, func(rows *sql.Rows) error {
			var a invoice.Account
			err := rows.Scan(&a.Seller, &a.Buyer, text{&a.Currency})
			out = append(out, a)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("sqlstore: accounts of %.40q: %w", seller, err)
	}
	return out, nil
}
