package channel

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// Allocate splits amounts among members by the quantity of each, as
// [pricing.Allocate] does: at each level what is booked, what is raw and what is
// settled, each by largest remainder, so that the parts sum to a. If nobody used
// anything, all bear the same. The error wraps money.ErrRange for a negative
// quantity, and for none.
func (a Amounts) Allocate(quantities ...pricing.Quantity) ([]Amounts, error) {
	weights, sum, err := weigh(quantities)
	if err != nil {
		return nil, err
	}
	parts := make([]Amounts, len(weights))
	for i := range parts {
		parts[i] = Amounts{currency: a.currency, scale: a.scale, levels: a.levels}
	}
	fine := max(RawScale, a.scale)
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(fine-a.scale)), nil)
	for l := range a.Levels() {
		booked := allocate(big.NewInt(a.units[l]), weights, sum)
		settled := allocate(big.NewInt(a.settled[l]), weights, sum)
		raw := new(big.Int).Mul(big.NewInt(a.units[l]), unit)
		raws := allocate(raw.Add(raw, big.NewInt(a.rest[l])), weights, sum)
		for i := range parts {
			parts[i].units[l], parts[i].settled[l] = booked[i].Int64(), settled[i].Int64()
			parts[i].rest[l] = raws[i].Sub(raws[i], booked[i].Mul(booked[i], unit)).Int64() // less than two units
		}
	}
	return parts, nil
}

// weigh returns quantities as weights, and their sum: all the same if all are
// zero.
func weigh(quantities []pricing.Quantity) (weights []*big.Rat, sum *big.Rat, err error) {
	sum = new(big.Rat)
	for i, q := range quantities {
		if q.Sign() < 0 {
			return nil, nil, fmt.Errorf("channel: allocate: quantity %d: %w: %.40s is negative", i, money.ErrRange, fmt.Sprint(q))
		}
		weights = append(weights, q.Exact().Rat())
		sum.Add(sum, weights[i])
	}
	if len(weights) == 0 {
		return nil, nil, fmt.Errorf("channel: allocate: %w: no quantities", money.ErrRange)
	}
	if sum.Sign() == 0 {
		for i := range weights {
			weights[i] = big.NewRat(1, 1)
		}
		sum.SetInt64(int64(len(weights)))
	}
	return weights, sum, nil
}

// allocate cuts every share towards zero, and gives the units left over to those
// that lost most, the earlier first.
func allocate(total *big.Int, weights []*big.Rat, sum *big.Rat) []*big.Int {
	parts, lost, order := make([]*big.Int, len(weights)), make([]*big.Rat, len(weights)), make([]int, len(weights))
	left := new(big.Int).Set(total)
	if total.Sign() == 0 {
		for i := range parts {
			parts[i] = new(big.Int)
		}
		return parts
	}
	each := new(big.Rat).SetInt(total)
	each.Quo(each, sum)
	for i, w := range weights {
		x := new(big.Rat).Mul(each, w)
		parts[i], order[i] = new(big.Int).Quo(x.Num(), x.Denom()), i
		lost[i] = x.Sub(x, new(big.Rat).SetInt(parts[i]))
		lost[i].Abs(lost[i])
		left.Sub(left, parts[i])
	}
	if left.Sign() == 0 {
		return parts
	}
	slices.SortStableFunc(order, func(i, j int) int { return lost[j].Cmp(lost[i]) })
	unit := big.NewInt(int64(left.Sign()))
	for _, i := range order[:left.Abs(left).Int64()] { // less than those that lost something
		parts[i].Add(parts[i], unit)
	}
	return parts
}
