package channel_test

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// A story of three levels. Vmco makes virtual machines; Northwind distributes
// them; Webshop and Clouds resell them. Each has its own price book, Webshop has
// a special one for its best customer, and Clouds has none: it sells at the price
// that Northwind recommends. In March Northwind raises its prices.
func Example_threeLevels() {
	day := func(d string) calendar.Instant { return calendar.Must(d + "T00:00:00Z") }
	euros := money.MustCurrency("EUR")
	percent := func(p int64) channel.Rule {
		return channel.Rule{Kind: channel.Markup, Percent: decimal.New(p, 0)}
	}

	directory, err := channel.NewDirectory(channel.Listing{
		Revision: 1,
		Ladder:   []channel.Role{channel.Distributor, channel.Reseller},
		Parties: []channel.Party{
			{ID: "vmco", Role: channel.Vendor},
			{ID: "northwind", Role: channel.Distributor, Suppliers: []channel.PartyID{"vmco"}},
			{ID: "webshop", Role: channel.Reseller, Suppliers: []channel.PartyID{"northwind"}},
			{ID: "clouds", Role: channel.Reseller, Suppliers: []channel.PartyID{"northwind"}},
			{ID: "ada", Role: channel.Customer, Channel: "WEB-EU"},
			{ID: "bob", Role: channel.Customer, Channel: "WEB-EU"},
			{ID: "cleo", Role: channel.Customer, Channel: "CLOUDS"},
		},
		Channels: []channel.Channel{{Code: "WEB-EU", Seller: "webshop"}, {Code: "WEB-US", Seller: "webshop"}, {Code: "CLOUDS", Seller: "clouds"}},
		Groups:   []channel.BillingGroup{{ID: "all", Billed: "northwind", Channels: []channel.ChannelCode{"WEB-EU", "WEB-US", "CLOUDS"}}},
	})
	if err != nil {
		fmt.Println(err)
	}

	// Northwind: 20 % on everything, hours at a utility rate, and it recommends
	// 50 % on what resellers pay.
	hours := channel.Selector{Charge: channel.Pattern{Kind: channel.Exact, Text: "hours"}}
	wholesale, err := channel.PriceBook{ID: "wholesale", Seller: "northwind", Currency: euros}.Edit(channel.Edit{
		Made: day("2026-01-01"),
		Items: []channel.Item{
			{Rule: percent(20), Recommended: percent(50)},
			{For: hours, Rule: channel.Rule{Kind: channel.Replacement, Model: pricing.PerUnit{Unit: decimal.New(12, -3)}}, Locked: true},
		},
	})
	if err != nil {
		fmt.Println(err)
	}
	raised := wholesale.Revisions()[0].Items()
	raised[0].Rule = percent(30)
	if wholesale, err = wholesale.Edit(channel.Edit{Made: day("2026-02-15"), Activates: day("2026-03-01"), Items: raised}); err != nil {
		fmt.Println(err)
	}
	retail, err := channel.PriceBook{ID: "retail", Seller: "webshop"}.Edit(channel.Edit{Made: day("2026-01-01"), Items: []channel.Item{{Rule: percent(25)}}})
	if err != nil {
		fmt.Println(err)
	}
	best, err := channel.PriceBook{ID: "best", Seller: "webshop", Inherits: "retail"}.Edit(channel.Edit{Made: day("2026-01-01"), Items: []channel.Item{{For: hours, Rule: percent(5)}}})
	if err != nil {
		fmt.Println(err)
	}
	shelf, err := channel.NewShelf([]channel.PriceBook{wholesale, retail, best}, []channel.Assignment{
		{Seller: "northwind", Book: "wholesale"}, {Seller: "webshop", Book: "retail"}, {Seller: "webshop", Buyer: "ada", Book: "best"},
	})
	if err != nil {
		fmt.Println(err)
	}

	plan := &pricing.Plan{ID: "small", Product: "vm", Currency: euros, Charges: []pricing.Charge{
		{ID: "fee", Model: pricing.Flat{Amount: decimal.New(10, 0)}},
		{ID: "hours", Kind: pricing.Usage, Metric: "hours", Model: pricing.PerUnit{Unit: decimal.New(1, -2)}},
	}}
	for _, who := range []struct {
		customer channel.PartyID
		at       string
	}{{"ada", "2026-01-15"}, {"bob", "2026-01-15"}, {"cleo", "2026-01-15"}, {"bob", "2026-03-15"}} {
		ch, _ := directory.ChannelOf(who.customer)
		chain, err := channel.Resolve(directory, shelf, channel.Ask{Vendor: "vmco", Channel: ch.Code, Customer: who.customer, At: day(who.at)})
		if err != nil {
			fmt.Println(err)
			continue
		}
		offer, err := channel.NewOffer(plan, chain)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(who.customer, who.at, "through", ch.Code)
		for i, quantity := range []int64{1, 744} {
			q, _ := pricing.QuantityOf(decimal.New(quantity, 0))
			var r channel.Rates
			if err := offer.Rate(&r, i, q.Num()); err != nil {
				fmt.Println(err)
			}
			a, err := r.Round(1, 1, euros, 2)
			if err != nil {
				fmt.Println(err)
			}
			cut, _ := channel.Viewer{Party: "northwind"}.View(offer.Route(i), who.customer, a)
			fmt.Println(" ", offer.Charge(i).ID, a, "— Northwind pays", cut.Cost("northwind"), "and gets", cut.Income("northwind"))
		}
	}
	// Output:
	// ada 2026-01-15 through WEB-EU
	//   fee EUR 10.00 12.00 15.00 — Northwind pays 10.00 EUR and gets 12.00 EUR
	//   hours EUR 7.44 8.93 (8.928000000000) 9.37 (9.374400000000) — Northwind pays 7.44 EUR and gets 8.93 EUR
	// bob 2026-01-15 through WEB-EU
	//   fee EUR 10.00 12.00 15.00 — Northwind pays 10.00 EUR and gets 12.00 EUR
	//   hours EUR 7.44 8.93 (8.928000000000) 11.16 — Northwind pays 7.44 EUR and gets 8.93 EUR
	// cleo 2026-01-15 through CLOUDS
	//   fee EUR 10.00 12.00 18.00 — Northwind pays 10.00 EUR and gets 12.00 EUR
	//   hours EUR 7.44 8.93 (8.928000000000) 13.39 (13.392000000000) — Northwind pays 7.44 EUR and gets 8.93 EUR
	// bob 2026-03-15 through WEB-EU
	//   fee EUR 10.00 13.00 16.25 — Northwind pays 10.00 EUR and gets 13.00 EUR
	//   hours EUR 7.44 8.93 (8.928000000000) 11.16 — Northwind pays 7.44 EUR and gets 8.93 EUR
}
