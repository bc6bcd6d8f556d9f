package daybook_test

import (
	"context"
	"testing"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// fourLevels sells a plan of one fee along vendor, parent, distributor and
// reseller: 6.00, 7.20, 9.00, 12.60 a unit.
func fourLevels(t testing.TB) *channel.Offer {
	t.Helper()
	plan := &pricing.Plan{ID: "basic", Revision: 1, Product: "backup", Name: "Basic", Currency: money.MustCurrency("EUR"),
		Charges: []pricing.Charge{{ID: "fee", Model: pricing.PerUnit{Unit: dec("6.00")}, Unit: "seat", TaxCategory: "S"}}}
	chain := &channel.Chain{ID: "eu", Revision: 1, Vendor: "vendor"}
	for _, s := range []struct {
		party   channel.PartyID
		role    channel.Role
		percent string
	}{{"parent", channel.Parent, "20"}, {"distributor", channel.Distributor, "25"}, {"reseller", channel.Reseller, "40"}} {
		chain.Sellers = append(chain.Sellers, channel.Seller{
			Party: s.party, Role: s.role, Book: channel.BookRef{ID: channel.BookID(s.party), Revision: 1},
			Default: channel.Rule{Kind: channel.Markup, Percent: dec(s.percent)},
		})
	}
	o, err := channel.NewOffer(plan, chain)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// monthly is a subscription from the world's start on, one unit a month.
func monthly(t testing.TB, id subscription.ID) subscription.Subscription {
	t.Helper()
	return subscription.Subscription{ID: id, Customer: "ada", Terms: []subscription.Term{{
		From: worldStart, Offer: fourLevels(t), Quantity: dec("1"),
		Schedule: calendar.Schedule{Anchor: worldStart, Zone: time.UTC},
	}}}
}

func book(t testing.TB, l daybook.Ledger, now calendar.Instant, subs ...subscription.Subscription) (booked, collected daybook.Report) {
	t.Helper()
	frame := calendar.Period{Start: worldStart, End: now}
	b, c := engines(l, nil, now, 0)
	booked, err := b.Book(context.Background(), frame, stream(subs))
	if err != nil {
		t.Fatal(err)
	}
	collected, err = c.Collect(context.Background(), frame, stream(subs))
	if err != nil {
		t.Fatal(err)
	}
	return booked, collected
}

// onRequest sells visits by the vendor.
func onRequest(t testing.TB) *channel.Offer {
	t.Helper()
	o, err := channel.NewOffer(&pricing.Plan{ID: "visits", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "visit", Kind: pricing.OneTime, OnRequest: true, Model: pricing.PerUnit{Unit: dec("50")}},
	}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// ctx is that of tests that cancel nothing.
var ctx = context.Background()

// direct sells a fee by the vendor itself.
func direct(t testing.TB, price string) *channel.Offer {
	t.Helper()
	return offering(t, pricing.Charge{ID: "fee", Model: pricing.Flat{Amount: dec(price)}})
}

// metered3 sells usage at a third of a cent, by the vendor itself.
func metered3(t testing.TB) *channel.Offer {
	t.Helper()
	return offering(t, pricing.Charge{ID: "gb", Kind: pricing.Usage, Timing: pricing.Postpaid, Metric: "gb", Model: pricing.PerUnit{Unit: dec("0.333")}})
}

func offering(t testing.TB, c pricing.Charge) *channel.Offer {
	t.Helper()
	o, err := channel.NewOffer(&pricing.Plan{ID: "p", Product: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{c}},
		&channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// flatTax is one rate, in percent, on everything.
func flatTax(t testing.TB, percent string) invoice.TaxTable {
	t.Helper()
	table, err := invoice.FlatTax(dec(percent))
	if err != nil {
		t.Fatal(err)
	}
	return table
}
