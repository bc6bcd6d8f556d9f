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

// A charge's own interval is put on the term's alignment. What the calendar
// refuses as a schedule is refused here too.
func TestReviewIntervalAgainstAlignment(t *testing.T) {
	for _, tt := range []struct {
		every calendar.Interval
		align calendar.Alignment
	}{
		{calendar.Interval{N: 1, Unit: calendar.Week}, calendar.CalendarYear},
		{calendar.Interval{N: 5, Unit: calendar.Month}, calendar.CalendarYear},
		{calendar.Interval{N: 1, Unit: calendar.Day}, calendar.OnDays(1)},
		{calendar.Interval{N: 3, Unit: calendar.Month}, calendar.OnDays(1, 15)},
	} {
		o, err := channel.NewOffer(&pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
			{ID: "fee", Every: tt.every, Model: pricing.Flat{Amount: dec("10")}},
		}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
		if err != nil {
			t.Fatal(err)
		}
		s := subscription.Subscription{ID: "s", Customer: "ada", Terms: []subscription.Term{{From: worldStart, Offer: o, Quantity: dec("1"),
			Schedule: calendar.Schedule{Anchor: worldStart, Align: tt.align}}}}
		if s.Validate() != nil {
			continue
		}
		store := new(memstore.Store)
		book(t, store, worldStart+60*day, s)
		own := s.Terms[0].Schedule
		own.Every = tt.every
		t.Errorf("%v on %v is booked (%d rows, %s), though a schedule of it is refused: %v", tt.every, tt.align,
			len(rows(t, store, proceeds.Booked)), total(t, rows(t, store, proceeds.Booked), channel.SellOut), own.Validate())
	}
}
