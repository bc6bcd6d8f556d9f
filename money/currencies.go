package money

import (
	"fmt"
	"maps"

	"github.com/shopspring/decimal"
)

// Currencies says how many digits a currency has after the point. The zero
// Currencies is ISO 4217; With adds to it. It may be shared between goroutines.
type Currencies struct {
	own map[Currency]uint8 // never written after With returned it
}

// An UnknownCurrencyError reports a code that is neither in ISO 4217 nor the
// host's own.
type UnknownCurrencyError struct{ Code Currency }

// Error names the code.
func (e *UnknownCurrencyError) Error() string {
	return fmt.Sprintf("money: unknown currency %q", e.Code.String())
}

// Digits returns the digits of c: 2 for EUR, 0 for JPY, 3 for KWD. Codes to
// which the standard gives none ("N.A.": metals such as XAU, funds such as
// XDR, and XXX) count as 0. There is no default: a *[UnknownCurrencyError]
// reports any other code, and none.
func (c Currencies) Digits(code Currency) (uint8, error) {
	if d, ok := c.own[code]; ok {
		return d, nil
	}
	if d, ok := isoDigits(code); ok {
		return d, nil
	}
	return 0, &UnknownCurrencyError{Code: code}
}

// With returns c and one more currency, or one with other digits, at most
// [MaxScale]: With("PTS", 0) for points, With("HUF", 0) where fillér are not
// billed, With("BGN", 2) for books from before Bulgaria's euro. c stays as it
// is. The error is a *[CurrencyError], or wraps [ErrRange].
func (c Currencies) With(code string, digits uint8) (Currencies, error) {
	cur, err := ParseCurrency(code)
	if err != nil {
		return Currencies{}, err
	}
	if digits > MaxScale {
		return Currencies{}, fmt.Errorf("%w: %d digits for %s", ErrRange, digits, code)
	}
	own := maps.Clone(c.own)
	if own == nil {
		own = make(map[Currency]uint8, 1)
	}
	own[cur] = digits
	return Currencies{own: own}, nil
}

// Round returns d in whole minor units of code, rounded by r: 0.5 is 0.50 EUR
// and, by HalfUp, 1 JPY. The error is that of Digits or of [Round].
func (c Currencies) Round(d decimal.Decimal, code Currency, r Rounding) (Amount, error) {
	digits, err := c.Digits(code)
	if err != nil {
		return Amount{}, err
	}
	return Round(d, digits, code, r)
}

// Rescale returns a in whole minor units of its currency, rounded by r where
// digits are lost: 10.005 EUR is 10.01 EUR by HalfUp. The zero Amount stays
// nothing. The error is that of Digits or of [Amount.Rescale].
func (c Currencies) Rescale(a Amount, r Rounding) (Amount, error) {
	if a == (Amount{}) {
		return a, nil
	}
	digits, err := c.Digits(a.currency)
	if err != nil {
		return Amount{}, err
	}
	return a.Rescale(digits, r)
}

// Format returns a with the digits of its currency, rounded by r where it has
// more: "10.00 EUR", "1000 JPY", "1.500 KWD". The error is that of Rescale.
func (c Currencies) Format(a Amount, r Rounding) (string, error) {
	a, err := c.Rescale(a, r)
	if err != nil {
		return "", err
	}
	return a.String(), nil
}
