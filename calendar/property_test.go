package calendar_test

import (
	"math"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"pgregory.net/rapid"
)

func TestPeriodsTile(t *testing.T) { rapid.Check(t, periodsTile) }
func FuzzPeriodsTile(f *testing.F) { f.Fuzz(rapid.MakeFuzz(periodsTile)) }

// periodsTile: each period ends where the next starts, whatever the schedule.
func periodsTile(t *rapid.T) {
	s := anySchedule(t)
	k := rapid.OneOf(rapid.IntRange(-50, 50), rapid.IntRange(math.MinInt32-9, math.MaxInt32+9)).Draw(t, "k")
	p, next := s.Period(k), s.Period(k+1)
	if !p.Valid() || p.End != next.Start || p.Start != s.Start(k) {
		t.Fatalf("%v: period %d is %v, the next %v, start %v", s, k, p, next, s.Start(k))
	}
}

func TestIndexInvertsPeriod(t *testing.T) { rapid.Check(t, indexInvertsPeriod) }
func FuzzIndexInvertsPeriod(f *testing.F) { f.Fuzz(rapid.MakeFuzz(indexInvertsPeriod)) }

// indexInvertsPeriod: an instant lies in the period that At gives, and every
// instant of a period has its number.
func indexInvertsPeriod(t *rapid.T) {
	s := anySchedule(t)
	at := anyInstant(t, "at")
	k, p := s.At(at)
	if inYears := min(max(at, calendar.MinInstant), calendar.MaxInstant-1); !p.Contains(inYears) || p != s.Period(k) {
		t.Fatalf("%v: %v lies in period %d, %v, which is %v", s, at, k, p, s.Period(k))
	}
	j := rapid.IntRange(-5000, 5000).Draw(t, "j")
	q := s.Period(j)
	if q.IsEmpty() || q.Start == calendar.MinInstant {
		return // the first period in year 1 may be cut from one before
	}
	for _, u := range []calendar.Instant{q.Start, q.Start + (q.End-q.Start)/2, q.End - 1} {
		if k, p := s.At(u); k != j || p != q {
			t.Fatalf("%v: %v of period %d, %v, is said to lie in %d, %v", s, u, j, q, k, p)
		}
	}
}

func TestPeriodZeroHasTheAnchor(t *testing.T) { rapid.Check(t, periodZeroHasTheAnchor) }
func FuzzPeriodZeroHasTheAnchor(f *testing.F) { f.Fuzz(rapid.MakeFuzz(periodZeroHasTheAnchor)) }

// periodZeroHasTheAnchor: and begins there, if it is an anniversary.
func periodZeroHasTheAnchor(t *rapid.T) {
	s, _ := schedule(t)
	if k, p := s.At(s.Anchor); k != 0 || s.Align == calendar.Anniversary && p.Start != s.Anchor {
		t.Fatalf("%v: the anchor lies in period %d, %v", s, k, p)
	}
}

func TestAgreesWithNaive(t *testing.T) { rapid.Check(t, agreesWithNaive) }
func FuzzAgreesWithNaive(f *testing.F) { f.Fuzz(rapid.MakeFuzz(agreesWithNaive)) }

// agreesWithNaive: the starts around the anchor are those that walking finds.
func agreesWithNaive(t *rapid.T) {
	s, r := schedule(t)
	const reach = 3
	want := naiveStarts(s, r, reach)
	for k := -reach; k <= reach; k++ {
		if got := s.Start(k); got != want[k+reach] {
			t.Fatalf("%v: period %d starts at %v, want %v", s, k, got.In(s.Zone), want[k+reach].In(s.Zone))
		}
	}
}

func TestPeriodsCoverTheirSpan(t *testing.T) { rapid.Check(t, periodsCoverTheirSpan) }
func FuzzPeriodsCoverTheirSpan(f *testing.F) { f.Fuzz(rapid.MakeFuzz(periodsCoverTheirSpan)) }

// periodsCoverTheirSpan: served parts are adjacent and fill the span; numbers
// ascend. Spans may reach beyond what is supported: a generator ends.
func periodsCoverTheirSpan(t *rapid.T) {
	s := anySchedule(t)
	span := anySpan(t)
	at, last, n := max(span.Start, calendar.MinInstant), math.MinInt, 0
	for k, p := range s.Periods(span) {
		served := p.Intersect(span)
		if p.IsEmpty() || served.Start != at || k <= last || p != s.Period(k) {
			t.Fatalf("%v over %v: period %d, %v, after %d and %v", s, span, k, p, last, at)
		}
		at, last = served.End, k
		if n++; n == 1000 {
			return
		}
	}
	checkEnd(t, span, at)
}

func TestCutsCoverTheirSpan(t *testing.T) { rapid.Check(t, cutsCoverTheirSpan) }
func FuzzCutsCoverTheirSpan(f *testing.F) { f.Fuzz(rapid.MakeFuzz(cutsCoverTheirSpan)) }

