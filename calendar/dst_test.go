package calendar_test

import (
	"slices"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
)

// TestEveryChange holds every change of every zone against RFC 5545: a time
// that is skipped moves forward by what is skipped, one that is repeated is the
// first.
func TestEveryChange(t *testing.T) {
	n := 0
	for _, zone := range allZones(t) {
		for _, c := range changes(zone) {
			n++
			checkChange(t, zone, c, calendar.FromWall)
		}
	}
	if n < 20_000 {
		t.Errorf("only %d changes: the test looks in the wrong place", n)
	}
}

type reporter interface {
	Errorf(format string, args ...any)
}

func checkChange(t reporter, zone *time.Location, c change, in func(int64, *time.Location) calendar.Instant) {
	lo, hi := c.at+min(c.before, c.after), c.at+max(c.before, c.after)
	for _, w := range []calendar.Instant{lo - 1, lo, (lo + hi) / 2, hi - 1, hi} {
		want := w - c.before // also where it is skipped, or shown twice
		if w >= hi {
			want = w - c.after
		}
		if got := in(int64(w), zone); got != want {
			t.Errorf("%s at %v: clock time %v is %v, want %v", zone, c.at, w, got, want)
		}
	}
}

// TestEveryChangeBites shows that time.Date would not do: it may take the second
// of two times, and move a skipped one back.
func TestEveryChangeBites(t *testing.T) {
	viaDate := func(w int64, zone *time.Location) calendar.Instant {
		u := time.UnixMicro(w).UTC()
		return calendar.At(time.Date(u.Year(), u.Month(), u.Day(), u.Hour(), u.Minute(), u.Second(), u.Nanosecond(), zone))
	}
	for _, name := range []string{"Europe/Rome", "America/New_York"} {
		var r counter
		for _, c := range changes(load(t, name)) {
			checkChange(&r, load(t, name), c, viaDate)
		}
		if r == 0 {
			t.Errorf("%s: the check passes time.Date", name)
		}
	}
}

// A counter counts what a check reports.
type counter int

func (c *counter) Errorf(string, ...any) { *c++ }

// TestDaysAroundChanges cuts the days around every change: they tile, each
// begins on its date, and each is as long as the change makes it.
func TestDaysAroundChanges(t *testing.T) {
	for _, zone := range allZones(t) {
		for _, c := range changes(zone) {
			at := calendar.Daily.SlotAt(c.at-3*day, zone).End
			around := calendar.Period{Start: at, End: c.at + 3*day}
			date := ""
			for p := range calendar.Daily.Slots(around, zone) {
				if p.Start != at || p.IsEmpty() || calendar.Daily.SlotAt(p.Start, zone) != p || calendar.Daily.SlotAt(p.End-1, zone) != p {
					t.Fatalf("%s: day %v after %v", zone, p, at)
				}
				at = p.End
				if d := p.Start.In(zone).Format(time.DateOnly); d > date {
					date = d
				} else {
					t.Fatalf("%s: day of %s after %s", zone, d, date)
				}
			}
			checkHours(t, zone, c)
		}
	}
}

// checkHours walks the hourly slots around a change. None crosses it, and all
// others are whole hours of the clock.
func checkHours(t *testing.T, zone *time.Location, c change) {
	around := calendar.Period{Start: c.at - 2*hour, End: c.at + 2*hour}
	at := around.Start
	for p := range calendar.Hourly.Cut(around, zone) {
		if p.Start != at || p.IsEmpty() || p.Contains(c.at) && p.Start != c.at {
			t.Fatalf("%s: hour %v after %v, change at %v", zone, p, at, c.at)
		}
		at = p.End
	}
	if at != around.End {
		t.Fatalf("%s: hours end at %v, want %v", zone, at, around.End)
	}
}

const (
	hour = calendar.Instant(3600e6)
	day  = 24 * hour
)

