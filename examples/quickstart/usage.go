package main

import (
	"context"
	"hash/fnv"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// usage is the demo's meter: every subscription uses something at noon of every
// day, and the same amount whenever it is asked. Some of it is heard of late.
type usage struct{}

// Usage implements daybook.MetricSource.
func (usage) Usage(ctx context.Context, known calendar.Instant, queries []proceeds.Query) ([]proceeds.Reading, error) {
	out := make([]proceeds.Reading, len(queries))
	for i := range queries {
		out[i] = read(known, &queries[i])
	}
	return out, ctx.Err()
}

// read adds up day by day, once for all ends.
func read(known calendar.Instant, q *proceeds.Query) proceeds.Reading {
	var r proceeds.Reading
	var sum int64
	noon := q.Start - q.Start%day + day/2
	for _, end := range q.Ends {
		for ; noon < end; noon += day {
			if n, heard := used(q.Subscription, q.Metric, noon); noon >= q.Start && heard <= known {
				sum += n
			}
		}
		total, err := pricing.QuantityOf(decimal.New(sum, -2))
		if err != nil {
			return proceeds.Reading{Err: err}
		}
		r.Quantities = append(r.Quantities, total)
	}
	return r
}

// used is what was used at noon of a day, in hundredths, and when the meter
// heard of it: mostly at once, sometimes two days later, and rarely ten days
// later, when the month may be closed.
func used(id subscription.ID, metric pricing.MetricID, noon calendar.Instant) (hundredths int64, heard calendar.Instant) {
	h := fnv.New64a()
	h.Write([]byte(id))
	h.Write([]byte(metric))
	n := h.Sum64() + uint64(noon/day)*0x9e3779b97f4a7c15
	n ^= n >> 31
	n *= 0xbf58476d1ce4e5b9
	n ^= n >> 29
	switch n % 100 {
	case 0:
		heard = noon + 10*day
	case 1, 2, 3:
		heard = noon + 2*day
	default:
		heard = noon
	}
	hundredths = int64((n >> 8) % 2500)
	if metric == "messages" {
		hundredths = hundredths / 100 * 100 // whole ones
	}
	return hundredths, heard
}
