package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
)

// A reseller sells one product along four levels and another along two to the
// same customer. The store has one bill of both at the sell-out level, and it can
// be drafted: 12.60 + 10.00.
func TestSellOutOfTwoLengths(t *testing.T) {
	short, err := channel.NewOffer(&pricing.Plan{ID: "own", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "fee", Model: pricing.PerUnit{Unit: dec("8")}},
	}}, &channel.Chain{ID: "short", Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "reseller", Role: channel.Reseller, Default: channel.Rule{Kind: channel.Markup, Percent: dec("25")}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	one, two := monthly(t, "s-1"), monthly(t, "s-2")
	two.Terms[0].Offer = short
	store := new(memstore.Store)
	book(t, store, february, one, two)
	issuer := daybook.Issuer{Store: store, Clock: clock(february)}
	bills, err := store.Bills(t.Context(), daybook.Bill{Book: proceeds.Booked, Level: channel.SellOut, Posted: january}, daybook.Bill{}, 10)
	if err != nil || len(bills) == 0 {
		t.Fatal(bills, err)
	}
	sum := money.Amount{}
	for _, b := range bills {
		inv, err := issuer.Draft(t.Context(), b)
		if err != nil {
			t.Fatalf("one of %d bills: %v", len(bills), err)
		}
		if sum, err = sum.Add(inv.Totals.Net); err != nil {
			t.Fatal(err)
		}
	}
	if sum.Text() != "22.60" {
		t.Errorf("drafted %s, want 22.60", sum.Text())
	}
}
