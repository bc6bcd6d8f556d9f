package channel

import (
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/internal/fix"
)

// A step is what a rule does to one price.
type step func(fix.Num) fix.Num

// price returns the rule's step, nil where it leaves every price as it is.
func (r *Rule) price() step {
	s := r.change()
	if !r.Min.Valid && !r.Max.Valid {
		return s
	}
	least, most := fix.FromDecimal(r.Min.Decimal).Plain(), fix.FromDecimal(r.Max.Decimal).Plain()
	return func(x fix.Num) fix.Num {
		if s != nil {
			x = s(x)
		}
		if r.Min.Valid && x.Cmp(least) < 0 {
			x = least
		}
		if r.Max.Valid && x.Cmp(most) > 0 {
			x = most
		}
		return x
	}
}

// change is the step without the clamp.
func (r *Rule) change() step {
	percent := fix.FromDecimal(r.Percent.Shift(-2))
	switch r.Kind {
	case Markup:
		factor := fix.New(100, 2).Add(percent).Plain()
		return func(x fix.Num) fix.Num { return x.Mul(factor).Plain() }
	case Margin:
		part := fix.New(100, 2).Sub(percent).Plain()
		return func(x fix.Num) fix.Num { return over(x, part) }
	case Addition:
		amount := fix.FromDecimal(r.Amount).Plain()
		return func(x fix.Num) fix.Num { return x.Add(amount).Plain() }
	}
	return nil
}

// over returns x ÷ y, y above zero: exactly if the division ends, however late,
// else at RawScale decimals, half away from zero.
func over(x, y fix.Num) fix.Num {
	if q, ok := x.Quo(y, RawScale, fix.HalfUp); ok {
		if n := fix.OfInt(q, RawScale).Plain(); n.Mul(y).Cmp(x) == 0 {
			return n
		}
	}
	q := new(big.Rat).Quo(x.Decimal().Rat(), y.Decimal().Rat())
	if places, ends := decimals(q.Denom()); ends {
		return scaled(q, places)
	}
	return scaled(q, RawScale)
}

// scaled returns q at places, half away from zero.
func scaled(q *big.Rat, places int) fix.Num {
	n := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	n.Mul(n, q.Num())
	n, rest := n.QuoRem(n, q.Denom(), new(big.Int))
	if rest.Lsh(rest, 1).CmpAbs(q.Denom()) >= 0 {
		n.Add(n, big.NewInt(int64(q.Sign())))
	}
	return fix.FromDecimal(decimal.NewFromBigInt(n, -int32(places))).Plain()
}

// decimals returns how many decimals 1 ÷ den has; false if they do not end: den
// has another prime factor than 2 and 5.
func decimals(den *big.Int) (places int, ends bool) {
	for _, p := range []int64{2, 5} {
		n, prime := 0, big.NewInt(p)
		q, r := new(big.Int).QuoRem(den, prime, new(big.Int))
		for ; r.Sign() == 0; n++ {
			den = q
			q, r = new(big.Int).QuoRem(den, prime, new(big.Int))
		}
		places = max(places, n)
	}
	return places, den.IsInt64() && den.Int64() == 1
}
