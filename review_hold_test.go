package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

// A cancellation that is taken back: what it made due in arrears is not due any
// more, so a ledger that saw it holds what one that never did holds.
func TestReviewWithdrawnCancellationConverges(t *testing.T) {
	o, err := channel.NewOffer(&pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "fee", Timing: pricing.Postpaid, Model: pricing.PerUnit{Unit: dec("31")}},
	}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		t.Fatal(err)
	}
	s := subscription.Subscription{ID: "s", Customer: "ada", Terms: []subscription.Term{{
		From: worldStart, Offer: o, Quantity: dec("1"), Schedule: calendar.Schedule{Anchor: worldStart}}}}
	cancelled := s
	cancelled.End = worldStart + 10*day

	saw, never := new(memstore.Store), new(memstore.Store)
	book(t, saw, worldStart+12*day, cancelled)
	book(t, saw, worldStart+14*day, s)
	book(t, never, worldStart+14*day, s)
	if d := difference(canonical(t, never), canonical(t, saw)); d != "" {
		t.Errorf("the same facts at the last run, other rows:\n%s", d)
	}
}
