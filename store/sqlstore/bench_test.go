package sqlstore_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/sqlstore"
	"github.com/daybook-go/daybook/store/sqlstore/internal/pgtest"
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
		for _, s := range benchStores {
			b.Run(fmt.Sprintf("database=%s/levels=%d", s.name, levels), func(b *testing.B) {
				s, rows := s.open(b), quotas(b, 1000, levels)
				d := 0
				b.ReportAllocs()
				before := cpu()
				for b.Loop() {
					onDay(rows, d)
					d++
					appendRows(b, s, rows...)
				}
				perRow(b, b.N*len(rows), cpu()-before)
			})
		}
	}
}

// benchStores wait for the disk as they do in earnest.
var benchStores = []struct {
	name string
	open func(testing.TB) *sqlstore.Store
}{
	{"sqlite", newStore},
	{"postgres", func(t testing.TB) *sqlstore.Store {
		s, _ := openPostgresAt(t, pgtest.Start(t).DSN(""))
		return s
	}},
}

// perRow reports rows a second, and this process's own time for each: SQLite
// works in it, PostgreSQL beside it.
func perRow(b *testing.B, rows int, used time.Duration) {
	b.Helper()
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(used.Nanoseconds())/float64(rows), "cpu-ns/row")
}

func BenchmarkHeads(b *testing.B) {
	for _, days := range []int{1, 31} {
		for _, s := range benchStores {
			b.Run(fmt.Sprintf("database=%s/days=%d", s.name, days), func(b *testing.B) { benchHeads(b, s.open(b), days) })
		}
	}
}

func benchHeads(b *testing.B, s *sqlstore.Store, days int) {
	rows := quotas(b, 1000, 4)
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
	before := cpu()
	for b.Loop() {
		heads, _, err := s.Heads(b.Context(), windows)
		if err != nil || len(heads) != 1000*days {
			b.Fatal(len(heads), err)
		}
	}
	perRow(b, b.N*1000*days, cpu()-before)
}
