package invoice_test

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
)

// Credit that expires first is used first, and before any payment; what is paid
// too much waits for the next invoice.
func ExampleStanding_Settle() {
	may := calendar.Must("2026-05-01T00:00:00Z")
	euros := func(cents int64) money.Amount { return money.New(cents, 2, eur) }
	account := invoice.Account{Seller: "reseller", Buyer: "ada", Currency: eur}
	s, err := invoice.Stand(account, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range []invoice.Entry{
		{Kind: invoice.CreditGranted, Reference: "goodwill", Amount: euros(1000)},
		{Kind: invoice.CreditGranted, Reference: "spring", Amount: euros(500), Expires: calendar.Must("2026-06-01T00:00:00Z")},
		{Kind: invoice.Invoiced, Reference: "i-1", Invoice: "i-1", Amount: euros(2440), Tax: euros(440), Fees: euros(1220)},
	} {
		if _, err := s.Record(may, e); err != nil {
			fmt.Println(err)
			return
		}
	}
	entries, err := s.Settle(may)
	for _, e := range entries {
		fmt.Println(e.Kind, e.Source, e.Amount)
	}
	fmt.Println("owed", s.Owed, err)
	_, err = s.Record(may, invoice.Entry{Kind: invoice.Payment, Reference: "bank", Invoice: "i-1", Amount: euros(1300)})
	unapplied, _ := s.Unapplied()
	fmt.Println("unapplied", unapplied, err)
	_, err = s.Record(may, invoice.Entry{Kind: invoice.Refund, Reference: "back", Source: "bank", Amount: euros(100)})
	fmt.Println(err)
	// Output:
	// credit-used spring 5.00 EUR
	// credit-used goodwill 7.20 EUR
	// owed 12.20 EUR <nil>
	// unapplied 0.80 EUR <nil>
	// invoice: refund "back": amount: more than there is
}

// Balance = forward − (payments + credits) + new charges.
func ExampleStatementOf() {
	at := calendar.Must
	euros := func(cents int64) money.Amount { return money.New(cents, 2, eur) }
	account := invoice.Account{Seller: "reseller", Buyer: "ada", Currency: eur}
	s, err := invoice.Stand(account, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	var entries []invoice.Entry
	for _, e := range []invoice.Entry{
		{Kind: invoice.Invoiced, Reference: "old", Invoice: "old", At: at("2026-01-31T00:00:00Z"), Amount: euros(4_370_940)},
		{Kind: invoice.Invoiced, Reference: "new", Invoice: "new", At: at("2026-02-28T00:00:00Z"), Amount: euros(630_169), Tax: euros(57_288)},
	} {
		e, err := s.Record(at("2026-03-01T00:00:00Z"), e)
		if err != nil {
			fmt.Println(err)
			return
		}
		entries = append(entries, e)
	}
	february, err := invoice.StatementOf(account, entries, calendar.Period{Start: at("2026-02-01T00:00:00Z"), End: at("2026-03-01T00:00:00Z")})
	fmt.Println("forward    ", february.Forward, err)
	fmt.Println("payments   ", february.Payments)
	fmt.Println("credits    ", february.Credits)
	fmt.Println("net        ", february.Net)
	fmt.Println("tax        ", february.Tax)
	fmt.Println("new charges", february.Charges)
	fmt.Println("balance    ", february.Balance)
	// Output:
	// forward     43709.40 EUR <nil>
	// payments    0.00 EUR
	// credits     0.00 EUR
	// net         5728.81 EUR
	// tax         572.88 EUR
	// new charges 6301.69 EUR
	// balance     50011.09 EUR
}
