package calendar

import (
	"errors"
	"fmt"
	"time"
)

// A State is how far the closing of a posting period has come. The zero State
// is Open.
type State uint8

// The states, in order. A period is open until its end and settling until it is
// closed: late facts still count in it. Time alone closes nothing; a [Close]
// does.
const (
	Open State = iota
	Settling
	Closed
)

// String returns the name, such as "settling".
func (s State) String() string {
	switch s {
	case Open:
		return "open"
	case Settling:
		return "settling"
	case Closed:
		return "closed"
	}
	return fmt.Sprintf("state(%d)", uint8(s))
}

// MarshalText returns the name. The error is a *[TextError].
func (s State) MarshalText() ([]byte, error) { return marshalName(s, s <= Closed) }

// UnmarshalText reads a name, and Open from nothing. The error is a
// *[TextError].
func (s *State) UnmarshalText(b []byte) error { return unmarshalName(s, Closed, "state", b) }

// A Close is the event that closes every posting period up to an instant.
type Close struct {
	UpTo Instant `json:"up_to"` // where a posting period ends
	At   Instant `json:"at"`    // when it happened, not before UpTo
}

// A Closing says which posting periods of a book still take rows. It is a value
// that compares with ==, zones by pointer. The zero Closing has daily periods in
// UTC, none of them closed.
type Closing struct {
	Periods Granularity    // the posting periods
	Zone    *time.Location // of reporting; nil is UTC
	upTo    Instant
}

// After returns c after e. Closing never moves back, so an event that repeats or
// comes late changes nothing, and the order of events does not matter. Without
// those after an instant, c is as it was known then.
//
// Every fault of e is reported as a *[FieldError]: an instant that is missing,
// UpTo within a posting period or after At.
func (c Closing) After(e Close) (Closing, error) {
	var f faults
	f.add(e.UpTo == 0, "up_to", "missing")
	f.add(e.At == 0, "at", "missing")
	f.add(e.UpTo != c.Periods.SlotAt(e.UpTo, c.Zone).Start, "up_to", "within a posting period")
	f.add(e.UpTo > e.At, "up_to", "after the event itself")
	if f != nil {
		return c, errors.Join(f...)
	}
	if c.upTo == 0 || e.UpTo > c.upTo {
		c.upTo = e.UpTo
	}
	return c, nil
}

// UpTo returns the instant before which all is closed, none if nothing is.
func (c Closing) UpTo() Instant { return c.upTo }

// State returns the state of the posting period of t, as known at an instant.
func (c Closing) State(t, known Instant) State {
	switch p := c.Periods.SlotAt(t, c.Zone); {
	case c.upTo != 0 && p.End <= c.upTo:
		return Closed
	case p.End <= known:
		return Settling
	}
	return Open
}

// Next returns the posting period that a fact of t counts in: its own, or the
// first after the closed ones.
func (c Closing) Next(t Instant) Period {
	if c.upTo != 0 {
		t = max(t, c.upTo)
	}
	return c.Periods.SlotAt(t, c.Zone)
}
