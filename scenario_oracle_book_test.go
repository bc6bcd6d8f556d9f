package daybook_test

import (
	"slices"

	"github.com/daybook-go/daybook/calendar"
)

// booked adds what a line books.
func (o *oracle) booked(e expectation, l *oracleLine) {
	switch l.facts().kind {
	case "set-up", "on-request":
		o.oneOffs(e, l, "booked")
	case "prepaid":
		o.inAdvance(e, l)
	default:
		o.inArrears(e, l)
	}
}

// stretches are the numbers of the parts that start something booked of its own:
// where the quantity or the price changes, a pause with credit begins or ends,
// or the rest of the part before is not simply pro-rated.
func (o *oracle) stretches(l *oracleLine) (out []int) {
	for i := range l.parts {
		if i == 0 {
			out = append(out, i)
			continue
		}
		a, b := &l.parts[i-1], &l.parts[i]
		split := a.term.mode == "paused" || b.term.mode == "paused" || a.jumps(l.levels()) || l.quantity(i-1).Cmp(l.quantity(i)) != 0
		if l.facts().kind == "usage" {
			split = a.term.plan != b.term.plan
		}
		if split {
			out = append(out, i)
		}
	}
	return out
}

// jumps reports whether something is earned, or taken back, for the rest.
func (p *oraclePart) jumps(levels int) bool {
	for level := range levels {
		if p.cut && creditOf(p.credit, level) != "pro-rated" {
			return true
		}
	}
	return false
}

// inAdvance: charge = P × remaining share when a stretch starts, and the credit
// for the one before is what makes the total right.
func (o *oracle) inAdvance(e expectation, l *oracleLine) {
	starts := o.stretches(l)
	var total perLevel
	for k, i := range starts {
		end := len(l.parts)
		if k+1 < len(starts) {
			end = starts[k+1]
		}
		at := l.parts[i].s
		now, charge := o.kept(l, 0, end), o.kept(l, i, i+1)
		if k == 0 {
			charge = now
		} else {
			e.add(l.key("booked", "", l.parts[starts[k-1]].s), at, now.minus(total).minus(charge))
		}
		e.add(l.key("booked", "", at), at, charge)
		total = now
	}
	if x := l.last(); x.cut {
		last := l.parts[starts[len(starts)-1]].s
		e.add(l.key("booked", "", last), x.e, o.earned(l, never).minus(total))
	}
}

// kept is what parts from to to earn in all if nothing follows them.
func (o *oracle) kept(l *oracleLine, from, to int) perLevel {
	kept := *l
	kept.parts = slices.Clone(l.parts[from:to])
	x := kept.last()
	x.e, x.cut = x.ref.e, false
	if from > 0 { // the prices and the measure are still those of the line's start
		plan, measure := l.plan(), l.first().term.measure
		t := *x.term
		t.plan, t.measure = plan, measure
		x.term = &t
	}
	return o.earned(&kept, never)
}

// inArrears: all is posted in the last slot of the line.
func (o *oracle) inArrears(e expectation, l *oracleLine) {
	for component, earned := range o.columns(l) {
		o.whenOver(e, l, component, earned)
	}
}

func (o *oracle) whenOver(e expectation, l *oracleLine, name string, earned func(calendar.Instant) perLevel) {
	starts := o.stretches(l)
	var before perLevel
	for k, i := range starts {
		key, until := l.key("booked", name, l.parts[i].s), never
		if k+1 < len(starts) {
			until = l.parts[starts[k+1]].s
		}
		if l.whole().e > o.known {
			e[key] = &should{wait: true}
			continue
		}
		now := earned(until)
		e.add(key, l.whole().e-1, now.minus(before))
		before = now
	}
}
