package invoice

import (
	"fmt"
	"slices"
)

// A Status is the state of an invoice. [Edges] lists how it may go from one to
// another.
type Status uint8

// The states.
const (
	Draft    Status = iota // hidden from its buyer; reserves its rows
	Approved               // somebody has signed it; still hidden
	Open                   // issued: it has a number and a date, and is to be paid
	PastDue                // not paid when it was due
	Closed                 // settled
	Void                   // taken back: its rows are free, and its number stays taken
)

var statuses = [...]string{"draft", "approved", "open", "past-due", "closed", "void"}

// Issued reports whether the buyer has the invoice: it is open, past due or
// closed. Nothing that it says changes any more.
func (s Status) Issued() bool { return s >= Open && s <= Closed }

// String returns the state's name, such as "past-due".
func (s Status) String() string {
	if int(s) < len(statuses) {
		return statuses[s]
	}
	return fmt.Sprintf("status(%d)", uint8(s))
}

// MarshalText implements encoding.TextMarshaler.
func (s Status) MarshalText() ([]byte, error) {
	if int(s) >= len(statuses) {
		return nil, fmt.Errorf("invoice: unknown %v", s)
	}
	return []byte(s.String()), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Status) UnmarshalText(text []byte) error {
	for i, name := range statuses {
		if name == string(text) {
			*s = Status(i)
			return nil
		}
	}
	return fmt.Errorf("invoice: status: unknown %.40q", text)
}

// An Edge is an allowed change of state.
type Edge struct {
	From, To Status
	By       string // what makes it
}

// edges is the whole state machine: what is not here is refused. The diagram in
// docs/invoices.md is made from it.
var edges = [...]Edge{
	{Draft, Approved, "approve"},
	{Draft, Void, "delete"},
	{Approved, Draft, "withdraw"},
	{Approved, Open, "issue"},
	{Approved, Void, "delete"},
	{Open, PastDue, "the due date passes"},
	{Open, Closed, "settle"},
	{Open, Void, "void"},
	{PastDue, Closed, "settle"},
	{PastDue, Void, "void"},
}

// Edges returns every allowed change of state. What is not among them is refused
// with a *[TransitionError].
func Edges() []Edge { return slices.Clone(edges[:]) }

// CanBecome reports whether an edge goes from s to another state.
func (s Status) CanBecome(to Status) bool {
	return slices.ContainsFunc(edges[:], func(e Edge) bool { return e.From == s && e.To == to })
}

// A TransitionError refuses a change of state.
type TransitionError struct {
	Invoice  ID
	From, To Status
}

// Error names both states.
func (e *TransitionError) Error() string {
	return fmt.Sprintf("invoice %s: %v cannot become %v", e.Invoice, e.From, e.To)
}
