package daybook_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

// gigabytes is a subscription to usage at 1.00 a unit.
func gigabytes(t *testing.T, id subscription.ID) subscription.Subscription {
	t.Helper()
	o, err := channel.NewOffer(&pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "gb", Kind: pricing.Usage, Metric: "gb", Model: pricing.PerUnit{Unit: dec("1")}},
	}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		t.Fatal(err)
	}
	return subscription.Subscription{ID: id, Customer: "ada", Terms: []subscription.Term{{
		From: worldStart, Offer: o, Quantity: dec("1"), Schedule: calendar.Schedule{Anchor: worldStart}}}}
}

func used(t *testing.T, m *memstore.Meter, s subscription.ID, at, recorded calendar.Instant, q string) {
	t.Helper()
	x := memstore.Sample{Source: "m", ID: fmt.Sprint(s, at, recorded), Subscription: s, Metric: "gb", At: at, Recorded: recorded, Quantity: dec(q)}
	if _, err := m.Record(x); err != nil {
		t.Fatal(err)
	}
}

// collected is what every slot holds that is worth something, as "start amount".
func collected(t *testing.T, l daybook.Ledger) (out []string) {
	t.Helper()
	heads, err := proceeds.Fold(rows(t, l, proceeds.Live))
	if err != nil {
		t.Fatal(err)
	}
	for i := range heads {
		var sum channel.Amounts
		for _, p := range heads[i].Postings {
			if sum, err = sum.Add(p.Amounts); err != nil {
				t.Fatal(err)
			}
		}
		a, _ := sum.Of(channel.SellOut)
		if a.IsZero() {
			continue
		}
		start := strings.TrimSuffix(strings.TrimSuffix(heads[i].Last.Start.String(), ":00:00Z"), "T00")
		out = append(out, start+" "+a.Text())
	}
	return out
}

// Every night the same call: the zero frame and three days before it. What is
// recorded late of those days restates them; what is older waits for a run that
// reaches it; nights without a run are made up for.
func TestCollectNightly(t *testing.T) {
	s, m, store := gigabytes(t, "s"), new(memstore.Meter), new(memstore.Store)
	night := func(d calendar.Instant) int {
		_, c := engines(store, m, worldStart+d*day+day/8, 0)
		c.Restate = 3
		r, err := c.Collect(t.Context(), calendar.Period{}, stream([]subscription.Subscription{s}))
		if err != nil || len(r.Quarantined) > 0 {
			t.Fatal(err, r.Quarantined)
		}
		return r.Rows
	}
	for d := range calendar.Instant(12) { // ten a day
		used(t, m, "s", worldStart+d*day+day/2, 0, "10")
	}
	night(1)
	night(2)
	night(5) // two nights were missed
	used(t, m, "s", worldStart+1*day+day/4, worldStart+5*day+day/2, "7")
	used(t, m, "s", worldStart+3*day+day/4, worldStart+5*day+day/2, "5")
	if n := night(6); n != 2 {
		t.Errorf("the night after late usage adds %d rows, want the quota of the 6th and a correction of the 4th", n)
	}
	if n := night(6); n != 0 {
		t.Errorf("the same night again adds %d rows", n)
	}
	want := []string{"2026-01-01 10.00", "2026-01-02 10.00", "2026-01-03 10.00", "2026-01-04 15.00", "2026-01-05 10.00", "2026-01-06 10.00"}
	if diff := cmp.Diff(want, collected(t, store)); diff != "" {
		t.Errorf("collected (-want +got):\n%s", diff)
	}
	_, c := engines(store, m, worldStart+6*day+day/8, 0)
	if _, err := c.Collect(t.Context(), january, stream([]subscription.Subscription{s})); err != nil {
		t.Fatal(err)
	}
	if got := total(t, rows(t, store, proceeds.Live), channel.SellOut); got != "72.00" {
		t.Errorf("after a frame that reaches back: %s, want 72.00", got)
	}
}

func TestCollectorRefuses(t *testing.T) {
	for _, n := range []int{-1, 100_001} {
		c := daybook.Collector{Ledger: new(memstore.Store), Restate: n}
		if _, err := c.Collect(t.Context(), january, nil); !errors.Is(err, daybook.ErrRun) {
			t.Errorf("restate %d slots: %v", n, err)
		}
	}
	var within *livereport.BoundaryError
	c := daybook.Collector{Ledger: new(memstore.Store), Changes: []livereport.Change{{From: worldStart + day/2, Granularity: calendar.Hourly}}}
	if _, err := c.Collect(t.Context(), january, nil); !errors.As(err, &within) || within.At != worldStart+day/2 {
		t.Errorf("hours from noon: %v", err)
	}
}

