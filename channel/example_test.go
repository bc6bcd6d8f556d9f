package channel_test

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// backup is a plan of one fee: the vendor gets 6.00 a seat.
func backup() *pricing.Plan {
	return &pricing.Plan{ID: "basic", Revision: 1, Product: "backup", Currency: money.MustCurrency("EUR"),
		Charges: []pricing.Charge{{ID: "seat", Model: pricing.PerUnit{Unit: decimal.New(600, -2)}, Unit: "seat"}}}
}

// sells is a seller with one rule for everything.
func sells(p channel.PartyID, role channel.Role, rule channel.Rule) channel.Seller {
	return channel.Seller{Party: p, Role: role, Default: rule}
}

func plusPercent(p int64) channel.Rule {
	return channel.Rule{Kind: channel.Markup, Percent: decimal.New(p, 0)}
}

// price rates a quantity of the first charge and books it in cents.
func price(o *channel.Offer, quantity int64) channel.Amounts {
	q, err := pricing.QuantityOf(decimal.New(quantity, 0))
	if err != nil {
		fmt.Println(err)
	}
	var r channel.Rates
	if err := o.Rate(&r, 0, q.Num()); err != nil {
		fmt.Println(err)
	}
	a, err := r.Round(1, 1, o.Plan.Currency, 2)
	if err != nil {
		fmt.Println(err)
	}
	return a
}

// backupChain sells at 6.00, 7.20, 9.00 and 12.60.
func backupChain() *channel.Chain {
	return &channel.Chain{ID: "eu", Vendor: "vendor", Sellers: []channel.Seller{
		sells("parent", channel.Parent, plusPercent(20)),
		sells("distributor", channel.Distributor, plusPercent(25)),
		sells("reseller", channel.Reseller, plusPercent(40)),
	}}
}

func ExampleNewOffer() {
	o, err := channel.NewOffer(backup(), backupChain())
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(price(o, 1))
	fmt.Println(price(o, 100))
	// Output:
	// EUR 6.00 7.20 9.00 12.60
	// EUR 600.00 720.00 900.00 1260.00
}

func ExampleNewOffer_missingPrice() {
	chain := backupChain()
	chain.Sellers[1].Default = channel.Rule{}
	_, err := channel.NewOffer(backup(), chain)
	var missing *channel.MissingPriceError
	fmt.Println(errors.As(err, &missing), missing.Level, missing.Charge)
	fmt.Println(err)
	// Output:
	// true 2 seat
	// channel: no price at level 2 of distributor "distributor", book "" revision 0, for plan "basic" charge "seat": not sellable
}

func ExampleAmounts_Margin() {
	o, err := channel.NewOffer(backup(), backupChain())
	if err != nil {
		fmt.Println(err)
	}
	a := price(o, 1)
	for l := range a.Levels() {
		m, _ := a.Margin(channel.Level(l))
		fmt.Println(channel.Level(l).Name(a.Levels()), m)
	}
	// Output:
	// vendor-cost 6.00 EUR
	// wholesale 1.20 EUR
	// sell-in 1.80 EUR
	// sell-out 3.60 EUR
}

func ExampleRule() {
	for _, rule := range []channel.Rule{
		{Kind: channel.PassThrough},
		{Kind: channel.Markup, Percent: decimal.New(20, 0)},
		{Kind: channel.Margin, Percent: decimal.New(20, 0)},
		{Kind: channel.Margin, Percent: decimal.New(10, 0)}, // 6.666…
		{Kind: channel.Addition, Amount: decimal.New(30, -2)},
		{Kind: channel.Replacement, Model: pricing.Flat{Amount: decimal.New(5, 0)}},
		{Kind: channel.Markup, Percent: decimal.New(1, 0), Min: decimal.NewNullDecimal(decimal.New(650, -2))},
	} {
		o, err := channel.NewOffer(backup(), &channel.Chain{ID: "direct", Vendor: "vendor", Sellers: []channel.Seller{sells("r", channel.Reseller, rule)}})
		if err != nil {
			fmt.Println(err)
		}
		fmt.Println(price(o, 1))
	}
	// Output:
	// EUR 6.00 6.00
	// EUR 6.00 7.20
	// EUR 6.00 7.50
	// EUR 6.00 6.67 (6.666666666667)
	// EUR 6.00 6.30
	// EUR 6.00 5.00
	// EUR 6.00 6.50
}

