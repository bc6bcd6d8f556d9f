package channel

import (
	"fmt"

	"github.com/daybook-go/daybook/money"
)

// Discounted returns the line of a discount at every level of a ladder: the
// discount, a negative amount, at the funder's level and at every one below it
// down to the customer, and nothing above. So the funder bears it, and every
// other party's margin stays: with −2.00 that the vendor pays for, 6.00, 7.00,
// 8.00 and 10.00 become 4.00, 5.00, 6.00 and 8.00. The error wraps money.ErrRange
// where there is no such level.
func Discounted(levels int, funder Level, discount money.Amount) (Amounts, error) {
	from, ok := funder.In(levels)
	if !ok || levels > MaxLevels {
		return Amounts{}, fmt.Errorf("channel: discount at level %d of %d: %w", funder, levels, money.ErrRange)
	}
	a := Amounts{currency: discount.Currency(), scale: discount.Scale(), levels: uint8(levels)}
	for l := from; l < levels; l++ {
		a.units[l] = discount.Units()
	}
	return a, nil
}
