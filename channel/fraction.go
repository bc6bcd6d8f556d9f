package channel

import (
	"fmt"
	"math/big"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
	"github.com/shopspring/decimal"
)

// RateOf is [Offer.Rate] for a quantity that may be a fraction, such as the
// average of a month: 47.5/3 users at 2.00 are 95/3, which nothing cuts.
func (o *Offer) RateOf(r *Rates, i int, q pricing.Quantity) error {
	if !q.IsFraction() {
		return o.Rate(r, i, q.Num())
	}
	return o.rateFraction(r, i, o.charges[i].ladders, q)
}

func (o *Offer) rateFraction(r *Rates, i int, ladders []ladder, q pricing.Quantity) error {
	var prices [MaxLevels]pricing.Exact
	err := usable(o.Charge(i), q)
	if err == nil {
		err = atFraction(ladders, q.Exact()).walkFraction(prices[:o.levels], q.Exact(), (*pricing.Rater).PriceOf)
	}
	if err != nil {
		return fmt.Errorf("channel: plan %q charge %q: %w", o.Plan.ID, o.Charge(i).ID, err)
	}
	*r = ratesOf(prices[:o.levels])
	r.exchange = o.exchange
	return nil
}

// usable reports a quantity below zero of what cannot be used in the negative.
func usable(c *pricing.Charge, q pricing.Quantity) error {
	if q.Sign() < 0 && c.Kind == pricing.Usage {
		return &pricing.QuantityError{Quantity: q, Reason: "negative usage"}
	}
	return nil
}

// atFraction is at for a number that may be a fraction.
func atFraction(ladders []ladder, q pricing.Exact) *ladder {
	if q.Sign() < 0 {
		q = q.Neg()
	}
	last := len(ladders) - 1
	for i := range ladders[:last] {
		if q.Cmp(pricing.ExactNum(ladders[i].upTo)) <= 0 {
			return &ladders[i]
		}
	}
	return &ladders[last]
}

// walkFraction is walk with prices of fractions.
func (l *ladder) walkFraction(out []pricing.Exact, q pricing.Exact, of func(*pricing.Rater, pricing.Input) (pricing.Exact, error)) error {
	var above pricing.Exact
	for k := range l.tiers {
		t := &l.tiers[k]
		to := q
		if end := pricing.ExactNum(t.upTo); !t.upTo.IsZero() && q.Cmp(end) > 0 {
			to = end
		}
		for level, rater := range t.raters {
			price, err := of(rater, pricing.At(pricing.FromExact(to)))
			if err != nil {
				return err
			}
			if k > 0 {
				before, err := of(rater, pricing.At(pricing.FromExact(above)))
				if err != nil {
					return err
				}
				price = price.Sub(before)
			}
			out[level] = out[level].Add(price)
		}
		if above = pricing.ExactNum(t.upTo); t.upTo.IsZero() || q.Cmp(above) <= 0 {
			return nil
		}
	}
	return nil
}

// ratesOf returns one exact amount a level, under what they have in common.
func ratesOf(prices []pricing.Exact) Rates {
	r := Rates{levels: len(prices)}
	under := big.NewInt(1)
	rats := make([]*big.Rat, len(prices))
	for l := range prices {
		rats[l] = prices[l].Rat()
		den := rats[l].Denom()
		common := new(big.Int).GCD(nil, nil, under, den)
		under.Mul(under, new(big.Int).Quo(den, common))
	}
	for l, x := range rats {
		n := new(big.Int).Quo(under, x.Denom())
		r.at[l] = numOf(n.Mul(n, x.Num()))
	}
	if under.Cmp(big.NewInt(1)) != 0 {
		r.under = under
	}
	return r
}

func numOf(x *big.Int) fix.Num { return fix.FromDecimal(decimal.NewFromBigInt(x, 0)) }

// plusFraction is Plus where the two are not under the same.
func (r Rates) plusFraction(s *Rates) Rates {
	sum := make([]pricing.Exact, r.levels)
	for l := range sum {
		sum[l] = r.Exact(l).Add(s.Exact(l))
	}
	out := ratesOf(sum)
	out.exchange = r.exchange
	return out
}

// Exact returns the exact amount at a level, counted from the vendor; zero where
// there is none.
func (r *Rates) Exact(l int) pricing.Exact {
	if l < 0 || l >= r.levels {
		return pricing.Exact{}
	}
	if r.under == nil {
		return pricing.ExactNum(r.at[l].Plain())
	}
	x := new(big.Rat).SetFrac(big.NewInt(1), r.under)
	return pricing.ExactRat(x.Mul(x, r.at[l].Decimal().Rat()))
}

// units returns n × num ÷ den, of a number of r, in units of 10^−places.
func (r *Rates) units(n fix.Num, num, den int64, places int32, mode fix.Mode) (fix.Int, bool) {
	if r.under == nil {
		return n.Units(num, den, places, mode)
	}
	if den <= 0 {
		return fix.Int{}, false
	}
	return n.MulInt(num).Quo(numOf(r.under).MulInt(den), places, mode)
}
