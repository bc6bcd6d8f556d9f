package pricing

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/internal/fix"
)

// A tally counts samples, by time, from before start on.
type tally interface {
	add(s *Sample)
	// upTo returns the statistic over [start, end). No sample before end is
	// added after it.
	upTo(end calendar.Instant) Measurement
}

func (m Metric) tally(start calendar.Instant) tally {
	switch m.Statistic {
	case Increase:
		return &counters{start: start, at: map[string]fix.Num{}}
	case CounterValue:
		return &counters{start: start, at: map[string]fix.Num{}, stand: true}
	case Average, Peak, Last:
		return &gauges{metric: m, start: start, now: start, held: map[string]*held{}}
	}
	return &events{statistic: m.Statistic, start: start, seen: map[string]bool{}}
}

// events are a Total, a Count or a Unique.
type events struct {
	statistic Statistic
	start     calendar.Instant
	sum       fix.Num
	seen      map[string]bool
}

func (e *events) add(s *Sample) {
	switch {
	case s.At < e.start:
	case e.statistic == Total:
		e.sum = e.sum.Add(plain(s.Value))
	case e.statistic == Count:
		e.sum = e.sum.Add(one)
	case !e.seen[s.Key]:
		e.seen[s.Key] = true
		e.sum = e.sum.Add(one)
	}
}

func (e *events) upTo(calendar.Instant) Measurement { return Measurement{Quantity: FromNum(e.sum)} }

// counters are an Increase, or with stand a CounterValue.
type counters struct {
	start calendar.Instant
	at    map[string]fix.Num // by source
	up    fix.Num            // since start
	total fix.Num            // of at
	stand bool
}

func (c *counters) add(s *Sample) {
	v := plain(s.Value)
	before, known := c.at[s.Source]
	if known && s.At >= c.start {
		step := v.Sub(before)
		if step.Sign() < 0 {
			step = v // it started again from zero
		}
		c.up = c.up.Add(step)
	}
	c.at[s.Source] = v
	c.total = c.total.Add(v).Sub(before)
}

func (c *counters) upTo(calendar.Instant) Measurement {
	if c.stand {
		return Measurement{Quantity: FromNum(c.total)}
	}
	return Measurement{Quantity: FromNum(c.up)}
}

// gauges are an Average, a Peak or a Last.
type gauges struct {
	metric Metric
	start  calendar.Instant
	now    calendar.Instant
	held   map[string]*held // by source
	total  fix.Num          // of held
	area   fix.Num          // of total over the time from start to now
	peak   fix.Num
	missed bool // a sample, before now
}

type held struct {
	value fix.Num
	since calendar.Instant
}

func (g *gauges) add(s *Sample) {
	g.advance(s.At)
	h := g.held[s.Source]
	if h == nil {
		h = &held{}
		g.held[s.Source] = h
	} else {
		g.missed = g.missed || g.silent(h, s.At)
	}
	v := plain(s.Value)
	g.total = g.total.Add(v).Sub(h.value)
	*h = held{v, s.At}
}

// advance lets the gauges hold what they hold until t. What lasts no time is
// never a peak.
func (g *gauges) advance(t calendar.Instant) {
	if t <= g.now {
		return
	}
	g.missed = g.missed || len(g.held) == 0
	g.area = g.area.Add(g.total.MulInt(int64(t - g.now)))
	if g.total.Cmp(g.peak) > 0 {
		g.peak = g.total
	}
	g.now = t
}

// silent reports whether a source that reported last at h.since should have
// reported again before t, and after start.
func (g *gauges) silent(h *held, t calendar.Instant) bool {
	return g.metric.Every > 0 && max(h.since.Add(g.metric.Every), g.start) < t
}

func (g *gauges) upTo(end calendar.Instant) Measurement {
	g.advance(end)
	m := Measurement{Estimated: g.missed}
	for _, h := range g.held {
		m.Estimated = m.Estimated || g.silent(h, end)
	}
	switch g.metric.Statistic {
	case Average:
		m.Quantity = FromExact(Exact{n: g.area}.Over(int64(end - g.start)))
	case Peak:
		m.Quantity = FromNum(g.peak)
	default:
		m.Quantity = FromNum(g.total)
	}
	return m
}
