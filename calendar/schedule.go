package calendar

import (
	"errors"
	"fmt"
	"iter"
	"time"
)

// A Schedule numbers billing periods, for ever in both directions. Period 0
// starts at Anchor, period k at the anchor's local date plus k intervals, cut to
// the month's length, at the anchor's local time of day. Monthly from 31 January
// 13:59 that is 28 February 13:59 and 31 March 13:59. Hours are counted in
// absolute time instead.
//
// With an [Alignment], periods start where it says, and period 0 is the one that
// the anchor lies in.
//
// Periods are whole: the reference that a [Measure] runs over. A term that
// starts or ends within one is served a stub of it, ref.Intersect(term), and its
// share is of the whole.
//
// Periods tile: each ends where the next starts. One can be empty, where a zone
// skipped a whole day. The anchor is the only state: keep the one that the
// subscription started with, and start a new one only with a new interval.
//
// Schedules compare with ==, zones and holidays by pointer.
type Schedule struct {
	Anchor   Instant
	Every    Interval
	Align    Alignment
	Zone     *time.Location // of the customer; nil is UTC
	Holidays *Holidays      // of OnBusinessDay; nil is none
}

// Validate reports every fault at once, each as a *[FieldError]: no anchor, an
// anchor outside the years 1 to 9999, a negative interval or one of no unit, an
// alignment that does not go with the interval, a zone without a name that means
// the same everywhere (time.Local, or an offset), and holidays without one.
func (s Schedule) Validate() error {
	var f faults
	f.add(s.Anchor == 0, "anchor", "missing")
	f.add(s.Anchor < minInstant || s.Anchor >= maxInstant, "anchor", "outside the years 1 to 9999")
	f.add(s.Every.N < 0, "every", fmt.Sprintf("negative: %d", s.Every.N))
	f.add(s.Every.Unit > Year, "every", "no such "+s.Every.Unit.String())
	if reason := s.Align.fault(s.Every); reason != "" {
		f.add(true, "align", reason)
	}
	if reason := zoneFault(s.Zone); reason != "" {
		f.add(true, "zone", reason)
	}
	f.add(s.Holidays != nil && s.Holidays.name == "", "holidays", "no name")
	return errors.Join(f...)
}

// Start returns where period k starts, k counted from the anchor and negative
// before it.
func (s Schedule) Start(k int) Instant {
	g := s.grid()
	return g.start(k)
}

// Period returns period k.
func (s Schedule) Period(k int) Period {
	g := s.grid()
	return g.period(k)
}

// At returns the period that t lies in, and its number, in constant time. An
// instant outside the years 1 to 9999 counts as the nearest inside.
func (s Schedule) At(t Instant) (k int, p Period) {
	g := s.grid()
	return g.at(t)
}

// Periods yields the periods that overlap span, whole, in order and with their
// numbers; what of them is served is their part in span. Empty ones are left
// out, so numbers can have gaps.
func (s Schedule) Periods(span Period) iter.Seq2[int, Period] {
	return func(yield func(int, Period) bool) {
		span = span.within()
		if span.IsEmpty() {
			return
		}
		g := s.grid()
		k, p := g.at(span.Start)
		for p.Start < span.End {
			if !p.IsEmpty() && !yield(k, p) {
				return
			}
			k++
			p = Period{Start: p.End, End: g.start(k + 1)}
		}
	}
}

func (s Schedule) grid() grid {
	origin := within(s.Anchor)
	g := newGrid(origin, wallOf(origin, s.Zone), s.Every, s.Zone)
	if s.Align != Anniversary {
		g.alignTo(s.Align, s.Holidays)
	}
	return g
}
