package channel

import (
	"errors"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
)

// An Offer is a plan as one chain sells it, compiled. Build it once for a pair
// of revisions and let every term point to it.
type Offer struct {
	Plan    *pricing.Plan // not to be changed
	levels  int
	charges []priced
}

// priced is one charge at every level.
type priced struct {
	raters []*pricing.Rater
	route  *Route
}

// A MissingPriceError reports a level of the chain without a price.
type MissingPriceError struct {
	Plan   pricing.PlanID
	Charge pricing.ChargeID
	Level  Level // counted from the vendor
	Seller PartyID
	Book   BookRef
}

// Error names level, book, plan and charge.
func (e *MissingPriceError) Error() string {
	return fmt.Sprintf("channel: no price at level %d of seller %q, book %q revision %d, for plan %q charge %q",
		e.Level, e.Seller, e.Book.ID, e.Book.Revision, e.Plan, e.Charge)
}

// NewOffer compiles plan as chain sells it. Every fault is found here, once,
// and all of them are reported: those of the plan and the chain, a
// *[MissingPriceError] for each price that is missing, and faulty rules.
func NewOffer(plan *pricing.Plan, chain *Chain) (*Offer, error) {
	if err := errors.Join(plan.Validate(), chain.Validate()); err != nil {
		return nil, fmt.Errorf("channel: offer of plan %q: %w", plan.ID, err)
	}
	own := *plan
	own.Charges = slices.Clone(plan.Charges)
	o := &Offer{Plan: &own, levels: len(chain.Sellers) + 1, charges: make([]priced, len(own.Charges))}
	var faults []error
	for i := range o.charges {
		c := &own.Charges[i]
		o.charges[i].route = newRoute(&own, c, chain)
		var err error
		if o.charges[i].raters, err = ladder(&own, c, chain); err != nil {
			faults = append(faults, err)
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return o, nil
}

// ladder prices a charge at every level, each on the one before.
func ladder(plan *pricing.Plan, c *pricing.Charge, chain *Chain) ([]*pricing.Rater, error) {
	r, err := pricing.CompileWith(c.Model, plan.Customs)
	if err != nil {
		return nil, fmt.Errorf("channel: plan %q charge %q: %w", plan.ID, c.ID, err)
	}
	raters := []*pricing.Rater{r}
	var faults []error
	for i := range chain.Sellers {
		s := &chain.Sellers[i]
		rule := s.rule(c.ID)
		if rule.Kind == NoRule {
			faults = append(faults, &MissingPriceError{plan.ID, c.ID, Level(i + 1), s.Party, s.Book})
			continue
		}
		after, err := rule.apply(r, plan.Customs)
		if err != nil {
			faults = append(faults, fmt.Errorf("channel: plan %q charge %q level %d: rule: %w", plan.ID, c.ID, i+1, err))
			continue
		}
		r = after
		raters = append(raters, r)
	}
	return raters, errors.Join(faults...)
}

// Levels returns how many levels the offer has.
func (o *Offer) Levels() int { return o.levels }

// Charge returns charge i of the plan.
func (o *Offer) Charge(i int) *pricing.Charge { return &o.Plan.Charges[i] }

// Route returns what rows of charge i say about where they come from.
func (o *Offer) Route(i int) *Route { return o.charges[i].route }

// Rate sets r to what quantity q of charge i costs at every level. The error
// wraps a *[pricing.QuantityError] where a level does not price the quantity.
func (o *Offer) Rate(r *Rates, i int, q fix.Num) error {
	r.levels = o.levels
	if q.Sign() < 0 && o.Plan.Charges[i].Kind == pricing.Usage {
		err := &pricing.QuantityError{Quantity: pricing.FromNum(q), Reason: "negative usage"}
		return fmt.Errorf("channel: plan %q charge %q: %w", o.Plan.ID, o.Plan.Charges[i].ID, err)
	}
	for l, rater := range o.charges[i].raters {
		if l > 0 && rater == o.charges[i].raters[l-1] {
			r.at[l] = r.at[l-1]
			continue
		}
		price, err := rater.Price(q)
		if err != nil {
			return fmt.Errorf("channel: plan %q charge %q: %w", o.Plan.ID, o.Plan.Charges[i].ID, err)
		}
		r.at[l] = price
	}
	return nil
}
