package pricing

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
)

// A LineStart says what a line of a subscription is of and when its period
// starts.
type LineStart struct {
	Plan  PlanID
	Start calendar.Instant
}

// Reach returns how many of lines a discount is on that was granted for plan:
// lines are the periods of one subscription from the grant on, in order. It is
// on the first Periods of them, stubs included, as long as they start before
// Until, and ends for good where another plan starts.
func (d *Discount) Reach(plan PlanID, lines []LineStart) int {
	for i, l := range lines {
		switch {
		case l.Plan != plan,
			d.Periods > 0 && i >= d.Periods,
			!d.Until.IsZero() && l.Start >= d.Until:
			return i
		}
	}
	return len(lines)
}

// Redemptions counts how often a discount was given away.
type Redemptions struct {
	Total    int `json:"total"`    // to all customers
	Customer int `json:"customer"` // to this one
}

// A RedemptionError reports a discount that was given away as often as it may.
type RedemptionError struct {
	Discount DiscountID
	Limit    int
	Customer bool // the limit is one customer's
}

// Error names discount and limit.
func (e *RedemptionError) Error() string {
	whose := "in all"
	if e.Customer {
		whose = "for a customer"
	}
	return fmt.Sprintf("pricing: discount %q is used up: %d %s", e.Discount, e.Limit, whose)
}

// Redeem returns the counts after one more redemption, or a *[RedemptionError].
// It guards nothing by itself: a host stores the new counts only if the old
// ones still stand there, and else reads and asks again.
func (d *Discount) Redeem(so Redemptions) (Redemptions, error) {
	switch {
	case d.MaxRedemptions > 0 && so.Total >= d.MaxRedemptions:
		return so, &RedemptionError{Discount: d.ID, Limit: d.MaxRedemptions}
	case d.PerCustomer > 0 && so.Customer >= d.PerCustomer:
		return so, &RedemptionError{Discount: d.ID, Limit: d.PerCustomer, Customer: true}
	}
	return Redemptions{so.Total + 1, so.Customer + 1}, nil
}