// Ten per cent on everything, but five on backup, and four where more than 100
// seats are bought.
func ExampleSelector() {
	backups := channel.Selector{Product: channel.Pattern{Kind: channel.Wildcard, Text: "back*"}}
	many := backups
	many.Quantity = channel.Range{Above: decimal.New(100, 0)}
	book, err := channel.PriceBook{ID: "retail", Seller: "r"}.Edit(channel.Edit{
		Made: calendar.Must("2026-01-01T00:00:00Z"),
		Items: []channel.Item{
			{Rule: plusPercent(10)},
			{For: backups, Rule: plusPercent(5)},
			{For: many, Rule: plusPercent(4)},
		},
	})
	if err != nil {
		fmt.Println(err)
	}
	prices := book.Revisions()[:1]
	o, err := channel.NewOffer(backup(), &channel.Chain{ID: "direct", Vendor: "vendor", Sellers: []channel.Seller{{Party: "r", Role: channel.Reseller, Prices: prices}}})
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(price(o, 100))
	fmt.Println(price(o, 101))
	// Output:
	// EUR 600.00 630.00
	// EUR 606.00 630.24
}

func ExamplePriceBook_Edit() {
	day := func(d string) calendar.Instant { return calendar.Must(d + "T00:00:00Z") }
	book := channel.PriceBook{ID: "retail", Seller: "r"}
	for _, e := range []channel.Edit{
		{Made: day("2026-01-01"), Items: []channel.Item{{Rule: plusPercent(10)}}},
		{Made: day("2026-02-10"), Items: []channel.Item{{Rule: plusPercent(20)}}, Activates: day("2026-04-01")},                            // planned
		{Made: day("2026-02-10"), Items: []channel.Item{{Rule: plusPercent(15)}}, Activates: day("2026-02-01"), Closed: day("2026-02-01")}, // back
		{Made: day("2026-02-10"), Items: []channel.Item{{Rule: plusPercent(99)}}, Activates: day("2026-01-15"), Closed: day("2026-02-01")}, // too far
	} {
		after, err := book.Edit(e)
		if err != nil {
			fmt.Println(err)
			continue
		}
		book = after
	}
	for _, d := range []string{"2026-01-31", "2026-02-01", "2026-04-01"} {
		r, _ := book.At(day(d))
		fmt.Println(d, r.Ref().Revision, r.Items()[0].Rule.Percent.StringFixed(0))
	}
	// Output:
	// channel: edit of book "retail": channel: book "retail": activation at 2026-01-15T00:00:00Z: periods are closed up to 2026-02-01T00:00:00Z
	// 2026-01-31 1 10
	// 2026-02-01 3 15
	// 2026-04-01 2 20
}

func ExamplePriceBook_Sync() {
	item := func(charge string, percent int64) channel.Item {
		return channel.Item{For: channel.Selector{Charge: channel.Pattern{Kind: channel.Exact, Text: charge}}, Rule: plusPercent(percent)}
	}
	reference, err := channel.PriceBook{ID: "reference", Seller: "d"}.Edit(channel.Edit{Made: 1, Items: []channel.Item{item("seat", 30), item("disk", 30)}})
	if err != nil {
		fmt.Println(err)
	}
	own, err := channel.PriceBook{ID: "own", Seller: "d"}.Edit(channel.Edit{Made: 2, Items: []channel.Item{item("seat", 25)}})
	if err != nil {
		fmt.Println(err)
	}
	if own, err = own.Sync(reference.Revisions()[0], channel.Edit{Made: 3}); err != nil {
		fmt.Println(err)
	}
	r, _ := own.At(3)
	for _, i := range r.Items() {
		fmt.Println(i.For.Charge.Text, i.Rule.Percent.StringFixed(0))
	}
	// Output:
	// seat 25
	// disk 30
}

