package livereport_test

import (
	"runtime"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/livereport"
	"pgregory.net/rapid"
)

func TestSlotsAreOver(t *testing.T) { rapid.Check(t, slotsAreOver) }
func FuzzSlotsAreOver(f *testing.F) { f.Fuzz(rapid.MakeFuzz(slotsAreOver)) }

// slotsAreOver: slots are adjacent, start in the frame and are over; the next
// one would not be.
func slotsAreOver(t *rapid.T) {
	const day = 24 * 3_600_000_000
	start := calendar.Must("2026-01-01T00:00:00Z")
	at := func(name string) calendar.Instant {
		return start + calendar.Instant(rapid.Int64Range(0, 90*day).Draw(t, name))
	}
	frame := calendar.Period{Start: at("start"), End: at("end")}
	known := at("known")
	g := calendar.Granularity(rapid.IntRange(0, 3).Draw(t, "granularity"))
	slots := livereport.Slots(g, frame, nil, known)
	for i, s := range slots {
		if !frame.Contains(s.Start) || s.End > known || i > 0 && slots[i-1].End != s.Start {
			t.Fatalf("slot %d of %v is %v, at %v", i, frame, s, known)
		}
	}
	for s := range g.Slots(frame, nil) {
		if s.End <= known && (len(slots) == 0 || s.End > slots[len(slots)-1].End) {
			t.Fatalf("slot %v of %v is over at %v, and missing", s, frame, known)
		}
	}
}

// A frame without a near end, such as "everything up to the year 9999", costs no
// more than the slots that are over.
func TestSlotsOfAnOpenFrame(t *testing.T) {
	known := calendar.Must("2026-02-01T00:00:00Z")
	frame := calendar.Period{Start: calendar.Must("2026-01-01T00:00:00Z"), End: calendar.Must("2500-01-01T00:00:00Z")}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	slots := livereport.Slots(calendar.Hourly, frame, nil, known)
	runtime.ReadMemStats(&after)
	if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; len(slots) != 31*24 || mb > 1 {
		t.Errorf("%d slots took %d MiB", len(slots), mb)
	}
}
