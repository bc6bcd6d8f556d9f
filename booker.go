package daybook

import (
	"context"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

// A Booker books proceeds. It may be shared.
type Booker struct {
	Ledger      Ledger
	Metrics     MetricSource     // nil where no plan has usage
	Clock       Clock            // nil is the machine's
	Currencies  money.Currencies // the zero value is ISO 4217
	ExtraDigits uint8            // of booked amounts beyond the currency's minor unit; the Collector's must be the same
	Run                          // batches, workers, shards, observers
}

// Book books everything that falls due before now of the billing periods that
// reach into frame: Prepaid at a period's start, the rest at its end. What was
// booked otherwise, because less was known, is corrected by further rows.
// Repeating it, at any time and beside any other run, adds nothing.
//
// The report names the subscriptions that were left alone; an error means that
// the run stopped early, with whole batches done.
func (b *Booker) Book(ctx context.Context, frame calendar.Period, subs Subscriptions) (Report, error) {
	known := now(b.Clock)
	r := run{
		ledger: b.Ledger, metrics: b.Metrics, currencies: b.Currencies, extra: b.ExtraDigits,
		Run: b.Run, known: known, book: proceeds.Booked,
		frame: calendar.Period{Start: frame.Start, End: min(frame.End, known)},
		job: func(s *subscription.Subscription, known calendar.Instant, scale proceeds.Scale) *proceeds.Job {
			return proceeds.Due(s, frame, known, scale)
		},
		pool: func(s []*subscription.Subscription, known calendar.Instant, scale proceeds.Scale) (*proceeds.Job, error) {
			return proceeds.DuePool(s, frame, known, scale)
		},
	}
	return r.all(ctx, subs)
}
