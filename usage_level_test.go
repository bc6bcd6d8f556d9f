package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/livereport/usage"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

// Levels do not add up over time (channel.Route.Level; DOMAIN §3, metrics): ten
// users all January are ten in the usage report, by quotas as by proceeds, and
// not 310.
func TestUsageOfLevels(t *testing.T) {
	store := new(memstore.Store)
	s := subscribed(t, worldStart, nil, metered1(pricing.Average, pricing.PerUnit{Unit: dec("2")}))
	booker, collector := engines(store, meterOf(t, sampleOf("1", worldStart, "10")), february, 0)
	frame, subs := calendar.Period{Start: worldStart, End: february}, []subscription.Subscription{*s}
	if _, err := booker.Book(ctx, frame, stream(subs)); err != nil {
		t.Fatal(err)
	}
	if _, err := collector.Collect(ctx, frame, stream(subs)); err != nil {
		t.Fatal(err)
	}
	for _, v := range []channel.Viewer{{Operator: true}, {Party: "ada"}, {Party: "vendor"}} {
		for _, source := range []livereport.Source{livereport.Final, livereport.Live} {
			r, err := daybook.Reader{Ledger: store, Viewer: v}.Usage(ctx, usage.Config{Source: source})
			if err != nil || len(r.Lines) != 1 || r.Lines[0].Quantity.String() != "10" {
				t.Errorf("%q, %v: %+v, %v; want 10", v.Party, source, r.Lines, err)
			}
		}
	}
}
