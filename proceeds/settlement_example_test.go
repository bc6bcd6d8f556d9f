package proceeds_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
)

// A fee in a channel: the vendor gets 6.00, the parent 7.20, the distributor
// 9.00 and the reseller 12.60. The parent bills itself for the vendor and writes
// the invoices of the reseller. The distributor sees its own two pairs.
func ExampleSettlement_Debts() {
	o := soldAs(new(testing.T), "backup", false, "vendor",
		sellerAs("parent", channel.Parent), sellerAs("distributor", channel.Distributor), sellerAs("reseller", channel.Reseller))
	r := postedRow(o, 0, "", 0, "01-05", 600, 720, 900, 1260)

	terms := byMonth() // January and February 2026, month by month
	terms.Agreements = []proceeds.Agreement{
		{Seller: "vendor", Buyer: "parent", Issuing: proceeds.SelfBilling},
		{Seller: "reseller", Issuing: proceeds.OnBehalf},
	}
	for _, viewer := range []channel.Viewer{{Operator: true}, {Party: "distributor"}} {
		s, err := proceeds.NewSettlement(viewer, terms)
		if err == nil {
			err = s.Add(&r)
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		debts, err := s.Debts()
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%q:\n", viewer.Party)
		for _, d := range debts {
			fmt.Println(" ", d.Buyer, "owes", d.Seller, d.Amount, "—", d.Issuing, "by", d.Issuer)
		}
	}
	// Output:
	// "":
	//   reseller owes distributor 9.00 EUR — each-for-itself by distributor
	//   distributor owes parent 7.20 EUR — each-for-itself by parent
	//   ada owes reseller 12.60 EUR — on-behalf by parent
	//   parent owes vendor 6.00 EUR — self-billing by parent
	// "distributor":
	//   reseller owes distributor 9.00 EUR — each-for-itself by distributor
	//   distributor owes parent 7.20 EUR — each-for-itself by parent
}

// A vendor sells a licence of 100.00 and usage of 33.33 directly, and gives a
// coupon of 20.00. It owes 5 % of licences and 20 % of usage: 4.00 and 6.67. What
// a trial cost is charged back: 14.00.
func ExampleSettlement_Balances() {
	o := soldAs(new(testing.T), "backup", false, "vendor", sellerAs("parent", channel.Parent))
	rows := []proceeds.Row{
		postedRow(o, feeOf, "", 0, "01-01", 10000, 10000),
		postedRow(o, feeOf, "coupon", 0, "01-01", -2000, -2000),
		postedRow(o, trafficOf, "", 0, "01-31", 3333, 3333),
		postedRow(o, supportOf, "trial", 0, "01-01", 1400, 0),
		postedRow(o, supportOf, proceeds.Chargeback, 0, "01-01", -1400, 0),
	}
	terms := byMonth()
	terms.Fees = []proceeds.FeeRate{
		{Percent: pct("5")},
		{Plan: "backup", Charge: "traffic", Percent: pct("20")},
	}
	s, err := proceeds.NewSettlement(channel.Viewer{Party: "vendor"}, terms)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range rows {
		if err := s.Add(&rows[i]); err != nil {
			fmt.Println(err)
			return
		}
	}
	balances, err := s.Balances()
	if err != nil {
		fmt.Println(err)
		return
	}
	f := balances[0].Booked
	fmt.Println("licences    ", f.Licences)
	fmt.Println("usage       ", f.Usage)
	fmt.Println("platform fee", f.PlatformFee)
	fmt.Println("chargebacks ", f.Chargebacks)
	fmt.Println("balance     ", f.Balance)
	// Output:
	// licences     94.00 EUR
	// usage        33.33 EUR
	// platform fee 10.67 EUR
	// chargebacks  -14.00 EUR
	// balance      102.66 EUR
}

// A direct sale of 100.00 at a fee of 5 %: the vendor keeps 95.00 and the parent
// 5.00, which is what Ada pays.
func ExamplePositions() {
	o := soldAs(new(testing.T), "backup", false, "vendor", sellerAs("parent", channel.Parent))
	terms := byMonth()
	terms.Fees = []proceeds.FeeRate{{Percent: pct("5")}}
	debts := debtsOf(new(testing.T), channel.Viewer{Operator: true}, terms, postedRow(o, feeOf, "", 0, "01-01", 10000, 10000))
	positions, err := proceeds.Positions(debts)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range positions {
		fmt.Println(p.Party, "gets", p.Gets, "pays", p.Pays, "nets", p.Net)
	}
	// Output:
	// ada gets 0.00 EUR pays 100.00 EUR nets -100.00 EUR
	// parent gets 105.00 EUR pays 100.00 EUR nets 5.00 EUR
	// vendor gets 100.00 EUR pays 5.00 EUR nets 95.00 EUR
}

// A level that is switched off is none: the same plan is sold directly, and
// through a reseller.
func ExampleDirect() {
	t := new(testing.T)
	parent := sellerAs("parent", channel.Parent)
	direct := soldAs(t, "backup", false, "vendor", parent, sellerAs("", channel.Distributor))
	channelled := soldAs(t, "backup", false, "vendor", parent, sellerAs("reseller", channel.Reseller))
	fmt.Println(proceeds.Direct(direct.Route(0)), proceeds.Direct(channelled.Route(0)))
	// Output:
	// true false
}

// A plan cannot have both.
func ExampleNewSettlement() {
	terms := byMonth()
	terms.Fees = []proceeds.FeeRate{{Plan: "backup", Percent: pct("5"), VendorPrice: true}}
	_, err := proceeds.NewSettlement(channel.Viewer{Operator: true}, terms)
	fmt.Println(err)
	// Output:
	// proceeds: settlement: fees[0]: a platform fee and the vendor price at once
}

// What leaves the process: amounts with all their digits, and names as text.
func ExampleDebt() {
	d := proceeds.Debt{
		Period: winter, Kind: proceeds.PlatformFee, Seller: "parent", Buyer: "vendor",
		Issuing: proceeds.SelfBilling, Issuer: "vendor", Amount: money.New(750, 2, euros),
	}
	b, err := json.MarshalIndent(d, "", "  ")
	fmt.Println(string(b), err)
	// Output:
	// {
	//   "period": {
	//     "start": "2026-01-01T00:00:00Z",
	//     "end": "2026-03-01T00:00:00Z"
	//   },
	//   "kind": "platform-fee",
	//   "seller": "parent",
	//   "buyer": "vendor",
	//   "issuing": "self-billing",
	//   "issuer": "vendor",
	//   "amount": {
	//     "amount": "7.50",
	//     "currency": "EUR"
	//   }
	// } <nil>
}
