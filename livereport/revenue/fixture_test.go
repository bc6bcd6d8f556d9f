package revenue_test

import (
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport/revenue"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

var (
	eur   = money.MustCurrency("EUR")
	march = calendar.Must("2019-03-01T00:00:00Z")
	year  = calendar.Period{Start: calendar.Must("2018-03-10T18:00:00Z"), End: calendar.Must("2019-03-10T18:00:00Z")}
)

func cents(n int64) money.Amount { return money.New(n, 2, eur) }

// A sale is a row of a service, sold by the host at twice its cost.
type sale struct {
	client              channel.PartyID
	service             subscription.ID
	charge              pricing.ChargeID
	component, location string
	price               int64
	posted              calendar.Instant
}

// row makes the row of a sale: usage, but for the charge "fee".
func (s sale) row() proceeds.Row {
	charge := pricing.Charge{ID: s.charge, Model: pricing.PerUnit{Unit: decimal.NewFromInt(1)}}
	if s.charge != "fee" {
		charge.Kind, charge.Timing, charge.Metric = pricing.Usage, pricing.Postpaid, "m"
	}
	offer, err := channel.NewOffer(
		&pricing.Plan{ID: "plan", Product: "cloud", Currency: eur, Charges: []pricing.Charge{charge}},
		&channel.Chain{ID: "direct", Vendor: "vendor", Sellers: []channel.Seller{
			{Party: "host", Role: channel.Reseller, Default: channel.Rule{Kind: channel.PassThrough}},
		}})
	if err != nil {
		panic(err)
	}
	r := proceeds.Row{Customer: s.client, Route: offer.Route(0), Kind: charge.Kind, Timing: charge.Timing, Location: s.location, Posted: s.posted}
	r.Cell = proceeds.Cell{Currency: eur, Subscription: s.service, Plan: "plan", Charge: s.charge, Component: s.component}
	r.Amounts = channel.AmountsOf(eur, 2, s.price/2, s.price)
	return r
}

// view makes the row as the host sees it. One of nothing it does not see.
func (s sale) view() *proceeds.View {
	r := s.row()
	v, _ := r.For(channel.Viewer{Party: "host"})
	return &v
}

// report builds the report of sales and entries.
func report(t testing.TB, cfg revenue.Config, sales []sale, entries []revenue.Entry) revenue.Report {
	t.Helper()
	cfg.Party, cfg.Currency, cfg.Digits = "host", eur, 2
	b, err := revenue.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sales {
		if err := b.Row(s.view()); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range entries {
		if err := b.Entry(e); err != nil {
			t.Fatal(err)
		}
	}
	r, err := b.Report()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The world of the report that this one replaces: a shared host for 5.00, and a
// cloud project that has used 107.50 at two locations, of which 5.00 is paid and
// 45.00 lies in the client's credit.
func replaced() ([]sale, []revenue.Entry) {
	sales := []sale{{client: "679545", service: "305815", charge: "fee", location: "Chicago", price: 500, posted: march}}
	machines := func(location string, prices ...int64) {
		for i, p := range prices {
			sales = append(sales, sale{"679545", "762786", "instance", string(rune('a' + i)), location, p, march})
		}
	}
	machines("Winterfell", 1000, 1100, 960, 1200, 900)
	machines("Riverrun", 600, 570, 600)
	sales = append(sales, sale{"679545", "762786", "volume", "v-1", "Winterfell", 3820, march})
	entry := func(service, at string) revenue.Entry {
		return revenue.Entry{Client: "679545", Service: service, Amount: cents(500), Source: "tr", At: calendar.Must(at)}
	}
	return sales, []revenue.Entry{
		entry("305815", "2019-03-01T14:21:43.96912Z"),
		entry("762786", "2019-03-01T11:17:51.508168Z"),
		{Client: "679545", Amount: cents(4500), Source: "tr", At: march},
	}
}

func replacedNames() revenue.Names {
	return revenue.Names{
		Client: func(channel.PartyID) string { return "Fleio (Client name)" },
		Service: func(id string) string {
			return map[string]string{"305815": "Shared small", "762786": "OpenStack Project"}[id]
		},
		Resource: func(id pricing.ChargeID) string {
			return map[pricing.ChargeID]string{"instance": "Instance", "volume": "Volume"}[id]
		},
		Usage: func(string) string { return "OpenStack resources report" },
	}
}
