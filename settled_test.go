package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

// settledIn sells at 1.00 EUR, settled in c at a rate.
func settledIn(t *testing.T, kind pricing.Kind, c, rate string) *channel.Offer {
	t.Helper()
	charge := pricing.Charge{ID: "c", Kind: kind, Model: pricing.PerUnit{Unit: dec("1")}}
	if kind == pricing.Usage {
		charge.Metric = "gb"
	}
	o, err := channel.NewOffer(&pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{charge}},
		&channel.Chain{ID: "direct", Vendor: "vendor", Settlements: []channel.Settlement{
			{Currency: money.MustCurrency(c), Scale: 2, Rate: rate, At: worldStart, Source: "bank"}}})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// settled adds up what ada settles, by currency.
func settled(t *testing.T, l daybook.Ledger, b proceeds.Book) map[string]string {
	t.Helper()
	sums := map[string]money.Amount{}
	views, _, err := daybook.Reader{Ledger: l, Viewer: channel.Viewer{Party: "ada"}}.Since(t.Context(), b, calendar.Period{}, "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range views {
		x := v.Sides[0].Settled
		if x == nil {
			t.Fatal("nothing settled")
		}
		c := x.Amount.Currency().String()
		if sums[c], err = sums[c].Add(x.Amount); err != nil {
			t.Fatal(err)
		}
	}
	out := map[string]string{}
	for c, a := range sums {
		if !a.IsZero() {
			out[c] = a.Text()
		}
	}
	return out
}

// The currency in which a level settles was wrong, and is corrected: what was
// settled in dollars is taken back, and pounds are settled.
func TestSettlementCorrected(t *testing.T) {
	store := new(memstore.Store)
	s := subscription.Subscription{ID: "s", Customer: "ada", Terms: []subscription.Term{{From: worldStart,
		Offer: settledIn(t, pricing.Recurring, "USD", "1.10"), Quantity: dec("100"), Schedule: calendar.Schedule{Anchor: worldStart}}}}
	book(t, store, worldStart+2*day, s)
	s.Terms[0].Offer = settledIn(t, pricing.Recurring, "GBP", "0.90")
	book(t, store, worldStart+3*day, s)
	if got := settled(t, store, proceeds.Booked); len(got) != 1 || got["GBP"] != "90.00" {
		t.Errorf("settled %v, want 90.00 GBP", got)
	}
}

// A new revision in the middle of a period settles in pounds. The period keeps
// the settlement of its start, and its rows say so.
func TestSettlementOfThePeriodsStart(t *testing.T) {
	store := new(memstore.Store)
	m := new(memstore.Meter)
	for i, at := range []calendar.Instant{worldStart + day, worldStart + 20*day} {
		if _, err := m.Record(memstore.Sample{Source: "m", ID: string(rune('a' + i)), Subscription: "s", Metric: "gb", At: at, Recorded: at, Quantity: dec("100")}); err != nil {
			t.Fatal(err)
		}
	}
	term := subscription.Term{From: worldStart, Offer: settledIn(t, pricing.Usage, "USD", "1.10"), Quantity: dec("1"), Schedule: calendar.Schedule{Anchor: worldStart}}
	next := term
	next.From, next.Offer = worldStart+10*day, settledIn(t, pricing.Usage, "GBP", "0.90")
	s := subscription.Subscription{ID: "s", Customer: "ada", Terms: []subscription.Term{term, next}}
	b, c := engines(store, m, february, 0)
	if _, err := b.Book(t.Context(), january, stream([]subscription.Subscription{s})); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Collect(t.Context(), january, stream([]subscription.Subscription{s})); err != nil {
		t.Fatal(err)
	}
	for _, book := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		if got := settled(t, store, book); len(got) != 1 || got["USD"] != "220.00" {
			t.Errorf("%v: settled %v, want 220.00 USD", book, got)
		}
	}
}
