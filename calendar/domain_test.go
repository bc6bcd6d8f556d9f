package calendar_test

import (
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
)

// cents is what share num of den of an amount comes to, half away from zero.
func cents(amount, num, den int64) int64 { return (2*amount*num + den) / (2 * den) }

// quotas splits an amount over the days of ref and counts the equal ones.
func quotas(amount int64, ref calendar.Period) (count map[int64]int, sum int64) {
	count = map[int64]int{}
	for slot := range calendar.Daily.Cut(ref, nil) {
		to, den := calendar.ByDay.Position(ref, slot.End, nil)
		from, _ := calendar.ByDay.Position(ref, slot.Start, nil)
		q := cents(amount, to, den) - cents(amount, from, den)
		count[q]++
		sum += q
	}
	return count, sum
}

func TestDomain10Row3(t *testing.T) {
	january, sum := quotas(1000, between("2026-01-01", "2026-02-01"))
	if january[32] != 23 || january[33] != 8 || sum != 1000 {
		t.Errorf("10.00 over January: %v, in all %d", january, sum)
	}
	february, sum := quotas(1000, between("2026-02-01", "2026-03-01"))
	if february[36] != 20 || february[35] != 8 || sum != 1000 {
		t.Errorf("10.00 over February: %v, in all %d", february, sum)
	}
}

func TestDomain10Row4(t *testing.T) {
	days, sum := quotas(1998, between("2026-01-01", "2026-02-01"))
	if sum != 1998 || days[64]+days[65] != 31 || 31*64 != 1998-14 {
		t.Errorf("19.98 over January: %v, in all %d", days, sum)
	}
}

// TestDomain10Row5 has the shares of row 5: 240 of 720 hours, also of those that
// have begun.
func TestDomain10Row5(t *testing.T) {
	april := between("2026-04-01", "2026-05-01")
	left := func(d time.Duration) calendar.Period {
		return calendar.Period{Start: april.End.Add(-d), End: april.End}
	}
	for _, tt := range []struct {
		name         string
		measure      calendar.Measure
		left         time.Duration
		credit, cost int64
	}{
		{"240 hours", calendar.ByHour, 240 * time.Hour, 1667, 2667},
		{"239 hours and a minute", calendar.ByHour, 239*time.Hour + time.Minute, 1667, 2667},
		{"by second", calendar.BySecond, 239*time.Hour + time.Minute, 1660, 2656},
	} {
		num, den := tt.measure.Share(april, left(tt.left), nil)
		if credit, cost := cents(5000, num, den), cents(8000, num, den); credit != tt.credit || cost != tt.cost {
			t.Errorf("%s: −%d + %d, want −%d + %d", tt.name, credit, cost, tt.credit, tt.cost)
		}
	}
}

// TestDomain10Row24 has the share of row 24: the date of the cut counts to what
// remains.
func TestDomain10Row24(t *testing.T) {
	january := between("2026-01-01", "2026-02-01")
	rest := calendar.Period{Start: calendar.Must("2026-01-15T10:00:00Z"), End: january.End}
	if num, den := calendar.ByDay.Share(january, rest, nil); cents(3100, num, den) != 1700 {
		t.Errorf("the rest is worth %d of %d, want 17 of 31", num, den)
	}
}
