package proceeds

import (
	"cmp"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
)

// An extra is a one-off, or what a line of usage came to so far, as the
// discounts before leave it.
type extra struct {
	*accrual
	event *event
	net   pricing.Exact
}

// ofExtras returns what the discount takes of its line, or of its one-off, at u,
// and of what. A fixed amount is filled up by one-offs as they happen, then by
// usage, charge by charge: what all those up to the line take less what all those
// before it take.
func (d *discount) ofExtras(u calendar.Instant, scale uint8) (off channel.Amounts, base pricing.Exact, err error) {
	extras, err := d.extras(u, scale)
	if err != nil {
		return off, base, err
	}
	for _, by := range d.off {
		var filled, left pricing.Exact
		if by.Kind == pricing.AmountOff {
			if left, err = d.rest(by, scale); err != nil {
				return off, base, err
			}
		}
		for i := range extras {
			x := &extras[i]
			if !x.takes(by) {
				continue
			}
			e := discount{accrual: x.accrual, by: by}
			base = x.net
			if by.Kind == pricing.PercentOff {
				off, err = e.percentOf(x.net, scale)
			} else {
				before := within(filled, left)
				filled = filled.Add(x.net)
				off, err = e.reduce(before.Sub(within(filled, left)), scale)
			}
			if err != nil {
				return off, base, err
			}
			x.net = x.net.Add(sellOut(off))
		}
		if by == d.by {
			break
		}
	}
	return off, base, nil
}

// within returns x, held between zero and most.
func within(x, most pricing.Exact) pricing.Exact {
	switch {
	case x.Sign() < 0:
		return pricing.Exact{}
	case x.Cmp(most) > 0:
		return most
	}
	return x
}

// extras returns what is in the way of the discount at u, its own line or
// one-off last. That is all that a percentage needs.
func (d *discount) extras(u calendar.Instant, scale uint8) ([]extra, error) {
	var out []extra
	if slices.ContainsFunc(d.off, func(by *pricing.Discount) bool { return by.Kind == pricing.AmountOff && d.takes(by) }) {
		out = d.before(u)
	}
	out = append(out, extra{accrual: d.accrual, event: d.event})
	for i := range out {
		x := &out[i]
		gross, err := x.gross(x.event, u, scale)
		if err != nil {
			return nil, err
		}
		x.net = sellOut(gross)
	}
	return out, nil
}

// before returns the one-offs of the period before u, or before the discount's
// own, and of usage the lines of the charges before its own.
func (d *discount) before(u calendar.Instant) (out []extra) {
	var lines []extra
	for i := range d.among {
		a := &d.among[i]
		if a.group != d.group {
			continue
		}
		switch a.charge().Kind {
		case pricing.OneTime:
			for _, e := range a.events() {
				if d.event == nil && e.at < u || d.event != nil && e.order(a, d.event, d.accrual) < 0 {
					out = append(out, extra{accrual: a, event: &e})
				}
			}
		case pricing.Usage:
			if d.event == nil && a.place < d.place {
				lines = append(lines, extra{accrual: a})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b extra) int { return a.event.order(a.accrual, b.event, b.accrual) })
	return append(out, lines...)
}

// order compares one-offs of a period by instant, charge and fact.
func (e *event) order(a *accrual, f *event, b *accrual) int {
	return cmp.Or(cmp.Compare(e.at, f.at), cmp.Compare(a.place, b.place), cmp.Compare(e.component, f.component))
}

// gross is what a one-off costs, or what usage came to with its bounds.
func (a *accrual) gross(e *event, u calendar.Instant, scale uint8) (channel.Amounts, error) {
	switch {
	case e != nil:
		return a.once(e, scale)
	case a.limit() != nil:
		return a.own().of.at(u, scale)
	}
	return a.total(u, scale)
}
