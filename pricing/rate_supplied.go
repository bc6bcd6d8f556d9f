package pricing

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
)

// A suppliedRate is a compiled Percentage, Dynamic or Custom: an amount that is
// known with the usage only. Sellers' rules act on it one after the other.
type suppliedRate struct {
	amount func(u *Input) (fix.Num, RatedLine, error)
	rules  []mapping
}

func (r suppliedRate) total(n fix.Num, a *ask) (fix.Num, RatedLine, error) {
	if err := a.notNegative(n); err != nil {
		return fix.Num{}, RatedLine{}, err
	}
	in := *a.input()
	in.Quantity = FromExact(a.under(n)) // what is left of it, here inside the model
	p, l, err := r.amount(&in)
	if err != nil {
		return fix.Num{}, l, err
	}
	for _, rule := range r.rules {
		p = rule(p)
	}
	return a.times(p), l, nil
}

func (r suppliedRate) price(n fix.Num, a *ask) (fix.Num, error) {
	p, _, err := r.total(n, a)
	return p, err
}

func (r suppliedRate) lines(n fix.Num, a *ask, e *explanation) (fix.Num, error) {
	p, l, err := r.total(n, a)
	if err != nil {
		return fix.Num{}, err
	}
	e.add(l, n, p)
	return p, nil
}

func (suppliedRate) setup(fix.Num, *ask) (fix.Num, error) { return fix.Num{}, nil }

func (r suppliedRate) mapped(_, flat mapping) rating {
	r.rules = append(r.rules[:len(r.rules):len(r.rules)], flat)
	return r
}

func compileDynamic() rating {
	return suppliedRate{amount: func(u *Input) (fix.Num, RatedLine, error) {
		d, err := u.supplied()
		return d, RatedLine{Kind: LineDynamic, Flat: d.Decimal()}, err
	}}
}

func compilePercentage(m Percentage, f faults) rating {
	percent, fixed := f.at("percent"), f.at("fixed").gate(m.Fixed)
	if !percent.gate(m.Percent) || !fixed {
		return nil
	}
	if m.Percent.Sign() < 0 {
		percent.add("%s is negative", text(m.Percent))
	}
	if len(m.Of) > MaxCharges {
		f.at("of").count(len(m.Of), MaxCharges)
	}
	for i, id := range m.Of {
		f.at("of[%d]", i).text(string(id), true)
	}
	of := append([]ChargeID(nil), m.Of...)
	rate, flat := plain(m.Percent), plain(m.Fixed)
	return suppliedRate{amount: func(u *Input) (fix.Num, RatedLine, error) {
		base, err := u.base(of)
		l := RatedLine{Kind: LinePercent, Unit: rate.Decimal(), Flat: flat.Decimal(), Base: base.Decimal()}
		return base.Mul(rate).Mul(hundredth).Add(flat).Plain(), l, err
	}}
}

var hundredth = fix.New(1, 2)

// A CustomFunc prices usage by the host's own rules. Inside an [Included] the
// quantity is what exceeds the included units. A CustomFunc depends on nothing but
// u, never changes what it returns for it, and may be called from any
// goroutine.
type CustomFunc func(u Input) (decimal.Decimal, error)

// Customs are the host's own models by name.
type Customs map[string]CustomFunc

func compileCustom(m Custom, table Customs, f faults) rating {
	name := f.at("name")
	name.text(m.Name, true)
	custom := table[m.Name]
	if custom == nil {
		if m.Name != "" {
			name.add("no custom model %.40q", m.Name)
		}
		return nil
	}
	return suppliedRate{amount: func(u *Input) (fix.Num, RatedLine, error) {
		l := RatedLine{Kind: LineCustom}
		d, err := custom(*u)
		if err == nil {
			err = money.Gate(d)
		}
		if err != nil {
			return fix.Num{}, l, &InputError{Field: fmt.Sprintf("custom[%s]", m.Name), Reason: err.Error(), Err: err}
		}
		l.Flat = d
		return plain(d), l, nil
	}}
}

// supplied returns the amount that came with u.
func (u *Input) supplied() (fix.Num, error) {
	if !u.Amount.Valid {
		return fix.Num{}, &InputError{Field: "amount", Reason: "missing"}
	}
	return gated("amount", u.Amount.Decimal)
}

// base returns what a percentage of the named charges, or of the amount that
// came with u, is taken of.
func (u *Input) base(of []ChargeID) (sum fix.Num, err error) {
	if len(of) == 0 {
		return u.supplied()
	}
	for _, id := range of {
		field := fmt.Sprintf("charges[%s]", id)
		d, ok := u.Charges[id]
		if !ok {
			return fix.Num{}, &InputError{Field: field, Reason: "missing"}
		}
		n, err := gated(field, d)
		if err != nil {
			return fix.Num{}, err
		}
		sum = sum.Add(n)
	}
	return sum, nil
}

func gated(field string, d decimal.Decimal) (fix.Num, error) {
	if err := money.Gate(d); err != nil {
		return fix.Num{}, &InputError{Field: field, Reason: err.Error(), Err: err}
	}
	return plain(d), nil
}
