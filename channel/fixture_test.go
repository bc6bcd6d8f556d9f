package channel_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// fataler is a *testing.T, a *testing.B or a *rapid.T.
type fataler interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// planOf is a plan in a currency of charges by the unit, named fee-0, fee-1 …
func planOf(currency string, prices ...string) *pricing.Plan {
	p := &pricing.Plan{ID: "plan", Revision: 3, Product: "backup", Name: "Plan", Currency: money.MustCurrency(currency)}
	for i, price := range prices {
		p.Charges = append(p.Charges, pricing.Charge{
			ID: pricing.ChargeID(fmt.Sprintf("fee-%d", i)), Model: pricing.PerUnit{Unit: dec(price)},
			Unit: "seat", TaxCategory: "S", ProductType: "storage",
		})
	}
	return p
}

// seller is a party that adds a percentage to everything.
func seller(id string, r channel.Role, percent string) channel.Seller {
	return channel.Seller{
		Party: channel.PartyID(id), Role: r, Book: channel.BookRef{ID: channel.BookID("book-" + id), Revision: 1},
		Default: channel.Rule{Kind: channel.Markup, Percent: dec(percent)},
	}
}

// fourParties sells along vendor, parent, distributor and reseller, each with a
// markup in percent.
func fourParties(parent, distributor, reseller string) *channel.Chain {
	return &channel.Chain{ID: "eu", Revision: 7, Vendor: "vendor", Sellers: []channel.Seller{
		seller("parent", channel.Parent, parent),
		seller("distributor", channel.Distributor, distributor),
		seller("reseller", channel.Reseller, reseller),
	}}
}

func offerOf(t fataler, p *pricing.Plan, c *channel.Chain) *channel.Offer {
	t.Helper()
	o, err := channel.NewOffer(p, c)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// rates are the exact prices of a quantity of charge i, a text a level.
func rates(t fataler, o *channel.Offer, i int, quantity string) (out []string) {
	t.Helper()
	var r channel.Rates
	if err := o.Rate(&r, i, must(pricing.ParseQuantity(quantity)).Num()); err != nil {
		t.Fatal(err)
	}
	for l := range o.Levels() {
		out = append(out, text(r.Of(l)))
	}
	return out
}

// text is d without trailing zeros, however many digits it has.
func text(d decimal.Decimal) string {
	s := d.StringFixed(max(0, -d.Exponent()))
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// booked are the amounts of a quantity of charge i at cents.
func booked(t fataler, o *channel.Offer, i int, quantity string) channel.Amounts {
	t.Helper()
	var r channel.Rates
	if err := o.Rate(&r, i, must(pricing.ParseQuantity(quantity)).Num()); err != nil {
		t.Fatal(err)
	}
	a, err := r.Round(1, 1, o.Plan.Currency, 2)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func of(t testing.TB, a channel.Amounts, l channel.Level) string {
	t.Helper()
	m, ok := a.Of(l)
	if !ok {
		t.Fatalf("no level %d in %v", l, a)
	}
	return m.Text()
}

func textOf(n int) string { return text(decimal.New(int64(n), 0)) }

var one = must(pricing.ParseQuantity("1")).Num()
