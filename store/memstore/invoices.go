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

// PutInvoice implements daybook.InvoiceStore.
func (s *Store) PutInvoice(ctx context.Context, inv invoice.Invoice) (invoice.Invoice, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return invoice.Invoice{}, err
	}
	old, known := s.invoices[inv.ID]
	if inv.Version != old.Version+1 {
		return invoice.Invoice{}, fmt.Errorf("memstore: invoice %s: version %d after %d: %w", inv.ID, inv.Version, old.Version, daybook.ErrConflict)
	}
	if known && !slices.Equal(old.Claims(), inv.Claims()) {
		return invoice.Invoice{}, fmt.Errorf("memstore: invoice %s: rows changed: %w", inv.ID, daybook.ErrConflict)
	}
	if err := s.claim(&inv, !known); err != nil {
		return invoice.Invoice{}, fmt.Errorf("memstore: invoice %s: %w", inv.ID, err)
	}
	if inv.Status == invoice.Open && inv.Number == "" {
		inv.Number = s.next(inv.Seller, inv.Series)
	}
	if s.invoices == nil {
		s.invoices = map[invoice.ID]invoice.Invoice{}
	}
	s.invoices[inv.ID] = inv.Clone()
	return inv, nil
}

// claim takes the rows of a new invoice, and frees those of a void one.
func (s *Store) claim(inv *invoice.Invoice, fresh bool) error {
	claims, err := s.claimsOf(inv)
	if err != nil {
		return err
	}
	if s.claims == nil {
		s.claims = map[claim]invoice.ID{}
	}
	if fresh {
		for _, c := range claims {
			if id, taken := s.claims[c]; taken {
				return fmt.Errorf("row %v is on invoice %s: %w", c.row, id, daybook.ErrConflict)
			}
		}
		for _, c := range claims {
			s.claims[c] = inv.ID
		}
	}
	if inv.Status == invoice.Void {
		for _, c := range claims {
			if s.claims[c] == inv.ID {
				delete(s.claims, c)
			}
		}
	}
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

func (s *Store) next(seller channel.PartyID, name string) string {
	if s.numbers == nil {
		s.numbers = map[series]uint64{}
	}
	s.numbers[series{seller, name}]++
	return invoice.FormatNumber(name, s.numbers[series{seller, name}])
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
func (s *Store) Invoices(ctx context.Context, seller channel.PartyID, after invoice.ID, limit int) ([]invoice.Invoice, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var out []invoice.Invoice
	for id, inv := range s.invoices {
		if inv.Seller == seller && id > after {
			out = append(out, inv.Clone())
		}
	}
	slices.SortFunc(out, func(a, b invoice.Invoice) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return out[:min(len(out), max(0, limit))], nil
}
