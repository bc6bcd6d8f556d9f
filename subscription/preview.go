package subscription

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
)

// Preview returns what c would be if o were placed at asOf, approved, and, of a
// purchase, paid and provisioned as soon as it is due. It is [Apply] with those
// events, so it tells what Apply would; price what it returns like any
// subscription. It promises nothing: prices and other orders may come between.
func Preview(c Contract, o Order, asOf calendar.Instant) (Contract, error) {
	event := func(n int, by Event) Event {
		by.ID = EventID(fmt.Sprintf("preview of %s, %d of %d", o.ID, n, len(c.Events)))
		by.Reason = "preview"
		return by
	}
	next, err := Apply(c, event(1, Event{At: asOf, Actor: c.Customer, Do: Place{o}}))
	if err != nil {
		return c, err
	}
	if placed, _ := next.Order(o.ID); placed.Status == OrderToBeApproved {
		if next, err = Apply(next, event(2, Event{At: asOf, Actor: placed.Auditor, Do: Approve{o.ID}})); err != nil {
			return c, err
		}
	}
	placed, _ := next.Order(o.ID)
	if _, ok := o.Change.(Purchase); !ok {
		return next, nil
	}
	if next.StateAt(placed.Effective) == StatePendingPayment {
		if next, err = Apply(next, event(3, Event{At: placed.Effective, Actor: c.Customer, Do: Pay{}})); err != nil {
			return c, err
		}
	}
	if next, err = Apply(next, event(4, Event{At: placed.Effective, Actor: placed.Auditor, Do: Provision{}})); err != nil {
		return c, err
	}
	return next, nil
}