// Days up to 10 January and hours from then on: the quotas tile, and restating
// across the change keeps both.
func TestGranularityChanges(t *testing.T) {
	s, store := monthly(t, "s"), new(memstore.Store)
	_, c := engines(store, nil, worldStart+9*day, 0)
	collect := func() int {
		t.Helper()
		r, err := c.Collect(t.Context(), january, stream([]subscription.Subscription{s}))
		if err != nil {
			t.Fatal(err)
		}
		return r.Rows
	}
	collect()
	c.Clock, c.Changes = clock(worldStart+11*day), []livereport.Change{{From: worldStart + 9*day, Granularity: calendar.Hourly}}
	c.Restate = 5
	collect()
	if got := collected(t, store); len(got) != 9+2 || got[9] != "2026-01-10T23 0.41" && got[9] != "2026-01-10T23 0.40" {
		t.Errorf("nine days, and two whose last hour has it all, are:\n%s", strings.Join(got, "\n"))
	}
	if n := collect(); n != 0 {
		t.Errorf("again: %d rows", n)
	}
}

// A ledger that was collected by days is never cut by hours, where the frame
// starts or ends within a day, or anywhere: time would count twice.
func TestOtherGranularityIsRefused(t *testing.T) {
	for _, tt := range []struct {
		name   string
		before calendar.Granularity
		after  calendar.Granularity
		frame  calendar.Period
		cut    calendar.Instant // 0: none
	}{
		{"the same", calendar.Daily, calendar.Daily, calendar.Period{Start: worldStart + 5*day, End: worldStart + 8*day}, 0},
		{"hours from noon on", calendar.Daily, calendar.Hourly, calendar.Period{Start: worldStart + 5*day + day/2, End: worldStart + 8*day}, worldStart + 5*day + day/2},
		{"hours of whole days", calendar.Daily, calendar.Hourly, calendar.Period{Start: worldStart + 5*day, End: worldStart + 8*day}, worldStart + 5*day + day/24},
		{"days of a month", calendar.Monthly, calendar.Daily, calendar.Period{Start: worldStart + 20*day, End: worldStart + 22*day}, worldStart + 20*day},
		{"days after the month", calendar.Monthly, calendar.Daily, calendar.Period{Start: february, End: february + 2*day}, 0},
	} {
		s, store := monthly(t, "s"), new(memstore.Store)
		_, c := engines(store, nil, february+10*day, 0)
		c.Granularity = tt.before
		if _, err := c.Collect(t.Context(), january, stream([]subscription.Subscription{s})); err != nil {
			t.Fatal(err)
		}
		c.Granularity = tt.after
		n := len(rows(t, store, proceeds.Live))
		_, err := c.Collect(t.Context(), tt.frame, stream([]subscription.Subscription{s}))
		var within *livereport.BoundaryError
		if bad := errors.As(err, &within); bad != (tt.cut != 0) || bad && within.At != tt.cut {
			t.Errorf("%s: %v, want a cut at %v", tt.name, err, tt.cut)
		}
		if err != nil && len(rows(t, store, proceeds.Live)) != n {
			t.Errorf("%s: rows were written", tt.name)
		}
	}
}

func TestGranularitiesAgree(t *testing.T) { rapid.Check(t, granularitiesAgree) }
func FuzzGranularitiesAgree(f *testing.F) { f.Fuzz(rapid.MakeFuzz(granularitiesAgree)) }

