package pricing

import (
	"math/big"

	"github.com/daybook-go/daybook/internal/fix"
)

// A flatRate is a compiled Flat.
type flatRate struct{ amount fix.Num }

func (r flatRate) price(n fix.Num, a *ask) (fix.Num, error) {
	return a.times(r.amount), a.notNegative(n)
}

func (r flatRate) lines(n fix.Num, a *ask, e *explanation) (fix.Num, error) {
	p, err := r.price(n, a)
	e.add(RatedLine{Kind: LineFlat, Flat: r.amount.Decimal()}, n, p)
	return p, err
}

func (flatRate) setup(fix.Num, *ask) (fix.Num, error) { return fix.Num{}, nil }

func (r flatRate) mapped(_, flat mapping) rating { return flatRate{flat(r.amount)} }

// A unitRate is a compiled PerUnit.
type unitRate struct{ unit fix.Num }

func (r unitRate) price(n fix.Num, _ *ask) (fix.Num, error) { return r.unit.Mul(n), nil }

func (r unitRate) lines(n fix.Num, _ *ask, e *explanation) (fix.Num, error) {
	p := r.unit.Mul(n)
	e.add(RatedLine{Kind: LineUnit, Unit: r.unit.Decimal()}, n, p)
	return p, nil
}

func (unitRate) setup(fix.Num, *ask) (fix.Num, error) { return fix.Num{}, nil }

func (r unitRate) mapped(unit, _ mapping) rating { return unitRate{unit(r.unit)} }

// A packageRate is a compiled Package of size ÷ tens units.
type packageRate struct {
	unit fix.Num
	size *big.Int
	tens fix.Num
}

// started returns how many packages n starts.
func (r packageRate) started(n fix.Num, a *ask) (fix.Num, error) {
	if err := a.notNegative(n); err != nil {
		return fix.Num{}, err
	}
	x := Exact{n.Mul(r.tens), r.size}
	if a != nil && a.k != one {
		x.d = product(x.d, a.k.Decimal().Coefficient())
	}
	whole, ok := x.units(0, fix.Up)
	if !ok {
		return fix.Num{}, a.refuse(n, "more packages than can be counted")
	}
	return fix.OfInt(whole, 0), nil
}

func (r packageRate) price(n fix.Num, a *ask) (fix.Num, error) {
	count, err := r.started(n, a)
	if err != nil {
		return fix.Num{}, err
	}
	return a.times(count.Mul(r.unit)), nil
}

func (r packageRate) lines(n fix.Num, a *ask, e *explanation) (fix.Num, error) {
	count, err := r.started(n, a)
	if err != nil {
		return fix.Num{}, err
	}
	p := a.times(count.Mul(r.unit))
	e.add(RatedLine{Kind: LinePackage, Unit: r.unit.Decimal()}, a.times(count), p)
	return p, nil
}

func (packageRate) setup(fix.Num, *ask) (fix.Num, error) { return fix.Num{}, nil }

func (r packageRate) mapped(unit, _ mapping) rating {
	r.unit = unit(r.unit)
	return r
}

func compilePackage(m Package, f faults) rating {
	size, price := f.at("size"), f.at("price").gate(m.Price)
	if !size.gate(m.Size) {
		return nil
	}
	if m.Size.Sign() <= 0 {
		size.add("%s is not above zero", text(m.Size))
		return nil
	}
	if !price {
		return nil
	}
	n := plain(m.Size).Decimal() // no exponent above zero
	return packageRate{plain(m.Price), n.Coefficient(), numOf(pow10(-n.Exponent()))}
}
