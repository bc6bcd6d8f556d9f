package proceeds_test

import (
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// offer sells charges of one plan in EUR along vendor → parent → distributor →
// reseller, each with a markup in percent.
func offer(t testing.TB, charges []pricing.Charge, markups ...string) *channel.Offer {
	t.Helper()
	plan := &pricing.Plan{ID: "p", Revision: 1, Product: "product", Name: "Plan", Currency: money.MustCurrency("EUR"), Charges: charges}
	roles := []channel.Role{channel.Parent, channel.Distributor, channel.Reseller}
	chain := &channel.Chain{ID: "c", Revision: 1, Vendor: "vendor"}
	for i, m := range markups {
		chain.Sellers = append(chain.Sellers, channel.Seller{
			Party: channel.PartyID(roles[i].String()), Role: roles[i],
			Book:    channel.BookRef{ID: channel.BookID(roles[i].String()), Revision: 1},
			Default: channel.Rule{Kind: channel.Markup, Percent: dec(m)},
		})
	}
	o, err := channel.NewOffer(plan, chain)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func fee(price string) []pricing.Charge {
	return []pricing.Charge{{ID: "fee", Model: pricing.PerUnit{Unit: dec(price)}, Unit: "seat", TaxCategory: "S"}}
}

func sub(o *channel.Offer, from string, quantity string) *subscription.Subscription {
	start := calendar.Must(from)
	return &subscription.Subscription{ID: "s", Customer: "customer", Terms: []subscription.Term{{
		From: start, Offer: o, Quantity: dec(quantity), Schedule: calendar.Schedule{Anchor: start, Zone: time.UTC},
	}}}
}

func period(start, end string) calendar.Period {
	return calendar.Period{Start: calendar.Must(start), End: calendar.Must(end)}
}

func cents(p *pricing.Plan) (uint8, error) { return money.Currencies{}.Digits(p.Currency) }
