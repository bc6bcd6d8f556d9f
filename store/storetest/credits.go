package storetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
)

var creditChecks = []Check{
	{"credit/order", "a balance is the sum of all entries", creditOrder},
	{"credit/retry", "an entry whose answer was lost is sent again", creditRetry},
	{"credit/length", "credit that two workers spend at once is spent twice", creditLength},
	{"credit/reference", "a payment that is reported twice counts once", creditReference},
	{"credit/whole", "a credit that loses its expiry, or an invoice its tax, is another one", creditWhole},
	{"credit/accounts", "a nightly run goes through all accounts of a seller and of nobody else", creditAccounts},
	{"credit/cancelled", "a caller that has gone away is told that nothing was stored, and it was", creditCancelled},
	{"credit/race", "eight workers spend the same credit", creditRace},
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
		"a gap in a new account":             {entry("a", 1, "2"), entry("b", 1, "1")},
		"a number twice, with other content": {entry("b", 0, "1"), entry("b", 0, "2")},
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

// creditWhole keeps an entry with every field at an edge, and one with none.
func creditWhole(ctx context.Context, s daybook.Store) error {
	latest := calendar.Must("9999-12-31T23:59:59.999999Z")
	odd := invoice.Entry{Account: account("a"), N: 0, Kind: invoice.StatementClosed, At: -day, Posted: january() + 1, Known: latest,
		Amount: money.New(math.MaxInt64, 18, euro()), Tax: money.New(math.MinInt64, 18, euro()), Fees: money.New(0, 18, euro()),
		Reference: "«r»'\"\\%", Invoice: "pack/ü", Source: "s\u202e'; --", Due: 2, From: 3, Expires: latest,
		Units: money.MustNumber("-1234567890123456.000000000000000001"), Note: "two\nlines"}
	bare := invoice.Entry{Account: account("a"), N: 1, Reference: "0"}
	if err := s.AppendEntries(ctx, []invoice.Entry{odd, bare}); err != nil {
		return err
	}
	if err := s.AppendEntries(ctx, []invoice.Entry{odd, bare}); err != nil {
		return fmt.Errorf("a retry: %w", err)
	}
	for field, change := range map[string]func(*invoice.Entry){
		"posted": func(e *invoice.Entry) { e.Posted++ }, "tax": func(e *invoice.Entry) { e.Tax = money.Amount{} },
		"fees": func(e *invoice.Entry) { e.Fees = money.Amount{} }, "source": func(e *invoice.Entry) { e.Source += " " },
		"due": func(e *invoice.Entry) { e.Due++ }, "from": func(e *invoice.Entry) { e.From++ },
		"units": func(e *invoice.Entry) { e.Units = money.Number{} }, "note": func(e *invoice.Entry) { e.Note = "" },
	} {
		other := odd
		change(&other)
		if err := refused("another "+field+" under a taken number", s.AppendEntries(ctx, []invoice.Entry{other}), daybook.ErrConflict); err != nil {
			return err
		}
	}
	return expectEntries(ctx, s, "a", odd, bare)
}

func creditAccounts(ctx context.Context, s daybook.Store) error {
	yen := entry("b", 0, "1")
	yen.Currency = money.MustCurrency("JPY")
	foreign := entry("c", 0, "1")
	foreign.Seller = "reseller-2"
	if err := s.AppendEntries(ctx, []invoice.Entry{yen, entry("b", 0, "1"), entry("b", 1, "2"), foreign, entry("B", 0, "1"), entry("a", 0, "1")}); err != nil {
		return err
	}
	want := []invoice.Account{account("B"), account("a"), account("b"), yen.Account}
	for _, limit := range []int{1, 3, 100} {
		var got []invoice.Account
		for after := (invoice.Account{}); ; {
			page, err := s.Accounts(ctx, "reseller", after, limit)
			if err != nil || len(page) > limit {
				return fmt.Errorf("accounts after %v: %d, %v", after, len(page), err)
			}
			if len(page) == 0 {
				break
			}
			got = append(got, page...)
			after = page[len(page)-1]
			after.Seller = "nobody" // it does not matter
			if len(got) > len(want) {
				break
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			return fmt.Errorf("accounts in pages of %d are %v, want %v", limit, got, want)
		}
	}
	none, err := s.Accounts(ctx, "", invoice.Account{}, 9)
	if err != nil || len(none) > 0 {
		return fmt.Errorf("accounts of no seller: %v, %w", none, err)
	}
	return nil
}

func creditCancelled(ctx context.Context, s daybook.Store) error {
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if err := s.AppendEntries(gone, []invoice.Entry{entry("a", 0, "1")}); err == nil {
		return errors.New("a cancelled append succeeds")
	}
	return expectEntries(ctx, s, "a")
}

// creditRace: of workers that append the same number at once, with content of
// their own, one gets through, and the account holds what was its.
func creditRace(ctx context.Context, s daybook.Store) error {
	var want []invoice.Entry
	for n := range uint32(5) {
		won, err := racers(ctx, s, n)
		if err != nil {
			return err
		}
		if len(won) != 1 {
			return fmt.Errorf("number %d went to %d workers, want 1", n, len(won))
		}
		want = append(want, won[0])
	}
	return expectEntries(ctx, s, "a", want...)
}

// racers returns the entries that got through as number n.
func racers(ctx context.Context, s daybook.Store, n uint32) (won []invoice.Entry, err error) {
	const workers = 8
	var wait sync.WaitGroup
	errs := make([]error, workers)
	for w := range workers {
		wait.Go(func() { errs[w] = s.AppendEntries(ctx, []invoice.Entry{entry("a", n, fmt.Sprintf("%d/%d", w, n))}) })
	}
	wait.Wait()
	for w, err := range errs {
		switch {
		case err == nil:
			won = append(won, entry("a", n, fmt.Sprintf("%d/%d", w, n)))
		case !errors.Is(err, daybook.ErrConflict):
			return nil, err
		}
	}
	return won, nil
}
