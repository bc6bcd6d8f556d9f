package daybook_test

import (
	"context"
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

// storage sells a fee of 31.00 a month and space at 0.50 a GB, from 1 January on.
func storage() *subscription.Subscription {
	offer, err := channel.NewOffer(&pricing.Plan{ID: "storage", Product: "storage", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "fee", Model: pricing.Flat{Amount: decimal.NewFromInt(31)}},
		{ID: "space", Kind: pricing.Usage, Metric: "gb", Model: pricing.PerUnit{Unit: decimal.New(5, -1)}, Unit: "GB"},
	}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		panic(err)
	}
	start := calendar.Must("2026-01-01T00:00:00Z")
	return &subscription.Subscription{ID: "s-1", Customer: "ada", Terms: []subscription.Term{{
		From: start, Offer: offer, Quantity: decimal.NewFromInt(1), Schedule: calendar.Schedule{Anchor: start, Zone: time.UTC}}}}
}

// On 11 January, after ten days with 20 GB. The fee is known; at the pace so far
// the month will come to 62 GB.
func ExamplePreviewer_Preview() {
	meter := new(memstore.Meter)
	at := calendar.Must("2026-01-04T12:00:00Z")
	if _, err := meter.Record(memstore.Sample{Source: "disk", ID: "1", Subscription: "s-1", Metric: "gb", At: at, Recorded: at, Quantity: decimal.NewFromInt(20)}); err != nil {
		fmt.Println(err)
	}
	previewer := daybook.Previewer{Viewer: channel.Viewer{Party: "ada"}, Metrics: meter, Clock: clock(calendar.Must("2026-01-11T00:00:00Z"))}
	view, err := previewer.Preview(context.Background(), storage())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, ln := range view.Lines {
		fmt.Println(ln.Charge, ln.Sides[0].Accrued, "of", ln.Sides[0].Forecast, "estimated:", ln.Estimated)
	}
	fmt.Println("in all", view.Totals[0].Accrued, "of", view.Totals[0].Forecast)

	// A budget of 50.00: when will four fifths of it be reached, if the rest of the
	// month is spent evenly?
	budget := livereport.Budget{Party: "ada", Amount: money.New(5000, 2, money.MustCurrency("EUR")), Frame: view.Frame,
		Thresholds: []livereport.Threshold{{Percent: money.MustNumber("80")}}}
	expected, err := budget.Expected(&view)
	if err != nil {
		fmt.Println(err)
	}
	for _, c := range expected {
		fmt.Println(c.Spent, "is expected by", c.Slot.End.Time().Format("2 January"))
	}
	// Output:
	// fee 10.00 EUR of 31.00 EUR estimated: false
	// space 10.00 EUR of 31.00 EUR estimated: true
	// in all 20.00 EUR of 62.00 EUR
	// 40.00 EUR is expected by 21 January
}

// The fee's quotas of 1.00 a day reach half of 30.00 on 15 January.
func ExampleReader_Budget() {
	s, ctx, store := storage(), context.Background(), new(memstore.Store)
	january := s.Terms[0].Schedule.Period(0)
	collector := daybook.Collector{Ledger: store, Metrics: new(memstore.Meter), Clock: clock(january.End)}
	if _, err := collector.Collect(ctx, january, stream([]subscription.Subscription{*s})); err != nil {
		fmt.Println(err)
	}
	reader := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "ada"}}
	spent, err := reader.Budget(ctx, livereport.Budget{Amount: money.New(3000, 2, money.MustCurrency("EUR")), Frame: january,
		Thresholds: []livereport.Threshold{{Percent: money.MustNumber("50")}, {Amount: money.New(3100, 2, money.MustCurrency("EUR"))}}})
	if err != nil {
		fmt.Println(err)
	}
	for _, c := range spent.Crossings {
		fmt.Println("threshold", c.Threshold, "reached on", c.Slot.Start.Time().Format("2 January"), "at", c.Spent)
	}
	fmt.Println("spent", spent.Amount)
	// Output:
	// threshold 0 reached on 15 January at 15.00 EUR
	// threshold 1 reached on 31 January at 31.00 EUR
	// spent 31.00 EUR
}

// What is closed is pulled as one line for the month, and written as CSV.
func ExampleReader_Instructions() {
	s, ctx, store := storage(), context.Background(), new(memstore.Store)
	january := s.Terms[0].Schedule.Period(0)
	collector := daybook.Collector{Ledger: store, Metrics: new(memstore.Meter), Clock: clock(january.End)}
	if _, err := collector.Collect(ctx, january, stream([]subscription.Subscription{*s})); err != nil {
		fmt.Println(err)
	}
	bases, err := channel.NewBillingBases([]channel.BasisAgreement{{Seller: "vendor", Basis: channel.External}})
	if err != nil {
		fmt.Println(err)
	}
	terms := livereport.InstructionTerms{Frame: january, Granularity: calendar.Monthly, Bases: bases}
	reader := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "vendor"}}
	_, err = reader.Instructions(ctx, terms)
	fmt.Println(err)

	if err := store.CloseBook(ctx, proceeds.Live, january.End); err != nil {
		fmt.Println(err)
	}
	set, err := reader.Instructions(ctx, terms)
	if err != nil {
		fmt.Println(err)
	}
	var text strings.Builder
	if err := set.WriteCSV(&text); err != nil {
		fmt.Println(err)
	}
	fmt.Println(strings.ReplaceAll(text.String(), "\r\n", "\n")) // lines of CSV end so
	// Output:
	// daybook: instructions: daybook: period is not closed: nothing is, asked up to 2026-02-01T00:00:00Z
	// id,corrects,provisional,basis,seller,buyer,customer,subscription,plan,charge,component,kind,timing,product,product_type,tax_category,location,tags,service_start,service_end,posted_start,posted_end,quantity,estimated,unit,net,currency,raw,settled,settled_currency,rate,rate_at,rate_source,parts
	// 97739295f417420d3557aff84f12c96f,,false,external,vendor,ada,ada,s-1,storage,fee,,recurring,prepaid,storage,,,,,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z,1,false,,31.00,EUR,31.000000000000,,,,,,31
}
