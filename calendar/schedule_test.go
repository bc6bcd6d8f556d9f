package calendar_test

import (
	"math"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/google/go-cmp/cmp"
)

// dates lists the local dates, and times other than midnight, of some starts.
func dates(s calendar.Schedule, from, to int) []string {
	var all []string
	for k := from; k <= to; k++ {
		at := shown(s.Start(k), s.Zone)
		text := at.Format(time.DateOnly)
		if at != midnight(at) {
			text += at.Format(" 15:04")
		}
		all = append(all, text)
	}
	return all
}

func TestScheduleStarts(t *testing.T) {
	rome := load(t, "Europe/Rome")
	germany, err := calendar.NewHolidays("DE", "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01")
	if err != nil {
		t.Fatal(err)
	}
	year := calendar.Interval{N: 1, Unit: calendar.Year}
	tests := []struct {
		name   string
		anchor string
		every  calendar.Interval
		align  calendar.Alignment
		from   int
		want   []string
	}{
		{"renews at the same time of day", "2026-01-05T13:59:00+01:00", calendar.Interval{}, calendar.Anniversary, 0, []string{"2026-01-05 13:59", "2026-02-05 13:59", "2026-03-05 13:59", "2026-04-05 13:59"}},
		{"before the anchor too", "2026-01-31T00:00:00+01:00", calendar.Interval{N: 1}, calendar.Anniversary, -2, []string{"2025-11-30", "2025-12-31", "2026-01-31", "2026-02-28"}},
		{"every two months", "2025-12-31T00:00:00+01:00", calendar.Interval{N: 2}, calendar.Anniversary, 0, []string{"2025-12-31", "2026-02-28", "2026-04-30"}},
		{"yearly from 29 February", "2024-02-29T00:00:00+01:00", year, calendar.Anniversary, 0, []string{"2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"}},
		{"every 28 days, over summer time", "2026-03-15T08:00:00+01:00", calendar.Interval{N: 28, Unit: calendar.Day}, calendar.Anniversary, 0, []string{"2026-03-15 08:00", "2026-04-12 08:00", "2026-05-10 08:00"}},
		{"every two weeks", "2026-03-16T00:00:00+01:00", calendar.Interval{N: 2, Unit: calendar.Week}, calendar.Anniversary, 0, []string{"2026-03-16", "2026-03-30", "2026-04-13"}},
		{"hours are absolute", "2026-03-29T00:00:00+01:00", calendar.Interval{N: 2, Unit: calendar.Hour}, calendar.Anniversary, 0, []string{"2026-03-29", "2026-03-29 03:00", "2026-03-29 05:00"}},
		{"fixed day", "2026-01-20T15:00:00+01:00", calendar.Interval{}, calendar.OnDays(15), -1, []string{"2025-12-15", "2026-01-15", "2026-02-15"}},
		{"fixed day, cut to the month", "2026-03-10T15:00:00+01:00", calendar.Interval{}, calendar.OnDays(30), 0, []string{"2026-02-28", "2026-03-30", "2026-04-30"}},
		{"last day", "2026-03-10T15:00:00+01:00", calendar.Interval{}, calendar.LastDay, 0, []string{"2026-02-28", "2026-03-31", "2026-04-30"}},
		{"fixed day, yearly, from February", "2026-03-10T15:00:00+01:00", year, calendar.LastDay, 0, []string{"2026-02-28", "2027-02-28", "2028-02-29"}},
		{"calendar month", "2026-01-20T15:00:00+01:00", calendar.Interval{}, calendar.CalendarYear, 0, []string{"2026-01-01", "2026-02-01"}},
		{"calendar quarter", "2026-05-20T15:00:00+02:00", calendar.Interval{N: 3}, calendar.CalendarYear, -1, []string{"2026-01-01", "2026-04-01", "2026-07-01"}},
		{"calendar half-year", "2026-05-20T15:00:00+02:00", calendar.Interval{N: 6}, calendar.CalendarYear, 0, []string{"2026-01-01", "2026-07-01", "2027-01-01"}},
		{"calendar year", "2026-05-20T15:00:00+02:00", year, calendar.CalendarYear, 0, []string{"2026-01-01", "2027-01-01"}},
		{"several days of a month", "2026-01-20T15:00:00+01:00", calendar.Interval{}, calendar.OnDays(31, 1, 15), -1, []string{"2026-01-01", "2026-01-15", "2026-01-31", "2026-02-01", "2026-02-15", "2026-02-28", "2026-03-01"}},
		{"first business day", "2026-01-20T15:00:00+01:00", calendar.Interval{}, calendar.OnBusinessDay(1), 0, []string{"2026-01-02", "2026-02-02", "2026-03-02", "2026-04-01", "2026-05-04"}},
		{"third business day", "2026-04-20T15:00:00+02:00", calendar.Interval{}, calendar.OnBusinessDay(3), 0, []string{"2026-04-07", "2026-05-06"}},
		{"last business day, quarterly", "2026-01-31T15:00:00+01:00", calendar.Interval{N: 3}, calendar.OnBusinessDay(-1), 0, []string{"2026-01-30", "2026-04-30", "2026-07-31"}},
		{"more business days than there are", "2026-02-28T15:00:00+01:00", calendar.Interval{}, calendar.OnBusinessDay(23), 0, []string{"2026-02-27", "2026-03-31"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := calendar.Schedule{Anchor: calendar.Must(tt.anchor), Every: tt.every, Align: tt.align, Zone: rome, Holidays: germany}
			if err := s.Validate(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, dates(s, tt.from, tt.from+len(tt.want)-1)); diff != "" {
				t.Errorf("starts mismatch (-want +got):\n%s", diff)
			}
			if k, p := s.At(s.Anchor); k != 0 || !p.Contains(s.Anchor) {
				t.Errorf("the anchor lies in period %d, %v", k, p)
			}
		})
	}
}

