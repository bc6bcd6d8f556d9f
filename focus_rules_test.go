package daybook_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport/focus"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// TestFocusRules prints what became of every static rule of the model, over all
// datasets of random worlds.
func TestFocusRules(t *testing.T) {
	m := focusModel(t)
	var all focus.Tally
	rapid.Check(t, func(t *rapid.T) {
		w := drawBilled(t)
		for _, p := range w.pairs {
			for _, v := range []channel.PartyID{p.seller, p.buyer} {
				checkRules(t, m, &all, w, w.dataset(v, p))
			}
		}
	})
	if len(all.Rules) != 420 || all.Lines == 0 {
		t.Errorf("%d rules over %d lines", len(all.Rules), all.Lines)
	}
	t.Logf("%v, over %d lines", &all, all.Lines)
}

func checkRules(t interface{ Fatal(...any) }, m *focus.Model, all *focus.Tally, w *billedWorld, d focus.Dataset) {
	text, _, err := w.write(t, d)
	if err != nil {
		t.Fatal(err)
	}
	report, err := m.Check(strings.NewReader(text), d.Criteria(), d.EmptyNull)
	if err != nil {
		t.Fatal(err)
	}
	if report.Count(focus.Failed) > 0 || report.Count(focus.Unknown) > 0 {
		t.Fatal(fmt.Sprintf("%v\n%+v\n%s", report, report.Failed(), text[:min(len(text), 6000)]))
	}
	all.Add(report)
}

// sampleWorld resells the real sample: each sub-account is a customer, each
// service a product, each line a one-off at vendor cost = BilledCost.
func sampleWorld(t *testing.T) *billedWorld {
	t.Helper()
	ctx := context.Background()
	september := calendar.Period{Start: calendar.Must("2024-09-01T00:00:00Z"), End: calendar.Must("2024-10-01T00:00:00Z")}
	in, err := focus.NewReader(focusFile(t, "focus_sample.csv"), focus.ReadOptions{Require: []string{"SubAccountId"}})
	if err != nil {
		t.Fatal(err)
	}
	offers, subs := map[string]*channel.Offer{}, map[string]*subscription.Subscription{}
	for l, err := range in.All() {
		if err != nil {
			t.Fatal(err)
		}
		product := l.Text("ServiceName")
		if offers[product] == nil {
			offers[product] = resold(t, product, l.Currency)
		}
		id := l.Text("SubAccountId") + " " + product
		if subs[id] == nil {
			subs[id] = &subscription.Subscription{ID: subscription.ID(id), Customer: channel.PartyID(l.Text("SubAccountId")), Location: l.Text("RegionId"),
				Terms: []subscription.Term{{From: september.Start, Offer: offers[product], Schedule: calendar.Schedule{Anchor: september.Start}}}}
		}
		subs[id].Facts = append(subs[id].Facts, l.Fact())
	}
	var all []subscription.Subscription
	for _, id := range slices.Sorted(maps.Keys(subs)) {
		all = append(all, *subs[id])
	}
	store := new(memstore.Store)
	b := daybook.Booker{Ledger: store, Clock: clock(september.End), ExtraDigits: focus.FeedDigits - 2, Run: daybook.Run{MaxRows: 1000}}
	c := daybook.Collector{Ledger: store, Clock: clock(september.End), ExtraDigits: focus.FeedDigits - 2, Run: daybook.Run{MaxRows: 1000}}
	for _, f := range []func(context.Context, calendar.Period, daybook.Subscriptions) (daybook.Report, error){b.Book, c.Collect} {
		if r, err := f(ctx, september, stream(all)); err != nil || len(r.Quarantined) > 0 {
			t.Fatal(err, r.Quarantined)
		}
	}
	return billIn(t, store, proceeds.Booked, []calendar.Period{september})
}

// resold is a product at cost, marked up twice.
func resold(t *testing.T, product string, currency money.Currency) *channel.Offer {
	t.Helper()
	plan := &pricing.Plan{ID: pricing.PlanID(product), Revision: 1, Product: product, Currency: currency}
	for _, c := range focus.FeedCharges() {
		plan.Charges = append(plan.Charges, pricing.Charge{ID: c, Kind: pricing.OneTime, OnRequest: true,
			Model: pricing.PerUnit{Unit: decimal.NewFromInt(1)}, Unit: "Units", TaxCategory: "S"})
	}
	o, err := channel.NewOffer(plan, &channel.Chain{ID: "feed", Revision: 1, Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "platform", Role: channel.Parent, Book: channel.BookRef{ID: "platform", Revision: 1}, Default: channel.Rule{Kind: channel.Markup, Percent: dec("10")}},
		{Party: "reseller", Role: channel.Reseller, Book: channel.BookRef{ID: "reseller", Revision: 1}, Default: channel.Rule{Kind: channel.Markup, Percent: dec("20")}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestFocusSampleRules resells the real sample, writes the dataset of every pair,
// and holds it against its invoices, the live proceeds and the rules.
func TestFocusSampleRules(t *testing.T) {
	m, w := focusModel(t), sampleWorld(t)
	var all focus.Tally
	rounded := 0
	for i, p := range w.pairs {
		if i > 12 && p.seller == "reseller" {
			continue // of 73 customers, the first ten
		}
		d := w.dataset(p.buyer, p)
		checkRules(t, m, &all, w, d)
		text, sums, err := w.write(t, d)
		if err != nil {
			t.Fatal(err)
		}
		rounded += strings.Count(text, "Rounding of the invoice's lines")
		if live := w.sum(t, proceeds.Live, p); len(sums.Totals) != 1 || sums.Totals[0].Effective != live {
			t.Errorf("%v: consumed %+v, want %v", p, sums.Totals, live)
		}
	}
	if got := w.sum(t, proceeds.Live, pair{"vendor", "platform"}); got.Text() != "20.52022672899" {
		t.Errorf("the vendor's cost is %v, want that of the sample", got)
	}
	if rounded == 0 {
		t.Error("no invoice was rounded")
	}
	t.Logf("%v, over %d lines", &all, all.Lines)
}