// cutsCoverTheirSpan: the parts of slots are adjacent and fill the span, each
// within one slot; Slots are the ones that start in it.
func cutsCoverTheirSpan(t *rapid.T) {
	g := anyGranularity(t)
	zone, span := anyZone(t), anySpan(t)
	at, n := max(span.Start, calendar.MinInstant), 0
	var starts []calendar.Instant
	for p := range g.Cut(span, zone) {
		slot := g.SlotAt(p.Start, zone)
		if p.IsEmpty() || p.Start != at || p != slot.Intersect(span) {
			t.Fatalf("%v of %v in %v: %v of %v after %v", g, span, zone, p, slot, at)
		}
		if at = p.End; slot.Start >= span.Start {
			starts = append(starts, slot.Start)
		}
		if n++; n == 1000 {
			break
		}
	}
	if n < 1000 {
		checkEnd(t, span, at)
	}
	for p := range g.Slots(span, zone) {
		if len(starts) == 0 {
			if n < 1000 {
				t.Fatalf("%v of %v in %v: slot %v too many", g, span, zone, p)
			}
			return
		}
		if p != g.SlotAt(starts[0], zone) || p.Start != starts[0] {
			t.Fatalf("%v of %v in %v: slot %v, want the one from %v", g, span, zone, p, starts[0])
		}
		starts = starts[1:]
	}
	if len(starts) > 0 {
		t.Fatalf("%v of %v in %v: no slot from %v", g, span, zone, starts[0])
	}
}

func checkEnd(t *rapid.T, span calendar.Period, at calendar.Instant) {
	end := min(span.End, calendar.MaxInstant)
	if end > max(span.Start, calendar.MinInstant) && at != end {
		t.Fatalf("%v is covered to %v only", span, at)
	}
}

func TestPositionsGrow(t *testing.T) { rapid.Check(t, positionsGrow) }
func FuzzPositionsGrow(f *testing.F) { f.Fuzz(rapid.MakeFuzz(positionsGrow)) }

// positionsGrow: w is 0 up to the start, 1 from the end on, and never falls.
func positionsGrow(t *rapid.T) {
	m, zone, ref := anyMeasure(t), anyZone(t), anySpan(t)
	at := func(u calendar.Instant) (int64, int64) { return m.Position(ref, u, zone) }
	start, den := at(ref.Start)
	end, _ := at(ref.End)
	empty := min(ref.End, calendar.MaxInstant) <= max(ref.Start, calendar.MinInstant)
	if den < 1 || start != 0 || !empty && end != den || empty && (end != 0 || den != 1) {
		t.Fatalf("%v of %v: from %d to %d of %d", m, ref, start, end, den)
	}
	u, v := anyInstant(t, "u"), anyInstant(t, "v")
	if near := rapid.Bool().Draw(t, "near"); near && ref.Start < ref.End && ref.Start > calendar.MinInstant && ref.End < calendar.MaxInstant {
		span := rapid.Int64Range(int64(ref.Start), int64(ref.End))
		u, v = calendar.Instant(span.Draw(t, "u in ref")), calendar.Instant(span.Draw(t, "v in ref"))
	}
	low, d1 := at(min(u, v))
	high, d2 := at(max(u, v))
	if d1 != den || d2 != den || low < 0 || low > high || high > den {
		t.Fatalf("%v of %v: %d of %d at %v, %d of %d at %v", m, ref, low, d1, min(u, v), high, d2, max(u, v))
	}
}

func TestSharesAddUp(t *testing.T) { rapid.Check(t, sharesAddUp) }
func FuzzSharesAddUp(f *testing.F) { f.Fuzz(rapid.MakeFuzz(sharesAddUp)) }

// sharesAddUp: however a period is cut, its parts are worth the whole.
func sharesAddUp(t *rapid.T) {
	m, g := anyMeasure(t), anyGranularity(t)
	s, _ := schedule(t)
	s.Every.N = min(s.Every.N, 2)
	_, ref := s.At(s.Anchor)
	var sum, den int64
	for slot := range g.Cut(ref, anyZone(t)) {
		cut := slot.Start + calendar.Instant(rapid.Int64Range(0, int64(slot.End-slot.Start)).Draw(t, "cut"))
		for _, part := range []calendar.Period{{Start: slot.Start, End: cut}, {Start: cut, End: slot.End}} {
			num, d := m.Share(ref, part, s.Zone)
			sum, den = sum+num, d
		}
		if ref.End-ref.Start > 100*day && g == calendar.Hourly {
			return
		}
	}
	if sum != den {
		t.Fatalf("%v of %v in %v: parts are worth %d of %d", m, ref, s.Zone, sum, den)
	}
}

func TestMeasuresAgreeWithNaive(t *testing.T) { rapid.Check(t, measuresAgreeWithNaive) }
func FuzzMeasuresAgreeWithNaive(f *testing.F) { f.Fuzz(rapid.MakeFuzz(measuresAgreeWithNaive)) }

// measuresAgreeWithNaive: counting gives the same fraction.
func measuresAgreeWithNaive(t *rapid.T) {
	m, zone := anyMeasure(t), anyZone(t)
	start := nearInstant(t, zone, "start")
	ref := calendar.Period{Start: start, End: start + calendar.Instant(rapid.Int64Range(1, int64(70*day)).Draw(t, "length"))}
	at := start + calendar.Instant(rapid.Int64Range(-1e6, int64(ref.End-start)+1e6).Draw(t, "at"))
	num, den := m.Position(ref, at, zone)
	n, d := naivePosition(m, ref, at, zone)
	if num*d != n*den { // 45 bits each at most
		t.Fatalf("%v of %v at %v in %v: %d of %d, want %d of %d", m, ref, at, zone, num, den, n, d)
	}
}
