package daybook_test

import (
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/daybook-go/daybook/calendar"
)

// The oracle's time: slow, by walking, and apart from package calendar, of which
// it takes only the name of a number of microseconds.

func instantOf(t time.Time) calendar.Instant { return calendar.Instant(t.UnixMicro()) }

func timeOf(t calendar.Instant, zone *time.Location) time.Time {
	return time.UnixMicro(int64(t)).In(zone)
}

// clockShows returns when the zone's clock shows a date and time: the first time
// where it shows it twice, as much later as is skipped where it skips it.
func clockShows(y int, m time.Month, d int, clock time.Duration, zone *time.Location) calendar.Instant {
	wall := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Add(clock)
	shown := func(offset int) (time.Time, bool) {
		t := wall.Add(-time.Duration(offset) * time.Second)
		_, now := t.In(zone).Zone()
		return t, now == offset
	}
	_, before := wall.Add(-26 * time.Hour).In(zone).Zone()
	_, after := wall.Add(26 * time.Hour).In(zone).Zone()
	t, ok := shown(before)
	if u, right := shown(after); !ok && right {
		return instantOf(u)
	}
	return instantOf(t) // skipped: as though the clock had not been changed yet
}

// instant reads a date, or a date and time, of the file's zone.
func (f *facts) instant(c *command, text string) (calendar.Instant, error) {
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			return clockShows(t.Year(), t.Month(), t.Day(), t.Sub(t.Truncate(24*time.Hour)), f.zone), nil
		}
	}
	return 0, c.fault("%q is no date", text)
}

// startOf returns where period k of a term starts.
func (t *termFacts) startOf(k int, every string) calendar.Instant {
	anchor := timeOf(t.anchor, t.zone)
	y, m, d := anchor.Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	clock := time.Date(y, m, d, anchor.Hour(), anchor.Minute(), anchor.Second(), anchor.Nanosecond(), time.UTC).Sub(midnight)
	var n int
	var unit string
	if _, err := fmt.Sscanf(strings.NewReplacer("PT", "", "P", "").Replace(every), "%d%s", &n, &unit); err != nil {
		panic(every)
	}
	switch unit {
	case "H":
		return t.anchor + calendar.Instant(k*n)*3_600_000_000
	case "W":
		return clockShows(y, m, d+7*k*n, clock, t.zone)
	case "D":
		return clockShows(y, m, d+k*n, clock, t.zone)
	case "Y":
		n *= 12
	}
	if t.align == "" {
		return inMonth(y, m, k*n, d, clock, t.zone)
	}
	return t.aligned(y, m, k, n)
}

// inMonth returns a day of the month that lies so many months on, or the last
// one where there is none.
func inMonth(y int, m time.Month, months, d int, clock time.Duration, zone *time.Location) calendar.Instant {
	first := time.Date(y, m+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return clockShows(first.Year(), first.Month(), min(d, last), clock, zone)
}

// aligned periods start at midnight; number 0 is the one that the anchor lies in.
func (t *termFacts) aligned(y int, m time.Month, k, n int) calendar.Instant {
	d := 1
	switch {
	case t.align == "calendar-year":
		m -= (m - 1) % time.Month(n)
	case t.align == "last-day":
		d = 31
	default:
		if _, err := fmt.Sscanf(t.align, "day-%d", &d); err != nil {
			panic(t.align)
		}
	}
	if inMonth(y, m, 0, d, 0, t.zone) > t.anchor {
		k--
	}
	return inMonth(y, m, k*n, d, 0, t.zone)
}

// A span is half-open.
type span struct{ s, e calendar.Instant }

// over returns which part of ref is over at u, by a term's measure.
func (t *termFacts) over(ref span, u calendar.Instant) *big.Rat {
	switch {
	case u <= ref.s || ref.e <= ref.s:
		return new(big.Rat)
	case u >= ref.e:
		return big.NewRat(1, 1)
	}
	switch t.measure {
	case "second":
		return big.NewRat(int64(u-ref.s)/1e6, int64(ref.e-ref.s)/1e6)
	case "hour":
		return big.NewRat(t.hours(ref.s, u), t.hours(ref.s, ref.e))
	case "30/360":
		return big.NewRat(t.thirties(ref.s, u), t.thirties(ref.s, ref.e))
	case "actual/30":
		return big.NewRat(min(30, t.dates(ref.s, u)), 30)
	}
	return big.NewRat(t.dates(ref.s, u), t.dates(ref.s, ref.e))
}

// hours walks over those that are over.
func (t *termFacts) hours(from, to calendar.Instant) (n int64) {
	for at := from + 3_600_000_000; at <= to; at += 3_600_000_000 {
		n++
	}
	return n
}

// dates walks from the date of one instant to that of another, which does not
// count.
func (t *termFacts) dates(from, to calendar.Instant) (n int64) {
	last := timeOf(to, t.zone).Format(time.DateOnly)
	y, m, d := timeOf(from, t.zone).Date()
	for date := time.Date(y, m, d, 12, 0, 0, 0, time.UTC); date.Format(time.DateOnly) != last; date = date.AddDate(0, 0, 1) {
		n++
	}
	return n
}

// thirties counts as though every month had 30 days.
func (t *termFacts) thirties(from, to calendar.Instant) int64 {
	day := func(at calendar.Instant) int64 {
		y, m, d := timeOf(at, t.zone).Date()
		return int64(y*360+int(m)*30) + int64(min(d, 30))
	}
	return day(to) - day(from)
}

// slot returns the slot of reporting that an instant lies in.
func (f *facts) slot(at calendar.Instant) span {
	y, m, d := timeOf(at, f.slotsIn).Date()
	midnight := func(y int, m time.Month, d int) calendar.Instant { return clockShows(y, m, d, 0, f.slotsIn) }
	switch f.slots {
	case "hour":
		s := at - at%3_600_000_000
		return span{s, s + 3_600_000_000}
	case "week": // from Monday on
		for timeOf(midnight(y, m, d), f.slotsIn).Weekday() != time.Monday {
			d--
		}
		return span{midnight(y, m, d), midnight(y, m, d+7)}
	case "month":
		return span{midnight(y, m, 1), midnight(y, m+1, 1)}
	}
	return span{midnight(y, m, d), midnight(y, m, d+1)}
}
