package calendar_test

import (
	"math"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
)

func TestAt(t *testing.T) {
	date := func(year int) time.Time { return time.Date(year, 6, 1, 0, 0, 0, 1999, time.UTC) }
	for _, tt := range []struct {
		name string
		t    time.Time
		want calendar.Instant
	}{
		{"none", time.Time{}, 0},
		{"nanoseconds are cut", time.Unix(0, 1999), 1},
		{"cut to the one before", time.Unix(-1, 999_999_999), -1},
		{"before year 1", date(0), calendar.MinInstant - 1},
		{"long before", date(-400_000), calendar.MinInstant - 1},
		{"after year 9999", date(10_000), calendar.MaxInstant},
		{"long after", time.Unix(math.MaxInt64/2, 0), calendar.MaxInstant},
		{"before 1678", date(1600), calendar.Must("1600-06-01T00:00:00.000001Z")},
		{"after 2262", date(3000), calendar.Must("3000-06-01T00:00:00.000001Z")},
	} {
		if got := calendar.At(tt.t); got != tt.want {
			t.Errorf("%s: At(%v) = %d, want %d", tt.name, tt.t, got, tt.want)
		}
	}
}

func TestInstant(t *testing.T) {
	tokyo := load(t, "Asia/Tokyo")
	at := calendar.Must("2026-01-31T23:30:00Z")
	if got := at.In(tokyo).Format(time.RFC3339); got != "2026-02-01T08:30:00+09:00" {
		t.Errorf("In Tokyo it is %s", got)
	}
	if got := at.In(nil); got != at.Time() || got.Location() != time.UTC {
		t.Errorf("In(nil) = %v", got)
	}
	var none calendar.Instant
	if !none.IsZero() || !none.Time().IsZero() || !none.In(tokyo).IsZero() || at.IsZero() {
		t.Error("none is not the zero Time")
	}
	if got := at.Add(30*time.Minute + 1999); got != calendar.Must("2026-02-01T00:00:00.000001Z") {
		t.Errorf("Add = %v", got)
	}
	if at.Compare(at) != 0 || at.Compare(at+1) != -1 || at.Compare(at-1) != 1 {
		t.Error("Compare does not order")
	}
	// Go's zero Time says none, so the first instant of year 1 cannot be read.
	if b, err := calendar.MinInstant.MarshalText(); err != nil || calendar.Must(string(b)) != none {
		t.Errorf("the first instant is %s, %v", b, err)
	}
	defer func() {
		if recover() == nil {
			t.Error("Must takes anything")
		}
	}()
	calendar.Must("2026")
}

func TestPeriod(t *testing.T) {
	january, overlap, february := between("2026-01-01", "2026-02-01"), between("2026-01-20", "2026-02-20"), between("2026-02-01", "2026-03-01")
	if got := january.Intersect(overlap); got != between("2026-01-20", "2026-02-01") || !january.Overlaps(overlap) {
		t.Errorf("Intersect = %v", got)
	}
	if got := january.Intersect(february); got != (calendar.Period{}) || january.Overlaps(february) {
		t.Errorf("adjacent periods have %v in common", got)
	}
	if !january.Contains(january.Start) || january.Contains(january.End) {
		t.Error("a period is not half-open")
	}
	backwards := calendar.Period{Start: 2, End: 1}
	if !january.Valid() || january.IsEmpty() || backwards.Valid() || !backwards.IsEmpty() || !(calendar.Period{}).IsEmpty() {
		t.Error("Valid and IsEmpty")
	}
	if got := january.String(); got != "2026-01-01T00:00:00Z/2026-02-01T00:00:00Z" {
		t.Errorf("String = %s", got)
	}
}
