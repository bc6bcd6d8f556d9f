package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

// A pause and a resume at the same quantity earn no more than the period's fee,
// whatever credits stand on their terms. Or such credits are refused.
func TestPauseEarnsNoMoreThanTheFee(t *testing.T) {
	for _, tt := range []struct {
		mode          subscription.Mode
		pause, resume subscription.Credit
	}{
		{subscription.Paused, subscription.NoCredit, subscription.Inherit},
		{subscription.Paused, subscription.Inherit, subscription.NoCredit},
		{subscription.PausedFull, subscription.NoCredit, subscription.Inherit},
		{subscription.PausedFull, subscription.Inherit, subscription.NoCredit},
	} {
		s := monthly(t, "s")
		pause, resume := s.Terms[0], s.Terms[0]
		pause.From, pause.Mode, pause.Credits = worldStart+10*day, tt.mode, subscription.AllCredits(tt.pause)
		resume.From, resume.Credits = worldStart+20*day, subscription.AllCredits(tt.resume)
		s.Terms = append(s.Terms, pause, resume)
		s.End = february
		if s.Validate() != nil {
			continue
		}
		store := new(memstore.Store)
		book(t, store, february+day, s)
		for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
			var sum int64
			for _, r := range rows(t, store, b) {
				a, _ := r.Amounts.Of(channel.SellOut)
				sum += a.Units()
			}
			if sum > 1260 {
				t.Errorf("%v, credits %v and %v: %v %d cents, the fee is 1260", tt.mode, tt.pause, tt.resume, b, sum)
			}
		}
	}
}

// A subscription that begins paused, or is paused in its trial, owes its set-up
// when it runs.
func TestSetUpAfterAPause(t *testing.T) {
	o, err := channel.NewOffer(&pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "set-up", Kind: pricing.OneTime, Model: pricing.Flat{Amount: dec("15")}},
	}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		t.Fatal(err)
	}
	for _, modes := range [][]subscription.Mode{
		{subscription.Paused, subscription.Running}, {subscription.Trial, subscription.Paused, subscription.Running},
		{subscription.Running, subscription.Paused, subscription.Running},
	} {
		s := subscription.Subscription{ID: "s", Customer: "ada"}
		for i, m := range modes {
			s.Terms = append(s.Terms, subscription.Term{From: worldStart + calendar.Instant(i)*5*day, Mode: m, Offer: o, Quantity: dec("1"),
				Schedule: calendar.Schedule{Anchor: worldStart}})
		}
		if s.Validate() != nil {
			continue
		}
		store := new(memstore.Store)
		book(t, store, february, s)
		if got := total(t, rows(t, store, proceeds.Booked), channel.SellOut); got != "15.00" {
			t.Errorf("%v: set-up %s, want 15.00", modes, got)
		}
	}
}
