package calendar_test

import (
	"fmt"
	"math"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"pgregory.net/rapid"
)

// anyInstant may be any at all.
func anyInstant(t *rapid.T, label string) calendar.Instant {
	years := rapid.Int64Range(int64(calendar.MinInstant), int64(calendar.MaxInstant))
	return calendar.Instant(rapid.OneOf(years, years, rapid.Int64(), rapid.SampledFrom([]int64{
		math.MinInt64, math.MaxInt64, int64(calendar.MinInstant), int64(calendar.MaxInstant) - 1, 0,
	})).Draw(t, label))
}

// nearInstant lies in the years 1900 to 2100, often within a day of a change.
func nearInstant(t *rapid.T, zone *time.Location, label string) calendar.Instant {
	at := calendar.Instant(rapid.Int64Range(-2_208_988_800e6, 4_102_444_800e6).Draw(t, label))
	if !rapid.Bool().Draw(t, label+" near a change") {
		return at
	}
	from, _ := time.UnixMicro(int64(at)).In(orUTC(zone)).ZoneBounds()
	if from.IsZero() || from.Year() < 1900 {
		return at
	}
	return calendar.Instant(from.UnixMicro() + rapid.Int64Range(-int64(day), int64(day)).Draw(t, label+" from it"))
}

func anySpan(t *rapid.T) calendar.Period {
	start := anyInstant(t, "start")
	if rapid.Bool().Draw(t, "long") {
		return calendar.Period{Start: start, End: anyInstant(t, "end")}
	}
	length := calendar.Instant(rapid.Int64Range(0, int64(100*day)).Draw(t, "length"))
	return calendar.Period{Start: start, End: start + min(length, math.MaxInt64-max(start, 0))}
}

func anyZone(t *rapid.T) *time.Location {
	all, err := zones()
	if err != nil {
		t.Fatal(err)
	}
	if i := rapid.IntRange(-1, len(all)-1).Draw(t, "zone"); i >= 0 {
		return all[i]
	}
	return nil
}

func anyMeasure(t *rapid.T) calendar.Measure {
	return rapid.SampledFrom([]calendar.Measure{
		calendar.ByDay, calendar.BySecond, calendar.ByHour, calendar.By30E360, calendar.ByActual30,
	}).Draw(t, "measure")
}

func anyGranularity(t *rapid.T) calendar.Granularity {
	return rapid.SampledFrom([]calendar.Granularity{
		calendar.Daily, calendar.Hourly, calendar.Weekly, calendar.Monthly,
		calendar.WeeklyFrom(time.Sunday), calendar.WeeklyFrom(time.Saturday),
	}).Draw(t, "granularity")
}

// anySchedule need not be valid: it must not hang or panic either way.
func anySchedule(t *rapid.T) calendar.Schedule {
	if rapid.Bool().Draw(t, "valid") {
		s, _ := schedule(t)
		return s
	}
	return calendar.Schedule{
		Anchor: anyInstant(t, "anchor"),
		Every:  calendar.Interval{N: rapid.Int32().Draw(t, "n"), Unit: calendar.Unit(rapid.IntRange(0, 6).Draw(t, "unit"))},
		Align:  calendar.Alignment(rapid.OneOf(rapid.Uint32(), rapid.Uint32Range(0, 1<<7)).Draw(t, "align")),
		Zone:   anyZone(t),
	}
}

// schedule is valid, of short intervals, and comes with what its alignment is
// made of.
func schedule(t *rapid.T) (calendar.Schedule, rule) {
	s := calendar.Schedule{Zone: anyZone(t)}
	s.Anchor = nearInstant(t, s.Zone, "anchor")
	s.Every.Unit = rapid.SampledFrom([]calendar.Unit{calendar.Month, calendar.Year, calendar.Day, calendar.Week, calendar.Hour}).Draw(t, "unit")
	s.Every.N = rapid.Int32Range(1, 14).Draw(t, "n")
	r := rule{}
	if s.Every.Unit == calendar.Month || s.Every.Unit == calendar.Year {
		r = anyRule(t, &s.Every)
	}
	s.Align, s.Holidays = r.align, r.holidays
	if s.Anchor == 0 {
		s.Anchor = 1
	}
	if err := s.Validate(); err != nil {
		t.Fatalf("%v: %v", s, err)
	}
	return s, r
}

func anyRule(t *rapid.T, every *calendar.Interval) rule {
	switch rapid.SampledFrom([]string{"anniversary", "calendar", "day", "days", "business"}).Draw(t, "align") {
	case "calendar":
		*every = rapid.SampledFrom([]calendar.Interval{{N: 1}, {N: 2}, {N: 3}, {N: 4}, {N: 6}, {N: 12}, {N: 1, Unit: calendar.Year}}).Draw(t, "every")
		return rule{align: calendar.CalendarYear}
	case "day":
		d := rapid.IntRange(1, 31).Draw(t, "day")
		return rule{align: calendar.OnDays(d), days: []int{d}}
	case "days":
		*every = calendar.Interval{N: 1}
		days := rapid.SliceOfNDistinct(rapid.IntRange(1, 28), 1, 6, rapid.ID).Draw(t, "days")
		return rule{align: calendar.OnDays(days...), days: days}
	case "business":
		*every = calendar.Interval{N: min(every.N, 3)}
		n := rapid.SampledFrom([]int{1, 2, 5, 10, 20, 22, 23, 31, -1, -2, -21, -31}).Draw(t, "business day")
		off := []string{}
		for range rapid.IntRange(0, 20).Draw(t, "holidays") {
			off = append(off, fmt.Sprintf("%04d-%02d-%02d", rapid.IntRange(1900, 2100).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day of month")))
		}
		h, err := calendar.NewHolidays("test", off...)
		if err != nil {
			t.Fatal(err)
		}
		return rule{align: calendar.OnBusinessDay(n), business: n, holidays: h, off: off}
	}
	return rule{}
}