// A repeated anchor time stays the second, if that is what it was.
func TestScheduleAnchorIsNotReadOffTheClock(t *testing.T) {
	s := calendar.Schedule{
		Anchor: calendar.Must("2025-10-26T02:30:00+01:00"),
		Every:  calendar.Interval{Unit: calendar.Day}, Zone: load(t, "Europe/Rome"),
	}
	if p := s.Period(0); p.Start != s.Anchor || p.End-p.Start != day {
		t.Errorf("period 0 is %v", p)
	}
}

func TestScheduleValidate(t *testing.T) {
	ok := calendar.Schedule{Anchor: 1}
	years := func(n int32) calendar.Interval { return calendar.Interval{N: n, Unit: calendar.Year} }
	tests := []struct {
		name string
		s    calendar.Schedule
		want []string
	}{
		{"a month in UTC", ok, nil},
		{"nothing", calendar.Schedule{}, []string{"anchor"}},
		{"before year 1", calendar.Schedule{Anchor: math.MinInt64}, []string{"anchor"}},
		{"after year 9999", calendar.Schedule{Anchor: calendar.MaxInstant}, []string{"anchor"}},
		{"all at once", calendar.Schedule{Every: calendar.Interval{N: -1, Unit: 9}, Align: calendar.OnDays(0), Zone: time.Local, Holidays: &calendar.Holidays{}}, []string{"anchor", "every", "every", "align", "zone", "holidays"}},
		{"offset", calendar.Schedule{Anchor: 1, Zone: time.FixedZone("", 3600)}, []string{"zone"}},
		{"no calendar of days", calendar.Schedule{Anchor: 1, Align: calendar.CalendarYear, Every: calendar.Interval{Unit: calendar.Day}}, []string{"align"}},
		{"five months", calendar.Schedule{Anchor: 1, Align: calendar.CalendarYear, Every: calendar.Interval{N: 5}}, []string{"align"}},
		{"two years", calendar.Schedule{Anchor: 1, Align: calendar.CalendarYear, Every: years(2)}, []string{"align"}},
		{"two years from a day", calendar.Schedule{Anchor: 1, Align: calendar.LastDay, Every: years(2)}, nil},
		{"several days, quarterly", calendar.Schedule{Anchor: 1, Align: calendar.OnDays(1, 15), Every: calendar.Interval{N: 3}}, []string{"align"}},
		{"days that meet", calendar.Schedule{Anchor: 1, Align: calendar.OnDays(28, 31)}, []string{"align"}},
		{"days that do not", calendar.Schedule{Anchor: 1, Align: calendar.OnDays(27, 31)}, nil},
		{"no days", calendar.Schedule{Anchor: 1, Align: calendar.OnDays()}, []string{"align"}},
		{"day 32", calendar.Schedule{Anchor: 1, Align: calendar.OnDays(1, 32)}, []string{"align"}},
		{"business day 0", calendar.Schedule{Anchor: 1, Align: calendar.OnBusinessDay(0)}, []string{"align"}},
		{"business day -32", calendar.Schedule{Anchor: 1, Align: calendar.OnBusinessDay(-32)}, []string{"align"}},
		{"any number", calendar.Schedule{Anchor: 1, Align: math.MaxUint32}, []string{"align"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, asFields(tt.s.Validate())); diff != "" {
				t.Errorf("Validate mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// Years 1 and 9999 are the ends: time stands still there, and nothing hangs.
func TestScheduleEndsOfTime(t *testing.T) {
	rome := load(t, "Europe/Rome")
	for _, s := range []calendar.Schedule{
		{Anchor: 1, Zone: rome},
		{Anchor: math.MinInt64, Every: calendar.Interval{N: math.MaxInt32, Unit: calendar.Year}},
		{Anchor: math.MaxInt64, Every: calendar.Interval{N: math.MaxInt32, Unit: calendar.Hour}, Zone: rome},
		{Anchor: 1, Align: calendar.OnDays(1, 30, 31), Every: calendar.Interval{N: math.MaxInt32}},
	} {
		for _, k := range []int{math.MinInt, math.MinInt32, math.MaxInt32, math.MaxInt} {
			if at := s.Start(k); k < 0 && at != calendar.MinInstant || k > 0 && at != calendar.MaxInstant {
				t.Errorf("%v: period %d starts at %v", s, k, at)
			}
			if p := s.Period(k); !p.Valid() {
				t.Errorf("%v: period %d is %v", s, k, p)
			}
		}
		for range s.Periods(calendar.Period{Start: calendar.MaxInstant - day, End: math.MaxInt64}) {
		}
		for k, p := range s.Periods(calendar.Period{Start: math.MinInt64, End: math.MaxInt64}) {
			if got, _ := s.At(math.MinInt64); k != got || p.Start != calendar.MinInstant {
				t.Errorf("%v: the first period is %d, %v", s, k, p)
			}
			break
		}
	}
}

func TestHolidays(t *testing.T) {
	_, err := calendar.NewHolidays("", "2026-01-01", "2026-02-30", "tomorrow")
	if diff := cmp.Diff([]string{"name", "dates[1]", "dates[2]"}, asFields(err)); diff != "" {
		t.Errorf("NewHolidays mismatch (-want +got):\n%s", diff)
	}

	uae, err := calendar.NewHolidays("AE", "2026-06-01")
	if err != nil {
		t.Fatal(err)
	}
	june := func(h *calendar.Holidays, n int) string {
		s := calendar.Schedule{Anchor: calendar.Must("2026-06-30T00:00:00Z"), Align: calendar.OnBusinessDay(n), Holidays: h}
		return s.Start(0).Time().Format(time.DateOnly)
	}
	friday := uae.WithWeekend(time.Friday, time.Saturday)
	allWeek := friday.WithWeekend(0, 1, 2, 3, 4, 5, 6)
	for _, tt := range []struct {
		h    *calendar.Holidays
		n    int
		want string
	}{
		{nil, 1, "2026-06-01"},
		{uae, 1, "2026-06-02"},
		{uae, 4, "2026-06-05"},
		{friday, 4, "2026-06-07"}, // a Sunday; the 5th is a Friday
		{allWeek, 1, "2026-06-30"},
		{allWeek, -1, "2026-06-01"},
		{uae, -22, "2026-06-02"},
		{(*calendar.Holidays)(nil).WithWeekend(), 7, "2026-06-07"},
	} {
		if got := june(tt.h, tt.n); got != tt.want {
			t.Errorf("business day %d of %q: %s, want %s", tt.n, tt.h.Name(), got, tt.want)
		}
	}
	if got := june(uae, 1); got != "2026-06-02" || friday.Name() != "AE" {
		t.Errorf("WithWeekend changed what it was called on: %s", got)
	}
}

// Equal schedules compare equal, so they may be keys.
func TestScheduleCompares(t *testing.T) {
	rome := load(t, "Europe/Rome")
	a := calendar.Schedule{Anchor: 1, Align: calendar.OnDays(1, 15), Zone: rome}
	b := calendar.Schedule{Anchor: 1, Align: calendar.OnDays(15, 1), Zone: rome}
	if a != b || a == (calendar.Schedule{Anchor: 1, Zone: rome}) {
		t.Error("schedules do not compare by value")
	}
}
