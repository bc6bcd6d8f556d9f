package daybook_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport/focus"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// smallOffer sells seats in advance, a set-up, and storage in arrears, along four
// levels.
func smallOffer(t testing.TB) *channel.Offer {
	t.Helper()
	plan := &pricing.Plan{ID: "basic", Revision: 1, Product: "backup", Name: "Basic", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "seats", Model: pricing.PerUnit{Unit: dec("6.00")}, Unit: "Seats", TaxCategory: "S"},
		{ID: "set-up", Kind: pricing.OneTime, Model: pricing.Flat{Amount: dec("15.00")}, TaxCategory: "S"},
		{ID: "storage", Kind: pricing.Usage, Timing: pricing.Postpaid, Metric: "metric", Model: pricing.PerUnit{Unit: dec("0.10")}, Unit: "GB", TaxCategory: "S"},
	}}
	chain := &channel.Chain{ID: "eu", Revision: 1, Vendor: "vendor"}
	for i, role := range []channel.Role{channel.Parent, channel.Distributor, channel.Reseller} {
		p := channel.PartyID(strings.ToLower(role.String()))
		chain.Sellers = append(chain.Sellers, channel.Seller{
			Party: p, Role: role, Book: channel.BookRef{ID: channel.BookID(p), Revision: 1},
			Default: channel.Rule{Kind: channel.Markup, Percent: decimal.NewFromInt(int64(20 + 10*i))},
		})
	}
	o, err := channel.NewOffer(plan, chain)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// smallWorld is a fortnight of ada's backup, invoiced by basis: 3 seats from 20
// January, one more from the 26th on, some storage, of which 5 GB are heard of
// when January is closed.
func smallWorld(t testing.TB, basis proceeds.Book) *billedWorld {
	t.Helper()
	ctx := context.Background()
	start := calendar.Must("2026-01-20T00:00:00Z")
	term := subscription.Term{From: start, Offer: smallOffer(t), Quantity: dec("3"), Schedule: calendar.Schedule{
		Anchor: start, Zone: time.UTC, Every: calendar.Interval{N: 2, Unit: calendar.Week}}}
	more := term
	more.From, more.Quantity = calendar.Must("2026-01-26T00:00:00Z"), dec("4")
	s := subscription.Subscription{ID: "s-1", Customer: "ada", Location: "eu-south-1",
		Tags: subscription.NewTags(map[string]string{"team": "=cmd"}), Terms: []subscription.Term{term, more}, End: calendar.Must("2026-02-03T00:00:00Z")}
	w := &world{subs: []subscription.Subscription{s}, end: worldEnd}
	for i, sample := range []struct{ at, recorded, quantity string }{
		{"2026-01-21T10:00:00Z", "2026-01-21T10:00:00Z", "12"}, {"2026-01-29T08:00:00Z", "2026-02-04T00:00:00Z", "5"},
	} {
		w.samples = append(w.samples, memstore.Sample{Source: "meter", ID: fmt.Sprint(i), Subscription: s.ID, Metric: "metric",
			At: calendar.Must(sample.at), Recorded: calendar.Must(sample.recorded), Quantity: dec(sample.quantity)})
	}
	store := new(memstore.Store)
	for _, now := range []calendar.Instant{february, february + 5*day} {
		m := new(memstore.Meter)
		for _, x := range w.samples {
			if _, err := m.Record(x); err != nil {
				t.Fatal(err)
			}
		}
		b, c := engines(store, m, now, 1)
		for _, f := range []func(context.Context, calendar.Period, daybook.Subscriptions) (daybook.Report, error){b.Book, c.Collect} {
			if r, err := f(ctx, w.all(), stream(w.subs)); err != nil || len(r.Quarantined) > 0 {
				t.Fatal(err, r.Quarantined)
			}
		}
		for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
			if err := store.CloseBook(ctx, b, february); err != nil {
				t.Fatal(err)
			}
		}
	}
	out := bill(t, store, basis)
	out.services["backup"] = focus.Service{Name: "Nimbus Backup", Publisher: "Nimbus Ltd", Category: "Storage", Subcategory: "Backup Storage"}
	return out
}

// TestFocusGolden compares datasets of the small world with files that were read
// by eye; -update writes them.
func TestFocusGolden(t *testing.T) {
	for name, tt := range map[string]struct {
		basis  proceeds.Book
		viewer channel.PartyID
		pair   pair
		own    bool
	}{
		"customer":        {proceeds.Booked, "ada", pair{"reseller", "ada"}, false},
		"customer-live":   {proceeds.Live, "ada", pair{"reseller", "ada"}, false},
		"reseller-buys":   {proceeds.Booked, "reseller", pair{"distributor", "reseller"}, false},
		"reseller-margin": {proceeds.Live, "reseller", pair{"reseller", ""}, true},
		"vendor":          {proceeds.Live, "vendor", pair{"vendor", "parent"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := smallWorld(t, tt.basis)
			d := w.dataset(tt.viewer, tt.pair)
			d.OwnMargin, d.Names = tt.own, map[channel.PartyID]string{"ada": "Ada's Bakery, \"Rome\"", "reseller": "Alpine IT"}
			text, _, err := w.write(t, d)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", "focus", name+".csv")
			if *update {
				if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), text); diff != "" {
				t.Errorf("%s mismatch (-want +got):\n%s", file, diff)
			}
		})
	}
}
