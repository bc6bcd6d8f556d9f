package pricing

import (
	"slices"

	"github.com/shopspring/decimal"
)

// A Bundle gives discounts to plans that are bought together.
type Bundle struct {
	ID      DiscountID
	Funder  Funder
	Members []Member
}

// A Member is a plan of a bundle. Percent is taken off its licence: 0 to 100.
type Member struct {
	Plan    PlanID
	Percent decimal.Decimal
}

// For returns the discount of a plan for a customer who holds the plans given:
// false unless those are all of the bundle, and it takes something off this
// one.
func (b *Bundle) For(plan PlanID, held ...PlanID) (Discount, bool) {
	var own decimal.Decimal
	for _, m := range b.Members {
		if !slices.Contains(held, m.Plan) {
			return Discount{}, false
		}
		if m.Plan == plan {
			own = m.Percent
		}
	}
	return Discount{ID: b.ID, Bundle: true, Percent: own, Funder: b.Funder}, !own.IsZero()
}

// Validate reports every fault of b at once, each a *[FieldError].
func (b *Bundle) Validate() error {
	f := newFaults()
	f.at("id").text(string(b.ID), true)
	f.at("members").count(len(b.Members), MaxCharges)
	seen := map[PlanID]bool{}
	for i, m := range b.Members {
		g := f.at("members[%d]", i)
		g.at("plan").text(string(m.Plan), true)
		if seen[m.Plan] {
			g.at("plan").add("%.40q comes twice", m.Plan)
		}
		seen[m.Plan] = true
		if p := g.at("percent"); p.gate(m.Percent) && (m.Percent.Sign() < 0 || m.Percent.GreaterThan(decimal.New(100, 0))) {
			p.add("%s is not 0 to 100", text(m.Percent))
		}
	}
	return f.err()
}
