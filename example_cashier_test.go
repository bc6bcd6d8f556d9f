package daybook_test

import (
	"context"
	"fmt"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/store/memstore"
)

// A pack is paid in advance and then pays for usage; what is left when it expires
// is income.
func ExampleCashier() {
	ctx, store := context.Background(), new(memstore.Store)
	euros := func(cents int64) money.Amount { return money.New(cents, 2, money.MustCurrency("EUR")) }
	account := invoice.Account{Seller: "reseller", Buyer: "ada", Currency: money.MustCurrency("EUR")}
	at := func(t string) *daybook.Cashier {
		now := clock(calendar.Must(t))
		return &daybook.Cashier{
			Store: store, Issuer: &daybook.Issuer{Store: store, Clock: now}, Gateway: new(till), Clock: now,
			Retries: invoice.Retries{After: []time.Duration{72 * time.Hour}},
		}
	}
	march := at("2026-03-01T00:00:00Z")
	_, err := march.SellPack(ctx, account, daybook.Credit{Reference: "pack-1", Amount: euros(10000), Expires: calendar.Must("2026-05-01T00:00:00Z")})
	fmt.Println("sold", err)
	fmt.Println("collected", march.Collect(ctx, account))

	// Usage of March is invoiced on 1 April, 40.00 with its tax.
	usage := invoice.Invoice{
		ID: "march", Seller: "reseller", Buyer: "ada", Currency: account.Currency, Version: 1, Status: invoice.Open, Number: "R-1",
		Issued: calendar.Must("2026-04-01T00:00:00Z"), Due: calendar.Must("2026-05-01T00:00:00Z"),
		Totals: invoice.Totals{Gross: euros(4000), Tax: euros(721), Creditable: euros(4000)},
	}
	if _, err := store.PutInvoices(ctx, []invoice.Invoice{usage}); err != nil {
		fmt.Println(err)
		return
	}
	for _, now := range []string{"2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z"} {
		if err := at(now).Run(ctx, "reseller"); err != nil {
			fmt.Println(err)
			return
		}
	}
	inv, err := store.Invoice(ctx, "march")
	fmt.Println("march is", inv.Status, err)
	s, err := march.Standing(ctx, account)
	if err != nil {
		fmt.Println(err)
		return
	}
	expired, _ := s.Recorded(invoice.CreditExpired, "pack-1")
	income, _ := s.Income(&expired)
	fmt.Println("owed", s.Owed, "income", income)
	// Output:
	// sold <nil>
	// collected <nil>
	// march is closed <nil>
	// owed 0.00 EUR income 60.00 EUR
}
