package invoice_test

import (
	"errors"
	"fmt"
	"os"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

// seats is a row of so many seats at a price of 9.99.
func seats(id string, n int64) proceeds.Row {
	r := bought(id, 100*n, 999*n)
	r.Service = calendar.Period{Start: r.Posted, End: calendar.Must("2026-02-01T00:00:00Z")}
	q, err := pricing.ParseQuantity(fmt.Sprint(n))
	if err != nil {
		panic(err)
	}
	r.Quantity = q
	return r
}

// billed is an invoice of five seats, issued.
func billed(terms invoice.Terms) (invoice.Invoice, []proceeds.Row) {
	rows := []proceeds.Row{seats("a", 2), seats("b", 3)}
	tax, err := invoice.FlatTax(dec("22"))
	if err != nil {
		panic(err)
	}
	terms.Level, terms.Tax = channel.SellOut, tax
	inv, err := invoice.Assemble(rows, terms)
	if err != nil {
		panic(err)
	}
	inv.Number, inv.Issued = "R-000001", calendar.Must("2026-02-01T09:00:00Z")
	return inv, rows
}

// Rows of one price are one line, even of several accounts. A discount on the
// document and an advance reduce what is payable, which is rounded to what can be
// paid in cash.
func ExampleTerms() {
	inv, _ := billed(invoice.Terms{
		Texts:      map[invoice.Item]string{{Product: "backup", Plan: "backup", Charge: "fee"}: "Backup, a seat and month"},
		Allowances: []invoice.Allowance{{Text: "loyal", Percent: money.MustNumber("10")}},
		Prepaid:    money.New(2000, 2, eur),
		Policy:     invoice.Policy{Cash: money.New(5, 2, eur)},
	})
	for _, l := range inv.Lines {
		fmt.Println(l.Text, l.Quantity, "×", l.Price, "=", l.Net)
	}
	t := inv.Totals
	fmt.Println(t.Lines, "-", t.Allowances, "=", t.Net)
	fmt.Println(t.Net, "+", t.Tax, "=", t.Gross)
	fmt.Println(t.Gross, "-", t.Prepaid, "+", t.Rounding, "=", t.Payable)
	// Output:
	// Backup, a seat and month 5 × 9.99 = 49.95 EUR
	// 49.95 EUR - 5.00 EUR = 44.95 EUR
	// 44.95 EUR + 9.89 EUR = 54.84 EUR
	// 54.84 EUR - 20.00 EUR + 0.01 EUR = 34.85 EUR
}

// The same rows by three policies: each line rounded, the rows of a line summed
// first, and all lines summed first.
func ExamplePolicy() {
	var rows []proceeds.Row
	for i := range 1000 {
		s := sale{sub: fmt.Sprint(i), kind: pricing.Usage, scale: 9, quantity: "1", raw: []string{"0.004444444"}}
		rows = append(rows, s.row())
	}
	for _, p := range []invoice.Policy{{Group: invoice.ByRow}, {}, {Group: invoice.ByRow, Order: invoice.SumFirst}} {
		inv, err := invoice.Assemble(rows, invoice.Terms{Level: channel.SellOut, Policy: p})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(len(inv.Lines), "lines, raw", inv.Totals.Raw, "net", inv.Totals.Net, "delta", inv.Totals.Delta)
	}
	// Output:
	// 1000 lines, raw 4.444444 net 0.00 EUR delta 4.444444
	// 1 lines, raw 4.444444 net 4.44 EUR delta 0.004444
	// 1000 lines, raw 4.444444 net 4.44 EUR delta 0.004444
}

// A table says what is charged where, from when on, and why not.
func ExampleTaxTable() {
	table, err := invoice.NewTaxTable(
		invoice.TaxRate{Country: "IT", Code: invoice.Standard, Rate: money.MustNumber("22")},
		invoice.TaxRate{
			SellerCountry: "IT", Country: "DE", Buyers: invoice.Registered,
			Code: invoice.ReverseCharge, Reason: "Reverse charge", ReasonCode: "VATEX-EU-AE",
		})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, country := range []string{"IT", "DE", "FR"} {
		rate, ok := table.Of(invoice.TaxSale{SellerCountry: "IT", Place: channel.Address{Country: country}, Registered: true})
		fmt.Printf("%s: %t %v %v %q\n", country, ok, rate.Code, rate.Rate, rate.Reason)
	}
	// Output:
	// IT: true S 22 ""
	// DE: true AE 0 "Reverse charge"
	// FR: false  0 ""
}

// A cent that went astray is found by the rules that it breaks.
func ExampleInvoice_Violations() {
	inv, _ := billed(invoice.Terms{})
	fmt.Println(len(inv.Violations(money.Currencies{})))
	inv.Totals.Tax = money.New(inv.Totals.Tax.Units()+1, 2, eur)
	for _, v := range inv.Violations(money.Currencies{}) {
		fmt.Println(v)
	}
	// Output:
	// 0
	// invoice: BR-CO-14: totals.tax: 11.00 EUR, want 10.99 EUR
	// invoice: BR-CO-15: totals.gross: 60.94 EUR, want 60.95 EUR
}

// A part is credited first, then the rest: the tax of both is what was charged.
func ExampleCredit() {
	inv, _ := billed(invoice.Terms{})
	part, err := invoice.Credit(inv, invoice.Crediting{
		Reason: "one seat unused", Parts: []invoice.Part{{Line: 1, Amount: money.New(999, 2, eur)}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	rest, err := invoice.Credit(inv, invoice.Crediting{Earlier: []invoice.Invoice{part}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, note := range []invoice.Invoice{inv, part, rest} {
		fmt.Println(note.Type, note.Totals.Net, note.Totals.Tax, note.Totals.Gross, len(note.Preceding))
	}
	// Output:
	// invoice 49.95 EUR 10.99 EUR 60.94 EUR 0
	// credit-note -9.99 EUR -2.20 EUR -12.19 EUR 1
	// credit-note -39.96 EUR -8.79 EUR -48.75 EUR 1
}

// What leaves is cut to who reads it, and printed with the signs of its type.
func ExampleInvoice_For() {
	inv, _ := billed(invoice.Terms{})
	note, err := invoice.Credit(inv, invoice.Crediting{Reason: "wrong plan"})
	if err != nil {
		fmt.Println(err)
		return
	}
	note.Number, note.Issued = "C-000001", inv.Issued
	for _, party := range []channel.PartyID{"ada", "bob"} {
		v, ok, err := note.For(channel.Viewer{Party: party})
		if !ok || err != nil {
			fmt.Println(party, ok, err)
			continue
		}
		fmt.Println(party, v.Code, v.Number, "of", v.Preceding[0].Number, v.Totals.Payable)
	}
	// Output:
	// ada 381 C-000001 of R-000001 60.94 EUR
	// bob false <nil>
}

// The customer's table.
func ExampleView_CSV() {
	inv, _ := billed(invoice.Terms{})
	v, _, err := inv.For(channel.Viewer{Party: "ada"})
	if err == nil {
		err = v.CSV(os.Stdout)
	}
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// record,no,product_type,product,text,service_start,service_end,quantity,unit,price,tax_code,tax_rate,raw,net,tax,amount,currency
	// line,1,,backup,backup fee,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z,5,seat,9.99,S,22,49.95,49.95,,,EUR
	// tax,,,,,,,,,,S,22,,49.95,10.99,,EUR
	// total,,,,lines,,,,,,,,,,,49.95,EUR
	// total,,,,allowances,,,,,,,,,,,0.00,EUR
	// total,,,,charges,,,,,,,,,,,0.00,EUR
	// total,,,,net,,,,,,,,,,,49.95,EUR
	// total,,,,tax,,,,,,,,,,,10.99,EUR
	// total,,,,gross,,,,,,,,,,,60.94,EUR
	// total,,,,prepaid,,,,,,,,,,,0.00,EUR
	// total,,,,rounding,,,,,,,,,,,0.00,EUR
	// total,,,,payable,,,,,,,,,,,60.94,EUR
	// total,,,,raw,,,,,,,,,,,49.95,EUR
	// total,,,,delta,,,,,,,,,,,0.00,EUR
}

// The rows behind an invoice, one at a time.
func ExampleDetail() {
	inv, rows := billed(invoice.Terms{})
	d, err := invoice.NewDetail(os.Stdout, &inv, channel.Viewer{Party: "ada"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range rows {
		if err := d.Row(&rows[i]); err != nil {
			fmt.Println(err)
			return
		}
	}
	if err := d.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// record,line,row,posted,service_start,service_end,subscription,plan,charge,component,quantity,unit,raw,booked,currency
	// row,1,ab8378be417eb117b5a4f94559b63963,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z,a,backup,fee,,2,seat,19.98,19.98,EUR
	// row,1,0c6841cfa8c3e20e42e7d856a110c5ac,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z,b,backup,fee,,3,seat,29.97,29.97,EUR
	// total,,raw,,,,,,,,,,49.95,,EUR
	// total,,delta,,,,,,,,,,0.00,,EUR
	// total,,lines,,,,,,,,,,49.95,,EUR
}

// Shown in another currency every sum still holds; what is owed stays what it is.
func ExampleView_In() {
	inv, _ := billed(invoice.Terms{})
	v, _, err := inv.For(channel.Viewer{Party: "ada"})
	if err != nil {
		fmt.Println(err)
		return
	}
	usd, err := v.In(invoice.Exchange{
		Currency: money.MustCurrency("USD"), Rate: money.MustNumber("1.0825"), At: inv.Issued, Source: "ECB",
	}, money.Currencies{})
	if err != nil {
		fmt.Println(err)
		return
	}
	t := usd.Totals
	fmt.Println(t.Net, "+", t.Tax, "=", t.Gross, "at", usd.Shown.Rate, "of", usd.Shown.At)
	// Output:
	// 54.07 USD + 11.90 USD = 65.97 USD at 1.0825 of 2026-02-01T09:00:00Z
}

// What a customer lacks is said at once.
func ExampleBillable() {
	missing := &channel.MissingBookError{Seller: "reseller", Buyer: "ada", Customer: "ada"}
	err := invoice.Billable(channel.Party{ID: "ada"}, missing)
	fmt.Println(err)
	var currency *invoice.NoCurrencyError
	fmt.Println(errors.As(err, &currency))
	// Output:
	// invoice: customer "ada" has no price book
	// invoice: customer "ada" has no invoice currency
	// true
}
