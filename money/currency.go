package money

import "fmt"

// A Currency is a code of three capital letters, such as EUR. It compares with
// ==. The zero Currency is none.
type Currency struct{ code [3]byte }

// A CurrencyError reports a text that is no currency code, or money without
// one.
type CurrencyError struct{ Text string } // cut at 64 bytes

// Error says what was read.
func (e *CurrencyError) Error() string {
	if e.Text == "" {
		return "money: no currency"
	}
	return fmt.Sprintf("money: %q is not three capital letters", e.Text)
}

// ParseCurrency reads three capital letters. Whether there is such a currency
// is for [Currencies] to say. A *[CurrencyError] reports any other text.
func ParseCurrency(s string) (Currency, error) {
	c, ok := codeOf(s)
	if !ok {
		return Currency{}, &CurrencyError{Text: clip(s)}
	}
	return c, nil
}

// MustCurrency is [ParseCurrency] for literals in tests. It panics.
func MustCurrency(s string) Currency {
	c, err := ParseCurrency(s)
	if err != nil {
		panic(err)
	}
	return c
}

func codeOf[T string | []byte](s T) (Currency, bool) {
	if len(s) != 3 {
		return Currency{}, false
	}
	var c Currency
	for i := range c.code {
		if s[i] < 'A' || s[i] > 'Z' {
			return Currency{}, false
		}
		c.code[i] = s[i]
	}
	return c, true
}

// IsZero reports whether c is none.
func (c Currency) IsZero() bool { return c == Currency{} }

// String returns the code, and "" for none.
func (c Currency) String() string {
	if c.IsZero() {
		return ""
	}
	return string(c.code[:])
}

// MarshalText returns the code, and nothing for none.
func (c Currency) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads a code, and none from nothing.
func (c *Currency) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*c = Currency{}
		return nil
	}
	read, ok := codeOf(b)
	if !ok {
		return &CurrencyError{Text: clip(b)}
	}
	*c = read
	return nil
}
