package calendar

import (
	"fmt"
	"time"
)

// A Measure says which fraction of a period is over. The zero Measure is
// ByDay.
type Measure uint8

// The measures. Each counts what has been used in full, so what has begun
// counts to the remainder. Days are local dates: the start's date counts whole,
// the end's not at all.
const (
	// ByDay counts dates.
	ByDay Measure = iota
	// BySecond counts seconds since the start.
	BySecond
	// ByHour counts absolute hours since the start.
	ByHour
	// By30E360 counts dates as though every month had 30: the 31st is another
	// 30th (30E/360).
	By30E360
	// ByActual30 counts each date as a thirtieth, up to the whole, and the end
	// as the whole: the last day of February is worth three, the 31st day of
	// January nothing. It is meant for months: a longer period is over after
	// 30 days.
	ByActual30
)

// String returns the name: "day", "second", "hour", "30/360" or "actual/30".
func (m Measure) String() string {
	switch m {
	case ByDay:
		return "day"
	case BySecond:
		return "second"
	case ByHour:
		return "hour"
	case By30E360:
		return "30/360"
	case ByActual30:
		return "actual/30"
	}
	return fmt.Sprintf("measure(%d)", uint8(m))
}

// MarshalText returns the name. The error is a *[TextError].
func (m Measure) MarshalText() ([]byte, error) { return marshalName(m, m <= ByActual30) }

// UnmarshalText reads a name, and ByDay from nothing. The error is a
// *[TextError].
func (m *Measure) UnmarshalText(b []byte) error {
	return unmarshalName(m, ByActual30, "measure", b)
}

// Position returns how much of ref is over at t, as num of den: 0 up to its
// start, den from its end on, never less at a later t. What a part of ref is
// worth is the difference of two positions, so parts add up. By day, 16 April
// 10:00 is 15 of April's 30 days. zone is ref's, nil for UTC.
//
// den is at least 1 and depends on ref, m and zone alone. An empty ref is worth
// nothing: 0 of 1 at any t. A date that the zone skipped counts as a day. What
// of ref lies outside the years 1 to 9999 does not count.
func (m Measure) Position(ref Period, t Instant, zone *time.Location) (num, den int64) {
	if ref = ref.within(); ref.IsEmpty() {
		return 0, 1
	}
	t = min(max(t, ref.Start), ref.End)
	switch m {
	case BySecond:
		return whole(ref, t, second)
	case ByHour:
		return whole(ref, t, hour)
	}
	if m == ByActual30 {
		den = 30
	} else {
		den = max(1, m.days(ref.Start, ref.End, zone))
	}
	if t == ref.End {
		return den, den
	}
	return min(m.days(ref.Start, t, zone), den), den
}

// Share returns what part is worth of ref, as num of den: the difference of the
// positions of its ends. An empty part, or one outside ref, is worth nothing.
func (m Measure) Share(ref, part Period, zone *time.Location) (num, den int64) {
	to, den := m.Position(ref, part.End, zone)
	from, _ := m.Position(ref, part.Start, zone)
	return max(0, to-from), den
}

// whole cuts what is over of ref to whole units. A total that is none in whole
// units stays exact: half an hour at its end is worth half.
func whole(ref Period, t, unit Instant) (num, den int64) {
	used, total := t-ref.Start, ref.End-ref.Start
	switch {
	case total%unit == 0:
		return int64(used / unit), int64(total / unit)
	case used < total:
		used -= used % unit
	}
	return int64(used), int64(total)
}

// days counts from the date of t to that of u.
func (m Measure) days(t, u Instant, zone *time.Location) int64 {
	from, to := dateAt(t, zone), dateAt(u, zone)
	if m == By30E360 {
		return to.thirty() - from.thirty()
	}
	return int64(to - from)
}
