package proceeds_test

import (
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
)

// seatTiers are 1.00 a unit, set up for 5.00 and 0.10 a unit up to 10, and for
// 20.00 above.
func seatTiers() pricing.Model {
	return pricing.Graduated{Tiers: []pricing.Tier{
		{UpTo: dec("10"), Unit: dec("1.00"), Setup: dec("5.00"), UnitSetup: dec("0.10")}, {Unit: dec("1.00"), Setup: dec("20.00")},
	}}
}

// setUps returns what is due for tiers by posting date, and checks both books
// over three months.
func setUps(t *testing.T, s *subscription.Subscription, answer func(*proceeds.Job) []proceeds.Reading) (out []string) {
	t.Helper()
	frame := period("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z")
	sums := [2]channel.Amounts{}
	for i, job := range []*proceeds.Job{proceeds.Due(s, frame, frame.End, cents), proceeds.Quotas(s, days(frame), frame.End, cents)} {
		for _, x := range targets(t, job, answer(job)...) {
			if x.Component != proceeds.Tiers {
				continue
			}
			var err error
			if sums[i], err = sums[i].Add(x.Amounts); err != nil {
				t.Fatal(err)
			}
			if a, _ := x.Amounts.Of(channel.SellOut); i == 0 && !a.IsZero() {
				out = append(out, x.Posted.Time().Format("01-02 ")+a.Text())
			}
			d, err := job.Explain(x.Cell, answer(job))
			if diff, sub := d.After.Sub(d.Before); err != nil || sub != nil || diff != x.Amounts && diff != (channel.Amounts{}) {
				t.Errorf("%v: derived\n%v, %v", x.Cell, d, err)
			}
		}
	}
	if sums[0] != sums[1] && (!sums[0].IsZero() || !sums[1].IsZero()) {
		t.Errorf("Σ rows %v, Σ quotas %v", sums[0], sums[1])
	}
	return out
}

// A tier of a fee is set up when it is first reached, once, though the quantity
// falls and rises again.
func TestTierSetUpOfAFee(t *testing.T) {
	charge := pricing.Charge{ID: "fee", Model: seatTiers(), Unit: "seat"}
	s := sub(offer(t, []pricing.Charge{charge}), "2026-01-01T00:00:00Z", "4")
	then(s, "2026-01-11T00:00:00Z", seats("12"))
	then(s, "2026-02-11T00:00:00Z", seats("3"))
	then(s, "2026-02-11T12:00:00Z", seats("12"))
	then(s, "2026-03-11T00:00:00Z", seats("15"))
	got := setUps(t, s, func(*proceeds.Job) []proceeds.Reading { return nil })
	if diff := cmp.Diff([]string{"01-01 5.40", "01-11 20.60"}, got); diff != "" {
		t.Errorf("set-ups (-want +got)\n%s", diff)
	}
	// A trial sets nothing up, and a pause brings nothing in.
	s.Terms = s.Terms[:1]
	s.Terms[0].Mode = subscription.Trial
	then(s, "2026-01-15T00:00:00Z", func(t *subscription.Term) { t.Mode, t.Schedule.Anchor = subscription.Running, t.From })
	then(s, "2026-01-20T00:00:00Z", func(t *subscription.Term) { t.Mode, t.Quantity = subscription.Paused, dec("50") })
	if got := setUps(t, s, func(*proceeds.Job) []proceeds.Reading { return nil }); !cmp.Equal(got, []string{"01-15 5.40"}) {
		t.Errorf("after a trial: %v", got)
	}
}

// A tier of usage is set up in the slot in which a period first reaches it, and
// not again in another.
func TestTierSetUpOfUsage(t *testing.T) {
	c := hours("vm", "h", func(pricing.Model) pricing.Model { return seatTiers() })
	s := sub(offer(t, []pricing.Charge{c}), "2026-01-01T00:00:00Z", "1")
	used := []pricing.Sample{}
	for i, x := range []string{"2026-01-05 4", "2026-02-03 9", "2026-02-20 3", "2026-03-10 12"} {
		one := gauge(x)[0]
		one.ID = string(rune('a' + i))
		used = append(used, one)
	}
	got := setUps(t, s, func(j *proceeds.Job) []proceeds.Reading { return measured(t, j, used) })
	// 5.00 + 4 × 0.10 in January; then 6 × 0.10 and the second tier; nothing in March.
	if diff := cmp.Diff([]string{"01-31 5.40", "02-28 20.60"}, got); diff != "" {
		t.Errorf("set-ups (-want +got)\n%s", diff)
	}
	day := calendar.Period{Start: calendar.Must("2026-02-20T00:00:00Z"), End: calendar.Must("2026-02-21T00:00:00Z")}
	job := proceeds.Quotas(s, []calendar.Period{day}, day.End, cents)
	for _, x := range targets(t, job, measured(t, job, used)...) {
		if a, _ := x.Amounts.Of(channel.SellOut); x.Component == proceeds.Tiers && a.Text() != "20.10" {
			t.Errorf("on 20 February %s, want 20.10", a.Text())
		}
	}
}
