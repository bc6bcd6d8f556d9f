package daybook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
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
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// Isolation from end to end: two marketplaces that differ only in what a viewer
// may not see are booked, collected, corrected and read, and the reader gives
// the viewer the same bytes.

// A secret is what differs. Every viewer below sees a part of it, and is shown
// the same value of that part in both marketplaces.
type secret struct {
	cost      decimal.Decimal // of the vendor
	wholesale decimal.Decimal // what the parent charges
	name      string          // of the customer, the subscription and what is on it
	minute    int             // of the day at which the customer's periods start
	siblings  int             // subscriptions of another reseller
	repriced  decimal.Decimal // the vendor's cost, corrected later
	margin    decimal.Decimal // the reseller's
}

// A common is what is the same: what the distributor charges, and how much is
// used.
type common struct {
	price, quantity, corrected decimal.Decimal
	day                        int
}

func secretChain(c common, s secret, cost decimal.Decimal) (*pricing.Plan, *channel.Chain) {
	plan := &pricing.Plan{ID: "backup", Revision: 1, Product: "backup", Currency: money.MustCurrency("EUR"),
		Charges: []pricing.Charge{{ID: "fee", Model: pricing.PerUnit{Unit: cost}, Unit: "seat"}}}
	at := func(p channel.PartyID, r channel.Role, rule channel.Rule) channel.Seller {
		return channel.Seller{Party: p, Role: r, Book: channel.BookRef{ID: channel.BookID(p), Revision: 1}, Default: rule}
	}
	fixed := func(price decimal.Decimal) channel.Rule {
		return channel.Rule{Kind: channel.Replacement, Model: pricing.PerUnit{Unit: price}}
	}
	return plan, &channel.Chain{ID: channel.ChainID("chain " + s.name), Revision: 1, Vendor: "vendor", Sellers: []channel.Seller{
		at("parent", channel.Parent, fixed(s.wholesale)),
		at("distributor", channel.Distributor, fixed(c.price)),
		at("reseller", channel.Reseller, channel.Rule{Kind: channel.Markup, Percent: s.margin}),
	}}
}

func secretOffer(t *rapid.T, c common, s secret, cost decimal.Decimal) *channel.Offer {
	o, err := channel.NewOffer(secretChain(c, s, cost))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// marketplace books and collects January in three runs: as it was, after the
// vendor's cost was corrected, which concerns the upper levels only, and after
// the quantity was.
func marketplace(t *rapid.T, c common, s secret) *memstore.Store {
	store := new(memstore.Store)
	start := worldStart + calendar.Instant(c.day)*day + calendar.Instant(s.minute)*60_000_000
	sub := func(id string, o *channel.Offer, q decimal.Decimal) subscription.Subscription {
		return subscription.Subscription{ID: subscription.ID(id), Customer: channel.PartyID("customer " + s.name), Location: "Rome " + s.name,
			Tags: subscription.NewTags(map[string]string{"team": s.name}),
			Terms: []subscription.Term{{From: start, Offer: o, Quantity: q,
				Schedule: calendar.Schedule{Anchor: start, Zone: time.UTC}}}}
	}
	others := secretOffer(t, c, s, s.cost)
	var siblings []subscription.Subscription
	plan, chain := secretChain(c, s, s.cost)
	chain.Sellers[1].Party, chain.Sellers[2].Party = "other distributor", "other reseller"
	other, err := channel.NewOffer(plan, chain)
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.siblings {
		x := sub(fmt.Sprint("a-sibling-", i), other, c.quantity)
		x.Customer = "other customer"
		siblings = append(siblings, x)
	}
	id := "m-" + s.name
	for i, mine := range []subscription.Subscription{
		sub(id, others, c.quantity),
		sub(id, secretOffer(t, c, s, s.repriced), c.quantity),
		sub(id, secretOffer(t, c, s, s.repriced), c.corrected),
	} {
		now := worldEnd + calendar.Instant(min(i, 1))*day // the last two by one clock
		b, l := engines(store, nil, now, 3)
		frame := calendar.Period{Start: worldStart, End: worldStart + 45*day}
		for _, run := range []func(context.Context, calendar.Period, daybook.Subscriptions) (daybook.Report, error){b.Book, l.Collect} {
			r, err := run(context.Background(), frame, stream(append(siblings, mine)))
			if err != nil || len(r.Quarantined) > 0 {
				t.Fatalf("%v, %v", err, r.Quarantined)
			}
		}
	}
	return store
}

// bytesOf is all that a viewer can get out of a reader: pages of several sizes
// with their cursors, parts of the day on which the first row is posted, totals,
// and errors.
func bytesOf(t *rapid.T, store daybook.Ledger, v channel.Viewer, first int) string {
	ctx := context.Background()
	var out strings.Builder
	var totals channel.Totals
	read := func(b proceeds.Book, frame calendar.Period, limit int) {
		for after := daybook.Cursor(""); ; {
			views, next, err := daybook.Reader{Ledger: store, Viewer: v}.Since(ctx, b, frame, after, limit)
			if err != nil {
				t.Fatal(err)
			}
			for i := range views {
				body, err := json.Marshal(views[i])
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(&out, "%s\n", body)
				if err := totals.Add(&views[i].Cut); err != nil {
					t.Fatal(err)
				}
			}
			fmt.Fprintf(&out, "%d rows, cursor %q, id %s\n", len(views), next, v.ID(b.String(), string(next)))
			if len(views) == 0 {
				break
			}
			after = next
		}
	}
	for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		for _, limit := range []int{3, 1000} {
			read(b, calendar.Period{}, limit)
		}
		for quarter := range calendar.Instant(4) { // does the frame tell the time of day?
			start := worldStart + calendar.Instant(first)*day + quarter*day/4
			read(b, calendar.Period{Start: start, End: start + day/4}, 100)
		}
	}
	sums, err := json.Marshal(totals.All())
	fmt.Fprintf(&out, "%s %v\n", sums, err)
	for _, l := range []daybook.Ledger{store, broken{store, errors.New("disk full")}} {
		_, _, err := daybook.Reader{Ledger: l, Viewer: v}.Since(ctx, proceeds.Live, calendar.Period{}, "999999", 1)
		fmt.Fprintf(&out, "%v\n", err)
	}
	return out.String()
}

