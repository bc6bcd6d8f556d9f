package subscription

import (
	"slices"

	"github.com/daybook-go/daybook/calendar"
)

// A Contract is a subscription with its life: what happened to it, and what
// came of that. The timeline in Subscription is what money is computed from; it
// has no terms until provisioning succeeds. All but the ID, Customer, Location,
// Tags and Pool is made by [Apply]; a host keeps the whole, or those and the
// events.
//
// A Contract tells the future as far as it is decided. Ask it, like a timeline,
// as of an instant.
type Contract struct {
	Subscription
	Events  []Event      // in the order of their instants
	History []Transition // also those that are still to come
	Orders  []Order      // in the order in which they were placed
}

// StateAt returns the state at t.
func (c *Contract) StateAt(t calendar.Instant) State {
	for i := len(c.History) - 1; i >= 0; i-- {
		if c.History[i].At <= t {
			return c.History[i].To
		}
	}
	return NoState
}

// TermAt returns the term in force at t; false before the first and from the
// end on.
func (c *Contract) TermAt(t calendar.Instant) (Term, bool) {
	i := c.termAt(t)
	if i < 0 || !c.End.IsZero() && t >= c.End {
		return Term{}, false
	}
	return c.Terms[i], true
}

// termAt returns the number of the last term from t or before; −1 if there is
// none.
func (c *Contract) termAt(t calendar.Instant) int {
	for i := len(c.Terms) - 1; i >= 0; i-- {
		if c.Terms[i].From <= t {
			return i
		}
	}
	return -1
}

// Order returns an order; false if there is none of this ID.
func (c *Contract) Order(id OrderID) (Order, bool) {
	i := slices.IndexFunc(c.Orders, func(o Order) bool { return o.ID == id })
	if i < 0 {
		return Order{}, false
	}
	return c.Orders[i], true
}
