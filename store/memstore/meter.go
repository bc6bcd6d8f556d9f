package memstore

import (
	"context"
	"fmt"
	"sync"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// A Meter is a daybook.MetricSource in memory that adds up samples, or takes
// whatever statistic a query asks for. The zero
// Meter has none and is ready; a subscription without samples used nothing. It
// may be used by several goroutines and must not be copied.
type Meter struct {
	mu      sync.Mutex
	samples map[metered][]Sample
	seen    map[event]Sample
}

// A Sample is what was used at an instant, and when that became known.
type Sample struct {
	Source, ID   string // together they name the event
	Subscription subscription.ID
	Metric       pricing.MetricID
	At           calendar.Instant
	Recorded     calendar.Instant // a query as of an earlier instant does not see it
	Quantity     decimal.Decimal
	Key          string // whom or what pricing.Unique counts once
}

type metered struct {
	subscription subscription.ID
	metric       pricing.MetricID
}

type event struct{ source, id string }

var _ daybook.MetricSource = (*Meter)(nil)

// Record takes a sample and reports whether it was new. An event that was
// recorded before is left out if it is the same, and daybook.ErrConflict if it
// is not; a quantity that money.Gate refuses is its error.
func (m *Meter) Record(s Sample) (bool, error) {
	if err := money.Gate(s.Quantity); err != nil {
		return false, fmt.Errorf("memstore: sample %q of %q: quantity: %w", s.ID, s.Source, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.samples == nil {
		m.samples, m.seen = map[metered][]Sample{}, map[event]Sample{}
	}
	e := event{s.Source, s.ID}
	if old, ok := m.seen[e]; ok {
		if !old.same(s) {
			return false, fmt.Errorf("memstore: sample %q of %q: %w", s.ID, s.Source, daybook.ErrConflict)
		}
		return false, nil
	}
	m.seen[e] = s
	k := metered{s.Subscription, s.Metric}
	m.samples[k] = append(m.samples[k], s)
	return true, nil
}

// same reports whether two samples say the same, whenever they were recorded.
func (s Sample) same(o Sample) bool {
	return s.Subscription == o.Subscription && s.Metric == o.Metric && s.At == o.At && s.Quantity.Equal(o.Quantity) && s.Key == o.Key
}

// Usage implements daybook.MetricSource.
func (m *Meter) Usage(ctx context.Context, known calendar.Instant, queries []proceeds.Query) ([]proceeds.Reading, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]proceeds.Reading, len(queries))
	for i := range queries {
		out[i] = m.read(known, &queries[i])
	}
	return out, nil
}

func (m *Meter) read(known calendar.Instant, q *proceeds.Query) proceeds.Reading {
	if q.Statistic != pricing.Total {
		return m.measure(known, q)
	}
	r := proceeds.Reading{Quantities: make([]pricing.Quantity, len(q.Ends))}
	for _, s := range m.samples[metered{q.Subscription, q.Metric}] {
		if s.Recorded > known || s.At < q.Start {
			continue
		}
		used, err := pricing.QuantityOf(s.Quantity)
		if err != nil {
			return proceeds.Reading{Err: err}
		}
		for i := len(q.Ends) - 1; i >= 0 && s.At < q.Ends[i]; i-- {
			r.Quantities[i] = r.Quantities[i].Add(used)
		}
	}
	return r
}

// measure reads a statistic that is no sum.
func (m *Meter) measure(known calendar.Instant, q *proceeds.Query) proceeds.Reading {
	var samples []pricing.Sample
	for _, s := range m.samples[metered{q.Subscription, q.Metric}] {
		samples = append(samples, pricing.Sample{Source: s.Source, ID: s.ID, At: s.At, Known: s.Recorded, Value: s.Quantity, Key: s.Key})
	}
	measured, err := pricing.Metric{ID: q.Metric, Statistic: q.Statistic}.Measure(samples, q.Start, q.Ends, known)
	r := proceeds.Reading{Err: err}
	for _, x := range measured {
		r.Quantities = append(r.Quantities, x.Quantity)
		r.Estimated = r.Estimated || x.Estimated
	}
	return r
}
