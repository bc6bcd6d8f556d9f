package proceeds

import (
	"errors"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// ErrUnmetered is wrapped by the error of a subscription whose meter gave no
// reading.
var ErrUnmetered = errors.New("proceeds: no reading")

// A Query asks what a metric counted over [Start, Ends[i]) for each i:
// prefixes, so that peaks, averages and unique counts work like sums. Ends
// ascend strictly. Statistic is how the charge counts.
type Query struct {
	Subscription subscription.ID
	Metric       pricing.MetricID
	Statistic    pricing.Statistic
	Start        calendar.Instant
	Ends         []calendar.Instant
}

// A Reading answers a Query: one quantity for each end, or why there is none.
type Reading struct {
	Quantities []pricing.Quantity
	Estimated  bool
	Err        error
}

// check returns why r does not answer q.
func (r *Reading) check(q *Query) error {
	switch {
	case r.Err != nil:
		return fmt.Errorf("%w: metric %q: %w", ErrUnmetered, q.Metric, r.Err)
	case len(r.Quantities) != len(q.Ends):
		return fmt.Errorf("%w: metric %q: %d quantities for %d ends", ErrUnmetered, q.Metric, len(r.Quantities), len(q.Ends))
	}
	for i := range r.Quantities {
		if q.Statistic.Additive() && r.Quantities[i].IsFraction() {
			return fmt.Errorf("%w: metric %q: an average is not additive: %s", ErrUnmetered, q.Metric, r.Quantities[i])
		}
	}
	return nil
}

// at returns the additive quantity counted up to t; zero at q.Start and before.
func (q *Query) at(r *Reading, t calendar.Instant) fix.Num {
	return q.level(r, t).Num()
}

// level returns the statistic over [Start, t), which may be a fraction.
func (q *Query) level(r *Reading, t calendar.Instant) pricing.Quantity {
	i, ok := slices.BinarySearch(q.Ends, t)
	if !ok {
		return pricing.Quantity{}
	}
	return r.Quantities[i]
}
