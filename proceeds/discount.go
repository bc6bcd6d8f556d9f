package proceeds

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// A discount is what a granted discount takes from a line: a function beside it,
// at the funder's level and at every level below.
//
// A percentage is taken of what the customer pays for the line up to the same
// instant, its minimum and maximum included, after the discounts before it. A
// fixed amount, or what a fixed price saves, is like a fee: it has a price in
// each part of the line, and accrues as that does. What of a fixed amount the
// fees of the period do not take goes to one-offs and usage so far.
type discount struct {
	*accrual
	by    *pricing.Discount
	event *event // of a one-off
}

// takes reports whether d is on the line's charge. Amounts are for the fees of
// the billing period, not for those of an interval of their own.
func (l line) takes(d *pricing.Discount) bool {
	return d.Scope.Covers(l.charge()) && (d.Kind == pricing.PercentOff || l.charge().Every == (calendar.Interval{}))
}

// discounts returns the columns of the discounts on the line.
func (a *accrual) discounts() (out []column) {
	for _, d := range a.off {
		if a.takes(d) {
			out = append(out, column{string(d.ID), &discount{accrual: a, by: d}})
		}
	}
	return out
}

// at implements function.
func (d *discount) at(u calendar.Instant, scale uint8) (channel.Amounts, error) {
	off, _, err := d.taken(d.parts, u, scale)
	return off, err
}

// over implements fee.
func (d *discount) over(parts []part, scale uint8) (channel.Amounts, error) {
	off, _, err := d.taken(parts, forever, scale)
	return off, err
}

// taken returns what the discount takes of parts up to u, and of what.
func (d *discount) taken(parts []part, u calendar.Instant, scale uint8) (off channel.Amounts, base pricing.Exact, err error) {
	if d.charge().Kind != pricing.Recurring {
		return d.ofExtras(min(u, d.reach().End), scale)
	}
	gross, err := d.gross(parts, u, scale)
	if err != nil {
		return off, base, err
	}
	net := sellOut(gross)
	for _, by := range d.off {
		if !d.takes(by) {
			continue
		}
		e := discount{accrual: d.accrual, by: by}
		if off, err = e.ofFee(parts, u, net, scale); err != nil || by == d.by {
			return off, net, err
		}
		net = net.Add(sellOut(off))
	}
	return off, net, err
}

// gross is what a fee stands at before discounts.
func (d *discount) gross(parts []part, u calendar.Instant, scale uint8) (channel.Amounts, error) {
	if d.isOfUsage() {
		return (&percentOfUsage{d.accrual}).at(u, scale)
	}
	return d.round(d.fees(parts, u))(scale)
}

// ofFee is what a discount takes of a fee that stands at base.
func (d *discount) ofFee(parts []part, u calendar.Instant, base pricing.Exact, scale uint8) (channel.Amounts, error) {
	if d.by.Kind == pricing.PercentOff {
		return d.percentOf(base, scale)
	}
	return d.round(d.accrue(parts, u, &priced{d, scale}))(scale)
}

// A priced discount has a price in each part of a fee.
type priced struct {
	*discount
	scale uint8
}

// price is what the discount takes of the full period at p's quantity.
func (d *priced) price(r *channel.Rates, p *part) error {
	items, err := d.ofPeriod(&p.Segment, d.scale)
	if err != nil {
		return err
	}
	x := pricing.Exact{}
	for _, l := range items {
		if l.Discount == d.by.ID && l.Charge == d.charge().ID {
			x = exactOf(l.Amount)
		}
	}
	return d.reduced(r, x)
}

// percentOf is −round(p × base).
func (d *discount) percentOf(base pricing.Exact, scale uint8) (channel.Amounts, error) {
	p := pricing.ExactNum(fix.FromDecimal(d.by.Percent.Shift(-2)))
	return d.reduce(base.Mul(p).Neg(), scale)
}

// reduce rounds what is taken, once at each level.
func (d *discount) reduce(x pricing.Exact, scale uint8) (channel.Amounts, error) {
	var r channel.Rates
	err := d.reduced(&r, x)
	return d.round(r, 1, err)(scale)
}

func (d *discount) reduced(r *channel.Rates, x pricing.Exact) error {
	if !d.offer().Reduced(r, d.by.Funder, x) {
		return fmt.Errorf("discount %q: no level %d to fund it", d.by.ID, d.by.Funder)
	}
	return nil
}

// reach implements function: of usage one instant more where a minimum that was
// cut short may be due whole.
func (d *discount) reach() calendar.Period {
	if d.charge().Kind != pricing.Usage {
		return d.own().of.reach()
	}
	return (&bound{accrual: d.accrual, kind: pricing.AtLeast}).reach()
}

// settled implements function: what is spread over charges depends on the whole
// period.
func (d *discount) settled() calendar.Instant {
	if d.charge().Kind == pricing.Usage {
		return d.end()
	}
	return d.own().of.settled()
}

// explain implements function.
func (d *discount) explain(x *Derivation, u calendar.Instant, scale uint8) (err error) {
	x.Discount = d.by
	if _, x.Base, err = d.taken(d.parts, u, scale); err != nil {
		return err
	}
	return d.own().of.explain(x, u, scale)
}

// sellOut returns what the customer pays.
func sellOut(a channel.Amounts) pricing.Exact {
	x, _ := a.Of(channel.SellOut)
	return exactOf(x)
}

func exactOf(a money.Amount) pricing.Exact {
	return pricing.ExactNum(fix.New(a.Units(), int32(a.Scale())).Plain())
}
