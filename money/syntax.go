package money

import (
	"math/big"
	"strings"

	"github.com/shopspring/decimal"
)

// readDecimal reads [+-] digits [. digits] [eE [+-] digits], with a digit before or
// after the point. It is done here rather than by decimal, whose syntax is
// wider and may grow.
func readDecimal(s string) (decimal.Decimal, bool) {
	rest, neg := cutSign(s)
	whole, rest := cutDigits(rest)
	var fraction string
	if rest != "" && rest[0] == '.' {
		fraction, rest = cutDigits(rest[1:])
	}
	exp, ok := readExponent(rest)
	if !ok || whole+fraction == "" {
		return decimal.Decimal{}, false
	}
	coef, _ := new(big.Int).SetString(whole+fraction, 10)
	if neg {
		coef.Neg(coef)
	}
	return decimal.NewFromBigInt(coef, exp-int32(len(fraction))), true
}

// farOut is beyond any gate and far from overflowing an int32.
const farOut = 1_000_000

// readExponent reads "", or E and digits. Exponents past farOut count as that.
func readExponent(s string) (int32, bool) {
	if s == "" {
		return 0, true
	}
	if s[0] != 'e' && s[0] != 'E' {
		return 0, false
	}
	s, neg := cutSign(s[1:])
	digits, rest := cutDigits(s)
	if digits == "" || rest != "" {
		return 0, false
	}
	var exp int32
	for i := range len(digits) {
		exp = min(exp*10+int32(digits[i]-'0'), farOut)
	}
	if neg {
		exp = -exp
	}
	return exp, true
}

func cutSign(s string) (rest string, neg bool) {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		return s[1:], s[0] == '-'
	}
	return s, false
}

func cutDigits(s string) (digits, rest string) {
	rest = strings.TrimLeft(s, "0123456789")
	return s[:len(s)-len(rest)], rest
}
