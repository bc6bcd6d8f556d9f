package money

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/internal/fix"
)

// maxParts bounds what one call returns, at 4 MiB.
const maxParts = 1 << 18

// Split splits a into n parts that differ by a unit at most, the larger ones
// first: 10.00 in three is 3.34, 3.33, 3.33. The parts sum to a. A
// *[SplitError] reports an n that is not 1 to 262,144; [Amount.Share] has no
// such bound.
func (a Amount) Split(n int) ([]Amount, error) {
	if n < 1 || n > maxParts {
		return nil, &SplitError{Reason: fmt.Sprintf("%d parts", n)}
	}
	parts := make([]Amount, n)
	each, left := a.units/int64(n), a.units%int64(n)
	for i := range parts {
		parts[i] = a
		parts[i].units = each
	}
	a.handOut(left, func(i int) *Amount { return &parts[i] })
	return parts, nil
}

// Allocate splits a in proportion to weights by largest remainder: every part
// is its exact share cut towards zero, and the units left over go one each to
// the parts that lost most, the earlier first among equals. The parts sum to a,
// and a weight of zero has nothing: 0.05 by 1, 1 and 0 is 0.03, 0.02, 0.00. A
// *[SplitError] reports weights that are negative, or all zero.
func (a Amount) Allocate(weights []int64) ([]Amount, error) {
	nums := make([]fix.Num, len(weights))
	for i, w := range weights {
		nums[i] = fix.New(w, 0)
	}
	return a.allocate(nums)
}

// AllocateBy is [Amount.Allocate] for weights that are not whole, such as
// costs: 10.00 by 41.77 and 8.23 is 8.35 and 1.65. The error may also wrap a
// *[DecimalError].
func (a Amount) AllocateBy(weights []decimal.Decimal) ([]Amount, error) {
	nums := make([]fix.Num, len(weights))
	for i, w := range weights {
		if err := Gate(w); err != nil {
			return nil, fmt.Errorf("money: split: weight %d: %w", i, err)
		}
		nums[i] = fix.FromDecimal(w).Plain()
	}
	return a.allocate(nums)
}

func (a Amount) allocate(weights []fix.Num) ([]Amount, error) {
	total, err := totalWeight(weights)
	if err != nil {
		return nil, err
	}
	parts := make([]Amount, len(weights))
	lost := make([]loss, len(weights))
	left := a.units
	for i, w := range weights {
		parts[i] = a
		parts[i].units = a.portion(w, total, fix.Down)
		lost[i] = loss{part: i, rest: a.rest(w, parts[i].units, total)}
		left -= parts[i].units
	}
	// What is left over is less than the parts that lost something.
	slices.SortStableFunc(lost, func(x, y loss) int { return y.rest.Cmp(x.rest) })
	a.handOut(left, func(i int) *Amount { return &parts[lost[i].part] })
	return parts, nil
}

// handOut gives the units left over to the first parts, one each.
func (a Amount) handOut(left int64, part func(i int) *Amount) {
	unit := int64(a.Sign())
	for i := 0; left != 0; i++ {
		part(i).units += unit
		left -= unit
	}
}

// A loss is what cutting cost a part, in units × total.
type loss struct {
	part int
	rest fix.Num
}

func (a Amount) rest(w fix.Num, units int64, total fix.Num) fix.Num {
	rest := fix.New(a.units, 0).Mul(w).Sub(fix.New(units, 0).Mul(total))
	if a.units < 0 {
		return rest.Neg()
	}
	return rest
}

func totalWeight(weights []fix.Num) (fix.Num, error) {
	var total fix.Num
	for i, w := range weights {
		if w.Sign() < 0 {
			return fix.Num{}, &SplitError{Reason: fmt.Sprintf("weight %d is negative", i)}
		}
		total = total.Add(w)
	}
	if total.IsZero() {
		return fix.Num{}, &SplitError{Reason: "no weight is positive"}
	}
	return total, nil
}
