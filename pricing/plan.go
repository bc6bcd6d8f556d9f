package pricing

import "github.com/daybook-go/daybook/money"

// A PlanID names a plan.
type PlanID string

// MaxCharges bounds the charges of a plan.
const MaxCharges = 256

// A Plan is one revision of a priced offer, at the vendor's prices. Once in
// use it is not changed: a new price is a new revision.
type Plan struct {
	ID       PlanID
	Revision int
	Product  string
	Name     string
	Currency money.Currency
	Charges  []Charge // 1 to MaxCharges
}

// Validate reports every fault of p at once, each a *[FieldError] with its
// path.
func (p *Plan) Validate() error {
	f := newFaults()
	f.at("id").text(string(p.ID), true)
	f.at("product").text(p.Product, false)
	f.at("name").text(p.Name, false)
	if p.Revision < 0 {
		f.at("revision").add("%d is negative", p.Revision)
	}
	if p.Currency == (money.Currency{}) {
		f.at("currency").add("missing")
	}
	switch n := len(p.Charges); {
	case n == 0:
		f.at("charges").add("missing")
	case n > MaxCharges:
		f.at("charges").add("%d are more than %d", n, MaxCharges)
	}
	seen := make(map[ChargeID]int, len(p.Charges))
	for i := range p.Charges {
		c := &p.Charges[i]
		g := f.at("charges[%d]", i)
		c.validate(g)
		if first, again := seen[c.ID]; again {
			g.at("id").add("%q is charges[%d] already", c.ID, first)
		} else {
			seen[c.ID] = i
		}
	}
	return f.err()
}
