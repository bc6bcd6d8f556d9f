package daybook

import (
	"context"
	"fmt"
	"sort"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

// A Collector collects live proceeds. It may be shared.
type Collector struct {
	Ledger      Ledger
	Metrics     MetricSource         // nil where no plan has usage
	Clock       Clock                // nil is the machine's
	Currencies  money.Currencies     // the zero value is ISO 4217
	ExtraDigits uint8                // of quotas beyond the currency's minor unit; the Booker's must be the same
	Granularity calendar.Granularity // of slots; the zero value is a day
	Changes     []livereport.Change  // of the granularity, each from a common boundary of slots on
	Zone        *time.Location       // of reporting, one for the book; nil is UTC
	Restate     int                  // slots before the frame that are collected again; at most 100,000
	Run                              // batches, workers, shards, observers
}

// maxRestate is eleven years of hours.
const maxRestate = 100_000

// Collect books the quotas of every slot that starts in frame and is over now;
// the zero frame is the last slot that is over. So a host that calls it every
// night with the zero frame and Restate 45 collects the day before, every day
// that was missed meanwhile, and what has become known since of the last 46.
// What has changed appears as further rows of the slots that it changes.
// Repeating it adds nothing.
//
// The report names the subscriptions that were left alone; an error means that
// the run stopped early, with whole batches done. A *[livereport.BoundaryError]
// reports that the ledger was collected by larger slots, which those of this run
// would cut; they change by Changes only.
func (c *Collector) Collect(ctx context.Context, frame calendar.Period, subs Subscriptions) (Report, error) {
	known := now(c.Clock)
	slots, err := c.slots(frame, known)
	if err != nil || len(slots) == 0 {
		return Report{}, err
	}
	r := run{
		ledger: c.Ledger, metrics: c.Metrics, currencies: c.Currencies, extra: c.ExtraDigits,
		Run: c.Run, known: known, book: proceeds.Live, slots: slots,
		frame: calendar.Period{Start: slots[0].Start, End: slots[len(slots)-1].End},
		job: func(s *subscription.Subscription, known calendar.Instant, scale proceeds.Scale) *proceeds.Job {
			return proceeds.Quotas(s, slots, known, scale)
		},
		pool: func(s []*subscription.Subscription, known calendar.Instant, scale proceeds.Scale) (*proceeds.Job, error) {
			return proceeds.QuotasPool(s, slots, known, scale)
		},
	}
	return r.all(ctx, subs)
}

// slots are those to collect.
func (c *Collector) slots(frame calendar.Period, known calendar.Instant) ([]calendar.Period, error) {
	if c.Restate < 0 || c.Restate > maxRestate {
		return nil, fmt.Errorf("%w: restate: %d slots", ErrRun, c.Restate)
	}
	grid := livereport.Grid{Granularity: c.Granularity, Changes: c.Changes, Zone: c.Zone}
	if err := grid.Validate(); err != nil {
		return nil, fmt.Errorf("daybook: collector: %w", err)
	}
	if frame == (calendar.Period{}) {
		frame = grid.Last(known)
	}
	frame.Start = grid.Before(frame.Start, c.Restate)
	return grid.Slots(frame, known), nil
}

// longestSlot is a month, and a day for zones that change.
const longestSlot = 32 * day

// uncut reports a slot of s that was collected across a boundary of slots: the
// book was cut otherwise.
func uncut(s subscription.ID, slots []calendar.Period, heads []proceeds.Head) error {
	for i := range heads {
		h := &heads[i].Last
		k := sort.Search(len(slots), func(k int) bool { return slots[k].End > h.Start })
		if h.Subscription != s || k == len(slots) {
			continue
		}
		edge := slots[k].End
		if h.Start < slots[k].Start {
			edge = slots[k].Start
		}
		if edge < h.Service.End {
			return fmt.Errorf("daybook: collect: %s: %w", s, &livereport.BoundaryError{At: edge, Slot: h.Service})
		}
	}
	return nil
}
