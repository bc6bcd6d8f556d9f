package calendar_test

import (
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/shopspring/decimal"
)

// The naive ways step with time.AddDate, and divide decimals.

func BenchmarkPeriodOfInstant(b *testing.B) {
	rome := load(b, "Europe/Rome")
	for _, tt := range []struct {
		name string
		s    calendar.Schedule
	}{
		{"align=anniversary/zone=UTC", calendar.Schedule{}},
		{"align=anniversary/zone=Rome", calendar.Schedule{Zone: rome}},
		{"align=day/zone=Rome", calendar.Schedule{Zone: rome, Align: calendar.OnDays(15)}},
		{"align=business/zone=Rome", calendar.Schedule{Zone: rome, Align: calendar.OnBusinessDay(3)}},
		{"align=quarter/zone=Rome", calendar.Schedule{Zone: rome, Align: calendar.CalendarYear, Every: calendar.Interval{N: 3}}},
	} {
		tt.s.Anchor = calendar.Must("2020-01-31T13:59:00Z")
		at := calendar.Must("2026-07-15T12:00:00Z")
		b.Run("impl=daybook/"+tt.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				tt.s.At(at)
			}
		})
	}
	for _, tt := range []struct {
		name string
		zone *time.Location
	}{{"UTC", time.UTC}, {"Rome", rome}} {
		b.Run("impl=naive/align=anniversary/zone="+tt.name, func(b *testing.B) {
			anchor := calendar.Must("2020-01-31T13:59:00Z").In(tt.zone)
			at := calendar.Must("2026-07-15T12:00:00Z").In(tt.zone)
			b.ReportAllocs()
			for b.Loop() {
				for t := anchor; !t.After(at); {
					t = t.AddDate(0, 1, 0)
				}
			}
		})
	}
}

func BenchmarkSlotsOfMonth(b *testing.B) {
	for _, tt := range []struct {
		name string
		zone *time.Location
	}{{"UTC", time.UTC}, {"Rome", load(b, "Europe/Rome")}} {
		month := calendar.Monthly.SlotAt(calendar.Must("2026-03-15T12:00:00Z"), tt.zone)
		b.Run("impl=daybook/zone="+tt.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for range calendar.Daily.Slots(month, tt.zone) {
				}
			}
		})
		b.Run("impl=naive/zone="+tt.name, func(b *testing.B) {
			start, end := month.Start.In(tt.zone), month.End.In(tt.zone)
			b.ReportAllocs()
			for b.Loop() {
				for t := start; t.Before(end); {
					t = t.AddDate(0, 0, 1)
				}
			}
		})
	}
}

func BenchmarkPosition(b *testing.B) {
	rome := load(b, "Europe/Rome")
	month := calendar.Monthly.SlotAt(calendar.Must("2026-03-15T12:00:00Z"), rome)
	at := calendar.Must("2026-03-20T12:00:00Z")
	for m := calendar.ByDay; m <= calendar.ByActual30; m++ {
		b.Run("impl=daybook/measure="+m.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m.Position(month, at, rome)
			}
		})
	}
	b.Run("impl=naive/measure=day", func(b *testing.B) {
		start, end, cut := month.Start.In(rome), month.End.In(rome), at.In(rome)
		days := func(t time.Time) decimal.Decimal {
			n := int64(0)
			for u := start; u.AddDate(0, 0, 1).Compare(t) <= 0; u = u.AddDate(0, 0, 1) {
				n++
			}
			return decimal.NewFromInt(n)
		}
		b.ReportAllocs()
		for b.Loop() {
			days(cut).DivRound(days(end), 16)
		}
	})
}

// TestNoAllocation holds for what runs per row.
func TestNoAllocation(t *testing.T) {
	rome := load(t, "Europe/Rome")
	at := calendar.Must("2026-03-29T12:00:00Z")
	month := calendar.Monthly.SlotAt(at, rome)
	holidays, err := calendar.NewHolidays("IT", "2026-01-01", "2026-04-06")
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func(){
		"At": func() { calendar.Schedule{Anchor: at, Zone: rome}.At(month.Start) },
		"At, aligned": func() {
			calendar.Schedule{Anchor: at, Align: calendar.OnDays(1, 15), Zone: rome}.At(month.Start)
		},
		"At, business day": func() {
			calendar.Schedule{Anchor: at, Align: calendar.OnBusinessDay(3), Zone: rome, Holidays: holidays}.At(month.Start)
		},
		"Period": func() { calendar.Schedule{Anchor: at, Zone: rome}.Period(5) },
		"Periods": func() {
			for range (calendar.Schedule{Anchor: at, Zone: rome}).Periods(month) {
			}
		},
		"SlotAt": func() { calendar.Hourly.SlotAt(at, rome) },
		"Slots": func() {
			for range calendar.Daily.Slots(month, rome) {
			}
		},
		"Cut": func() {
			for range calendar.Hourly.Cut(month, rome) {
			}
		},
		"Share":   func() { calendar.ByDay.Share(month, month, rome) },
		"Closing": func() { calendar.Closing{Periods: calendar.Monthly, Zone: rome}.State(at, at) },
	} {
		if n := testing.AllocsPerRun(10, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
