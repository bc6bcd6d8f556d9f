package livereport

import (
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
)

// InstructionTerms say what is pulled. The zero value is every day that is
// closed.
type InstructionTerms struct {
	// Frame is by posting date: whole posting periods in the viewer's zone. No
	// Start is from the beginning, no End without one; a reader then stops where
	// the book is closed.
	Frame calendar.Period
	// Granularity cuts service and posting into the periods that lines are of: a
	// day or longer. Pull with one, or lines have other IDs.
	Granularity calendar.Granularity
	// Bases say who bills whom by what. Instructed are the pairs whose basis is
	// External.
	Bases *channel.BillingBases
	// All is for reading: also lines that the platform invoices itself, each of
	// the rows of its basis.
	All bool
	// Open lets in posting periods that are not closed: their lines are
	// provisional.
	Open bool
	// Seller and Buyer keep what runs between them; empty is any.
	Seller, Buyer channel.PartyID
}

// An InstructionError reports one fault of the terms of a pull.
type InstructionError struct{ Path, Reason string }

// Error returns path and reason.
func (e *InstructionError) Error() string {
	return "livereport: instructions: " + e.Path + ": " + e.Reason
}

func (t *InstructionTerms) validate(v channel.Viewer) error {
	var faults []error
	fault := func(path, format string, args ...any) {
		faults = append(faults, &InstructionError{path, fmt.Sprintf(format, args...)})
	}
	if _, err := t.Granularity.MarshalText(); err != nil {
		fault("granularity", "unknown %v", t.Granularity)
	} else if t.Granularity == calendar.Hourly {
		fault("granularity", "%v: posting periods are days or longer", t.Granularity)
	}
	if !t.Frame.End.IsZero() && t.Frame.Start > t.Frame.End {
		fault("frame", "%v ends before it starts", t.Frame)
	}
	for _, at := range []struct {
		path string
		calendar.Instant
	}{{"frame.start", t.Frame.Start}, {"frame.end", t.Frame.End}} {
		if len(faults) == 0 && !at.IsZero() && t.Granularity.SlotAt(at.Instant, v.Zone).Start != at.Instant {
			fault(at.path, "%v is not where a %v period of the viewer's zone begins", at.Instant, t.Granularity)
		}
	}
	return errors.Join(faults...)
}

func (t *InstructionTerms) wants(s *channel.Side) bool {
	return (t.Seller == "" || t.Seller == s.Seller) && (t.Buyer == "" || t.Buyer == s.Buyer)
}

// has reports whether an instant lies in the frame.
func (t *InstructionTerms) has(at calendar.Instant) bool {
	return (t.Frame.Start.IsZero() || at >= t.Frame.Start) && (t.Frame.End.IsZero() || at < t.Frame.End)
}
