package memstore_test

import (
	"context"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// One metric may be asked for by several statistics.
func TestMeterStatistics(t *testing.T) {
	start := calendar.Must("2026-01-01T00:00:00Z")
	const day = 24 * 3_600_000_000
	m := new(memstore.Meter)
	for i, value := range []int64{10, 30} {
		if _, err := m.Record(memstore.Sample{Source: "m", ID: string(rune('a' + i)), Subscription: "s", Metric: "gb",
			At: start + calendar.Instant(i)*day, Quantity: decimal.NewFromInt(value), Key: "k"}); err != nil {
			t.Fatal(err)
		}
	}
	want := map[pricing.Statistic][]string{
		pricing.Total: {"10", "40"}, pricing.Count: {"1", "2"}, pricing.Unique: {"1", "1"}, pricing.Average: {"10", "20"},
		pricing.Peak: {"10", "30"}, pricing.Last: {"10", "30"}, pricing.Increase: {"0", "20"},
	}
	got := map[pricing.Statistic][]string{}
	for by := range want {
		r, err := m.Usage(context.Background(), start, []proceeds.Query{{Subscription: "s", Metric: "gb", Statistic: by, Start: start,
			Ends: []calendar.Instant{start + day, start + 2*day}}})
		if err != nil || r[0].Err != nil {
			t.Fatal(err, r[0].Err)
		}
		for _, q := range r[0].Quantities {
			got[by] = append(got[by], q.String())
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statistics (-want +got)\n%s", diff)
	}
}
