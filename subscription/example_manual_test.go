package subscription_test

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// A marketplace's fee that comes on paper is entered by hand: 12.00 from the
// vendor, 14.50 from the reseller.
func ExampleManual_Offer() {
	c := bought()
	chain := &channel.Chain{ID: "eu", Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "reseller", Role: channel.Reseller, Default: channel.Rule{Kind: channel.PassThrough}},
	}}
	term, _ := c.TermAt(calendar.Must("2026-01-15T00:00:00Z"))
	fee := subscription.Manual{ID: "listing-2026-01", Amounts: []decimal.Decimal{decimal.NewFromInt(12), decimal.New(1450, -2)}}
	offer, err := fee.Offer(term.Offer.Plan, chain)
	if err != nil {
		fmt.Println(err)
		return
	}
	c = happened(c, "e-4", "2026-01-15T00:00:00Z", "reseller", subscription.Place{
		Order: subscription.Order{ID: "o-2", Change: subscription.OneShotCost{Charge: fee.ID, Quantity: decimal.NewFromInt(1), Offer: offer}},
	})
	for _, f := range c.Facts {
		fmt.Println(f.At, f.ID, f.Charge)
	}
	// Output:
	// 2026-01-15T00:00:00Z o-2 listing-2026-01
}
