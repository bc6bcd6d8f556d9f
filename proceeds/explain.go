package proceeds

import (
	"errors"
	"fmt"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// ErrUnknownCell is returned for a cell that a job does not want.
var ErrUnknownCell = errors.New("proceeds: the facts know no such cell")

// A Derivation says how a cell comes to what it should hold: what its line had
// earned at the start of its service, and at the end, and the difference. What
// is paid in advance is due before it is earned, and credited when a change or a
// cancellation cuts the period short: see Credited.
type Derivation struct {
	Cell          Cell
	Kind          pricing.Kind
	Service       calendar.Period
	Line          calendar.Period // the billing period that the line runs over
	Parts         []Part          // what the line is made of up to the service's end
	Before, After channel.Amounts // earned at the service's start and end, rounded once
	Credited      []Later         // of what was charged in advance
	Amounts       channel.Amounts // what the cell should hold
	// Of a minimum or maximum: what is booked in its scope at the service's end,
	// and what that is held to.
	Booked, Limit channel.Amounts
	// Of a discount: which, and what it was taken of at the service's end, as the
	// customer pays it.
	Discount *pricing.Discount
	Base     pricing.Exact
	// Of what is shared in a pool: which, what all its members together had earned
	// at the service's end, and what this one and all of them had used. Parts,
	// Booked and Limit are the pool's; Before and After the member's.
	Pool        subscription.PoolID
	Pooled      channel.Amounts
	Used, OfAll pricing.Quantity
}

// A Part is the segment of a line in which one price and quantity were in force.
type Part struct {
	Period   calendar.Period
	Mode     subscription.Mode
	Quantity pricing.Quantity // in force, consumed within the part, or the level up to the service's end
	Num, Den int64            // the share of the billing period that a fee is worth; 1 of 1 for what is not a fee
	Prices   []pricing.Exact  // of the quantity, exact, at every level
}

// Explain derives what the cell should hold. readings answer Queries, in order.
// The error is ErrUnknownCell where the facts of j have no such cell.
func (j *Job) Explain(c Cell, readings []Reading) (Derivation, error) {
	if err := j.answered(readings); err != nil {
		return Derivation{}, err
	}
	if j.members != nil {
		return j.explainMember(c, readings)
	}
	return j.explain(c, j.accruals(readings))
}

func (j *Job) explain(c Cell, all []accrual) (Derivation, error) {
	for i := range all {
		a := &all[i]
		if a.charge().ID != c.Charge || a.plan().ID != c.Plan || !a.touches(c.Start) {
			continue
		}
		var t Target
		of := column{}
		if err := j.line(a, func(col column, targets []Target) {
			for i := range targets {
				if x := &targets[i]; x.Cell == c {
					t, of = *x, col
				}
			}
		}); err != nil {
			return Derivation{}, fmt.Errorf("proceeds: explain %v: %w", Key{Cell: c}, err)
		}
		if of.of != nil {
			return a.derive(&t, of)
		}
	}
	return Derivation{}, fmt.Errorf("%w: %v", ErrUnknownCell, Key{Cell: c})
}

// touches reports whether cells of the line may start at t: in its period, where
// that was cut short, or while it still earns.
func (a *accrual) touches(t calendar.Instant) bool {
	p := a.period()
	return p.Contains(t) || t == p.End || a.own().of.reach().Contains(t)
}

func (a *accrual) derive(t *Target, c column) (d Derivation, err error) {
	d = Derivation{Cell: t.Cell, Kind: t.Kind, Service: t.Service, Line: a.period(), Credited: t.Later}
	if d.Amounts, err = t.Total(); err != nil {
		return d, err
	}
	scale := t.Amounts.Parts().Scale
	if t.Kind == pricing.OneTime {
		return d, a.explainOneOff(&d, t, c, scale)
	}
	if d.Before, err = c.of.at(t.Service.Start, scale); err != nil {
		return d, err
	}
	end := t.Due // of a quota: its slot's end
	if t.Book == Booked {
		if end = t.Service.End; end == a.until() {
			end = forever // with what becomes of the rest
		}
	}
	if d.After, err = c.of.at(end, scale); err != nil {
		return d, err
	}
	if err := c.of.explain(&d, end, scale); err != nil {
		return d, err
	}
	if strings.HasPrefix(t.Component, Chargeback) {
		return d, d.turn()
	}
	return d, nil
}

// turn takes everything that was earned back.
func (d *Derivation) turn() (err error) {
	for _, a := range []*channel.Amounts{&d.Before, &d.After, &d.Booked, &d.Limit} {
		if *a, err = (channel.Amounts{}).Sub(*a); err != nil {
			return err
		}
	}
	return nil
}

// explain adds the parts of the line up to u.
func (a *accrual) explain(d *Derivation, u calendar.Instant, scale uint8) (err error) {
	if a.shared != nil {
		return a.shared.explain(d, a.nth, u, scale, &a.shared.rated)
	}
	d.Parts, err = a.explained(min(u, d.Service.End))
	return err
}

// explainOneOff gives the price of the one-off, and what a discount takes it of.
func (a *accrual) explainOneOff(d *Derivation, t *Target, c column, scale uint8) error {
	d.After = d.Amounts
	for _, e := range a.events() {
		name := joined(c.component, e.component)
		if e.at != t.Due || t.Component != name && t.Component != joined(Chargeback, name) {
			continue
		}
		var price channel.Rates
		if err := a.rate(&price, e.part.Term.Offer, e.part.charge, e.part, e.quantity); err != nil {
			return err
		}
		d.Parts = []Part{{Period: t.Service, Quantity: pricing.FromNum(e.quantity), Num: 1, Den: 1, Prices: exact(&price)}}
		if x, ok := c.of.(*discount); ok {
			var err error
			d.Discount = x.by
			_, d.Base, err = (&discount{x.accrual, x.by, &e}).ofExtras(e.at, scale)
			return err
		}
	}
	return nil
}

// explained returns what is earned up to u, part by part.
func (a *accrual) explained(u calendar.Instant) (out []Part, err error) {
	for i := range a.parts {
		p := &a.parts[i]
		if p.Period.Start >= u {
			break
		}
		x := Part{Period: calendar.Period{Start: p.Period.Start, End: min(u, p.Period.End)}, Mode: p.Term.Mode, Num: 1, Den: 1}
		var price channel.Rates
		switch {
		case a.isLevel():
			x.Num, x.Den = a.share(p.Period.Start, p.elapsed(u))
			x.Quantity = a.quantity(min(u, a.period().End))
			err = p.Term.Offer.RateWithin(&price, p.charge, x.Quantity)
		case a.query != nil:
			x.Quantity = pricing.FromNum(a.query.at(a.reading, x.Period.End).Sub(a.query.at(a.reading, p.Period.Start)))
			price, err = a.consumed(p, x.Period.End)
		default:
			x.Num, x.Den = a.share(p.Period.Start, p.earning(u))
			x.Quantity = pricing.FromNum(fix.FromDecimal(p.Term.QuantityOf(a.charge().ID)))
			err = a.price(&price, p)
		}
		if err != nil {
			return nil, err
		}
		x.Prices = exact(&price)
		out = append(out, x)
	}
	return out, nil
}

func exact(r *channel.Rates) (out []pricing.Exact) {
	for l := range r.Levels() {
		out = append(out, r.Exact(l))
	}
	return out
}

// String returns the derivation as text, one step a line.
func (d Derivation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "cell %v\n", Key{Cell: d.Cell})
	fmt.Fprintf(&b, "%v charge, service %v, of the billing period %v\n", d.Kind, d.Service, d.Line)
	for _, p := range d.Parts {
		fmt.Fprintf(&b, "  %v: ", p.Period)
		if p.Mode != subscription.Running {
			fmt.Fprintf(&b, "%v, ", p.Mode)
		}
		fmt.Fprintf(&b, "quantity %v", p.Quantity)
		if p.Den != 1 || p.Num != 1 {
			fmt.Fprintf(&b, ", share %d/%d", p.Num, p.Den)
		}
		b.WriteString(", price")
		for l, x := range p.Prices {
			fmt.Fprintf(&b, " %s %s", channel.Level(l).Name(len(p.Prices)), x)
		}
		b.WriteString("\n")
	}
	if d.Kind != pricing.OneTime {
		fmt.Fprintf(&b, "earned at %v: %v\n", d.Service.Start, d.Before)
	}
	if d.Limit != (channel.Amounts{}) {
		fmt.Fprintf(&b, "booked at %v: %v, held to %v\n", d.Service.End, d.Booked, d.Limit)
	}
	if d.Pool != "" {
		fmt.Fprintf(&b, "shared in pool %s: %v by %v of %v used\n", d.Pool, d.Pooled, d.Used, d.OfAll)
	}
	if d.Discount != nil {
		fmt.Fprintf(&b, "discount %s, %v, of %v at %v\n", d.Discount.ID, d.Discount.Kind, d.Base, d.Service.End)
	}
	fmt.Fprintf(&b, "earned at %v: %v\n", d.Service.End, d.After)
	for _, l := range d.Credited {
		fmt.Fprintf(&b, "credited at %v: %v\n", l.At, l.Amounts)
	}
	fmt.Fprintf(&b, "the cell holds: %v\n", d.Amounts)
	return b.String()
}
