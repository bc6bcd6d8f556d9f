package pricing

import (
	"fmt"

	"github.com/daybook-go/daybook/internal/fix"
)

// A sumRate is a compiled Sum.
type sumRate []rating

func (r sumRate) price(n fix.Num, a *ask) (sum fix.Num, err error) {
	for _, part := range r {
		p, err := part.price(n, a)
		if err != nil {
			return fix.Num{}, err
		}
		sum = sum.Add(p)
	}
	return sum, nil
}

func (r sumRate) lines(n fix.Num, a *ask, e *explanation) (sum fix.Num, err error) {
	for i, part := range r {
		p, err := e.below(fmt.Sprintf("models[%d]", i), func() (fix.Num, error) { return part.lines(n, a, e) })
		if err != nil {
			return fix.Num{}, err
		}
		sum = sum.Add(p)
	}
	return sum, nil
}

func (r sumRate) setup(n fix.Num, a *ask) (sum fix.Num, err error) {
	for _, part := range r {
		p, err := part.setup(n, a)
		if err != nil {
			return fix.Num{}, err
		}
		sum = sum.Add(p)
	}
	return sum, nil
}

func (r sumRate) mapped(unit, flat mapping) rating {
	return sumRate(mapAll(r, func(p rating) rating { return p.mapped(unit, flat) }))
}

// An includedRate is a compiled Included.
type includedRate struct {
	units fix.Num
	of    rating
}

// beyond returns how much of n is not included.
func (r includedRate) beyond(n fix.Num, a *ask) (fix.Num, error) {
	rest := n.Sub(a.times(r.units))
	if rest.Sign() < 0 {
		rest = fix.Num{}
	}
	return rest, a.notNegative(n)
}

func (r includedRate) price(n fix.Num, a *ask) (fix.Num, error) {
	rest, err := r.beyond(n, a)
	if err != nil {
		return fix.Num{}, err
	}
	return r.of.price(rest, a)
}

func (r includedRate) lines(n fix.Num, a *ask, e *explanation) (fix.Num, error) {
	rest, err := r.beyond(n, a)
	if err != nil {
		return fix.Num{}, err
	}
	if free := n.Sub(rest); !free.IsZero() {
		e.add(RatedLine{Kind: LineIncluded}, free, fix.Num{})
	}
	return e.below("model", func() (fix.Num, error) { return r.of.lines(rest, a, e) })
}

func (r includedRate) setup(n fix.Num, a *ask) (fix.Num, error) {
	rest, err := r.beyond(n, a)
	if err != nil {
		return fix.Num{}, err
	}
	return r.of.setup(rest, a)
}

func (r includedRate) mapped(unit, flat mapping) rating {
	return includedRate{r.units, r.of.mapped(unit, flat)}
}

// A boundRate is a compiled Minimum or Maximum.
type boundRate struct {
	kind   BoundKind
	amount fix.Num
	of     rating
}

// lack returns what is to be added to p.
func (r boundRate) lack(p fix.Num, a *ask) fix.Num {
	d := a.times(r.amount).Sub(p)
	if d.Sign() > 0 != (r.kind == AtLeast) {
		return fix.Num{}
	}
	return d
}

func (r boundRate) price(n fix.Num, a *ask) (fix.Num, error) {
	p, err := r.of.price(n, a)
	if err == nil {
		err = a.notNegative(n)
	}
	if err != nil {
		return fix.Num{}, err
	}
	return p.Add(r.lack(p, a)), nil
}

func (r boundRate) lines(n fix.Num, a *ask, e *explanation) (fix.Num, error) {
	if err := a.notNegative(n); err != nil {
		return fix.Num{}, err
	}
	p, err := e.below("model", func() (fix.Num, error) { return r.of.lines(n, a, e) })
	if err != nil {
		return fix.Num{}, err
	}
	d := r.lack(p, a)
	if !d.IsZero() {
		kind := LineMinimum
		if r.kind == AtMost {
			kind = LineMaximum
		}
		e.add(RatedLine{Kind: kind, Flat: r.amount.Decimal()}, fix.Num{}, d)
	}
	return p.Add(d), nil
}

func (r boundRate) setup(n fix.Num, a *ask) (fix.Num, error) { return r.of.setup(n, a) }

func (r boundRate) mapped(unit, flat mapping) rating {
	return boundRate{r.kind, flat(r.amount), r.of.mapped(unit, flat)}
}
