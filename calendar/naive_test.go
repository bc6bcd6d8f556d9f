package calendar_test

import (
	"slices"
	"time"

	"github.com/daybook-go/daybook/calendar"
)

// What follows does the same as the package, slowly and with other means: it
// looks clocks up instead of computing them, walks day by day instead of
// dividing, and counts instead of subtracting.

// naiveClock finds when zone's clock shows w, read as though it were UTC.
func naiveClock(w time.Time, zone *time.Location) calendar.Instant {
	const span, step = 30 * time.Hour, time.Minute
	shows := func(t time.Time) time.Time {
		_, offset := t.In(zone).Zone()
		return t.Add(time.Duration(offset) * time.Second)
	}
	var found []time.Time
	for t := w.Add(-span); t.Before(w.Add(span)); t = t.Add(step) {
		_, offset := t.In(zone).Zone()
		if u := w.Add(-time.Duration(offset) * time.Second); shows(u).Equal(w) {
			found = append(found, u)
		}
	}
	if len(found) > 0 {
		return calendar.At(slices.MinFunc(found, time.Time.Compare))
	}
	t := w.Add(-span)
	for !shows(t.Add(step)).After(w) {
		t = t.Add(step)
	}
	_, offset := t.In(zone).Zone()
	return calendar.At(w.Add(-time.Duration(offset) * time.Second))
}

func orUTC(zone *time.Location) *time.Location {
	if zone == nil {
		return time.UTC
	}
	return zone
}

// shown returns what zone's clock shows at t, as though it were UTC.
func shown(t calendar.Instant, zone *time.Location) time.Time {
	l := time.UnixMicro(int64(t)).In(orUTC(zone))
	return time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), l.Second(), l.Nanosecond(), time.UTC)
}

func midnight(t time.Time) time.Time { return t.Truncate(24 * time.Hour) }

func lastOfMonth(d time.Time) bool { return d.AddDate(0, 0, 1).Day() == 1 }

// A rule is what a test knows of an alignment.
type rule struct {
	align    calendar.Alignment
	days     []int // of OnDays
	business int   // of OnBusinessDay
	holidays *calendar.Holidays
	off      []string // the dates of holidays
}

func (r rule) works(d time.Time) bool {
	return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday && !slices.Contains(r.off, d.Format(time.DateOnly))
}

// starts says whether a period of one month, or one of several, starts on d.
func (r rule) starts(d time.Time) bool {
	switch {
	case r.align == calendar.CalendarYear:
		return d.Day() == 1
	case r.business == 0:
		last := slices.Max(r.days)
		return slices.Contains(r.days, d.Day()) || lastOfMonth(d) && last > d.Day()
	}
	step := 1 // towards the end from which r counts
	if r.business > 0 {
		step = -1
	}
	n := 0
	for e := d; e.Month() == d.Month(); e = e.AddDate(0, 0, step) {
		if r.works(e) {
			n++
		}
	}
	if !r.works(d) {
		return false
	}
	more := 0
	for e := d.AddDate(0, 0, -step); e.Month() == d.Month(); e = e.AddDate(0, 0, -step) {
		if r.works(e) {
			more++
		}
	}
	want := max(r.business, -r.business)
	return n == want || n < want && more == 0
}

// naiveStarts returns the starts of periods −reach to reach.
func naiveStarts(s calendar.Schedule, r rule, reach int) []calendar.Instant {
	if s.Align == calendar.Anniversary {
		return naiveAnniversaries(s, reach)
	}
	months := int(s.Every.N)
	if s.Every.Unit == calendar.Year {
		months *= 12
	}
	from := midnight(shown(s.Anchor, s.Zone)).AddDate(0, -months*(reach+2), 0)
	to := midnight(shown(s.Anchor, s.Zone)).AddDate(0, months*(reach+2), 0)
	var all []calendar.Instant
	var january []bool // counts from January
	zero := -1
	for d := from; d.Before(to); d = d.AddDate(0, 0, 1) {
		if !r.starts(d) {
			continue
		}
		at := naiveClock(d, orUTC(s.Zone))
		if at <= s.Anchor {
			zero = len(all)
		}
		all = append(all, at)
		january = append(january, (int(d.Month())-1)%min(months, 12) == 0)
	}
	if r.align == calendar.CalendarYear {
		for !january[zero] {
			zero--
		}
	}
	var starts []calendar.Instant
	for k := -reach; k <= reach; k++ {
		starts = append(starts, all[zero+k*months])
	}
	return starts
}

func naiveAnniversaries(s calendar.Schedule, reach int) []calendar.Instant {
	at := shown(s.Anchor, s.Zone)
	var starts []calendar.Instant
	for k := -reach; k <= reach; k++ {
		n := k * int(s.Every.N)
		var w time.Time
		switch s.Every.Unit {
		case calendar.Hour:
			starts = append(starts, s.Anchor+calendar.Instant(n)*hour)
			continue
		case calendar.Day:
			w = at.AddDate(0, 0, n)
		case calendar.Week:
			w = at.AddDate(0, 0, 7*n)
		case calendar.Year:
			w = naiveMonths(at, 12*n)
		default:
			w = naiveMonths(at, n)
		}
		if k == 0 {
			starts = append(starts, s.Anchor)
			continue
		}
		starts = append(starts, naiveClock(w, orUTC(s.Zone)))
	}
	return starts
}

// naiveMonths goes on n months and back to the month's last day.
func naiveMonths(t time.Time, n int) time.Time {
	first := t.AddDate(0, 0, 1-t.Day()).AddDate(0, n, 0)
	for d := t.Day(); ; d-- {
		if u := first.AddDate(0, 0, d-1); u.Month() == first.Month() {
			return u
		}
	}
}

// naiveDate returns the date whose midnight came last.
func naiveDate(t calendar.Instant, zone *time.Location) time.Time {
	d := midnight(shown(t, zone)).AddDate(0, 0, 2)
	for naiveClock(d, orUTC(zone)) > t {
		d = d.AddDate(0, 0, -1)
	}
	return d
}

// naivePosition counts what of ref is over, and what there is.
func naivePosition(m calendar.Measure, ref calendar.Period, t calendar.Instant, zone *time.Location) (num, den int64) {
	switch m {
	case calendar.BySecond, calendar.ByHour:
		unit := hour
		if m == calendar.BySecond {
			unit = 1e6
		}
		for u := ref.Start; u+unit <= min(t, ref.End); u += unit {
			num += int64(unit)
		}
		if t >= ref.End {
			num = int64(ref.End - ref.Start)
		}
		return num, int64(ref.End - ref.Start)
	}
	now, end := naiveDate(t, zone), naiveDate(ref.End, zone)
	for d := naiveDate(ref.Start, zone); d.Before(end); d = d.AddDate(0, 0, 1) {
		days := int64(1)
		if next := d.AddDate(0, 0, 1); m == calendar.By30E360 && next.Day() == 31 {
			days = 0
		} else if m == calendar.By30E360 && next.Day() == 1 && d.Day() < 30 {
			days = int64(31 - d.Day())
		}
		if den += days; d.Before(now) {
			num += days
		}
	}
	if m == calendar.ByActual30 {
		num, den = min(num, 30), 30
	}
	switch {
	case t <= ref.Start:
		return 0, 1
	case t >= ref.End:
		return 1, 1
	case den == 0:
		return 0, 1
	}
	return num, den
}
