package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// A party sees nothing upstream (DOMAIN §4, views): a customer's preview over two
// billing periods is the same, whether or not a party that it does not deal with
// gave way to another between them.
func TestPreviewHidesChainChanges(t *testing.T) {
	through := func(parent channel.PartyID) *channel.Offer {
		o, err := channel.NewOffer(
			&pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{flat("6")}},
			&channel.Chain{ID: "eu", Vendor: "vendor", Sellers: []channel.Seller{
				{Party: parent, Role: channel.Parent, Default: channel.Rule{Kind: channel.PassThrough}},
				{Party: "reseller", Role: channel.Reseller, Default: channel.Rule{Kind: channel.PassThrough}},
			}})
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	preview := func(v channel.Viewer, second channel.PartyID) string {
		s := subscribed(t, worldStart, nil, flat("6"))
		s.Terms[0].Offer = through("parent")
		s.Terms = append(s.Terms, subscription.Term{From: february, Offer: through(second), Quantity: dec("1"), Schedule: s.Terms[0].Schedule})
		p := daybook.Previewer{Viewer: v}
		got, err := p.PreviewAsOf(ctx, s, livereport.PreviewTerms{
			AsOf: february + 3*day, Frame: calendar.Period{Start: worldStart, End: february + 28*day}})
		if err != nil {
			t.Fatal(err)
		}
		return jsonOf(t, got)
	}
	customer, operator := channel.Viewer{Party: "ada"}, channel.Viewer{Operator: true}
	if same, changed := preview(customer, "parent"), preview(customer, "other"); same != changed {
		t.Errorf("the customer sees it:\n%s\nwant\n%s", changed, same)
	}
	if preview(operator, "parent") == preview(operator, "other") {
		t.Error("control: the operator does not see it")
	}
}
