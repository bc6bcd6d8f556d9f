package proceeds

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// ofPeriod returns what the discounts take of the fees of a full period as they
// are in a segment: an amount is spread over those in its scope.
func (d *discount) ofPeriod(seg *subscription.Segment, scale uint8) ([]pricing.DiscountLine, error) {
	key := spread{d.group, seg.Period.Start}
	if lines, ok := d.spreads[key]; ok {
		return lines, nil
	}
	d.spreads[key] = nil // for a percentage of fees, which asks while it is one of them
	var items []pricing.Item
	for i := range d.among {
		a := &d.among[i]
		if a.group != d.group || a.charge().Kind != pricing.Recurring || a.isOfUsage() {
			continue
		}
		for k := range a.parts {
			if p := &a.parts[k]; p.Period.Start == seg.Period.Start {
				price, err := a.full(p, scale)
				if err != nil {
					return nil, err
				}
				items = append(items, pricing.Item{Charge: a.charge(), Booked: price})
			}
		}
	}
	var all []pricing.Discount
	for _, by := range d.off {
		all = append(all, *by)
	}
	lines, err := pricing.Discounted(items, all...)
	if err == nil {
		d.spreads[key] = lines
	}
	return lines, err
}

// A spread names a segment of a billing period.
type spread struct {
	group int
	start calendar.Instant
}

// full is what the customer pays for the full period at p's quantity.
func (a *accrual) full(p *part, scale uint8) (money.Amount, error) {
	var r channel.Rates
	err := a.price(&r, p)
	booked, err := a.round(r, 1, err)(scale)
	if x, ok := booked.Of(channel.SellOut); ok || err != nil {
		return x, err
	}
	return money.New(0, scale, a.plan().Currency), nil
}

// rest is what of a fixed amount the fees of the period do not take: on average
// over time where they changed.
func (d *discount) rest(by *pricing.Discount, scale uint8) (pricing.Exact, error) {
	var taken pricing.Exact
	var time int64
	for k := range d.segs {
		seg := &d.segs[k]
		lines, err := d.ofPeriod(seg, scale)
		if err != nil {
			return taken, err
		}
		num := int64(0)
		if seg.Term.Mode < subscription.Paused {
			num, _ = d.share(seg.Period.Start, seg.Period.End)
		}
		time += num
		for _, l := range lines {
			if l.Discount == by.ID {
				taken = taken.Add(pricing.Share{Num: num, Den: 1}.Of(exactOf(l.Amount)))
			}
		}
	}
	all, err := pricing.ExactOf(by.Amount)
	if err != nil || time == 0 {
		return all, err
	}
	average, err := taken.Over(time).Round(scale, d.plan().Currency, money.HalfUp)
	return all.Add(exactOf(average)), err
}
