package calendar_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
)

// Faults that other engines shipped, by their number in known-faults. Each check
// passes this package and must fail a control that has the fault.
func bites[T any](t *testing.T, check func(T) error, good, broken T) {
	t.Helper()
	if err := check(good); err != nil {
		t.Error(err)
	}
	if check(broken) == nil {
		t.Error("the control passes: the check does not bite")
	}
}

type (
	starts func(k int) calendar.Instant
	lookup func(calendar.Instant) (int, calendar.Period)
)

func monthly(anchor string, n int32) calendar.Schedule {
	return calendar.Schedule{Anchor: calendar.Must(anchor), Every: calendar.Interval{N: n}}
}

// chained steps from period to period, each cut to its month.
func chained(anchor string, n int) starts {
	return func(k int) calendar.Instant {
		t := calendar.Must(anchor).Time()
		for range k {
			t = naiveMonths(t, n)
		}
		return calendar.At(t)
	}
}

// added lets time.AddDate run over into the next month.
func added(anchor calendar.Instant, n int) starts {
	return func(k int) calendar.Instant { return calendar.At(anchor.Time().AddDate(0, k*n, 0)) }
}

func TestFault01AnchorDayKept(t *testing.T) {
	const anchor = "2026-01-31T13:59:00Z"
	check := func(start starts) error {
		for k := range 48 {
			at := start(k).Time()
			if !lastOfMonth(at) || at.Hour() != 13 || at.Minute() != 59 {
				return fmt.Errorf("period %d starts at %v, want the month's last day", k, at)
			}
		}
		return nil
	}
	bites(t, check, monthly(anchor, 1).Start, chained(anchor, 1))
}

func TestFault02EveryMonthHasAPeriod(t *testing.T) {
	s := monthly("2026-01-01T00:00:00Z", 1)
	s.Align = calendar.OnDays(31)
	only31 := func(k int) calendar.Instant {
		var on31 []calendar.Instant
		for m := 0; len(on31) <= k; m++ {
			if d := time.Date(2025, time.Month(12+m), 31, 0, 0, 0, 0, time.UTC); d.Day() == 31 {
				on31 = append(on31, calendar.At(d))
			}
		}
		return on31[k]
	}
	check := func(start starts) error {
		for k := range 12 * 40 {
			at := start(k).Time()
			if got := at.Year()*12 + int(at.Month()) - 1; got != 2025*12+11+k {
				return fmt.Errorf("period %d starts in %v", k, at)
			}
		}
		return nil
	}
	bites(t, check, s.Start, only31)
}

func TestFault03ElevenYearsLater(t *testing.T) {
	s := monthly("2026-01-31T00:00:00Z", 1)
	capped := func(t calendar.Instant) (int, calendar.Period) {
		k, _ := s.At(t)
		return min(k, 132), s.Period(min(k, 132))
	}
	check := func(at lookup) error {
		for d := range 366 * 30 {
			u := s.Anchor + calendar.Instant(d)*day
			if _, p := at(u); !p.Contains(u) {
				return fmt.Errorf("%v is in no period", u)
			}
		}
		return nil
	}
	bites(t, check, s.At, capped)
}

func TestFault04EveryAnchorDay(t *testing.T) {
	check := func(from func(calendar.Instant) starts) error {
		for _, year := range []int{2024, 2025} {
			for anchor := time.Date(year, 1, 1, 9, 0, 0, 0, time.UTC); anchor.Year() == year; anchor = anchor.AddDate(0, 0, 1) {
				start := from(calendar.At(anchor))
				for k := range 50 {
					if got := start(k).Time(); !got.Equal(naiveMonths(anchor, k)) {
						return fmt.Errorf("from %v, period %d starts at %v", anchor, k, got)
					}
				}
			}
		}
		return nil
	}
	good := func(anchor calendar.Instant) starts { return calendar.Schedule{Anchor: anchor}.Start }
	bites(t, check, good, func(anchor calendar.Instant) starts { return added(anchor, 1) })
}

