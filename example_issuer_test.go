package daybook_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// sold is a marketplace where a reseller sells backup at 10.00 a month, and pays
// the vendor 8.00. Its January is booked.
func sold(customers ...channel.PartyID) (*memstore.Store, error) {
	offer, err := channel.NewOffer(&pricing.Plan{ID: "backup", Product: "backup", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "fee", Model: pricing.PerUnit{Unit: decimal.NewFromInt(8)}, Unit: "seat", TaxCategory: "S"},
	}}, &channel.Chain{ID: "direct", Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "reseller", Role: channel.Reseller, Default: channel.Rule{Kind: channel.Markup, Percent: decimal.NewFromInt(25)}},
	}})
	if err != nil {
		return nil, err
	}
	var subs []subscription.Subscription
	for _, c := range customers {
		subs = append(subs, subscription.Subscription{ID: subscription.ID("s-" + c), Customer: c, Terms: []subscription.Term{{
			From: january.Start, Offer: offer, Quantity: decimal.NewFromInt(1), Schedule: calendar.Schedule{Anchor: january.Start, Zone: time.UTC},
		}}})
	}
	store := new(memstore.Store)
	booker := daybook.Booker{Ledger: store, Clock: clock(january.End - 1)}
	_, err = booker.Book(context.Background(), january, stream(subs))
	return store, err
}

// A billing run drafts what is to be billed at every level, approves it and
// issues it. Again it does nothing.
func ExampleIssuer_Run() {
	ctx := context.Background()
	store, err := sold("ada", "bob")
	if err != nil {
		fmt.Println(err)
		return
	}
	tax, err := invoice.FlatTax(decimal.NewFromInt(22))
	if err != nil {
		fmt.Println(err)
		return
	}
	issuer := daybook.Issuer{Store: store, Clock: clock(january.End), Terms: invoice.Terms{Series: "R-{year}-", Tax: tax}}
	for range 2 {
		r, err := issuer.As("night", "January").Run(ctx, daybook.BillingRun{Period: january, UpTo: invoice.Open})
		fmt.Println(r.Drafted, "drafted,", r.Opened, "issued,", len(r.Left), "left,", err)
	}
	for inv, err := range issuer.All(ctx, daybook.InvoiceQuery{Seller: "reseller"}) {
		fmt.Println(inv.Number, inv.Status, inv.Buyer, inv.Totals.Payable, err)
	}
	// Unordered output:
	// 3 drafted, 3 issued, 0 left, <nil>
	// 0 drafted, 0 issued, 0 left, <nil>
	// R-2026-000001 open ada 12.20 EUR <nil>
	// R-2026-000002 open bob 12.20 EUR <nil>
}

// A clerk looks at a preview, drafts, approves and issues one invoice by hand.
func ExampleIssuer_Draft() {
	ctx := context.Background()
	store, err := sold("ada")
	if err != nil {
		fmt.Println(err)
		return
	}
	clerk := (&daybook.Issuer{Store: store, Clock: clock(january.End), Terms: invoice.Terms{Series: "R-"}}).As("clerk", "by hand")
	bill := daybook.Bill{Book: proceeds.Booked, Level: channel.SellOut, Seller: "reseller", Buyer: "ada",
		Currency: money.MustCurrency("EUR"), Posted: january}
	preview, err := clerk.Preview(ctx, bill, january.End)
	fmt.Println(preview.Totals.Payable, err)
	draft, err := clerk.Draft(ctx, bill)
	fmt.Println(draft.Status, draft.ID == preview.ID, err)
	_, err = clerk.Draft(ctx, bill)
	fmt.Println(errors.Is(err, daybook.ErrInvoiced))
	_, err = clerk.Approve(ctx, draft.ID)
	fmt.Println(err)
	open, err := clerk.Open(ctx, draft.ID)
	fmt.Println(open[0].Number, open[0].Due, err)
	for _, t := range open[0].Trail {
		fmt.Println(t.To, "by", t.Actor)
	}
	// Output:
	// 10.00 EUR <nil>
	// draft true <nil>
	// true
	// <nil>
	// R-000001 2026-02-02T00:00:00Z <nil>
	// draft by clerk
	// approved by clerk
	// open by clerk
}

// An invoice is taken back by a credit note, and its rows are billed anew.
func ExampleIssuer_Rebill() {
	ctx := context.Background()
	store, err := sold("ada")
	if err != nil {
		fmt.Println(err)
		return
	}
	issuer := daybook.Issuer{Store: store, Clock: clock(january.End), Terms: invoice.Terms{Series: "R-"}, CreditSeries: "C-"}
	run := daybook.BillingRun{Period: january, Buyers: []channel.PartyID{"ada"}, UpTo: invoice.Open}
	r, err := issuer.Run(ctx, run)
	if err != nil {
		fmt.Println(err)
		return
	}
	next, err := issuer.As("clerk", "wrong address").Rebill(ctx, r.Invoices[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	old, err := store.Invoice(ctx, r.Invoices[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	note, err := store.Invoice(ctx, old.Notes[0].ID)
	fmt.Println(old.Number, old.Status, err)
	fmt.Println(note.Number, note.Status, note.Totals.Payable)
	fmt.Println(next.Status, next.Totals.Payable, "instead of", next.Preceding[0].Number)
	// Output:
	// R-000001 closed <nil>
	// C-000001 open -10.00 EUR
	// draft 10.00 EUR instead of R-000001
}
