package sqlstore_test

import (
	"fmt"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/proceeds"
)

// quotas are one row a subscription of a day, at that many levels.
func quotas(b *testing.B, subscriptions, levels int) []proceeds.Row {
	o := offer(b, "plan", levels)
	units := []int64{600, 720, 860, 1000, 1100, 1200, 1300, 1400}[:levels]
	var rows []proceeds.Row
	for i := range subscriptions {
		rows = append(rows, row(o, fmt.Sprintf("s-%06d", i), january.Start, units...))
	}
	return rows
}

func onDay(rows []proceeds.Row, d int) {
	for i := range rows {
		r := &rows[i]
		r.Start = january.Start + day*calendar.Instant(d)
		r.Posted = r.Start
	}
}

func BenchmarkAppendRows(b *testing.B) {
	for _, levels := range []int{1, 4, 8} {
		b.Run(fmt.Sprintf("levels=%d", levels), func(b *testing.B) {
			s, rows := newStore(b), quotas(b, 1000, levels)
			d := 0
			b.ReportAllocs()
			for b.Loop() {
				onDay(rows, d)
				d++
				appendRows(b, s, rows...)
			}
			b.ReportMetric(float64(b.N*len(rows))/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func BenchmarkHeads(b *testing.B) {
	for _, days := range []int{1, 31} {
		b.Run(fmt.Sprintf("days=%d", days), func(b *testing.B) {
			s, rows := newStore(b), quotas(b, 1000, 4)
			for d := range 62 {
				onDay(rows, d)
				appendRows(b, s, rows...)
			}
			var windows []proceeds.Window
			for i := range rows {
				windows = append(windows, proceeds.Window{Book: proceeds.Live, Subscription: rows[i].Subscription,
					Period: calendar.Period{Start: january.Start, End: january.Start + day*calendar.Instant(days)}})
			}
			b.ReportAllocs()
			for b.Loop() {
				heads, _, err := s.Heads(b.Context(), windows)
				if err != nil || len(heads) != 1000*days {
					b.Fatal(len(heads), err)
				}
			}
			b.ReportMetric(float64(b.N*1000*days)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
