package money

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/internal/fix"
)

// The errors of arithmetic. Callers match them with errors.Is.
var (
	// ErrMismatch reports amounts of different currencies or scales.
	ErrMismatch = errors.New("money: amounts are not alike")
	// ErrRange reports a result that does not fit 64 bits of units, or a scale
	// beyond [MaxScale].
	ErrRange = errors.New("money: out of range")
)

// MaxScale is the largest scale of an Amount.
const MaxScale = 18

// An Amount is whole units of 10^−scale of a currency: 1000 units at scale 2 is
// 10.00. It holds no pointer and compares with ==, which tells 10.0 from 10.00;
// Cmp does not. The zero Amount is nothing: it adds to any amount.
type Amount struct {
	units    int64
	currency Currency
	scale    uint8
}

// New returns units × 10^−scale of c. It panics if scale is beyond [MaxScale],
// which is a mistake of the program.
func New(units int64, scale uint8, c Currency) Amount {
	if scale > MaxScale {
		panic("money: scale " + strconv.Itoa(int(scale)) + " is beyond MaxScale")
	}
	return Amount{units: units, currency: c, scale: scale}
}

// Round returns d at scale, rounded by r. The error is a *[DecimalError] where
// d does not pass [Gate], and wraps [ErrRange] where the result does not fit.
func Round(d decimal.Decimal, scale uint8, c Currency, r Rounding) (Amount, error) {
	if err := Gate(d); err != nil {
		return Amount{}, err
	}
	return rescaled(fix.FromDecimal(d), scale, c, r)
}

// Parse reads an amount as it is written, through [ParseDecimal]: "10.50" is
// 1050 units at scale 2, and "1e3" is 1000 units at scale 0.
func Parse(s string, c Currency) (Amount, error) {
	d, err := ParseDecimal(s)
	if err != nil {
		return Amount{}, err
	}
	return rescaled(fix.FromDecimal(d), uint8(max(0, -d.Exponent())), c, HalfUp)
}

func rescaled(n fix.Num, scale uint8, c Currency, r Rounding) (Amount, error) {
	if scale > MaxScale {
		return Amount{}, fmt.Errorf("money: scale %d: %w", scale, ErrRange)
	}
	x, ok := n.Units(1, 1, int32(scale), r.mode())
	if !ok {
		return Amount{}, ErrRange
	}
	return ofInt(x, scale, c)
}

func ofInt(x fix.Int, scale uint8, c Currency) (Amount, error) {
	units, ok := x.Int64()
	if !ok {
		return Amount{}, ErrRange
	}
	return Amount{units: units, currency: c, scale: scale}, nil
}

// Rescale returns a at another scale, rounded by r where digits are lost. The
// zero Amount stays nothing.
func (a Amount) Rescale(scale uint8, r Rounding) (Amount, error) {
	if a == (Amount{}) {
		return a, nil
	}
	return rescaled(a.num(), scale, a.currency, r)
}

func (a Amount) num() fix.Num { return fix.New(a.units, int32(a.scale)) }

// Units returns the amount in units of 10^−Scale.
func (a Amount) Units() int64 { return a.units }

// Scale returns the digits after the point.
func (a Amount) Scale() uint8 { return a.scale }

// Currency returns the currency; of the zero Amount it is none.
func (a Amount) Currency() Currency { return a.currency }

// Decimal returns the amount exactly, without its currency.
func (a Amount) Decimal() decimal.Decimal { return decimal.New(a.units, -int32(a.scale)) }

// Sign returns -1, 0 or 1.
func (a Amount) Sign() int { return cmp.Compare(a.units, 0) }

// IsZero reports whether a is nothing, in whatever currency.
func (a Amount) IsZero() bool { return a.units == 0 }

// String returns "10.00 EUR", and "0" for the zero Amount.
func (a Amount) String() string {
	if a.currency.IsZero() {
		return a.Text()
	}
	return a.Text() + " " + a.currency.String()
}

// Text returns the number alone, with all Scale digits: "10.00", "-0.05".
func (a Amount) Text() string {
	if a.scale == 0 {
		return strconv.FormatInt(a.units, 10)
	}
	digits := strconv.FormatUint(magnitude(a.units), 10)
	if lack := int(a.scale) + 1 - len(digits); lack > 0 {
		digits = strings.Repeat("0", lack) + digits
	}
	point := len(digits) - int(a.scale)
	text := digits[:point] + "." + digits[point:]
	if a.units < 0 {
		text = "-" + text
	}
	return text
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}
