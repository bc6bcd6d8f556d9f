package daybook_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
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

// twoCustomers are Ada, who pays 310.00 a month from 20 January on, and Bob, who
// pays 31.00 from the 1st on. The reseller buys at 200.00 and 20.00.
func twoCustomers() []subscription.Subscription {
	var out []subscription.Subscription
	for i, c := range []struct {
		customer     channel.PartyID
		from         string
		cost, income int64
	}{{"ada", "2026-01-20T00:00:00Z", 200, 310}, {"bob", "2026-01-01T00:00:00Z", 20, 31}} {
		plan := &pricing.Plan{ID: pricing.PlanID("plan-" + c.customer), Product: "backup", Currency: money.MustCurrency("EUR"),
			Charges: []pricing.Charge{{ID: "fee", Model: pricing.Flat{Amount: decimal.NewFromInt(c.cost)}}}}
		offer, err := channel.NewOffer(plan, &channel.Chain{ID: "eu", Vendor: "vendor", Sellers: []channel.Seller{{
			Party: "reseller", Role: channel.Reseller, Book: channel.BookRef{ID: "list", Revision: 1},
			Default: channel.Rule{Kind: channel.Replacement, Model: pricing.Flat{Amount: decimal.NewFromInt(c.income)}},
		}}})
		if err != nil {
			panic(err)
		}
		from := calendar.Must(c.from)
		out = append(out, subscription.Subscription{ID: subscription.ID(fmt.Sprint("s-", i)), Customer: c.customer,
			Terms: []subscription.Term{{From: from, Offer: offer, Quantity: decimal.NewFromInt(1),
				Schedule: calendar.Schedule{Anchor: from, Zone: time.UTC}}}})
	}
	return out
}

// January as a reseller asks for it on 1 February: what was booked, what is live,
// and merged. Ada's fee is booked whole on the 20th; of its days twelve are in
// January.
func ExampleReader_Answer() {
	ctx, store, subs := context.Background(), new(memstore.Store), stream(twoCustomers())
	january := calendar.Period{Start: calendar.Must("2026-01-01T00:00:00Z"), End: calendar.Must("2026-02-01T00:00:00Z")}
	booker := daybook.Booker{Ledger: store, Clock: clock(january.End)}
	collector := daybook.Collector{Ledger: store, Clock: clock(january.End)}
	progress := daybook.Progress{From: january.Start}
	for _, run := range []func(context.Context, calendar.Period, daybook.Subscriptions) (daybook.Report, error){booker.Book, collector.Collect} {
		report, err := run(ctx, january, subs)
		if err != nil {
			fmt.Println(err)
		}
		progress = progress.After(report.Done) // the host keeps it
	}

	reader := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "reseller"}, Progress: progress}
	for _, source := range []livereport.Source{livereport.Final, livereport.Live, livereport.Merged} {
		answer, err := reader.Answer(ctx, livereport.Query{
			Source: source, Frame: january,
			GroupBy: []livereport.Dimension{livereport.ByMonth, livereport.ByCustomer, livereport.ByFinality},
		})
		if err != nil {
			fmt.Println(err)
		}
		fmt.Println(source, "complete up to", answer.Complete)
		for _, g := range answer.Groups {
			fmt.Printf("%q buys %s sells %s keeps %s\n", g.Values, g.Buys.Text(), g.Sells.Text(), g.Margin.Text())
		}
		fmt.Println("total keeps", answer.Totals[0].Margin)
	}
	// Output:
	// final complete up to 2026-02-01T00:00:00Z
	// ["2026-01" "ada" ""] buys 200.00 sells 310.00 keeps 110.00
	// ["2026-01" "bob" ""] buys 20.00 sells 31.00 keeps 11.00
	// total keeps 121.00 EUR
	// live complete up to 2026-02-01T00:00:00Z
	// ["2026-01" "ada" ""] buys 77.42 sells 120.00 keeps 42.58
	// ["2026-01" "bob" ""] buys 20.00 sells 31.00 keeps 11.00
	// total keeps 53.58 EUR
	// merged complete up to 2026-02-01T00:00:00Z
	// ["2026-01" "ada" "final"] buys 77.42 sells 120.00 keeps 42.58
	// ["2026-01" "bob" "final"] buys 20.00 sells 31.00 keeps 11.00
	// total keeps 53.58 EUR
}

