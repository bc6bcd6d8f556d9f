package money

import (
	"fmt"

	"github.com/daybook-go/daybook/internal/fix"
)

// A Rounding says where an amount between two units goes. The zero Rounding is
// HalfUp.
type Rounding uint8

// The roundings, with what they make of 0.125 and −0.125 at two digits.
const (
	HalfUp   Rounding = iota // half away from zero: 0.13, −0.13
	HalfEven                 // half to the even unit: 0.12, −0.12
	HalfDown                 // half towards zero: 0.12, −0.12
	Up                       // away from zero: 0.13, −0.13
	Down                     // towards zero: 0.12, −0.12
	Ceiling                  // towards +∞: 0.13, −0.12
	Floor                    // towards −∞: 0.12, −0.13
)

func (r Rounding) mode() fix.Mode { return fix.Mode(r) }

// String returns the name, such as "half-up".
func (r Rounding) String() string {
	switch r {
	case HalfUp:
		return "half-up"
	case HalfEven:
		return "half-even"
	case HalfDown:
		return "half-down"
	case Up:
		return "up"
	case Down:
		return "down"
	case Ceiling:
		return "ceiling"
	case Floor:
		return "floor"
	}
	return fmt.Sprintf("rounding(%d)", uint8(r))
}

// A RoundingError reports a name that no Rounding has.
type RoundingError struct{ Text string } // cut at 64 bytes

// Error says what was read.
func (e *RoundingError) Error() string { return fmt.Sprintf("money: no rounding %q", e.Text) }

// MarshalText returns the name. A *[RoundingError] reports a Rounding that is
// none of the seven.
func (r Rounding) MarshalText() ([]byte, error) {
	if r > Floor {
		return nil, &RoundingError{Text: r.String()}
	}
	return []byte(r.String()), nil
}

// UnmarshalText reads a name, and HalfUp from nothing. A *[RoundingError]
// reports anything else.
func (r *Rounding) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*r = HalfUp
		return nil
	}
	for m := HalfUp; m <= Floor; m++ {
		if m.String() == string(b) {
			*r = m
			return nil
		}
	}
	return &RoundingError{Text: clip(b)}
}
