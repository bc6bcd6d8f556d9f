package channel

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/pricing"
)

// ID returns an outward name for what parts tell, 32 hexadecimal digits: give it
// only what the viewer sees, such as the name of its feed and its cursor there.
// The same parts have another id for another viewer, so that two of them cannot
// join what they got by it.
func (v Viewer) ID(parts ...string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%t %q", v.Operator, v.Party)
	for _, p := range parts {
		fmt.Fprintf(h, " %q", p)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// ErrUnavailable is what a party is told of a fault that is not its own.
var ErrUnavailable = errors.New("channel: not available")

// A SellerError is what a seller is told of a price that it lacks itself: a
// price book for the buyer, or in its book a price for the charge.
type SellerError struct {
	Buyer  PartyID        // of a missing book
	Book   BookRef        // of a missing price; none if the seller has no book
	Plan   pricing.PlanID // of a missing price
	Charge pricing.ChargeID
}

// Error says which.
func (e *SellerError) Error() string {
	if e.Plan == "" {
		return fmt.Sprintf("channel: you have no price book for buyer %q", e.Buyer)
	}
	return fmt.Sprintf("channel: your book %q revision %d has no price for plan %q charge %q", e.Book.ID, e.Book.Revision, e.Plan, e.Charge)
}

// Error cuts an error to what the viewer may know. The operator gets it as it is.
// A party gets a *[SellerError] for each price that it lacks itself; of the
// errors in public, which are the host's to name, those that err is; and for
// everything else, however much of it there is, one ErrUnavailable. Nothing of
// err can be reached from what a party gets.
func (v Viewer) Error(err error, public ...error) error {
	if err == nil || v.Operator {
		return err
	}
	var told []error
	for leaf := range leaves(err) {
		if e := v.told(leaf, public); !slices.ContainsFunc(told, func(t error) bool { return t.Error() == e.Error() }) {
			told = append(told, e)
		}
	}
	slices.SortStableFunc(told, func(a, b error) int { return cmp.Compare(rank(a), rank(b)) })
	return errors.Join(told...)
}

// rank puts ErrUnavailable last: where it stood among the others would tell how
// many levels lie above.
func rank(err error) int {
	if err == ErrUnavailable {
		return 1
	}
	return 0
}

// told is what v is told of one error.
func (v Viewer) told(leaf error, public []error) error {
	if own := v.own(leaf); own != nil {
		return own
	}
	for _, known := range public {
		if errors.Is(leaf, known) {
			return known
		}
	}
	return ErrUnavailable
}

// own returns what an error tells the seller that lacks something; nil where
// that is somebody else.
func (v Viewer) own(err error) error {
	switch e := err.(type) {
	case *MissingPriceError:
		if e.Seller == v.Party && v.Party != "" && !e.List {
			return &SellerError{Book: e.Book, Plan: e.Plan, Charge: e.Charge}
		}
	case *MissingBookError:
		if e.Seller == v.Party && v.Party != "" {
			return &SellerError{Buyer: e.Buyer}
		}
	}
	return nil
}

// leaves yields the errors that err is made of, in order.
func leaves(err error) func(func(error) bool) {
	return func(yield func(error) bool) { eachLeaf(err, yield) }
}

func eachLeaf(err error, yield func(error) bool) bool {
	switch e := err.(type) {
	case *MissingPriceError, *MissingBookError:
		return yield(err)
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			if !eachLeaf(one, yield) {
				return false
			}
		}
		return true
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			return eachLeaf(inner, yield)
		}
	}
	return yield(err)
}
