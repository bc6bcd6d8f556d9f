package proceeds

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
)

// quotas are the targets of a line's slots.
func (j *Job) quotas(a *accrual, c column, scale uint8) (out []Target, err error) {
	var before channel.Amounts
	for n, cut := range j.cuts(a.line, c.of.reach()) {
		if n == 0 && cut.Start > a.period().Start {
			if before, err = c.of.at(cut.Start, scale); err != nil {
				return nil, err
			}
		}
		now, err := c.of.at(cut.End, scale)
		if err != nil {
			return nil, err
		}
		t := j.target(a, cut)
		t.Due = cut.End
		switch end := a.period().End; {
		case cut.Start == end:
			t.Component = Rest
		case cut.Start < end && cut.End > end:
			t.Service.End = end // what is earned for the rest is earned then
		}
		if t.Amounts, err = now.Sub(before); err != nil {
			return nil, err
		}
		out, before = append(out, t), now
	}
	return out, nil
}

// advance are the targets of a fee that is due when its pieces start.
func (j *Job) advance(a *accrual, c column, scale uint8) (out []Target, err error) {
	cells, err := a.inAdvance(c.of.(fee), scale)
	if err != nil {
		return nil, err
	}
	for k, cut := range j.cuts(a.line, a.reach()) {
		if cut.Start > j.known {
			continue // not due yet
		}
		t := j.target(a, cut)
		t.Amounts = cells[k][0].Amounts
		for _, e := range cells[k][1:] {
			if !e.IsZero() {
				t.Later = append(t.Later, Later{e.at, e.Amounts})
			}
		}
		out = append(out, t)
	}
	return out, nil
}

// arrears are the targets of what is due when the line ends: it is posted in
// the last slot of its period. Before that its cells hold nothing: what was booked
// because of an end that is known no more is taken back.
func (j *Job) arrears(a *accrual, c column, scale uint8) (out []Target, err error) {
	if c.of.settled() > j.known {
		return nil, nil
	}
	cells, err := a.inArrears(c.of, scale)
	if err != nil {
		return nil, err
	}
	cuts := j.cuts(a.line, a.reach())
	if a.pool != nil {
		if cuts, cells, err = a.pool.members[a.nth].within(cuts, cells); err != nil {
			return nil, err
		}
	}
	for k, cut := range cuts {
		t := j.target(a, cut)
		t.Due, t.Posted, t.Amounts = a.period().End, a.period().End-1, cells[k]
		out = append(out, t)
	}
	return out, nil
}

// target returns the target of a cut with everything but money, due and posted
// where the cut starts.
func (j *Job) target(a *accrual, cut calendar.Period) Target {
	s, c, p := j.Subscription, a.charge(), a.partAt(cut.End)
	t := Target{Row: Row{
		Kind: c.Kind, Timing: c.Timing, Service: cut, Line: a.period().Start, Due: cut.Start, Posted: cut.Start,
		Customer: s.Customer, Location: s.Location, Tags: s.Tags, Route: a.offer().Route(a.first().charge),
	}}
	t.Cell = Cell{
		Book: j.book, Currency: a.plan().Currency, Subscription: s.ID,
		Plan: a.plan().ID, Charge: c.ID, Start: cut.Start,
	}
	switch {
	case c.Kind == pricing.Recurring:
		t.Quantity = pricing.FromNum(p.quantity(c.ID))
	case c.Kind == pricing.Usage:
		t.Route = p.Term.Offer.Route(p.charge).SettledLike(t.Route)
		if a.query != nil {
			t.Quantity, t.Estimated = a.used(cut), a.reading.Estimated || a.shared != nil && a.shared.estimated
		}
	}
	return t
}

// Rest is the component of a quota for the rest of a period that was cut short
// where a slot starts: a line that starts there has a quota of its own.
const Rest = "rest"

// Chargeback is the component of the lines by which the costs of a trial go back
// to the vendor.
const Chargeback = "chargeback"

// chargedBack adds to the targets of a trial those that take them back.
func chargedBack(trial []Target) ([]Target, error) {
	out := trial
	for _, t := range trial {
		back := t
		back.Component = joined(Chargeback, t.Component)
		back.Quantity = pricing.Quantity{}
		var err error
		if back.Amounts, err = (channel.Amounts{}).Sub(t.Amounts); err != nil {
			return nil, err
		}
		back.Later = nil
		for _, l := range t.Later {
			a, err := (channel.Amounts{}).Sub(l.Amounts)
			if err != nil {
				return nil, err
			}
			back.Later = append(back.Later, Later{l.At, a})
		}
		out = append(out, back)
	}
	return out, nil
}
