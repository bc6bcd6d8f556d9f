package pricing

import (
	"errors"
	"time"

	"github.com/daybook-go/daybook/calendar"
)

// A Statistic says how samples make a quantity. The zero Statistic is Total.
type Statistic uint8

// The statistics. The first four are additive: what was used in a time is the
// difference of what was used by its end and by its start. The others are
// levels, which are priced by the share of time that they last.
const (
	Total        Statistic = iota // the values' sum
	Count                         // the number of samples
	Unique                        // the number of keys, each at its first sight in the period
	Increase                      // what counters went up by; a drop is a reset to zero
	Average                       // a gauge's, weighted by time
	Peak                          // the most that a gauge held
	Last                          // what a gauge held at the end
	CounterValue                  // what counters stand at, at the end
)

var statisticTexts = []string{"total", "count", "unique", "increase", "average", "peak", "last", "counter-value"}

// String returns the name, such as "average".
func (s Statistic) String() string { return textOf(statisticTexts, uint8(s), "statistic") }

// MarshalText returns what String does.
func (s Statistic) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what String returns.
func (s *Statistic) UnmarshalText(text []byte) error {
	i, err := indexOf(statisticTexts, text, "statistic")
	if err == nil {
		*s = Statistic(i)
	}
	return err
}

// Additive reports whether quantities of several times add up: whether usage
// accrues by [AccrueUsage] rather than by [AccrueShares].
func (s Statistic) Additive() bool { return s <= Increase }

// A Metric turns samples into quantities.
type Metric struct {
	ID        MetricID
	Statistic Statistic
	// Every, of a gauge, is how often each source reports: after that long
	// without a sample, what it held last is an estimate. Zero is a gauge that
	// reports changes alone, so what it held last holds.
	Every time.Duration
}

// A Measurement is a quantity, and whether a sample was missing for it.
type Measurement struct {
	Quantity  Quantity `json:"quantity"`
	Estimated bool     `json:"estimated,omitempty"`
}

// Measure returns what m counted over [start, end) for each of ends, which
// ascend, as it was known then: samples recorded after known do not exist. The
// samples may stand in any order and come several times; those before start
// matter to gauges and counters. An empty prefix counts nothing.
//
// Every source is a series of its own, and series add up. A gauge holds its last
// value until the next sample; before the first sample of all it holds zero,
// which is an estimate. The first value of a counter is where it starts from
// and adds nothing: 50, 80, 10, 30 are an increase of 30 + 10 + 20 = 60.
//
// Every fault is reported at once as a *[FieldError]: ends out of order, samples
// without id or time, values of gauges and counters below zero.
func (m Metric) Measure(samples []Sample, start calendar.Instant, ends []calendar.Instant, known calendar.Instant) ([]Measurement, error) {
	if err := m.check(samples, start, ends); err != nil {
		return nil, err
	}
	t := m.tally(start)
	samples = accepted(samples, known)
	out := make([]Measurement, len(ends))
	for i, end := range ends {
		for len(samples) > 0 && samples[0].At < end {
			t.add(&samples[0])
			samples = samples[1:]
		}
		if end > start {
			out[i] = t.upTo(end)
		}
	}
	return out, nil
}

func (m Metric) check(samples []Sample, start calendar.Instant, ends []calendar.Instant) error {
	f := newFaults()
	if m.Statistic > CounterValue {
		f.at("statistic").add("no such statistic: %d", m.Statistic)
	}
	if m.Every < 0 {
		f.at("every").add("%s is negative", m.Every)
	}
	for i, end := range ends {
		if end < start || i > 0 && end <= ends[i-1] {
			f.at("ends[%d]", i).add("%s is out of order", end)
		}
	}
	probe := newFaults() // paths are written for the faulty alone
	for i := range samples {
		before := len(*probe.list)
		if samples[i].check(m.Statistic, probe); len(*probe.list) > before {
			samples[i].check(m.Statistic, f.at("samples[%d]", i))
		}
	}
	return f.err()
}

func (s *Sample) check(by Statistic, f faults) {
	f.at("id").text(s.ID, true)
	f.at("source").text(s.Source, false)
	f.at("key").text(s.Key, by == Unique)
	if s.At.IsZero() {
		f.at("at").add("missing")
	}
	if f.at("value").gate(s.Value) && by >= Increase && s.Value.Sign() < 0 {
		f.at("value").wrap(errBelowZero)
	}
}

var errBelowZero = errors.New("below zero")
