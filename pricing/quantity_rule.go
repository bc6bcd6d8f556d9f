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
// 5 to 100 in steps of 5, for 4, 7 and 105. A rule that is not valid allows
// none; [Plan.Validate] says why.
func (r QuantityRule) Check(q Quantity) error {
	f := newFaults()
	least, most, step := f.num(r.Min), f.num(r.Max), f.num(r.Step)
	n := q.Exact()
	switch {
	case f.err() != nil:
		return &QuantityError{q, "the rule is not valid"}
	case q.Sign() < 0:
		return &QuantityError{q, "negative"}
	case n.Cmp(Exact{n: least}) < 0:
		return &QuantityError{q, "below the least, " + text(r.Min)}
	case !r.Max.IsZero() && n.Cmp(Exact{n: most}) > 0:
		return &QuantityError{q, "above the most, " + text(r.Max)}
	case !r.Step.IsZero() && !multiple(n.Sub(Exact{n: least}), Exact{n: step}):
		return &QuantityError{q, "not in steps of " + text(r.Step)}
	}
	return nil
}

func multiple(x, step Exact) bool {
	r := x.Rat()
	return r.Quo(r, step.Rat()).IsInt()
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
