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

// Usage of one metric goes on over a plan switch at its place in the tiers:
// 80 on the first plan and 40 on the second, 100 at 1.00 and 20 at 0.50.
func TestTiersOverAPlanSwitch(t *testing.T) {
	offer := func(id pricing.PlanID) *channel.Offer {
		o, err := channel.NewOffer(&pricing.Plan{ID: id, Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
			{ID: "gb", Kind: pricing.Usage, Metric: "gb", Model: pricing.Graduated{Tiers: []pricing.Tier{{UpTo: dec("100"), Unit: dec("1")}, {Unit: dec("0.5")}}}},
		}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	m := new(memstore.Meter)
	for i, x := range []struct {
		day calendar.Instant
		q   string
	}{{5, "80"}, {20, "40"}} {
		at := worldStart + x.day*day
		if _, err := m.Record(memstore.Sample{Source: "m", ID: string(rune('a' + i)), Subscription: "s", Metric: "gb", At: at, Recorded: at, Quantity: dec(x.q)}); err != nil {
			t.Fatal(err)
		}
	}
	term := subscription.Term{From: worldStart, Offer: offer("a"), Quantity: dec("1"), Schedule: calendar.Schedule{Anchor: worldStart}}
	next := term
	next.From, next.Offer = worldStart+10*day, offer("b")
	s := subscription.Subscription{ID: "s", Customer: "ada", Terms: []subscription.Term{term, next}}
	store := new(memstore.Store)
	b, _ := engines(store, m, february, 0)
	if _, err := b.Book(t.Context(), january, stream([]subscription.Subscription{s})); err != nil {
		t.Fatal(err)
	}
	if got := total(t, rows(t, store, proceeds.Booked), channel.SellOut); got != "110.00" {
		t.Errorf("booked %s, want 110.00", got)
	}
}
