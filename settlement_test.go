package daybook_test

import (
	"context"
	"testing"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

// 310.00 USD a month settle in euros at the rate of the month's start, in the
// row, in the quotas and in a correction alike; the next month has its own rate.
func TestDomain10Row22(t *testing.T) {
	plan := &pricing.Plan{ID: "basic", Product: "backup", Currency: money.MustCurrency("USD"),
		Charges: []pricing.Charge{{ID: "fee", Model: pricing.PerUnit{Unit: dec("310.00")}}}}
	dollars, err := channel.NewOffer(plan, &channel.Chain{ID: "direct", Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "reseller", Role: channel.Reseller, Default: channel.Rule{Kind: channel.PassThrough}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	at := func(from calendar.Instant, rate string, quantity string) subscription.Term {
		o, err := dollars.Settled([]channel.Settlement{{}, {Currency: money.MustCurrency("EUR"), Scale: 2, Rate: rate, At: from, Source: "ECB"}})
		if err != nil {
			t.Fatal(err)
		}
		return subscription.Term{From: from, Offer: o, Quantity: dec(quantity), Schedule: calendar.Schedule{Anchor: worldStart, Zone: time.UTC}}
	}
	store := new(memstore.Store)
	run := func(now calendar.Instant, terms ...subscription.Term) {
		s := subscription.Subscription{ID: "s-1", Customer: "ada", Terms: terms}
		b, c := engines(store, nil, now, 0)
		frame := calendar.Period{Start: worldStart, End: february + 28*day}
		for _, f := range []func(context.Context, calendar.Period, daybook.Subscriptions) (daybook.Report, error){b.Book, c.Collect} {
			if r, err := f(context.Background(), frame, stream([]subscription.Subscription{s})); err != nil || len(r.Quarantined) > 0 {
				t.Fatalf("%+v, %v", r, err)
			}
		}
	}
	settled := func(b proceeds.Book, month calendar.Period) string {
		views, _, err := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "ada"}}.Since(context.Background(), b, month, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		var totals channel.Totals
		for i := range views {
			if err := totals.Add(&views[i].Cut); err != nil {
				t.Fatal(err)
			}
		}
		sum := totals.All()
		if len(sum) != 1 {
			t.Fatalf("%v of %v: %v", b, month, sum)
		}
		return sum[0].Amount.Text() + " " + sum[0].Settled.Text()
	}
	next := calendar.Period{Start: february, End: february + 28*day}
	expect := func(when, first, second string) {
		t.Helper()
		for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
			if got := settled(b, january); got != first {
				t.Errorf("%s, January is %s in %v, want %s", when, got, b, first)
			}
			if got := settled(b, next); got != second {
				t.Errorf("%s, February is %s in %v, want %s", when, got, b, second)
			}
		}
	}
	run(next.End, at(worldStart, "0.930", "1"), at(february, "0.960", "1"))
	expect("at first", "310.00 288.30", "310.00 297.60")
	run(next.End+day, at(worldStart, "0.930", "2"), at(february, "0.960", "1"))
	expect("corrected", "620.00 576.60", "310.00 297.60")
}
