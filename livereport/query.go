package livereport

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/proceeds"
)

// A Source says which rows are read. The zero Source is Final.
type Source uint8

// The sources. Final and live rows are the same money at other times: no source
// adds one to the other.
const (
	Final  Source = iota // proceeds: what was booked
	Live                 // live proceeds: the quota of every slot
	Merged               // live proceeds by service time, marked where their line is final
)

var sourceTexts = []string{"final", "live", "merged"}

// String returns the name, such as "merged".
func (s Source) String() string { return nameOf(sourceTexts, uint8(s), "source") }

// MarshalText returns what String does.
func (s Source) MarshalText() ([]byte, error) { return marshalName(sourceTexts, uint8(s), "source") }

// UnmarshalText reads what String returns.
func (s *Source) UnmarshalText(text []byte) error {
	return unmarshalName(sourceTexts, text, "source", (*uint8)(s))
}

// Book returns the book that the rows are of: a merged reading shows live rows.
func (s Source) Book() proceeds.Book {
	if s == Final {
		return proceeds.Booked
	}
	return proceeds.Live
}

// An Axis says by which of its two times a row counts. The zero Axis is Posting.
type Axis uint8

// The axes.
const (
	Posting Axis = iota // when it counts in the books
	Service             // when the service that it is for begins
)

var axisTexts = []string{"posting", "service"}

// String returns "posting" or "service".
func (a Axis) String() string { return nameOf(axisTexts, uint8(a), "axis") }

// MarshalText returns what String does.
func (a Axis) MarshalText() ([]byte, error) { return marshalName(axisTexts, uint8(a), "axis") }

// UnmarshalText reads what String returns.
func (a *Axis) UnmarshalText(text []byte) error {
	return unmarshalName(axisTexts, text, "axis", (*uint8)(a))
}

// A Query says which rows, and how they are added up. The zero Query is all
// final rows by posting date, in one sum for each currency.
type Query struct {
	Source Source `json:"source"`
	// Axis is the time that Frame and the dimensions of time go by. A merged query
	// goes by service, whatever it says.
	Axis  Axis            `json:"axis"`
	Frame calendar.Period `json:"frame,omitzero"` // the zero Frame is all time
	// Recorded is when rows were recorded, which the operator alone sees: to
	// others no row fits but in the zero Period, which is all time.
	Recorded calendar.Period `json:"recorded,omitzero"`
	// Filter takes the rows that have one of the values in every dimension. The
	// empty value is that of rows without one.
	Filter map[Dimension][]string `json:"filter,omitempty"`
	// GroupBy is what sums are told apart by, in this order. A page of rows does
	// not look at it.
	GroupBy []Dimension `json:"group_by,omitempty"`
	// Net makes one of all rows on a page that are of one line and count in one
	// month: late usage shifts a unit in many later slots, and most of that
	// cancels out. Sums do not look at it.
	Net bool `json:"net,omitempty"`
}

// Bounds of a query.
const (
	maxGroupBy = 16     // dimensions
	maxValues  = 10_000 // of a filter
	maxTagKey  = 256    // bytes
)

// A QueryError reports one fault of a query.
type QueryError struct{ Path, Reason string }

// Error returns path and reason.
func (e *QueryError) Error() string { return "livereport: query: " + e.Path + ": " + e.Reason }

// Validate reports every fault of the query at once, each a *[QueryError].
func (q *Query) Validate() error {
	var faults []error
	add := func(bad bool, path, format string, args ...any) {
		if bad {
			faults = append(faults, &QueryError{path, fmt.Sprintf(format, args...)})
		}
	}
	add(q.Source > Merged, "source", "unknown %v", q.Source)
	add(q.Axis > Service, "axis", "unknown %v", q.Axis)
	add(!q.Frame.Valid(), "frame", "%v ends before it starts", q.Frame)
	add(!q.Recorded.Valid(), "recorded", "%v ends before it starts", q.Recorded)
	add(len(q.GroupBy) > maxGroupBy, "group_by", "%d dimensions, at most %d", len(q.GroupBy), maxGroupBy)
	for i, d := range q.GroupBy {
		add(!d.valid(), fmt.Sprintf("group_by[%d]", i), "no dimension %.40q", d)
		add(slices.Contains(q.GroupBy[:i], d), fmt.Sprintf("group_by[%d]", i), "%.40q comes twice", d)
	}
	for _, d := range slices.Sorted(maps.Keys(q.Filter)) {
		path := fmt.Sprintf("filter[%.40q]", d)
		add(!d.valid(), path, "no such dimension")
		add(len(q.Filter[d]) > maxValues, path, "%d values, at most %d", len(q.Filter[d]), maxValues)
	}
	return errors.Join(faults...)
}

// axis returns the axis that q goes by.
func (q *Query) axis() Axis {
	if q.Source == Merged {
		return Service
	}
	return q.Axis
}

// has reports whether q groups or filters by d.
func (q *Query) has(d Dimension) bool {
	_, filtered := q.Filter[d]
	return filtered || slices.Contains(q.GroupBy, d)
}
