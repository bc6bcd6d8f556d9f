package main

import (
	"fmt"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

const demoCustomers = 40

// A marketplace is the demo: two vendors, a parent, two distributors, three
// resellers, and customers in different zones.
type marketplace struct {
	customers int
	offers    []*channel.Offer
	zones     []*time.Location
}

func demo(customers int) (*scene, error) {
	m := &marketplace{customers: customers}
	for _, name := range []string{"Europe/Rome", "America/New_York", "Asia/Tokyo", "UTC", "Pacific/Auckland", "America/Sao_Paulo", "Asia/Kolkata", "Europe/London"} {
		z, err := time.LoadLocation(name)
		if err != nil {
			return nil, err
		}
		m.zones = append(m.zones, z)
	}
	for _, plan := range []*pricing.Plan{backup(), mail()} {
		for _, seller := range resellers() {
			o, err := channel.NewOffer(plan, chain(plan.Product, seller))
			if err != nil {
				return nil, err
			}
			m.offers = append(m.offers, o)
		}
	}
	sc := &scene{
		title: fmt.Sprintf("a marketplace of 2 vendors, a parent, 2 distributors, 3 resellers and %d customers", customers),
		file:  "quickstart.db", subs: m.stream, one: m.find, metrics: usage{},
		span: calendar.Period{Start: instant("2026-01-01"), End: instant("2026-03-04")},
		months: []calendar.Period{
			{Start: instant("2026-01-01"), End: instant("2026-02-01")},
			{Start: instant("2026-02-01"), End: instant("2026-03-01")},
		},
		wait: 3 * day, tax: decimal.NewFromInt(22), strip: m.at(min(13, customers-1)).ID, last: m.at(customers - 1).ID, beyond: m.at(customers).ID,
	}
	if customers != demoCustomers {
		sc.file = fmt.Sprintf("quickstart-%d.db", customers)
		sc.again = fmt.Sprintf(" -subscriptions %d", customers)
	}
	return sc, nil
}

func price(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// backup is paid in advance by the seat, and for what it stores.
func backup() *pricing.Plan {
	return &pricing.Plan{ID: "backup", Revision: 1, Product: "nimbus", Name: "Nimbus Backup", Currency: money.MustCurrency("EUR"),
		Charges: []pricing.Charge{
			{ID: "seats", Model: pricing.PerUnit{Unit: price("6.00")}, Unit: "seat", TaxCategory: "S", ProductType: "software"},
			{ID: "set-up", Kind: pricing.OneTime, Model: pricing.Flat{Amount: price("15.00")}, Unit: "set-up", TaxCategory: "S", ProductType: "service"},
			{ID: "storage", Kind: pricing.Usage, Timing: pricing.Postpaid, Metric: "gigabytes", Unit: "GB", TaxCategory: "S", ProductType: "storage",
				Model: pricing.Graduated{Tiers: []pricing.Tier{
					{UpTo: price("100"), Unit: price("0.10")}, {UpTo: price("500"), Unit: price("0.08")}, {Unit: price("0.05")},
				}}},
		}}
}

// mail is paid in arrears by the mailbox, and for messages.
func mail() *pricing.Plan {
	return &pricing.Plan{ID: "mail", Revision: 1, Product: "quill", Name: "Quill Mail", Currency: money.MustCurrency("EUR"),
		Charges: []pricing.Charge{
			{ID: "mailboxes", Timing: pricing.Postpaid, Model: pricing.PerUnit{Unit: price("3.50")}, Unit: "mailbox", TaxCategory: "S", ProductType: "software"},
			{ID: "messages", Kind: pricing.Usage, Timing: pricing.Postpaid, Metric: "messages", Unit: "message", TaxCategory: "S", ProductType: "traffic",
				Model: pricing.PerUnit{Unit: price("0.0032")}},
		}}
}

// A reseller and its way to the parent.
type reseller struct {
	distributor, reseller channel.Seller
}

func markup(p channel.PartyID, r channel.Role, percent string) channel.Seller {
	return channel.Seller{Party: p, Role: r, Book: channel.BookRef{ID: channel.BookID(p + "-list"), Revision: 1},
		Default: channel.Rule{Kind: channel.Markup, Percent: price(percent)}}
}

func resellers() []reseller {
	north, south := markup("north", channel.Distributor, "15"), markup("south", channel.Distributor, "12.5")
	alpine, baltic, capri := markup("alpine", channel.Reseller, "20"), markup("baltic", channel.Reseller, "25"), markup("capri", channel.Reseller, "30")
	alpine.Rules = map[pricing.ChargeID]channel.Rule{
		"messages": {Kind: channel.Replacement, Model: pricing.PerUnit{Unit: price("0.01")}},
	}
	south.Rules = map[pricing.ChargeID]channel.Rule{
		"set-up": {Kind: channel.Replacement, Model: pricing.Flat{Amount: price("25.00")}},
	}
	return []reseller{{north, alpine}, {north, baltic}, {south, capri}}
}

func chain(vendor string, r reseller) *channel.Chain {
	return &channel.Chain{
		ID: channel.ChainID(vendor) + "-" + channel.ChainID(r.reseller.Party), Revision: 1, Vendor: channel.PartyID(vendor),
		Sellers: []channel.Seller{markup("skymart", channel.Parent, "10"), r.distributor, r.reseller},
	}
}

func (m *marketplace) stream() daybook.Subscriptions {
	return func(yield func(subscription.Subscription, error) bool) {
		for i := range m.customers {
			if !yield(m.at(i), nil) {
				return
			}
		}
	}
}

const idForm = "s-%08d"

func (m *marketplace) find(id subscription.ID) (subscription.Subscription, bool) {
	var i int
	if _, err := fmt.Sscanf(string(id), idForm, &i); err != nil || i < 0 || i >= m.customers || m.at(i).ID != id {
		return subscription.Subscription{}, false
	}
	return m.at(i), true
}

// at is the i-th subscription. It starts on some day of January but the first,
// the 29th to the 31st among them; one in ten gets more seats in February,
// one in thirteen leaves.
func (m *marketplace) at(i int) subscription.Subscription {
	zone := m.zones[i%len(m.zones)]
	start := calendar.At(time.Date(2026, 1, 2+i*7%30, i*5%24, i%2*59, 0, 0, zone))
	term := subscription.Term{
		From: start, Offer: m.offers[i%len(m.offers)], Quantity: decimal.NewFromInt(int64(1 + i%9)),
		Schedule: calendar.Schedule{Anchor: start, Zone: zone},
	}
	s := subscription.Subscription{
		ID: subscription.ID(fmt.Sprintf(idForm, i)), Customer: channel.PartyID(fmt.Sprintf("customer-%08d", i)),
		Location: zone.String(), Terms: []subscription.Term{term},
	}
	if i%10 == 3 {
		term.From, term.Quantity = instant("2026-02-09"), term.Quantity.Add(decimal.NewFromInt(2))
		s.Terms = append(s.Terms, term)
	}
	if i%13 == 5 {
		s.End = instant("2026-02-17")
	}
	return s
}
