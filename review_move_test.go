package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/store/memstore"
)

// A subscription goes to another customer of the same reseller. The distributor
// may not know customers, so it sees nothing of it.
func TestReviewCustomerMoveIsHidden(t *testing.T) {
	var saw [2]string
	for i, customer := range []channel.PartyID{"ada", "bob"} {
		store := new(memstore.Store)
		s := monthly(t, "s")
		book(t, store, worldStart+2*day, s)
		s.Customer = customer
		book(t, store, worldStart+3*day, s)
		saw[i] = seen(t, store, "distributor")
	}
	if saw[0] != saw[1] {
		t.Errorf("the distributor sees that the customer changed:\n%s\n\n%s", saw[0], saw[1])
	}
}

// A backdated move to another reseller of the same distributor is nothing to the
// vendor, which deals with the parent.
func TestReviewResellerMoveIsHidden(t *testing.T) {
	var saw [2]string
	for i, reseller := range []channel.PartyID{"reseller", "other reseller"} {
		plan := &pricing.Plan{ID: "basic", Product: "backup", Currency: money.MustCurrency("EUR"),
			Charges: []pricing.Charge{{ID: "fee", Model: pricing.PerUnit{Unit: dec("6.00")}}}}
		offer := func(r channel.PartyID) *channel.Offer {
			chain := &channel.Chain{ID: "eu", Vendor: "vendor", Sellers: []channel.Seller{
				{Party: "parent", Role: channel.Parent, Default: channel.Rule{Kind: channel.Markup, Percent: dec("20")}},
				{Party: r, Role: channel.Reseller, Default: channel.Rule{Kind: channel.Markup, Percent: dec("20")}}}}
			o, err := channel.NewOffer(plan, chain)
			if err != nil {
				t.Fatal(err)
			}
			return o
		}
		store := new(memstore.Store)
		s := monthly(t, "s")
		s.Terms[0].Offer = offer("reseller")
		book(t, store, worldStart+2*day, s)
		s.Terms[0].Offer = offer(reseller)
		book(t, store, worldStart+3*day, s)
		saw[i] = seen(t, store, "vendor")
	}
	if saw[0] != saw[1] {
		t.Errorf("the vendor sees that the reseller changed:\n%s\n\n%s", saw[0], saw[1])
	}
}
