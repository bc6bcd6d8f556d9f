package subscription_test

import (
	"strings"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// granted is a monthly subscription from 10 January with one grant.
func granted(t *testing.T, g subscription.Grant) *subscription.Subscription {
	t.Helper()
	start := calendar.Must("2026-01-10T00:00:00Z")
	s := &subscription.Subscription{ID: "s", Customer: "c", Discounts: []subscription.Grant{g}}
	s.Terms = []subscription.Term{{From: start, Offer: discounted(t, "p"), Schedule: calendar.Schedule{Anchor: start, Zone: time.UTC}}}
	return s
}

func discounted(t *testing.T, plan string) *channel.Offer {
	t.Helper()
	o, err := channel.NewOffer(&pricing.Plan{ID: pricing.PlanID(plan), Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{{ID: "fee", Model: pricing.Flat{}}}},
		&channel.Chain{ID: "c", Vendor: "v"})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestGranted(t *testing.T) {
	at := func(date string) calendar.Instant { return calendar.Must(date + "T00:00:00Z") }
	coupon := pricing.Discount{ID: "d", Percent: decimal.NewFromInt(10)}
	twice, until := coupon, coupon
	twice.Periods, until.Until = 2, at("2026-02-10")
	add := func(s *subscription.Subscription, from string, change func(*subscription.Term)) {
		term := s.Terms[len(s.Terms)-1]
		term.From = at(from)
		change(&term)
		s.Terms = append(s.Terms, term)
	}
	for _, tt := range []struct {
		name   string
		grant  subscription.Grant
		change func(*subscription.Subscription)
		want   string
	}{
		{"for ever", subscription.Grant{Discount: coupon}, nil, "2026-01-10T00:00:00Z/2026-07-01T00:00:00Z"},
		{"two periods", subscription.Grant{Discount: twice}, nil, "2026-01-10T00:00:00Z/2026-03-10T00:00:00Z"},
		{"granted in mid-period", subscription.Grant{Discount: twice, From: at("2026-01-20")}, nil, "2026-02-10T00:00:00Z/2026-04-10T00:00:00Z"},
		{"until a date", subscription.Grant{Discount: until}, nil, "2026-01-10T00:00:00Z/2026-02-10T00:00:00Z"},
		{"a stub counts", subscription.Grant{Discount: twice}, func(s *subscription.Subscription) {
			s.Terms[0].Schedule.Anchor = at("2026-01-01")
		}, "2026-01-10T00:00:00Z/2026-03-01T00:00:00Z"},
		{"a change within a period does not", subscription.Grant{Discount: twice}, func(s *subscription.Subscription) {
			add(s, "2026-01-20", func(t *subscription.Term) { t.Quantity = decimal.NewFromInt(3) })
		}, "2026-01-10T00:00:00Z/2026-03-10T00:00:00Z"},
		{"granted where a change is", subscription.Grant{Discount: twice, From: at("2026-01-20")}, func(s *subscription.Subscription) {
			add(s, "2026-01-20", func(t *subscription.Term) { t.Quantity = decimal.NewFromInt(3) })
		}, "2026-02-10T00:00:00Z/2026-04-10T00:00:00Z"},
		{"a trial does not", subscription.Grant{Discount: twice}, func(s *subscription.Subscription) {
			s.Terms[0].Mode = subscription.Trial
			add(s, "2026-01-20", func(t *subscription.Term) { t.Mode, t.Schedule.Anchor = subscription.Running, t.From })
		}, "2026-01-20T00:00:00Z/2026-03-20T00:00:00Z"},
		{"a switch ends it", subscription.Grant{Discount: coupon}, func(s *subscription.Subscription) {
			add(s, "2026-02-15", func(term *subscription.Term) { term.Offer = discounted(t, "q") })
		}, "2026-01-10T00:00:00Z/2026-02-15T00:00:00Z"},
		{"also a switch back", subscription.Grant{Discount: coupon}, func(s *subscription.Subscription) {
			add(s, "2026-02-15", func(term *subscription.Term) { term.Offer = discounted(t, "q") })
			add(s, "2026-03-15", func(term *subscription.Term) { term.Offer = s.Terms[0].Offer })
		}, "2026-01-10T00:00:00Z/2026-02-15T00:00:00Z"},
		{"not yet", subscription.Grant{Discount: coupon, From: at("2026-08-01")}, nil, ""},
	} {
		s := granted(t, tt.grant)
		if tt.change != nil {
			tt.change(s)
		}
		if err := s.Validate(); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		got := ""
		for _, r := range s.Granted(at("2026-07-01"), at("2027-01-01")) {
			got = r.Period.String()
			if !r.Covers("p", r.Period.Start) || r.Covers("q", r.Period.Start) || r.Covers("p", r.Period.End) {
				t.Errorf("%s: covers another plan or time", tt.name)
			}
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestBundlesComeFirst(t *testing.T) {
	s := granted(t, subscription.Grant{Discount: pricing.Discount{ID: "coupon", Percent: decimal.NewFromInt(10)}})
	s.Discounts = append(s.Discounts, subscription.Grant{Discount: pricing.Discount{ID: "bundle", Bundle: true, Percent: decimal.NewFromInt(10)}})
	runs := s.Granted(calendar.Must("2026-07-01T00:00:00Z"), calendar.Must("2026-07-01T00:00:00Z"))
	if len(runs) != 2 || runs[0].ID != "bundle" {
		t.Errorf("runs %v, want the bundle first", runs)
	}
	if runs := (&subscription.Subscription{Discounts: s.Discounts}).Granted(1, 1); runs != nil {
		t.Errorf("without terms: %v", runs)
	}
}

func TestDiscountFaults(t *testing.T) {
	ok := pricing.Discount{ID: "d", Percent: decimal.NewFromInt(10)}
	for _, tt := range []struct {
		name   string
		change func(*pricing.Discount)
		want   string
	}{
		{"a percentage", func(d *pricing.Discount) { d.Percent = decimal.NewFromInt(101) }, "percent"},
		{"a reserved name", func(d *pricing.Discount) { d.ID = "minimum" }, "another component"},
		{"a space", func(d *pricing.Discount) { d.ID = "a b" }, "a space"},
		{"a level", func(d *pricing.Discount) { d.Funder = 3 }, "no level 3"},
		{"text", func(d *pricing.Discount) { d.ID = "a\x00" }, "UTF-8"},
	} {
		d := ok
		tt.change(&d)
		if err := granted(t, subscription.Grant{Discount: d}).Validate(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
	s := granted(t, subscription.Grant{Discount: ok})
	s.Facts = []subscription.Fact{{ID: "d f", Charge: "fee", At: s.Terms[0].From}}
	if err := s.Validate(); err == nil || !strings.Contains(err.Error(), "how a fact is named") {
		t.Errorf("a fact's name: %v", err)
	}
	s.Discounts, s.Facts = append(s.Discounts, s.Discounts[0]), nil
	if err := s.Validate(); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("twice: %v", err)
	}
}
