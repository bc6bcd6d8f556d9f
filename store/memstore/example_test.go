package memstore_test

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/shopspring/decimal"
)

// A meter answers as of an instant: what was recorded later it does not know.
// An event that comes twice counts once.
func ExampleMeter() {
	var m memstore.Meter
	start := calendar.Must("2026-01-01T00:00:00Z")
	const day = 24 * 3_600_000_000
	for i, quantity := range []int64{5, 7, 7} {
		n := min(i, 1)
		isNew, err := m.Record(memstore.Sample{
			Source: "gateway", ID: fmt.Sprint(n), Subscription: "s-1", Metric: "gb",
			At: start + calendar.Instant(n)*day, Recorded: start + 3*calendar.Instant(n)*day, Quantity: decimal.NewFromInt(quantity),
		})
		fmt.Println(isNew, err)
	}
	query := []proceeds.Query{{Subscription: "s-1", Metric: "gb", Start: start, Ends: []calendar.Instant{start + day, start + 2*day}}}
	for _, known := range []calendar.Instant{start + 2*day, start + 3*day} {
		readings, err := m.Usage(context.Background(), known, query)
		fmt.Println(readings[0].Quantities, err)
	}
	// Output:
	// true <nil>
	// true <nil>
	// false <nil>
	// [5 5] <nil>
	// [5 12] <nil>
}
