package daybook_test

import (
	"slices"

	"github.com/daybook-go/daybook/calendar"
)

// An oracleKey is what is booked in one place: the engine's cell, in words.
type oracleKey struct {
	book, sub, plan, charge, component string
	start                              calendar.Instant
}

// A should is what a key should hold, by posting; wait says that it is not due.
type should struct {
	at   map[calendar.Instant]levels
	wait bool
}

// An expectation is what all keys should hold.
type expectation map[oracleKey]*should

func (e expectation) add(k oracleKey, at calendar.Instant, a levels) {
	if e[k] == nil {
		e[k] = &should{at: map[calendar.Instant]levels{}}
	}
	e[k].at[at] = e[k].at[at].plus(a)
}

func (l *oracleLine) key(book, component string, start calendar.Instant) oracleKey {
	return oracleKey{book, l.sub.id, l.plan().id, l.charge, component, start}
}

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
	var total levels
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
			e.add(l.key("booked", "", l.parts[starts[k-1]].s), at, now.Sub(total).Sub(charge))
		}
		e.add(l.key("booked", "", at), at, charge)
		total = now
	}
	if x := l.last(); x.cut {
		last := l.parts[starts[len(starts)-1]].s
		e.add(l.key("booked", "", last), x.e, o.earned(l, never).Sub(total))
	}
}

// kept is what parts from to to earn in all if nothing follows them.
func (o *oracle) kept(l *oracleLine, from, to int) levels {
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
	starts := o.stretches(l)
	var before levels
	for k, i := range starts {
		key, until := l.key("booked", "", l.parts[i].s), never
		if k+1 < len(starts) {
			until = l.parts[starts[k+1]].s
		}
		if l.whole().e > o.known {
			e[key] = &should{wait: true}
			continue
		}
		now := o.earned(l, until)
		e.add(key, l.whole().e-1, now.Sub(before))
		before = now
	}
}

// live adds the quota of every slot that is over.
func (o *oracle) live(e expectation, l *oracleLine) {
	if k := l.facts().kind; k == "set-up" || k == "on-request" {
		o.oneOffs(e, l, "live")
		return
	}
	forfeits := l.last().cut && l.last().term.mode == "forfeited"
	fee := l.facts().kind != "usage"
	for slot := o.slot(l.whole().s); slot.e <= o.known; slot = o.slot(slot.e) {
		start, component := max(slot.s, l.whole().s), ""
		switch {
		case start > l.whole().e, start == l.whole().e && !(fee && (forfeits || l.last().jumps(l.levels()))):
			return
		case start == l.whole().e:
			component = "rest"
		}
		quota := o.earned(l, slot.e).Sub(o.earned(l, start))
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
		var a levels
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

// had reports whether a plan with the charge was in force before, beyond a trial.
func (s *subFacts) had(plan, charge string, before calendar.Instant) bool {
	return slices.ContainsFunc(s.terms, func(t termFacts) bool {
		return t.from < before && t.mode != "trial" && t.plan.id == plan && t.plan.charge(charge) != nil
	})
}

// expect is what both books should hold, as known.
func (o *oracle) expect() expectation {
	e := expectation{}
	for _, s := range o.subs {
		for _, l := range o.lines(s) {
			mine := expectation{}
			o.booked(mine, l)
			o.live(mine, l)
			for k, x := range mine {
				e[k] = x
				if l.first().term.mode == "trial" {
					e[k.back()] = x.back()
				}
			}
		}
	}
	return e
}

// back is the key of what takes the cost of a trial back to the vendor.
func (k oracleKey) back() oracleKey {
	if k.component != "" {
		k.component = " " + k.component
	}
	k.component = "chargeback" + k.component
	return k
}

func (s *should) back() *should {
	out := &should{at: map[calendar.Instant]levels{}, wait: s.wait}
	for at, a := range s.at {
		out.at[at] = levels{}.Sub(a)
	}
	return out
}

// run brings what one book holds to what it should hold. What is missing at a
// posting that was closed counts at the close.
func (o *oracle) run(book string, known calendar.Instant) {
	o.known = known
	want := o.expect()
	for k := range o.held {
		if want[k] == nil {
			want[k] = &should{}
		}
	}
	for k, w := range want {
		if k.book == book && !w.wait {
			o.settle(k, w.at)
		}
	}
}

func (o *oracle) settle(k oracleKey, want map[calendar.Instant]levels) {
	if o.held[k] == nil {
		o.held[k] = map[calendar.Instant]levels{}
	}
	lacks := map[calendar.Instant]levels{}
	lack := func(at calendar.Instant, a levels) {
		at = max(at, o.shut[k.book])
		lacks[at] = lacks[at].plus(a)
	}
	for at, a := range want {
		lack(at, a)
	}
	for at, a := range o.held[k] {
		lack(at, levels{}.Sub(a))
	}
	for at, a := range lacks {
		o.held[k][at] = o.held[k][at].plus(a)
	}
}
