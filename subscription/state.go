package subscription

import "fmt"

// A State says where a subscription is in its life. The zero State is NoState.
// [Edges] lists how it may go from one to another.
type State uint8

// The states.
const (
	NoState              State = iota // nothing was ordered yet
	StatePendingApproval              // ordered; the auditor decides
	StateRejected                     // the auditor said no
	StateScheduled                    // approved; starts later
	StatePendingPayment               // waits for the first payment
	StateProvisioning                 // being set up; nothing is due yet
	StateTrialing                     // running, and free for the customer
	StateActive                       // running
	StatePaused                       // time stands still
	StateSuspended                    // not paid for; keeps accruing
	StateExpired                      // its term ended and was not renewed
	StateCancelled                    // ended by the buyer
	StateTerminated                   // ended by a seller
)

var states = []string{
	"none", "pending-approval", "rejected", "scheduled", "pending-payment", "provisioning", "trialing",
	"active", "paused", "suspended", "expired", "cancelled", "terminated",
}

// Live reports whether the subscription has terms in force: it is trialing,
// active, paused or suspended.
func (s State) Live() bool { return s >= StateTrialing && s <= StateSuspended }

// Over reports whether the subscription has ended, or will never start.
func (s State) Over() bool {
	return s == StateRejected || s >= StateExpired && s <= StateTerminated
}

// String returns the name, such as "pending-approval".
func (s State) String() string { return textOf(states, uint8(s), "state") }

// MarshalText implements encoding.TextMarshaler.
func (s State) MarshalText() ([]byte, error) { return marshalName(states, uint8(s), "state") }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *State) UnmarshalText(text []byte) error { return unmarshalName(states, s, text, "state") }

func textOf(names []string, i uint8, what string) string {
	if int(i) < len(names) {
		return names[i]
	}
	return fmt.Sprintf("%s(%d)", what, i)
}

func marshalName(names []string, i uint8, what string) ([]byte, error) {
	if int(i) >= len(names) {
		return nil, fmt.Errorf("subscription: unknown %s", textOf(names, i, what))
	}
	return []byte(names[i]), nil
}

func unmarshalName[T ~uint8](names []string, to *T, text []byte, what string) error {
	for i, name := range names {
		if name == string(text) {
			*to = T(i)
			return nil
		}
	}
	return fmt.Errorf("subscription: %s: unknown %.40q", what, text)
}
