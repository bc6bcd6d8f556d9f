package proceeds

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// isLevel reports whether the charge counts a level, such as an average.
func (l line) isLevel() bool {
	c := l.charge()
	return c.Kind == pricing.Usage && !c.Statistic.Additive()
}

// levels is Σ over parts of P(G)·(w(u∧e) − w(s)), where G is the statistic over
// the line up to u: the elapsed share of the price of what it comes to so far.
func (a *accrual) levels(u calendar.Instant) (sum channel.Rates, den int64, err error) {
	den = 1
	so := a.quantity(min(u, a.period().End))
	for i := range a.parts {
		p := &a.parts[i]
		if p.Period.Start >= u {
			break
		}
		var price channel.Rates
		if err := p.Term.Offer.RateWithin(&price, p.charge, so); err != nil {
			return sum, den, err
		}
		var num int64
		num, den = a.share(p.Period.Start, p.elapsed(u))
		price = price.MulInt(num)
		sum = sum.Plus(&price)
	}
	return sum, den, nil
}

// elapsed returns up to where time counts for usage in p: it stands still while
// p is paused, whatever is consumed then.
func (p *part) elapsed(u calendar.Instant) calendar.Instant {
	if p.Term.Mode >= subscription.Paused {
		return p.Period.Start
	}
	return min(u, p.Period.End)
}

// used is the quantity of a cut of usage: what was consumed in it, or the level
// up to its end.
func (a *accrual) used(cut calendar.Period) pricing.Quantity {
	if a.isLevel() {
		return a.quantity(cut.End)
	}
	if a.pool != nil {
		return a.counted(cut.End).Sub(a.counted(cut.Start))
	}
	return pricing.FromNum(a.query.at(a.reading, cut.End).Sub(a.query.at(a.reading, cut.Start)))
}
