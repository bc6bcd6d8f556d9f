package daybook_test

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// A reseller invoices everybody on the first of the month by an ERP of its own.
// Each night the engine collects and closes the day; on the first the ERP pulls
// the month. Usage that arrives after that is a line of the next month.
func Example_dailyERPExport() {
	plan := &pricing.Plan{ID: "backup", Revision: 1, Product: "backup", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "fee", Model: pricing.PerUnit{Unit: decimal.NewFromInt(10)}, Unit: "seat", TaxCategory: "S"},
		{ID: "space", Kind: pricing.Usage, Metric: "gb", Model: pricing.PerUnit{Unit: decimal.New(5, -1)}, Unit: "GB", TaxCategory: "S"},
	}}
	chain := &channel.Chain{ID: "direct", Revision: 1, Vendor: "vendor", Sellers: []channel.Seller{{
		Party: "reseller", Role: channel.Reseller, Book: channel.BookRef{ID: "list", Revision: 1},
		Default: channel.Rule{Kind: channel.Markup, Percent: decimal.NewFromInt(20)},
	}}}
	offer, err := channel.NewOffer(plan, chain)
	if err != nil {
		fmt.Println(err)
		return
	}
	start := calendar.Must("2026-01-20T00:00:00Z") // the ERP's months are not the subscription's
	subs := stream([]subscription.Subscription{{ID: "s-1", Customer: "ada", Terms: []subscription.Term{{
		From: start, Offer: offer, Quantity: decimal.NewFromInt(31), Schedule: calendar.Schedule{Anchor: start, Zone: time.UTC},
	}}}})
	meter, store, ctx := new(memstore.Meter), new(memstore.Store), context.Background()
	used := func(id string, at, recorded calendar.Instant, gb int64) {
		if _, err := meter.Record(memstore.Sample{Source: "disk", ID: id, Subscription: "s-1", Metric: "gb",
			At: at, Recorded: recorded, Quantity: decimal.NewFromInt(gb)}); err != nil {
			fmt.Println(err)
		}
	}
	used("1", calendar.Must("2026-01-25T10:00:00Z"), calendar.Must("2026-01-25T10:05:00Z"), 8)
	used("2", calendar.Must("2026-01-30T10:00:00Z"), calendar.Must("2026-02-03T10:00:00Z"), 4) // late

	// The reseller bills its customers by another system, and always did.
	bases, err := channel.NewBillingBases([]channel.BasisAgreement{{Seller: "reseller", Basis: channel.External}})
	if err != nil {
		fmt.Println(err)
		return
	}
	erp := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "reseller"}}
	terms := livereport.InstructionTerms{Granularity: calendar.Monthly, Bases: bases}
	pull := func() {
		set, err := erp.Instructions(ctx, terms)
		if err != nil {
			fmt.Println(err)
			return
		}
		terms.Frame.Start = set.Frame.End // where the next pull goes on
		for _, pair := range set.Pairs {
			fmt.Println(pair.Seller, "charges", pair.Buyer, pair.Net)
			for _, ln := range pair.Lines {
				fmt.Printf("  %s %s %v %s, %d parts, %v, tax %s, served from %s, posted from %s\n",
					ln.ID[:8], ln.Charge, ln.Quantity, ln.Unit, len(ln.Parts), ln.Net, ln.TaxCategory, ln.Service.Start, ln.Posted.Start)
				if ln.Corrects != "" {
					fmt.Println("    corrects", ln.Corrects[:8])
				}
			}
		}
	}

	for night := start; night < calendar.Must("2026-03-01T00:00:00Z"); {
		night = night.Add(24 * time.Hour)
		collector := daybook.Collector{Ledger: store, Metrics: meter, Clock: clock(night)}
		if _, err := collector.Collect(ctx, calendar.Period{Start: start, End: night}, subs); err != nil {
			fmt.Println(err)
		}
		if err := store.CloseBook(ctx, proceeds.Live, night); err != nil {
			fmt.Println(err)
		}
		if night.Time().Day() == 1 {
			fmt.Println(night.Time().Format("2 January"))
			pull()
		}
	}

	// A pull of what is closed gives the same bytes, for ever.
	january := livereport.InstructionTerms{Granularity: calendar.Monthly, Bases: bases,
		Frame: calendar.Period{Start: calendar.Must("2026-01-01T00:00:00Z"), End: calendar.Must("2026-02-01T00:00:00Z")}}
	set, err := erp.Instructions(ctx, january)
	if err != nil {
		fmt.Println(err)
		return
	}
	body, err := json.MarshalIndent(set.Pairs[0].Lines[1], "", "  ")
	fmt.Println(string(body), err)
	// Output:
	// 1 February
	// reseller charges ada 148.80 EUR
	//   d2caba6c fee 31 seat, 12 parts, 144.00 EUR, tax S, served from 2026-01-20T00:00:00Z, posted from 2026-01-01T00:00:00Z
	//   9c539b08 space 8 GB, 1 parts, 4.80 EUR, tax S, served from 2026-01-25T00:00:00Z, posted from 2026-01-01T00:00:00Z
	// 1 March
	// reseller charges ada 349.97 EUR
	//   8754f039 fee 31 seat, 28 parts, 347.57 EUR, tax S, served from 2026-02-01T00:00:00Z, posted from 2026-02-01T00:00:00Z
	//   d43802f5 space 4 GB, 1 parts, 2.40 EUR, tax S, served from 2026-01-30T00:00:00Z, posted from 2026-02-01T00:00:00Z
	//     corrects 9c539b08
	// {
	//   "id": "9c539b088c0c1be115262a3772682e9f",
	//   "basis": "external",
	//   "seller": "reseller",
	//   "buyer": "ada",
	//   "customer": "ada",
	//   "subscription": "s-1",
	//   "plan": "backup",
	//   "charge": "space",
	//   "kind": "usage",
	//   "timing": "prepaid",
	//   "product": "backup",
	//   "tax_category": "S",
	//   "service": {
	//     "start": "2026-01-25T00:00:00Z",
	//     "end": "2026-01-26T00:00:00Z"
	//   },
	//   "posted": {
	//     "start": "2026-01-01T00:00:00Z",
	//     "end": "2026-02-01T00:00:00Z"
	//   },
	//   "quantity": "8",
	//   "unit": "GB",
	//   "net": {
	//     "amount": "4.80",
	//     "currency": "EUR"
	//   },
	//   "raw": "4.800000000000",
	//   "parts": [
	//     {
	//       "service": {
	//         "start": "2026-01-25T00:00:00Z",
	//         "end": "2026-01-26T00:00:00Z"
	//       },
	//       "posted": "2026-01-25T00:00:00Z",
	//       "quantity": "8",
	//       "net": {
	//         "amount": "4.80",
	//         "currency": "EUR"
	//       },
	//       "raw": "4.800000000000"
	//     }
	//   ]
	// } <nil>
}
