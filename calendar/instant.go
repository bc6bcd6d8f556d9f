package calendar

import (
	"cmp"
	"fmt"
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

// A TextError reports a text that does not say what it should.
type TextError struct {
	What string // such as "instant" or "interval"
	Text string
}

// Error says both.
func (e *TextError) Error() string { return fmt.Sprintf("calendar: %q is no %s", e.Text, e.What) }

func textError(what, text string) error {
	const most = 64
	if len(text) > most {
		text = text[:most] + "…"
	}
	return &TextError{What: what, Text: text}
}

// At returns t, cut to the microsecond at or before it. The zero Time is none.
func At(t time.Time) Instant {
	if t.IsZero() {
		return 0
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

// In returns t in zone, nil for UTC.
func (t Instant) In(zone *time.Location) time.Time {
	if zone == nil {
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

// UnmarshalText reads RFC 3339 with any offset, and none from nothing. Digits
// beyond the microsecond are cut.
func (t *Instant) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*t = 0
		return nil
	}
	var read time.Time
	if err := read.UnmarshalText(b); err != nil {
		return textError("RFC 3339 instant", string(b))
	}
	*t = At(read)
	return nil
}
