package calendar

import (
	"cmp"
	"time"
)

// An Instant is microseconds since 1970 UTC. It compares with ==. The zero
// Instant is none, so midnight of 1 January 1970 UTC cannot be told.
type Instant int64

const (
	second Instant = 1e6
	minute         = 60 * second
	hour           = 60 * minute

	minInstant = -62_135_596_800 * second // 0001-01-01
	maxInstant = 253_402_300_800 * second // 10000-01-01
)

// At returns t, cut to the microsecond at or before it. The zero Time is none.
// A time outside the years 1 to 9999 becomes an instant just outside them.
func At(t time.Time) Instant {
	switch s := t.Unix(); {
	case t.IsZero():
		return 0
	case s < int64(minInstant/second):
		return minInstant - 1
	case s >= int64(maxInstant/second):
		return maxInstant
	}
	return Instant(t.UnixMicro())
}

// Must reads RFC 3339, for literals in tests: Must("2026-01-31T00:00:00Z"). It
// panics.
func Must(s string) Instant {
	var t Instant
	if err := t.UnmarshalText([]byte(s)); err != nil {
		panic(err)
	}
	return t
}

// IsZero reports whether t is none.
func (t Instant) IsZero() bool { return t == 0 }

// Time returns t in UTC, and the zero Time for none.
func (t Instant) Time() time.Time {
	if t == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(t)).UTC()
}

// In returns t in zone, nil for UTC, and the zero Time for none.
func (t Instant) In(zone *time.Location) time.Time {
	if zone == nil || t == 0 {
		return t.Time()
	}
	return t.Time().In(zone)
}

// Add returns t + d, d cut to microseconds.
func (t Instant) Add(d time.Duration) Instant { return t + Instant(d.Microseconds()) }

// Compare returns -1, 0 or 1.
func (t Instant) Compare(u Instant) int { return cmp.Compare(t, u) }

// String returns RFC 3339 in UTC, with as many decimals of a second as it
// needs: "2026-01-31T00:00:00Z", "2026-01-31T00:00:00.25Z". None is "".
func (t Instant) String() string {
	if t == 0 {
		return ""
	}
	return t.Time().Format(time.RFC3339Nano)
}

// MarshalText returns String. The error is a *[TextError] outside the years 1
// to 9999.
func (t Instant) MarshalText() ([]byte, error) {
	if t < minInstant || t >= maxInstant {
		return nil, textError("instant of the years 1 to 9999", t.String())
	}
	return []byte(t.String()), nil
}

// UnmarshalText reads RFC 3339 with any offset, and none from nothing or from
// Go's zero Time. Digits beyond the microsecond are cut. The error is a
// *[TextError], also outside the years 1 to 9999.
func (t *Instant) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*t = 0
		return nil
	}
	var read time.Time
	if err := read.UnmarshalText(b); err != nil {
		return textError("RFC 3339 instant", string(b))
	}
	at := At(read)
	if at != within(at) || at == maxInstant {
		return textError("instant of the years 1 to 9999", string(b))
	}
	*t = at
	return nil
}

// within keeps t in the years 1 to 9999 and the instant after them.
func within(t Instant) Instant { return min(max(t, minInstant), maxInstant) }
