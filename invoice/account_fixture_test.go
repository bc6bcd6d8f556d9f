package invoice_test

import (
	"errors"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
)

const aDay = calendar.Instant(86_400_000_000)

// on is a day of 2026, from 1 on.
func on(n int) calendar.Instant {
	return calendar.Must("2026-01-01T00:00:00Z") + aDay*calendar.Instant(n-1)
}

func cents(n int64) money.Amount { return money.New(n, 2, eur) }

func acct() invoice.Account {
	return invoice.Account{Seller: "reseller", Buyer: "ada", Currency: eur}
}

// An accountBook records entries, day by day.
type accountBook struct {
	t       testing.TB
	stand   *invoice.Standing
	entries []invoice.Entry
}

func newAccount(t testing.TB) *accountBook {
	s, err := invoice.Stand(acct(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return &accountBook{t: t, stand: s}
}

func (b *accountBook) record(known calendar.Instant, e invoice.Entry) {
	b.t.Helper()
	e, err := b.stand.Record(known, e)
	if err != nil {
		b.t.Fatal(err)
	}
	b.entries = append(b.entries, e)
}

// refused expects an entry to be refused, naming a field, and to change nothing.
func (b *accountBook) refused(known calendar.Instant, e invoice.Entry, field string, why error) {
	b.t.Helper()
	owed, n := b.stand.Owed, b.stand.N
	_, err := b.stand.Record(known, e)
	var bad *invoice.EntryError
	if !errors.As(err, &bad) || bad.Field != field || !errors.Is(err, why) {
		b.t.Errorf("%v %s of %s: %v; want %s: %v", e.Kind, e.Reference, e.Amount, err, field, why)
	}
	if b.stand.Owed != owed || b.stand.N != n {
		b.t.Errorf("%v %s: refused, and recorded", e.Kind, e.Reference)
	}
}

func (b *accountBook) add(entries []invoice.Entry, err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	b.entries = append(b.entries, entries...)
}

func (b *accountBook) settle(known calendar.Instant) {
	b.t.Helper()
	b.add(b.stand.Settle(known))
}

// invoiced opens an invoice of 10 % tax in the gross, due 30 days later.
func invoiced(id invoice.ID, at calendar.Instant, gross int64) invoice.Entry {
	return invoice.Entry{Kind: invoice.Invoiced, Reference: string(id), Invoice: id, At: at, Amount: cents(gross), Tax: cents(gross / 11), Due: at + 30*aDay}
}

func (b *accountBook) expect(owed, unapplied int64, open map[invoice.ID]int64) {
	b.t.Helper()
	if b.stand.Owed.Units() != owed {
		b.t.Errorf("%s is owed, want %s", b.stand.Owed, cents(owed))
	}
	if u, err := b.stand.Unapplied(); err != nil || u.Units() != unapplied {
		b.t.Errorf("%s is unapplied, %v; want %s", u, err, cents(unapplied))
	}
	for _, it := range b.stand.Open() {
		if it.Open.Units() != open[it.ID] {
			b.t.Errorf("%s has %s open, want %s", it.ID, it.Open, cents(open[it.ID]))
		}
		delete(open, it.ID)
	}
	if len(open) > 0 {
		b.t.Errorf("nothing is open of %v", open)
	}
}
