package faults

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/store/sqlstore"
)

// Two collectors collect one day at the same time, each with connections of its
// own. Nothing runs after them.
func TestTwoCollectors(t *testing.T) {
	onEach(t, func(t *testing.T, database string, open func(testing.TB) *sqlstore.Store) {
		r := result{order: 8, fault: "two collectors for one day", database: database,
			control: "a store that gives a row the next number that is free"}
		a, b := open(t), open(t)
		want, err := referenceOf(func(ctx context.Context, j *job, s daybook.Store) error {
			_, err := j.collect(ctx, s, dayOf(0), dayOf(0).End+day/24)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var at place
		var control difference
		// Until they have met, at least once.
		for r.jobs < times(300) || r.faults == 0 && r.jobs < 300 {
			d, conflicts, next := bothCollect(t, fmt.Sprintf("j%d-", r.jobs), a, b, a, want, at)
			at = next
			r.faults += conflicts
			r.compared(d)
		}
		for i := 0; i < 100 && !control.any(); i++ {
			d, _, next := bothCollect(t, fmt.Sprintf("control%d-", i), renumbering{a}, renumbering{b}, a, want, at)
			at = next
			control.add(d)
		}
		report(t, r, control)
	})
}

// bothCollect returns how often one of them lost a race.
func bothCollect(t *testing.T, prefix string, a, b, s daybook.Store, want *ledger, at place) (difference, int, place) {
	t.Helper()
	var wait sync.WaitGroup
	var reports [2]daybook.Report
	var errs [2]error
	start := make(chan struct{})
	for i, through := range []daybook.Store{a, b} {
		j, err := newJob(prefix)
		if err != nil {
			t.Fatal(err)
		}
		j.batch, j.hurry = 1+i, 2
		wait.Go(func() {
			<-start
			// The clocks differ, so that rows of one are never those of the other.
			reports[i], errs[i] = j.collect(t.Context(), through, dayOf(0), dayOf(0).End+day/24+calendar.Instant(i))
		})
	}
	close(start)
	wait.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	j, err := newJob(prefix)
	if err != nil {
		t.Fatal(err)
	}
	rows, next, err := read(t.Context(), s, at)
	if err != nil {
		t.Fatal(err)
	}
	got, err := j.fold(rows)
	if err != nil {
		t.Fatal(err)
	}
	return less(want, got), reports[0].Conflicts + reports[1].Conflicts, next
}
