package calendar_test

import (
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
)

func TestPosition(t *testing.T) {
	rome := load(t, "Europe/Rome")
	april := between("2026-04-01", "2026-05-01")
	january := between("2026-01-01", "2026-02-01")
	february := between("2026-02-01", "2026-03-01")
	afternoon := calendar.Period{Start: calendar.Must("2026-01-05T13:59:00Z"), End: calendar.Must("2026-02-05T13:59:00Z")}
	half := calendar.Period{Start: april.Start, End: april.Start + hour/2}
	spring := calendar.Period{Start: calendar.Must("2026-03-01T00:00:00+01:00"), End: calendar.Must("2026-04-01T00:00:00+02:00")}
	tests := []struct {
		name     string
		m        calendar.Measure
		ref      calendar.Period
		at       string
		zone     *time.Location
		num, den int64
	}{
		{"by day", calendar.ByDay, april, "2026-04-16T10:00:00Z", nil, 15, 30},
		{"the start's date counts whole", calendar.ByDay, afternoon, "2026-01-06T00:00:00Z", nil, 1, 31},
		{"the end's not at all", calendar.ByDay, afternoon, "2026-02-05T00:00:00Z", nil, 31, 31},
		{"what has begun remains", calendar.ByDay, afternoon, "2026-02-04T23:59:00Z", nil, 30, 31},
		{"a day of 23 hours is a day", calendar.ByDay, spring, "2026-03-30T00:00:00+02:00", rome, 29, 31},
		{"by hour it is 23", calendar.ByHour, spring, "2026-03-30T00:00:00+02:00", rome, 28*24 + 23, 31*24 - 1},
		{"by second", calendar.BySecond, april, "2026-04-01T00:00:01.9Z", nil, 1, 30 * 86400},
		{"hours are floored", calendar.ByHour, april, "2026-04-01T01:59:59Z", nil, 1, 720},
		{"half an hour has no whole one", calendar.ByHour, half, "2026-04-01T00:29:59Z", nil, 0, int64(hour / 2)},
		{"until its end", calendar.ByHour, half, "2026-04-01T00:30:00Z", nil, int64(hour / 2), int64(hour / 2)},
		{"30/360 in a month of 31", calendar.By30E360, january, "2026-01-31T00:00:00Z", nil, 29, 30},
		{"the 31st is another 30th", calendar.By30E360, january, "2026-01-30T00:00:00Z", nil, 29, 30},
		{"30/360 in February", calendar.By30E360, february, "2026-02-28T00:00:00Z", nil, 27, 30},
		{"30/360 of a year", calendar.By30E360, between("2026-01-01", "2027-01-01"), "2026-12-01T00:00:00Z", nil, 330, 360},
		{"30/360 of nothing is worth its end", calendar.By30E360, between("2026-01-30", "2026-01-31"), "2026-01-30T23:00:00Z", nil, 0, 1},
		{"actual/30 in a month of 31", calendar.ByActual30, january, "2026-01-31T00:00:00Z", nil, 30, 30},
		{"actual/30 before February's end", calendar.ByActual30, february, "2026-02-28T23:00:00Z", nil, 27, 30},
		{"and at its end", calendar.ByActual30, february, "2026-03-01T00:00:00Z", nil, 30, 30},
		{"before", calendar.ByActual30, february, "2026-01-01T00:00:00Z", nil, 0, 30},
		{"after", calendar.By30E360, february, "2026-04-01T00:00:00Z", nil, 30, 30},
	}
	for _, tt := range tests {
		if num, den := tt.m.Position(tt.ref, calendar.Must(tt.at), tt.zone); num != tt.num || den != tt.den {
			t.Errorf("%s: %v at %s is %d of %d, want %d of %d", tt.name, tt.m, tt.at, num, den, tt.num, tt.den)
		}
	}
}

// Where a clock goes back across midnight, the date does not.
func TestDateNeverFalls(t *testing.T) {
	zone := load(t, "America/St_Johns") // 2009-11-01 00:01 became 2009-10-31 23:01
	october := calendar.Period{Start: calendar.Must("2009-10-01T00:00:00-02:30"), End: calendar.Must("2009-11-01T00:00:00-02:30")}
	again := calendar.Must("2009-10-31T23:30:00-03:30")
	if num, den := calendar.ByDay.Position(october, again, zone); num != den {
		t.Errorf("October is at %d of %d after its end", num, den)
	}
	november := calendar.Period{Start: october.End, End: calendar.Must("2009-12-01T00:00:00-03:30")}
	if num, den := calendar.ByDay.Position(november, again, zone); num != 0 || den != 30 {
		t.Errorf("November is at %d of %d on its first day", num, den)
	}
}
