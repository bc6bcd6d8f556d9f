package proceeds_test

import (
	"errors"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
)

// supported is a fee of 31.00 a seat with support at 10 % of it and 3.10 on top.
func supported() []pricing.Charge {
	return append(fee("31.00"), pricing.Charge{
		ID: "support", Model: pricing.Percentage{Percent: dec("10"), Fixed: dec("3.10"), Of: []pricing.ChargeID{"fee"}},
	})
}

// A percentage of other charges is a fee like theirs: when the seats change, it
// is credited and charged as they are.
func TestPercentageOfCharges(t *testing.T) {
	expect(t, sub(offer(t, supported()), "2026-01-01T00:00:00Z", "1"), "01-01 p 31.00", "01-01 p 6.20")
	s := then(sub(offer(t, supported()), "2026-01-01T00:00:00Z", "1"), "2026-01-21T00:00:00Z", seats("2"))
	expect(t, s, "01-01 p 31.00", "01-01 p 6.20", "01-21 p -11.00", "01-21 p 22.00", "01-21 p -2.20", "01-21 p 3.30")
	s = sub(offer(t, supported()), "2026-01-01T00:00:00Z", "1")
	s.End = calendar.Must("2026-01-15T00:00:00Z")
	expect(t, s, "01-01 p 31.00", "01-01 p 6.20", "01-15 p -17.00", "01-15 p -3.40")
	// Sellers mark it up as any other price.
	expect(t, sub(offer(t, supported(), "100"), "2026-01-01T00:00:00Z", "1"), "01-01 p 62.00", "01-01 p 12.40")
}

// It is taken after the discounts that the vendor pays for.
func TestPercentageAfterDiscounts(t *testing.T) {
	// 3.10 + 10 % of 15.50, or of 31.00; the discount is on the support, too.
	for funder, want := range map[pricing.Funder][]string{0: {"01-01 p 4.65", "01-01 p -2.33"}, -1: {"01-01 p 6.20", "01-01 p -3.10"}} {
		s := sub(offer(t, supported(), "0"), "2026-01-01T00:00:00Z", "1")
		s.Discounts = []subscription.Grant{{Discount: pricing.Discount{ID: "half", Percent: dec("50"), Funder: funder}}}
		expect(t, s, append([]string{"01-01 p 31.00", "01-01 p -15.50"}, want...)...)
	}
}

// A percentage of usage is known with it: it is due in arrears, and its quotas
// follow the usage. Only what is fixed of it accrues by time.
func TestPercentageOfUsage(t *testing.T) {
	plan := []pricing.Charge{
		{ID: "gb", Kind: pricing.Usage, Metric: "gb", Unit: "GB", Model: pricing.Graduated{Tiers: []pricing.Tier{{UpTo: dec("100"), Unit: dec("1.00")}, {Unit: dec("0.50")}}}},
		{ID: "support", Model: pricing.Percentage{Percent: dec("10"), Fixed: dec("31.00"), Of: []pricing.ChargeID{"gb"}}},
	}
	s := sub(offer(t, plan, "100"), "2026-01-01T00:00:00Z", "1")
	january := period("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
	read := func(j *proceeds.Job) (out []proceeds.Reading) { // 120 on the 10th
		for _, q := range j.Queries() {
			var r proceeds.Reading
			for _, end := range q.Ends {
				n := "0"
				if end > calendar.Must("2026-01-10T12:00:00Z") {
					n = "120"
				}
				x, err := pricing.ParseQuantity(n)
				if err != nil {
					t.Fatal(err)
				}
				r.Quantities = append(r.Quantities, x)
			}
			out = append(out, r)
		}
		return out
	}
	got := map[string]string{}
	sums := map[proceeds.Book]channel.Amounts{}
	for _, j := range []*proceeds.Job{proceeds.Due(s, january, january.End, cents), proceeds.Quotas(s, days(january), january.End, cents)} {
		for _, x := range targets(t, j, read(j)...) {
			if x.Charge != "support" {
				continue
			}
			var err error
			if sums[x.Book], err = sums[x.Book].Add(x.Amounts); err != nil {
				t.Fatal(err)
			}
			d, err := j.Explain(x.Cell, read(j))
			if err != nil || d.Amounts != x.Amounts {
				t.Fatalf("Explain = %v, %v", d, err)
			}
			a, _ := x.Amounts.Of(channel.SellOut)
			if x.Book == proceeds.Booked || a.Text() != "2.00" {
				got[x.Book.String()+x.Start.Time().Format(" 01-02 ")+x.Posted.Time().Format("01-02")] = a.Text()
			}
		}
	}
	// 10 % of 110.00 and 31.00, and the reseller doubles both.
	want := map[string]string{"booked 01-01 01-31": "84.00", "live 01-10 01-10": "24.00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("support (-want +got)\n%s", diff)
	}
	if sums[proceeds.Booked] != sums[proceeds.Live] {
		t.Errorf("Σ rows %v, Σ quotas %v", sums[proceeds.Booked], sums[proceeds.Live])
	}
}

// What is not earned over the period cannot be a part of it.
func TestPercentageOfOneOffsIsRefused(t *testing.T) {
	o := offer(t, []pricing.Charge{
		{ID: "visit", Kind: pricing.OneTime, OnRequest: true, Model: pricing.PerUnit{Unit: dec("1")}},
		{ID: "support", Model: pricing.Percentage{Percent: dec("10"), Of: []pricing.ChargeID{"visit"}}},
	})
	if err := sub(o, "2026-01-01T00:00:00Z", "1").Validate(); !errors.Is(err, subscription.ErrTimeline) {
		t.Errorf("Validate = %v, want ErrTimeline", err)
	}
}
