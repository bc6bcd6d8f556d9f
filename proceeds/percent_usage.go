package proceeds

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// A percentOfUsage is a charge that is a percentage of others, usage among them:
// R(b(u)) − R(0), where b is what they have earned at the vendor's level with
// their bounds, after the discounts that the vendor pays for; and R(0), what is
// fixed of it, by the share of time. It is known with the usage, so it is due in
// arrears whatever its timing.
type percentOfUsage struct{ a *accrual }

// isOfUsage reports whether a charge is a percentage of usage, or of such a
// percentage.
func isOfUsage(o *channel.Offer, charge int) bool {
	for _, id := range o.Bases(charge) {
		n := (&subscription.Term{Offer: o}).Charge(id)
		if n >= 0 && (o.Charge(n).Kind == pricing.Usage || isOfUsage(o, n)) {
			return true
		}
	}
	return false
}

func (l line) isOfUsage() bool { return isOfUsage(l.offer(), l.first().charge) }

// bases returns the lines of the same period that it is a percentage of.
func (p *percentOfUsage) bases() (out []*accrual) {
	for _, id := range p.a.offer().Bases(p.a.first().charge) {
		for i := range p.a.among {
			if b := &p.a.among[i]; b.group == p.a.group && b.charge().ID == id {
				out = append(out, b)
			}
		}
	}
	return out
}

// at implements function.
func (p *percentOfUsage) at(u calendar.Instant, scale uint8) (channel.Amounts, error) {
	a := p.a
	earned := map[pricing.ChargeID]decimal.Decimal{}
	nothing := map[pricing.ChargeID]decimal.Decimal{}
	for _, b := range p.bases() {
		x, err := b.net(u, scale)
		if err != nil {
			return channel.Amounts{}, err
		}
		earned[b.charge().ID], nothing[b.charge().ID] = x, decimal.Zero
	}
	var sum, fixed channel.Rates
	if err := a.ofCharges(&fixed, nothing); err != nil {
		return channel.Amounts{}, err
	}
	if err := a.ofCharges(&sum, earned); err != nil {
		return channel.Amounts{}, err
	}
	sum = sum.Minus(&fixed)
	time, den, err := a.fees(a.parts, u)
	sum = sum.MulInt(den)
	return a.round(sum.Plus(&time), den, err)(scale)
}

// ofCharges sets r to what the charge costs when others have earned so much.
func (a *accrual) ofCharges(r *channel.Rates, earned map[pricing.ChargeID]decimal.Decimal) error {
	u := pricing.At(pricing.Quantity{})
	u.Charges = earned
	return a.offer().RateInput(r, a.first().charge, u)
}

// net is what a line has earned at the vendor's level with what stands beside
// it, but for set-ups.
func (a *accrual) net(u calendar.Instant, scale uint8) (decimal.Decimal, error) {
	u = min(u, a.own().of.reach().End)
	sum, err := a.own().of.at(u, scale)
	for _, c := range a.beside() {
		if err != nil {
			return decimal.Zero, err
		}
		if c.component == Tiers {
			continue
		}
		var more channel.Amounts
		if more, err = c.of.at(u, scale); err == nil {
			sum, err = sum.Add(more)
		}
	}
	x, _ := sum.Of(channel.VendorCost)
	return x.Decimal(), err
}

// reach implements function.
func (p *percentOfUsage) reach() calendar.Period {
	out := p.a.reach()
	for _, b := range p.bases() {
		if r := b.own().of.reach(); r.End > b.period().End && b.period().End == p.a.period().End {
			out.End = max(out.End, r.End)
		}
		if b.pool != nil { // what it bears goes on changing
			out.End = max(out.End, b.own().of.reach().End)
		}
	}
	return out
}

// settled implements function.
func (p *percentOfUsage) settled() calendar.Instant {
	end := p.a.period().End
	for _, b := range p.bases() {
		end = max(end, b.own().of.settled())
	}
	return end
}

// explain gives what the bases have earned.
func (p *percentOfUsage) explain(d *Derivation, u calendar.Instant, scale uint8) error {
	for _, b := range p.bases() {
		x, err := b.net(u, scale)
		if err != nil {
			return err
		}
		base, err := pricing.ExactOf(x)
		if err != nil {
			return err
		}
		d.Parts = append(d.Parts, Part{Period: b.period(), Num: 1, Den: 1, Prices: []pricing.Exact{base}})
	}
	return nil
}
