package daybook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

// Subscriptions is a stream of subscriptions. Between two of them it must hold
// no connection that the store needs: see Paged.
type Subscriptions = iter.Seq2[subscription.Subscription, error]

// Paged streams pages that fetch reads, each after the last id of the one
// before ("" is the beginning). An empty page ends the stream. Nothing is held
// while the engine works on a page.
func Paged(fetch func(after subscription.ID) ([]subscription.Subscription, error)) Subscriptions {
	return func(yield func(subscription.Subscription, error) bool) {
		after := subscription.ID("")
		for {
			page, err := fetch(after)
			if err != nil {
				yield(subscription.Subscription{}, err)
				return
			}
			for _, s := range page {
				if !yield(s, nil) {
					return
				}
				after = s.ID
			}
			if len(page) == 0 {
				return
			}
		}
	}
}

// A run brings one book of a ledger to its targets. It is the only place that
// writes rows, and decides nothing on the memory of an earlier run.
type run struct {
	Run
	ledger     Ledger
	metrics    MetricSource
	currencies money.Currencies
	extra      uint8
	known      calendar.Instant
	job        func(s *subscription.Subscription, known calendar.Instant, scale proceeds.Scale) *proceeds.Job

	mu       sync.Mutex // guards what follows, and calls to Observe
	report   Report
	failures int // subscriptions in a row that the store would not take
}

// all takes the stream apart into batches and hands them to the workers.
func (r *run) all(ctx context.Context, subs Subscriptions) (Report, error) {
	if err := r.Run.validate(); err != nil {
		return Report{}, err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	batches := make(chan []subscription.Subscription)
	var wait sync.WaitGroup
	for range max(1, r.Workers) {
		wait.Go(func() {
			for batch := range batches {
				if err := r.batch(ctx, batch); err != nil {
					stop(err) // the stream stops; what waits is thrown away
				}
			}
		})
	}
	err := r.feed(ctx, subs, batches)
	close(batches)
	wait.Wait()
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	slices.SortFunc(r.report.Quarantined, func(a, b Fault) int {
		return strings.Compare(string(a.Subscription), string(b.Subscription))
	})
	return r.report, err
}

// feed sends batches of this run's shard until the stream or the context ends.
func (r *run) feed(ctx context.Context, subs Subscriptions, batches chan<- []subscription.Subscription) error {
	var batch []subscription.Subscription
	send := func() error {
		select {
		case batches <- batch:
			batch = make([]subscription.Subscription, 0, len(batch))
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for s, err := range subs {
		if err != nil {
			return fmt.Errorf("daybook: subscriptions: %w", err)
		}
		if !r.Shard.has(s.ID) {
			continue
		}
		if batch = append(batch, s); len(batch) == cmp.Or(r.Batch, defaultBatch) {
			if err := send(); err != nil {
				return err
			}
		}
	}
	if len(batch) == 0 {
		return ctx.Err()
	}
	return send()
}

func (r *run) batch(ctx context.Context, batch []subscription.Subscription) error {
	if err := r.converge(ctx, r.jobs(batch)); err != nil {
		return err
	}
	r.count(Event{Kind: BatchDone}, func(p *Report) { p.Subscriptions += len(batch) })
	return ctx.Err()
}

// count changes the report and tells the observer.
func (r *run) count(e Event, change func(*Report)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.report)
	if r.Observe != nil {
		e.Report = r.report
		e.Report.Quarantined = slices.Clone(e.Report.Quarantined)
		r.Observe(e)
	}
}

// jobs returns the jobs of a batch in the order of ids; what cannot be booked
// is quarantined.
func (r *run) jobs(batch []subscription.Subscription) []*proceeds.Job {
	slices.SortStableFunc(batch, func(a, b subscription.Subscription) int {
		return strings.Compare(string(a.ID), string(b.ID))
	})
	jobs := make([]*proceeds.Job, 0, len(batch))
	for i := range batch {
		s := &batch[i]
		if i > 0 && s.ID == batch[i-1].ID {
			r.quarantine(s.ID, errTwice)
			continue
		}
		if err := s.Validate(); err != nil {
			r.quarantine(s.ID, err)
			continue
		}
		jobs = append(jobs, r.job(s, r.known, r.scale))
	}
	return jobs
}

var errTwice = errors.New("daybook: the same subscription twice in one batch")

func (r *run) quarantine(id subscription.ID, err error) {
	r.count(Event{Kind: Quarantined, Subscription: id, Err: err}, func(p *Report) {
		p.Quarantined = append(p.Quarantined, Fault{id, err})
	})
}

// scale is the one scale at which amounts of a plan are booked.
func (r *run) scale(p *pricing.Plan) (uint8, error) {
	digits, err := r.currencies.Digits(p.Currency)
	return digits + r.extra, err
}

// A want is one job with its answers.
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
			r.quarantine(j.Subscription.ID, err)
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
		r.quarantine(wants[0].job.Subscription.ID, last)
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
		windows = append(windows, w.job.Window)
		targets = append(targets, w.targets...)
	}
	heads, closed, err := r.ledger.Heads(ctx, windows)
	if err != nil {
		return nil, 0, fmt.Errorf("daybook: heads: %w", err)
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
