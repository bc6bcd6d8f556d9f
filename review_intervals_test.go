package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

// A plan with monthly usage and a fee every ten days. The seats change on the
// month's last day, on which 80.00 are used. The frame of the next night
// reaches back to the ten days' start, in the middle of the month's line.
func TestReviewIntervalsThatDoNotMeet(t *testing.T) {
	o, err := channel.NewOffer(&pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "gb", Kind: pricing.Usage, Metric: "gb", Model: pricing.PerUnit{Unit: dec("1")}},
		{ID: "fee", Every: calendar.Interval{N: 10, Unit: calendar.Day}, Model: pricing.Flat{Amount: dec("0")}},
	}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		t.Fatal(err)
	}
	term := subscription.Term{From: worldStart, Offer: o, Quantity: dec("1"), Schedule: calendar.Schedule{Anchor: worldStart}}
	more := term
	more.From, more.Quantity = worldStart+30*day, dec("2")
	s := subscription.Subscription{ID: "s", Customer: "ada", Terms: []subscription.Term{term, more}}
	m := new(memstore.Meter)
	if _, err := m.Record(memstore.Sample{Source: "m", ID: "1", Subscription: "s", Metric: "gb",
		At: more.From + day/4, Recorded: more.From + day/4, Quantity: dec("80")}); err != nil {
		t.Fatal(err)
	}
	store := new(memstore.Store)
	for _, frame := range []calendar.Period{{Start: worldStart, End: february + day}, {Start: february, End: february + day}} {
		b, _ := engines(store, m, february+day, 0)
		if _, err := b.Book(t.Context(), frame, stream([]subscription.Subscription{s})); err != nil {
			t.Fatal(err)
		}
		if got := total(t, rows(t, store, proceeds.Booked), channel.SellOut); got != "80.00" {
			t.Errorf("after the frame %v: %s, want 80.00", frame, got)
		}
	}
}
