package livereport_test

import (
	"fmt"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

const day = calendar.Instant(24 * 3_600_000_000)

var (
	eur      = money.MustCurrency("EUR")
	usd      = money.MustCurrency("USD")
	start    = calendar.Must("2026-01-01T00:00:00Z")
	operator = channel.Viewer{Operator: true}
)

func party(p channel.PartyID) channel.Viewer { return channel.Viewer{Party: p} }

// roles are those of the chain of route, from the vendor on.
var roles = []channel.Role{channel.Vendor, channel.Parent, channel.Distributor, channel.Reseller}

// route runs from "vendor" over "parent", "distributor" and "reseller".
func route(t testing.TB) *channel.Route {
	t.Helper()
	return routeOf(t, roles...)
}

func routeOf(t testing.TB, roles ...channel.Role) *channel.Route {
	t.Helper()
	plan := &pricing.Plan{ID: "basic", Revision: 1, Product: "backup", Name: "Basic", Currency: eur, Charges: []pricing.Charge{
		{ID: "fee", Model: pricing.PerUnit{Unit: decimal.NewFromInt(1)}, Unit: "seat", TaxCategory: "S", ProductType: "storage"}}}
	chain := &channel.Chain{ID: "chain", Revision: 1, Vendor: "vendor"}
	names := map[channel.PartyID]int{}
	for _, r := range roles[1:] {
		p := channel.PartyID(r.String())
		if names[p]++; names[p] > 1 {
			p += channel.PartyID(fmt.Sprint("-", names[p]))
		}
		chain.Sellers = append(chain.Sellers, channel.Seller{Party: p, Role: r,
			Book: channel.BookRef{ID: "book", Revision: 1}, Default: channel.Rule{Kind: channel.PassThrough}})
	}
	o, err := channel.NewOffer(plan, chain)
	if err != nil {
		t.Fatal(err)
	}
	return o.Route(0)
}

// row is a day's quota of 6.00, 7.20, 9.00 and 12.60, times times.
func row(r *channel.Route, id subscription.ID, dayOfYear int, times int64) proceeds.Row {
	at := start + day*calendar.Instant(dayOfYear-1)
	q, _ := pricing.ParseQuantity("2")
	return proceeds.Row{
		Key:     proceeds.Key{Cell: proceeds.Cell{Book: proceeds.Live, Currency: eur, Subscription: id, Plan: "basic", Charge: "fee", Start: at}},
		Service: calendar.Period{Start: at, End: at + day}, Due: at + day, Posted: at, Known: at + 2*day,
		Customer: "ada", Location: "Rome", Tags: subscription.NewTags(map[string]string{"team": "blue"}), Quantity: q,
		Amounts: channel.AmountsOf(eur, 2, 600*times, 720*times, 900*times, 1260*times), Route: r,
	}
}

func selection(t testing.TB, q livereport.Query, v channel.Viewer, c livereport.Channels) *livereport.Selection {
	t.Helper()
	s, err := livereport.NewSelection(q, v, c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// answer adds rows up.
func answer(t testing.TB, q livereport.Query, v channel.Viewer, c livereport.Channels, rows ...proceeds.Row) livereport.Answer {
	t.Helper()
	s := selection(t, q, v, c)
	tally := livereport.NewTally(s)
	for i := range rows {
		if e, ok := s.Entry(&rows[i], false); ok {
			if err := tally.Add(&e); err != nil {
				t.Fatal(err)
			}
		}
	}
	a, err := tally.Answer()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// lines are groups as text: values, rows, buys, sells and margin.
func lines(groups []livereport.Group) (out []string) {
	for _, g := range groups {
		out = append(out, fmt.Sprintf("%q %d %s %s %s %v", g.Values, g.Rows, g.Buys.Text(), g.Sells.Text(), g.Margin.Text(), g.Currency))
	}
	return out
}
