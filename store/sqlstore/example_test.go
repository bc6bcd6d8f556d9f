package sqlstore_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/sqlstore"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
	_ "modernc.org/sqlite"
)

// A month's fee of one subscription is booked into a file, and read back as the
// reseller sees it. Booking again adds nothing.
func Example() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "daybook")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	db, err := sql.Open("sqlite", sqlstore.SQLiteDSN(filepath.Join(folder, "billing.db")))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	store, err := sqlstore.Open(ctx, db)
	if err != nil {
		log.Fatal(err)
	}

	booker := daybook.Booker{Ledger: store, Clock: clock(calendar.Must("2026-02-01T00:00:00Z"))}
	for range 2 {
		report, err := booker.Book(ctx, january, daybook.Paged(onePage(hosting())))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("rows booked:", report.Rows)
	}
	reader := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "reseller"}}
	views, cursor, err := reader.Since(ctx, proceeds.Booked, january, "", 100)
	if err != nil {
		log.Fatal(err)
	}
	for _, v := range views {
		fmt.Println(v.Subscription, v.Charge, "costs", v.Cost("reseller"), "and brings", v.Income("reseller"))
	}
	fmt.Println("go on after row", cursor)
	// Output:
	// rows booked: 1
	// rows booked: 0
	// s-1 fee costs 10.00 EUR and brings 12.00 EUR
	// go on after row 1
}

type clock calendar.Instant

func (c clock) Now() time.Time { return calendar.Instant(c).Time() }

// hosting is a subscription for 10.00 EUR a month, which the reseller marks up
// by a fifth.
func hosting() subscription.Subscription {
	plan := &pricing.Plan{ID: "hosting", Revision: 1, Product: "hosting", Name: "Hosting", Currency: money.MustCurrency("EUR"),
		Charges: []pricing.Charge{{ID: "fee", Model: pricing.Flat{Amount: decimal.NewFromInt(10)}, Unit: "month"}}}
	chain := &channel.Chain{ID: "direct", Revision: 1, Vendor: "vendor", Sellers: []channel.Seller{{
		Party: "reseller", Role: channel.Reseller, Book: channel.BookRef{ID: "retail", Revision: 1},
		Default: channel.Rule{Kind: channel.Markup, Percent: decimal.NewFromInt(20)},
	}}}
	offer, err := channel.NewOffer(plan, chain)
	if err != nil {
		log.Fatal(err)
	}
	return subscription.Subscription{ID: "s-1", Customer: "ada", Terms: []subscription.Term{{
		From: january.Start, Offer: offer, Quantity: decimal.NewFromInt(1),
		Schedule: calendar.Schedule{Anchor: january.Start},
	}}}
}

// onePage hands out one subscription.
func onePage(s subscription.Subscription) func(after subscription.ID) ([]subscription.Subscription, error) {
	return func(after subscription.ID) ([]subscription.Subscription, error) {
		if after != "" {
			return nil, nil
		}
		return []subscription.Subscription{s}, nil
	}
}

// The same store on PostgreSQL, where what parties read is read as a role that
// row-level security lets see their rows alone.
func ExampleOpenPostgres() {
	ctx := context.Background()
	db, err := sql.Open("pgx", "postgres://billing@db.internal/billing?search_path=daybook")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	store, err := sqlstore.OpenPostgres(ctx, db, sqlstore.PostgresOptions{Reader: "billing_reader"})
	if err != nil {
		log.Fatal(err)
	}
	reader := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "reseller"}}
	_, _, err = reader.Since(ctx, proceeds.Live, january, "", 100)
	if err != nil {
		log.Fatal(err)
	}
}
