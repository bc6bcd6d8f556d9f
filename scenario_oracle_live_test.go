package daybook_test

import (
	"slices"
	"strings"

	"github.com/daybook-go/daybook/calendar"
)

// live adds the quota of every slot that is over.
func (o *oracle) live(e expectation, l *oracleLine) {
	if k := l.facts().kind; k == "set-up" || k == "on-request" {
		o.oneOffs(e, l, "live")
		return
	}
	for component, earned := range o.columns(l) {
		o.quotas(e, l, component, earned)
	}
}

// quotas are the differences of what a column has earned.
func (o *oracle) quotas(e expectation, l *oracleLine, name string, earned func(calendar.Instant) perLevel) {
	forfeits := l.last().cut && l.last().term.mode == "forfeited"
	jumps := l.facts().kind != "usage" && (forfeits || l.last().jumps(l.levels()))
	for level := range l.levels() {
		jumps = jumps || name == "minimum" && l.last().cut && creditOf(l.last().credit, level) == "none"
	}
	for slot := o.slot(l.whole().s); slot.e <= o.known; slot = o.slot(slot.e) {
		start, component := max(slot.s, l.whole().s), name
		switch {
		case start > l.whole().e, start == l.whole().e && !jumps:
			return
		case start == l.whole().e:
			component = strings.TrimSpace(name + " rest")
		}
		quota := earned(slot.e).minus(earned(start))
		e.add(l.key("live", component, start), start, quota)
	}
}

// oneOffs: whole, in the slot in which they happen.
func (o *oracle) oneOffs(e expectation, l *oracleLine, book string) {
	add := func(p *oraclePart, component string, at calendar.Instant, q string) {
		start := at
		if book == "live" {
			slot := o.slot(at)
			if start = max(slot.s, l.whole().s); slot.e > o.known {
				return
			}
		}
		var a perLevel
		for level := range l.levels() {
			if level == 0 || p.term.mode != "trial" {
				a[level] = units(p.term.plan.costs(l.charge, level, number(q)), digits[p.term.plan.currency])
			}
		}
		e.add(l.key(book, component, start), start, a)
		if at > o.known {
			e[l.key(book, component, start)].wait = true
		}
	}
	for i := range l.parts {
		p := &l.parts[i]
		if l.facts().kind == "set-up" && p.opens && p.term.mode == "running" && !l.sub.had(l.plan().id, l.charge, p.s) {
			add(p, "", p.s, p.term.seatsOf(l.charge))
		}
		for _, x := range l.sub.once {
			if x.charge == l.charge && p.s <= x.at && x.at < p.e {
				add(p, x.id, x.at, x.quantity)
			}
		}
	}
}

// had reports whether a plan with the charge ran before: a trial does not, nor a
// pause.
func (s *subFacts) had(plan, charge string, before calendar.Instant) bool {
	return slices.ContainsFunc(s.terms, func(t termFacts) bool {
		return t.from < before && t.mode == "running" && t.plan.id == plan && t.plan.charge(charge) != nil
	})
}