func TestFault05BoundaryInOnePeriod(t *testing.T) {
	s := monthly("2026-01-31T00:00:00Z", 1)
	check := func(contains func(calendar.Period, calendar.Instant) bool) error {
		for k := -12; k < 12; k++ {
			n := 0
			for j := k - 2; j < k+2; j++ {
				if contains(s.Period(j), s.Start(k)) {
					n++
				}
			}
			if n != 1 {
				return fmt.Errorf("%v lies in %d periods", s.Start(k), n)
			}
		}
		return nil
	}
	inclusive := func(p calendar.Period, t calendar.Instant) bool { return p.Start <= t && t <= p.End }
	bites(t, check, calendar.Period.Contains, inclusive)
}

func TestFault06NoCapOnSteps(t *testing.T) {
	s := calendar.Schedule{Anchor: calendar.Must("0001-01-01T01:00:00Z"), Every: calendar.Interval{Unit: calendar.Hour}}
	check := func(at lookup) error {
		for _, u := range []string{"2026-01-01T00:30:00Z", "9999-12-31T23:30:00Z"} {
			if _, p := at(calendar.Must(u)); !p.Contains(calendar.Must(u)) {
				return fmt.Errorf("%s is in no period", u)
			}
		}
		return nil
	}
	walk := func(t calendar.Instant) (k int, p calendar.Period) {
		for p = s.Period(0); !p.Contains(t) && k < 1_000_000; p = s.Period(k) {
			k++
		}
		return k, p
	}
	bites(t, check, s.At, walk)
}

func TestFault07NoOverlapNoGap(t *testing.T) {
	check := func(period func(anchor calendar.Instant, n, k int) calendar.Period) error {
		for _, anchor := range []string{"2024-02-29T00:00:00Z", "2024-01-29T00:00:00Z", "2024-01-30T00:00:00Z", "2024-01-31T00:00:00Z"} {
			for _, n := range []int{1, 3, 12} {
				for k := range 60 {
					p, next := period(calendar.Must(anchor), n, k), period(calendar.Must(anchor), n, k+1)
					if p.End != next.Start || p.IsEmpty() {
						return fmt.Errorf("from %s every %d: %v, then %v", anchor, n, p, next)
					}
				}
			}
		}
		return nil
	}
	good := func(anchor calendar.Instant, n, k int) calendar.Period {
		return calendar.Schedule{Anchor: anchor, Every: calendar.Interval{N: int32(n)}}.Period(k)
	}
	ownEnd := func(anchor calendar.Instant, n, k int) calendar.Period {
		p := good(anchor, n, k)
		return calendar.Period{Start: p.Start, End: calendar.At(p.Start.Time().AddDate(0, n, 0))}
	}
	bites(t, check, good, ownEnd)
}

func TestFault08QuarterlyOnThe31st(t *testing.T) {
	const anchor = "2026-01-31T00:00:00Z"
	check := func(start starts) error {
		var got []string
		for k := range 5 {
			got = append(got, start(k).Time().Format("01-02"))
		}
		if want := []string{"01-31", "04-30", "07-31", "10-31", "01-31"}; !slices.Equal(got, want) {
			return fmt.Errorf("quarters start on %v, want %v", got, want)
		}
		return nil
	}
	bites(t, check, monthly(anchor, 3).Start, chained(anchor, 3))
}

// An iterator that starts at the anchor when that lies in the future yields it
// twice.
func TestFaultFoundFutureAnchor(t *testing.T) {
	s := monthly("2026-06-15T00:00:00Z", 1)
	span := calendar.Period{Start: calendar.Must("2026-01-01T00:00:00Z"), End: calendar.Must("2026-09-01T00:00:00Z")}
	check := func(clamp bool) error {
		var last calendar.Instant
		for _, p := range s.Periods(span) {
			if clamp {
				p.Start = max(p.Start, s.Anchor)
			}
			if p.Start <= last {
				return fmt.Errorf("%v comes twice", p.Start)
			}
			last = p.Start
		}
		return nil
	}
	bites(t, check, false, true)
}

