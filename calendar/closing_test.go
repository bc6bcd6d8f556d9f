package calendar_test

import (
	"slices"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestClosing(t *testing.T) {
	rome := load(t, "Europe/Rome")
	open := calendar.Closing{Periods: calendar.Monthly, Zone: rome}
	january, february := calendar.Must("2026-01-15T00:00:00Z"), calendar.Must("2026-02-15T00:00:00Z")
	e := calendar.Close{UpTo: calendar.Must("2026-02-01T00:00:00+01:00"), At: calendar.Must("2026-02-10T09:00:00+01:00")}
	closed, err := open.After(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name     string
		c        calendar.Closing
		t, known calendar.Instant
		want     calendar.State
	}{
		{"running", open, january, january, calendar.Open},
		{"just before its end", open, january, e.UpTo - 1, calendar.Open},
		{"over", open, january, e.UpTo, calendar.Settling},
		{"long over: time alone closes nothing", open, january, calendar.Must("2036-01-01T00:00:00Z"), calendar.Settling},
		{"closed", closed, january, e.At, calendar.Closed},
		{"the last instant", closed, e.UpTo - 1, e.At, calendar.Closed},
		{"the one after", closed, e.UpTo, e.At, calendar.Open},
	} {
		if got := tt.c.State(tt.t, tt.known); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	first, next := calendar.Monthly.SlotAt(january, rome), calendar.Monthly.SlotAt(february, rome)
	if got := open.Next(january); got != first {
		t.Errorf("an open period leads to %v", got)
	}
	for _, u := range []calendar.Instant{january, e.UpTo - 1, e.UpTo, february} {
		if got := closed.Next(u); got != next {
			t.Errorf("after the close %v counts in %v, want %v", u, got, next)
		}
	}
	if open.UpTo() != 0 || closed.UpTo() != e.UpTo {
		t.Errorf("UpTo is %v, then %v", open.UpTo(), closed.UpTo())
	}
}

func TestClosingFaults(t *testing.T) {
	c := calendar.Closing{Periods: calendar.Monthly}
	feb, mid := calendar.Must("2026-02-01T00:00:00Z"), calendar.Must("2026-02-15T00:00:00Z")
	for _, tt := range []struct {
		name string
		e    calendar.Close
		want []string
	}{
		{"nothing", calendar.Close{}, []string{"up_to", "at"}},
		{"within a month", calendar.Close{UpTo: mid, At: mid}, []string{"up_to"}},
		{"a month that runs", calendar.Close{UpTo: feb, At: feb - 1}, []string{"up_to"}},
		{"the end of time", calendar.Close{UpTo: calendar.MaxInstant, At: calendar.MaxInstant}, []string{"up_to"}},
		{"at once", calendar.Close{UpTo: feb, At: feb}, nil},
	} {
		got, err := c.After(tt.e)
		if diff := cmp.Diff(tt.want, asFields(err)); diff != "" {
			t.Errorf("%s: faults mismatch (-want +got):\n%s", tt.name, diff)
		}
		if err != nil && got != c {
			t.Errorf("%s: a faulty event closes up to %v", tt.name, got.UpTo())
		}
	}
}

func TestClosesFold(t *testing.T) { rapid.Check(t, closesFold) }
func FuzzClosesFold(f *testing.F) { f.Fuzz(rapid.MakeFuzz(closesFold)) }

// closesFold: any order and repetition of closes gives one closing, which never
// moves back, and no fact counts in a closed period or before its own.
func closesFold(t *rapid.T) {
	c := calendar.Closing{Periods: anyGranularity(t), Zone: anyZone(t)}
	events := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) calendar.Close {
		p := c.Periods.SlotAt(nearInstant(t, c.Zone, "in"), c.Zone)
		if p.End == 0 {
			p = c.Periods.SlotAt(0, c.Zone) // none is no instant to close up to
		}
		return calendar.Close{UpTo: p.End, At: p.End + calendar.Instant(rapid.Int64Range(0, int64(100*day)).Draw(t, "later"))}
	}), 1, 5).Draw(t, "events")
	fold := func(events []calendar.Close) calendar.Closing {
		c := c
		for _, e := range events {
			next, err := c.After(e)
			if err != nil || next.UpTo() < e.UpTo || c.UpTo() != 0 && next.UpTo() < c.UpTo() {
				t.Fatalf("%v after %v: %v, %v", e, c, next, err)
			}
			c = next
		}
		return c
	}
	closed := fold(events)
	shuffled := rapid.Permutation(slices.Concat(events, events)).Draw(t, "shuffled")
	if got := fold(shuffled); got != closed {
		t.Fatalf("%v, in another order %v", closed, got)
	}
	u, known := nearInstant(t, c.Zone, "u"), calendar.MaxInstant
	next := closed.Next(u)
	if closed.State(next.Start, known) == calendar.Closed || next.End <= u || closed.State(u, known) != calendar.Closed && !next.Contains(u) {
		t.Fatalf("%v counts in %v, closed up to %v", u, next, closed.UpTo())
	}
}
