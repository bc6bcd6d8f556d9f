package daybook_test

import (
	"errors"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// bookedChain is a chain whose reseller prices everything by a book that doubles.
func bookedChain(t *testing.T) *channel.Chain {
	t.Helper()
	b, err := channel.PriceBook{ID: "retail", Seller: "reseller", Currency: money.MustCurrency("EUR")}.Edit(channel.Edit{
		Made: worldStart - day, Items: []channel.Item{{Rule: channel.Rule{Kind: channel.Markup, Percent: dec("100")}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	r, ok := b.At(worldStart)
	if !ok {
		t.Fatal("no revision in force")
	}
	return &channel.Chain{ID: "eu", Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "parent", Role: channel.Parent, Default: channel.Rule{Kind: channel.Markup, Percent: dec("10")}},
		{},
		{Party: "reseller", Role: channel.Reseller, Prices: []*channel.Revision{r}},
	}}
}

// A fee that no feed carries is entered with its amount at every level. Booked
// again and again, live and not, it is there once; an allowance takes it back.
func TestManualRows(t *testing.T) {
	plan := &pricing.Plan{ID: "vm", Product: "vm", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "fee", Model: pricing.PerUnit{Unit: dec("31")}},
	}}
	chain := bookedChain(t)
	amounts := func(of ...string) (out []decimal.Decimal) {
		for _, a := range of {
			out = append(out, dec(a))
		}
		return out
	}
	base, err := channel.NewOffer(plan, chain)
	if err != nil {
		t.Fatal(err)
	}
	fee, err := subscription.Manual{ID: "fee-2026-01", Amounts: amounts("7.00", "7.10", "0", "9.99"), ProductType: invoice.MarketplaceFee}.Offer(plan, chain)
	if err != nil {
		t.Fatal(err)
	}
	through, err := subscription.Manual{ID: "fee-2026-02", Amounts: amounts("-2.50")}.Offer(fee.Plan, chain)
	if err != nil {
		t.Fatal(err)
	}
	term := func(at calendar.Instant, o *channel.Offer) subscription.Term {
		return subscription.Term{From: at, Offer: o, Quantity: dec("1"), Schedule: calendar.Schedule{Anchor: worldStart, Zone: time.UTC}}
	}
	s := subscription.Subscription{ID: "s", Customer: "ada", Terms: []subscription.Term{term(worldStart, base), term(worldStart+9*day, fee)},
		Facts: []subscription.Fact{{ID: "order-1", Charge: "fee-2026-01", At: worldStart + 9*day, Quantity: dec("1")}}}
	store := new(memstore.Store)
	expect := func(when string, now calendar.Instant, want []string) {
		t.Helper()
		for range 2 {
			book(t, store, now, s)
		}
		for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
			var got []string
			for _, r := range rows(t, store, b) {
				if r.Kind == pricing.OneTime {
					line := r.Component
					for l := range r.Amounts.Levels() {
						a, _ := r.Amounts.Of(channel.Level(l))
						line += " " + a.Text()
					}
					got = append(got, line)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %v (-want +got):\n%s", when, b, diff)
			}
		}
	}
	expect("once", worldStart+12*day, []string{"order-1 7.00 7.10 7.10 9.99"})
	s.Terms = append(s.Terms, term(worldStart+14*day, through))
	s.Facts = append(s.Facts, subscription.Fact{ID: "order-2", Charge: "fee-2026-02", At: worldStart + 14*day, Quantity: dec("1")})
	expect("and an allowance, passed through", worldStart+20*day, []string{"order-1 7.00 7.10 7.10 9.99", "order-2 -2.50 -2.50 -2.50 -2.50"})
	if got := total(t, rows(t, store, proceeds.Booked), channel.SellOut); got != "75.69" { // 31.00 × 1.10 × 2, and the two
		t.Errorf("sell-out is %s, want 75.69", got)
	}
	var field *subscription.FieldError
	if _, err := (subscription.Manual{ID: "x", Amounts: amounts("1", "2")}).Offer(plan, chain); !errors.As(err, &field) || field.Path != "manual.amounts" {
		t.Errorf("two amounts for four levels: %v", err)
	}
	if _, err := (subscription.Manual{ID: "x"}).Offer(plan, chain); !errors.As(err, &field) {
		t.Errorf("no amount: %v", err)
	}
}
