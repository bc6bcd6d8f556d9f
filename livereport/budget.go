package livereport

import (
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

// A Budget is what a party means to spend in a frame, and from which amounts on
// it wants to know.
type Budget struct {
	Party        channel.PartyID      `json:"party"`                  // whose costs are counted: what it is charged
	Subscription subscription.ID      `json:"subscription,omitempty"` // of which; empty is any
	Amount       money.Amount         `json:"amount"`                 // above zero, in the book currency
	Frame        calendar.Period      `json:"frame"`
	Axis         Axis                 `json:"axis"`        // by which time costs count in the frame and in its slots
	Granularity  calendar.Granularity `json:"granularity"` // of slots, in the zone of who reads
	Thresholds   []Threshold          `json:"thresholds"`
}

// A Threshold is an amount, or a percentage of the budget: one of the two, above
// zero. It may lie above the budget.
type Threshold struct {
	Percent money.Number `json:"percent"`
	Amount  money.Amount `json:"amount,omitzero"`
}

// A Crossing is a slot in which spending reaches a threshold, or falls below it
// again because of a correction.
type Crossing struct {
	Threshold int             `json:"threshold"` // its number among the budget's
	Slot      calendar.Period `json:"slot"`      // reached by its end
	Spent     money.Amount    `json:"spent"`     // in the frame up to the slot's end
	Back      bool            `json:"back,omitempty"`
}

// A BudgetError reports one fault of a budget.
type BudgetError struct{ Path, Reason string }

// Error returns path and reason.
func (e *BudgetError) Error() string { return "livereport: budget: " + e.Path + ": " + e.Reason }

// Validate reports every fault, each a *[BudgetError].
func (b *Budget) Validate() error {
	var faults []error
	fault := func(bad bool, path, format string, args ...any) {
		if bad {
			faults = append(faults, &BudgetError{path, fmt.Sprintf(format, args...)})
		}
	}
	fault(b.Party == "", "party", "missing")
	fault(b.Amount.Sign() <= 0, "amount", "%v is not above zero", b.Amount)
	fault(b.Frame.IsEmpty(), "frame", "%v is empty", b.Frame)
	fault(b.Axis > Service, "axis", "unknown %v", b.Axis)
	_, err := b.Granularity.MarshalText()
	fault(err != nil, "granularity", "unknown %v", b.Granularity)
	for i := range b.Thresholds {
		t, path := &b.Thresholds[i], fmt.Sprintf("thresholds[%d]", i)
		switch {
		case !t.Percent.IsZero() && !t.Amount.IsZero():
			fault(true, path, "both a percentage and an amount")
		case t.Amount.IsZero():
			fault(t.Percent.Sign() <= 0, path+".percent", "%v is not above zero", t.Percent)
		default:
			fault(t.Amount.Sign() < 0, path+".amount", "%v is not above zero", t.Amount)
			fault(t.Amount.Currency() != b.Amount.Currency(), path+".amount", "%v is not in %v", t.Amount, b.Amount.Currency())
		}
	}
	return errors.Join(faults...)
}

// time returns the instant by which the budget counts a row.
func (b *Budget) time(v *proceeds.View) calendar.Instant {
	if b.Axis == Service {
		return v.Service.Start
	}
	return v.Posted
}
