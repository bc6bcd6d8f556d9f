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
func TestIntervalAgainstAlignment(t *testing.T) {
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

// A plan revision in the middle of a month counts another metric. What is used
// after it is that metric's: 10 × 1.00 before, 1 × 1.00 after. Or it is refused.
func TestRevisionWithAnotherMetric(t *testing.T) {
	offer := func(revision int, metric pricing.MetricID, kind pricing.Kind) *channel.Offer {
		o, err := channel.NewOffer(&pricing.Plan{ID: "p", Revision: revision, Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
			{ID: "c", Kind: kind, Metric: metric, Model: pricing.PerUnit{Unit: dec("1")}},
		}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	m := new(memstore.Meter)
	for i, x := range []struct {
		metric pricing.MetricID
		day    calendar.Instant
		q      string
	}{{"megabytes", 5, "10"}, {"megabytes", 20, "1000"}, {"gigabytes", 20, "1"}} {
		at := worldStart + x.day*day
		if _, err := m.Record(memstore.Sample{Source: "m", ID: string(rune('a' + i)), Subscription: "s", Metric: x.metric, At: at, Recorded: at, Quantity: dec(x.q)}); err != nil {
			t.Fatal(err)
		}
	}
	for name, tt := range map[string]struct {
		first, second *channel.Offer
		want          string
	}{
		"another metric":      {offer(1, "megabytes", pricing.Usage), offer(2, "gigabytes", pricing.Usage), "11.00"},
		"usage becomes a fee": {offer(1, "megabytes", pricing.Usage), offer(2, "", pricing.Recurring), "10.55"}, // 17 of 31 days of 1.00
		"a fee becomes usage": {offer(1, "", pricing.Recurring), offer(2, "gigabytes", pricing.Usage), "1.45"},
	} {
		s := subscription.Subscription{ID: "s", Customer: "ada", Terms: []subscription.Term{
			{From: worldStart, Offer: tt.first, Quantity: dec("1"), Schedule: calendar.Schedule{Anchor: worldStart}},
			{From: worldStart + 14*day, Offer: tt.second, Quantity: dec("1"), Schedule: calendar.Schedule{Anchor: worldStart}},
		}, End: february}
		if s.Validate() != nil {
			continue
		}
		store := new(memstore.Store)
		b, c := engines(store, m, february+day, 0)
		for _, run := range []string{"book", "collect"} {
			var err error
			if run == "book" {
				_, err = b.Book(t.Context(), january, stream([]subscription.Subscription{s}))
			} else {
				_, err = c.Collect(t.Context(), january, stream([]subscription.Subscription{s}))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		booked, live := total(t, rows(t, store, proceeds.Booked), channel.SellOut), total(t, rows(t, store, proceeds.Live), channel.SellOut)
		if booked != tt.want || live != tt.want {
			t.Errorf("%s: booked %s, live %s; want %s", name, booked, live, tt.want)
		}
	}
}
