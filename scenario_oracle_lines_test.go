package daybook_test

import (
	"math/big"

	"github.com/daybook-go/daybook/calendar"
)

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

func (l *oracleLine) first() *oraclePart { return &l.parts[0] }

func (l *oracleLine) last() *oraclePart { return &l.parts[len(l.parts)-1] }

func (l *oracleLine) facts() *chargeFacts { return l.plan().charge(l.charge) }

func (l *oracleLine) plan() *planFacts { return l.first().term.plan } // that of the start: fees keep it

func (l *oracleLine) levels() int { return len(l.plan().sellers) + 1 }

func (l *oracleLine) whole() span { return span{l.first().s, l.last().e} }

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
