package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/sqlstore"
)

// Two stores on one file see what the other does, and never write at once.
func TestTwoStores(t *testing.T) { onEach(t, twoStores) }

func twoStores(t *testing.T, open opener) {
	a, _ := open(t)
	b, _ := open(t)
	o := offer(t, "plan", 3)
	var wg sync.WaitGroup
	for i := range 40 {
		s := []*sqlstore.Store{a, b}[i%2]
		wg.Go(func() {
			err := s.AppendRows(t.Context(), []proceeds.Row{
				row(o, "shared", january.Start+day*calendar.Instant(i/2), 1, 2, 3),
				row(o, fmt.Sprint("own-", i), january.Start, 4, 5, 6),
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	got, _ := feedOf(t, a, proceeds.Live, operator, "")
	again, _ := feedOf(t, b, proceeds.Live, operator, "")
	sameRows(t, got, again)
	if len(got) != 60 {
		t.Errorf("%d rows, want 20 shared and 40 own", len(got))
	}
}

// Writers that race for the same number of a cell: one of them gets it.
func TestRace(t *testing.T) {
	for _, connections := range []int{1, 8} {
		t.Run(fmt.Sprint("connections=", connections), func(t *testing.T) {
			onEach(t, func(t *testing.T, open opener) {
				s, db := open(t)
				db.SetMaxOpenConns(connections)
				raceForCell(t, s)
			})
		})
	}
}

func raceForCell(t *testing.T, s *sqlstore.Store) {
	o := offer(t, "plan", 3)
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() { race(t, s, o, int64(w)) })
	}
	wg.Wait()
	window := proceeds.Window{Book: proceeds.Live, Subscription: "s", Period: january}
	heads, _, err := s.Heads(t.Context(), []proceeds.Window{window, window})
	if err != nil || len(heads) != 1 || heads[0].Last.N != 79 {
		t.Fatalf("heads %+v, %v; want the one of 80 rows", heads, err)
	}
	if got, _ := feedOf(t, s, proceeds.Live, channel.Viewer{Party: "vendor"}, ""); len(got) != 80 {
		t.Errorf("the vendor's feed has %d rows, want 80", len(got))
	}
}

// race appends ten rows to a cell, each after what it finds there.
func race(t *testing.T, s *sqlstore.Store, o *channel.Offer, worker int64) {
	window := []proceeds.Window{{Book: proceeds.Live, Subscription: "s", Period: january}}
	for done := 0; done < 10; {
		heads, _, err := s.Heads(t.Context(), window)
		if err != nil {
			t.Error(err)
			return
		}
		r := row(o, "s", january.Start, worker+1, 2, 3)
		if len(heads) > 0 {
			r.N = heads[0].Last.N + 1
		}
		r.Known += calendar.Instant(done)
		switch err := s.AppendRows(t.Context(), []proceeds.Row{r}); {
		case err == nil:
			done++
		case !errors.Is(err, daybook.ErrConflict):
			t.Error(err)
			return
		}
	}
}

func TestCancelled(t *testing.T) { onEachNew(t, cancelled) }

func cancelled(t *testing.T, s *sqlstore.Store) {
	o := offer(t, "plan", 4)
	var rows []proceeds.Row
	for i := range 3000 {
		rows = append(rows, row(o, fmt.Sprint("s-", i), january.Start, 1, 2, 3, 4))
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.AppendRows(gone, rows); !errors.Is(err, context.Canceled) {
		t.Errorf("append with a cancelled context: %v", err)
	}
	ctx := &dying{Context: t.Context(), left: 12, done: make(chan struct{})}
	if err := s.AppendRows(ctx, rows); err == nil {
		t.Error("an append went on after its context was cancelled")
	}
	if got, _ := feedOf(t, s, proceeds.Live, operator, ""); len(got) != 0 {
		t.Errorf("%d rows are stored", len(got))
	}
	appendRows(t, s, rows...)
}

// A dying context is cancelled in the middle of what it is used for: when it is
// asked for the last time that it is willing to answer.
type dying struct {
	context.Context
	mu   sync.Mutex
	left int
	done chan struct{}
}

func (d *dying) Done() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.left--; d.left == 0 {
		close(d.done)
	}
	return d.done
}

func (d *dying) Err() error {
	select {
	case <-d.done:
		return context.Canceled
	default:
		return nil
	}
}

// Two stores on one database keep one account: of entries that race for a
// number one gets it, and a credit is used once.
func TestCashiersOfTwoStores(t *testing.T) { onEach(t, cashiersOfTwoStores) }

func cashiersOfTwoStores(t *testing.T, open opener) {
	a, _ := open(t)
	b, _ := open(t)
	account := invoice.Account{Seller: "seller", Buyer: "ada", Currency: eur}
	var wg sync.WaitGroup
	for i := range 8 {
		c := daybook.Cashier{Store: []*sqlstore.Store{a, b}[i%2]}
		wg.Go(func() {
			for _, cents := range []int64{300, 500} {
				if _, err := c.Grant(t.Context(), account, daybook.Credit{Reference: fmt.Sprint("promo-", cents), Amount: money.New(cents, 2, eur)}); err != nil {
					t.Error(err)
				}
			}
			if _, err := c.Receive(t.Context(), account, daybook.Transfer{Reference: fmt.Sprint("bank-", i), Amount: money.New(100, 2, eur)}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	c := daybook.Cashier{Store: b}
	if _, err := c.SellPack(t.Context(), account, daybook.Credit{Reference: "pack", Amount: money.New(900, 2, eur)}); err != nil {
		t.Fatal(err)
	}
	s, err := c.Standing(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	left, err := s.Unapplied()
	if err != nil || !left.IsZero() || s.Owed.Units() != 100 || len(s.Grants) != 3 || len(s.Funds) != 8 {
		t.Errorf("%s owed, %s unapplied, %d credits, %d payments, %v; want 1.00, none, 3 and 8", s.Owed, left, len(s.Grants), len(s.Funds), err)
	}
}
