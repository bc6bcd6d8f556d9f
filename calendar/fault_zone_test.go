package calendar_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
)

// In São Paulo summer time began at midnight, which was skipped.
func TestFault09NoLoopWhereMidnightIsSkipped(t *testing.T) {
	zone := load(t, "America/Sao_Paulo")
	check := func(next func(calendar.Instant) calendar.Instant) error {
		at := calendar.Must("2018-11-02T12:00:00-03:00")
		for range 7 {
			at = next(at)
		}
		if got := at.In(zone).Format(time.DateOnly); got != "2018-11-09" {
			return fmt.Errorf("seven days on it is %s", got)
		}
		return nil
	}
	good := func(t calendar.Instant) calendar.Instant { return calendar.Daily.SlotAt(t, zone).End }
	bites(t, check, good, func(t calendar.Instant) calendar.Instant {
		l := t.In(zone)
		_, offset := l.AddDate(0, 0, 2).Zone() // so a skipped midnight is 23:00 of the same day
		midnight := time.Date(l.Year(), l.Month(), l.Day()+1, 0, 0, 0, 0, time.UTC)
		return calendar.At(midnight.Add(-time.Duration(offset) * time.Second))
	})
}

func TestFault10ZoneByNameNotOffset(t *testing.T) {
	rome := load(t, "Europe/Rome")
	s := calendar.Schedule{Anchor: calendar.Must("2026-01-01T00:00:00+01:00"), Zone: rome}
	offset := s
	offset.Zone = time.FixedZone("+01:00", 3600)
	check := func(s calendar.Schedule) error {
		for k := range 12 {
			if at := s.Start(k).In(rome); at.Hour() != 0 {
				return fmt.Errorf("period %d starts at %v", k, at)
			}
		}
		text, err := s.Text()
		if err != nil || text.Zone != "Europe/Rome" {
			return fmt.Errorf("stored as %q, %v", text.Zone, err)
		}
		return nil
	}
	bites(t, check, s, offset)
	if got := asFields(offset.Validate()); !slices.Equal(got, []string{"zone"}) {
		t.Errorf("an offset as zone: faults at %v", got)
	}
}

// A period has one number, whatever date it is in UTC meanwhile.
func TestFault11NumberIsIdentity(t *testing.T) {
	zone := load(t, "America/Los_Angeles")
	s := calendar.Schedule{Anchor: calendar.Must("2026-01-01T00:00:00-08:00"), Align: calendar.CalendarYear, Zone: zone}
	check := func(number func(calendar.Instant) int) error {
		for k := range 24 {
			p := s.Period(k)
			for u := p.Start; u < p.End; u += hour {
				if got := number(u); got != k {
					return fmt.Errorf("%v of period %d has number %d", u, k, got)
				}
			}
		}
		return nil
	}
	good := func(t calendar.Instant) int {
		k, _ := s.At(t)
		return k
	}
	bites(t, check, good, func(t calendar.Instant) int {
		return (t.Time().Year()-2026)*12 + int(t.Time().Month()) - 1
	})
}

// A store and a program in different zones see the same period.
func TestFault12ZoneOfTheTimeDoesNotMatter(t *testing.T) {
	s := calendar.Schedule{Anchor: calendar.Must("2026-01-01T00:00:00Z")}
	read := []*time.Location{time.UTC, load(t, "Asia/Tokyo"), load(t, "America/Los_Angeles")}
	check := func(number func(time.Time) int) error {
		for h := range 24 * 90 {
			u := s.Anchor + calendar.Instant(h)*hour
			for _, zone := range read {
				if got, want := number(u.In(zone)), number(u.In(time.UTC)); got != want {
					return fmt.Errorf("%v is in period %d in %v, else in %d", u, got, zone, want)
				}
			}
		}
		return nil
	}
	good := func(t time.Time) int {
		k, _ := s.At(calendar.At(t))
		return k
	}
	bites(t, check, good, func(t time.Time) int { return t.Year()*12 + int(t.Month()) })
}

