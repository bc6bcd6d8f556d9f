package pricing

import (
	"fmt"

	"github.com/daybook-go/daybook/money"
)

// A Funder says at which level of a chain a discount is paid for, counted like
// channel.Level: 0 is the vendor, −1 the last seller. The zero Funder is the
// vendor.
type Funder int8

// Reduce returns the amounts of all levels, vendor first, with discount added
// at the funder's level and at every one below it down to the customer. So the
// funder bears it, and every other party's margin stays: 6, 7, 8, 10 with −2
// paid for by the vendor are 4, 5, 6, 8, and by the last seller 6, 7, 8, 8. The
// error is a *[FieldError] if there is no such level, and wraps money.ErrMismatch
// or money.ErrRange.
func (f Funder) Reduce(levels []money.Amount, discount money.Amount) ([]money.Amount, error) {
	from := int(f)
	if from < 0 {
		from += len(levels)
	}
	if from < 0 || from >= len(levels) {
		return nil, &FieldError{Path: "funder", Reason: fmt.Sprintf("no level %d of %d", f, len(levels))}
	}
	out := append([]money.Amount(nil), levels...)
	for i := from; i < len(out); i++ {
		var err error
		if out[i], err = out[i].Add(discount); err != nil {
			return nil, err
		}
	}
	return out, nil
}
