package daybook_test

import (
	"context"
	"fmt"
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
)

// A vendor sells backup at 10.00 a month; the reseller adds 20 %. January is
// booked on its first day and collected day by day.
func Example() {
	plan := &pricing.Plan{ID: "backup", Revision: 1, Product: "backup", Name: "Backup", Currency: money.MustCurrency("EUR"),
		Charges: []pricing.Charge{{ID: "fee", Model: pricing.PerUnit{Unit: decimal.NewFromInt(10)}, Unit: "seat"}}}
	chain := &channel.Chain{ID: "direct", Revision: 1, Vendor: "vendor", Sellers: []channel.Seller{{
		Party: "reseller", Role: channel.Reseller, Book: channel.BookRef{ID: "list", Revision: 1},
		Default: channel.Rule{Kind: channel.Markup, Percent: decimal.NewFromInt(20)},
	}}}
	offer, err := channel.NewOffer(plan, chain)
	if err != nil {
		fmt.Println(err)
		return
	}
	january := calendar.Period{Start: calendar.Must("2026-01-01T00:00:00Z"), End: calendar.Must("2026-02-01T00:00:00Z")}
	subscriptions := stream([]subscription.Subscription{{ID: "s-1", Customer: "ada", Terms: []subscription.Term{{
		From: january.Start, Offer: offer, Quantity: decimal.NewFromInt(1),
		Schedule: calendar.Schedule{Anchor: january.Start, Zone: time.UTC},
	}}}})

	ctx := context.Background()
	store := new(memstore.Store)
	clock := clock(january.End)
	booker := daybook.Booker{Ledger: store, Clock: clock}
	collector := daybook.Collector{Ledger: store, Clock: clock}
	for range 2 { // the second time adds nothing
		booked, err := booker.Book(ctx, january, subscriptions)
		if err != nil {
			fmt.Println(err)
		}
		collected, err := collector.Collect(ctx, january, subscriptions)
		if err != nil {
			fmt.Println(err)
		}
		fmt.Println("rows booked:", booked.Rows, "quotas collected:", collected.Rows)
	}

	reader := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "ada"}}
	views, _, err := reader.Since(ctx, proceeds.Live, january, "", 3)
	if err != nil {
		fmt.Println(err)
	}
	for _, v := range views {
		fmt.Println(v.Service.Start, v.Cost("ada"))
	}
	// Output:
	// rows booked: 1 quotas collected: 31
	// rows booked: 0 quotas collected: 0
	// 2026-01-01T00:00:00Z 0.39 EUR
	// 2026-01-02T00:00:00Z 0.38 EUR
	// 2026-01-03T00:00:00Z 0.39 EUR
}
