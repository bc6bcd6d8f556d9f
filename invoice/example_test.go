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

func ExampleInvoice_To() {
	draft := invoice.Invoice{ID: "i-1", Version: 1}
	open, err := draft.To(invoice.Open)
	fmt.Println(open.Status, open.Version, err)
	_, err = open.To(invoice.Draft)
	fmt.Println(err)
	// Output:
	// open 2 <nil>
	// invoice i-1: open cannot become draft
}
