package calendar_test

import (
	"encoding"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A text is a value with a text form.
type text interface {
	encoding.TextMarshaler
	encoding.TextUnmarshaler
	String() string
}

func instant(t calendar.Instant) text         { return &t }
func interval(n int32, u calendar.Unit) text  { return &calendar.Interval{N: n, Unit: u} }
func unit(u calendar.Unit) text               { return &u }
func measure(m calendar.Measure) text         { return &m }
func granularity(g calendar.Granularity) text { return &g }
func alignment(a calendar.Alignment) text     { return &a }
func state(s calendar.State) text             { return &s }
func utc(s string) text                       { return instant(calendar.Must(s)) }
func onDays(days ...int) text                 { return alignment(calendar.OnDays(days...)) }

func TestTexts(t *testing.T) {
	tests := []struct {
		v    text
		want string
	}{
		{instant(0), ""},
		{utc("2026-01-31T13:59:00+01:00"), "2026-01-31T12:59:00Z"},
		{utc("2026-01-31T00:00:00.25Z"), "2026-01-31T00:00:00.25Z"},
		{utc("2026-01-31T00:00:00.1234569Z"), "2026-01-31T00:00:00.123456Z"},
		{utc("1969-12-31T23:59:59.9999999Z"), "1969-12-31T23:59:59.999999Z"},
		{utc("9999-12-31T23:59:59.999999Z"), "9999-12-31T23:59:59.999999Z"},
		{interval(0, calendar.Month), "P1M"},
		{interval(2, calendar.Month), "P2M"},
		{interval(1, calendar.Year), "P1Y"},
		{interval(28, calendar.Day), "P28D"},
		{interval(2, calendar.Week), "P2W"},
		{interval(6, calendar.Hour), "PT6H"},
		{interval(math.MaxInt32, calendar.Hour), "PT2147483647H"},
		{unit(calendar.Month), "month"}, {unit(calendar.Day), "day"}, {unit(calendar.Hour), "hour"},
		{unit(calendar.Week), "week"}, {unit(calendar.Year), "year"},
		{measure(calendar.ByDay), "day"}, {measure(calendar.BySecond), "second"}, {measure(calendar.ByHour), "hour"},
		{measure(calendar.By30E360), "30/360"}, {measure(calendar.ByActual30), "actual/30"},
		{granularity(calendar.Daily), "daily"}, {granularity(calendar.Hourly), "hourly"},
		{granularity(calendar.Weekly), "weekly"}, {granularity(calendar.Monthly), "monthly"},
		{granularity(calendar.WeeklyFrom(time.Monday)), "weekly"},
		{granularity(calendar.WeeklyFrom(time.Sunday)), "weekly-from-sunday"},
		{granularity(calendar.WeeklyFrom(time.Saturday)), "weekly-from-saturday"},
		{alignment(calendar.Anniversary), "anniversary"}, {alignment(calendar.CalendarYear), "calendar-year"},
		{alignment(calendar.LastDay), "day 31"}, {onDays(15), "day 15"}, {onDays(15, 1), "day 1,15"},
		{alignment(calendar.OnBusinessDay(3)), "business-day 3"}, {alignment(calendar.OnBusinessDay(-1)), "business-day -1"},
		{state(calendar.Open), "open"}, {state(calendar.Settling), "settling"}, {state(calendar.Closed), "closed"},
	}
	for _, tt := range tests {
		b, err := tt.v.MarshalText()
		if s := tt.v.String(); err != nil || s != string(b) || s != tt.want {
			t.Errorf("text %q, marshalled %q, %v, want %q", s, b, err, tt.want)
		}
		if err := tt.v.UnmarshalText(b); err != nil || tt.v.String() != tt.want {
			t.Errorf("%q reads back as %q, %v", tt.want, tt.v, err)
		}
	}
}

func TestTextsThatSayNothing(t *testing.T) {
	for _, v := range []text{utc("2026-01-31T00:00:00Z"), interval(3, calendar.Year), unit(calendar.Year), measure(calendar.ByHour), granularity(calendar.Monthly), onDays(3), state(calendar.Closed)} {
		before := v.String()
		var bad *calendar.TextError
		for _, s := range []string{"x", "P0D", "P1M2D", "P-1M", "P+1M", "P1H", "PT1M", "P1.5M", "P", "PT", "1M", "p1m", "P99999999999M", "P01M ", "P1m",
			"2026-01-31", "2026-01-31T00:00:00", "0000-12-31T00:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2026-02-30T00:00:00Z",
			"Daily", "weekly-from-monday ", "weekly-from-", "day ", "day 0", "day 32", "day 15,1", "day 1,1", "day 01", "day 1,,2", "day 1," + strings.Repeat("2,", 99), "business-day", "business-day 0", "business-day 32", "business-day +3", "business-day x", "30/361"} {
			if err := v.UnmarshalText([]byte(s)); !errors.As(err, &bad) || v.String() != before {
				t.Errorf("%T reads %q as %v, %v", v, s, v, err)
			}
		}
		if err := v.UnmarshalText([]byte(strings.Repeat("x", 9999))); err == nil || len(err.Error()) > 200 {
			t.Errorf("%T: a long text gives %v", v, err)
		}
		if err := v.UnmarshalText(nil); err != nil {
			t.Errorf("%T does not read nothing: %v", v, err)
		}
	}
	for _, v := range []text{instant(math.MinInt64), instant(calendar.MinInstant - 1), instant(calendar.MaxInstant), interval(-1, 0), interval(1, 5), unit(5), measure(5), granularity(11), alignment(calendar.OnDays()), alignment(math.MaxUint32), state(3)} {
		var bad *calendar.TextError
		if b, err := v.MarshalText(); !errors.As(err, &bad) {
			t.Errorf("%T %v is written as %q, %v", v, v, b, err)
		}
	}
}

func TestScheduleTextRoundTrips(t *testing.T) { rapid.Check(t, scheduleTextRoundTrips) }
func FuzzScheduleTextRoundTrips(f *testing.F) { f.Fuzz(rapid.MakeFuzz(scheduleTextRoundTrips)) }

// scheduleTextRoundTrips: what is stored makes the same schedule.
func scheduleTextRoundTrips(t *rapid.T) {
	s, _ := schedule(t)
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var read calendar.ScheduleText
	if err := json.Unmarshal(b, &read); err != nil {
		t.Fatal(err)
	}
	got, err := read.Schedule(s.Zone, s.Holidays)
	if err != nil || got != s {
		t.Fatalf("%s makes %v, %v, want %v", b, got, err, s)
	}
}

func TestScheduleText(t *testing.T) {
	rome := load(t, "Europe/Rome")
	names, err := calendar.NewHolidays("IT")
	if err != nil {
		t.Fatal(err)
	}
	s := calendar.Schedule{Anchor: calendar.Must("2026-01-31T12:59:00Z"), Align: calendar.OnBusinessDay(3), Zone: rome, Holidays: names}
	b, err := json.Marshal(struct{ Schedule calendar.Schedule }{s})
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"Schedule":{"anchor":"2026-01-31T12:59:00Z","every":"P1M","align":"business-day 3","zone":"Europe/Rome","holidays":"IT"}}`
	if diff := cmp.Diff(want, string(b)); diff != "" {
		t.Errorf("JSON mismatch (-want +got):\n%s", diff)
	}

	text, err := s.Text()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name     string
		edit     func(*calendar.ScheduleText)
		zone     *time.Location
		holidays *calendar.Holidays
		want     []string
	}{
		{"as stored", func(*calendar.ScheduleText) {}, rome, names, nil},
		{"UTC is nil", func(t *calendar.ScheduleText) { t.Zone = "UTC" }, nil, names, nil},
		{"zone forgotten", func(*calendar.ScheduleText) {}, nil, names, []string{"zone"}},
		{"no zone stored", func(t *calendar.ScheduleText) { t.Zone = "" }, nil, names, []string{"zone"}},
		{"all at once", func(t *calendar.ScheduleText) { t.Anchor, t.Every.N = 0, -1 }, time.UTC, nil, []string{"zone", "holidays", "anchor", "every"}},
	}
	for _, tt := range tests {
		edited := text
		tt.edit(&edited)
		if _, err := edited.Schedule(tt.zone, tt.holidays); cmp.Diff(tt.want, asFields(err)) != "" {
			t.Errorf("%s: faults %v, want at %v", tt.name, err, tt.want)
		}
	}

	if err := json.Unmarshal(b, &struct{ Schedule *calendar.Schedule }{&s}); err == nil {
		t.Error("a Schedule unmarshals without its zone")
	}
	if b, err := json.Marshal(calendar.Schedule{Anchor: 1, Zone: time.FixedZone("+01:00", 3600)}); err == nil {
		t.Errorf("an offset is stored: %s", b)
	}
}