// A broken ledger fails with the first row's key in the text, as stores do.
type broken struct {
	daybook.Ledger
	err error
}

func (b broken) RowsSince(ctx context.Context, s daybook.Scope, after daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
	rows, _, err := b.Ledger.RowsSince(ctx, daybook.Scope{Viewer: channel.Viewer{Operator: true}, Book: s.Book}, "", 1)
	return nil, after, errors.Join(b.err, err, fmt.Errorf("row %v", rows))
}

func drawSecret(t *rapid.T, label string) secret {
	cost := amountOf(t, label+" cost")
	repriced := rapid.SampledFrom([]decimal.Decimal{cost, cost.Add(cost)}).Draw(t, label+" repriced")
	return secret{
		cost: cost, repriced: repriced,
		wholesale: amountOf(t, label+" wholesale"),
		margin:    decimal.New(rapid.Int64Range(0, 900).Draw(t, label+" margin"), -1),
		name:      rapid.StringMatching(`[a-z]{1,6}`).Draw(t, label+" name"), minute: rapid.IntRange(1, 24*60-1).Draw(t, label+" minute"),
		siblings: rapid.IntRange(0, 3).Draw(t, label+" siblings"),
	}
}

func amountOf(t *rapid.T, label string) decimal.Decimal {
	return decimal.New(rapid.Int64Range(1, 99_999).Draw(t, label), -2)
}

func TestReaderIsolates(t *testing.T) { rapid.Check(t, readerIsolates) }
func FuzzReaderIsolates(f *testing.F) { f.Fuzz(rapid.MakeFuzz(readerIsolates)) }

func readerIsolates(t *rapid.T) {
	p := drawPair(t)
	x, y := bytesOf(t, p.a, p.viewer, p.day), bytesOf(t, p.b, p.viewer, p.day)
	if x != y {
		t.Fatalf("%s sees what it may not:\n%s", p.viewer.Party, firstDifference(x, y))
	}
}

// A markets is two marketplaces that are the same for a viewer.
type markets struct {
	a, b   *memstore.Store
	viewer channel.Viewer
	day    int
}

func drawPair(t *rapid.T) markets {
	c := common{price: amountOf(t, "price"), quantity: dec("2"), corrected: dec("3"), day: rapid.IntRange(0, 20).Draw(t, "day")}
	a, b := drawSecret(t, "a"), drawSecret(t, "b")
	party := rapid.SampledFrom([]channel.PartyID{"vendor", "parent", "distributor", "reseller", "customer x", "stranger"}).Draw(t, "viewer")
	if party == "customer x" {
		a.name = "x"
	}
	share(party, a, &b)
	return markets{marketplace(t, c, a), marketplace(t, c, b), channel.Viewer{Party: party}, c.day}
}

