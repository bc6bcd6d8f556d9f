package daybook

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
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

// A Fault is a subscription that a run left alone, and why.
type Fault struct {
	Subscription subscription.ID
	Err          error
}

// A Report counts what a run did.
type Report struct {
	Subscriptions int     // read from the stream
	Rows          int     // appended
	Conflicts     int     // batches read again because another run was faster
	Skipped       int     // cells left alone: booked with later knowledge than this run's
	Quarantined   []Fault // subscriptions left alone
}

const (
	defaultBatch = 1000
	attempts     = 20 // at one batch, before it is split
)

// A run brings one book of a ledger to its targets. It is the only place that
// writes rows, and decides nothing on the memory of an earlier run.
type run struct {
	ledger     Ledger
	metrics    MetricSource
	currencies money.Currencies
	extra      uint8
	batch      int
	progress   func(Report)
	known      calendar.Instant
	job        func(s *subscription.Subscription, known calendar.Instant, scale proceeds.Scale) *proceeds.Job
	report     Report
}

func (r *run) all(ctx context.Context, subs Subscriptions) (Report, error) {
	if r.batch <= 0 {
		r.batch = defaultBatch
	}
	var batch []subscription.Subscription
	flush := func() error {
		if err := r.converge(ctx, r.jobs(batch)); err != nil {
			return err
		}
		batch = batch[:0]
		if r.progress != nil {
			p := r.report
			p.Quarantined = slices.Clone(p.Quarantined)
			r.progress(p)
		}
		return ctx.Err()
	}
	for s, err := range subs {
		if err != nil {
			return r.report, fmt.Errorf("daybook: subscriptions: %w", err)
		}
		r.report.Subscriptions++
		if batch = append(batch, s); len(batch) < r.batch {
			continue
		}
		if err := flush(); err != nil {
			return r.report, err
		}
	}
	if len(batch) > 0 {
		if err := flush(); err != nil {
			return r.report, err
		}
	}
	return r.report, nil
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
	r.report.Quarantined = append(r.report.Quarantined, Fault{id, err})
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
				r.report.Conflicts++
				continue // closed, taken or unknown: read again, never resend blindly
			}
		}
		r.report.Rows += len(rows)
		r.report.Skipped += skipped
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(wants) == 1 {
		r.quarantine(wants[0].job.Subscription.ID, last)
		return nil
	}
	for i := range wants {
		if err := r.settle(ctx, wants[i:i+1]); err != nil {
			return err
		}
	}
	return nil
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
	if err != nil {
		return nil, 0, &badCell{err}
	}
	return rows, skipped, nil
}

// now reads the clock, once a run.
func now(c Clock) calendar.Instant {
	if c == nil {
		return calendar.At(time.Now())
	}
	return calendar.At(c.Now())
}
