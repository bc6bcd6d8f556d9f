package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

// "A correction after the pull is its own line with a reference" (step 7), also
// when the account has been labelled or moved between the two.
func TestCorrectionOfRelabelledAccount(t *testing.T) {
	store, v := new(memstore.Store), channel.Viewer{Party: "ada"}
	s := subscribed(t, worldStart, nil, metered1(pricing.Total, pricing.PerUnit{Unit: dec("1")}))
	meter := meterOf(t, sampleOf("1", worldStart+day, "10"))
	collect := func(now calendar.Instant) []livereport.Instruction {
		_, collector := engines(store, meter, now, 0)
		if _, err := collector.Collect(ctx, calendar.Period{Start: worldStart, End: now}, stream([]subscription.Subscription{*s})); err != nil {
			t.Fatal(err)
		}
		if err := store.CloseBook(ctx, proceeds.Live, now); err != nil {
			t.Fatal(err)
		}
		set := instruct(t, store, v, livereport.InstructionTerms{Bases: external(t), Frame: calendar.Period{Start: now - day}})
		return set.Lines()
	}
	late := func(id string) {
		sample := sampleOf(id, worldStart+day, "5")
		sample.Recorded = worldStart + 2*day
		if _, err := meter.Record(sample); err != nil {
			t.Fatal(err)
		}
	}
	first := collect(worldStart + 2*day)
	if len(first) != 1 || first[0].Corrects != "" || first[0].Net.Text() != "10.00" {
		t.Fatalf("first: %+v", first)
	}
	late("2")
	s.Tags = subscription.NewTags(map[string]string{"team": "blue"})
	for n, change := range []func(){func() {}, func() { late("3"); s.Location = "Riverrun" }} {
		change()
		got := collect(worldStart + calendar.Instant(3+n)*day)
		if len(got) != 1 || got[0].Net.Text() != "5.00" || got[0].Corrects != first[0].ID {
			t.Errorf("correction %d: %+v; want 5.00 that corrects %s", n+1, got, first[0].ID)
		}
	}
}
