package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

var togetherChecks = []Check{
	{"together/append", "of workers that race for a cell one wins each time", onWorld(togetherAppend)},
	{"together/feed", "a row that is committed late must not fall behind a cursor", onWorld(togetherFeed)},
	{"together/close", "a row must not slip in behind the close", onWorld(togetherClose)},
	{"together/numbers", "numbers stay without gaps and twins when workers race", onWorld(togetherNumbers)},
	{"together/resume", "a run that died anywhere is finished by the next one", onWorld(togetherResume)},
}

const workers = 8

// race runs work on several goroutines and returns their errors joined.
func race(work func(worker int) error) error {
	var wait sync.WaitGroup
	errs := make([]error, workers)
	for i := range workers {
		wait.Go(func() { errs[i] = work(i) })
	}
	wait.Wait()
	return errors.Join(errs...)
}

// togetherAppend: eight workers fight for twenty places of a cell; each place is
// won once, and losers hear ErrConflict.
func togetherAppend(ctx context.Context, s daybook.Store, w world) error {
	const places = 20
	var mu sync.Mutex
	won := map[uint32]int{}
	err := race(func(worker int) error {
		for n := uint32(0); n < places; {
			r := w.row("a", 1, n, int64(worker+1))
			switch err := s.AppendRows(ctx, []proceeds.Row{r}); {
			case err == nil:
				mu.Lock()
				won[n]++
				mu.Unlock()
				n++
			case errors.Is(err, daybook.ErrConflict):
				n++
			default:
				return fmt.Errorf("append: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for n := range uint32(places) {
		if won[n] != 1 {
			return fmt.Errorf("place %d was won %d times", n, won[n])
		}
	}
	rows, _, err := feed(ctx, s, booked(everything()), "", 7)
	if err == nil && len(rows) != places {
		err = fmt.Errorf("%d rows, want %d", len(rows), places)
	}
	return err
}

// togetherFeed: a reader polls while others write; it sees each row once.
func togetherFeed(ctx context.Context, s daybook.Store, w world) error {
	const each = 15
	done := make(chan error, 1)
	go func() {
		done <- race(func(worker int) error {
			for i := range each {
				id := subscription.ID(fmt.Sprintf("s-%d", worker))
				if err := put(ctx, s, w.row(id, 1+i, 0, 1), w.row(id, 1+i, 1, 1)); err != nil {
					return err
				}
			}
			return nil
		})
	}()
	seen := map[proceeds.Key]int{}
	var after daybook.Cursor
	for last := false; ; {
		rows, next, err := feed(ctx, s, booked(everything()), after, 3)
		if err != nil {
			return err
		}
		for i := range rows {
			seen[rows[i].Key]++
		}
		after = next
		if last {
			break
		}
		select {
		case err := <-done:
			if err != nil {
				return err
			}
			last = true
		default:
		}
	}
	for k, n := range seen {
		if n != 1 {
			return fmt.Errorf("%v was seen %d times", k, n)
		}
	}
	if want := workers * each * 2; len(seen) != want {
		return fmt.Errorf("the reader saw %d rows, want %d", len(seen), want)
	}
	return nil
}

// togetherClose: once CloseBook has returned, nothing is accepted before it.
func togetherClose(ctx context.Context, s daybook.Store, w world) error {
	var before []proceeds.Row
	err := race(func(worker int) error {
		if worker == 0 {
			if err := s.CloseBook(ctx, proceeds.Booked, january()+day); err != nil {
				return err
			}
			var err error
			before, _, err = feed(ctx, s, booked(everything()), "", 1000)
			return err
		}
		for n := range uint32(20) {
			r := w.row(subscription.ID(fmt.Sprint(worker)), 1, n, 1)
			if err := s.AppendRows(ctx, []proceeds.Row{r}); errors.Is(err, daybook.ErrClosed) {
				return nil
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	after, _, err := feed(ctx, s, booked(everything()), "", 1000)
	if err != nil {
		return err
	}
	if err := same(after, before); err != nil {
		return fmt.Errorf("rows posted before the close came after it: %w", err)
	}
	return nil
}

func togetherNumbers(ctx context.Context, s daybook.Store, w world) error {
	const each = 4
	var mu sync.Mutex
	numbers := map[string]bool{}
	err := race(func(worker int) error {
		for i := range each {
			r := w.row(subscription.ID(fmt.Sprint("s", worker)), 1+i, 0, 1)
			inv, err := drafted(ctx, s, r)
			if err != nil {
				return err
			}
			if inv, err = issued(ctx, s, inv); err != nil {
				return err
			}
			mu.Lock()
			numbers[inv.Number] = true
			mu.Unlock()
		}
		return nil
	})
	if err != nil {
		return err
	}
	for n := range uint64(workers * each) {
		if want := invoice.FormatNumber("R-", n+1); !numbers[want] {
			return fmt.Errorf("number %s was not given; there are %d", want, len(numbers))
		}
	}
	return nil
}

// togetherResume: the engine books through a store that fails before or after
// every append, and ends with the rows of a run that never failed.
func togetherResume(ctx context.Context, s daybook.Store, w world) error {
	start := january()
	subs := func(yield func(subscription.Subscription, error) bool) {
		for _, id := range []subscription.ID{"a", "b", "c"} {
			term := subscription.Term{From: start, Offer: w.north, Quantity: decimal.NewFromInt(31), Schedule: calendar.Schedule{Anchor: start}}
			if !yield(subscription.Subscription{ID: id, Customer: "ada", Terms: []subscription.Term{term}}, nil) {
				return
			}
		}
	}
	frame := calendar.Period{Start: start, End: start + 31*day}
	failing := &failing{Ledger: s}
	c := daybook.Collector{Ledger: failing, Clock: fixed(frame.End), Run: daybook.Run{Batch: 1}}
	if r, err := c.Collect(ctx, frame, subs); err != nil || len(r.Quarantined) > 0 {
		return fmt.Errorf("a run with failures: %+v, %w", r.Quarantined, err)
	}
	rows, _, err := feed(ctx, s, daybook.Scope{Viewer: everything(), Book: proceeds.Live}, "", 50)
	if err != nil {
		return err
	}
	if len(rows) != 3*31 {
		return fmt.Errorf("%d quotas, want 93", len(rows))
	}
	for i := range rows {
		if a, _ := rows[i].Amounts.Of(0); rows[i].N != 0 || a.Units() != 100 {
			return fmt.Errorf("quota %v is %v, want 1.00 once", rows[i].Key, a)
		}
	}
	return nil
}

type fixed calendar.Instant

func (f fixed) Now() time.Time { return calendar.Instant(f).Time() }

// failing loses the first append of every three, and the answer of the second.
type failing struct {
	daybook.Ledger
	calls int
}

var errCut = errors.New("storetest: the connection was cut")

func (f *failing) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	f.calls++
	if f.calls%3 == 1 {
		return errCut
	}
	if err := f.Ledger.AppendRows(ctx, rows); err != nil || f.calls%3 != 2 {
		return err
	}
	return errCut
}
