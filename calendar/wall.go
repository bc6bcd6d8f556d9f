package calendar

import "time"

// A wall is what a local clock shows, in microseconds since it showed
// 1970-01-01 00:00.
type wall int64

const dayLength = wall(24 * hour)

// wallOf returns what zone's clock shows at t.
func wallOf(t Instant, zone *time.Location) wall {
	if zone == nil || zone == time.UTC {
		return wall(t)
	}
	_, offset := time.UnixMicro(int64(t)).In(zone).Zone()
	return wall(t) + wall(offset)*wall(second)
}

// in returns when zone's clock shows w. A time it shows twice is the first; a
// time it skips is shown as though the skip came later, so it moves forward by
// the skipped length.
//
// It walks the spans of constant offset, from a day before: no offset is a day.
func (w wall) in(zone *time.Location) Instant {
	if zone == nil || zone == time.UTC {
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

// A date is a day of the proleptic Gregorian calendar; 0 is 1970-01-01.
type date int64

func (w wall) date() date { return date(floorDiv(int64(w), int64(dayLength))) }

func (d date) wall() wall { return wall(d) * dayLength }

const secondsPerDay = 24 * 60 * 60

// civil returns the months since year 0 and the day of the month.
func (d date) civil() (months int64, day int) {
	y, m, day := time.Unix(int64(d)*secondsPerDay, 0).UTC().Date()
	return int64(y)*12 + int64(m) - 1, day
}

// dateOf returns the day of a month, or the month's last if it has fewer.
func dateOf(months int64, day int) date {
	first := firstOf(months)
	return min(first+date(day), firstOf(months+1)) - 1
}

func firstOf(months int64) date {
	y := floorDiv(months, 12)
	m := time.Month(months - 12*y + 1)
	return date(time.Date(int(y), m, 1, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