// A reseller's own system polls every morning: what is new since the cursor that
// it kept, as CSV.
func ExampleReader_Page() {
	ctx, store, subs := context.Background(), new(memstore.Store), stream(twoCustomers())
	january := calendar.Period{Start: calendar.Must("2026-01-01T00:00:00Z"), End: calendar.Must("2026-02-01T00:00:00Z")}
	reader := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "reseller"}}
	query := livereport.Query{Source: livereport.Live}
	cursor := daybook.Cursor("")
	for _, morning := range []string{"2026-01-20T06:00:00Z", "2026-01-21T06:00:00Z"} {
		collector := daybook.Collector{Ledger: store, Clock: clock(calendar.Must(morning))}
		if _, err := collector.Collect(ctx, january, subs); err != nil {
			fmt.Println(err)
		}
		for {
			page, err := reader.Page(ctx, query, cursor, 10)
			if err != nil {
				fmt.Println(err)
			}
			if len(page.Entries) == 0 {
				break
			}
			cursor = page.Next
			fmt.Println(len(page.Entries), "rows of", page.Totals[0].Sells)
		}
	}
	answer, err := reader.Answer(ctx, livereport.Query{Source: livereport.Live,
		Frame:   calendar.Period{Start: calendar.Must("2026-01-19T00:00:00Z"), End: calendar.Must("2026-01-21T00:00:00Z")},
		GroupBy: []livereport.Dimension{livereport.ByDay, livereport.ByCustomer}})
	if err != nil {
		fmt.Println(err)
	}
	var csv strings.Builder
	if err := answer.WriteCSV(&csv); err != nil {
		fmt.Println(err)
	}
	fmt.Print(strings.ReplaceAll(csv.String(), "\r\n", "\n"))
	// Output:
	// 10 rows of 10.00 EUR
	// 9 rows of 9.00 EUR
	// 2 rows of 11.00 EUR
	// day,customer,currency,rows,buys,sells,margin
	// 2026-01-19,bob,EUR,1,0.65,1.00,0.35
	// 2026-01-20,ada,EUR,1,6.45,10.00,3.55
	// 2026-01-20,bob,EUR,1,0.64,1.00,0.36
}

// An answer names its revision. Asked again as of it, it is the same, although
// Ada has cancelled since.
func ExampleReader_Revision() {
	ctx, store := context.Background(), new(memstore.Store)
	january := calendar.Period{Start: calendar.Must("2026-01-01T00:00:00Z"), End: calendar.Must("2026-02-01T00:00:00Z")}
	subs := twoCustomers()
	collector := daybook.Collector{Ledger: store, Clock: clock(january.End)}
	reader := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "ada"}}
	query := livereport.Query{Source: livereport.Live, Frame: january}
	var told livereport.Answer
	for i := range 2 {
		if _, err := collector.Collect(ctx, january, stream(subs)); err != nil {
			fmt.Println(err)
		}
		answer, err := reader.Answer(ctx, query)
		if err != nil {
			fmt.Println(err)
		}
		fmt.Println("now:", answer.Totals[0].Buys)
		if i == 0 {
			told = answer
		}
		subs[0].End = calendar.Must("2026-01-25T00:00:00Z")
	}
	reader.AsOf = &told.Revision
	again, err := reader.Answer(ctx, query)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println("then:", again.Totals[0].Buys)
	// Output:
	// now: 120.00 EUR
	// now: 50.00 EUR
	// then: 120.00 EUR
}

// The watermark is folded from what runs report. Bob's subscription is faulty on
// the second day: that holds up Bob, the reseller, the vendor and the operator,
// but not Ada.
func ExampleProgress() {
	start := calendar.Must("2026-01-20T00:00:00Z")
	subs := twoCustomers()
	progress := daybook.Progress{From: start}
	for i := range 3 {
		if i == 1 {
			subs[1].Terms[0].Quantity = decimal.NewFromInt(-1)
		}
		slot := calendar.Daily.SlotAt(start.Add(time.Duration(i)*24*time.Hour), time.UTC)
		collector := daybook.Collector{Ledger: new(memstore.Store), Clock: clock(slot.End)}
		report, err := collector.Collect(context.Background(), slot, stream(subs))
		if err != nil {
			fmt.Println(err)
		}
		progress = progress.After(report.Done)
	}
	for _, p := range []channel.PartyID{"ada", "bob", "reseller"} {
		fmt.Println(p, progress.Complete(proceeds.Live, channel.Viewer{Party: p}))
	}
	kept, err := json.Marshal(progress)
	fmt.Println(len(progress.Done), len(kept) > 0, err)
	// Output:
	// ada 2026-01-23T00:00:00Z
	// bob 2026-01-21T00:00:00Z
	// reseller 2026-01-21T00:00:00Z
	// 2 true <nil>
}
