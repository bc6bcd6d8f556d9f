package pricing

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/daybook-go/daybook/money"
)

// Pooled returns what members use together: what a pool is rated for, as one
// line, so that they share tiers, included units, minimum and maximum.
func Pooled(quantities ...Quantity) Quantity {
	var sum Exact
	for _, q := range quantities {
		sum = sum.Add(q.x)
	}
	return FromExact(sum)
}

// Allocate splits what a pool costs among its members by the quantity of each,
// by largest remainder: every part is its exact share cut towards zero, and the
// units left over go one each to the parts that lost most, the earlier first
// among equals. The parts sum to total. If nobody used anything, all bear the
// same.
//
// Over time, allocate what is due and used from the line's start to each
// instant: a member's quota is the difference of two allocations. The error is a
// *[FieldError] for a negative quantity, and for none.
func Allocate(total money.Amount, quantities ...Quantity) ([]money.Amount, error) {
	weights, err := weightsOf(quantities)
	if err != nil {
		return nil, err
	}
	sum := new(big.Rat)
	for _, w := range weights {
		sum.Add(sum, w)
	}
	parts := make([]money.Amount, len(weights))
	lost := make([]*big.Rat, len(weights))
	left := new(big.Int).SetInt64(total.Units())
	for i, w := range weights {
		var units *big.Int
		units, lost[i] = share(total.Units(), w, sum)
		parts[i] = money.New(units.Int64(), total.Scale(), total.Currency())
		left.Sub(left, units)
	}
	spreadRest(parts, lost, left.Int64())
	return parts, nil
}

// share returns total × w ÷ sum cut towards zero, and how much that cut off.
func share(total int64, w, sum *big.Rat) (units *big.Int, lost *big.Rat) {
	x := new(big.Rat).SetInt64(total)
	x.Mul(x, w).Quo(x, sum)
	units = new(big.Int).Quo(x.Num(), x.Denom())
	return units, x.Sub(x, new(big.Rat).SetInt(units)).Abs(x)
}

// spreadRest gives the units left over to those that lost most.
func spreadRest(parts []money.Amount, lost []*big.Rat, left int64) {
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return lost[j].Cmp(lost[i]) })
	unit := int64(1)
	if left < 0 {
		unit = -1
	}
	for _, i := range order {
		if left == 0 {
			return
		}
		p := parts[i]
		parts[i] = money.New(p.Units()+unit, p.Scale(), p.Currency())
		left -= unit
	}
}

func weightsOf(quantities []Quantity) ([]*big.Rat, error) {
	f := newFaults()
	if len(quantities) == 0 {
		f.at("quantities").add("missing")
	}
	used := false
	weights := make([]*big.Rat, len(quantities))
	for i, q := range quantities {
		if q.Sign() < 0 {
			f.at("quantities[%d]", i).add("%.40s is negative", fmt.Sprint(q))
		}
		weights[i] = q.x.Rat()
		used = used || q.Sign() > 0
	}
	for i := range weights {
		if !used {
			weights[i].SetInt64(1)
		}
	}
	return weights, f.err()
}
