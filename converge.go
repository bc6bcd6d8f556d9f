package daybook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

// A run brings one book of a ledger to its targets. It is the only place that
// writes rows, and decides nothing on the memory of an earlier run.
type run struct {
	Run
	ledger     Ledger
	metrics    MetricSource
	currencies money.Currencies
	extra      uint8
	known      calendar.Instant
	book       proceeds.Book
	frame      calendar.Period   // what is complete when all is done
	slots      []calendar.Period // of a collection
	job        func(s *subscription.Subscription, known calendar.Instant, scale proceeds.Scale) *proceeds.Job
	pool       func(s []*subscription.Subscription, known calendar.Instant, scale proceeds.Scale) (*proceeds.Job, error)

	mu       sync.Mutex // guards what follows, and calls to Observe
	report   Report
	failures int // subscriptions in a row that the store would not take
	held     []channel.PartyID
}

// scale is the one scale at which amounts of a plan are booked.
func (r *run) scale(p *pricing.Plan) (uint8, error) {
	digits, err := r.currencies.Digits(p.Currency)
	return digits + r.extra, err
}

// A want is one job with its answers: of a subscription, or of a whole pool.
type want struct {
	job     *proceeds.Job
	targets []proceeds.Target
}

func (r *run) converge(ctx context.Context, jobs []*proceeds.Job) error {
	if len(jobs) == 0 {
		return nil
	}
	wants, err := r.targets(ctx, jobs)
	if err != nil {
		return err
	}
	return r.settle(ctx, wants)
}

// targets asks all meters of the batch at once, as of known.
func (r *run) targets(ctx context.Context, jobs []*proceeds.Job) ([]want, error) {
	var queries []proceeds.Query
	for _, j := range jobs {
		queries = append(queries, j.Queries()...)
	}
	var readings []proceeds.Reading
	if len(queries) > 0 {
		if r.metrics == nil {
			return nil, fmt.Errorf("daybook: metrics: %w: no MetricSource", proceeds.ErrUnmetered)
		}
		var err error
		if readings, err = r.metrics.Usage(ctx, r.known, queries); err != nil {
			return nil, fmt.Errorf("daybook: metrics: %w", err)
		}
		if len(readings) != len(queries) {
			return nil, fmt.Errorf("daybook: metrics: %d readings for %d queries", len(readings), len(queries))
		}
	}
	var wants []want
	for _, j := range jobs {
		n := len(j.Queries())
		targets, err := j.Targets(readings[:n])
		readings = readings[n:]
		if err != nil {
			r.quarantine(err, j.Subscriptions()...)
			continue
		}
		wants = append(wants, want{j, targets})
	}
	return wants, nil
}

// settle appends what is lacking, and starts again from what is stored as often
// as another run was faster. A batch that never gets through is split, so that
// only what is faulty stays out.
func (r *run) settle(ctx context.Context, wants []want) error {
	if len(wants) == 0 {
		return nil
	}
	var last error
	for range attempts {
		if err := ctx.Err(); err != nil {
			return err
		}
		rows, skipped, err := r.lacking(ctx, wants)
		if err != nil {
			var bad *badCell
			if errors.As(err, &bad) {
				last = err
				break
			}
			return err
		}
		if len(rows) > 0 {
			if last = r.ledger.AppendRows(ctx, rows); last != nil {
				r.count(Event{Kind: ReadAgain, Err: last}, func(p *Report) { p.Conflicts++ })
				continue // closed, taken or unknown: read again, never resend blindly
			}
		}
		r.count(Event{Kind: Appended}, func(p *Report) {
			p.Rows += len(rows)
			p.Skipped += skipped
			if len(rows) > 0 {
				r.failures = 0
			}
		})
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(wants) == 1 {
		r.quarantine(last, wants[0].job.Subscriptions()...)
		return r.giveUp(last)
	}
	for i := range wants {
		if err := r.settle(ctx, wants[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

// giveUp returns err if it is of a store that has failed for one subscription
// after the other: then it is not they that are faulty.
func (r *run) giveUp(err error) error {
	var bad *badCell
	if errors.As(err, &bad) || errors.Is(err, ErrConflict) || errors.Is(err, ErrClosed) {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failures++; r.failures < patience {
		return nil
	}
	return fmt.Errorf("daybook: append: %w", err)
}

// A badCell is a fault of the rows, not of the store.
type badCell struct{ error }

func (e *badCell) Unwrap() error { return e.error }

// lacking reads the heads and returns the rows that are still to append, in the
// order of keys.
func (r *run) lacking(ctx context.Context, wants []want) ([]proceeds.Row, int, error) {
	windows := make([]proceeds.Window, 0, len(wants))
	var targets []proceeds.Target
	for _, w := range wants {
		windows = append(windows, w.job.Windows()...)
		targets = append(targets, w.targets...)
	}
	if len(windows) > len(wants) { // the members of a pool lie among the others
		slices.SortFunc(targets, func(a, b proceeds.Target) int { return a.Cell.Compare(b.Cell) })
	}
	heads, closed, err := r.heads(ctx, windows)
	if err != nil {
		return nil, 0, err
	}
	rows, skipped, err := proceeds.Diff(nil, targets, heads, r.known, closed)
	if err == nil {
		err = r.runaway(rows)
	}
	if err != nil {
		return nil, 0, &badCell{err}
	}
	return rows, skipped, nil
}

// heads reads the heads of windows. Of one subscription of them, for all of a
// book are cut alike, it looks whether slots were cut otherwise, from before its
// window on.
func (r *run) heads(ctx context.Context, windows []proceeds.Window) ([]proceeds.Head, calendar.Instant, error) {
	first := windows[0]
	if len(r.slots) > 0 {
		windows[0].Period.Start -= longestSlot
	}
	heads, closed, err := r.ledger.Heads(ctx, windows)
	if err != nil {
		return nil, 0, fmt.Errorf("daybook: heads: %w", err)
	}
	if len(r.slots) > 0 {
		err = uncut(first.Subscription, r.slots, heads)
		heads = slices.DeleteFunc(heads, func(h proceeds.Head) bool {
			return h.Last.Subscription == first.Subscription && h.Last.Start < first.Period.Start
		})
	}
	return heads, closed, err
}

// runaway reports a charge that is about to book more rows a day than any should.
func (r *run) runaway(rows []proceeds.Row) error {
	type charge struct {
		subscription subscription.ID
		charge       pricing.ChargeID
		day          calendar.Instant
	}
	most, count := cmp.Or(r.MaxRows, defaultMaxRows), map[charge]int{}
	if len(rows) <= most {
		return nil
	}
	for i := range rows {
		k := charge{rows[i].Subscription, rows[i].Charge, rows[i].Start / day}
		if count[k]++; count[k] > most {
			return fmt.Errorf("%w: subscription %s charge %q on %v", ErrRunaway, k.subscription, k.charge, k.day*day)
		}
	}
	return nil
}

const day = calendar.Instant(24 * time.Hour / time.Microsecond)

// now reads the clock, once a run.
func now(c Clock) calendar.Instant {
	if c == nil {
		return calendar.At(time.Now())
	}
	return calendar.At(c.Now())
}
