package money

import (
	"fmt"
	"maps"
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
// billed. c stays as it is.
func (c Currencies) With(code string, digits uint8) (Currencies, error) {
	cur, err := ParseCurrency(code)
	if err != nil {
		return Currencies{}, err
	}
	if digits > MaxScale {
		return Currencies{}, fmt.Errorf("money: %d digits for %s: %w", digits, code, ErrRange)
	}
	own := maps.Clone(c.own)
	if own == nil {
		own = make(map[Currency]uint8, 1)
	}
	own[cur] = digits
	return Currencies{own: own}, nil
}
