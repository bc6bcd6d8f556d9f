package subscription

import (
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
)

// ErrApplied is wrapped when an event has the ID of one that was applied
// before. A host that repeats an event may take it for success.
var ErrApplied = errors.New("an event of this id was applied already")

// A FieldError reports a fault of an event or an order, at a path such as
// "order.change.quantity".
type FieldError struct {
	Path   string
	Reason string
	Err    error // the cause, where another package found it
}

// Error says both.
func (e *FieldError) Error() string { return e.Path + ": " + e.Reason }

// Unwrap returns the cause.
func (e *FieldError) Unwrap() error { return e.Err }

// A StateError reports an order that a subscription cannot take in the state
// that it is in.
type StateError struct {
	Order OrderID
	Kind  OrderKind
	State State
}

// Error names the order and the state.
func (e *StateError) Error() string {
	return fmt.Sprintf("order %q: no %s while the subscription is %s", e.Order, e.Kind, e.State)
}

// An OrderError reports an order that is not in the status that something
// needs.
type OrderError struct {
	Order  OrderID
	Status OrderStatus
	Want   OrderStatus
}

// Error names the order and both.
func (e *OrderError) Error() string {
	return fmt.Sprintf("order %q is %s, not %s", e.Order, e.Status, e.Want)
}

// An AuditorError reports a decision by someone who is not the auditor.
type AuditorError struct {
	Order          OrderID
	Actor, Auditor channel.PartyID
}

// Error names both.
func (e *AuditorError) Error() string {
	return fmt.Sprintf("order %q: %q decides, not %q", e.Order, e.Auditor, e.Actor)
}

// A RefundWindowError reports a refund that was asked for too late. A zero
// Until: there is no window.
type RefundWindowError struct {
	Order     OrderID
	At, Until calendar.Instant
}

// Error names both instants.
func (e *RefundWindowError) Error() string {
	if e.Until.IsZero() {
		return fmt.Sprintf("order %q: no refunds are given", e.Order)
	}
	return fmt.Sprintf("order %q: a refund at %s is not before %s", e.Order, e.At, e.Until)
}

// A ConflictError reports an event that would have made a later one
// impossible, which was applied already.
type ConflictError struct {
	Event EventID // the later one
	At    calendar.Instant
	Err   error // why it would have been refused
}

// Error names the later event.
func (e *ConflictError) Error() string {
	return fmt.Sprintf("event %q at %s was applied already: %v", e.Event, e.At, e.Err)
}

// Unwrap returns why the later event would have been refused.
func (e *ConflictError) Unwrap() error { return e.Err }

// faults collects what is wrong, for errors.Join.
type faults struct {
	path string
	list *[]error
}

func newFaults(path string) faults { return faults{path, new([]error)} }

func (f faults) at(path string) faults { return faults{f.path + "." + path, f.list} }

func (f faults) add(format string, args ...any) {
	err := fmt.Errorf(format, args...)
	*f.list = append(*f.list, &FieldError{f.path, err.Error(), errors.Unwrap(err)})
}

func (f faults) err() error { return errors.Join(*f.list...) }

// instant reports an instant that no calendar has.
func (f faults) instant(t calendar.Instant) {
	if _, err := t.MarshalText(); err != nil {
		f.add("%w", err)
	}
}
