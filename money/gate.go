package money

import (
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"
)

const (
	maxText     = 64
	maxDigits   = 34
	maxExponent = 18
	maxWhole    = 24 // |value| < 10^maxWhole
)

const (
	tooManyBytes  = "longer than 64 bytes"
	tooManyDigits = "more than 34 significant digits"
	tooLarge      = "10^24 or more"
	notPlain      = "not a plain decimal number"
)

// Gate refuses decimals that are no price, quantity or rate: more than 34
// significant digits, an exponent outside [−18, 18], or 10^24 and beyond. The
// error is a *[DecimalError]. Gate looks only: it neither copies nor scales a
// hostile decimal, and makes no integer of more than 140 bits.
func Gate(d decimal.Decimal) error {
	if reason := refusal(d); reason != "" {
		return &DecimalError{Reason: reason}
	}
	return nil
}

func refusal(d decimal.Decimal) string {
	exp := d.Exponent()
	switch {
	case exp < -maxExponent || exp > maxExponent:
		return fmt.Sprintf("exponent %d is outside [-%d, %[2]d]", exp, maxExponent)
	case exp <= 5 && d.Equal(decimal.New(d.CoefficientInt64(), exp)):
		return "" // an int64: 19 digits, and below 10^19 × 10^5
	case !below(d, maxWhole-exp):
		return tooLarge
	case below(d, maxDigits):
		return ""
	}
	return digitsRefusal(d.Coefficient())
}

// below reports whether the coefficient of d has at most k digits. Decimals of
// one exponent are compared as they stand.
func below(d decimal.Decimal, k int32) bool {
	bound := decimal.NewFromBigInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(k)), nil), d.Exponent())
	return d.Cmp(bound) < 0 && d.Cmp(bound.Neg()) > 0
}

// digitsRefusal counts the digits of a coefficient below 10^42, not counting
// the zeros that it ends in.
func digitsRefusal(coef *big.Int) string {
	text := coef.Abs(coef).Text(10)
	significant := len(text)
	for text[significant-1] == '0' {
		significant--
	}
	if significant > maxDigits {
		return tooManyDigits
	}
	return ""
}

// ParseDecimal reads a decimal: an optional sign, ASCII digits with an optional
// point among or around them, and an optional exponent, in at most 64 bytes.
// What it returns has passed [Gate]. Anything else is a *[DecimalError]: NaN,
// 0x10, 1_000, 1,5, spaces, digits and signs of other scripts.
func ParseDecimal(s string) (decimal.Decimal, error) {
	if len(s) > maxText {
		return decimal.Decimal{}, &DecimalError{Text: clip(s), Reason: tooManyBytes}
	}
	d, ok := readDecimal(s)
	if !ok {
		return decimal.Decimal{}, &DecimalError{Text: s, Reason: notPlain}
	}
	if reason := refusal(d); reason != "" {
		return decimal.Decimal{}, &DecimalError{Text: s, Reason: reason}
	}
	return d, nil
}
