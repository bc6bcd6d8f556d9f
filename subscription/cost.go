package subscription

import (
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/shopspring/decimal"
)

// A Cost is a price that one subscription has beside its plan: an amount, or a
// percentage of charges of the plan.
type Cost struct {
	ID          pricing.ChargeID // unique: best made of the order's ID
	Amount      decimal.Decimal  // of a one-shot cost for each unit; negative: a rebate
	Percent     decimal.Decimal  // of Of, on top of Amount
	Of          []pricing.ChargeID
	OneShot     bool // due on request; else in every period
	Timing      pricing.Timing
	Every       calendar.Interval // zero: as often as the plan
	Unit        string
	TaxCategory string
	ProductType string
}

// Offer returns the offer of plan with one more charge, as chain sells it: a
// rule for the charge's ID prices it at each level, or the seller's default.
//
// The plan keeps its ID and its revision. So what was there goes on as the same
// lines, from the same rows, set-up included, and nothing that prices, freezes
// or books has to know of custom costs. For the same reason the ID must be new
// to the plan: rows name plan, revision and charge. To take a cost off again,
// [Reprice] with the offer that was there before; a plan switch leaves it behind.
func (c Cost) Offer(plan *pricing.Plan, chain *channel.Chain) (*channel.Offer, error) {
	if len(c.Of) == 0 && !c.Percent.IsZero() {
		return nil, &FieldError{Path: "cost.of", Reason: "a percentage of no charges"}
	}
	own := *plan
	own.Charges = append(slices.Clone(plan.Charges), c.charge())
	o, err := channel.NewOffer(&own, chain)
	if err != nil {
		return nil, fmt.Errorf("subscription: cost %q: %w", c.ID, err)
	}
	return o, nil
}

func (c Cost) charge() pricing.Charge {
	charge := pricing.Charge{
		ID: c.ID, Timing: c.Timing, Every: c.Every, Unit: c.Unit,
		TaxCategory: c.TaxCategory, ProductType: c.ProductType, Model: c.model(),
	}
	if c.OneShot {
		charge.Kind, charge.OnRequest = pricing.OneTime, true
	}
	return charge
}

// model is a flat fee, so that it does not grow with the seats of the plan. A
// one-shot cost has a quantity of its own.
func (c Cost) model() pricing.Model {
	switch {
	case len(c.Of) > 0:
		return pricing.Percentage{Percent: c.Percent, Fixed: c.Amount, Of: slices.Clone(c.Of)}
	case c.OneShot:
		return pricing.PerUnit{Unit: c.Amount}
	}
	return pricing.Flat{Amount: c.Amount}
}

// extends returns why derived is not base with more charges.
func extends(derived, base *pricing.Plan, f faults) {
	if derived.ID != base.ID || derived.Revision != base.Revision || derived.Currency != base.Currency {
		f.add("plan %q revision %d was not made from %q revision %d, which is in force", derived.ID, derived.Revision, base.ID, base.Revision)
		return
	}
	for i := range base.Charges {
		id := base.Charges[i].ID
		if !slices.ContainsFunc(derived.Charges, func(c pricing.Charge) bool { return c.ID == id }) {
			f.add("without the charge %q, which is in force", id)
		}
	}
}
