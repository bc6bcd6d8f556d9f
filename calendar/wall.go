package calendar

import "time"

// A wall is what a local clock shows, in microseconds since it showed
// 1970-01-01 00:00.
type wall int64

const dayLength = wall(24 * hour)

// wallOf returns what zone's clock shows at t.
func wallOf(t Instant, zone *time.Location) wall {
	if isUTC(zone) {
		return wall(t)
	}
	_, offset := time.UnixMicro(int64(t)).In(zone).Zone()
	return wall(t) + wall(offset)*wall(second)
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
		_, offset := at.Zone()
		t := Instant(w) - Instant(offset)*second
		_, end := at.ZoneBounds()
		if end.IsZero() || t < Instant(end.UnixMicro()) {
			return t
		}
		_, next := end.Zone()
		if shown := Instant(w) - Instant(next)*second; shown < Instant(end.UnixMicro()) {
			return t // neither before the change nor after it: skipped
		}
		at = end
	}
}

func (w wall) date() date { return date(floorDiv(int64(w), int64(dayLength))) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
