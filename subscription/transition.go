package subscription

import (
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
)

// A Transition is one change of state, with who made it, when and why. What
// happens by itself, such as the end of a trial, has no actor.
type Transition struct {
	From, To State
	At       calendar.Instant
	Actor    channel.PartyID
	Reason   string
	Event    EventID // what caused it
}

// An Edge is an allowed change of state.
type Edge struct {
	From, To State
	By       string // what makes it
}

// edges is the whole state machine: what is not here is refused. The diagram in
// docs/lifecycle.md is made from it.
var edges = [...]Edge{
	{NoState, StatePendingApproval, "order"},
	{StatePendingApproval, StateRejected, "reject"},
	{StatePendingApproval, StateScheduled, "approve, starts later"},
	{StatePendingApproval, StatePendingPayment, "approve, pay first"},
	{StatePendingApproval, StateProvisioning, "approve"},
	{StatePendingApproval, StateCancelled, "cancel"},
	{StatePendingApproval, StateTerminated, "terminate"},
	{StateScheduled, StatePendingPayment, "start, pay first"},
	{StateScheduled, StateProvisioning, "start"},
	{StateScheduled, StateCancelled, "cancel"},
	{StateScheduled, StateTerminated, "terminate"},
	{StatePendingPayment, StateProvisioning, "pay"},
	{StatePendingPayment, StateCancelled, "cancel"},
	{StatePendingPayment, StateTerminated, "terminate"},
	{StateProvisioning, StateTrialing, "provision, with a trial"},
	{StateProvisioning, StateActive, "provision"},
	{StateProvisioning, StateCancelled, "cancel"},
	{StateProvisioning, StateTerminated, "terminate"},
	{StateTrialing, StateActive, "convert"},
	{StateTrialing, StateSuspended, "suspend"},
	{StateTrialing, StateCancelled, "cancel, refund"},
	{StateTrialing, StateTerminated, "terminate"},
	{StateActive, StatePaused, "pause"},
	{StateActive, StateSuspended, "suspend"},
	{StateActive, StateExpired, "expire"},
	{StateActive, StateCancelled, "cancel, refund"},
	{StateActive, StateTerminated, "terminate"},
	{StatePaused, StateActive, "resume"},
	{StatePaused, StateExpired, "expire"},
	{StatePaused, StateCancelled, "cancel, refund"},
	{StatePaused, StateTerminated, "terminate"},
	{StateSuspended, StateTrialing, "reactivate, in a trial"},
	{StateSuspended, StateActive, "reactivate"},
	{StateSuspended, StateExpired, "expire"},
	{StateSuspended, StateCancelled, "cancel, refund"},
	{StateSuspended, StateTerminated, "terminate"},
	{StateExpired, StateActive, "reactivate"},
	{StateCancelled, StateActive, "reactivate"},
}

// Edges returns every allowed change of state. What is not among them is
// refused with a *[TransitionError].
func Edges() []Edge { return slices.Clone(edges[:]) }

// CanBecome reports whether an edge goes from s to another state.
func (s State) CanBecome(to State) bool {
	return slices.ContainsFunc(edges[:], func(e Edge) bool { return e.From == s && e.To == to })
}

// A TransitionError reports a change of state that is not allowed.
type TransitionError struct {
	From, To State
	At       calendar.Instant
}

// Error names both states.
func (e *TransitionError) Error() string {
	return fmt.Sprintf("a subscription that is %s at %s cannot become %s", e.From, e.At, e.To)
}
