package proceeds

import (
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
)

// An event is a one-off at an instant: a set-up, or a fact.
type event struct {
	at        calendar.Instant
	component string // the fact's id
	part      *part
	quantity  fix.Num
}

// events returns the one-offs of the line.
func (a *accrual) events() (out []event) {
	c, s := a.charge(), a.job.Subscription
	for i := range a.parts {
		p := &a.parts[i]
		if !c.OnRequest && s.SetUpAt(&p.Segment, c.ID) {
			out = append(out, event{p.Period.Start, "", p, p.quantity(c.ID)})
		}
		for _, f := range s.Facts {
			if f.Charge == c.ID && c.OnRequest && p.Period.Contains(f.At) {
				out = append(out, event{f.At, f.ID, p, fix.FromDecimal(f.Quantity)})
			}
		}
	}
	return out
}

// once is what a one-off costs.
func (a *accrual) once(e *event, scale uint8) (channel.Amounts, error) {
	var price channel.Rates
	err := a.rate(&price, e.part.Term.Offer, e.part.charge, e.part, e.quantity)
	if err != nil && e.component != "" {
		err = fmt.Errorf("fact %q: %w", e.component, err)
	}
	return a.round(price, 1, err)(scale)
}

// oneOffs are the targets of what happened at an instant: whole, in the cut that
// contains it.
func (j *Job) oneOffs(a *accrual, c column, scale uint8) (out []Target, err error) {
	cuts := j.cuts(a.line, a.reach())
	for _, e := range a.events() {
		if e.at > j.known {
			continue // not due yet
		}
		cut := calendar.Period{Start: e.at, End: e.at + 1}
		if j.book == Live {
			n := slices.IndexFunc(cuts, func(p calendar.Period) bool { return p.Contains(e.at) })
			if n < 0 {
				continue
			}
			cut = cuts[n]
		}
		t := j.target(a, cut)
		t.Component, t.Due, t.Posted = e.component, e.at, cut.Start
		t.Route = e.part.Term.Offer.Route(e.part.charge)
		t.Quantity = pricing.FromNum(e.quantity)
		if d, ok := c.of.(*discount); ok {
			t.Amounts, _, err = (&discount{d.accrual, d.by, &e}).ofExtras(e.at, scale)
		} else {
			t.Amounts, err = a.once(&e, scale)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}
