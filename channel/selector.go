package channel

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
)

// A Part is a kind of price that a seller may have a rule of its own for. The
// zero Part is all of them.
type Part uint8

// The parts.
const (
	AllParts   Part = iota
	Recurring       // the fee of a period
	Setup           // what is due once: at the plan's start, or as a tier is reached
	Usage           // what a metric counts
	CustomCost      // what is charged on request
)

// partOf returns the part that a charge is.
func partOf(c *pricing.Charge) Part {
	switch {
	case c.Kind == pricing.Usage:
		return Usage
	case c.Kind == pricing.Recurring:
		return Recurring
	case c.OnRequest:
		return CustomCost
	}
	return Setup
}

// A Selector says which prices an item of a price book is for. The zero Selector
// is for all of them: the default.
//
// Of the items that are for a price the most specific wins. One that names the
// charge comes before one that names the plan, then the product, then the
// vendor; where two name the same, the exact name comes before the wildcard (the
// one with more characters first) and that before the regular expression (the
// heavier first). Then more conditions come first, then a part, then a tier, and
// at last the earlier item.
type Selector struct {
	Vendor, Product, Plan, Charge Pattern
	Part                          Part
	Tier                          int // from 1 on, of the plan's own tiers; 0 is all
	Conditions
}

// Conditions are what must hold for an item to count. The zero Conditions
// always hold.
type Conditions struct {
	Region   string            // of the [Sale]
	Tags     map[string]string // the sale has all of them
	Quantity Range
}

// A Range is the quantities above Above, up to and including UpTo, as in a tier.
// A zero UpTo is open, and a zero Above has no lower end: it holds zero too. Of
// a negative quantity, which is a credit, the amount counts. The whole quantity
// has the price of the range that it falls in.
type Range struct{ Above, UpTo decimal.Decimal }

// A Sale is what conditions look at beside plan, charge and quantity.
type Sale struct {
	Region string            `json:"region,omitempty"`
	Tags   map[string]string `json:"tags,omitempty"`
}

// A query asks for the rule of one price.
type query struct {
	vendor PartyID
	plan   *pricing.Plan
	charge *pricing.Charge
	part   Part
	sale   *Sale
	tier   int  // from 1 on; 0 where tiers are not told apart
	band   band // of quantities
}

// A selection is a compiled selector.
type selection struct {
	Selector
	vendor, product, plan, charge matcher
	band                          band
	rank                          []int
}

func (s Selector) compile(f faults) (c selection) {
	c.Selector = s
	c.vendor = s.Vendor.compile(f.at("vendor"))
	c.product = s.Product.compile(f.at("product"))
	c.plan = s.Plan.compile(f.at("plan"))
	c.charge = s.Charge.compile(f.at("charge"))
	if s.Part > CustomCost {
		f.at("part").add("no such part: %d", s.Part)
	}
	if s.Tier < 0 || s.Tier > maxTier {
		f.at("tier").add("%d is not from 0 to %d", s.Tier, maxTier)
	}
	f.at("region").text(s.Region, false)
	for name, value := range s.Tags {
		f.at("tags").text(name, true)
		f.at("tags").text(value, false)
	}
	c.band = s.Quantity.compile(f.at("quantity"))
	c.rank = c.specificity()
	return c
}

func (r Range) compile(f faults) band {
	above, upTo := f.at("above").gate(r.Above), f.at("up_to").gate(r.UpTo)
	if !above || !upTo {
		return band{}
	}
	b := band{fix.FromDecimal(r.Above).Plain(), fix.FromDecimal(r.UpTo).Plain()}
	switch {
	case b.above.Sign() < 0:
		f.at("above").add("negative")
	case !b.upTo.IsZero() && b.upTo.Cmp(b.above) <= 0:
		f.at("up_to").add("not above %v", pricing.FromNum(b.above))
	}
	return b
}

// specificity ranks selections: what compares greater is more specific.
func (c *selection) specificity() (rank []int) {
	for _, m := range []*matcher{&c.charge, &c.plan, &c.product, &c.vendor} {
		g := m.grade()
		rank = append(rank, g[:]...)
	}
	conditions := len(c.Tags)
	if c.Region != "" {
		conditions++
	}
	if c.band != (band{}) {
		conditions++
	}
	return append(rank, conditions, min(int(c.Part), 1), min(c.Tier, 1))
}

func (c *selection) matches(q *query) bool {
	return (c.Tier == 0 || c.Tier == q.tier) && c.band.covers(q.band) && c.names(q)
}

// names is matches for some tier and some quantity.
func (c *selection) names(q *query) bool {
	return (c.Part == AllParts || c.Part == q.part) && c.holds(q.sale) &&
		c.charge.matches(string(q.charge.ID)) && c.plan.matches(string(q.plan.ID)) &&
		c.product.matches(q.plan.Product) && c.vendor.matches(string(q.vendor))
}

func (c *selection) holds(s *Sale) bool {
	for name, value := range c.Tags {
		if has, ok := s.Tags[name]; !ok || has != value {
			return false
		}
	}
	return c.Region == "" || c.Region == s.Region
}

// key is the selector as text, equal for equal selectors.
func (c *selection) key() string {
	s := c.Selector
	s.Quantity = Range{}
	return fmt.Sprintf("%#v %v %v", s, pricing.FromNum(c.band.above), pricing.FromNum(c.band.upTo))
}
