package faults

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/store/sqlstore"
)

// The clock steps back and forth between runs over all days, and is right in the
// end: then there are the rows of one run at the latest instant that it showed.
//
// Until then there may be others. A run that finds nothing to book leaves no
// trace of what it knew, so one with an older clock may book what it knows where
// the row before is older still.
func TestSteppingClock(t *testing.T) {
	onEach(t, func(t *testing.T, database string, open func(testing.TB) *sqlstore.Store) {
		r := result{order: 9, fault: "a clock that steps back and forth", database: database,
			control: "a store that forgets with what knowledge a cell was booked, and no right clock in the end"}
		s := open(t)
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		dice := rand.New(rand.NewPCG(seed, 0))
		var at place
		for r.jobs < times(300) || r.faults == 0 {
			d, steps, next := stepping(t, dice, fmt.Sprintf("j%d-", r.jobs), s, s, true, at)
			at = next
			r.faults += steps
			r.compared(d)
		}
		var control difference
		for i := 0; i < 50 && !control.any(); i++ {
			d, _, next := stepping(t, dice, fmt.Sprintf("control%d-", i), timeless{s}, s, false, at)
			at = next
			control.add(d)
		}
		report(t, r, control)
	})
}

// stepping runs a job at five random instants, and once more at the latest of them
// where the clock is right in the end. It returns how often the clock stepped back.
func stepping(t *testing.T, dice *rand.Rand, prefix string, through, s daybook.Store, right bool, at place) (difference, int, place) {
	t.Helper()
	j, err := newJob(prefix)
	if err != nil {
		t.Fatal(err)
	}
	j.batch = subscriptions
	all := calendar.Period{Start: january.Start, End: dayOf(days - 1).End}
	var latest, before calendar.Instant
	back := 0
	for i := range 5 {
		now := january.Start + day*calendar.Instant(2+dice.IntN(18)) + calendar.Instant(dice.IntN(1_000_000))
		if i > 0 && now < before {
			back++
		}
		latest, before = max(latest, now), now
		if _, err := j.collect(t.Context(), through, all, now); err != nil {
			t.Fatal(err)
		}
	}
	if right {
		if _, err := j.collect(t.Context(), through, all, latest); err != nil {
			t.Fatal(err)
		}
	}
	want, err := referenceOf(func(ctx context.Context, j *job, s daybook.Store) error {
		_, err := j.collect(ctx, s, all, latest)
		return err
	})
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
	return less(want, got), back, next
}
