package channel

import (
	"fmt"

	"github.com/daybook-go/daybook/pricing"
)

// Bases returns the charges that charge i is a percentage of, none of most.
func (o *Offer) Bases(i int) []pricing.ChargeID { return o.charges[i].bases }

// RateInput is [Offer.Rate] for a charge whose price depends on more than a
// quantity: on attributes, on an amount that comes with it, or on what other
// charges come to at the vendor's level. The error wraps a *[pricing.InputError]
// where that is missing.
func (o *Offer) RateInput(r *Rates, i int, u pricing.Input) error {
	var prices [MaxLevels]pricing.Exact
	err := usable(o.Charge(i), u.Quantity)
	if err == nil {
		of := func(rater *pricing.Rater, at pricing.Input) (pricing.Exact, error) {
			in := u
			in.Quantity = at.Quantity
			return rater.PriceOf(in)
		}
		err = atFraction(o.charges[i].ladders, u.Quantity.Exact()).walkFraction(prices[:o.levels], u.Quantity.Exact(), of)
	}
	if err != nil {
		return fmt.Errorf("channel: plan %q charge %q: %w", o.Plan.ID, o.Charge(i).ID, err)
	}
	*r = ratesOf(prices[:o.levels])
	r.exchange = o.exchange
	return nil
}
