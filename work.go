package daybook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

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
	if err == nil {
		r.report.Done = r.done()
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
			r.quarantine(s, errTwice)
			continue
		}
		if err := s.Validate(); err != nil {
			r.quarantine(s, err)
			continue
		}
		jobs = append(jobs, r.job(s, r.known, r.scale))
	}
	return jobs
}

var errTwice = errors.New("daybook: the same subscription twice in one batch")

func (r *run) quarantine(s *subscription.Subscription, err error) {
	r.count(Event{Kind: Quarantined, Subscription: s.ID, Err: err}, func(p *Report) {
		p.Quarantined = append(p.Quarantined, Fault{s.ID, err})
		r.held = append(r.held, concerned(s)...)
	})
}
