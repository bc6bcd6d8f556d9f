package daybook_test

import (
	"math/big"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
)

// An oracle recomputes what a scenario books, as DOMAIN section 6 has it: slowly,
// in fractions, from the facts alone.
type oracle struct {
	*facts
	known calendar.Instant
	over  func(t *termFacts, ref span, u calendar.Instant) *big.Rat // a control gives a wrong one
	held  map[oracleKey]map[calendar.Instant]perLevel               // what was booked, by posting
	shut  map[string]calendar.Instant                               // closes, by book
}

func newOracle(f *facts) *oracle {
	return &oracle{facts: f, over: (*termFacts).over, held: map[oracleKey]map[calendar.Instant]perLevel{}, shut: map[string]calendar.Instant{}}
}

// share is what a part of the billing period is worth: by the measure of its
// line's start.
func (o *oracle) share(l *oracleLine, from, to calendar.Instant) *big.Rat {
	t, ref := l.first().term, l.first().ref
	if to <= from {
		return new(big.Rat)
	}
	return minus(o.over(t, ref, to), o.over(t, ref, from))
}

// fee is A(t) of a recurring charge at a level.
func (o *oracle) fee(l *oracleLine, level int, u calendar.Instant) *big.Rat {
	sum := new(big.Rat)
	for i := range l.parts {
		p := &l.parts[i]
		if p.s >= u {
			break
		}
		price := l.plan().costs(l.charge, level, l.quantity(i))
		sum = plus(sum, times(price, o.share(l, p.s, p.runs(u))))
		if !p.cut || u <= p.e {
			continue
		}
		switch creditOf(p.credit, level) {
		case "none":
			sum = plus(sum, times(price, o.share(l, p.e, p.ref.e)))
		case "full":
			sum = new(big.Rat)
		}
	}
	return sum
}

// runs returns up to when p has earned at u: time stands still in a pause, and
// what one forfeits is earned when it is over.
func (p *oraclePart) runs(u calendar.Instant) calendar.Instant {
	over := u > p.e || u >= p.ref.e
	if p.term.mode == "paused" || p.term.mode == "forfeited" && !over {
		return p.s
	}
	return min(u, p.e)
}

// usage is A(t) of a usage charge: what was used in each part at its own prices,
// from where the part before left off, and the price of nothing with time.
func (o *oracle) usage(l *oracleLine, level int, u calendar.Instant) *big.Rat {
	sum := new(big.Rat)
	for i := range l.parts {
		p := &l.parts[i]
		if p.s >= u {
			break
		}
		plan, until := p.term.plan, min(u, p.e)
		if plan.charge(l.charge).statistic != "" {
			if p.term.mode != "paused" && p.term.mode != "forfeited" {
				price := plan.costs(l.charge, level, l.level(min(u, l.whole().e)))
				sum = plus(sum, times(price, o.share(l, p.s, until)))
			}
			continue
		}
		sum = plus(sum, plan.costs(l.charge, level, l.used(until)))
		sum = minus(sum, plan.costs(l.charge, level, l.used(p.s)))
		if p.term.mode != "paused" && p.term.mode != "forfeited" {
			sum = plus(sum, times(plan.costs(l.charge, level, new(big.Rat)), o.share(l, p.s, until)))
		}
	}
	return sum
}

// used is how much a line counted before u, with what lines before it did whose
// place in the tiers it goes on from.
func (l *oracleLine) used(u calendar.Instant) *big.Rat {
	sum := new(big.Rat)
	for _, x := range l.sub.used {
		if x.metric == l.charge && l.since <= x.at && x.at < u {
			sum = plus(sum, number(x.quantity))
		}
	}
	return sum
}

// digits of the currencies that scenarios use.
var digits = map[string]int{"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}

// earned is a(t): rounded once, at every level on its own.
func (o *oracle) earned(l *oracleLine, u calendar.Instant) (out perLevel) {
	at := o.fee
	if l.facts().kind == "usage" {
		at = o.usage
	}
	for level := range l.levels() {
		if level == 0 || l.first().term.mode != "trial" {
			out[level] = units(at(l, level, u), digits[l.plan().currency])
		}
	}
	return out
}

// A perLevel is booked units at every level, the vendor's first.
type perLevel [channel.MaxLevels]int64

func (a perLevel) plus(b perLevel) perLevel {
	for i := range a {
		a[i] += b[i]
	}
	return a
}

// minus returns a − b.
func (a perLevel) minus(b perLevel) perLevel {
	for i := range a {
		a[i] -= b[i]
	}
	return a
}
