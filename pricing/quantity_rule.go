package pricing

import "github.com/shopspring/decimal"

// A QuantityRule says how many units of a charge may be bought. The zero
// QuantityRule allows any quantity but a negative one.
type QuantityRule struct {
	Min     decimal.Decimal // at least so many
	Max     decimal.Decimal // at most so many; zero: no limit
	Step    decimal.Decimal // in steps of so many, from Min on; zero: any
	Default decimal.Decimal // offered to the buyer; the rule itself must allow it
}

// Check returns a *[QuantityError] for a quantity that may not be bought: with
// 5 to 100 in steps of 5, for 4, 7 and 105.
func (r QuantityRule) Check(q Quantity) error {
	limit := func(d decimal.Decimal) Quantity { return FromNum(plain(d)) }
	switch {
	case q.Sign() < 0:
		return &QuantityError{q, "negative"}
	case q.Cmp(limit(r.Min)) < 0:
		return &QuantityError{q, "below the least, " + text(r.Min)}
	case !r.Max.IsZero() && q.Cmp(limit(r.Max)) > 0:
		return &QuantityError{q, "above the most, " + text(r.Max)}
	case !r.Step.IsZero() && !multiple(q.Sub(limit(r.Min)), limit(r.Step)):
		return &QuantityError{q, "not in steps of " + text(r.Step)}
	}
	return nil
}

func multiple(q, step Quantity) bool {
	r := q.x.Rat()
	return r.Quo(r, step.x.Rat()).IsInt()
}

func (r QuantityRule) validate(f faults) {
	sound := true
	for _, v := range []struct {
		name string
		d    decimal.Decimal
	}{{"min", r.Min}, {"max", r.Max}, {"step", r.Step}, {"default", r.Default}} {
		g := f.at("%s", v.name)
		if !g.gate(v.d) {
			sound = false
		} else if v.d.Sign() < 0 {
			g.add("%s is negative", text(v.d))
			sound = false
		}
	}
	if !sound {
		return
	}
	if !r.Max.IsZero() && r.Max.LessThan(r.Min) {
		f.at("max").add("%s is less than the least, %s", text(r.Max), text(r.Min))
	} else if err := r.Check(FromNum(plain(r.Default))); err != nil && !r.Default.IsZero() {
		f.at("default").wrap(err)
	}
}
