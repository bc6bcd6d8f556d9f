package calendar

import (
	"fmt"
	"strings"
	"time"
)

// A Granularity is the size of a report's slots. The zero Granularity is
// Daily.
type Granularity uint8

// The granularities. Slots begin at local midnight, on the first of a month, and
// weeks on Mondays; see [WeeklyFrom] for others. Hourly slots are hours of the
// local clock; a zone that changes within an hour cuts it in two.
const (
	Daily Granularity = iota
	Hourly
	Weekly
	Monthly
	weeklyFromSunday // and six more, one for each time.Weekday; Monday's is Weekly

	lastGranularity = weeklyFromSunday + Granularity(time.Saturday)
)

// WeeklyFrom returns weeks that begin on d. WeeklyFrom(time.Monday) is Weekly.
func WeeklyFrom(d time.Weekday) Granularity {
	d = (d%7 + 7) % 7
	if d == time.Monday {
		return Weekly
	}
	return weeklyFromSunday + Granularity(d)
}

// weekday returns the first day of the week, false if g is none of weeks.
func (g Granularity) weekday() (time.Weekday, bool) {
	if g == Weekly {
		return time.Monday, true
	}
	return time.Weekday(g - weeklyFromSunday), g >= weeklyFromSunday && g <= lastGranularity
}

// String returns the name, such as "daily", "weekly" or "weekly-from-sunday".
func (g Granularity) String() string {
	switch g {
	case Daily:
		return "daily"
	case Hourly:
		return "hourly"
	case Weekly:
		return "weekly"
	case Monthly:
		return "monthly"
	}
	if d, ok := g.weekday(); ok {
		return "weekly-from-" + strings.ToLower(d.String())
	}
	return fmt.Sprintf("granularity(%d)", uint8(g))
}

// MarshalText returns the name. The error is a *[TextError].
func (g Granularity) MarshalText() ([]byte, error) { return marshalName(g, g <= lastGranularity) }

// UnmarshalText reads a name, and Daily from nothing. The error is a
// *[TextError].
func (g *Granularity) UnmarshalText(b []byte) error {
	var read Granularity
	if err := unmarshalName(&read, lastGranularity, "granularity", b); err != nil {
		return err
	}
	if d, ok := read.weekday(); ok {
		read = WeeklyFrom(d) // Monday's weeks have one value
	}
	*g = read
	return nil
}
