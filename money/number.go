package money

import (
	"encoding/json"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/internal/fix"
)

// A Number is a decimal that has passed [Gate]: a price, a quantity, a rate. It
// is the type for such fields in JSON, where a decimal.Decimal would let
// anything in. Equal numbers have one form, so Number compares with == and may
// be a map's key: 1.5 is 1.50. It holds no pointer to anything. The zero Number
// is 0.
type Number struct {
	n fix.Num // plain; what passes the gate then fits 128 bits
}

// NumberOf returns d as a Number. The error is a *[DecimalError].
func NumberOf(d decimal.Decimal) (Number, error) {
	if err := Gate(d); err != nil {
		return Number{}, err
	}
	return Number{fix.FromDecimal(d).Plain()}, nil
}

// ParseNumber reads a Number, through [ParseDecimal]. The error is a
// *[DecimalError].
func ParseNumber(s string) (Number, error) {
	d, err := ParseDecimal(s)
	if err != nil {
		return Number{}, err
	}
	return NumberOf(d)
}

// MustNumber is [ParseNumber] for literals in tests. It panics.
func MustNumber(s string) Number {
	x, err := ParseNumber(s)
	if err != nil {
		panic(err)
	}
	return x
}

func whole(v int64) Number { return Number{fix.New(v, 0)} }

// Decimal returns x exactly.
func (x Number) Decimal() decimal.Decimal { return x.n.Decimal() }

// Sign returns -1, 0 or 1.
func (x Number) Sign() int { return x.n.Sign() }

// IsZero reports whether x is zero.
func (x Number) IsZero() bool { return x == Number{} }

// Cmp compares x with y: −1, 0 or 1.
func (x Number) Cmp(y Number) int { return x.n.Cmp(y.n) }

// String returns x without an exponent or trailing zeros: "1.5", "-2", "0". It
// passes the gate again.
func (x Number) String() string {
	var room [maxText]byte
	return string(x.n.AppendText(room[:0]))
}

// AppendText appends what String returns.
func (x Number) AppendText(b []byte) ([]byte, error) { return x.n.AppendText(b), nil }

// MarshalText returns what String returns.
func (x Number) MarshalText() ([]byte, error) { return x.AppendText(nil) }

// UnmarshalText reads what [ParseNumber] does.
func (x *Number) UnmarshalText(b []byte) error {
	// A byte too many, so that it is refused for its length.
	read, err := ParseNumber(string(b[:min(len(b), maxText+1)]))
	if err != nil {
		return err
	}
	*x = read
	return nil
}

// MarshalJSON returns a string, which no reader takes for a float: "1.5".
func (x Number) MarshalJSON() ([]byte, error) {
	b := append(make([]byte, 0, maxText), '"')
	return append(x.n.AppendText(b), '"'), nil
}

// UnmarshalJSON reads a string or a number, digit by digit and never as a
// float. The error is a *[DecimalError], also for null: a missing price is not
// zero, and not what stood there before. Whatever the error, x stays as it was.
func (x *Number) UnmarshalJSON(b []byte) error {
	if len(b) == 0 || b[0] != '"' {
		return x.UnmarshalText(b)
	}
	var text string
	if len(b) > maxEscaped {
		return &DecimalError{Text: clip(b), Reason: tooManyBytes}
	}
	if err := json.Unmarshal(b, &text); err != nil {
		return &DecimalError{Text: clip(b), Reason: err.Error()}
	}
	return x.UnmarshalText([]byte(text))
}

// maxEscaped is the longest JSON string that may hold a decimal: each byte
// written as \u0031.
const maxEscaped = 6*maxText + 2
