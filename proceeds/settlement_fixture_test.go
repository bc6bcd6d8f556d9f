package proceeds_test

import (
	"encoding/json"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

var (
	euros  = money.MustCurrency("EUR")
	keeper = channel.Viewer{Operator: true}
	winter = period("2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z")
)

// tariff is charges that bear the platform fee, and support that does not. In
// another revision it is the other way round.
func tariff(revised bool) []pricing.Charge {
	flat := pricing.PerUnit{Unit: dec("1")}
	return []pricing.Charge{
		{ID: "fee", Model: flat, Fee: !revised},
		{ID: "traffic", Kind: pricing.Usage, Metric: "gb", Model: flat, Fee: !revised},
		{ID: "setup", Kind: pricing.OneTime, Model: flat, Fee: !revised},
		{ID: "support", Model: flat, Fee: revised},
	}
}

// soldAs is a plan of a vendor along a chain of sellers, named after their roles
// unless they have names of their own: all pass prices through.
func soldAs(t failing, plan string, revised bool, vendor string, sellers ...channel.Seller) *channel.Offer {
	t.Helper()
	for i := range sellers {
		if s := &sellers[i]; s.Party != "" {
			s.Default = channel.Rule{Kind: channel.PassThrough}
		}
	}
	o, err := channel.NewOffer(
		&pricing.Plan{ID: pricing.PlanID(plan), Currency: euros, Charges: tariff(revised)},
		&channel.Chain{ID: "c", Vendor: channel.PartyID(vendor), Sellers: sellers})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func sellerAs(party string, r channel.Role) channel.Seller {
	return channel.Seller{Party: channel.PartyID(party), Role: r}
}

type failing interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// postedRow books units of cents of a charge, one a level, at noon of a day of 2026.
func postedRow(o *channel.Offer, charge int, component string, n uint32, day string, units ...int64) proceeds.Row {
	c := o.Charge(charge)
	r := proceeds.Row{
		Kind: c.Kind, Posted: calendar.Must("2026-" + day + "T12:00:00Z"), Customer: "ada",
		Route: o.Route(charge), Amounts: channel.AmountsOf(euros, 2, units...),
	}
	r.Key = proceeds.Key{N: n, Cell: proceeds.Cell{
		Currency: euros, Subscription: "s", Plan: o.Plan.ID, Charge: c.ID, Component: component, Start: winter.Start,
	}}
	return r
}

func byMonth() proceeds.SettlementTerms {
	return proceeds.SettlementTerms{Frame: winter, Granularity: calendar.Monthly, Parent: "parent"}
}

func settlementOf(t failing, v channel.Viewer, terms proceeds.SettlementTerms, rows ...proceeds.Row) *proceeds.Settlement {
	t.Helper()
	s, err := proceeds.NewSettlement(v, terms)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		if err := s.Add(&rows[i]); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func debtsOf(t failing, v channel.Viewer, terms proceeds.SettlementTerms, rows ...proceeds.Row) []proceeds.Debt {
	t.Helper()
	out, err := settlementOf(t, v, terms, rows...).Debts()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func balancesOf(t failing, v channel.Viewer, terms proceeds.SettlementTerms, rows ...proceeds.Row) []proceeds.Balance {
	t.Helper()
	out, err := settlementOf(t, v, terms, rows...).Balances()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// shownTo is every byte that a viewer gets.
func shownTo(t failing, v channel.Viewer, terms proceeds.SettlementTerms, rows ...proceeds.Row) string {
	t.Helper()
	b, err := json.MarshalIndent([]any{debtsOf(t, v, terms, rows...), balancesOf(t, v, terms, rows...)}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// debtLines are debts in short: "2026-01 sale sell-out reseller→ada 12.60".
func debtLines(debts []proceeds.Debt) (out []string) {
	for _, d := range debts {
		level := ""
		if d.Level != "" {
			level = " " + d.Level
		}
		out = append(out, fmt.Sprintf("%.7s %v%s %s→%s %s", d.Period.Start, d.Kind, level, d.Seller, d.Buyer, d.Amount.Text()))
	}
	return out
}

// balanceLine is a balance in short, without what is nothing.
func balanceLine(b proceeds.Balance) string {
	out := fmt.Sprintf("%.7s %s %v:", b.Period.Start, b.Vendor, b.Pay)
	f := b.Booked
	for _, x := range []struct {
		name string
		money.Amount
	}{
		{"licences", f.Licences}, {"usage", f.Usage}, {"one-offs", f.OneOffs}, {"fee", f.PlatformFee},
		{"vendor price", f.VendorPrice}, {"chargebacks", f.Chargebacks},
	} {
		if !x.IsZero() {
			out += " " + x.name + " " + x.Text()
		}
	}
	return out + " = " + f.Balance.Text()
}

func balanceLines(balances []proceeds.Balance) (out []string) {
	for _, b := range balances {
		out = append(out, balanceLine(b))
	}
	return out
}

func pct(s string) money.Number { return money.MustNumber(s) }
