package proceeds

import (
	"errors"
	"fmt"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
	"github.com/shopspring/decimal"
)

// ErrUnknownCell is returned for a cell that a job does not want.
var ErrUnknownCell = errors.New("proceeds: the facts know no such cell")

// A Derivation says how a cell comes to what it should hold: what its line had
// earned at the start of its service, and at the end, and the difference.
type Derivation struct {
	Cell          Cell
	Kind          pricing.Kind
	Service       calendar.Period
	Line          calendar.Period // the billing period that the line runs over
	Parts         []Part          // what the line is made of up to the service's end
	Before, After channel.Amounts // earned at the service's start and end, rounded once
	Amounts       channel.Amounts // After − Before: what the cell should hold
}

// A Part is the segment of a line in which one price and quantity were in force.
type Part struct {
	Period   calendar.Period
	Quantity pricing.Quantity  // in force, or consumed within the part
	Num, Den int64             // the share of the billing period that a fee is worth; 1 of 1 for what is not a fee
	Prices   []decimal.Decimal // of the quantity, exact, at every level
}

// Explain derives what the cell should hold. readings answer Queries, in order.
// The error is ErrUnknownCell where the facts of j have no such cell.
func (j *Job) Explain(c Cell, readings []Reading) (Derivation, error) {
	if err := j.answered(readings); err != nil {
		return Derivation{}, err
	}
	for _, a := range j.accruals(readings) {
		if !a.covers(c) {
			continue
		}
		targets, err := j.charge(nil, &a)
		if err != nil {
			return Derivation{}, fmt.Errorf("proceeds: explain %v: %w", Key{Cell: c}, err)
		}
		for i := range targets {
			if t := &targets[i]; t.Cell == c && !t.Hold {
				return a.derive(t)
			}
		}
	}
	return Derivation{}, fmt.Errorf("%w: %v", ErrUnknownCell, Key{Cell: c})
}

func (a *accrual) period() calendar.Period {
	return calendar.Period{Start: a.line.start(), End: a.line.end()}
}

// covers reports whether the cell can be of a's charge and line.
func (a *accrual) covers(c Cell) bool {
	return a.line.offer().Charge(a.charge).ID == c.Charge && a.line.plan().ID == c.Plan && a.period().Contains(c.Start)
}

func (a *accrual) derive(t *Target) (d Derivation, err error) {
	d = Derivation{Cell: t.Cell, Kind: t.Kind, Service: t.Service, Line: a.period(), Amounts: t.Amounts, After: t.Amounts}
	if t.Kind == pricing.OneTime {
		d.Parts, err = oneOffParts(a, t)
		return d, err
	}
	scale := t.Amounts.Parts().Scale
	if d.Before, err = a.at(t.Service.Start, scale); err != nil {
		return d, err
	}
	if d.After, err = a.at(t.Service.End, scale); err != nil {
		return d, err
	}
	d.Parts, err = a.parts(t.Service.End)
	return d, err
}

// accruals returns the function of every charge of every line, with its
// reading.
func (j *Job) accruals(readings []Reading) (out []accrual) {
	next := 0
	for _, l := range j.lines {
		for i := range l.plan().Charges {
			a := accrual{line: l, charge: i}
			if j.asks(l, i) {
				a.query, a.reading = &j.query[next], &readings[next]
				next++
			}
			out = append(out, a)
		}
	}
	return out
}

func oneOffParts(a *accrual, t *Target) ([]Part, error) {
	seg := a.line.segmentAt(t.Due + 1)
	p, err := price(seg.Term.Offer, a.charge, t.Quantity.Num())
	return []Part{{Period: t.Service, Quantity: t.Quantity, Num: 1, Den: 1, Prices: p}}, err
}

// parts returns what is earned up to u, segment by segment.
func (a *accrual) parts(u calendar.Instant) (out []Part, err error) {
	for i := range a.line.segs {
		seg := &a.line.segs[i]
		if seg.Period.Start >= u {
			break
		}
		end := min(u, seg.Period.End)
		p := Part{Period: calendar.Period{Start: seg.Period.Start, End: end}, Num: 1, Den: 1}
		o, q := a.line.offer(), fix.FromDecimal(seg.Term.Quantity)
		if a.query != nil {
			o = seg.Term.Offer
			q = a.query.at(a.reading, end).Sub(a.query.at(a.reading, seg.Period.Start))
		} else {
			p.Num, p.Den = a.line.share(i, u)
		}
		p.Quantity = pricing.FromNum(q)
		if a.query != nil {
			p.Prices, err = a.consumed(o, seg.Period.Start, end)
		} else {
			p.Prices, err = price(o, a.charge, q)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// consumed is what usage between two instants costs, at its place in the tiers.
func (a *accrual) consumed(o *channel.Offer, from, to calendar.Instant) ([]decimal.Decimal, error) {
	var before, after channel.Rates
	if err := o.Rate(&before, a.charge, a.query.at(a.reading, from)); err != nil {
		return nil, err
	}
	if err := o.Rate(&after, a.charge, a.query.at(a.reading, to)); err != nil {
		return nil, err
	}
	after = after.Minus(&before)
	return levels(&after, o), nil
}

func price(o *channel.Offer, charge int, q fix.Num) ([]decimal.Decimal, error) {
	var r channel.Rates
	err := o.Rate(&r, charge, q)
	return levels(&r, o), err
}

func levels(r *channel.Rates, o *channel.Offer) (out []decimal.Decimal) {
	for l := range o.Levels() {
		out = append(out, r.Of(l))
	}
	return out
}

// String returns the derivation as text, one step a line.
func (d Derivation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "cell %v\n", Key{Cell: d.Cell})
	fmt.Fprintf(&b, "%v charge, service %v, of the billing period %v\n", d.Kind, d.Service, d.Line)
	for _, p := range d.Parts {
		fmt.Fprintf(&b, "  %v: quantity %v", p.Period, p.Quantity)
		if p.Den != 1 || p.Num != 1 {
			fmt.Fprintf(&b, ", share %d/%d", p.Num, p.Den)
		}
		b.WriteString(", price")
		for l, x := range p.Prices {
			fmt.Fprintf(&b, " %s %s", channel.Level(l).Name(len(p.Prices)), x.StringFixed(max(0, -x.Exponent())))
		}
		b.WriteString("\n")
	}
	if d.Kind != pricing.OneTime {
		fmt.Fprintf(&b, "earned at %v: %v\n", d.Service.Start, d.Before)
	}
	fmt.Fprintf(&b, "earned at %v: %v\n", d.Service.End, d.After)
	fmt.Fprintf(&b, "difference: %v\n", d.Amounts)
	return b.String()
}
