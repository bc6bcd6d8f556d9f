package money

import (
	"strings"

	"github.com/daybook-go/daybook/internal/fix"
)

// Parse reads the number of an amount as it is written, through
// [ParseDecimal]: "10.50" is 1050 units at scale 2, and "1e3" is 1000 units at
// scale 0. The error is a *[DecimalError], or [ErrRange] where the number does
// not fit 64 bits of units.
func Parse(s string, c Currency) (Amount, error) {
	d, err := ParseDecimal(s)
	if err != nil {
		return Amount{}, err
	}
	return rounded(fix.FromDecimal(d), 1, 1, uint8(max(0, -d.Exponent())), c, Down)
}

// Text returns the number alone, with all Scale digits: "10.00", "-0.05".
func (a Amount) Text() string {
	var room [maxText]byte
	return string(a.num().AppendText(room[:0]))
}

// String returns number and currency, "10.00 EUR", and "0" for the zero Amount.
func (a Amount) String() string {
	var room [maxText]byte
	return string(a.append(room[:0]))
}

// AppendText appends what String returns. The error is that of MarshalText.
func (a Amount) AppendText(b []byte) ([]byte, error) {
	if err := a.owned(); err != nil {
		return b, err
	}
	return a.append(b), nil
}

func (a Amount) append(b []byte) []byte {
	b = a.num().AppendText(b)
	if !a.currency.IsZero() {
		b = append(b, ' ')
		b = append(b, a.currency.code[:]...)
	}
	return b
}

// MarshalText returns what String returns. An amount that is something but of
// no currency is not written: a *[CurrencyError].
func (a Amount) MarshalText() ([]byte, error) { return a.AppendText(nil) }

// UnmarshalText reads what MarshalText writes. The error is that of [Parse], or
// a *[CurrencyError].
func (a *Amount) UnmarshalText(b []byte) error {
	// A byte too many, so that the number is refused for its length.
	number, code, found := strings.Cut(string(b[:min(len(b), maxText+len(" EUR")+1)]), " ")
	var c Currency
	if found {
		var err error
		if c, err = ParseCurrency(code); err != nil {
			return err
		}
	}
	return a.read(number, c)
}

// read sets a to what was read, or leaves it alone.
func (a *Amount) read(number string, c Currency) error {
	read, err := Parse(number, c)
	if err == nil {
		err = read.owned()
	}
	if err != nil {
		return err
	}
	*a = read
	return nil
}

// owned reports money of no currency, which may be computed with but neither
// written nor read: there is no default to guess by.
func (a Amount) owned() error {
	if a.currency.IsZero() && a.units != 0 {
		return &CurrencyError{}
	}
	return nil
}
