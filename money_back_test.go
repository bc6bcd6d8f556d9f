package daybook_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
)

// directly is a chain of a vendor and a reseller that passes prices through.
func directly() *channel.Chain {
	return &channel.Chain{ID: "direct", Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "reseller", Role: channel.Reseller, Default: channel.Rule{Kind: channel.PassThrough}},
	}}
}

// refundable is what ada bought on 20 January: 50.00 a month, with 20 days to
// give it back.
func refundable(t *testing.T) subscription.Contract {
	t.Helper()
	o, err := channel.NewOffer(&pricing.Plan{ID: "basic", Product: "backup", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "fee", Model: pricing.PerUnit{Unit: dec("50")}},
	}}, directly())
	if err != nil {
		t.Fatal(err)
	}
	var c subscription.Contract
	c.ID, c.Customer = "s-1", "ada"
	buy := subscription.Order{ID: "o-1", Change: subscription.Purchase{Offers: subscription.Only(o), Quantity: dec("1"), Zone: time.UTC,
		Policy: subscription.Policy{RefundDays: 20, AutoApprove: subscription.KindsOf(subscription.OrderPurchase, subscription.OrderRefund)}}}
	c = happens(t, c, "e-1", worldStart+18*day, subscription.Place{Order: buy})
	return happens(t, c, "e-2", worldStart+19*day, subscription.Provision{})
}

func happens(t *testing.T, c subscription.Contract, id subscription.EventID, at calendar.Instant, do subscription.Action) subscription.Contract {
	t.Helper()
	c, err := subscription.Apply(c, subscription.Event{ID: id, At: at, Actor: "ada", Do: do})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// bills books, drafts, approves, issues and posts what ada owes for a month.
func bills(t *testing.T, s *memstore.Store, now calendar.Instant, month calendar.Period, subs ...subscription.Subscription) *daybook.Cashier {
	t.Helper()
	book(t, s, now, subs...)
	c := cashier(s, nil, now)
	tax, err := invoice.FlatTax(dec("22"))
	if err != nil {
		t.Fatal(err)
	}
	c.Issuer.Terms.Tax = tax
	ctx := context.Background()
	inv, err := c.Issuer.Draft(ctx, daybook.Bill{Level: channel.SellOut, Seller: "reseller", Buyer: "ada", Currency: money.MustCurrency("EUR"), Posted: month})
	if err == nil {
		_, err = c.Issuer.Approve(ctx, inv.ID)
	}
	if err == nil {
		_, err = c.Issuer.Open(ctx, inv.ID)
	}
	if err == nil {
		_, err = c.Post(ctx, inv.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A refund within its window is a negative row, which makes a credit note, which
// is in the account and may be paid back. After the window it is refused.
func TestMoneyBack(t *testing.T) {
	s, c := new(memstore.Store), refundable(t)
	till := bills(t, s, february, january, c.Subscription)
	var paid invoice.ID
	for inv, err := range till.Issuer.All(t.Context(), daybook.InvoiceQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		paid = inv.ID
	}
	if _, err := till.Receive(t.Context(), adas(), daybook.Transfer{Reference: "bank", Amount: euros(6100), Invoice: paid}); err != nil {
		t.Fatal(err)
	}
	late := subscription.Event{ID: "late", At: worldStart + 39*day, Actor: "ada", Do: subscription.Place{Order: subscription.Order{ID: "o-2", Change: subscription.Refund{}}}}
	var window *subscription.RefundWindowError
	if _, err := subscription.Apply(c, late); !errors.As(err, &window) {
		t.Errorf("after the window: %v", err)
	}
	c = happens(t, c, "e-3", worldStart+35*day, subscription.Place{Order: subscription.Order{ID: "o-2", Change: subscription.Refund{}}})
	next := calendar.Period{Start: january.End, End: january.End + 28*day}
	till = bills(t, s, next.End, next, c.Subscription)
	var back []string
	for _, r := range rows(t, s, proceeds.Booked) {
		a, _ := r.Amounts.Of(channel.SellOut)
		back = append(back, a.Text())
	}
	if diff := cmp.Diff([]string{"50.00", "-50.00"}, back); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	stand, err := till.Standing(t.Context(), adas())
	if err != nil || stand.Owed != euros(-6100) || len(stand.Funds) != 2 {
		t.Fatalf("%+v, %v", stand, err)
	}
	if _, err := till.Refund(t.Context(), adas(), daybook.Transfer{Reference: "back", Of: stand.Funds[1].Reference, Amount: euros(6100)}); err != nil {
		t.Fatal(err)
	}
	statement, err := daybook.AccountReader{Store: s, Viewer: channel.Viewer{Party: "ada"}}.Statement(t.Context(), adas(), calendar.Period{Start: worldStart, End: next.End + day})
	if err != nil {
		t.Fatal(err)
	}
	if statement.Net != euros(0) || statement.Tax != euros(0) || statement.Payments != euros(0) || statement.Balance != euros(0) {
		t.Errorf("all was given back: %+v", statement)
	}
	if found, err := till.Reconcile(t.Context(), adas()); err != nil || len(found) > 0 {
		t.Errorf("account and invoices differ: %v, %v", found, err)
	}
}

// Usage is rated from its first unit by the seller's own price: that the vendor
// gives a free tier, and charges nothing for it, is disregarded.
func TestVendorFreeTiersAreDisregarded(t *testing.T) {
	for name, cost := range map[string]pricing.Model{
		"no free tier": pricing.PerUnit{Unit: dec("0.02")},
		"750 hours free": pricing.Graduated{Tiers: []pricing.Tier{
			{UpTo: dec("750"), Unit: dec("0")}, {Unit: dec("0.02")},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			chain := directly()
			chain.Sellers[0].Rules = map[pricing.ChargeID]channel.Rule{"hours": {Kind: channel.Replacement, Model: pricing.PerUnit{Unit: dec("0.03")}}}
			o, err := channel.NewOffer(&pricing.Plan{ID: "vm", Product: "vm", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
				{ID: "hours", Kind: pricing.Usage, Metric: "hours", Model: cost},
			}}, chain)
			if err != nil {
				t.Fatal(err)
			}
			m := new(memstore.Meter)
			if _, err := m.Record(memstore.Sample{Source: "m", ID: "1", Subscription: "s", Metric: "hours", At: worldStart + day, Recorded: worldStart + day, Quantity: dec("700")}); err != nil {
				t.Fatal(err)
			}
			s := monthly(t, "s")
			s.Terms[0].Offer = o
			store := new(memstore.Store)
			b, _ := engines(store, m, february+day, 0)
			if _, err := b.Book(t.Context(), january, stream([]subscription.Subscription{s})); err != nil {
				t.Fatal(err)
			}
			if got := total(t, rows(t, store, proceeds.Booked), channel.SellOut); got != "21.00" {
				t.Errorf("700 hours are %s, want 21.00", got)
			}
		})
	}
}
