package daybook_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/livereport/focus"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// What the engine books, collects and invoices in random worlds is written as
// FOCUS, for every party and seller, and held against the rows, the invoices and
// every static rule of the published model.

// focusFile opens a file of the FinOps Foundation's. Without it the test is
// skipped, or fails where DAYBOOK_REQUIRE asks for it.
func focusFile(t *testing.T, name string) *os.File {
	t.Helper()
	folder := os.Getenv("DAYBOOK_FOCUS")
	if folder == "" {
		const why = "DAYBOOK_FOCUS names no folder with the FOCUS files"
		if slices.Contains(strings.Split(os.Getenv("DAYBOOK_REQUIRE"), ","), "focus") {
			t.Fatal(why)
		}
		t.Skip(why)
	}
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func focusModel(t *testing.T) *focus.Model {
	t.Helper()
	m, err := focus.LoadModel(focusFile(t, "model-1.2.json"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A pair is a seller and its buyer.
type pair struct{ seller, buyer channel.PartyID }

// A billedRow is a row at one level.
type billedRow struct {
	key    proceeds.Key
	seller channel.PartyID
	buyer  channel.PartyID
}

// A billedWorld is a store whose rows of one book are invoiced at every level, and
// on which invoice each row is.
type billedWorld struct {
	store    *memstore.Store
	basis    proceeds.Book
	invoices map[billedRow]focus.Invoice
	nets     map[string]money.Amount // by invoice number
	services map[string]focus.Service
	pairs    []pair
}

var months = []calendar.Period{
	january,
	{Start: february, End: calendar.Must("2026-03-01T00:00:00Z")},
	{Start: calendar.Must("2026-03-01T00:00:00Z"), End: calendar.Must("2026-04-01T00:00:00Z")},
}

// bill invoices what basis has in the months of a world.
func bill(t interface{ Fatal(...any) }, store *memstore.Store, basis proceeds.Book) *billedWorld {
	return billIn(t, store, basis, months)
}

func billIn(t interface{ Fatal(...any) }, store *memstore.Store, basis proceeds.Book, months []calendar.Period) *billedWorld {
	ctx := context.Background()
	w := &billedWorld{
		store: store, basis: basis, invoices: map[billedRow]focus.Invoice{}, nets: map[string]money.Amount{}, services: map[string]focus.Service{},
	}
	for l := range channel.Level(channel.MaxLevels) {
		for _, m := range months {
			issuer := daybook.Issuer{Store: store, Clock: clock(worldEnd), TaxRate: dec("22"), Series: fmt.Sprintf("L%d-", l)}
			bills, err := store.Bills(ctx, daybook.Bill{Book: basis, Level: l, Posted: m}, daybook.Bill{}, 1000)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range bills {
				draft, err := issuer.Draft(ctx, b)
				if err != nil {
					t.Fatal(err)
				}
				open, err := issuer.Open(ctx, draft.ID)
				if err != nil {
					t.Fatal(err)
				}
				w.take(t, &open)
			}
		}
	}
	for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		for _, r := range rows(t, store, b) {
			w.services[r.Route.Product] = focus.Service{Publisher: "The vendor of " + r.Route.Product}
			for l := range r.Amounts.Levels() {
				p := pair{r.Route.Seller(l), r.Route.Buyer(l, r.Customer)}
				if p.seller != "" && !slices.Contains(w.pairs, p) {
					w.pairs = append(w.pairs, p)
				}
			}
		}
	}
	return w
}

func (w *billedWorld) take(t interface{ Fatal(...any) }, inv *invoice.Invoice) {
	delta, err := money.ParseNumber(inv.Totals.Delta)
	if err != nil {
		t.Fatal(err)
	}
	ref := focus.Invoice{Number: string(inv.Seller) + "/" + inv.Number, Issuer: inv.Seller, Period: inv.Period, Net: inv.Totals.Net, Delta: delta}
	w.nets[ref.Number] = ref.Net
	for _, k := range inv.Claims() {
		w.invoices[billedRow{k, inv.Seller, inv.Buyer}] = ref
	}
}

// dataset says what a viewer gets of what one party charges another.
func (w *billedWorld) dataset(v channel.PartyID, p pair) focus.Dataset {
	return focus.Dataset{
		Viewer: channel.Viewer{Party: v}, Seller: p.seller, Buyer: p.buyer, Services: w.services,
		Basis: func(channel.PartyID, calendar.Period) proceeds.Book { return w.basis },
	}
}

// write writes a dataset and returns its text, its sums, and what Close said.
func (w *billedWorld) write(t interface{ Fatal(...any) }, d focus.Dataset) (string, focus.Sums, error) {
	var out strings.Builder
	f, err := focus.NewWriter(&out, d)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		all := rows(t, w.store, b)
		for i := range all {
			v, ok := all[i].For(d.Viewer)
			if !ok {
				continue
			}
			c := focus.Charge{View: v, Invoice: w.invoices[billedRow{all[i].Key, d.Seller, d.Buyer}]}
			if err := f.Write(&c); err != nil {
				t.Fatal(err)
			}
		}
	}
	err = f.Close()
	return out.String(), f.Sums(), err
}

// live adds up the live proceeds between a pair, and proceeds what is booked.
func (w *billedWorld) sum(t interface{ Fatal(...any) }, b proceeds.Book, p pair) (sum money.Amount) {
	for _, r := range rows(t, w.store, b) {
		for l := range r.Amounts.Levels() {
			if r.Route.Seller(l) != p.seller || r.Route.Buyer(l, r.Customer) != p.buyer {
				continue
			}
			a, _ := r.Amounts.Of(channel.Level(l))
			var err error
			if sum, err = sum.Add(a); err != nil {
				t.Fatal(err)
			}
		}
	}
	return sum
}

// drawBilled runs a random world in up to three runs, closes it between them, and
// invoices it by one of the books.
func drawBilled(t *rapid.T) *billedWorld {
	ctx := context.Background()
	w := drawWorld(t)
	for i := range w.subs {
		w.subs[i].Location = rapid.SampledFrom([]string{"", "eu-south-1"}).Draw(t, "location")
	}
	store := new(memstore.Store)
	for _, now := range []calendar.Instant{february + 3*day, worldEnd} {
		w.run(t, store, now)
		if rapid.Bool().Draw(t, "closes") {
			for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
				if err := store.CloseBook(ctx, b, min(now, february)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return bill(t, store, proceeds.Book(rapid.IntRange(0, 1).Draw(t, "basis")))
}

func TestFocusSums(t *testing.T) { rapid.Check(t, focusSums) }
func FuzzFocusSums(f *testing.F) { f.Fuzz(rapid.MakeFuzz(focusSums)) }

// focusSums: Σ BilledCost of each invoice is its net, Σ BilledCost what the pair's
// book has, and Σ EffectiveCost the live proceeds, for seller and buyer alike.
func focusSums(t *rapid.T) {
	w := drawBilled(t)
	for _, p := range w.pairs {
		for _, v := range []channel.PartyID{p.seller, p.buyer} {
			_, sums, err := w.write(t, w.dataset(v, p))
			if err != nil {
				t.Fatalf("%v for %s: %v", p, v, err)
			}
			var got focus.Total
			for _, total := range sums.Totals {
				got = total
			}
			billed, live := w.sum(t, w.basis, p), w.sum(t, proceeds.Live, p)
			if len(sums.Totals) > 1 || got.Billed.Units() != billed.Units() || got.Effective.Units() != live.Units() {
				t.Fatalf("%v for %s: billed %v and consumed %v, want %v and %v", p, v, got.Billed, got.Effective, billed, live)
			}
		}
	}
}

// A dataset that lacks a row of an invoice is not closed without a word.
func TestFocusSumsCatch(t *testing.T) {
	store := new(memstore.Store)
	book(t, store, february+day, monthly(t, "s-1"), monthly(t, "s-2"))
	w := bill(t, store, proceeds.Booked)
	d := w.dataset("ada", pair{"reseller", "ada"})
	if _, _, err := w.write(t, d); err != nil {
		t.Fatal("control:", err)
	}
	for row := range w.invoices {
		if row.key.Subscription == "s-2" {
			delete(w.invoices, row)
		}
	}
	_, _, err := w.write(t, d)
	var sum *focus.SumError
	if !errors.As(err, &sum) || sum.Want != "25.20 EUR" || sum.Got != "12.60 EUR" {
		t.Errorf("Close = %v, want 12.60 of 25.20", err)
	}
}

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

func TestFocusIsolates(t *testing.T) { rapid.Check(t, focusIsolates) }
func FuzzFocusIsolates(f *testing.F) { f.Fuzz(rapid.MakeFuzz(focusIsolates)) }

// focusIsolates: two marketplaces that differ only in what a viewer may not see
// have the same datasets for it, byte for byte.
func focusIsolates(t *rapid.T) {
	p := drawPair(t)
	x, y := datasets(t, p.a, p.viewer, nil), datasets(t, p.b, p.viewer, nil)
	if x != y {
		t.Fatalf("%s sees what it may not:\n%s", p.viewer.Party, firstDifference(x, y))
	}
}

// A dataset that showed one thing more would be caught by the same pairs.
func TestFocusLeaksAreCaught(t *testing.T) {
	pairs := rapid.Custom(drawPair)
	for name, leak := range map[string]func(r *proceeds.Row, c *focus.Charge){
		"number":       func(r *proceeds.Row, c *focus.Charge) { c.Component = fmt.Sprint("n", r.N) },
		"subscription": func(r *proceeds.Row, c *focus.Charge) { c.Component = string(r.Subscription) },
		"posted":       func(r *proceeds.Row, c *focus.Charge) { c.Posted = r.Posted },
		"revision":     func(r *proceeds.Row, c *focus.Charge) { c.TaxCategory = r.Route.ID.String() },
	} {
		caught := 0
		for seed := range 40 {
			p := pairs.Example(seed)
			if datasets(t, p.a, p.viewer, leak) != datasets(t, p.b, p.viewer, leak) {
				caught++
			}
		}
		if caught == 0 {
			t.Errorf("a dataset that shows the %s is not caught", name)
		}
	}
}

// datasets are all that a viewer can get of a store: what each seller charges, by
// either book, with its own margin.
func datasets(t interface{ Fatal(...any) }, store *memstore.Store, v channel.Viewer, leak func(*proceeds.Row, *focus.Charge)) string {
	var out strings.Builder
	for _, seller := range []channel.PartyID{"vendor", "parent", "distributor", "reseller", "other distributor"} {
		for _, basis := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
			w, err := focus.NewWriter(&out, focus.Dataset{
				Viewer: v, Seller: seller, OwnMargin: true, Services: map[string]focus.Service{"backup": {Publisher: "Nimbus Ltd"}},
				Basis: func(channel.PartyID, calendar.Period) proceeds.Book { return basis },
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
				all := rows(t, store, b)
				for i := range all {
					view, ok := all[i].For(v)
					if !ok {
						continue
					}
					c := focus.Charge{View: view}
					if leak != nil {
						leak(&all[i], &c)
					}
					if err := w.Write(&c); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&out, "%+v\n", w.Sums())
		}
	}
	return out.String()
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
