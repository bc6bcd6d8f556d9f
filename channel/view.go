package channel

import (
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
)

// A Viewer is a party looking. The zero Viewer sees nothing.
type Viewer struct {
	Party    PartyID
	Operator bool // sees everything: the book's keeper, never a party
	// Zone is where days begin for one that may see no time of day: the book's
	// reporting zone. Nil is UTC.
	Zone *time.Location
}

// A Cut is what a viewer may see of a row's route and amounts: the sides that it
// buys or sells at, and, where it knows the customer, who that is. Nothing in it
// depends on what is hidden, not even the number of levels.
type Cut struct {
	Customer    PartyID `json:"customer,omitempty"` // seen by itself, its seller and the operator
	Product     string  `json:"product,omitempty"`
	ProductType string  `json:"product_type,omitempty"`
	Unit        string  `json:"unit,omitempty"`
	TaxCategory string  `json:"tax_category,omitempty"`
	Level       bool    `json:"level,omitempty"` // quantities are levels of usage: see [Route]
	Sides       []Side  `json:"sides"`           // from the vendor's end on
	Route       *Route  `json:"route,omitempty"` // whole; the operator's only
}

// KnowsCustomer reports whether the viewer deals with the customer itself. Only
// then may it see what tells one account from another.
func (c *Cut) KnowsCustomer() bool { return c.Customer != "" }

// IsZero reports whether no side holds anything.
func (c *Cut) IsZero() bool {
	for i := range c.Sides {
		if !c.Sides[i].isZero() {
			return false
		}
	}
	return true
}

// Cost returns what p pays in c, and Income what it gets: its margin is the
// difference. A party that does not buy, or does not sell, has the zero Amount.
func (c *Cut) Cost(p PartyID) money.Amount { return c.of(func(s *Side) bool { return s.Buyer == p }) }

// Income returns what p gets in c: see Cost.
func (c *Cut) Income(p PartyID) money.Amount {
	return c.of(func(s *Side) bool { return s.Seller == p })
}

// of adds up the sides that are meant: a party that buys what it sells on, for
// its own use, has two. What does not fit 64 bits is left out.
func (c *Cut) of(meant func(*Side) bool) (sum money.Amount) {
	for i := range c.Sides {
		if s := &c.Sides[i]; meant(s) {
			if more, err := sum.Add(s.Amount); err == nil {
				sum = more
			}
		}
	}
	return sum
}

// View cuts a route and its amounts to the viewer. False: it is a stranger to
// the route, and the row does not exist for it. Every other way out goes through
// it: rows, [Totals] and reports are made of cuts, [Viewer.ID] of what a cut
// shows, and [Viewer.Error] keeps to the same rule.
func (v Viewer) View(r *Route, customer PartyID, a Amounts) (Cut, bool) {
	if r == nil || !v.Operator && v.Party == "" {
		return Cut{}, false
	}
	cut := Cut{Product: r.Product, ProductType: r.ProductType, Unit: r.Unit, TaxCategory: r.TaxCategory, Level: r.Level}
	for l := range a.Levels() {
		s, ok := v.side(r, customer, &a, l)
		if !ok {
			continue
		}
		if v.Operator || r.last(l) {
			cut.Customer = customer
		}
		cut.Sides = append(cut.Sides, s)
	}
	if v.Operator {
		cut.Route = r
	}
	return cut, len(cut.Sides) > 0
}

// Day returns the day that t lies in, in the viewer's zone.
func (v Viewer) Day(t calendar.Instant) calendar.Period {
	return calendar.Daily.SlotAt(t, v.Zone)
}

// last reports whether the customer is the buyer at level l.
func (r *Route) last(l int) bool {
	for _, p := range r.Parties[l+1:] {
		if p != "" {
			return false
		}
	}
	return true
}
