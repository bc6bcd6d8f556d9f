package calendar

import (
	"fmt"
	"time"
)

// A Measure says which fraction of a period is over. The zero Measure is
// ByDay.
type Measure uint8

// The measures. Each counts what has been used in full, so what has begun
// counts to the remainder.
const (
	// ByDay counts local dates: the start's date whole, the end's not at all.
	ByDay Measure = iota
	// BySecond counts seconds since the start.
	BySecond
	// ByHour counts absolute hours since the start.
	ByHour
)

// String returns the name, such as "day".
func (m Measure) String() string {
	switch m {
	case ByDay:
		return "day"
	case BySecond:
		return "second"
	case ByHour:
		return "hour"
	}
	return fmt.Sprintf("measure(%d)", uint8(m))
}

// MarshalText returns the name.
func (m Measure) MarshalText() ([]byte, error) { return marshalName(m, m <= ByHour) }

// UnmarshalText reads a name, and ByDay from nothing.
func (m *Measure) UnmarshalText(b []byte) error { return unmarshalName(m, ByHour, "measure", b) }

// Position returns how much of ref is over at t, as num of den: 0 up to its
// start, den from its end on, never less at a later t. What a part of ref is
// worth is the difference of two positions, so parts add up. By day, 16 April
// 10:00 is 15 of April's 30 days. zone is ref's, nil for UTC.
//
// den is at least 1 and depends on ref and zone alone. An empty ref is worth
// nothing: 0 of 1 at any t. A date that the zone skipped counts as a day.
func (m Measure) Position(ref Period, t Instant, zone *time.Location) (num, den int64) {
	if ref.IsEmpty() {
		return 0, 1
	}
	t = min(max(t, ref.Start), ref.End)
	switch used, total := t-ref.Start, ref.End-ref.Start; m {
	case BySecond:
		return whole(used, total, second)
	case ByHour:
		return whole(used, total, hour)
	}
	return dates(ref, t, zone)
}

// whole cuts used to whole units. A total that is none in whole units stays
// exact: half an hour at its end is worth half.
func whole(used, total, unit Instant) (num, den int64) {
	switch {
	case total%unit == 0:
		return int64(used / unit), int64(total / unit)
	case used < total:
		used -= used % unit
	}
	return int64(used), int64(total)
}

func dates(ref Period, t Instant, zone *time.Location) (num, den int64) {
	first := dayOf(ref.Start, zone)
	den = max(1, dayOf(ref.End, zone)-first)
	if t == ref.End {
		return den, den
	}
	return min(dayOf(t, zone)-first, den), den
}

// dayOf numbers the daily slots. Unlike the clock's date it never falls: some
// zones go back across midnight.
func dayOf(t Instant, zone *time.Location) int64 {
	if zone == nil || zone == time.UTC {
		return int64(wall(t).date())
	}
	k, _ := Daily.grid(zone).at(t)
	return int64(k)
}
