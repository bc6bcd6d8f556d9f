package daybook_test

import (
	"math/big"
	"strings"
)

func number(text string) *big.Rat {
	if text == "" {
		return new(big.Rat)
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic(text)
	}
	return r
}

func times(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }
func plus(a, b *big.Rat) *big.Rat  { return new(big.Rat).Add(a, b) }
func minus(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }

// costs is the price of a quantity at a level: the vendor's, and every seller's
// percentage on top.
func (p *planFacts) costs(charge string, level int, q *big.Rat) *big.Rat {
	return p.markedUp(p.charge(charge).costs(q), level)
}

// least is the minimum of a full period, marked up as every price is.
func (p *planFacts) least(charge string, level int) *big.Rat {
	return p.markedUp(number(p.charge(charge).minimum), level)
}

func (p *planFacts) markedUp(x *big.Rat, level int) *big.Rat {
	for _, s := range p.sellers[:level] {
		x = times(x, plus(big.NewRat(1, 1), times(number(s.percent), big.NewRat(1, 100))))
	}
	return x
}

func (x *chargeFacts) costs(q *big.Rat) *big.Rat {
	if q = minus(q, number(x.included)); x.included != "" && q.Sign() < 0 {
		q = new(big.Rat)
	}
	switch x.model {
	case "flat":
		return number(x.price)
	case "unit":
		return times(number(x.price), q)
	case "package":
		price, size, _ := strings.Cut(x.price, "/")
		n := new(big.Rat)
		for times(n, number(size)).Cmp(q) < 0 {
			n = plus(n, big.NewRat(1, 1))
		}
		return times(n, number(price))
	case "graduated":
		return x.graduated(q)
	}
	return x.lastTier(q)
}

func (x *chargeFacts) graduated(q *big.Rat) *big.Rat {
	sum, start := new(big.Rat), new(big.Rat)
	for _, t := range x.tierFacts {
		if q.Cmp(start) <= 0 {
			break
		}
		end := q
		if t.upTo != "" && number(t.upTo).Cmp(q) < 0 {
			end = number(t.upTo)
		}
		sum = plus(sum, plus(number(t.flat), times(number(t.unit), minus(end, start))))
		start = end
	}
	return sum
}

// lastTier prices all units by the tier that the last one falls in.
func (x *chargeFacts) lastTier(q *big.Rat) *big.Rat {
	for _, t := range x.tierFacts {
		if q.Sign() > 0 && (t.upTo == "" || q.Cmp(number(t.upTo)) <= 0) {
			return plus(number(t.flat), times(number(t.unit), q))
		}
	}
	return new(big.Rat)
}
