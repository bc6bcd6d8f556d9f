package livereport_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/livereport"
)

func TestGridValidate(t *testing.T) {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	midnight, noon := calendar.Must("2026-02-01T00:00:00Z"), calendar.Must("2026-02-01T12:00:00Z")
	change := func(from calendar.Instant, g calendar.Granularity) livereport.Change {
		return livereport.Change{From: from, Granularity: g}
	}
	var within *livereport.BoundaryError
	for _, tt := range []struct {
		name string
		grid livereport.Grid
		slot string // that a change cuts; "" is none
		want string
	}{
		{"none", livereport.Grid{}, "", ""},
		{"days to hours at midnight", livereport.Grid{Changes: []livereport.Change{change(midnight, calendar.Hourly)}}, "", ""},
		{"days to months on the first", livereport.Grid{Changes: []livereport.Change{change(midnight, calendar.Monthly)}}, "", ""},
		{"days to hours at noon", livereport.Grid{Changes: []livereport.Change{change(noon, calendar.Hourly)}},
			"2026-02-01T00:00:00Z/2026-02-02T00:00:00Z", "changes[0].from: livereport: granularity: 2026-02-01T12:00:00Z lies within the slot 2026-02-01T00:00:00Z/2026-02-02T00:00:00Z"},
		{"hours to days at noon", livereport.Grid{Granularity: calendar.Hourly, Changes: []livereport.Change{change(noon, calendar.Daily)}},
			"2026-02-01T00:00:00Z/2026-02-02T00:00:00Z", "changes[0].from: livereport: granularity: 2026-02-01T12:00:00Z lies within the slot 2026-02-01T00:00:00Z/2026-02-02T00:00:00Z"},
		{"midnight of another zone", livereport.Grid{Zone: rome, Changes: []livereport.Change{change(midnight, calendar.Hourly)}},
			"2026-01-31T23:00:00Z/2026-02-01T23:00:00Z", "changes[0].from: livereport: granularity: 2026-02-01T00:00:00Z lies within the slot 2026-01-31T23:00:00Z/2026-02-01T23:00:00Z"},
		{"months to weeks on a Sunday", livereport.Grid{Granularity: calendar.Monthly, Changes: []livereport.Change{change(midnight, calendar.Weekly)}},
			"2026-01-26T00:00:00Z/2026-02-02T00:00:00Z", "changes[0].from: livereport: granularity: 2026-02-01T00:00:00Z lies within the slot 2026-01-26T00:00:00Z/2026-02-02T00:00:00Z"},
		{"twice", livereport.Grid{Changes: []livereport.Change{change(midnight, calendar.Hourly), change(midnight, calendar.Daily)}},
			"", "livereport: changes[1].from: 2026-02-01T00:00:00Z is not after 2026-02-01T00:00:00Z"},
	} {
		err := tt.grid.Validate()
		got := ""
		if err != nil {
			got = err.Error()
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if is := errors.As(err, &within); is != (tt.slot != "") || is && within.Slot.String() != tt.slot {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestGridTiles(t *testing.T) { rapid.Check(t, gridTiles) }
func FuzzGridTiles(f *testing.F) { f.Fuzz(rapid.MakeFuzz(gridTiles)) }

// gridTiles: whatever granularities follow each other, slots are adjacent, and
// each is what SlotAt says of any instant within it; n slots before a frame are
// n slots more.
func gridTiles(t *rapid.T) {
	const day = 24 * 3_600_000_000
	start := calendar.Must("2026-01-01T00:00:00Z")
	draw := func() calendar.Granularity {
		return calendar.Granularity(rapid.IntRange(0, 3).Draw(t, "granularity"))
	}
	zone, err := time.LoadLocation(rapid.SampledFrom([]string{"UTC", "Europe/Rome", "Australia/Lord_Howe"}).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	g := livereport.Grid{Granularity: draw(), Zone: zone}
	for range rapid.IntRange(0, 3).Draw(t, "changes") {
		g.Changes = append(g.Changes, livereport.Change{
			From:        calendar.Monthly.SlotAt(start+day*calendar.Instant(rapid.IntRange(0, 300).Draw(t, "from")), zone).Start,
			Granularity: draw(),
		})
	}
	if g.Validate() != nil {
		return
	}
	frame := calendar.Period{Start: start + day*calendar.Instant(rapid.IntRange(0, 200).Draw(t, "start")), End: start + 250*day}
	known := start + calendar.Instant(rapid.Int64Range(0, 300*day).Draw(t, "known"))
	slots := g.Slots(frame, known)
	for i, s := range slots {
		if i > 0 && slots[i-1].End != s.Start || s.End > known || !frame.Contains(s.Start) || g.SlotAt(s.End-1) != s || g.SlotAt(s.Start) != s {
			t.Fatalf("slot %d of %v is %v, at %v", i, frame, s, known)
		}
	}
	if len(slots) == 0 {
		return
	}
	n := rapid.IntRange(0, 40).Draw(t, "n")
	more := g.Slots(calendar.Period{Start: g.Before(frame.Start, n), End: frame.End}, known)
	if len(more) != len(slots)+n || more[n] != slots[0] {
		t.Fatalf("%d slots before %v: %d instead of %d", n, frame, len(more), len(slots))
	}
	if known <= frame.End && slots[len(slots)-1] != g.Last(known) {
		t.Fatalf("the last of %v at %v is %v, Last says %v", frame, known, slots[len(slots)-1], g.Last(known))
	}
}

func TestGridBeforeTheFirstSlot(t *testing.T) {
	first := livereport.Grid{}.Before(calendar.Must("0001-01-03T00:00:00Z"), 10)
	if first.String() != "0001-01-01T00:00:00Z" {
		t.Errorf("ten days before the third are %v", first)
	}
}
