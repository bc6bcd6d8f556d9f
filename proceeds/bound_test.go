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
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// hours is usage at 1.00 an hour, in a model.
func hours(id, metric string, around func(pricing.Model) pricing.Model) pricing.Charge {
	c := pricing.Charge{ID: pricing.ChargeID(id), Kind: pricing.Usage, Timing: pricing.Postpaid, Metric: pricing.MetricID(metric), Unit: "h", TaxCategory: "S"}
	c.Model = around(pricing.PerUnit{Unit: dec("1.00")})
	return c
}

func plain(m pricing.Model) pricing.Model { return m }

func atLeast(amount string) func(pricing.Model) pricing.Model {
	return func(m pricing.Model) pricing.Model { return pricing.Minimum{Amount: dec(amount), Model: m} }
}

func atMost(amount string) func(pricing.Model) pricing.Model {
	return func(m pricing.Model) pricing.Model { return pricing.Maximum{Amount: dec(amount), Model: m} }
}

// evenly answers every query of a metric with a total spread evenly over the
// first billing period of s, to the sixth decimal.
func evenly(t *testing.T, s *subscription.Subscription, j *proceeds.Job, totals map[pricing.MetricID]string) (out []proceeds.Reading) {
	t.Helper()
	p := s.Terms[0].Schedule.Period(0)
	for _, q := range j.Queries() {
		r := proceeds.Reading{}
		for _, end := range q.Ends {
			part := decimal.NewFromInt(int64(end-q.Start)).Mul(dec(totals[q.Metric])).DivRound(decimal.NewFromInt(int64(p.End-p.Start)), 6)
			x, err := pricing.QuantityOf(part)
			if err != nil {
				t.Fatal(err)
			}
			r.Quantities = append(r.Quantities, x)
		}
		out = append(out, r)
	}
	return out
}

