package calendar

import (
	"iter"
	"time"
)

// SlotAt returns the slot of zone, nil for UTC, that t lies in. It is never
// empty: a day of 23 or 25 hours is one slot, a day that the zone skipped none.
// An instant outside the years 1 to 9999 counts as the nearest inside.
func (g Granularity) SlotAt(t Instant, zone *time.Location) Period {
	s := newSlots(g, zone)
	return s.at(t)
}

// Slots yields the slots of zone that start in frame, whole and in order. Slots
// of adjacent frames are adjacent.
func (g Granularity) Slots(frame Period, zone *time.Location) iter.Seq[Period] {
	return func(yield func(Period) bool) {
		frame := frame.within()
		if frame.IsEmpty() {
			return
		}
		s := newSlots(g, zone)
		p := s.at(frame.Start)
		if p.Start < frame.Start {
			p = s.next()
		}
		for p.Start < frame.End && yield(p) {
			p = s.next()
		}
	}
}

// Cut yields what span is made of, slot by slot: where it starts or ends within
// a slot, only the part of that slot. The parts cover span exactly.
func (g Granularity) Cut(span Period, zone *time.Location) iter.Seq[Period] {
	return func(yield func(Period) bool) {
		span := span.within()
		if span.IsEmpty() {
			return
		}
		s := newSlots(g, zone)
		p := s.at(span.Start)
		for p.Start < span.End && yield(p.Intersect(span)) {
			p = s.next()
		}
	}
}

// slots walks over the slots of a zone. There is none after the year 9999: next
// is empty then.
type slots struct {
	grid   grid
	hourly bool
	k      int
	slot   Period
}

// newSlots numbers slots from a round local time.
func newSlots(g Granularity, zone *time.Location) slots {
	if g == Hourly {
		return slots{grid: grid{zone: zone}, hourly: true}
	}
	var origin wall // Thursday, 1 January 1970
	every := Interval{Unit: Day}
	if first, ok := g.weekday(); ok {
		origin = date(first - time.Thursday).wall()
		every.Unit = Week
	} else if g == Monthly {
		every.Unit = Month
	}
	return slots{grid: newGrid(origin.in(zone), origin, every, zone)}
}

func (s *slots) at(t Instant) Period {
	if s.hourly {
		s.slot = hourAt(min(within(t), maxInstant-1), s.grid.zone)
	} else {
		s.k, s.slot = s.grid.at(t)
	}
	return s.slot
}

// next goes on to the next slot, over days that the zone skipped.
func (s *slots) next() Period {
	start := s.slot.End
	switch {
	case start >= maxInstant:
		s.slot = Period{Start: start, End: start}
	case s.hourly:
		s.slot = hourAt(start, s.grid.zone)
	default:
		s.slot = Period{Start: start, End: start}
		for s.slot.IsEmpty() {
			s.k++
			s.slot.End = s.grid.start(s.k + 1)
		}
	}
	return s.slot
}

// hourAt cuts the clock's hour at the zone's changes.
func hourAt(t Instant, zone *time.Location) Period {
	shown := int64(wallOf(t, zone))
	past := Instant(shown - floorDiv(shown, int64(hour))*int64(hour))
	p := Period{Start: t - past, End: t - past + hour}
	if isUTC(zone) {
		return p
	}
	at := time.UnixMicro(int64(t)).In(zone)
	if from := boundBefore(at); p.Start < from && changes(from, zone) {
		p.Start = from
	}
	if to := boundAfter(at); to < p.End && changes(to, zone) {
		p.End = to
	}
	return p.within()
}

// changes reports whether the offset is another one just before t.
func changes(t Instant, zone *time.Location) bool {
	return wallOf(t, zone)-wallOf(t-1, zone) != 1
}
