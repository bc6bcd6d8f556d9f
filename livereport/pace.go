package livereport

import (
	"fmt"
	"slices"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

// paceDecimals are kept of quantities that are to come.
const paceDecimals = 6

// leastTime is what a pace is taken over at the least: the first second of a
// month says nothing of the rest.
const leastTime = calendar.Instant(time.Hour / time.Microsecond)

// known returns the ends of q that are over at t, and t itself where the query
// goes on.
func known(q *proceeds.Query, t calendar.Instant) []calendar.Instant {
	n, _ := slices.BinarySearch(q.Ends, t+1)
	out := slices.Clone(q.Ends[:n])
	if n < len(q.Ends) && q.Start < t && (n == 0 || out[n-1] < t) {
		out = append(out, t)
	}
	return out
}

// goOn returns readings for all queries of the job: those that were asked, each
// going on as it did so far.
func (p *Preview) goOn(readings []proceeds.Reading) ([]proceeds.Reading, error) {
	next, queries := 0, p.job.Queries()
	out := make([]proceeds.Reading, len(queries))
	for i := range queries {
		q := &queries[i]
		ends := known(q, p.terms.AsOf)
		if len(ends) > 0 {
			out[i] = readings[next]
			next++
			if out[i].Err == nil && len(out[i].Quantities) != len(ends) {
				return nil, fmt.Errorf("livereport: preview: %w: metric %q: %d quantities for %d ends", proceeds.ErrUnmetered, q.Metric, len(out[i].Quantities), len(ends))
			}
			out[i].Quantities = slices.Clone(out[i].Quantities)
		}
	}
	for i := range queries {
		if err := p.extend(&queries[i], &out[i], p.pace(i, out)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// A pace is what was counted over a time.
type pace struct {
	so   pricing.Quantity
	over calendar.Instant
}

// pace returns how query i went so far; if it has not begun, how the latest one
// of its metric did.
func (p *Preview) pace(i int, readings []proceeds.Reading) (out pace) {
	queries, latest := p.job.Queries(), calendar.Instant(0)
	for k := range queries {
		q, r := &queries[k], &readings[k]
		if q.Metric != queries[i].Metric || q.Statistic != queries[i].Statistic || q.Start >= p.terms.AsOf || len(r.Quantities) == 0 {
			continue
		}
		if k == i {
			return p.soFar(q, r)
		}
		if out.over == 0 || q.Start > latest {
			latest, out = q.Start, p.soFar(q, r)
		}
	}
	return out
}

func (p *Preview) soFar(q *proceeds.Query, r *proceeds.Reading) pace {
	ends := known(q, p.terms.AsOf)
	n := min(len(ends), len(r.Quantities)) - 1
	return pace{r.Quantities[n], max(leastTime, ends[n]-q.Start)}
}

// extend adds to r, for the ends of q that are still to come, what its pace comes
// to.
func (p *Preview) extend(q *proceeds.Query, r *proceeds.Reading, by pace) error {
	if r.Err != nil {
		return nil // reported with the subscription
	}
	n, _ := slices.BinarySearch(q.Ends, p.terms.AsOf+1)
	r.Quantities = r.Quantities[:min(n, len(r.Quantities))]
	for _, end := range q.Ends[n:] {
		r.Estimated = true
		quantity := by.so
		if q.Statistic.Additive() && by.over > 0 {
			units, ok := by.so.Num().Units(int64(end-q.Start), int64(by.over), paceDecimals, fix.HalfUp)
			if !ok {
				return fmt.Errorf("livereport: preview: metric %q: %w", q.Metric, money.ErrRange)
			}
			quantity = pricing.FromNum(fix.OfInt(units, paceDecimals))
			if q.Start < p.terms.AsOf && quantity.Cmp(by.so) < 0 {
				quantity = by.so // which has more decimals, or took less than the least time
			}
		}
		r.Quantities = append(r.Quantities, quantity)
	}
	return nil
}
