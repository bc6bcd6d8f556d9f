package pricing

import (
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/internal/fix"
)

// A taggedRate is a compiled Tagged.
type taggedRate struct {
	attribute string
	values    []string
	amounts   []fix.Num
}

func (r taggedRate) amount(n fix.Num, a *ask) (fix.Num, error) {
	if err := a.notNegative(n); err != nil {
		return fix.Num{}, err
	}
	v, err := a.input().attribute(r.attribute)
	if err != nil {
		return fix.Num{}, err
	}
	i := slices.Index(r.values, v)
	switch {
	case i < 0:
		return fix.Num{}, noSuchValue(r.attribute, v)
	case n.IsZero():
		return fix.Num{}, nil
	}
	return r.amounts[i], nil
}

func (r taggedRate) price(n fix.Num, a *ask) (fix.Num, error) {
	p, err := r.amount(n, a)
	return a.times(p), err
}

func (r taggedRate) lines(n fix.Num, a *ask, e *explanation) (fix.Num, error) {
	p, err := r.amount(n, a)
	if err != nil || n.IsZero() {
		return fix.Num{}, err
	}
	e.add(RatedLine{Kind: LineTag, Flat: p.Decimal()}, n, a.times(p))
	return a.times(p), nil
}

func (taggedRate) setup(fix.Num, *ask) (fix.Num, error) { return fix.Num{}, nil }

func (r taggedRate) mapped(_, flat mapping) rating {
	r.amounts = mapAll(r.amounts, flat)
	return r
}

func mapAll[T any](list []T, f func(T) T) []T {
	out := make([]T, len(list))
	for i, x := range list {
		out[i] = f(x)
	}
	return out
}

func compileTagged(m Tagged, f faults) rating {
	f.at("attribute").text(m.Attribute, true)
	if !f.at("prices").count(len(m.Prices), MaxTiers) {
		return nil
	}
	r := taggedRate{attribute: m.Attribute}
	for i, p := range m.Prices {
		g := f.at("prices[%d]", i)
		g.at("value").text(p.Value, true)
		if first := slices.Index(r.values, p.Value); first >= 0 {
			g.at("value").add("%.40q is prices[%d] already", p.Value, first)
		}
		r.values = append(r.values, p.Value)
		var amount fix.Num
		if g.at("amount").gate(p.Amount) {
			amount = plain(p.Amount)
		}
		r.amounts = append(r.amounts, amount)
	}
	return r
}

// A matrixRate is a compiled Matrix. cell has an entry for every combination of
// values, in the order of the dimensions: the number of its part.
type matrixRate struct {
	dimensions []Dimension
	cell       []int
	parts      []rating
}

// at returns the number of the cell of a's usage.
func (r matrixRate) at(a *ask) (int, error) {
	at := 0
	for _, d := range r.dimensions {
		v, err := a.input().attribute(d.Attribute)
		if err != nil {
			return 0, err
		}
		i := slices.Index(d.Values, v)
		if i < 0 {
			return 0, noSuchValue(d.Attribute, v)
		}
		at = at*len(d.Values) + i
	}
	return r.cell[at], nil
}

func (r matrixRate) price(n fix.Num, a *ask) (fix.Num, error) {
	i, err := r.at(a)
	if err != nil {
		return fix.Num{}, err
	}
	return r.parts[i].price(n, a)
}

func (r matrixRate) lines(n fix.Num, a *ask, e *explanation) (fix.Num, error) {
	i, err := r.at(a)
	if err != nil {
		return fix.Num{}, err
	}
	return e.below(fmt.Sprintf("cells[%d].model", i), func() (fix.Num, error) { return r.parts[i].lines(n, a, e) })
}

func (r matrixRate) setup(n fix.Num, a *ask) (fix.Num, error) {
	i, err := r.at(a)
	if err != nil {
		return fix.Num{}, err
	}
	return r.parts[i].setup(n, a)
}

func (r matrixRate) mapped(unit, flat mapping) rating {
	r.parts = mapAll(r.parts, func(p rating) rating { return p.mapped(unit, flat) })
	return r
}
