package daybook_test

import (
	"github.com/daybook-go/daybook/calendar"
)

// An oracleKey is what is booked in one place: the engine's cell, in words.
type oracleKey struct {
	book, sub, plan, charge, component string
	start                              calendar.Instant
}

// A should is what a key should hold, by posting; wait says that it is not due.
type should struct {
	at   map[calendar.Instant]perLevel
	wait bool
}

// An expectation is what all keys should hold.
type expectation map[oracleKey]*should

func (e expectation) add(k oracleKey, at calendar.Instant, a perLevel) {
	if e[k] == nil {
		e[k] = &should{at: map[calendar.Instant]perLevel{}}
	}
	e[k].at[at] = e[k].at[at].plus(a)
}

func (l *oracleLine) key(book, component string, start calendar.Instant) oracleKey {
	return oracleKey{book, l.sub.id, l.plan().id, l.charge, component, start}
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
	out := &should{at: map[calendar.Instant]perLevel{}, wait: s.wait}
	for at, a := range s.at {
		out.at[at] = perLevel{}.minus(a)
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

func (o *oracle) settle(k oracleKey, want map[calendar.Instant]perLevel) {
	if o.held[k] == nil {
		o.held[k] = map[calendar.Instant]perLevel{}
	}
	lacks := map[calendar.Instant]perLevel{}
	lack := func(at calendar.Instant, a perLevel) {
		at = max(at, o.shut[k.book])
		lacks[at] = lacks[at].plus(a)
	}
	for at, a := range want {
		lack(at, a)
	}
	for at, a := range o.held[k] {
		lack(at, perLevel{}.minus(a))
	}
	for at, a := range lacks {
		o.held[k][at] = o.held[k][at].plus(a)
	}
}
