package proceeds_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/google/go-cmp/cmp"
)

// users is a charge of 2.00 a user for a month, counted by a statistic.
func users(by pricing.Statistic) []pricing.Charge {
	return []pricing.Charge{{ID: "users", Kind: pricing.Usage, Timing: pricing.Postpaid, Metric: "users", Statistic: by,
		Unit: "user", Model: pricing.PerUnit{Unit: dec("2.00")}}}
}

// gauge is samples of "date value".
func gauge(samples ...string) (out []pricing.Sample) {
	for i, s := range samples {
		var date, value string
		if _, err := fmt.Sscan(s, &date, &value); err != nil {
			panic(err)
		}
		out = append(out, pricing.Sample{ID: fmt.Sprint(i), At: calendar.Must(date + "T00:00:00Z"), Value: dec(value)})
	}
	return out
}

// measured answers the job's queries from samples.
func measured(t *testing.T, j *proceeds.Job, samples []pricing.Sample) (out []proceeds.Reading) {
	t.Helper()
	for _, q := range j.Queries() {
		m, err := pricing.Metric{ID: q.Metric, Statistic: q.Statistic}.Measure(samples, q.Start, q.Ends, calendar.Must("2027-01-01T00:00:00Z"))
		if err != nil {
			t.Fatal(err)
		}
		r := proceeds.Reading{}
		for _, x := range m {
			r.Quantities = append(r.Quantities, x.Quantity)
		}
		out = append(out, r)
	}
	return out
}

func TestDomain10Row2OfALine(t *testing.T) {
	s := monthOf30(sub(offer(t, users(pricing.Average)), "2026-01-01T00:00:00Z", "1"), calendar.ByDay)
	month := s.Terms[0].Schedule.Period(0)
	samples := gauge("2026-01-01 10", "2026-01-11 20", "2026-01-26 15")
	job := proceeds.Due(s, month, month.End, cents)
	all := targets(t, job, measured(t, job, samples)...)
	if got := amounts(t, all, channel.SellOut); !cmp.Equal(got, []string{"31.67"}) || all[0].Quantity.String() != "47.5/3" {
		t.Errorf("booked %v of %v users, want 31.67 of 47.5/3", got, all[0].Quantity)
	}
	if raw, _ := all[0].Amounts.Raw(channel.SellOut); raw != "31.666666666667" {
		t.Errorf("raw %s", raw)
	}
	job = proceeds.Quotas(s, days(month), month.End, cents)
	live := targets(t, job, measured(t, job, samples)...)
	var sum channel.Amounts
	for _, x := range live {
		var err error
		if sum, err = sum.Add(x.Amounts); err != nil {
			t.Fatal(err)
		}
	}
	if got := amounts(t, live, channel.SellOut)[0]; got != "0.67" || sum != all[0].Amounts {
		t.Errorf("day 1 is %s, all days %v; want 0.67, %v", got, sum, all[0].Amounts)
	}
	// A slice of 12 days at a constant 10 users.
	slice := []calendar.Period{{Start: month.Start, End: calendar.Must("2026-01-13T00:00:00Z")}}
	job = proceeds.Quotas(s, slice, month.End, cents)
	if got := amounts(t, targets(t, job, measured(t, job, gauge("2026-01-01 10"))...), channel.SellOut); !cmp.Equal(got, []string{"8.00"}) {
		t.Errorf("12 days of 10 users are %v, want 8.00", got)
	}
	// Control: an average priced as though it added up earns all at once.
	s = monthOf30(sub(offer(t, users(pricing.Total)), "2026-01-01T00:00:00Z", "1"), calendar.ByDay)
	job = proceeds.Quotas(s, slice, month.End, cents)
	if got := amounts(t, targets(t, job, measured(t, job, gauge("2026-01-01 10"))...), channel.SellOut); !cmp.Equal(got, []string{"20.00"}) {
		t.Errorf("control: %v, want 20.00", got)
	}
}

func TestPeakAndLast(t *testing.T) {
	for by, want := range map[pricing.Statistic]string{pricing.Peak: "40.00", pricing.Last: "30.00", pricing.CounterValue: "30.00"} {
		s := monthOf30(sub(offer(t, users(by)), "2026-01-01T00:00:00Z", "1"), calendar.ByDay)
		month := s.Terms[0].Schedule.Period(0)
		job := proceeds.Due(s, month, month.End, cents)
		got := amounts(t, targets(t, job, measured(t, job, gauge("2026-01-01 10", "2026-01-11 20", "2026-01-26 15"))...), channel.SellOut)
		if !cmp.Equal(got, []string{want}) {
			t.Errorf("%v: %v, want %s", by, got, want)
		}
	}
}

// Each revision has the share of time that it was in force, at the statistic of
// the whole line.
func TestLevelOverRevisions(t *testing.T) {
	dearer := users(pricing.Average)
	dearer[0].Model = pricing.PerUnit{Unit: dec("4.00")}
	s := monthOf30(sub(offer(t, users(pricing.Average)), "2026-01-01T00:00:00Z", "1"), calendar.ByDay)
	later := s.Terms[0]
	later.From, later.Offer = calendar.Must("2026-01-16T00:00:00Z"), offer(t, dearer)
	s.Terms = append(s.Terms, later)
	month := s.Terms[0].Schedule.Period(0)
	job := proceeds.Due(s, month, month.End, cents)
	ts := targets(t, job, measured(t, job, gauge("2026-01-01 10", "2026-01-16 20"))...)
	// 10 × 2.00 × 15/30, then 15 × (2.00 + 4.00) × 15/30 less that.
	if got := amounts(t, ts, channel.SellOut); !cmp.Equal(got, []string{"10.00", "35.00"}) {
		t.Errorf("booked %v, want 10.00 and 35.00", got)
	}
	d, err := job.Explain(ts[1].Cell, measured(t, job, gauge("2026-01-01 10", "2026-01-16 20")))
	if err != nil || len(d.Parts) != 2 || d.Parts[1].Quantity.String() != "15" || d.Parts[1].Prices[0].String() != "60" || d.Parts[1].Num != 15 {
		t.Errorf("derived\n%v, %v", d, err)
	}
}

func TestFractionsAreForLevelsAlone(t *testing.T) {
	third, err := pricing.ParseQuantity("7/3")
	if err != nil {
		t.Fatal(err)
	}
	for by, ok := range map[pricing.Statistic]bool{pricing.Total: false, pricing.Average: true} {
		s := sub(offer(t, users(by)), "2026-01-01T00:00:00Z", "1")
		job := proceeds.Due(s, s.Terms[0].Schedule.Period(0), calendar.Must("2026-02-01T00:00:00Z"), cents)
		if _, err := job.Targets([]proceeds.Reading{{Quantities: []pricing.Quantity{third}}}); ok != !errors.Is(err, proceeds.ErrUnmetered) {
			t.Errorf("%v: %v", by, err)
		}
	}
	negative := third.Neg()
	s := sub(offer(t, users(pricing.Average)), "2026-01-01T00:00:00Z", "1")
	job := proceeds.Due(s, s.Terms[0].Schedule.Period(0), calendar.Must("2026-02-01T00:00:00Z"), cents)
	var below *pricing.QuantityError
	if _, err := job.Targets([]proceeds.Reading{{Quantities: []pricing.Quantity{negative}}}); !errors.As(err, &below) {
		t.Errorf("below zero: %v", err)
	}
}
