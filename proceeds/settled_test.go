package proceeds_test

import (
	"fmt"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

// settledIn returns an offer whose only level settles in euros at a rate.
func settledIn(t *testing.T, o *channel.Offer, rate string) *channel.Offer {
	t.Helper()
	out, err := o.Settled([]channel.Settlement{{Currency: money.MustCurrency("EUR"), Scale: 2, Rate: rate, At: calendar.Must("2026-01-01T00:00:00Z"), Source: "bank"}})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// settled returns what the vendor's level settles of the first month, by
// "charge component", and checks that the quotas of all days come to the same.
func settled(t *testing.T, s *subscription.Subscription, used map[pricing.MetricID]string) map[string]int64 {
	t.Helper()
	p := s.Terms[0].Schedule.Period(0)
	sums := [2]map[string]int64{{}, {}}
	for i, job := range []*proceeds.Job{proceeds.Due(s, p, p.End, cents), proceeds.Quotas(s, days(p), p.End, cents)} {
		for _, x := range targets(t, job, evenly(t, s, job, used)...) {
			if !p.Contains(x.Start) {
				continue
			}
			total, err := x.Total()
			if err != nil {
				t.Fatal(err)
			}
			sums[i][fmt.Sprintf("%s %s", x.Charge, x.Component)] += total.Parts().Settled[0]
		}
	}
	for name, x := range sums[0] {
		if sums[1][name] != x {
			t.Errorf("%s: rows settle %d, quotas %d", name, x, sums[1][name])
		}
	}
	return sums[0]
}

// 310.00 in January at the rate of the 1st are 288.30, whatever the rate of a
// revision that comes in later.
func TestDomain10Row22OfALine(t *testing.T) {
	o := offer(t, []pricing.Charge{flat("fee", "310.00", pricing.Prepaid)})
	s := sub(settledIn(t, o, "0.930"), "2026-01-01T00:00:00Z", "1")
	for d := 2; d <= 31; d++ {
		rate := fmt.Sprintf("0.%d", 930+d-1)
		then(s, fmt.Sprintf("2026-01-%02dT00:00:00Z", d), func(term *subscription.Term) { term.Offer = settledIn(t, o, rate) })
	}
	if got := settled(t, s, nil)["fee "]; got != 28830 {
		t.Errorf("January settles %d, want 288.30", got)
	}
	// Control: the rate of the 31st from the beginning.
	if got := settled(t, sub(settledIn(t, o, "0.960"), "2026-01-01T00:00:00Z", "1"), nil)["fee "]; got != 29760 {
		t.Errorf("control: %d, want 297.60", got)
	}
}

// Bounds, limits and discounts settle at the line's rate.
func TestBesidesSettle(t *testing.T) {
	o := limited(t, []pricing.Charge{flat("fee", "10.00", pricing.Prepaid), hours("vm", "h", atLeast("100.00"))},
		[]pricing.Limit{{ID: "cap", Kind: pricing.AtMost, Amount: dec("60.00")}})
	s := sub(settledIn(t, o, "0.930"), "2026-01-01T00:00:00Z", "1")
	s.Discounts = []subscription.Grant{{Discount: percent("p", "10", pricing.Everything)}}
	got := settled(t, s, map[pricing.MetricID]string{"h": "40"})
	for name, want := range map[string]int64{
		"fee ": 930, "fee p": -93, "vm ": 3720, "vm minimum": 5580, "vm p": -930, "cap ": -3720, "cap p": 372,
	} {
		if got[name] != want {
			t.Errorf("%s settles %d, want %d", name, got[name], want)
		}
	}
}
