package pricing

import (
	"sort"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/internal/fix"
)

// A Rater is a compiled model. It never changes and may be shared between
// goroutines. The zero Rater prices everything at zero.
type Rater struct {
	kind  raterKind
	price fix.Num // flat amount, or price of a unit
	steps []step  // graduated
	last  fix.Num // the end of the last tier; zero: open
}

type raterKind uint8

const (
	rateFlat raterKind = iota
	rateUnit
	rateSteps
)

// A step is a tier with all that is due before its first unit.
type step struct {
	after fix.Num // the end of the tier before
	base  fix.Num // the tiers before in full, and this one's flat price
	unit  fix.Num
	flat  fix.Num
}

// Compile checks m and makes it a rater. It reports every fault at once, each
// a *[FieldError].
func Compile(m Model) (*Rater, error) {
	f := newFaults()
	r := compile(m, f)
	if err := f.err(); err != nil {
		return nil, err
	}
	return r, nil
}

func compile(m Model, f faults) *Rater {
	switch m := m.(type) {
	case nil:
		f.orRoot("model").add("missing")
	case Flat:
		if f.at("amount").gate(m.Amount) {
			return &Rater{kind: rateFlat, price: plain(m.Amount)}
		}
	case PerUnit:
		if f.at("unit").gate(m.Unit) {
			return &Rater{kind: rateUnit, price: plain(m.Unit)}
		}
	case Graduated:
		return compileTiers(m.Tiers, f)
	default:
		f.orRoot("model").add("%T is not a model", m)
	}
	return nil
}

// orRoot gives a fault of a whole model a name where it stands alone.
func (f faults) orRoot(name string) faults {
	if f.path == "" {
		return f.at("%s", name)
	}
	return f
}

func compileTiers(tiers []Tier, f faults) *Rater {
	if len(tiers) == 0 {
		f.at("tiers").add("missing")
		return nil
	}
	r := &Rater{kind: rateSteps, steps: make([]step, len(tiers))}
	var sum, end fix.Num
	sound := true
	for i, t := range tiers {
		g := f.at("tiers[%d]", i)
		ok := gates(g, t)
		if ok {
			ok = bounded(g.at("up_to"), t, i == len(tiers)-1, end)
		}
		if sound = sound && ok; !sound {
			continue // go on looking for faults
		}
		s := step{after: end, base: sum.Add(plain(t.Flat)), unit: plain(t.Unit), flat: plain(t.Flat)}
		end = plain(t.UpTo)
		sum = s.base.Add(s.unit.Mul(end.Sub(s.after))).Plain()
		r.steps[i] = s
	}
	r.last = end
	return r
}

func gates(f faults, t Tier) bool {
	a := f.at("up_to").gate(t.UpTo)
	b := f.at("unit").gate(t.Unit)
	c := f.at("flat").gate(t.Flat)
	return a && b && c
}

func bounded(f faults, t Tier, last bool, before fix.Num) bool {
	switch end := plain(t.UpTo); {
	case end.IsZero() && last:
		return true
	case end.IsZero():
		f.add("only the last tier may be open")
	case end.Cmp(before) <= 0:
		f.add("%s is not above the tier before", FromNum(end))
	default:
		return true
	}
	return false
}

// Map returns r with unit applied to every price of a unit and flat to every
// flat price; tier ends stay. It is how a seller marks prices up: what comes out
// is exact and no longer bound by the gate.
func (r *Rater) Map(unit, flat func(fix.Num) fix.Num) *Rater {
	m := &Rater{kind: r.kind, last: r.last}
	switch r.kind {
	case rateFlat:
		m.price = flat(r.price)
	case rateUnit:
		m.price = unit(r.price)
	}
	var sum fix.Num // the tiers before in full
	for i, s := range r.steps {
		s.unit, s.flat = unit(s.unit), flat(s.flat)
		s.base = sum.Add(s.flat)
		if i+1 < len(r.steps) {
			sum = s.base.Add(s.unit.Mul(r.steps[i+1].after.Sub(s.after))).Plain()
		}
		m.steps = append(m.steps, s)
	}
	return m
}

func plain(d decimal.Decimal) fix.Num { return fix.FromDecimal(d).Plain() }

// Price returns what quantity q costs, unrounded. The error is a
// *[QuantityError]: a graduated price has no negative quantities, and none
// above its last tier.
func (r *Rater) Price(q fix.Num) (fix.Num, error) {
	switch r.kind {
	case rateFlat:
		return r.price, nil
	case rateUnit:
		return r.price.Mul(q), nil
	}
	if q.IsZero() {
		return fix.Num{}, nil
	}
	if err := r.covers(q); err != nil {
		return fix.Num{}, err
	}
	s := &r.steps[r.reached(q)-1]
	return s.base.Add(s.unit.Mul(q.Sub(s.after))), nil
}

func (r *Rater) covers(q fix.Num) error {
	switch {
	case q.Sign() < 0:
		return &QuantityError{Quantity: FromNum(q), Reason: "a graduated price has no negative quantities"}
	case !r.last.IsZero() && q.Cmp(r.last) > 0:
		return &QuantityError{Quantity: FromNum(q), Reason: "above the last tier, " + FromNum(r.last).String()}
	}
	return nil
}

// reached returns how many tiers q reaches.
func (r *Rater) reached(q fix.Num) int {
	if len(r.steps) == 1 {
		return 1
	}
	return sort.Search(len(r.steps), func(k int) bool { return r.steps[k].after.Cmp(q) >= 0 })
}

// A RatedLine explains a part of a price: Units in a tier at Unit each, and
// Flat once. The amounts of all lines sum to the price.
type RatedLine struct {
	Tier   int // 0-based; 0 for models without tiers
	Units  Quantity
	Unit   decimal.Decimal
	Flat   decimal.Decimal
	Amount decimal.Decimal
}

// Lines explains [Rater.Price]: one line for each tier that q reaches, or a
// single one.
func (r *Rater) Lines(q fix.Num) ([]RatedLine, error) {
	switch r.kind {
	case rateFlat:
		return []RatedLine{{Units: FromNum(q), Flat: r.price.Decimal(), Amount: r.price.Decimal()}}, nil
	case rateUnit:
		a := r.price.Mul(q).Plain()
		return []RatedLine{{Units: FromNum(q), Unit: r.price.Decimal(), Amount: a.Decimal()}}, nil
	}
	if q.IsZero() {
		return nil, nil
	}
	if err := r.covers(q); err != nil {
		return nil, err
	}
	n := r.reached(q)
	lines := make([]RatedLine, n)
	for k, s := range r.steps[:n] {
		end := q
		if k+1 < n {
			end = r.steps[k+1].after
		}
		units := end.Sub(s.after)
		lines[k] = RatedLine{
			Tier:   k,
			Units:  FromNum(units),
			Unit:   s.unit.Decimal(),
			Flat:   s.flat.Decimal(),
			Amount: s.flat.Add(s.unit.Mul(units)).Plain().Decimal(),
		}
	}
	return lines, nil
}
