package daybook_test

import (
	"math/big"

	"github.com/daybook-go/daybook/calendar"
)

// An oracle recomputes what a scenario books, as DOMAIN section 6 has it: slowly,
// in fractions, from the facts alone.
type oracle struct {
	*facts
	known calendar.Instant
	over  func(t *termFacts, ref span, u calendar.Instant) *big.Rat // a control gives a wrong one
	held  map[oracleKey]map[calendar.Instant]levels                 // what was booked, by posting
	shut  map[string]calendar.Instant                               // closes, by book
}

func newOracle(f *facts) *oracle {
	return &oracle{facts: f, over: (*termFacts).over, held: map[oracleKey]map[calendar.Instant]levels{}, shut: map[string]calendar.Instant{}}
}

// An oracleLine is one charge over one billing period.
type oracleLine struct {
	sub    *subFacts
	charge string
	parts  []oraclePart
	since  calendar.Instant // where its quantities count from
}

// A oraclePart is what one term covers of it.
type oraclePart struct {
	span
	term   *termFacts
	ref    span
	cut    bool     // the period goes on without it
	credit []string // what becomes of the rest then
	opens  bool     // the term starts here
}

func (l *oracleLine) first() *oraclePart      { return &l.parts[0] }
func (l *oracleLine) last() *oraclePart       { return &l.parts[len(l.parts)-1] }
func (l *oracleLine) facts() *chargeFacts     { return l.plan().charge(l.charge) }
func (l *oracleLine) plan() *planFacts        { return l.first().term.plan } // that of the start: fees keep it
func (l *oracleLine) levels() int             { return len(l.plan().sellers) + 1 }
func (l *oracleLine) whole() span             { return span{l.first().s, l.last().e} }
func (l *oracleLine) quantity(i int) *big.Rat { return number(l.parts[i].term.seatsOf(l.charge)) }

// never lies after everything.
const never = calendar.Instant(1 << 62)

// parts of the timeline of s, for charges that are due every so often ("" is as
// often as the subscription says), as far as periods have started.
func (o *oracle) parts(s *subFacts, every string) (out []oraclePart) {
	for i := range s.terms {
		t := &s.terms[i]
		if t.from >= o.known {
			break
		}
		in, credit := span{t.from, never}, []string(nil)
		if s.end != 0 && s.end <= o.known {
			in.e, credit = s.end, s.refund
		}
		if i+1 < len(s.terms) && s.terms[i+1].from <= o.known {
			in.e, credit = s.terms[i+1].from, s.terms[i+1].credit
		}
		often := every
		if every == "" {
			often = t.every
		}
		k := -1
		for t.startOf(k, often) > in.s {
			k--
		}
		for ; t.startOf(k, often) < min(in.e, o.known); k++ {
			ref := span{t.startOf(k, often), t.startOf(k+1, often)}
			if p := (span{max(ref.s, in.s), min(ref.e, in.e)}); p.s < p.e {
				x := oraclePart{span: p, term: t, ref: ref, opens: p.s == t.from}
				if x.cut = p.e < ref.e; x.cut {
					x.credit = credit
				}
				out = append(out, x)
			}
		}
	}
	return out
}

// goesOn reports whether b belongs to the lines of a, the part before it.
func (a *oraclePart) goesOn(b *oraclePart) bool {
	return a.ref == b.ref && a.e == b.s && a.term.plan.id == b.term.plan.id && (a.term.mode == "trial") == (b.term.mode == "trial")
}

// lines are those of every charge.
func (o *oracle) lines(s *subFacts) (out []*oracleLine) {
	intervals := map[string]bool{"": true}
	for i := range s.terms {
		for _, c := range s.terms[i].plan.charges {
			intervals[c.every] = true
		}
	}
	for every := range intervals {
		open, last := map[string]*oracleLine{}, map[string]*oracleLine{}
		var before *oraclePart
		for _, p := range o.parts(s, every) {
			if before == nil || !before.goesOn(&p) {
				last, open = open, map[string]*oracleLine{}
			}
			for _, c := range p.term.plan.charges {
				if c.every != every {
					continue
				}
				if open[c.id] == nil {
					open[c.id] = &oracleLine{sub: s, charge: c.id, since: p.s}
					if l := last[c.id]; l != nil && l.samePeriod(&p) {
						open[c.id].since = l.since
					}
					out = append(out, open[c.id])
				}
				open[c.id].parts = append(open[c.id].parts, p)
			}
			before = &p
		}
	}
	return out
}

// samePeriod reports whether p, of another plan, goes on within l's period: then
// the place in the tiers is kept for the same metric.
func (l *oracleLine) samePeriod(p *oraclePart) bool {
	return l.last().ref == p.ref && l.last().e == p.s && (l.last().term.mode == "trial") == (p.term.mode == "trial")
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
func (o *oracle) earned(l *oracleLine, u calendar.Instant) (out levels) {
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

func (a levels) plus(b levels) levels {
	for i := range a {
		a[i] += b[i]
	}
	return a
}
