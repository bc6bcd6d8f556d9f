package calendar_test

import (
	"slices"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/google/go-cmp/cmp"
)

// local writes periods as a zone's clock shows them.
func local(ps []calendar.Period, zone *time.Location) []string {
	var all []string
	for _, p := range ps {
		all = append(all, p.Start.In(zone).Format("01-02 15:04 Mon")+" / "+p.End.In(zone).Format("01-02 15:04"))
	}
	return all
}

func TestSlots(t *testing.T) {
	rome, adelaide := load(t, "Europe/Rome"), load(t, "Australia/Adelaide")
	tests := []struct {
		name  string
		g     calendar.Granularity
		zone  *time.Location
		frame string
		end   string
		cut   []string
		slots int // of those that start in the frame
	}{
		{"a day within a month", calendar.Daily, rome, "2026-03-28T12:00:00+01:00", "2026-03-30T06:00:00+02:00", []string{
			"03-28 12:00 Sat / 03-29 00:00", "03-29 00:00 Sun / 03-30 00:00", "03-30 00:00 Mon / 03-30 06:00"}, 2},
		{"weeks from Monday", calendar.Weekly, rome, "2026-03-27T00:00:00+01:00", "2026-04-08T00:00:00+02:00", []string{
			"03-27 00:00 Fri / 03-30 00:00", "03-30 00:00 Mon / 04-06 00:00", "04-06 00:00 Mon / 04-08 00:00"}, 2},
		{"weeks from Sunday", calendar.WeeklyFrom(time.Sunday), rome, "2026-03-27T00:00:00+01:00", "2026-04-08T00:00:00+02:00", []string{
			"03-27 00:00 Fri / 03-29 00:00", "03-29 00:00 Sun / 04-05 00:00", "04-05 00:00 Sun / 04-08 00:00"}, 2},
		{"months", calendar.Monthly, rome, "2026-01-15T00:00:00+01:00", "2026-03-01T00:00:00+01:00", []string{
			"01-15 00:00 Thu / 02-01 00:00", "02-01 00:00 Sun / 03-01 00:00"}, 1},
		{"within one slot", calendar.Monthly, rome, "2026-01-15T00:00:00+01:00", "2026-01-16T00:00:00+01:00", []string{
			"01-15 00:00 Thu / 01-16 00:00"}, 0},
		{"empty", calendar.Daily, rome, "2026-01-15T00:00:00+01:00", "2026-01-15T00:00:00+01:00", nil, 0},
		{"hours over summer time", calendar.Hourly, rome, "2026-03-29T01:30:00+01:00", "2026-03-29T04:00:00+02:00", []string{
			"03-29 01:30 Sun / 03-29 03:00", "03-29 03:00 Sun / 03-29 04:00"}, 1},
		{"hours of a zone of half hours", calendar.Hourly, adelaide, "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", []string{
			"01-01 10:30 Thu / 01-01 11:00", "01-01 11:00 Thu / 01-01 11:30"}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			frame := calendar.Period{Start: calendar.Must(tt.frame), End: calendar.Must(tt.end)}
			if diff := cmp.Diff(tt.cut, local(slices.Collect(tt.g.Cut(frame, tt.zone)), tt.zone)); diff != "" {
				t.Errorf("Cut mismatch (-want +got):\n%s", diff)
			}
			if got := len(slices.Collect(tt.g.Slots(frame, tt.zone))); got != tt.slots {
				t.Errorf("%d slots start in the frame, want %d", got, tt.slots)
			}
		})
	}
}

// A zone that changes by half an hour within an hour cuts it in two.
func TestHourCutByAChange(t *testing.T) {
	pyongyang := load(t, "Asia/Pyongyang") // 2018-05-04 23:30 became 24:00
	frame := calendar.Period{Start: calendar.Must("2018-05-04T23:00:00+08:30"), End: calendar.Must("2018-05-05T01:00:00+09:00")}
	want := []string{"05-04 23:00 Fri / 05-05 00:00", "05-05 00:00 Sat / 05-05 01:00"}
	got := slices.Collect(calendar.Hourly.Slots(frame, pyongyang))
	if diff := cmp.Diff(want, local(got, pyongyang)); diff != "" {
		t.Errorf("slots mismatch (-want +got):\n%s", diff)
	}
	if got[0].End-got[0].Start != hour/2 {
		t.Errorf("the cut hour has %v", got[0].End.Time().Sub(got[0].Start.Time()))
	}
}

func TestWeeklyFrom(t *testing.T) {
	at := calendar.Must("2026-04-08T12:00:00Z")
	for d := time.Sunday; d <= time.Saturday; d++ {
		p := calendar.WeeklyFrom(d).SlotAt(at, nil)
		if p.Start.Time().Weekday() != d || p.End-p.Start != 7*day || !p.Contains(at) {
			t.Errorf("the week from %v is %v", d, p)
		}
	}
	if calendar.WeeklyFrom(time.Monday) != calendar.Weekly || calendar.WeeklyFrom(8) != calendar.Weekly || calendar.WeeklyFrom(-7) != calendar.WeeklyFrom(time.Sunday) {
		t.Error("equal weeks have different values")
	}
	var read calendar.Granularity
	if err := read.UnmarshalText([]byte("weekly-from-monday")); err != nil || read != calendar.Weekly {
		t.Errorf("weekly-from-monday reads as %v, %v", read, err)
	}
}
