package daybook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
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
// The members of a pool wait for the end of the stream, so that a batch holds
// whole pools in whatever order they come.
func (r *run) feed(ctx context.Context, subs Subscriptions, batches chan<- []subscription.Subscription) error {
	var batch []subscription.Subscription
	pools := map[subscription.PoolID][]subscription.Subscription{}
	full := func() error {
		if len(batch) < cmp.Or(r.Batch, defaultBatch) {
			return nil
		}
		defer func() { batch = make([]subscription.Subscription, 0, len(batch)) }()
		return send(ctx, batches, batch)
	}
	for s, err := range subs {
		switch {
		case err != nil:
			return fmt.Errorf("daybook: subscriptions: %w", err)
		case !r.Shard.has(&s):
			continue
		case s.Pool != "":
			pools[s.Pool] = append(pools[s.Pool], s)
			continue
		}
		batch = append(batch, s)
		if err := full(); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(pools)) {
		batch = append(batch, pools[id]...)
		if err := full(); err != nil {
			return err
		}
	}
	if len(batch) == 0 {
		return ctx.Err()
	}
	return send(ctx, batches, batch)
}

func send(ctx context.Context, batches chan<- []subscription.Subscription, batch []subscription.Subscription) error {
	select {
	case batches <- batch:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
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

// jobs returns the jobs of a batch, in the order of ids and those of pools last;
// what cannot be booked is quarantined.
func (r *run) jobs(batch []subscription.Subscription) []*proceeds.Job {
	slices.SortStableFunc(batch, func(a, b subscription.Subscription) int { return strings.Compare(string(a.ID), string(b.ID)) })
	once := make([]*subscription.Subscription, 0, len(batch))
	for i := range batch {
		if i > 0 && batch[i].ID == batch[i-1].ID {
			r.quarantine(errTwice, &batch[i])
			continue
		}
		once = append(once, &batch[i])
	}
	slices.SortStableFunc(once, func(a, b *subscription.Subscription) int { return strings.Compare(string(a.Pool), string(b.Pool)) })
	jobs := make([]*proceeds.Job, 0, len(once))
	for len(once) > 0 {
		n := 1
		for n < len(once) && once[0].Pool != "" && once[n].Pool == once[0].Pool {
			n++
		}
		if j, err := r.jobOf(once[:n]); err != nil {
			r.quarantine(err, once[:n]...)
		} else {
			jobs = append(jobs, j)
		}
		once = once[n:]
	}
	return jobs
}

// jobOf returns the job of one subscription without a pool, or of a whole pool:
// where one of it is faulty, what the others bear cannot be told.
func (r *run) jobOf(subs []*subscription.Subscription) (*proceeds.Job, error) {
	pool := subs[0].Pool
	for _, s := range subs {
		switch err := s.Validate(); {
		case err != nil && pool != "":
			return nil, fmt.Errorf("daybook: pool %q: %s: %w", pool, s.ID, err)
		case err != nil:
			return nil, err
		}
	}
	if pool == "" {
		return r.job(subs[0], r.known, r.scale), nil
	}
	return r.pool(subs, r.known, r.scale)
}

var errTwice = errors.New("daybook: the same subscription twice in one batch")

func (r *run) quarantine(err error, subs ...*subscription.Subscription) {
	for _, s := range subs {
		r.count(Event{Kind: Quarantined, Subscription: s.ID, Err: err}, func(p *Report) {
			p.Quarantined = append(p.Quarantined, Fault{s.ID, err})
			r.held = append(r.held, concerned(s)...)
		})
	}
}
