package money

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/internal/fix"
)

// MaxScale is the largest scale of an Amount.
const MaxScale = 18

// An Amount is whole units of 10^−scale of a currency: 1000 units at scale 2 is
// 10.00. It takes 16 bytes, holds no pointer and compares with ==, which tells
// 10.0 from 10.00; Cmp does not. Its units are any int64, so at scale 2 it
// reaches 92,233,720,368,547,758.07. The zero Amount is nothing: it adds to any
// amount.
type Amount struct {
	units    int64
	currency Currency
	scale    uint8
}

// New returns units × 10^−scale of c: New(1000, 2, eur) is 10.00 EUR. It panics
// if scale is beyond [MaxScale], which is a mistake of the program; [FromUnits]
// is for scales that are data.
func New(units int64, scale uint8, c Currency) Amount {
	if scale > MaxScale {
		panic("money: scale " + strconv.Itoa(int(scale)) + " is beyond MaxScale")
	}
	return Amount{units: units, currency: c, scale: scale}
}

// FromUnits is [New] for numbers that were kept somewhere: a scale beyond
// [MaxScale] is [ErrRange].
func FromUnits(units int64, scale uint8, c Currency) (Amount, error) {
	if scale > MaxScale {
		return Amount{}, fmt.Errorf("%w: scale %d", ErrRange, scale)
	}
	return Amount{units: units, currency: c, scale: scale}, nil
}

// Units returns the amount in units of 10^−Scale: 1000 for 10.00.
func (a Amount) Units() int64 { return a.units }

// Scale returns the digits after the point: 2 for 10.00.
func (a Amount) Scale() uint8 { return a.scale }

// Currency returns the currency; of the zero Amount it is none.
func (a Amount) Currency() Currency { return a.currency }

// Decimal returns the amount exactly, without its currency.
func (a Amount) Decimal() decimal.Decimal { return decimal.New(a.units, -int32(a.scale)) }

// Sign returns -1, 0 or 1.
func (a Amount) Sign() int { return cmp.Compare(a.units, 0) }

// IsZero reports whether a is nothing, in whatever currency.
func (a Amount) IsZero() bool { return a.units == 0 }

func (a Amount) num() fix.Num { return fix.New(a.units, int32(a.scale)) }
