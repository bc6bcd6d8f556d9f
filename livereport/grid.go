package livereport

import (
	"fmt"
	"time"

	"github.com/daybook-go/daybook/calendar"
)

// A Grid says how the time of a live book is cut into slots. The zero Grid is
// days of UTC.
type Grid struct {
	Granularity calendar.Granularity
	Changes     []Change       // of the granularity, ascending
	Zone        *time.Location // of reporting; nil is UTC
}

// A Change is another granularity from an instant on. It must be a boundary of
// the slots before it and of its own: so no slot is cut, and quotas tile.
type Change struct {
	From        calendar.Instant
	Granularity calendar.Granularity
}

// A BoundaryError reports an instant at which slots change, or a collection
// starts or ends, within a slot.
type BoundaryError struct {
	At   calendar.Instant
	Slot calendar.Period
}

// Error says both.
func (e *BoundaryError) Error() string {
	return fmt.Sprintf("livereport: granularity: %v lies within the slot %v", e.At, e.Slot)
}

// Validate reports a change that does not come after the one before it, or that
// is no common boundary; the latter as a *[BoundaryError].
func (g Grid) Validate() error {
	before := g.Granularity
	for i, c := range g.Changes {
		if i > 0 && c.From <= g.Changes[i-1].From {
			return fmt.Errorf("livereport: changes[%d].from: %v is not after %v", i, c.From, g.Changes[i-1].From)
		}
		for _, x := range []calendar.Granularity{before, c.Granularity} {
			if slot := x.SlotAt(c.From, g.Zone); slot.Start != c.From {
				return fmt.Errorf("changes[%d].from: %w", i, &BoundaryError{c.From, slot})
			}
		}
		before = c.Granularity
	}
	return nil
}

// SlotAt returns the slot that t lies in.
func (g Grid) SlotAt(t calendar.Instant) calendar.Period { return g.at(t).SlotAt(t, g.Zone) }

// at is the granularity in force at t.
func (g Grid) at(t calendar.Instant) calendar.Granularity {
	for i := len(g.Changes) - 1; i >= 0; i-- {
		if g.Changes[i].From <= t {
			return g.Changes[i].Granularity
		}
	}
	return g.Granularity
}

// Slots returns the slots that start in frame and are over at known, ascending.
func (g Grid) Slots(frame calendar.Period, known calendar.Instant) (out []calendar.Period) {
	x := g.Granularity
	for i := 0; i <= len(g.Changes); i++ {
		part := frame
		if i > 0 {
			part.Start, x = max(part.Start, g.Changes[i-1].From), g.Changes[i-1].Granularity
		}
		if i < len(g.Changes) {
			part.End = min(part.End, g.Changes[i].From)
		}
		out = append(out, Slots(x, part, g.Zone, known)...)
	}
	return out
}

// Last returns the last slot that is over at known.
func (g Grid) Last(known calendar.Instant) calendar.Period {
	return g.SlotAt(g.SlotAt(known).Start - 1)
}

// Before returns where n slots before those of a frame that starts at t start.
func (g Grid) Before(t calendar.Instant, n int) calendar.Instant {
	slot := g.SlotAt(t)
	if slot.Start < t && n > 0 { // no slot of the frame: the first one before it
		n--
		t = slot.Start
	}
	for ; n > 0; n-- {
		slot = g.SlotAt(t - 1)
		if slot.Start >= t {
			break // the first slot that there is
		}
		t = slot.Start
	}
	return t
}