// An annual anchor made a first period of 17 months.
func TestFaultFoundFirstPeriodTooLong(t *testing.T) {
	check := func(first func(calendar.Schedule) calendar.Period) error {
		for _, a := range []calendar.Alignment{calendar.CalendarYear, calendar.OnDays(1), calendar.LastDay, calendar.OnBusinessDay(1)} {
			s := calendar.Schedule{Anchor: calendar.Must("2025-08-15T00:00:00Z"), Every: calendar.Interval{N: 1, Unit: calendar.Year}, Align: a}
			if p := first(s); !p.Contains(s.Anchor) || p.End-p.Start > 371*day {
				return fmt.Errorf("%v: first period %v", a, p)
			}
		}
		return nil
	}
	good := func(s calendar.Schedule) calendar.Period {
		_, p := s.At(s.Anchor)
		return p
	}
	bites(t, check, good, func(s calendar.Schedule) calendar.Period {
		return calendar.Period{Start: s.Start(0), End: s.Start(2)}
	})
}

// Resuming again and again never makes more than there is.
func TestFault35RepeatedPauseAndResume(t *testing.T) {
	s := monthly("2026-04-01T00:00:00Z", 1)
	_, ref := s.At(s.Anchor)
	var served []calendar.Period // three days on, two days off
	for from := ref.Start; from < ref.End+40*day; from += 5 * day {
		served = append(served, calendar.Period{Start: from, End: from + 3*day})
	}
	check := func(part func(calendar.Period) calendar.Period) error {
		var sum, den int64
		for _, p := range served {
			var num int64
			num, den = calendar.ByDay.Share(ref, part(p), nil)
			sum += num
		}
		if sum != 18 || den != 30 {
			return fmt.Errorf("%d of %d days are worth something, want 18 of 30", sum, den)
		}
		return nil
	}
	whole := func(p calendar.Period) calendar.Period { return calendar.Period{Start: p.Start, End: p.Start + 30*day} }
	bites(t, check, ref.Intersect, whole)
}

func TestFault48EmptyIsWorthNothing(t *testing.T) {
	s := monthly("2026-01-01T00:00:00Z", 3)
	_, ref := s.At(s.Anchor)
	type share func(calendar.Measure, calendar.Period, calendar.Period) (num, den int64)
	check := func(worth share) error {
		for m := calendar.ByDay; m <= calendar.ByActual30; m++ {
			for _, part := range []calendar.Period{{}, {Start: ref.Start, End: ref.Start}, {Start: ref.End, End: ref.Start}} {
				if num, den := worth(m, ref, part); num != 0 || den < 1 {
					return fmt.Errorf("%v: %v is worth %d of %d", m, part, num, den)
				}
			}
			if num, den := worth(m, calendar.Period{Start: ref.Start, End: ref.Start}, ref); num != 0 || den != 1 {
				return fmt.Errorf("%v: an empty period is worth %d of %d", m, num, den)
			}
		}
		return nil
	}
	good := func(m calendar.Measure, ref, part calendar.Period) (int64, int64) { return m.Share(ref, part, nil) }
	bites(t, check, good, func(m calendar.Measure, ref, part calendar.Period) (int64, int64) {
		if part.IsEmpty() {
			part = ref
		}
		return good(m, ref, part)
	})
}

// asFields lists the paths of what Validate found.
func asFields(err error) []string {
	var paths []string
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			paths = append(paths, asFields(e)...)
		}
		return paths
	}
	if f := (*calendar.FieldError)(nil); errors.As(err, &f) {
		paths = append(paths, f.Path)
	}
	return paths
}
