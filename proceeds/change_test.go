package proceeds_test

import (
	"slices"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
)

// booked returns what is booked of the first billing period by the end, each
// posting as date and sell-out amount, and checks that the quotas of the days
// sum to it.
func booked(t *testing.T, s *subscription.Subscription) []string {
	t.Helper()
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	frame := s.Terms[0].Schedule.Period(0)
	known := calendar.Must("2026-03-15T00:00:00Z")
	var rows []proceeds.Row
	var live channel.Amounts
	for _, job := range []*proceeds.Job{
		proceeds.Due(s, frame, known, cents), proceeds.Quotas(s, days(period("2026-01-01T00:00:00Z", "2026-03-10T00:00:00Z")), known, cents),
	} {
		appended, _, err := proceeds.Diff(nil, targets(t, job), nil, known, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range appended {
			if r.Book == proceeds.Booked {
				rows = append(rows, r)
			} else if r.Start < frame.End {
				if live, err = live.Add(r.Amounts); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b proceeds.Row) int { return a.Posted.Compare(b.Posted) })
	var out []string
	var sum channel.Amounts
	for _, r := range rows {
		if r.Start >= frame.End {
			continue
		}
		var err error
		if sum, err = sum.Add(r.Amounts); err != nil {
			t.Fatal(err)
		}
		a, _ := r.Amounts.Of(channel.SellOut)
		out = append(out, r.Posted.Time().Format("01-02 ")+string(r.Plan)+" "+a.Text())
	}
	if sum != live {
		t.Errorf("Σ quotas %v, Σ rows %v", live, sum)
	}
	return out
}

// then adds a term to s that is like the last one but for what change does.
func then(s *subscription.Subscription, from string, change func(*subscription.Term)) *subscription.Subscription {
	term := s.Terms[len(s.Terms)-1]
	term.From, term.Credits = calendar.Must(from), subscription.Credits{}
	change(&term)
	s.Terms = append(s.Terms, term)
	return s
}

func seats(q string) func(*subscription.Term) {
	return func(t *subscription.Term) { t.Quantity = dec(q) }
}

func expect(t *testing.T, s *subscription.Subscription, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, booked(t, s)); diff != "" {
		t.Errorf("booked mismatch (-want +got)\n%s", diff)
	}
}

// monthOf30 is a period of 720 hours in a schedule of 30 days.
func monthOf30(s *subscription.Subscription, m calendar.Measure) *subscription.Subscription {
	s.Terms[0].Schedule.Every = calendar.Interval{N: 30, Unit: calendar.Day}
	s.Terms[0].Measure = m
	return s
}

func TestDomain10Row5(t *testing.T) {
	five := func(m calendar.Measure) *subscription.Subscription {
		return monthOf30(sub(offer(t, fee("10.00")), "2026-01-01T00:00:00Z", "5"), m)
	}
	for _, from := range []string{"2026-01-21T00:00:00Z", "2026-01-21T00:59:00Z"} { // 240 h left, or 239 h 1 min
		expect(t, then(five(calendar.ByHour), from, seats("8")), "01-01 p 50.00", "01-21 p -16.67", "01-21 p 26.67")
	}
	expect(t, then(five(calendar.BySecond), "2026-01-21T00:59:00Z", seats("8")), "01-01 p 50.00", "01-21 p -16.60", "01-21 p 26.56")
}

func TestDomain10Row17(t *testing.T) {
	other := offer(t, fee("20.00"))
	other.Plan.ID = "q"
	s := then(monthOf30(sub(offer(t, fee("10.00")), "2026-01-01T00:00:00Z", "1"), calendar.ByDay), "2026-01-16T00:00:00Z",
		func(t *subscription.Term) { t.Offer = other })
	expect(t, s, "01-01 p 10.00", "01-16 p -5.00", "01-16 q 10.00")
}

func TestDomain10Row18(t *testing.T) {
	s := then(monthOf30(sub(offer(t, fee("10.01")), "2026-01-01T00:00:00Z", "1"), calendar.ByDay), "2026-01-16T00:00:00Z",
		func(*subscription.Term) {})
	expect(t, s, "01-01 p 10.01")
	// The same price by another way: what is credited is charged.
	same := []pricing.Charge{{ID: "fee", Model: pricing.Graduated{Tiers: []pricing.Tier{{Flat: dec("10.01")}}}, Unit: "seat", TaxCategory: "S"}}
	s = then(monthOf30(sub(offer(t, same), "2026-01-01T00:00:00Z", "1"), calendar.ByDay), "2026-01-16T00:00:00Z", seats("2"))
	expect(t, s, "01-01 p 10.01", "01-16 p -5.01", "01-16 p 5.01")
}

func TestDomain10Row24(t *testing.T) {
	s := sub(offer(t, fee("31.00")), "2026-01-01T00:00:00Z", "1")
	s.End = calendar.Must("2026-01-15T10:00:00Z")
	expect(t, s, "01-01 p 31.00", "01-15 p -17.00")
}

func TestCredits(t *testing.T) {
	postpaid := func() []pricing.Charge { c := fee("31.00"); c[0].Timing = pricing.Postpaid; return c }
	ended := func(c []pricing.Charge, credit subscription.Credit, markups ...string) *subscription.Subscription {
		s := sub(offer(t, c, markups...), "2026-01-01T00:00:00Z", "1")
		s.End, s.Refunds = calendar.Must("2026-01-15T00:00:00Z"), subscription.AllCredits(credit)
		return s
	}
	expect(t, ended(fee("31.00"), subscription.ProRated), "01-01 p 31.00", "01-15 p -17.00")
	expect(t, ended(fee("31.00"), subscription.NoCredit), "01-01 p 31.00")
	expect(t, ended(fee("31.00"), subscription.FullCredit), "01-01 p 31.00", "01-15 p -31.00")
	expect(t, ended(postpaid(), subscription.ProRated), "01-14 p 14.00")
	expect(t, ended(postpaid(), subscription.NoCredit), "01-14 p 31.00")
	expect(t, ended(postpaid(), subscription.FullCredit), "01-14 p 0.00")
	// Each seller has its own policy; by default that of the level above.
	s := ended(fee("31.00"), subscription.NoCredit, "0", "0", "0")
	s.Refunds = subscription.Credits{subscription.NoCredit, subscription.Inherit, subscription.ProRated}
	rows, _, err := proceeds.Diff(nil, targets(t, proceeds.Due(s, period("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"), s.End, cents)), nil, s.End, 0)
	if err != nil || len(rows) != 2 {
		t.Fatalf("Diff = %d rows, %v; want fee and refund", len(rows), err)
	}
	if got, want := rows[1].Amounts.String(), "EUR 0.00 0.00 -17.00 -17.00"; got != want {
		t.Errorf("refund per level = %s, want %s", got, want)
	}
}

func TestPauses(t *testing.T) {
	paused := func(m subscription.Mode, to string) *subscription.Subscription {
		s := sub(offer(t, fee("31.00")), "2026-01-01T00:00:00Z", "1")
		then(s, "2026-01-11T00:00:00Z", func(t *subscription.Term) { t.Mode = m })
		return then(s, to, func(t *subscription.Term) { t.Mode = subscription.Running })
	}
	expect(t, paused(subscription.Paused, "2026-01-21T00:00:00Z"), "01-01 p 31.00", "01-11 p -21.00", "01-21 p 11.00")
	expect(t, paused(subscription.PausedFull, "2026-01-21T00:00:00Z"), "01-01 p 31.00")
	expect(t, paused(subscription.Paused, "2026-02-21T00:00:00Z"), "01-01 p 31.00", "01-11 p -21.00")
	expect(t, paused(subscription.PausedFull, "2026-02-21T00:00:00Z"), "01-01 p 31.00")
}

// What a pause without credit forfeits is a quota of the day on which it ends.
func TestForfeitedQuota(t *testing.T) {
	s := sub(offer(t, fee("31.00")), "2026-01-01T00:00:00Z", "1")
	then(s, "2026-01-11T00:00:00Z", func(t *subscription.Term) { t.Mode = subscription.PausedFull })
	then(s, "2026-01-21T12:00:00Z", func(t *subscription.Term) { t.Mode = subscription.Running })
	january := period("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
	got := map[string]string{}
	for _, x := range targets(t, proceeds.Quotas(s, days(january), january.End, cents)) {
		if a, ok := x.Amounts.Of(channel.SellOut); ok && a.Text() != "1.00" && !a.IsZero() {
			got[x.Start.Time().Format("01-02")] = a.Text()
		}
	}
	if diff := cmp.Diff(map[string]string{"01-21": "11.00"}, got); diff != "" {
		t.Errorf("quotas that are not 1.00 (-want +got)\n%s", diff)
	}
}

func TestTrial(t *testing.T) {
	s := sub(offer(t, append(fee("31.00"), pricing.Charge{ID: "set-up", Kind: pricing.OneTime, Model: pricing.Flat{Amount: dec("5")}}), "100"), "2026-01-01T00:00:00Z", "1")
	s.Terms[0].Mode = subscription.Trial
	then(s, "2026-01-15T00:00:00Z", func(t *subscription.Term) {
		t.Mode, t.Schedule.Anchor = subscription.Running, t.From
	})
	got := map[string]string{}
	for _, x := range targets(t, proceeds.Due(s, period("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"), calendar.Must("2026-01-20T00:00:00Z"), cents)) {
		total, err := x.Total()
		if err != nil {
			t.Fatal(err)
		}
		got[x.Start.Time().Format("01-02 ")+string(x.Charge)+" "+x.Component] = total.String()
	}
	want := map[string]string{
		"01-01 fee ":           "EUR 14.00 0.00",
		"01-01 fee chargeback": "EUR -14.00 0.00",
		"01-15 fee ":           "EUR 31.00 62.00",
		"01-15 set-up ":        "EUR 5.00 10.00",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("trial mismatch (-want +got)\n%s", diff)
	}
}

// A yearly fee of a monthly plan is due once a year; a charge that comes in
// later starts then.
func TestChargesOfTheirOwnInterval(t *testing.T) {
	plan := append(fee("31.00"), pricing.Charge{ID: "domain", Every: calendar.Interval{N: 1, Unit: calendar.Year}, Model: pricing.Flat{Amount: dec("365.00")}})
	s := sub(offer(t, plan), "2026-01-01T00:00:00Z", "1")
	frame := period("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z")
	got := map[string]int{}
	for _, x := range targets(t, proceeds.Due(s, frame, frame.End-1, cents)) {
		got[string(x.Charge)]++
	}
	if diff := cmp.Diff(map[string]int{"fee": 3, "domain": 1}, got); diff != "" {
		t.Errorf("cells (-want +got)\n%s", diff)
	}
	for _, x := range targets(t, proceeds.Quotas(s, days(period("2026-03-05T00:00:00Z", "2026-03-06T00:00:00Z")), frame.End, cents)) {
		if a, _ := x.Amounts.Of(channel.SellOut); a.Text() != "1.00" {
			t.Errorf("quota of %s = %s, want 1.00", x.Charge, a)
		}
	}
}