// columns sums the targets of both books by "charge component", and checks that
// quotas sum to rows. It returns the sums, and each day's sum of all columns.
func columns(t *testing.T, s *subscription.Subscription, totals map[pricing.MetricID]string, level channel.Level) (sums map[string]string, perDay map[string]int) {
	t.Helper()
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	p := s.Terms[0].Schedule.Period(0)
	known := p.End + 60*24*3_600_000_000
	sum := [2]map[string]channel.Amounts{{}, {}}
	all := map[calendar.Instant]channel.Amounts{}
	for i, job := range []*proceeds.Job{proceeds.Due(s, p, known, cents), proceeds.Quotas(s, days(p), known, cents)} {
		for _, x := range targets(t, job, evenly(t, s, job, totals)...) {
			total, err := x.Total()
			if err != nil {
				t.Fatal(err)
			}
			name := string(x.Charge)
			if c := x.Component; c != "" && c != proceeds.Rest {
				name += " " + c
			}
			if n := len(name) - len(" rest"); n > 0 && name[n:] == " rest" {
				name = name[:n]
			}
			if sum[i][name], err = sum[i][name].Add(total); err != nil {
				t.Fatal(err)
			}
			if i == 1 {
				if all[x.Start], err = all[x.Start].Add(total); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if diff := cmp.Diff(sum[0], sum[1], cmp.Comparer(func(a, b channel.Amounts) bool { return a == b })); diff != "" {
		t.Errorf("rows and quotas differ (-rows +quotas)\n%s", diff)
	}
	sums, perDay = map[string]string{}, map[string]int{}
	for name, a := range sum[0] {
		x, _ := a.Of(level)
		sums[name] = x.Text()
	}
	for _, a := range all {
		x, _ := a.Of(level)
		perDay[x.Text()]++
	}
	return sums, perDay
}

func wants(t *testing.T, got map[string]string, want ...string) {
	t.Helper()
	m := map[string]string{}
	for i := 0; i < len(want); i += 2 {
		m[want[i]] = want[i+1]
	}
	if diff := cmp.Diff(m, got); diff != "" {
		t.Errorf("columns (-want +got)\n%s", diff)
	}
}

func TestDomain10Row20OfALine(t *testing.T) {
	january := "2026-01-01T00:00:00Z"
	used := map[pricing.MetricID]string{"h": "40"}
	s := sub(offer(t, []pricing.Charge{hours("vm", "h", atLeast("100.00"))}), january, "1")
	got, perDay := columns(t, s, used, channel.SellOut)
	wants(t, got, "vm", "40.00", "vm minimum", "60.00")
	if perDay["3.22"]+perDay["3.23"] != 31 {
		t.Errorf("days with usage %v, want 3.22 or 3.23 each", perDay)
	}
	// Control: a price that holds its minimum inside owes it at once, or never.
	inside := sub(offer(t, []pricing.Charge{hours("vm", "h", plain)}), january, "1")
	if got, perDay = columns(t, inside, used, channel.SellOut); perDay["3.22"]+perDay["3.23"] != 0 {
		t.Errorf("control: %v, %v", got, perDay)
	}
}

func TestBounds(t *testing.T) {
	usage := func(around func(pricing.Model) pricing.Model, markups ...string) *subscription.Subscription {
		return sub(offer(t, []pricing.Charge{hours("vm", "h", around)}, markups...), "2026-01-01T00:00:00Z", "1")
	}
	used := func(q string) map[pricing.MetricID]string { return map[pricing.MetricID]string{"h": q} }
	got, _ := columns(t, usage(atMost("30.00")), used("40"), channel.SellOut)
	wants(t, got, "vm", "40.00", "vm maximum", "-10.00")
	got, _ = columns(t, usage(atMost("30.00"), "100"), used("40"), channel.SellOut)
	wants(t, got, "vm", "80.00", "vm maximum", "-20.00")
	both := func(m pricing.Model) pricing.Model { return atMost("30.00")(atLeast("10.00")(m)) }
	got, _ = columns(t, usage(both), used("4"), channel.SellOut)
	wants(t, got, "vm", "4.00", "vm minimum", "6.00", "vm maximum", "0.00")
	// A maximum below the minimum that it stands around wins, as in the price.
	got, _ = columns(t, usage(func(m pricing.Model) pricing.Model { return atMost("5.00")(atLeast("10.00")(m)) }), used("4"), channel.SellOut)
	wants(t, got, "vm", "4.00", "vm minimum", "1.00", "vm maximum", "0.00")
}

// Cancelled at X a minimum is due for the share that is over, and whole where
// the rest is not credited. A maximum is that of the stub.
func TestBoundsOfACancelledPeriod(t *testing.T) {
	ended := func(c subscription.Credit, around func(pricing.Model) pricing.Model) *subscription.Subscription {
		s := sub(offer(t, []pricing.Charge{hours("vm", "h", around)}), "2026-01-01T00:00:00Z", "1")
		s.End, s.Refunds = calendar.Must("2026-01-11T00:00:00Z"), subscription.AllCredits(c)
		return s
	}
	used := map[pricing.MetricID]string{"h": "31"} // 10.00 by the 11th
	for _, tt := range []struct {
		credit     subscription.Credit
		least      string
		mostOf1550 string
	}{
		{subscription.ProRated, "90.00", "-5.00"}, {subscription.FullCredit, "90.00", "-5.00"}, {subscription.NoCredit, "300.00", "0.00"},
	} {
		got, _ := columns(t, ended(tt.credit, atLeast("310.00")), used, channel.SellOut)
		wants(t, got, "vm", "10.00", "vm minimum", tt.least)
		got, _ = columns(t, ended(tt.credit, atMost("15.50")), used, channel.SellOut)
		wants(t, got, "vm", "10.00", "vm maximum", tt.mostOf1550)
	}
	// A pause is no stub: a minimum stands still, a maximum does not shrink.
	for _, tt := range []struct {
		around func(pricing.Model) pricing.Model
		name   string
		want   string
	}{{atLeast("310.00"), "vm minimum", "179.00"}, {atMost("15.50"), "vm maximum", "-15.50"}} {
		s := sub(offer(t, []pricing.Charge{hours("vm", "h", tt.around)}), "2026-01-01T00:00:00Z", "1")
		then(s, "2026-01-11T00:00:00Z", func(t *subscription.Term) { t.Mode = subscription.Paused })
		then(s, "2026-01-21T00:00:00Z", func(t *subscription.Term) { t.Mode = subscription.Running })
		got, _ := columns(t, s, used, channel.SellOut)
		wants(t, got, "vm", "31.00", tt.name, tt.want)
	}
}

func limited(t *testing.T, charges []pricing.Charge, limits []pricing.Limit, markups ...string) *channel.Offer {
	t.Helper()
	o := offer(t, charges, markups...)
	plan := *o.Plan
	plan.Limits = limits
	chain := &channel.Chain{ID: "c", Revision: 1, Vendor: "vendor"}
	for i, m := range markups {
		chain.Sellers = append(chain.Sellers, channel.Seller{Party: channel.PartyID(fmt.Sprint(i)), Role: channel.Reseller,
			Book: channel.BookRef{ID: "b", Revision: 1}, Default: channel.Rule{Kind: channel.Markup, Percent: dec(m)}})
	}
	o, err := channel.NewOffer(&plan, chain)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// A limit is a line of its own over several charges, on what they are booked at
// with their own bounds.
func TestLimits(t *testing.T) {
	charges := []pricing.Charge{hours("cpu", "a", plain), hours("disk", "b", atLeast("20.00")), hours("net", "c", plain)}
	for _, tt := range []struct {
		name   string
		limits []pricing.Limit
		want   []string
	}{
		{"a minimum over two", []pricing.Limit{{ID: "commit", Amount: dec("100.00"), Charges: []pricing.ChargeID{"cpu", "disk"}}}, []string{"commit", "120.00"}},
		{"a maximum over all", []pricing.Limit{{ID: "cap", Kind: pricing.AtMost, Amount: dec("50.00")}}, []string{"cap", "-60.00"}},
		{"not reached", []pricing.Limit{{ID: "cap", Kind: pricing.AtMost, Amount: dec("500.00")}}, []string{"cap", "0.00"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := sub(limited(t, charges, tt.limits, "100"), "2026-01-01T00:00:00Z", "1")
			got, _ := columns(t, s, map[pricing.MetricID]string{"a": "20", "b": "5", "c": "40"}, channel.SellOut)
			wants(t, got, append([]string{"cpu", "40.00", "disk", "10.00", "disk minimum", "30.00", "net", "80.00"}, tt.want...)...)
		})
	}
}

// A replacement stands alone: from its level on there is no limit.
func TestLimitOfAReplacement(t *testing.T) {
	o := limited(t, []pricing.Charge{hours("cpu", "a", plain)}, []pricing.Limit{{ID: "commit", Amount: dec("100.00")}})
	chain := &channel.Chain{ID: "c", Vendor: "vendor", Sellers: []channel.Seller{{Party: "r", Role: channel.Reseller, Book: channel.BookRef{ID: "b"},
		Default: channel.Rule{Kind: channel.Replacement, Model: pricing.PerUnit{Unit: dec("2")}}}}}
	o, err := channel.NewOffer(o.Plan, chain)
	if err != nil {
		t.Fatal(err)
	}
	s := sub(o, "2026-01-01T00:00:00Z", "1")
	for level, want := range map[channel.Level]string{channel.VendorCost: "60.00", channel.SellOut: "0.00"} {
		if got, _ := columns(t, s, map[pricing.MetricID]string{"a": "40"}, level); got["commit"] != want {
			t.Errorf("commit at level %d is %s, want %s", level, got["commit"], want)
		}
	}
}

// A limit that goes away is taken back with the next run.
func TestALimitGoesAway(t *testing.T) {
	charges := []pricing.Charge{hours("cpu", "a", atLeast("50.00"))}
	s := sub(limited(t, charges, []pricing.Limit{{ID: "commit", Amount: dec("100.00")}}), "2026-01-01T00:00:00Z", "1")
	p := s.Terms[0].Schedule.Period(0)
	book := func(known calendar.Instant, heads []proceeds.Head) []proceeds.Row {
		job := proceeds.Due(s, p, known, cents)
		rows, _, err := proceeds.Diff(nil, targets(t, job, evenly(t, s, job, map[pricing.MetricID]string{"a": "40"})...), heads, known, 0)
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	rows := book(p.End, nil)
	s.Terms[0].Offer = offer(t, []pricing.Charge{hours("cpu", "a", plain)})
	heads, err := proceeds.Fold(rows)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, r := range book(p.End+1, heads) {
		a, _ := r.Amounts.Of(channel.SellOut)
		got[string(r.Charge)+" "+r.Component] = a.Text()
	}
	wants(t, got, "commit ", "-50.00", "cpu minimum", "-10.00")
}

// The parts of a bound are explained: what is booked, and what it is held to.
func TestBoundIsExplained(t *testing.T) {
	s := sub(offer(t, []pricing.Charge{hours("vm", "h", atLeast("100.00"))}), "2026-01-01T00:00:00Z", "1")
	p := s.Terms[0].Schedule.Period(0)
	job := proceeds.Due(s, p, p.End, cents)
	readings := evenly(t, s, job, map[pricing.MetricID]string{"h": "40"})
	c := proceeds.Cell{Currency: money.MustCurrency("EUR"), Subscription: "s", Plan: "p", Charge: "vm", Component: "minimum", Start: p.Start}
	d, err := job.Explain(c, readings)
	if err != nil || d.Booked.String() != "EUR 40.00" || d.Limit.String() != "EUR 100.00" || d.Amounts.String() != "EUR 60.00" || len(d.Parts) != 1 {
		t.Errorf("derived\n%v, %v", d, err)
	}
}
