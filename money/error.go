package money

import (
	"errors"
	"fmt"
)

// The errors of arithmetic. Callers match them with errors.Is.
var (
	// ErrMismatch reports amounts of different currencies or scales. It comes
	// as a *[MismatchError].
	ErrMismatch = errors.New("money: amounts are not alike")
	// ErrRange reports a result that does not fit 64 bits of units, a scale
	// beyond [MaxScale], or a divisor or a step that is not positive.
	ErrRange = errors.New("money: out of range")
	// ErrDecimal reports a decimal that [Gate] refuses. It comes as a
	// *[DecimalError].
	ErrDecimal = errors.New("money: decimal refused")
)

// A MismatchError reports two amounts that are not alike. Its text says how
// they differ and keeps the amounts themselves to itself.
type MismatchError struct{ A, B Amount }

// Error names both currencies and scales.
func (e *MismatchError) Error() string {
	return fmt.Sprintf("%v: %s and %s", ErrMismatch, e.A.kind(), e.B.kind())
}

// Unwrap returns [ErrMismatch].
func (e *MismatchError) Unwrap() error { return ErrMismatch }

func (a Amount) kind() string {
	if a.currency.IsZero() {
		return fmt.Sprintf("no currency at scale %d", a.scale)
	}
	return fmt.Sprintf("%s at scale %d", a.currency, a.scale)
}

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

// clip keeps hostile texts out of messages and logs, and out of memory.
func clip[T string | []byte](s T) string {
	if len(s) > maxText {
		return string(s[:maxText]) + "…"
	}
	return string(s)
}
