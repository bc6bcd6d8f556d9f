package calendar_test

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
)

// between takes dates in UTC.
func between(start, end string) calendar.Period {
	return calendar.Period{Start: calendar.Must(start + "T00:00:00Z"), End: calendar.Must(end + "T00:00:00Z")}
}

// A share is a way to tell what a part of a period is worth, by day.
type share func(ref, part calendar.Period) (num, den int64)

func byDay(ref, part calendar.Period) (num, den int64) {
	return calendar.ByDay.Share(ref, part, nil)
}

func ratio(num, den int64) *big.Rat { return big.NewRat(num, den) }

// worth checks a share against a fraction.
func worth(f share, ref, part calendar.Period, num, den int64) error {
	if got := ratio(f(ref, part)); got.Cmp(ratio(num, den)) != 0 {
		return fmt.Errorf("%v of %v is worth %v, want %d/%d", part, ref, got, num, den)
	}
	return nil
}

// aligned returns the first period of a term in UTC, whole and served.
func aligned(start string, every calendar.Interval, a calendar.Alignment) (ref, served calendar.Period) {
	s := calendar.Schedule{Anchor: calendar.Must(start + "T00:00:00Z"), Every: every, Align: a}
	_, ref = s.At(s.Anchor)
	return ref, ref.Intersect(calendar.Period{Start: s.Anchor, End: ref.End})
}

func TestFault17StubHasAReferencePeriod(t *testing.T) {
	ref, served := aligned("2025-05-20", calendar.Interval{N: 3}, calendar.CalendarYear)
	check := func(f share) error { return worth(f, ref, served, 42, 91) }
	bites(t, check, byDay, func(_, part calendar.Period) (int64, int64) { return byDay(part, part) })
}

func TestFault18PartialFebruary(t *testing.T) {
	ref, served := aligned("2026-02-15", calendar.Interval{}, calendar.OnDays(1))
	check := func(f share) error { return worth(f, ref, served, 14, 28) }
	bites(t, check, byDay, func(ref, part calendar.Period) (int64, int64) {
		num, _ := byDay(ref, part)
		return num, 31
	})
}

func TestFault19TwoMonths(t *testing.T) {
	s := calendar.Schedule{Anchor: calendar.Must("2026-01-15T00:00:00Z"), Align: calendar.CalendarYear}
	span := between("2026-01-15", "2026-03-15")
	check := func(sum func(calendar.Period) *big.Rat) error {
		want := new(big.Rat).Add(ratio(17, 31), ratio(31+14, 31))
		if got := sum(span); got.Cmp(want) != 0 {
			return fmt.Errorf("%v is worth %v months, want %v", span, got, want)
		}
		return nil
	}
	good := func(span calendar.Period) *big.Rat {
		sum := new(big.Rat)
		for _, ref := range s.Periods(span) {
			sum.Add(sum, ratio(byDay(ref, ref.Intersect(span))))
		}
		return sum
	}
	bites(t, check, good, func(span calendar.Period) *big.Rat {
		return ratio(int64((span.End-span.Start)/day), 31)
	})
}

func TestFault20MeasureIsData(t *testing.T) {
	feb, half := between("2024-02-01", "2024-03-01"), between("2024-02-01", "2024-02-16")
	check := func(measure func(calendar.Measure) calendar.Measure) error {
		for m, want := range map[calendar.Measure]*big.Rat{
			calendar.ByDay:      ratio(15, 29),
			calendar.BySecond:   ratio(15, 29),
			calendar.ByHour:     ratio(15, 29),
			calendar.By30E360:   ratio(15, 30),
			calendar.ByActual30: ratio(15, 30),
		} {
			if got := ratio(measure(m).Share(feb, half, nil)); got.Cmp(want) != 0 {
				return fmt.Errorf("%v: %v, want %v", m, got, want)
			}
		}
		return nil
	}
	good := func(m calendar.Measure) calendar.Measure { return m }
	bites(t, check, good, func(calendar.Measure) calendar.Measure { return calendar.ByDay })
}

// Adding one to both counts gives 16/31, and charges 1/31 at the end.
func TestFaultFoundOneDayTooMany(t *testing.T) {
	april := between("2026-04-01", "2026-05-01")
	check := func(f share) error {
		if err := worth(f, april, between("2026-04-16", "2026-05-01"), 15, 30); err != nil {
			return err
		}
		return worth(f, april, between("2026-05-01", "2026-05-01"), 0, 1)
	}
	bites(t, check, byDay, func(ref, part calendar.Period) (int64, int64) {
		num, den := byDay(ref, part)
		return num + 1, den + 1
	})
}

func TestFaultFoundTruncatedRatio(t *testing.T) {
	year, third := between("2026-01-01", "2027-01-01"), between("2026-01-01", "2026-05-01")
	check := func(f share) error { return worth(f, year, third, 1, 3) } // 4,000.00 of 12,000.00
	good := func(ref, part calendar.Period) (int64, int64) { return calendar.By30E360.Share(ref, part, nil) }
	bites(t, check, good, func(ref, part calendar.Period) (int64, int64) {
		num, den := good(ref, part)
		return num * 10_000 / den, 10_000
	})
}

// Stepping one month from a boundary loses the anchor's day, and the whole.
func TestFaultFoundDenominatorOffTheAnchor(t *testing.T) {
	s := calendar.Schedule{Anchor: calendar.Must("2026-01-31T00:00:00Z")}
	type refOf func(calendar.Instant) calendar.Period
	check := func(ref refOf) error {
		feb, mar := between("2026-02-10", "2026-02-28"), between("2026-02-28", "2026-03-30")
		if err := worth(byDay, ref(feb.Start), feb, 18, 28); err != nil {
			return err
		}
		return worth(byDay, ref(mar.Start), mar, 30, 31)
	}
	good := func(t calendar.Instant) calendar.Period {
		_, p := s.At(t)
		return p
	}
	bites(t, check, good, func(t calendar.Instant) calendar.Period {
		p := good(t)
		return calendar.Period{Start: calendar.At(naiveMonths(p.End.Time(), -1)), End: p.End}
	})
}

// Used days on UTC dates and remaining ones on local dates make 31 in April.
func TestFaultFoundUTCDates(t *testing.T) {
	zone := load(t, "America/Los_Angeles")
	april := calendar.Period{Start: calendar.Must("2026-04-01T00:00:00-07:00"), End: calendar.Must("2026-05-01T00:00:00-07:00")}
	cut := calendar.Must("2026-04-15T20:00:00-07:00") // the 16th in UTC
	check := func(used *time.Location) error {
		u, _ := calendar.ByDay.Share(april, calendar.Period{Start: april.Start, End: cut}, used)
		r, den := calendar.ByDay.Share(april, calendar.Period{Start: cut, End: april.End}, zone)
		if u != 14 || u+r != den || den != 30 {
			return fmt.Errorf("%d used and %d remain of %d", u, r, den)
		}
		return nil
	}
	bites(t, check, zone, nil)
}
