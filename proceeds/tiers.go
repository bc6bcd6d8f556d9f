package proceeds

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// Tiers is the component of what is due once in the life of a subscription for
// the tiers of a charge: when the most that it ever used first reaches them.
const Tiers = "tiers"

// tiers is the set-up of a charge's tiers. Of a fee it is due when a term brings
// in more units than any before. Of usage the most is what any billing period
// came to, the current one as it stands, and it is booked with the usage. Trials
// count for nothing.
type tiers struct{ *accrual }

// setsUp reports whether a tier of a fee or of usage has a set-up.
func (l line) setsUp() bool {
	if l.charge().Kind == pricing.OneTime || l.limit() != nil || l.trial() {
		return false
	}
	for i := range l.parts {
		if l.parts[i].Term.Offer.SetsUp(l.parts[i].charge) {
			return true
		}
	}
	return false
}

// at implements function.
func (t *tiers) at(u calendar.Instant, scale uint8) (channel.Amounts, error) {
	var sum channel.Rates
	if t.charge().Kind == pricing.Recurring {
		for _, e := range t.rises() {
			if e.at >= u {
				break
			}
			due, err := e.due()
			if err != nil {
				return channel.Amounts{}, err
			}
			sum = sum.Plus(&due)
		}
		return t.round(sum, 1, nil)(scale)
	}
	for i := range t.parts {
		p := &t.parts[i]
		if p.Period.Start >= u {
			break
		}
		r := rise{part: p, from: t.mostBy(p.Period.Start), to: t.mostBy(min(u, p.Period.End))}
		due, err := r.due()
		if err != nil {
			return channel.Amounts{}, err
		}
		sum = sum.Plus(&due)
	}
	return t.round(sum, 1, nil)(scale)
}

// A rise is where the most that was ever used goes up.
type rise struct {
	at       calendar.Instant
	part     *part
	from, to pricing.Quantity
}

// due is what the tiers that are first reached cost, at the prices in force.
func (r *rise) due() (channel.Rates, error) {
	var before, after channel.Rates
	if err := r.part.Term.Offer.SetUp(&before, r.part.charge, r.from); err != nil {
		return before, err
	}
	err := r.part.Term.Offer.SetUp(&after, r.part.charge, r.to)
	return after.Minus(&before), err
}

// rises returns where terms bring in more units of a fee than any term before.
func (a *accrual) rises() (out []rise) {
	for i := range a.parts {
		p := &a.parts[i]
		if p.Period.Start != p.Term.From || !counts(p.Term) {
			continue
		}
		most := pricing.Quantity{}
		for k := range a.job.Subscription.Terms[:p.Index] {
			t := &a.job.Subscription.Terms[k]
			if t.Offer.Plan.ID == a.plan().ID && t.Charge(a.charge().ID) >= 0 && counts(t) {
				most = larger(most, units(t, a.charge().ID))
			}
		}
		if now := units(p.Term, a.charge().ID); now.Cmp(most) > 0 {
			out = append(out, rise{p.Period.Start, p, most, now})
		}
	}
	return out
}

// counts reports whether the units of a term are in force.
func counts(t *subscription.Term) bool { return t.Mode == subscription.Running }

func units(t *subscription.Term, c pricing.ChargeID) pricing.Quantity {
	return pricing.FromNum(fix.FromDecimal(t.QuantityOf(c)))
}

func larger(a, b pricing.Quantity) pricing.Quantity {
	if a.Cmp(b) > 0 {
		return a
	}
	return b
}

// mostBy is the most that any billing period of usage came to by u.
func (a *accrual) mostBy(u calendar.Instant) pricing.Quantity {
	most := a.quantity(u)
	for i := range a.past {
		most = larger(most, a.past[i].query.level(a.past[i].reading, a.past[i].query.Ends[0]))
	}
	return most
}

// explain implements function.
func (t *tiers) explain(d *Derivation, u calendar.Instant, _ uint8) error {
	rises := t.rises()
	if t.charge().Kind == pricing.Usage {
		rises = nil
		for i := range t.parts {
			p := &t.parts[i]
			rises = append(rises, rise{p.Period.Start, p, t.mostBy(p.Period.Start), t.mostBy(min(u, p.Period.End))})
		}
	}
	for _, r := range rises {
		if r.at >= d.Service.End {
			break
		}
		due, err := r.due()
		if err != nil {
			return err
		}
		d.Parts = append(d.Parts, Part{Period: r.part.Period, Mode: r.part.Term.Mode, Quantity: r.to, Num: 1, Den: 1, Prices: exact(&due)})
	}
	return nil
}

// onRise are the targets of a fee's set-ups: each in a cell of its own.
func (j *Job) onRise(a *accrual, c column, scale uint8) (out []Target, err error) {
	var before channel.Amounts
	for _, r := range a.rises() {
		if r.at > j.known {
			break // not due yet
		}
		t := j.target(a, calendar.Period{Start: r.at, End: r.at + 1})
		t.Route = r.part.Term.Offer.Route(r.part.charge)
		now, err := c.of.at(r.at+1, scale)
		if err != nil {
			return nil, err
		}
		if t.Amounts, err = now.Sub(before); err != nil {
			return nil, err
		}
		out, before = append(out, t), now
	}
	return out, nil
}
