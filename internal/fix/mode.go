package fix

// A Mode says where a number between two units goes. The zero Mode is HalfUp,
// and one that is none of these is Down.
type Mode uint8

// The modes. HalfUp means half away from zero.
const (
	HalfUp Mode = iota
	HalfEven
	HalfDown
	Up
	Down
	Ceiling
	Floor
)

// away says whether a truncated magnitude goes one up. half compares the
// remainder with one half.
func (m Mode) away(exact bool, half int, odd, neg bool) bool {
	if exact {
		return false
	}
	switch m {
	case HalfUp:
		return half >= 0
	case HalfDown:
		return half > 0
	case HalfEven:
		return half > 0 || half == 0 && odd
	case Up:
		return true
	case Ceiling:
		return !neg
	case Floor:
		return neg
	}
	return false
}