// TestSamoaSkipsADate has the date that Samoa never had.
func TestSamoaSkipsADate(t *testing.T) {
	apia := load(t, "Pacific/Apia")
	frame := calendar.Period{Start: calendar.Must("2011-12-29T10:00:00Z"), End: calendar.Must("2012-01-01T10:00:00Z")}
	var got []string
	for p := range calendar.Daily.Slots(frame, apia) {
		got = append(got, p.Start.In(apia).Format(time.DateOnly)+" "+p.End.Time().Sub(p.Start.Time()).String())
	}
	if want := []string{"2011-12-29 24h0m0s", "2011-12-31 24h0m0s", "2012-01-01 24h0m0s"}; !slices.Equal(got, want) {
		t.Errorf("slots %v, want %v", got, want)
	}

	daily := calendar.Schedule{Anchor: frame.Start, Every: calendar.Interval{Unit: calendar.Day}, Zone: apia}
	if p := daily.Period(1); !p.IsEmpty() || p.Start != calendar.Must("2011-12-30T10:00:00Z") {
		t.Errorf("period of the skipped date %v, want it empty", p)
	}
	var numbers []int
	for k := range daily.Periods(frame) {
		numbers = append(numbers, k)
	}
	if want := []int{0, 2, 3}; !slices.Equal(numbers, want) {
		t.Errorf("periods %v, want %v", numbers, want)
	}

	// A date is worth what it is worth, skipped or not: December has 31.
	december := calendar.Period{Start: calendar.Must("2011-12-01T10:00:00Z"), End: calendar.Must("2011-12-31T10:00:00Z")}
	if num, den := calendar.ByDay.Position(december, calendar.Must("2011-12-30T10:00:00Z"), apia); num != 30 || den != 31 {
		t.Errorf("31 December starts at %d of %d, want 30 of 31", num, den)
	}
}

// TestYearEndsAfterTheTables has the years that zones compute from a rule.
// Package time bounds them falsely: the years' ends are no changes, and on the
// last day of a leap year the bound lies in the past.
func TestYearEndsAfterTheTables(t *testing.T) {
	for _, zone := range allZones(t) {
		for _, year := range []int{2040, 2096, 2399, 2400, 9996} {
			turn := calendar.At(time.Date(year+1, 1, 1, 0, 0, 0, 0, time.UTC))
			for p := range calendar.Daily.Slots(calendar.Period{Start: turn - 3*day, End: turn + 3*day}, zone) {
				if p.End-p.Start != day {
					t.Fatalf("%s: day %v", zone, p)
				}
			}
			for u := turn - 3*day; u < turn+3*day; u += hour {
				if p := calendar.Hourly.SlotAt(u, zone); p.End-p.Start != hour {
					t.Fatalf("%s: hour %v", zone, p)
				}
			}
		}
	}
}

// TestDomain10Row16: the day that summer time begins has 23 hours, the day it
// ends 25; each is one day.
func TestDomain10Row16(t *testing.T) {
	rome := load(t, "Europe/Rome")
	for _, tt := range []struct {
		date, noon string
		hours      int64
	}{
		{"2025-03-30", "2025-03-30T12:00:00+02:00", 23},
		{"2025-10-26", "2025-10-26T12:00:00+01:00", 25},
		{"2025-10-27", "2025-10-27T12:00:00+01:00", 24},
	} {
		p := calendar.Daily.SlotAt(calendar.Must(tt.noon), rome)
		if got := p.Start.In(rome).Format(time.DateOnly); got != tt.date {
			t.Errorf("%s: the slot starts on %s", tt.date, got)
		}
		if got := int64((p.End - p.Start) / hour); got != tt.hours || p.End-p.Start != calendar.Instant(got)*hour {
			t.Errorf("%s: %d hours, want %d", tt.date, got, tt.hours)
		}
		if _, den := calendar.ByDay.Position(p, p.Start, rome); den != 1 {
			t.Errorf("%s: %d days, want one", tt.date, den)
		}
		if _, den := calendar.ByHour.Position(p, p.Start, rome); den != tt.hours {
			t.Errorf("%s: measured %d hours, want %d", tt.date, den, tt.hours)
		}
		n := int64(0)
		for range calendar.Hourly.Slots(p, rome) {
			n++
		}
		if n != tt.hours {
			t.Errorf("%s: %d hourly slots, want %d", tt.date, n, tt.hours)
		}
	}
}
