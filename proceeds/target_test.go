package proceeds_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
)

// amounts returns the texts of the targets' amounts at a level.
func amounts(t *testing.T, targets []proceeds.Target, l channel.Level) []string {
	t.Helper()
	var out []string
	for _, x := range targets {
		a, ok := x.Amounts.Of(l)
		if !ok {
			t.Fatalf("no amount at level %d of %v", l, x.Cell)
		}
		out = append(out, a.Text())
	}
	return out
}

func targets(t *testing.T, j *proceeds.Job, readings ...proceeds.Reading) []proceeds.Target {
	t.Helper()
	got, err := j.Targets(readings)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func days(frame calendar.Period) []calendar.Period {
	return slices.Collect(calendar.Daily.Slots(frame, time.UTC))
}

// quotas returns how often each quota of a month's fee occurs.
func quotas(t *testing.T, price, from, to string) map[string]int {
	t.Helper()
	s := sub(offer(t, fee(price)), from, "1")
	month := period(from, to)
	counts := map[string]int{}
	for _, a := range amounts(t, targets(t, proceeds.Quotas(s, days(month), month.End, cents)), channel.SellOut) {
		counts[a]++
	}
	return counts
}

func TestDomain10Row3(t *testing.T) {
	if diff := cmp.Diff(map[string]int{"0.32": 23, "0.33": 8}, quotas(t, "10.00", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")); diff != "" {
		t.Errorf("quotas of 31 days mismatch (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"0.36": 20, "0.35": 8}, quotas(t, "10.00", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z")); diff != "" {
		t.Errorf("quotas of 28 days mismatch (-want +got)\n%s", diff)
	}
}

func TestDomain10Row4(t *testing.T) {
	got := quotas(t, "19.98", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
	// 31 equal quotas of 0.64 would lose 0.14.
	if got["0.64"] == 31 || got["0.64"]*64+got["0.65"]*65 != 1998 {
		t.Errorf("quotas of 19.98 over 31 days = %v, want them to sum to 19.98", got)
	}
}

func TestDue(t *testing.T) {
	const start = "2026-01-31T13:59:00Z"
	plan := []pricing.Charge{
		{ID: "fee", Model: pricing.PerUnit{Unit: dec("10")}},
		{ID: "later", Timing: pricing.Postpaid, Model: pricing.Flat{Amount: dec("3")}},
		{ID: "setup", Kind: pricing.OneTime, Model: pricing.Flat{Amount: dec("99")}},
		{ID: "credit", Kind: pricing.OneTime, OnRequest: true, Model: pricing.PerUnit{Unit: dec("1")}},
	}
	o := offer(t, plan, "100")
	s := sub(o, start, "2")
	s.Facts = []subscription.Fact{{ID: "f1", Charge: "credit", At: calendar.Must("2026-02-03T00:00:00Z"), Quantity: dec("-1.5")}}
	tests := []struct {
		name  string
		known string
		want  map[string]string
	}{
		{"before the start", "2026-01-31T13:58:00Z", map[string]string{}},
		{"at the start", start, map[string]string{"fee": "40.00", "setup": "198.00"}},
		{"after the credit", "2026-02-03T00:00:00Z", map[string]string{"fee": "40.00", "setup": "198.00", "credit": "-3.00"}},
		{"at the end", "2026-02-28T13:59:00Z", map[string]string{"fee": "40.00", "later": "6.00", "setup": "198.00", "credit": "-3.00"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := map[string]string{}
			ts := targets(t, proceeds.Due(s, period("2026-01-31T00:00:00Z", "2026-02-28T00:00:00Z"), calendar.Must(tt.known), cents))
			for i, a := range amounts(t, ts, channel.SellOut) {
				got[string(ts[i].Charge)] = a
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Due mismatch (-want +got)\n%s", diff)
			}
		})
	}
}

// A cancellation in mid-period takes the unused days back (DOMAIN row 24 by the
// difference of the same function).
func TestCancelled(t *testing.T) {
	s := sub(offer(t, fee("31.00")), "2026-01-01T00:00:00Z", "1")
	s.End = calendar.Must("2026-01-15T10:00:00Z")
	january := period("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
	before := targets(t, proceeds.Due(s, january, calendar.Must("2026-01-10T00:00:00Z"), cents))
	after := targets(t, proceeds.Due(s, january, calendar.Must("2026-01-16T00:00:00Z"), cents))
	rows, _, err := proceeds.Diff(nil, before, nil, calendar.Must("2026-01-10T00:00:00Z"), 0)
	if err != nil {
		t.Fatal(err)
	}
	heads, err := proceeds.Fold(rows)
	if err != nil {
		t.Fatal(err)
	}
	rows, _, err = proceeds.Diff(nil, after, heads, calendar.Must("2026-01-16T00:00:00Z"), 0)
	if err != nil || len(rows) != 1 {
		t.Fatalf("Diff = %d rows, %v; want one", len(rows), err)
	}
	if a, _ := rows[0].Amounts.Of(channel.SellOut); a.Text() != "-17.00" {
		t.Errorf("refund = %s, want -17.00", a.Text())
	}
	if key, ok := rows[0].Corrects(); !ok || key.N != 0 {
		t.Errorf("Corrects = %v, %v; want row 0", key, ok)
	}
	if rows[0].Service != january {
		t.Errorf("service = %v, want that of the row it corrects, %v", rows[0].Service, january)
	}
}

func usage(o ...string) []pricing.Charge {
	return []pricing.Charge{{ID: "vm", Kind: pricing.Usage, Timing: pricing.Postpaid, Metric: "hours", Unit: "h",
		Model: pricing.Graduated{Tiers: []pricing.Tier{{UpTo: dec("100"), Unit: dec("1.00")}, {Unit: dec("0.50")}}}}}
}

func TestUsageIsAskedInPrefixes(t *testing.T) {
	s := sub(offer(t, usage()), "2026-01-01T00:00:00Z", "1")
	january := period("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
	j := proceeds.Quotas(s, days(period("2026-01-02T00:00:00Z", "2026-01-04T00:00:00Z")), calendar.Must("2026-01-05T00:00:00Z"), cents)
	want := []proceeds.Query{{Subscription: "s", Metric: "hours", Start: january.Start, Ends: []calendar.Instant{
		calendar.Must("2026-01-02T00:00:00Z"), calendar.Must("2026-01-03T00:00:00Z"), calendar.Must("2026-01-04T00:00:00Z"),
	}}}
	if diff := cmp.Diff(want, j.Queries()); diff != "" {
		t.Fatalf("Queries mismatch (-want +got)\n%s", diff)
	}
	q := func(texts ...string) (out []pricing.Quantity) {
		for _, s := range texts {
			v, err := pricing.ParseQuantity(s)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, v)
		}
		return out
	}
	got := amounts(t, targets(t, j, proceeds.Reading{Quantities: q("90", "110", "120")}), channel.SellOut)
	if diff := cmp.Diff([]string{"15.00", "5.00"}, got); diff != "" {
		t.Errorf("quotas over the tier's end mismatch (-want +got)\n%s", diff)
	}
	down := errors.New("meter down")
	for name, r := range map[string]proceeds.Reading{"error": {Err: down}, "too few": {Quantities: q("1")}, "an average": {Quantities: q("1", "2", "7/3")}} {
		if _, err := j.Targets([]proceeds.Reading{r}); !errors.Is(err, proceeds.ErrUnmetered) {
			t.Errorf("%s: Targets error = %v, want ErrUnmetered", name, err)
		}
	}
	if _, err := j.Targets(nil); !errors.Is(err, proceeds.ErrUnmetered) {
		t.Errorf("no readings: error = %v, want ErrUnmetered", err)
	}
}
