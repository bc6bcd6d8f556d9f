package storetest

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
)

var creditChecks = []Check{
	{"credit/order", "a balance is the sum of all entries", creditOrder},
	{"credit/retry", "an entry whose answer was lost is sent again", creditRetry},
	{"credit/length", "credit that two workers spend at once is spent twice", creditLength},
	{"credit/reference", "a payment that is reported twice counts once", creditReference},
}

func account(buyer string) invoice.Account {
	return invoice.Account{Seller: "reseller", Buyer: channel.PartyID(buyer), Currency: euro()}
}

// entry is entry n of a buyer's account.
func entry(buyer string, n uint32, reference string) invoice.Entry {
	return invoice.Entry{Account: account(buyer), N: n, Kind: invoice.Payment, At: january(), Known: january() + 1,
		Amount: money.New(100*int64(n+1), 2, euro()), Reference: reference, Invoice: "i-1", Expires: january() + day}
}

func expectEntries(ctx context.Context, s daybook.CreditStore, buyer string, want ...invoice.Entry) error {
	for _, limit := range []int{1, 100} {
		var got []invoice.Entry
		for {
			page, err := s.Entries(ctx, account(buyer), uint32(len(got)), limit)
			if err != nil || len(page) > limit {
				return fmt.Errorf("entries from %d: %d, %v", len(got), len(page), err)
			}
			if len(page) == 0 {
				break
			}
			got = append(got, page...)
		}
		if len(got) != len(want) {
			return fmt.Errorf("%d entries, want %d", len(got), len(want))
		}
		for i := range want {
			if got[i] != want[i] {
				return fmt.Errorf("entry %d is %+v, want %+v", i, got[i], want[i])
			}
		}
	}
	return nil
}

func creditOrder(ctx context.Context, s daybook.Store) error {
	a, b, c := entry("a", 0, "1"), entry("a", 1, "2"), entry("b", 0, "1")
	if err := s.AppendEntries(ctx, []invoice.Entry{a, c, b}); err != nil {
		return err
	}
	if err := expectEntries(ctx, s, "a", a, b); err != nil {
		return err
	}
	return expectEntries(ctx, s, "b", c)
}

func creditRetry(ctx context.Context, s daybook.Store) error {
	a, b := entry("a", 0, "1"), entry("a", 1, "2")
	for _, batch := range [][]invoice.Entry{{a}, {a}, {a, b}, {a, b}} {
		if err := s.AppendEntries(ctx, batch); err != nil {
			return err
		}
	}
	return expectEntries(ctx, s, "a", a, b)
}

func creditLength(ctx context.Context, s daybook.Store) error {
	a := entry("a", 0, "1")
	if err := s.AppendEntries(ctx, []invoice.Entry{a}); err != nil {
		return err
	}
	other := a
	other.Amount = money.New(7, 2, euro())
	for what, batch := range map[string][]invoice.Entry{
		"other content under a taken number": {entry("b", 0, "1"), other},
		"a gap":                              {entry("b", 0, "1"), entry("a", 2, "3")},
	} {
		if err := refused(what, s.AppendEntries(ctx, batch), daybook.ErrConflict); err != nil {
			return err
		}
	}
	if err := expectEntries(ctx, s, "b"); err != nil {
		return fmt.Errorf("another account after a refused batch: %w", err)
	}
	return expectEntries(ctx, s, "a", a)
}

func creditReference(ctx context.Context, s daybook.Store) error {
	a := entry("a", 0, "1")
	if err := s.AppendEntries(ctx, []invoice.Entry{a}); err != nil {
		return err
	}
	if err := refused("the same payment as a second entry", s.AppendEntries(ctx, []invoice.Entry{entry("a", 1, "1")}), daybook.ErrConflict); err != nil {
		return err
	}
	reversed := entry("a", 1, "1")
	reversed.Kind = invoice.PaymentReversed
	if err := s.AppendEntries(ctx, []invoice.Entry{reversed, entry("b", 0, "1")}); err != nil {
		return fmt.Errorf("the same reference of another kind or account: %w", err)
	}
	return expectEntries(ctx, s, "a", a, reversed)
}
