package proceeds

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// forever lies after everything that a line earns.
const forever = calendar.Instant(1<<63 - 1)

// An accrual is A(t) of one line, unrounded at every level.
type accrual struct {
	line
	query   *Query // of a usage charge
	reading *Reading
	past    []past // of earlier billing periods, where that matters
	job     *Job
	among   []accrual                         // all lines of the job, this one too
	spreads map[spread][]pricing.DiscountLine // what ofPeriod found
	shared  *shared                           // of a pooled line
}

// at returns what is earned up to u, rounded once.
func (a *accrual) at(u calendar.Instant, scale uint8) (channel.Amounts, error) {
	switch {
	case a.shared != nil:
		return a.shared.part(a.nth, "", u, scale, a.shared.rated.at)
	case a.charge().Kind == pricing.Usage && a.query == nil && u > a.period().Start:
		return channel.Amounts{}, fmt.Errorf("%w: metric %q", ErrUnmetered, a.charge().Metric)
	case a.isLevel():
		return a.round(a.levels(u))(scale)
	case a.charge().Kind == pricing.Usage:
		return a.round(a.usage(u))(scale)
	}
	return a.round(a.fees(a.parts, u))(scale)
}

// round returns how to round a sum of shares. A trial is the vendor's alone.
func (a *accrual) round(sum channel.Rates, den int64, err error) func(scale uint8) (channel.Amounts, error) {
	return func(scale uint8) (channel.Amounts, error) {
		if err != nil {
			return channel.Amounts{}, err
		}
		if a.trial() {
			sum = sum.VendorOnly()
		}
		return sum.Round(1, den, a.plan().Currency, scale)
	}
}

// fees is Σ over parts of P(q)·(w(u∧e) − w(s)), of the revision in force at the
// line's start, with what becomes of the rest where a part was cut short.
func (a *accrual) fees(parts []part, u calendar.Instant) (sum channel.Rates, den int64, err error) {
	return a.accrue(parts, u, nil)
}

// accrue is fees, or what a discount takes of them. It is no function of a
// price, for then each price would be on the heap.
func (a *accrual) accrue(parts []part, u calendar.Instant, by *priced) (sum channel.Rates, den int64, err error) {
	den = 1
	for i := range parts {
		p := &parts[i]
		if p.Period.Start >= u {
			break
		}
		var price channel.Rates
		if by == nil {
			err = a.price(&price, p)
		} else {
			err = by.price(&price, p)
		}
		if err != nil {
			return sum, den, err
		}
		var num int64
		num, den = a.share(p.Period.Start, p.earning(u))
		earned := price.MulInt(num)
		sum = sum.Plus(&earned)
		if p.Cut && u > p.Period.End {
			sum = a.credited(sum, &price, p)
		}
	}
	return sum, den, nil
}

// price is what the full period costs at the part's quantity. While a pause
// lasts, the quantity of the term is what it forfeits.
func (a *accrual) price(r *channel.Rates, p *part) error {
	return a.rate(r, a.offer(), a.first().charge, p, fix.FromDecimal(p.Term.QuantityOf(a.charge().ID)))
}

// credited returns sum after p was cut short: the rest is earned at once, or not
// at all, or nothing of the period is.
func (a *accrual) credited(sum channel.Rates, price *channel.Rates, p *part) channel.Rates {
	if !p.jumps(a.offer().Levels()) {
		return sum
	}
	left, _ := a.share(p.Period.End, p.Ref.End)
	var kept, rest [channel.MaxLevels]int64
	for l := range kept {
		kept[l] = 1
		switch p.Credits.Of(l) {
		case subscription.NoCredit:
			rest[l] = left
		case subscription.FullCredit:
			kept[l] = 0
		}
	}
	more := price.MulEach(&rest)
	sum = sum.MulEach(&kept)
	return sum.Plus(&more)
}

// usage is Σ over parts of P(Q(u∧e)) − P(Q(s)), each at its own revision, plus
// P(0) with the share of time: else the first instant would carry it whole.
func (a *accrual) usage(u calendar.Instant) (sum channel.Rates, den int64, err error) {
	var standing channel.Rates
	den = 1
	for i := range a.parts {
		p := &a.parts[i]
		if p.Period.Start >= u {
			break
		}
		used, err := a.consumed(p, min(u, p.Period.End))
		if err != nil {
			return sum, den, err
		}
		sum = sum.Plus(&used)
		var zero channel.Rates
		if err := p.Term.Offer.RateWithin(&zero, p.charge, pricing.Quantity{}); err != nil {
			return sum, den, err
		}
		var num int64
		num, den = a.share(p.Period.Start, p.elapsed(u))
		zero = zero.MulInt(num)
		standing = standing.Plus(&zero)
	}
	sum = sum.MulInt(den)
	return sum.Plus(&standing), den, nil
}

// consumed is what usage of part p up to an instant costs, at its place in the
// tiers of the line.
func (a *accrual) consumed(p *part, to calendar.Instant) (after channel.Rates, err error) {
	var before channel.Rates
	if err := p.Term.Offer.RateWithin(&before, p.charge, a.quantity(p.Period.Start)); err != nil {
		return after, err
	}
	if err := p.Term.Offer.RateWithin(&after, p.charge, a.quantity(to)); err != nil {
		return after, err
	}
	return after.Minus(&before), nil
}
