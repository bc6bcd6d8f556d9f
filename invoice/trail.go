package invoice

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
)

// An Act says who did something, when and why. What happens by itself, such as
// a due date that passes, has no actor.
type Act struct {
	At     calendar.Instant `json:"at"`
	Actor  channel.PartyID  `json:"actor,omitempty"`
	Reason string           `json:"reason,omitempty"`
}

// A Transition is one entry of an invoice's trail: the state that it then had,
// and the act that gave it. It came from the state of the entry before.
type Transition struct {
	To Status `json:"to"`
	Act
}

// By returns the invoice, new, with the act that made it as the beginning of its
// trail.
func (inv Invoice) By(a Act) Invoice {
	inv.Trail = []Transition{{inv.Status, a}}
	return inv
}

// To returns the invoice in another state, one version on, with the act in its
// trail. An invoice that becomes Open is dated by the act. What [Edges] does not
// list is refused with a *[TransitionError].
func (inv Invoice) To(s Status, a Act) (Invoice, error) {
	if !inv.Status.CanBecome(s) {
		return Invoice{}, &TransitionError{inv.ID, inv.Status, s}
	}
	if s == Void && (len(inv.Notes) > 0 || inv.Corrects != "") {
		return Invoice{}, fmt.Errorf("invoice %s: %w", inv.ID, ErrCredited)
	}
	inv.Status = s
	inv.Version++
	inv.Trail = append(slices.Clip(inv.Trail), Transition{s, a})
	if s == Open {
		inv.Issued = a.At
	}
	return inv, nil
}

// ErrCredited is returned for an invoice that a credit note corrects, and for
// that credit note: they cannot be void any more.
var ErrCredited = errors.New("a credit note cannot be taken back")

// Credited returns the invoice with one more credit note on it, one version on. If
// nothing is left of it, it is closed.
func (inv Invoice) Credited(n Note, a Act) Invoice {
	inv.Notes = append(slices.Clip(inv.Notes), n)
	inv.Version++
	if n.Whole && inv.Status.CanBecome(Closed) {
		inv.Status = Closed
	}
	inv.Trail = append(slices.Clip(inv.Trail), Transition{inv.Status, a})
	return inv
}

// ErrSuccessor is wrapped where an invoice cannot be the next version of another.
var ErrSuccessor = errors.New("invoice: not the next version")

// Follows returns why inv cannot be the version after old, nil if it can. The
// first version follows the zero Invoice. Later ones count one on and keep the
// rows, what they are about, and the trail; another state is one that [Edges]
// lists, with its entry in the trail. Only a draft may say something else than
// before, and only as long as it stays one: what was approved is issued as it
// was. A number, a date and a due date come when it is issued, and stay.
//
// Every fault wraps [ErrSuccessor]. Stores ask it before they put an invoice.
func (inv *Invoice) Follows(old *Invoice) error {
	if int64(inv.Version) != int64(old.Version)+1 {
		return fmt.Errorf("%w: %d after %d", ErrSuccessor, inv.Version, old.Version)
	}
	if old.Version == 0 {
		return nil
	}
	if inv.Status != old.Status && !old.Status.CanBecome(inv.Status) {
		return fmt.Errorf("%w: %w", ErrSuccessor, &TransitionError{old.ID, old.Status, inv.Status})
	}
	if err := inv.trails(old); err != nil {
		return err
	}
	if !slices.Equal(inv.Claims(), old.Claims()) {
		return fmt.Errorf("%w: other rows than version %d", ErrSuccessor, old.Version)
	}
	editing := old.Status == Draft && inv.Status == Draft
	issuing := !old.Status.Issued() && inv.Status == Open
	if !reflect.DeepEqual(old.fixed(editing, issuing), inv.fixed(editing, issuing)) {
		return fmt.Errorf("%w: version %d says something else", ErrSuccessor, old.Version)
	}
	return nil
}

// trails checks that inv's trail and notes go on where old's end.
func (inv *Invoice) trails(old *Invoice) error {
	n := len(old.Trail)
	if len(inv.Trail) < n || !slices.Equal(inv.Trail[:n], old.Trail) {
		return fmt.Errorf("%w: the trail of version %d has changed", ErrSuccessor, old.Version)
	}
	if inv.Status != old.Status && (len(inv.Trail) != n+1 || inv.Trail[n].To != inv.Status) {
		return fmt.Errorf("%w: the trail does not say how it became %v", ErrSuccessor, inv.Status)
	}
	if n := len(old.Notes); len(inv.Notes) < n || !slices.Equal(inv.Notes[:n], old.Notes) {
		return fmt.Errorf("%w: the credit notes of version %d have changed", ErrSuccessor, old.Version)
	}
	return nil
}

// fixed returns what of inv may not change when a draft is edited, when an
// invoice is issued, and otherwise.
func (inv Invoice) fixed(editing, issuing bool) Invoice {
	if editing {
		return Invoice{ID: inv.ID, Seller: inv.Seller, Buyer: inv.Buyer, Level: inv.Level, Currency: inv.Currency, Period: inv.Period}
	}
	if issuing {
		inv.Series, inv.Number, inv.Issued, inv.Due = "", "", 0, 0
	}
	inv.Status, inv.Version, inv.Trail, inv.Notes = 0, 0, nil, nil
	return inv
}
