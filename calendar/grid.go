package calendar

import (
	"math"
	"time"
)

// A grid is a schedule whose anchor has been read off the clock once.
type grid struct {
	origin Instant
	shown  wall // at origin
	every  Interval
	zone   *time.Location
}

// farthest bounds k: hours of some 245,000 years.
const farthest = math.MaxInt32

func (g grid) start(k int) Instant {
	if k == 0 {
		// Not read off the clock: it may show the anchor's time twice.
		return within(g.origin)
	}
	k = min(max(k, -farthest), farthest)
	steps := int64(k) * g.every.count() // 62 bits at most
	switch g.every.Unit {
	case Hour:
		return g.hours(steps)
	case Day:
		return g.days(steps)
	case Week:
		return g.days(saturated(steps, 7))
	case Year:
		return g.months(saturated(steps, 12))
	}
	return g.months(steps)
}

func (g grid) hours(n int64) Instant {
	const most = int64((maxInstant - minInstant) / hour)
	return within(within(g.origin) + Instant(min(max(n, -most-1), most+1))*hour)
}

func (g grid) days(n int64) Instant {
	from := g.shown.date()
	return g.on(from+date(bounded(n)), g.shown-from.wall())
}

func (g grid) months(n int64) Instant {
	from := g.shown.date()
	months, day := from.civil()
	return g.on(dateOf(months+bounded(n), day), g.shown-from.wall())
}

// on returns when the clock shows a time of day d.
func (g grid) on(d date, timeOfDay wall) Instant {
	d = min(max(d, firstDate-2), lastDate+2)
	return within((d.wall() + timeOfDay).in(g.zone))
}

const (
	firstDate = date(minInstant / (24 * hour))
	lastDate  = date(maxInstant / (24 * hour))
)

// bounded keeps steps of days or months where years are still small numbers.
func bounded(n int64) int64 { return min(max(n, -farOff), farOff) }

// farOff is more than the days of 9999 years.
const farOff = 4_000_000

func saturated(n, by int64) int64 { return bounded(n) * by }

func (g grid) at(t Instant) (int, Period) {
	t = min(max(t, minInstant), maxInstant-1)
	k := g.estimate(t)
	p := Period{Start: g.start(k), End: g.start(k + 1)}
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
func (g grid) estimate(t Instant) int {
	n := g.every.count()
	to, from := wallOf(t, g.zone).date(), g.shown.date()
	switch g.every.Unit {
	case Hour:
		return int(floorDiv(int64(t-within(g.origin)), n*int64(hour)))
	case Day:
		return int(floorDiv(int64(to-from), n))
	case Week:
		return int(floorDiv(int64(to-from), n*7))
	case Year:
		n *= 12
	}
	toMonth, _ := to.civil()
	fromMonth, _ := from.civil()
	return int(floorDiv(toMonth-fromMonth, n))
}

// within keeps t in the years 1 to 9999 and the instant after them.
func within(t Instant) Instant { return min(max(t, minInstant), maxInstant) }
