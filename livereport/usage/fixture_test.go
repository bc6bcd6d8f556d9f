package usage_test

import (
	"fmt"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/livereport/usage"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

var (
	eur     = money.MustCurrency("EUR")
	january = calendar.Period{Start: calendar.Must("2026-01-01T00:00:00Z"), End: calendar.Must("2026-02-01T00:00:00Z")}
)

// A use is one row: what a customer used of a product, at four levels.
type use struct {
	customer channel.PartyID
	product  string
	unit     string // "seat" is a fee
	quantity string
	price    int64 // what the customer pays; 8, 6 and 5 tenths of it upstream
	fact     string
}

// The customers' channels: alpine has two, baltic one, all supplied by north.
var codes = map[channel.PartyID]channel.Channel{
	"ada": {Code: "shop", Seller: "alpine"}, "dee": {Code: "shop", Seller: "alpine"}, "bob": {Code: "desk", Seller: "alpine"}, "cy": {Code: "web", Seller: "baltic"},
}

func channels() livereport.Channels {
	return livereport.Channels{
		Of: func(c channel.PartyID) (channel.Channel, bool) { ch, ok := codes[c]; return ch, ok },
		Groups: []channel.BillingGroup{
			{ID: "north-all", Billed: "north", Channels: []channel.ChannelCode{"shop", "desk", "web"}},
			{ID: "alpine-shops", Billed: "alpine", Channels: []channel.ChannelCode{"shop"}},
		},
	}
}

func (u use) row() proceeds.Row {
	charge := pricing.Charge{ID: "c", Model: pricing.PerUnit{Unit: decimal.NewFromInt(1)}, Unit: u.unit}
	if u.unit != "seat" {
		charge.Kind, charge.Timing, charge.Metric = pricing.Usage, pricing.Postpaid, "m"
	}
	seller := func(p channel.PartyID, r channel.Role) channel.Seller {
		return channel.Seller{Party: p, Role: r, Default: channel.Rule{Kind: channel.PassThrough}}
	}
	offer, err := channel.NewOffer(
		&pricing.Plan{ID: "plan", Product: u.product, Currency: eur, Charges: []pricing.Charge{charge}},
		&channel.Chain{ID: "chain", Vendor: "vendor", Sellers: []channel.Seller{
			seller("parent", channel.Parent), seller("north", channel.Distributor), seller(codes[u.customer].Seller, channel.Reseller),
		}})
	if err != nil {
		panic(err)
	}
	quantity, err := pricing.ParseQuantity(u.quantity)
	if err != nil {
		panic(err)
	}
	r := proceeds.Row{Customer: u.customer, Route: offer.Route(0), Kind: charge.Kind, Timing: charge.Timing, Posted: january.Start, Quantity: quantity}
	r.Cell = proceeds.Cell{Currency: eur, Subscription: subscription.ID("s-" + u.customer), Plan: "plan", Charge: "c", Component: u.fact}
	r.Amounts = channel.AmountsOf(eur, 2, u.price*5/10, u.price*6/10, u.price*8/10, u.price)
	return r
}

// world is what three customers used in January.
func world() []use {
	return []use{
		{"ada", "backup", "seat", "3", 3000, ""},
		{"ada", "backup", "GB", "120.5", 1200, ""},
		{"ada", "mail", "message", "10", 100, ""},
		{"bob", "backup", "GB", "30", 300, ""},
		{"cy", "backup", "GB", "50", 500, ""},
		{"cy", "mail", "message", "7", 70, ""},
	}
}

func report(t testing.TB, cfg usage.Config, v channel.Viewer, uses []use) usage.Report {
	t.Helper()
	b, err := usage.New(cfg, v, channels())
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range uses {
		r := u.row()
		if err := b.Row(&r); err != nil {
			t.Fatal(err)
		}
	}
	r, err := b.Report()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// lines writes a report's lines in short.
func lines(r usage.Report) (out []string) {
	for _, l := range r.Lines {
		quantity := "-"
		if l.Metered {
			quantity = l.Quantity.String()
		}
		out = append(out, fmt.Sprintf("%s/%s/%s %s %s: %s %s", l.Channel, l.Customer, l.Product, quantity, l.Unit, l.Cost.Text(), l.Spend.Text()))
	}
	return out
}