// January's rate is that of the 1st, for all of January; February gets its own.
func ExampleOffer_Settled() {
	plan := backup()
	plan.Currency = money.MustCurrency("USD")
	o, err := channel.NewOffer(plan, &channel.Chain{ID: "direct", Vendor: "vendor", Sellers: []channel.Seller{sells("r", channel.Reseller, plusPercent(10))}})
	if err != nil {
		fmt.Println(err)
	}
	for _, rate := range []string{"0.930", "0.960"} {
		month, err := o.Settled([]channel.Settlement{{}, {Currency: money.MustCurrency("EUR"), Scale: 2, Rate: rate, Source: "ECB"}})
		if err != nil {
			fmt.Println(err)
		}
		cut, _ := channel.Viewer{Party: "ada"}.View(month.Route(0), "ada", price(month, 10))
		fmt.Println(cut.Cost("ada"), "settled as", cut.Sides[0].Settled.Amount)
	}
	// Output:
	// 66.00 USD settled as 61.38 EUR
	// 66.00 USD settled as 63.36 EUR
}

func ExampleViewer_View() {
	o, err := channel.NewOffer(backup(), backupChain())
	if err != nil {
		fmt.Println(err)
	}
	for _, p := range []channel.PartyID{"vendor", "distributor", "reseller", "ada", "stranger"} {
		cut, ok := channel.Viewer{Party: p}.View(o.Route(0), "ada", price(o, 1))
		fmt.Printf("%s: %t, pays %v, gets %v, customer %q\n", p, ok, cut.Cost(p), cut.Income(p), cut.Customer)
	}
	// Output:
	// vendor: true, pays 0, gets 6.00 EUR, customer ""
	// distributor: true, pays 7.20 EUR, gets 9.00 EUR, customer ""
	// reseller: true, pays 9.00 EUR, gets 12.60 EUR, customer "ada"
	// ada: true, pays 12.60 EUR, gets 0, customer "ada"
	// stranger: false, pays 0, gets 0, customer ""
}

func ExampleTotals() {
	o, err := channel.NewOffer(backup(), backupChain())
	if err != nil {
		fmt.Println(err)
	}
	var totals channel.Totals
	for _, seats := range []int64{1, 5, 10} {
		cut, _ := channel.Viewer{Party: "distributor"}.View(o.Route(0), "ada", price(o, seats))
		if err := totals.Add(&cut); err != nil {
			fmt.Println(err)
		}
	}
	for _, t := range totals.All() {
		fmt.Println(t.Seller, "to", t.Buyer, t.Amount)
	}
	fmt.Println(totals.Margin("distributor", o.Plan.Currency))
	// Output:
	// distributor to reseller 144.00 EUR
	// parent to distributor 115.20 EUR
	// 28.80 EUR <nil>
}

func ExampleViewer_Error() {
	chain := backupChain()
	chain.Sellers[0].Default, chain.Sellers[2].Default = channel.Rule{}, channel.Rule{}
	_, err := channel.NewOffer(backup(), chain)
	fmt.Println(channel.Viewer{Party: "reseller"}.Error(err))
	fmt.Println(channel.Viewer{Party: "ada"}.Error(err))
	// Output:
	// channel: your book "" revision 0 has no price for plan "basic" charge "seat"
	// channel: not available
	// channel: not available
}

func ExampleViewer_ID() {
	fmt.Println(channel.Viewer{Party: "ada"}.ID("booked", "1"))
	fmt.Println(channel.Viewer{Party: "reseller"}.ID("booked", "1"))
	// Output:
	// ae273c414eb8dad5c3aec09159ba52a5
	// 1e555e9aedcb7fc4432d682c5021903b
}

func ExampleTakesEffect() {
	monthly := calendar.Schedule{Anchor: calendar.Must("2026-01-05T13:59:00Z")}
	fmt.Println(channel.TakesEffect(calendar.Must("2026-01-20T00:00:00Z"), monthly))
	// Output: 2026-02-05T13:59:00Z
}
