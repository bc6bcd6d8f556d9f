package memstore

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
)

// Bills implements daybook.InvoiceStore.
func (s *Store) Bills(ctx context.Context, q, after daybook.Bill, limit int) ([]daybook.Bill, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	found := map[daybook.Bill]bool{}
	err := s.unclaimed(q, func(r *proceeds.Row, l int) {
		b := q
		b.Seller, b.Buyer, b.Currency = r.Route.Seller(l), r.Route.Buyer(l, r.Customer), r.Currency
		if after == (daybook.Bill{}) || b.Compare(after) > 0 {
			found[b] = true
		}
	})
	bills := slices.SortedFunc(maps.Keys(found), daybook.Bill.Compare)
	return bills[:min(len(bills), max(0, limit))], err
}

// Unbilled implements daybook.InvoiceStore.
func (s *Store) Unbilled(ctx context.Context, q daybook.Bill, after proceeds.Key, limit int) ([]proceeds.Row, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var out []proceeds.Row
	err := s.unclaimed(q, func(r *proceeds.Row, l int) {
		if r.Route.Seller(l) == q.Seller && r.Route.Buyer(l, r.Customer) == q.Buyer && r.Currency == q.Currency &&
			(after == (proceeds.Key{}) || r.Key.Compare(after) > 0) {
			out = append(out, *r)
		}
	})
	sorted(out)
	return out[:min(len(out), max(0, limit))], err
}

// PutInvoices implements daybook.InvoiceStore.
func (s *Store) PutInvoices(ctx context.Context, invs []invoice.Invoice) ([]invoice.Invoice, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var undo []func()
	seen := map[invoice.ID]bool{}
	out := make([]invoice.Invoice, 0, len(invs))
	for i := range invs {
		inv := invs[i].Clone()
		err := fmt.Errorf("twice in a batch: %w", daybook.ErrConflict)
		if !seen[inv.ID] {
			err = s.putInvoice(&inv, &undo)
		}
		if err != nil {
			for _, f := range slices.Backward(undo) {
				f()
			}
			return nil, fmt.Errorf("memstore: invoice %.40q: %w", inv.ID, err)
		}
		seen[inv.ID] = true
		out = append(out, inv.Clone())
	}
	return out, nil
}

// putInvoice stores one invoice, and says how to undo it.
func (s *Store) putInvoice(inv *invoice.Invoice, undo *[]func()) error {
	old, known := s.invoices[inv.ID]
	if err := inv.Follows(&old); err != nil {
		return fmt.Errorf("%w: %w", daybook.ErrConflict, err)
	}
	claims, err := s.claimsOf(inv)
	if err != nil {
		return err
	}
	if !known {
		if err := s.claim(inv.ID, claims, undo); err != nil {
			return err
		}
	}
	if !inv.Holds() {
		s.free(inv.ID, claims, undo)
	}
	if err := s.number(inv, old.Number, undo); err != nil {
		return err
	}
	set(&s.invoices, inv.ID, *inv, undo)
	return nil
}

// set puts a value into a map, and says how to undo it.
func set[K comparable, V any](m *map[K]V, k K, v V, undo *[]func()) {
	if *m == nil {
		*m = map[K]V{}
	}
	old, had := (*m)[k]
	*undo = append(*undo, func() {
		if delete(*m, k); had {
			(*m)[k] = old
		}
	})
	(*m)[k] = v
}

// claim takes the rows of a new invoice.
func (s *Store) claim(id invoice.ID, claims []claim, undo *[]func()) error {
	for _, c := range claims {
		if other, taken := s.claims[c]; taken {
			return fmt.Errorf("row %v is on invoice %s: %w", c.row, other, daybook.ErrConflict)
		}
		set(&s.claims, c, id, undo)
	}
	return nil
}

// free gives the rows of an invoice back.
func (s *Store) free(id invoice.ID, claims []claim, undo *[]func()) {
	for _, c := range claims {
		if s.claims[c] == id {
			delete(s.claims, c)
			*undo = append(*undo, func() { s.claims[c] = id })
		}
	}
}

// number gives an invoice that opens its number, and notes the one that came
// with it.
func (s *Store) number(inv *invoice.Invoice, old string, undo *[]func()) error {
	if inv.Status == invoice.Open && inv.Number == "" {
		name := series{inv.Seller, inv.Series}
		n := s.numbers[name] + 1
		for s.taken[series{inv.Seller, invoice.FormatNumber(inv.Series, n)}] {
			n++
		}
		set(&s.numbers, name, n, undo)
		inv.Number = invoice.FormatNumber(inv.Series, n)
	}
	if inv.Number == old {
		return nil
	}
	if s.taken[series{inv.Seller, inv.Number}] {
		return fmt.Errorf("number %.40q is taken: %w", inv.Number, daybook.ErrConflict)
	}
	set(&s.taken, series{inv.Seller, inv.Number}, true, undo)
	return nil
}

// claimsOf returns what an invoice claims, each row's level counted from the
// vendor.
func (s *Store) claimsOf(inv *invoice.Invoice) (out []claim, err error) {
	twice := map[proceeds.Key]bool{}
	for _, k := range inv.Claims() {
		if twice[k] {
			return nil, fmt.Errorf("row %v stands twice: %w", k, daybook.ErrConflict)
		}
		twice[k] = true
		if !s.has(k) {
			return nil, fmt.Errorf("row %v: %w", k, daybook.ErrNotFound)
		}
		b := &s.books[k.Book]
		l, ok := inv.Level.In(b.rows[b.cells[k.Cell][k.N]].Amounts.Levels())
		if !ok {
			return nil, fmt.Errorf("row %v has no level %d: %w", k, inv.Level, daybook.ErrNotFound)
		}
		out = append(out, claim{k, channel.Level(l)})
	}
	return out, nil
}

func (s *Store) has(k proceeds.Key) bool {
	b, err := s.book(k.Book)
	return err == nil && int(k.N) < len(b.cells[k.Cell])
}

// Invoice implements daybook.InvoiceStore.
func (s *Store) Invoice(ctx context.Context, id invoice.ID) (invoice.Invoice, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return invoice.Invoice{}, err
	}
	inv, ok := s.invoices[id]
	if !ok {
		return invoice.Invoice{}, fmt.Errorf("memstore: invoice %.40q: %w", id, daybook.ErrNotFound)
	}
	return inv.Clone(), nil
}

// Invoices implements daybook.InvoiceStore.
func (s *Store) Invoices(ctx context.Context, q daybook.InvoiceQuery, after invoice.ID, limit int) ([]invoice.Invoice, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var out []invoice.Invoice
	for id, inv := range s.invoices {
		if id > after && q.Has(&inv) {
			out = append(out, inv)
		}
	}
	slices.SortFunc(out, func(a, b invoice.Invoice) int { return strings.Compare(string(a.ID), string(b.ID)) })
	out = out[:min(len(out), max(0, limit))]
	for i := range out {
		out[i] = out[i].Clone()
	}
	return out, nil
}