// granularitiesAgree: hourly, daily, weekly and monthly collection of one world,
// in any zone, and changing on the way, come to the same for every column of every
// line that is over; and so does what was collected frame by frame, in any order,
// whatever the partition.
func granularitiesAgree(t *rapid.T) {
	w := drawSharing(t)
	now := worldEnd + 30*day
	w.end = now
	zone := rapid.SampledFrom(zones).Draw(t, "reporting")
	if rapid.IntRange(0, 3).Draw(t, "hours") == 0 {
		w.subs = w.subs[:1]
	}
	collect := func(g calendar.Granularity, changes []livereport.Change, frames ...calendar.Period) []proceeds.Row {
		store := new(memstore.Store)
		_, c := engines(store, w.meter(t), now, 2)
		c.Granularity, c.Changes, c.Zone = g, changes, zone
		for _, f := range frames {
			if r, err := c.Collect(t.Context(), f, stream(w.subs)); err != nil || len(r.Quarantined) > 0 {
				t.Fatal(err, r.Quarantined)
			}
		}
		return rows(t, store, proceeds.Live)
	}
	all := calendar.Period{Start: calendar.Monthly.SlotAt(w.all().Start, zone).Start, End: now}
	want := collect(calendar.Daily, nil, all)
	g := rapid.SampledFrom([]calendar.Granularity{calendar.Weekly, calendar.Monthly, calendar.WeeklyFrom(4)}).Draw(t, "granularity")
	if len(w.subs) == 1 {
		g = calendar.Hourly
	}
	change := []livereport.Change{{From: calendar.Monthly.SlotAt(worldStart+40*day, zone).Start, Granularity: calendar.Daily}}
	if g == calendar.Weekly || g == calendar.WeeklyFrom(4) {
		change[0].From = g.SlotAt(worldStart+40*day, zone).Start
	}
	w.same(t, "in parts", want, collect(calendar.Daily, nil, parts(t, all)...))
	w.same(t, g.String(), want, collect(g, nil, all))
	w.same(t, g.String()+", then by day", want, collect(g, change, all))
}

// parts partitions a frame, and shuffles it.
func parts(t *rapid.T, all calendar.Period) []calendar.Period {
	out := []calendar.Period{all}
	for range rapid.IntRange(1, 6).Draw(t, "cuts") {
		i := rapid.IntRange(0, len(out)-1).Draw(t, "cut")
		if cut := at(t, out[i].Start, max(out[i].End, out[i].Start+1), "at"); out[i].Start < cut && cut < out[i].End {
			out = append(out, calendar.Period{Start: cut, End: out[i].End})
			out[i].End = cut
		}
	}
	return rapid.Permutation(out).Draw(t, "order")
}

// same compares two collections, line by line that is over a month before the
// world's end.
func (w *world) same(t *rapid.T, name string, want, got []proceeds.Row) {
	for i := range w.subs {
		s := &w.subs[i]
		for _, l := range linesOf(s, w.end) {
			if l.period.End > calendar.Monthly.SlotAt(w.end-32*day, nil).Start {
				continue
			}
			for c := range l.names() {
				a, b := l.byComponent(want, s.ID, c), l.byComponent(got, s.ID, c)
				if diff := cmp.Diff(a, b); diff != "" {
					t.Fatalf("%s: %s %s of %v (-by day +%s):\n%s", name, s.ID, c, l.period, name, diff)
				}
			}
		}
	}
}

// byComponent sums a line's rows by component; what is earned for a rest belongs
// to what it is the rest of.
func (l *billedLine) byComponent(rows []proceeds.Row, id subscription.ID, c pricing.ChargeID) map[string]levels {
	out := map[string]levels{}
	for i := range rows {
		r := &rows[i]
		if r.Subscription != id || r.Plan != l.plan().ID || r.Charge != c || !l.has(r) {
			continue
		}
		name := strings.TrimSpace(strings.TrimSuffix(r.Component, proceeds.Rest))
		sum, parts := out[name], r.Amounts.Parts()
		for n := range channel.MaxLevels {
			sum[n] += parts.Units[n]
			sum[channel.MaxLevels+n] += parts.Settled[n]
		}
		out[name] = sum
	}
	for name, sum := range out {
		if sum == (levels{}) {
			delete(out, name)
		}
	}
	return out
}

// The control: a world collected by hours where one hour is left out differs.
func TestGranularitiesControl(t *testing.T) {
	s, m := gigabytes(t, "s"), new(memstore.Meter)
	used(t, m, "s", worldStart+day/2, 0, "10")
	w := &world{subs: []subscription.Subscription{s}, end: worldEnd}
	collect := func(g calendar.Granularity, frames ...calendar.Period) []proceeds.Row {
		store := new(memstore.Store)
		_, c := engines(store, m, worldEnd, 0)
		c.Granularity = g
		for _, f := range frames {
			if _, err := c.Collect(t.Context(), f, stream(w.subs)); err != nil {
				t.Fatal(err)
			}
		}
		return rows(t, store, proceeds.Live)
	}
	l := linesOf(&s, worldEnd)[0]
	days := l.byComponent(collect(calendar.Daily, january), "s", "gb")
	hours := l.byComponent(collect(calendar.Hourly, calendar.Period{Start: worldStart, End: worldStart + day/2},
		calendar.Period{Start: worldStart + day/2 + day/24, End: february}), "s", "gb")
	if cmp.Equal(days, hours) {
		t.Errorf("an hour was left out, and all agrees: %v", hours)
	}
}
