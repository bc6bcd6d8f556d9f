package invoice_test

import (
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

var (
	eur     = money.MustCurrency("EUR")
	january = calendar.Period{Start: calendar.Must("2026-01-01T00:00:00Z"), End: calendar.Must("2026-02-01T00:00:00Z")}
)

const day = calendar.Instant(24 * 60 * 60 * 1e6)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// A sale is a row in the making: what one charge of a chain of four levels earns.
type sale struct {
	sub, customer     string
	charge, component string
	product, typ, tax string
	kind              pricing.Kind
	book              proceeds.Book
	quantity          string
	scale             uint8
	raw               []string // of each level, the last for all that follow
	start, posted     calendar.Instant
	settled           *channel.Settlement // of sell-out
	n                 uint32
	unit              string
}

// row returns the row. Booked amounts are the raw ones rounded half up at the
// scale, which is 2 if it is 0.
func (s sale) row() proceeds.Row {
	or := func(text, other string) string {
		if text == "" {
			return other
		}
		return text
	}
	if s.scale == 0 {
		s.scale = 2
	}
	if s.start == 0 {
		s.start = january.Start
	}
	if s.posted == 0 {
		s.posted = s.start
	}
	route := &channel.Route{
		Plan: "plan", Charge: pricing.ChargeID(or(s.charge, "fee")), Product: or(s.product, "backup"), ProductType: s.typ,
		Unit: or(s.unit, "seat"), TaxCategory: s.tax,
		Parties: []channel.PartyID{"vendor", "parent", "distributor", "reseller"},
		Roles:   []channel.Role{channel.Vendor, channel.Parent, channel.Distributor, channel.Reseller},
		Books:   make([]channel.BookRef, 4),
	}
	p := channel.Parts{Currency: eur, Scale: s.scale, Levels: 4}
	for l := range 4 {
		raw := dec(s.raw[min(l, len(s.raw)-1)])
		booked := raw.Round(int32(s.scale))
		p.Units[l] = booked.Shift(int32(s.scale)).IntPart()
		p.Rest[l] = raw.Sub(booked).Shift(int32(max(12, s.scale))).IntPart()
		if s.settled != nil && l == 3 {
			p.Settled[l] = raw.Mul(dec(s.settled.Rate)).Round(int32(s.settled.Scale)).Shift(int32(s.settled.Scale)).IntPart()
		}
	}
	if s.settled != nil {
		route.Settlements = []channel.Settlement{{}, {}, {}, *s.settled}
	}
	amounts, err := p.Amounts()
	if err != nil {
		panic(err)
	}
	q, err := pricing.ParseQuantity(or(s.quantity, "0"))
	if err != nil {
		panic(err)
	}
	r := proceeds.Row{
		Kind: s.kind, Service: calendar.Period{Start: s.start, End: s.start + day}, Due: s.start, Posted: s.posted,
		Known: s.posted, Customer: channel.PartyID(or(s.customer, "ada")), Quantity: q, Amounts: amounts, Route: route,
	}
	r.N = s.n
	r.Cell = proceeds.Cell{
		Book: s.book, Currency: eur, Subscription: subscription.ID(or(s.sub, "s-1")), Plan: "plan",
		Charge: route.Charge, Component: s.component, Start: s.start,
	}
	return r
}

func rows(sales ...sale) (out []proceeds.Row) {
	for _, s := range sales {
		out = append(out, s.row())
	}
	return out
}

// flat is the table of one standard rate.
func flat(t interface{ Fatal(...any) }, rate string) invoice.TaxTable {
	table, err := invoice.FlatTax(dec(rate))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// sellOut are terms of what the reseller charges the customer, taxed at a rate.
func sellOut(t interface{ Fatal(...any) }, rate string) invoice.Terms {
	return invoice.Terms{Level: channel.SellOut, Period: january, Tax: flat(t, rate), Series: "R-"}
}

func assembled(t *testing.T, terms invoice.Terms, sales ...sale) invoice.Invoice {
	t.Helper()
	inv, err := invoice.Assemble(rows(sales...), terms)
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

// issued returns the invoice as the store returns it when it was opened.
func issued(inv invoice.Invoice) invoice.Invoice {
	inv.Status, inv.Number, inv.Issued = invoice.Open, "R-000001", january.End
	return inv
}

// amounts are net, tax and gross.
func amounts(inv invoice.Invoice) [3]string {
	return [3]string{inv.Totals.Net.Text(), inv.Totals.Tax.Text(), inv.Totals.Gross.Text()}
}

func nets(inv invoice.Invoice) (out []string) {
	for _, l := range inv.Lines {
		out = append(out, l.Net.Text())
	}
	return out
}
