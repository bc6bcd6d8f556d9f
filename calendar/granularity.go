package calendar

import (
	"fmt"
	"iter"
	"time"
)

// A Granularity is the size of a report's slots. The zero Granularity is
// Daily.
type Granularity uint8

// The granularities. Slots begin at local midnight, on Mondays, on the first
// of a month. Hourly slots are hours of the local clock; a zone that changes
// within an hour cuts it in two.
const (
	Daily Granularity = iota
	Hourly
	Weekly
	Monthly
)

// String returns the name, such as "daily".
func (g Granularity) String() string {
	switch g {
	case Daily:
		return "daily"
	case Hourly:
		return "hourly"
	case Weekly:
		return "weekly"
	case Monthly:
		return "monthly"
	}
	return fmt.Sprintf("granularity(%d)", uint8(g))
}

// MarshalText returns the name.
func (g Granularity) MarshalText() ([]byte, error) { return marshalName(g, g <= Monthly) }

// UnmarshalText reads a name, and Daily from nothing.
func (g *Granularity) UnmarshalText(b []byte) error {
	return unmarshalName(g, Monthly, "granularity", b)
}

// SlotAt returns the slot of zone, nil for UTC, that t lies in. It is never
// empty: a day of 23 or 25 hours is one slot, a day that the zone skipped none.
func (g Granularity) SlotAt(t Instant, zone *time.Location) Period {
	if g == Hourly {
		return hourAt(min(max(t, minInstant), maxInstant-1), zone)
	}
	_, p := g.grid(zone).at(t)
	return p
}

// Slots yields the slots of zone that start in frame, in order. Slots of
// adjacent frames are adjacent.
func (g Granularity) Slots(frame Period, zone *time.Location) iter.Seq[Period] {
	return func(yield func(Period) bool) { g.each(frame, zone, yield) }
}

func (g Granularity) each(frame Period, zone *time.Location, yield func(Period) bool) {
	frame.Start = max(frame.Start, minInstant)
	frame.End = min(frame.End, maxInstant)
	if frame.IsEmpty() {
		return
	}
	slot := g.SlotAt(frame.Start, zone)
	if slot.Start < frame.Start {
		slot = Period{Start: slot.End, End: slot.End}
	}
	for slot.Start < frame.End {
		slot = g.SlotAt(slot.Start, zone)
		if !yield(slot) {
			return
		}
		slot.Start = slot.End
	}
}

// grid returns the slots as periods since a round local time.
func (g Granularity) grid(zone *time.Location) grid {
	var origin wall // Thursday, 1 January 1970
	every := Interval{Unit: Day}
	switch g {
	case Weekly:
		origin, every.Unit = date(-3).wall(), Week
	case Monthly:
		every.Unit = Month
	}
	return grid{origin: origin.in(zone), shown: origin, every: every, zone: zone}
}

// hourAt cuts the clock's hour at the zone's changes.
func hourAt(t Instant, zone *time.Location) Period {
	shown := wallOf(t, zone)
	past := Instant(shown - wall(floorDiv(int64(shown), int64(hour)))*wall(hour))
	p := Period{Start: t - past, End: t - past + hour}
	if zone == nil || zone == time.UTC {
		return p
	}
	from, to := time.UnixMicro(int64(t)).In(zone).ZoneBounds()
	if !from.IsZero() {
		p.Start = max(p.Start, Instant(from.UnixMicro()))
	}
	if !to.IsZero() {
		p.End = min(p.End, Instant(to.UnixMicro()))
	}
	return p
}
