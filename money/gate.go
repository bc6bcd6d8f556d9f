package money

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"
)

// ErrDecimal is what every *[DecimalError] wraps.
var ErrDecimal = errors.New("money: decimal refused")

// A DecimalError reports a decimal that the gate does not let in. Parents that
// know where it stood prefix the path.
type DecimalError struct {
	Text   string // as read, cut at 64 bytes; "" if it was not a text
	Reason string
}

// Error says what was refused and why.
func (e *DecimalError) Error() string {
	if e.Text == "" {
		return "money: decimal refused: " + e.Reason
	}
	return fmt.Sprintf("money: decimal %q refused: %s", e.Text, e.Reason)
}

// Unwrap returns [ErrDecimal].
func (e *DecimalError) Unwrap() error { return ErrDecimal }

const (
	maxText     = 64
	maxDigits   = 34
	maxExponent = 18
	maxWhole    = 24 // |value| < 10^maxWhole
)

// Gate refuses decimals that are no price, quantity or rate: more than 34
// significant digits, an exponent outside [−18, 18] or 10^24 and beyond. It
// looks only, and takes no longer for a hostile decimal.
func Gate(d decimal.Decimal) error {
	if reason := refusal(d); reason != "" {
		return &DecimalError{Reason: reason}
	}
	return nil
}

func refusal(d decimal.Decimal) string {
	exp := d.Exponent()
	if exp < -maxExponent || exp > maxExponent {
		return fmt.Sprintf("exponent %d is outside [-%d, %[2]d]", exp, maxExponent)
	}
	if d.IsZero() {
		return ""
	}
	coef := d.Coefficient()
	if coef.BitLen() > 4*(maxWhole+maxExponent) {
		return tooLong
	}
	return digitsRefusal(coef, int(exp))
}

const tooLong = "more than 34 significant digits"

// digitsRefusal works on at most 168 bits and changes coef.
func digitsRefusal(coef *big.Int, exp int) string {
	text := coef.Abs(coef).Text(10)
	significant := len(text)
	for text[significant-1] == '0' {
		significant--
	}
	switch {
	case significant > maxDigits:
		return tooLong
	case len(text)+exp > maxWhole:
		return "10^24 or more"
	}
	return ""
}

// ParseDecimal reads a decimal: an optional sign, ASCII digits with an optional
// point among or around them, and an optional exponent, in at most 64 bytes.
// What it returns has passed [Gate]. Anything else is a *[DecimalError]: NaN,
// 0x10, 1_000, 1,5, spaces, digits of other scripts.
func ParseDecimal(s string) (decimal.Decimal, error) {
	if len(s) > maxText {
		return decimal.Decimal{}, &DecimalError{Text: clip(s), Reason: "longer than 64 bytes"}
	}
	d, ok := scan(s)
	if !ok {
		return decimal.Decimal{}, &DecimalError{Text: s, Reason: "not a plain decimal number"}
	}
	if reason := refusal(d); reason != "" {
		return decimal.Decimal{}, &DecimalError{Text: s, Reason: reason}
	}
	return d, nil
}
