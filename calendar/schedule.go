package calendar

import (
	"errors"
	"fmt"
	"time"
)

// A Schedule numbers billing periods: period 0 starts at Anchor, period k at
// the anchor's local date plus k intervals, cut to the month's length, at the
// anchor's local time of day. Monthly from 31 January 13:59 that is 28 February
// 13:59 and 31 March 13:59. Hours are counted in absolute time instead.
//
// Periods tile: each ends where the next starts. One can be empty, where a zone
// skipped a whole day. The anchor is the only state: keep the one that the
// subscription started with, and start a new one only with a new interval.
type Schedule struct {
	Anchor Instant
	Every  Interval
	Zone   *time.Location // nil is UTC
}

// A FieldError reports a fault of a value, at a path such as "anchor".
type FieldError struct{ Path, Reason string }

// Error says both.
func (e *FieldError) Error() string { return e.Path + ": " + e.Reason }

// Validate reports every fault at once, each as a *[FieldError]: no anchor, an
// anchor outside the years 1 to 9999, a negative interval or one of no unit,
// and the zone time.Local, which is another one on another machine.
func (s Schedule) Validate() error {
	var faults []error
	fault := func(bad bool, path, reason string) {
		if bad {
			faults = append(faults, &FieldError{Path: path, Reason: reason})
		}
	}
	fault(s.Anchor == 0, "anchor", "missing")
	fault(s.Anchor != within(s.Anchor), "anchor", "outside the years 1 to 9999")
	fault(s.Every.N < 0, "every", fmt.Sprintf("negative: %d", s.Every.N))
	fault(s.Every.Unit > Year, "every", "no such "+s.Every.Unit.String())
	fault(s.Zone == time.Local, "zone", "time.Local has no name of its own")
	return errors.Join(faults...)
}

// Start returns where period k starts, k counted from the anchor and negative
// before it.
func (s Schedule) Start(k int) Instant { return s.grid().start(k) }

// Period returns period k.
func (s Schedule) Period(k int) Period {
	g := s.grid()
	return Period{Start: g.start(k), End: g.start(k + 1)}
}

// At returns the period that t lies in, and its number, in constant time. An
// instant outside the years 1 to 9999 counts as the nearest inside.
func (s Schedule) At(t Instant) (k int, p Period) { return s.grid().at(t) }

func (s Schedule) grid() grid {
	return grid{origin: s.Anchor, shown: wallOf(s.Anchor, s.Zone), every: s.Every, zone: s.Zone}
}
