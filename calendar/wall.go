package calendar

import (
	"math"
	"time"
)

// A wall is what a local clock shows, in microseconds since it showed
// 1970-01-01 00:00.
type wall int64

const dayLength = wall(24 * hour)

// wallOf returns what zone's clock shows at t.
func wallOf(t Instant, zone *time.Location) wall {
	if isUTC(zone) {
		return wall(t)
	}
	return wall(t + offsetOf(time.UnixMicro(int64(t)).In(zone)))
}

func isUTC(zone *time.Location) bool { return zone == nil || zone == time.UTC }

// in returns when zone's clock shows w. A time it shows twice is the first; a
// time it skips is shown as though the skip came later, so it moves forward by
// the skipped length.
//
// It walks the spans of constant offset, from a day before: no offset is a day.
func (w wall) in(zone *time.Location) Instant {
	if isUTC(zone) {
		return Instant(w)
	}
	at := time.UnixMicro(int64(w - dayLength)).In(zone)
	for {
		t := Instant(w) - offsetOf(at)
		end := boundAfter(at)
		if t < end {
			return t
		}
		at = time.UnixMicro(int64(end)).In(zone)
		if Instant(w)-offsetOf(at) < end {
			return t // neither before the change nor after it: skipped
		}
	}
}

func offsetOf(t time.Time) Instant {
	_, offset := t.Zone()
	return Instant(offset) * second
}

// boundAfter returns an instant after t before which the offset stays. It need
// not change there: package time also bounds years. For the last day of a leap
// year its bound can even lie before t, which would be walked for ever
// (golang/go#81583).
func boundAfter(t time.Time) Instant {
	_, end := t.ZoneBounds()
	if end.IsZero() {
		return math.MaxInt64
	}
	if end.After(t) {
		return Instant(end.UnixMicro())
	}
	return Instant((wall(t.UnixMicro()).date() + 1).wall())
}

// boundBefore returns an instant up to t from which on the offset is t's.
func boundBefore(t time.Time) Instant {
	start, _ := t.ZoneBounds()
	if start.IsZero() {
		return math.MinInt64
	}
	return Instant(start.UnixMicro())
}

func (w wall) date() date { return date(floorDiv(int64(w), int64(dayLength))) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
