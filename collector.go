package daybook

import (
	"context"
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
	Zone        *time.Location       // of reporting, one for the book; nil is UTC
	Run                              // batches, workers, shards, observers
}

// Collect books the quotas of every slot that starts in frame and is over now.
// A frame that reaches back restates: what has changed since appears as further
// rows of the slots that it changes. Repeating it adds nothing.
//
// The report names the subscriptions that were left alone; an error means that
// the run stopped early, with whole batches done.
func (c *Collector) Collect(ctx context.Context, frame calendar.Period, subs Subscriptions) (Report, error) {
	known := now(c.Clock)
	slots := livereport.Slots(c.Granularity, frame, c.Zone, known)
	if len(slots) == 0 {
		return Report{}, nil
	}
	r := run{
		ledger: c.Ledger, metrics: c.Metrics, currencies: c.Currencies, extra: c.ExtraDigits,
		Run: c.Run, known: known, book: proceeds.Live,
		frame: calendar.Period{Start: slots[0].Start, End: slots[len(slots)-1].End},
		job: func(s *subscription.Subscription, known calendar.Instant, scale proceeds.Scale) *proceeds.Job {
			return proceeds.Quotas(s, slots, known, scale)
		},
	}
	return r.all(ctx, subs)
}
