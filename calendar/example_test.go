package calendar_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/daybook-go/daybook/calendar"
)

func ExampleSchedule() {
	s := calendar.Schedule{Anchor: calendar.Must("2026-01-31T13:59:00Z")} // every month
	for k := range 4 {
		fmt.Println(s.Period(k))
	}
	// Output:
	// 2026-01-31T13:59:00Z/2026-02-28T13:59:00Z
	// 2026-02-28T13:59:00Z/2026-03-31T13:59:00Z
	// 2026-03-31T13:59:00Z/2026-04-30T13:59:00Z
	// 2026-04-30T13:59:00Z/2026-05-31T13:59:00Z
}

func ExampleSchedule_At() {
	s := calendar.Schedule{Anchor: calendar.Must("2026-01-31T00:00:00Z"), Every: calendar.Interval{N: 28, Unit: calendar.Day}}
	fmt.Println(s.At(calendar.Must("2400-02-29T12:00:00Z")))
	fmt.Println(s.At(calendar.Must("2026-01-30T12:00:00Z"))) // before the anchor too
	// Output:
	// 4879 2400-02-12T00:00:00Z/2400-03-11T00:00:00Z
	// -1 2026-01-03T00:00:00Z/2026-01-31T00:00:00Z
}

func ExampleSchedule_Validate() {
	s := calendar.Schedule{Every: calendar.Interval{N: -1}, Align: calendar.CalendarYear, Zone: time.FixedZone("+01:00", 3600)}
	fmt.Println(s.Validate())
	// Output:
	// anchor: missing
	// every: negative: -1
	// zone: calendar: "+01:00" is no IANA name
}

func ExampleOnDays() {
	s := calendar.Schedule{Anchor: calendar.Must("2026-01-20T00:00:00Z"), Align: calendar.OnDays(1, 15)}
	for k := range 3 {
		fmt.Println(s.Period(k))
	}
	// Output:
	// 2026-01-15T00:00:00Z/2026-02-01T00:00:00Z
	// 2026-02-01T00:00:00Z/2026-02-15T00:00:00Z
	// 2026-02-15T00:00:00Z/2026-03-01T00:00:00Z
}

func ExampleOnBusinessDay() {
	holidays, err := calendar.NewHolidays("DE", "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01")
	if err != nil {
		fmt.Println(err)
		return
	}
	s := calendar.Schedule{
		Anchor:   calendar.Must("2026-03-10T00:00:00Z"),
		Align:    calendar.OnBusinessDay(3),
		Holidays: holidays,
	}
	for k := range 3 {
		fmt.Println(s.Start(k).Time().Format("Mon 2 Jan 2006"))
	}
	// Output:
	// Wed 4 Mar 2026
	// Tue 7 Apr 2026
	// Wed 6 May 2026
}

func ExampleParseInterval() {
	i, err := calendar.ParseInterval("P3M")
	fmt.Println(i.N, i.Unit, err)
	_, err = calendar.ParseInterval("P1M2D")
	fmt.Println(err)
	// Output:
	// 3 month <nil>
	// calendar: "P1M2D" is no interval
}

func ExampleMeasure_Position() {
	april := calendar.Period{Start: calendar.Must("2026-04-01T00:00:00Z"), End: calendar.Must("2026-05-01T00:00:00Z")}
	at := calendar.Must("2026-04-16T10:00:00Z")
	for _, m := range []calendar.Measure{calendar.ByDay, calendar.ByHour, calendar.BySecond, calendar.By30E360, calendar.ByActual30} {
		num, den := m.Position(april, at, nil)
		fmt.Println(m, num, "of", den)
	}
	// Output:
	// day 15 of 30
	// hour 370 of 720
	// second 1332000 of 2592000
	// 30/360 15 of 30
	// actual/30 15 of 30
}

func ExampleMeasure_Share() {
	month := calendar.Period{Start: calendar.Must("2026-02-01T00:00:00Z"), End: calendar.Must("2026-03-01T00:00:00Z")}
	upgraded := calendar.Must("2026-02-22T16:30:00Z")
	fmt.Println(calendar.ByDay.Share(month, calendar.Period{Start: month.Start, End: upgraded}, nil))
	fmt.Println(calendar.ByDay.Share(month, calendar.Period{Start: upgraded, End: month.End}, nil))
	// Output:
	// 21 28
	// 7 28
}

func ExampleGranularity_Slots() {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		fmt.Println(err)
		return
	}
	frame := calendar.Period{Start: calendar.Must("2025-03-29T00:00:00+01:00"), End: calendar.Must("2025-04-01T00:00:00+02:00")}
	for day := range calendar.Daily.Slots(frame, rome) {
		fmt.Println(day.Start.In(rome).Format(time.DateOnly), day.End.Time().Sub(day.Start.Time()))
	}
	// Output:
	// 2025-03-29 24h0m0s
	// 2025-03-30 23h0m0s
	// 2025-03-31 24h0m0s
}

func ExampleGranularity_Cut() {
	span := calendar.Period{Start: calendar.Must("2026-01-20T00:00:00Z"), End: calendar.Must("2026-03-10T00:00:00Z")}
	for part := range calendar.Monthly.Cut(span, nil) {
		fmt.Println(part)
	}
	// Output:
	// 2026-01-20T00:00:00Z/2026-02-01T00:00:00Z
	// 2026-02-01T00:00:00Z/2026-03-01T00:00:00Z
	// 2026-03-01T00:00:00Z/2026-03-10T00:00:00Z
}

func ExampleWeeklyFrom() {
	at := calendar.Must("2026-04-08T12:00:00Z")
	fmt.Println(calendar.Weekly.SlotAt(at, nil))
	fmt.Println(calendar.WeeklyFrom(time.Sunday).SlotAt(at, nil))
	// Output:
	// 2026-04-06T00:00:00Z/2026-04-13T00:00:00Z
	// 2026-04-05T00:00:00Z/2026-04-12T00:00:00Z
}

// A host stores names, and loads what they stand for.
func ExampleScheduleText() {
	stored := `{"anchor":"2026-01-31T12:59:00Z","every":"P3M","align":"anniversary","zone":"Europe/Rome"}`

	var text calendar.ScheduleText
	if err := json.Unmarshal([]byte(stored), &text); err != nil {
		fmt.Println(err)
		return
	}
	zone, err := time.LoadLocation(text.Zone)
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := text.Schedule(zone, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Start(1).In(zone))

	again, err := json.Marshal(s)
	fmt.Println(string(again) == stored, err)
	// Output:
	// 2026-04-30 13:59:00 +0200 CEST
	// true <nil>
}