// What the reader would show if it showed one thing more is caught by the same
// pairs.
func TestReaderLeaksAreCaught(t *testing.T) {
	pairs := rapid.Custom(drawPair)
	for name, leak := range map[string]func(r *proceeds.Row) any{
		"recorded":     func(r *proceeds.Row) any { return r.Known },
		"posted":       func(r *proceeds.Row) any { return r.Posted },
		"subscription": func(r *proceeds.Row) any { return r.Subscription },
		"tags":         func(r *proceeds.Row) any { return r.Tags },
		"number":       func(r *proceeds.Row) any { return r.N },
		"chain":        func(r *proceeds.Row) any { return r.Route.Chain },
		"amounts":      func(r *proceeds.Row) any { return r.Amounts },
		"rows":         nil, // how many there are of everybody's
	} {
		caught := 0
		for seed := range 40 {
			p := pairs.Example(seed)
			var seen [2]string
			for i, store := range []daybook.Ledger{p.a, p.b} {
				all := rows(t, store, proceeds.Booked)
				for j := range all {
					if _, ok := all[j].For(p.viewer); leak == nil {
						seen[i] = fmt.Sprint(len(all))
					} else if ok {
						seen[i] += fmt.Sprint(leak(&all[j]), "\n")
					}
				}
			}
			if seen[0] != seen[1] {
				caught++
			}
		}
		if caught == 0 {
			t.Errorf("a reader that shows %s is not caught", name)
		}
	}
}

// share makes the parts that a party may see the same.
func share(p channel.PartyID, a secret, b *secret) {
	switch p {
	case "vendor", "parent": // they sell to the siblings' distributor too
		b.cost, b.repriced, b.siblings = a.cost, a.repriced, a.siblings
		if p == "parent" {
			b.wholesale = a.wholesale
		}
	case "distributor":
		b.wholesale = a.wholesale
	case "reseller", "customer x":
		b.name, b.minute, b.margin = a.name, a.minute, a.margin
	}
}

func firstDifference(x, y string) string {
	xs, ys := strings.Split(x, "\n"), strings.Split(y, "\n")
	for i := range xs {
		if i >= len(ys) || xs[i] != ys[i] {
			return "-" + xs[i] + "\n+" + strings.Join(ys[min(i, len(ys)):min(i+1, len(ys))], "")
		}
	}
	return "one is longer"
}

// Each party sees exactly its own amounts of a month, and the customer's and the
// reseller's rows say more than those of the parties above.
func TestReaderShowsOwnAmounts(t *testing.T) {
	store := new(memstore.Store)
	s := monthly(t, "s-1")
	s.Terms[0].From += 13 * day / 24
	s.Terms[0].Schedule.Anchor = s.Terms[0].From
	book(t, store, february, s)
	for _, tt := range []struct {
		party         channel.PartyID
		cost, income  string
		account, time bool
	}{
		{"vendor", "0", "6.00", false, false}, {"parent", "6.00", "7.20", false, false},
		{"distributor", "7.20", "9.00", false, false}, {"reseller", "9.00", "12.60", true, true}, {"ada", "12.60", "0", true, true},
	} {
		r := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: tt.party}}
		views, _, err := r.Since(context.Background(), proceeds.Booked, january, "", 10)
		if err != nil || len(views) != 1 {
			t.Fatalf("%s sees %d rows, %v", tt.party, len(views), err)
		}
		v := &views[0]
		if cost, income := v.Cost(tt.party).Text(), v.Income(tt.party).Text(); cost != tt.cost || income != tt.income {
			t.Errorf("%s sees %s and %s, want %s and %s", tt.party, cost, income, tt.cost, tt.income)
		}
		if account := v.Subscription != "" || v.Customer != ""; account != tt.account {
			t.Errorf("%s sees the account %q of %q", tt.party, v.Subscription, v.Customer)
		}
		if exact := v.Posted == s.Terms[0].From; exact != tt.time || !tt.time && (v.Posted != worldStart || v.Service != calendar.Period{Start: worldStart, End: february + day}) {
			t.Errorf("%s sees it posted %v for %v", tt.party, v.Posted, v.Service)
		}
		if !v.Recorded.IsZero() {
			t.Errorf("%s sees when it was recorded, %v", tt.party, v.Recorded)
		}
	}
	operator := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Operator: true}}
	if views, _, err := operator.Since(context.Background(), proceeds.Booked, january, "", 10); err != nil || len(views) != 1 || views[0].Recorded != february || len(views[0].Sides) != 4 {
		t.Errorf("the operator sees %+v, %v", views, err)
	}
}

// Where days begin is the viewer's zone: 23:30 UTC on 31 January is February in Rome.
func TestReaderCutsDaysInZone(t *testing.T) {
	store := new(memstore.Store)
	s := monthly(t, "s-1")
	s.Terms[0].From = february - day/48
	s.Terms[0].Schedule.Anchor = s.Terms[0].From
	book(t, store, february+day, s)
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	for zone, want := range map[*time.Location]string{nil: "2026-01-31T00:00:00Z", rome: "2026-01-31T23:00:00Z"} {
		r := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "distributor", Zone: zone}}
		views, _, err := r.Since(context.Background(), proceeds.Booked, calendar.Period{}, "", 10)
		if err != nil || len(views) != 1 || views[0].Posted != calendar.Must(want) {
			t.Errorf("in %v: %+v, %v; want posted %s", zone, views, err, want)
		}
	}
}
