package invoice_test

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// bought is a row of a fee at two levels.
func bought(id string, cost, price int64) proceeds.Row {
	offer, err := channel.NewOffer(&pricing.Plan{ID: "backup", Product: "backup", Currency: eur, Charges: []pricing.Charge{
		{ID: "fee", Model: pricing.PerUnit{Unit: decimal.NewFromInt(1)}, Unit: "seat", TaxCategory: "S"},
	}}, &channel.Chain{ID: "direct", Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "reseller", Role: channel.Reseller, Default: channel.Rule{Kind: channel.PassThrough}},
	}})
	if err != nil {
		panic(err)
	}
	r := proceeds.Row{Customer: "ada", Route: offer.Route(0), Posted: calendar.Must("2026-01-01T00:00:00Z")}
	r.Cell = proceeds.Cell{Currency: eur, Subscription: subscription.ID(id), Plan: "backup", Charge: "fee"}
	r.Amounts = channel.AmountsOf(eur, 2, cost, price)
	return r
}

// Two rows of one charge become one line. Tax is computed on the sum.
func ExampleAssemble() {
	rows := []proceeds.Row{bought("a", 100, 1001), bought("b", 100, 1002)}
	tax, err := invoice.FlatTax(decimal.NewFromInt(22))
	if err != nil {
		fmt.Println(err)
		return
	}
	inv, err := invoice.Assemble(rows, invoice.Terms{Level: channel.SellOut, Tax: tax, Series: "R-"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(inv.Seller, "to", inv.Buyer, inv.Status)
	for _, l := range inv.Lines {
		fmt.Println(l.Product, l.Charge, len(l.Rows), "rows", l.Net)
	}
	fmt.Println(inv.Totals.Net, "+", inv.Totals.Tax, "=", inv.Totals.Gross)
	// Output:
	// reseller to ada draft
	// backup fee 2 rows 20.03 EUR
	// 20.03 EUR + 4.41 EUR = 24.44 EUR
}

// An invoice goes from state to state, with a trail.
func ExampleInvoice_To() {
	at := calendar.Must("2026-02-01T09:00:00Z")
	draft := invoice.Invoice{ID: "i-1", Version: 1}.By(invoice.Act{At: at, Reason: "January"})
	approved, err := draft.To(invoice.Approved, invoice.Act{At: at + 1, Actor: "clerk", Reason: "checked"})
	fmt.Println(approved.Status, approved.Version, err)
	for _, t := range approved.Trail {
		fmt.Printf("%v by %q: %s\n", t.To, t.Actor, t.Reason)
	}
	_, err = draft.To(invoice.Open, invoice.Act{At: at})
	fmt.Println(err)
	// Output:
	// approved 2 <nil>
	// draft by "": January
	// approved by "clerk": checked
	// invoice i-1: draft cannot become open
}

func ExampleDueOn() {
	issued := calendar.Must("2026-02-01T09:00:00Z")
	fmt.Println(invoice.DueOn(issued, 14, nil))
	// Output: 2026-02-16T00:00:00Z
}

// The numbers of a template with the year begin anew each year.
func ExampleSeriesOn() {
	series, err := invoice.SeriesOn("R-{year}-", calendar.Must("2026-02-01T09:00:00Z"), nil)
	fmt.Println(invoice.FormatNumber(series, 1), err)
	// Output: R-2026-000001 <nil>
}
