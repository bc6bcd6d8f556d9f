package proceeds

import (
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// rate sets r to what quantity q of a charge costs in a part, at an offer's
// prices. A percentage of other charges is one of their fees for the full period
// as they are in the part, at the vendor's level, after the discounts that the
// vendor pays for. So it accrues as a fee does, whatever happens in the period.
func (a *accrual) rate(r *channel.Rates, o *channel.Offer, charge int, p *part, q fix.Num) error {
	bases := o.Bases(charge)
	if len(bases) == 0 {
		return o.Rate(r, charge, q)
	}
	u := pricing.At(pricing.FromNum(q))
	u.Charges = make(map[pricing.ChargeID]decimal.Decimal, len(bases))
	if isOfUsage(o, charge) { // by the period alone: what is fixed of it
		for _, id := range bases {
			u.Charges[id] = decimal.Zero
		}
		bases = nil
	}
	for _, id := range bases {
		base, err := a.baseOf(o, p, id)
		if err != nil {
			return err
		}
		u.Charges[id] = base
	}
	return o.RateInput(r, charge, u)
}

// baseOf is what a charge of the plan costs the vendor's buyer for a full period.
func (a *accrual) baseOf(o *channel.Offer, p *part, id pricing.ChargeID) (decimal.Decimal, error) {
	n := (&subscription.Term{Offer: o}).Charge(id)
	var full channel.Rates
	if err := a.rate(&full, o, n, p, fix.FromDecimal(p.Term.QuantityOf(id))); err != nil {
		return decimal.Zero, err
	}
	base := full.Of(0)
	if len(a.off) == 0 || a.charge().ID == id {
		return base, nil
	}
	scale, err := a.job.scale(a.plan())
	if err != nil {
		return base, err
	}
	lines, err := (&discount{accrual: a}).ofPeriod(&p.Segment, scale)
	for _, l := range lines {
		if funder, ok := channel.Level(l.Funder).In(o.Levels()); ok && funder == 0 && l.Charge == id {
			base = base.Add(l.Amount.Decimal())
		}
	}
	return base, err
}
