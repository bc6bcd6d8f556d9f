package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

// metered books a plan's usage of 80 on 5 January, cancelled after 15.5 days of
// January's 31, and returns what is booked and what is collected.
func metered(t *testing.T, plan *pricing.Plan, measure calendar.Measure, end calendar.Instant) (booked, live string) {
	t.Helper()
	o, err := channel.NewOffer(plan, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		t.Fatal(err)
	}
	s := subscription.Subscription{ID: "s", Customer: "ada", End: end, Terms: []subscription.Term{{
		From: worldStart, Offer: o, Quantity: dec("1"), Measure: measure, Schedule: calendar.Schedule{Anchor: worldStart}}}}
	m := new(memstore.Meter)
	if _, err := m.Record(memstore.Sample{Source: "m", ID: "1", Subscription: "s", Metric: "gb",
		At: worldStart + 4*day, Recorded: worldStart + 4*day, Quantity: dec("80")}); err != nil {
		t.Fatal(err)
	}
	store := new(memstore.Store)
	b, c := engines(store, m, february+2*day, 0)
	for _, run := range []func() (daybook.Report, error){
		func() (daybook.Report, error) {
			return b.Book(t.Context(), january, stream([]subscription.Subscription{s}))
		},
		func() (daybook.Report, error) {
			return c.Collect(t.Context(), january, stream([]subscription.Subscription{s}))
		},
	} {
		if r, err := run(); err != nil || len(r.Quarantined) > 0 {
			t.Fatal(err, r.Quarantined)
		}
	}
	return total(t, rows(t, store, proceeds.Booked), channel.SellOut), total(t, rows(t, store, proceeds.Live), channel.SellOut)
}

// A stub pro-rates the minimum of usage: 80.00 used in half of January stand
// above a half of 100.00, and are due whole (DOMAIN: a = max(0, M·w − c) beside c).
func TestMinimumOfUsageInAStub(t *testing.T) {
	plan := &pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "gb", Kind: pricing.Usage, Metric: "gb", Model: pricing.Minimum{Amount: dec("100"), Model: pricing.PerUnit{Unit: dec("1")}}},
	}}
	booked, live := metered(t, plan, calendar.BySecond, worldStart+15*day+day/2)
	if booked != "80.00" || live != "80.00" {
		t.Errorf("booked %s, live %s; want 80.00", booked, live)
	}
}

// The maximum too: half of 100.00 caps them at 50.00.
func TestMaximumOfUsageInAStub(t *testing.T) {
	plan := &pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "gb", Kind: pricing.Usage, Metric: "gb", Model: pricing.Maximum{Amount: dec("100"), Model: pricing.PerUnit{Unit: dec("1")}}},
	}}
	booked, live := metered(t, plan, calendar.BySecond, worldStart+15*day+day/2)
	if booked != "50.00" || live != "50.00" {
		t.Errorf("booked %s, live %s; want 50.00", booked, live)
	}
}

// A plan's limit over its usage is booked, or refused: 20.00 lack to 100.00.
func TestLimitIsNotIgnored(t *testing.T) {
	plan := &pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "gb", Kind: pricing.Usage, Metric: "gb", Model: pricing.PerUnit{Unit: dec("1")}}},
		Limits: []pricing.Limit{{ID: "least", Kind: pricing.AtLeast, Amount: dec("100")}}}
	booked, live := metered(t, plan, calendar.BySecond, 0)
	if booked != "100.00" || live != "100.00" {
		t.Errorf("booked %s, live %s; want 100.00", booked, live)
	}
}

// A plan's billing period is a year. A term whose schedule is of months charges
// the year's price every month unless that is refused.
func TestPlanPeriodIsNotIgnored(t *testing.T) {
	o, err := channel.NewOffer(&pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Every: calendar.Interval{Unit: calendar.Year},
		Charges: []pricing.Charge{{ID: "fee", Model: pricing.PerUnit{Unit: dec("120")}}}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		t.Fatal(err)
	}
	s := subscription.Subscription{ID: "s", Customer: "ada", Terms: []subscription.Term{{
		From: worldStart, Offer: o, Quantity: dec("1"), Schedule: calendar.Schedule{Anchor: worldStart}}}}
	if s.Validate() != nil {
		return
	}
	store := new(memstore.Store)
	book(t, store, worldEnd, s)
	if got := total(t, rows(t, store, proceeds.Booked), channel.SellOut); got != "120.00" {
		t.Errorf("booked %s from January to April, want 120.00", got)
	}
}
