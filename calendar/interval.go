package calendar

import (
	"fmt"
	"strconv"
	"strings"
)

// A Unit is what intervals count. The zero Unit is Month.
type Unit uint8

// The units. Hours are absolute; the others keep the local time of day.
const (
	Month Unit = iota
	Day
	Hour
	Week
	Year
)

// String returns the name, such as "month".
func (u Unit) String() string {
	switch u {
	case Month:
		return "month"
	case Day:
		return "day"
	case Hour:
		return "hour"
	case Week:
		return "week"
	case Year:
		return "year"
	}
	return fmt.Sprintf("unit(%d)", uint8(u))
}

// MarshalText returns the name.
func (u Unit) MarshalText() ([]byte, error) { return marshalName(u, u <= Year) }

// UnmarshalText reads a name, and Month from nothing.
func (u *Unit) UnmarshalText(b []byte) error { return unmarshalName(u, Year, "unit", b) }

// letters are the units' designators in ISO 8601.
const letters = "MDHWY"

// An Interval is N units, at least one: N = 0 means 1, so the zero Interval is
// a month.
type Interval struct {
	N    int32
	Unit Unit
}

func (i Interval) count() int64 { return max(1, int64(i.N)) }

// String returns ISO 8601: "P1M", "P28D", "PT6H".
func (i Interval) String() string {
	if i.Unit > Year {
		return fmt.Sprintf("%d×%s", i.N, i.Unit)
	}
	p := "P"
	if i.Unit == Hour {
		p = "PT"
	}
	return p + strconv.FormatInt(i.count(), 10) + letters[i.Unit:i.Unit+1]
}

// ParseInterval reads one number of one unit in ISO 8601: "P3M", "P2W",
// "PT1H". A *[TextError] reports anything else, "P0D" and "P1M2D" among it.
func ParseInterval(s string) (Interval, error) {
	rest, ok := strings.CutPrefix(s, "P")
	rest, clock := strings.CutPrefix(rest, "T")
	if !ok || len(rest) < 2 || rest[0] < '1' || rest[0] > '9' {
		return Interval{}, textError("interval", s)
	}
	digits, letter := rest[:len(rest)-1], rest[len(rest)-1:]
	unit := strings.Index(letters, letter)
	n, err := strconv.ParseInt(digits, 10, 32)
	if unit < 0 || err != nil || clock != (Unit(unit) == Hour) {
		return Interval{}, textError("interval", s)
	}
	return Interval{N: int32(n), Unit: Unit(unit)}, nil
}

// MarshalText returns String. A *[TextError] reports a negative N or a unit
// that is none.
func (i Interval) MarshalText() ([]byte, error) {
	if i.N < 0 || i.Unit > Year {
		return nil, textError("interval", fmt.Sprintf("%d×%s", i.N, i.Unit))
	}
	return []byte(i.String()), nil
}

// UnmarshalText reads what [ParseInterval] does, and a month from nothing.
func (i *Interval) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*i = Interval{}
		return nil
	}
	read, err := ParseInterval(string(b))
	if err != nil {
		return err
	}
	*i = read
	return nil
}
