package calendar_test

import (
	"flag"
	"fmt"
	"testing"

	"github.com/daybook-go/daybook/calendar"
)

// The whole sweep takes minutes:
//
//	go test ./calendar -run Sweep -sweep -timeout 30m
var sweep = flag.Bool("sweep", false, "sweep all days of the years 1 to 9999, not a sample")

// TestSweepDates holds every day of the years 1 to 9999 against a calendar of
// its own: anchors on days 1 to 31, and fixed days 1 to 31, with periods of one
// month to one year. Without -sweep it takes days around some of the starts.
func TestSweepDates(t *testing.T) {
	days := 0
	for _, s := range sweptSchedules() {
		days += s.walk(t, *sweep)
		if t.Failed() {
			return
		}
	}
	t.Logf("%d schedules, %d days", len(sweptSchedules()), days)
}

// TestSweepBites: stepping from period to period fails the sweep, as the day of
// the anchor is lost.
func TestSweepBites(t *testing.T) {
	s := swept{anchor: 2000*12 + 0, day: 31, months: 1}
	s.at = func(at calendar.Instant) (int, calendar.Period) {
		_, p := calendar.Schedule{Anchor: anchorOf(2000*12, 28)}.At(at)
		k, _ := s.schedule().At(at)
		return k, p
	}
	var r counter
	if s.walk(&r, false); r == 0 {
		t.Error("the sweep passes a schedule that forgets day 31")
	}
}

// A swept schedule has starts on a day of every so many months from an anchor's
// month, counted from year 0.
type swept struct {
	anchor, day, months int
	fixed               bool
	at                  func(calendar.Instant) (int, calendar.Period)
}

func sweptSchedules() []swept {
	var all []swept
	for _, months := range []int{1, 2, 3, 4, 6, 12} {
		for day := 1; day <= 31; day++ {
			all = append(all, swept{anchor: 2024 * 12, day: day, months: months})
		}
		for _, phase := range []int{1, 7} { // of February and August
			for day := 28; day <= 31; day++ {
				all = append(all, swept{anchor: 2024*12 + phase, day: day, months: months, fixed: true})
				if phase == 7 || day <= 29 {
					all = append(all, swept{anchor: 2024*12 + phase, day: day, months: months})
				}
			}
		}
	}
	for day := 1; day <= 31; day++ {
		all = append(all, swept{anchor: 2024 * 12, day: day, months: 1, fixed: true})
	}
	return all
}

func (s swept) schedule() calendar.Schedule {
	c := calendar.Schedule{Anchor: anchorOf(s.anchor, min(s.day, daysIn(s.anchor))), Every: calendar.Interval{N: int32(s.months)}}
	if s.months == 12 {
		c.Every = calendar.Interval{N: 1, Unit: calendar.Year}
	}
	if s.fixed {
		c.Align = calendar.OnDays(s.day)
	}
	return c
}

// walk goes through the months of all years and returns how many days it tried.
func (s swept) walk(t reporter, all bool) int {
	at, tried := s.at, 0
	if at == nil {
		at = s.schedule().At
	}
	first := calendar.MinInstant
	start := calendar.MinInstant
	for month := 12; ; month++ { // January of year 1
		length := calendar.Instant(daysIn(month)) * day
		if (month-s.anchor)%s.months == 0 || month == 10_000*12 {
			next := min(first+calendar.Instant(min(s.day, daysIn(month))-1)*day, calendar.MaxInstant)
			want := calendar.Period{Start: start, End: next}
			const far = 12 * 10_000 // turns back, so that the division rounds down
			k := (month-1-s.anchor+far*s.months)/s.months - far
			if !want.IsEmpty() && (all || month%97 == 0 || month > 9999*12) {
				tried += s.check(t, at, k, want, all)
			}
			start = next
		}
		if first += length; month == 10_000*12 {
			return tried
		}
	}
}

// check tries the days of a period, or its first and last.
func (s swept) check(t reporter, at func(calendar.Instant) (int, calendar.Period), k int, want calendar.Period, all bool) int {
	tried := 0
	try := func(u calendar.Instant) {
		tried++
		if j, p := at(u); j != k || p != want {
			t.Errorf("%v: %v lies in period %d, %v, want %d, %v", s, u, j, p, k, want)
		}
	}
	if !all {
		try(want.Start)
		try(want.End - 1)
		return tried
	}
	for u := want.Start; u < want.End; u += day {
		try(u)
	}
	return tried
}

func (s swept) String() string {
	return fmt.Sprintf("day %d of month %d, every %d months, fixed %t", s.day, s.anchor%12+1, s.months, s.fixed)
}

// daysIn is this test's own calendar: months count from year 0.
func daysIn(month int) int {
	y, m := month/12, month%12
	switch m {
	case 1:
		if y%4 == 0 && y%100 != 0 || y%400 == 0 {
			return 29
		}
		return 28
	case 3, 5, 8, 10:
		return 30
	}
	return 31
}

func anchorOf(month, dayOfMonth int) calendar.Instant {
	at := calendar.MinInstant
	for m := 12; m < month; m++ {
		at += calendar.Instant(daysIn(m)) * day
	}
	return at + calendar.Instant(dayOfMonth-1)*day
}

// TestSweepZones tiles the days of every zone from 1970 to 2037, with -sweep;
// else of some zones.
func TestSweepZones(t *testing.T) {
	frame := calendar.Period{Start: 1, End: calendar.Must("2038-01-01T00:00:00Z")}
	for i, zone := range allZones(t) {
		if !*sweep && i%60 != 0 {
			continue
		}
		n, at := 0, calendar.Daily.SlotAt(frame.Start, zone).End
		for p := range calendar.Daily.Slots(calendar.Period{Start: at, End: frame.End}, zone) {
			if n++; p.Start != at || p.IsEmpty() || p.End-p.Start > 2*day {
				t.Fatalf("%s: day %v after %v", zone, p, at)
			}
			num, den := calendar.ByDay.Position(p, p.End-1, zone)
			if num != 0 || den < 1 || den > 2 {
				t.Fatalf("%s: day %v is %d of %d days", zone, p, num, den)
			}
			at = p.End
		}
		if n < 24_835 || n > 24_838 {
			t.Fatalf("%s: %d days", zone, n)
		}
	}
}