func TestFault13CalendarOfTheCustomersZone(t *testing.T) {
	tokyo := load(t, "Asia/Tokyo")
	check := func(zone *time.Location) error {
		s := calendar.Schedule{Anchor: calendar.Must("2026-01-10T00:00:00+09:00"), Align: calendar.CalendarYear, Zone: zone}
		u := calendar.Must("2026-04-01T00:30:00+09:00") // March in UTC
		if k, p := s.At(u); k != 3 || p.Start != calendar.Must("2026-04-01T00:00:00+09:00") {
			return fmt.Errorf("%v lies in period %d, %v", u, k, p)
		}
		slot := calendar.Monthly.SlotAt(u, zone)
		if slot.Start != calendar.Must("2026-04-01T00:00:00+09:00") {
			return fmt.Errorf("%v lies in slot %v", u, slot)
		}
		return nil
	}
	bites(t, check, tokyo, time.UTC)
}

func TestFault14GapAndRepeatHaveOneRule(t *testing.T) {
	rome := load(t, "Europe/Rome")
	daily := func(anchor string) starts {
		return calendar.Schedule{Anchor: calendar.Must(anchor), Every: calendar.Interval{Unit: calendar.Day}, Zone: rome}.Start
	}
	check := func(from func(anchor string) starts) error {
		// 02:30 is skipped on 29 March and shown twice on 25 October.
		if got, want := from("2026-03-28T02:30:00+01:00")(1), calendar.Must("2026-03-29T03:30:00+02:00"); got != want {
			return fmt.Errorf("skipped: %v, want %v", got.In(rome), want.In(rome))
		}
		if got, want := from("2026-10-24T02:30:00+02:00")(1), calendar.Must("2026-10-25T02:30:00+02:00"); got != want {
			return fmt.Errorf("repeated: %v, want %v", got.In(rome), want.In(rome))
		}
		return nil
	}
	// With the offset after the change: the second, and moved back.
	late := func(anchor string) starts {
		return func(k int) calendar.Instant {
			w := shown(calendar.Must(anchor), rome).AddDate(0, 0, k)
			_, offset := calendar.At(w).Add(24 * time.Hour).In(rome).Zone()
			return calendar.At(w.Add(-time.Duration(offset) * time.Second))
		}
	}
	bites(t, check, daily, late)
}

// A fact and a boundary are cut to the same resolution, on entry.
func TestFault15OneResolution(t *testing.T) {
	began := time.Date(2026, 1, 5, 13, 59, 0, 123_456_789, time.UTC)
	s := calendar.Schedule{Anchor: calendar.At(began)}
	check := func(enter func(time.Time) calendar.Instant) error {
		for _, d := range []time.Duration{0, 1, 210, 211, time.Microsecond, time.Millisecond} {
			if k, _ := s.At(enter(began.Add(d))); k != 0 {
				return fmt.Errorf("%v after the start lies in period %d", d, k)
			}
		}
		if k, _ := s.At(enter(began.Add(-time.Microsecond))); k != -1 {
			return errors.New("before the start is not before the period")
		}
		return nil
	}
	bites(t, check, calendar.At, func(t time.Time) calendar.Instant {
		return calendar.Instant(t.UnixMilli()) * 1000
	})
}

func TestFault16NoFloats(t *testing.T) {
	check := func(enter func(time.Time) calendar.Instant) error {
		for _, s := range []string{"2026-01-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00.000001Z"} {
			at, err := time.Parse(time.RFC3339Nano, s)
			if err != nil {
				return err
			}
			if got := enter(at); got.String() != s {
				return fmt.Errorf("%s became %v", s, got)
			}
		}
		return nil
	}
	bites(t, check, calendar.At, func(t time.Time) calendar.Instant {
		seconds := float64(t.Unix()) + float64(t.Nanosecond())/1e9
		return calendar.Instant(seconds * 1e6)
	})
}
