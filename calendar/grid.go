package calendar

import (
	"math"
	"time"
)

// A grid is a schedule whose anchor has been read off the clock once.
type grid struct {
	every  Interval
	zone   *time.Location
	origin Instant // where period 0 starts, of an anniversary
	date   date    // shown at the origin, as timeOfDay
	monthly
	timeOfDay wall
}

// farthest bounds k: hours of some 245,000 years.
const farthest = math.MaxInt32

// newGrid returns the anniversaries of origin, when the clock is to show shown.
func newGrid(origin Instant, shown wall, every Interval, zone *time.Location) grid {
	d := shown.date()
	g := grid{every: every, zone: zone, origin: origin, date: d, timeOfDay: shown - d.wall()}
	g.month, g.day = d.civil()
	g.perTurn = 1
	return g
}

func (g *grid) start(k int) Instant {
	if k == 0 && g.align == Anniversary {
		return g.origin // not read off the clock, which may show it twice
	}
	k = min(max(k, -farthest), farthest)
	steps := int64(k) * g.every.count() // 62 bits at most
	switch g.every.Unit {
	case Hour:
		return g.hours(steps)
	case Day:
		return g.on(g.date + date(bounded(steps)))
	case Week:
		return g.on(g.date + date(bounded(steps)*7))
	}
	return g.on(g.monthly.start(int64(k), g.months()))
}

func (g *grid) hours(n int64) Instant {
	const most = int64((maxInstant - minInstant) / hour)
	return within(g.origin + Instant(min(max(n, -most-1), most+1))*hour)
}

// on returns when the clock shows the time of day on d.
func (g *grid) on(d date) Instant {
	d = min(max(d, firstDate-2), lastDate+3)
	return within((d.wall() + g.timeOfDay).in(g.zone))
}

// months returns how many of them every is, if it is months or years.
func (g *grid) months() int64 {
	n := bounded(g.every.count())
	if g.every.Unit == Year {
		n *= 12
	}
	return n
}

// bounded keeps steps of days or months where years are still small numbers.
func bounded(n int64) int64 {
	const farOff = 4_000_000 // more than the days of 9999 years
	return min(max(n, -farOff), farOff)
}

func (g *grid) period(k int) Period {
	k = min(k, farthest) // so that k + 1 is a number
	return Period{Start: g.start(k), End: g.start(k + 1)}
}

// at finds the period of t from an estimate, which is off by a step or two.
func (g *grid) at(t Instant) (int, Period) {
	t = min(within(t), maxInstant-1)
	k := g.estimate(t)
	p := g.period(k)
	for t < p.Start {
		k--
		p = Period{Start: g.start(k), End: p.Start}
	}
	for t >= p.End {
		k++
		p = Period{Start: p.End, End: g.start(k + 1)}
	}
	return k, p
}

// estimate is off by one where the day or the time of day is not reached yet,
// and by one more where the zone changes.
func (g *grid) estimate(t Instant) int {
	if g.every.Unit == Hour {
		return int(floorDiv(int64(t-g.origin), g.every.count()*int64(hour)))
	}
	shown := wallOf(t, g.zone)
	d := shown.date()
	switch g.every.Unit {
	case Day, Week:
		n := g.every.count()
		if g.every.Unit == Week {
			n *= 7
		}
		if shown-d.wall() < g.timeOfDay {
			d--
		}
		return int(floorDiv(int64(d-g.date), n))
	}
	return int(g.monthly.estimate(d, g.months()))
}
