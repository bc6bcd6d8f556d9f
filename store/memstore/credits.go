package memstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
)

// AppendEntries implements daybook.CreditStore.
func (s *Store) AppendEntries(ctx context.Context, entries []invoice.Entry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	grown := map[invoice.Account][]invoice.Entry{}
	for _, e := range entries {
		all, ok := grown[e.Account]
		if !ok {
			all = slices.Clone(s.accounts[e.Account])
		}
		switch n := int(e.N); {
		case n < len(all) && all[n] == e:
			continue // a retry
		case n != len(all) || named(all, e):
			return fmt.Errorf("memstore: entry %d of %s with %s: %w", e.N, e.Account.Buyer, e.Account.Seller, daybook.ErrConflict)
		}
		grown[e.Account] = append(all, e)
	}
	if s.accounts == nil {
		s.accounts = map[invoice.Account][]invoice.Entry{}
	}
	for a, all := range grown {
		s.accounts[a] = all
	}
	return nil
}

// named reports whether an entry has e's kind and reference already.
func named(all []invoice.Entry, e invoice.Entry) bool {
	return slices.ContainsFunc(all, func(o invoice.Entry) bool { return o.Kind == e.Kind && o.Reference == e.Reference })
}

// Entries implements daybook.CreditStore.
func (s *Store) Entries(ctx context.Context, a invoice.Account, from uint32, limit int) ([]invoice.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	all := s.accounts[a]
	all = all[min(int(from), len(all)):]
	return slices.Clone(all[:min(len(all), max(0, limit))]), nil
}

// Accounts implements daybook.CreditStore.
func (s *Store) Accounts(ctx context.Context, seller channel.PartyID, after invoice.Account, limit int) ([]invoice.Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var out []invoice.Account
	for a, entries := range s.accounts {
		if a.Seller == seller && len(entries) > 0 && byBuyer(a, after) > 0 {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, byBuyer)
	return out[:min(len(out), max(0, limit))], nil
}

func byBuyer(a, b invoice.Account) int {
	return cmp.Or(strings.Compare(string(a.Buyer), string(b.Buyer)), strings.Compare(a.Currency.String(), b.Currency.String()))
}
