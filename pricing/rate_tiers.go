package pricing

import (
	"fmt"

	"github.com/daybook-go/daybook/internal/fix"
)

// tieredRate is a compiled Graduated, Volume or Stairstep. A Stairstep is a
// Volume without prices of units.
type tieredRate struct {
	kind  tierKind
	steps []step
	last  fix.Num // the end of the last tier; zero: open
}

type tierKind uint8

const (
	graduated tierKind = iota
	volume
	stairstep
)

// A step is a tier with all that is due before its first unit.
type step struct {
	after            fix.Num // the end of the tier before
	base             fix.Num // graduated: the tiers before in full, and this one's flat price
	unit, flat       fix.Num
	setup, unitSetup fix.Num
}

func (r *tieredRate) price(n fix.Num, a *ask) (fix.Num, error) {
	if n.IsZero() {
		return fix.Num{}, nil
	}
	if err := r.covers(n, a); err != nil {
		return fix.Num{}, err
	}
	s := &r.steps[r.reached(n, a)-1]
	if r.kind != graduated {
		return a.times(s.flat).Add(s.unit.Mul(n)), nil
	}
	return a.times(s.base).Add(s.unit.Mul(n.Sub(a.times(s.after)))), nil
}

func (r *tieredRate) covers(n fix.Num, a *ask) error {
	switch {
	case n.Sign() < 0:
		return a.refuse(n, "negative")
	case !r.last.IsZero() && n.Cmp(a.times(r.last)) > 0:
		return a.refuse(n, "above the last tier, "+FromNum(r.last).String())
	}
	return nil
}

// reached returns how many tiers n reaches.
func (r *tieredRate) reached(n fix.Num, a *ask) int {
	lo, hi := 1, len(r.steps) // above zero, the first is reached
	for lo < hi {
		mid := (lo + hi) / 2
		if a.times(r.steps[mid].after).Cmp(n) < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

func (r *tieredRate) lines(n fix.Num, a *ask, e *explanation) (fix.Num, error) {
	if n.IsZero() {
		return fix.Num{}, nil
	}
	if err := r.covers(n, a); err != nil {
		return fix.Num{}, err
	}
	var sum fix.Num
	for k, units := range r.parts(n, a) {
		s := &r.steps[k]
		if units.IsZero() {
			continue
		}
		p := a.times(s.flat).Add(s.unit.Mul(units))
		e.add(RatedLine{Kind: LineTier, Tier: k, Unit: s.unit.Decimal(), Flat: s.flat.Decimal()}, units, p)
		sum = sum.Add(p)
	}
	return sum, nil
}

// parts returns how many units are priced by each tier that n reaches.
func (r *tieredRate) parts(n fix.Num, a *ask) []fix.Num {
	units := make([]fix.Num, r.reached(n, a))
	last := len(units) - 1
	if r.kind != graduated {
		units[last] = n
		return units
	}
	return r.within(n, a)
}

// within returns how many units lie in each tier that n reaches.
func (r *tieredRate) within(n fix.Num, a *ask) []fix.Num {
	units := make([]fix.Num, r.reached(n, a))
	last := len(units) - 1
	for k := range last {
		units[k] = a.times(r.steps[k+1].after.Sub(r.steps[k].after))
	}
	units[last] = n.Sub(a.times(r.steps[last].after))
	return units
}

func (r *tieredRate) setup(n fix.Num, a *ask) (sum fix.Num, err error) {
	if n.IsZero() {
		return sum, nil
	}
	if err := r.covers(n, a); err != nil {
		return sum, err
	}
	for k, units := range r.within(n, a) {
		s := &r.steps[k]
		sum = sum.Add(a.times(s.setup)).Add(s.unitSetup.Mul(units))
	}
	return sum, nil
}

func (r *tieredRate) mapped(unit, flat mapping) rating {
	m := &tieredRate{kind: r.kind, last: r.last, steps: make([]step, len(r.steps))}
	for i, s := range r.steps {
		if r.kind != stairstep {
			s.unit = unit(s.unit)
		}
		if r.kind == stairstep || !s.flat.IsZero() {
			s.flat = flat(s.flat)
		}
		if !s.setup.IsZero() {
			s.setup = flat(s.setup)
		}
		if !s.unitSetup.IsZero() {
			s.unitSetup = unit(s.unitSetup)
		}
		m.steps[i] = s
	}
	m.accumulate()
	return m
}

// accumulate sets the bases.
func (r *tieredRate) accumulate() {
	var before fix.Num // the tiers before in full
	for i := range r.steps {
		s := &r.steps[i]
		s.base = before.Add(s.flat).Plain()
		if i+1 < len(r.steps) {
			before = s.base.Add(s.unit.Mul(r.steps[i+1].after.Sub(s.after))).Plain()
		}
	}
}

func compileTiers(kind tierKind, tiers []Tier, f faults) rating {
	if !f.at("tiers").count(len(tiers), MaxTiers) {
		return nil
	}
	r := &tieredRate{kind: kind, steps: make([]step, 0, len(tiers))}
	for i, t := range tiers {
		g := f.at("tiers[%d]", i)
		if !gates(g, t) {
			continue // go on looking for faults
		}
		bounded(g.at("up_to"), t, i == len(tiers)-1, r.last)
		if kind == stairstep && !t.Unit.IsZero() {
			g.at("unit").add("a stairstep has no price of a unit")
		}
		r.steps = append(r.steps, step{
			after: r.last, unit: plain(t.Unit), flat: plain(t.Flat),
			setup: plain(t.Setup), unitSetup: plain(t.UnitSetup),
		})
		r.last = plain(t.UpTo)
	}
	r.accumulate()
	return r
}

func gates(f faults, t Tier) bool {
	before := len(*f.list)
	f.at("up_to").gate(t.UpTo)
	f.at("unit").gate(t.Unit)
	f.at("flat").gate(t.Flat)
	f.at("setup").gate(t.Setup)
	f.at("unit_setup").gate(t.UnitSetup)
	return len(*f.list) == before
}

// bounded checks where a tier ends.
func bounded(f faults, t Tier, last bool, before fix.Num) {
	switch end := plain(t.UpTo); {
	case end.IsZero() && last:
	case end.IsZero():
		f.add("only the last tier may be open")
	case end.Cmp(before) <= 0:
		f.add("%s", notAbove(end, before))
	}
}

func notAbove(end, before fix.Num) string {
	return fmt.Sprintf("%s is not above the tier before, %s", FromNum(end), FromNum(before))
}
