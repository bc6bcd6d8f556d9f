package revenue

import "fmt"

// A Split says how a service's revenue goes to its locations. The zero Split is
// SplitByCost.
type Split uint8

// The splits.
const (
	SplitByCost Split = iota // in proportion to what was charged at each
	SplitEqual               // the same to each
)

var splits = [...]string{"by-cost", "equal"}

// String returns the split's name.
func (s Split) String() string {
	if int(s) < len(splits) {
		return splits[s]
	}
	return fmt.Sprintf("split(%d)", uint8(s))
}

// MarshalText implements encoding.TextMarshaler.
func (s Split) MarshalText() ([]byte, error) {
	if int(s) >= len(splits) {
		return nil, fmt.Errorf("revenue: unknown %v", s)
	}
	return []byte(s.String()), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Split) UnmarshalText(text []byte) error {
	for i, name := range splits {
		if name == string(text) {
			*s = Split(i)
			return nil
		}
	}
	return fmt.Errorf("revenue: split: unknown %q", text)
}
