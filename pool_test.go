package daybook_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

func each(r *proceeds.Row) (poolColumn, bool) {
	c := strings.TrimSpace(strings.TrimSuffix(r.Component, proceeds.Rest))
	return poolColumn{sub: r.Subscription, plan: r.Plan, charge: r.Charge, component: c}, true
}

// shared is what a pool's line is made of.
func shared(r *proceeds.Row) (poolColumn, bool) {
	k, _ := each(r)
	k.sub = ""
	usage := r.Charge == "usage" || r.Charge == "usage2"
	bound := k.component == "" || k.component == "minimum" || k.component == "maximum"
	return k, r.Plan == "pooled" && usage && bound && r.Subscription != "alone"
}

func TestPoolIsOneLine(t *testing.T) { rapid.Check(t, poolIsOneLine) }
func FuzzPoolIsOneLine(f *testing.F) { f.Fuzz(rapid.MakeFuzz(poolIsOneLine)) }

// poolIsOneLine: what the members bear sums, at every level, live and booked, to
// what one subscription that uses all of it is charged, which the plain oracle
// knows; and Σ live = Σ booked for everything of each member.
func poolIsOneLine(t *rapid.T) {
	w := drawPoolWorld(t)
	w.end = worldEnd + 60*day
	store, alone := new(memstore.Store), new(memstore.Store)
	w.run(t, store, w.end)

	one := &world{subs: []subscription.Subscription{w.one}, end: w.end}
	for _, x := range w.samples {
		x.Subscription, x.ID = "one", string(x.Subscription)+x.ID
		one.samples = append(one.samples, x)
	}
	one.samples = whilePooled(w, one.samples)
	one.run(t, alone, w.end)
	live, booked := rows(t, store, proceeds.Live), rows(t, store, proceeds.Booked)
	for name, books := range map[string][2][]proceeds.Row{
		"booked": {booked, rows(t, alone, proceeds.Booked)},
		"live":   {live, rows(t, alone, proceeds.Live)},
	} {
		if diff := cmp.Diff(w.columns(books[1], shared), w.columns(books[0], shared), cmp.AllowUnexported(poolColumn{})); diff != "" {
			t.Fatalf("%s (-one subscription +all members):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff(w.columns(booked, each), w.columns(live, each), cmp.AllowUnexported(poolColumn{})); diff != "" {
		t.Fatalf("-booked +live:\n%s", diff)
	}
}

// whilePooled drops samples of members that were not in the pool.
func whilePooled(w *poolWorld, samples []memstore.Sample) (out []memstore.Sample) {
	for i, x := range samples {
		who := w.samples[i].Subscription
		for k := range w.subs {
			if s := &w.subs[k]; s.ID == who {
				if term := termAt(s, x.At); term != nil && x.At >= s.Terms[0].From && term.Offer.Plan.ID == "pooled" {
					out = append(out, x)
				}
			}
		}
	}
	return out
}

func TestPoolConverges(t *testing.T) { rapid.Check(t, poolConverges) }
func FuzzPoolConverges(f *testing.F) { f.Fuzz(rapid.MakeFuzz(poolConverges)) }

// poolConverges: whatever runs came before, of any part of the time, by workers
// that know more or less, with pools in any order of the stream and in any shards:
// a last run leaves what a run on an empty ledger does, and one more adds nothing.
func poolConverges(t *rapid.T) {
	w := drawPoolWorld(t)
	fresh, used := new(memstore.Store), new(memstore.Store)
	meter := w.meter(t)
	for range rapid.IntRange(0, 4).Draw(t, "rounds") {
		var wait sync.WaitGroup
		for range rapid.IntRange(1, 3).Draw(t, "workers") {
			now, from := at(t, worldStart, worldEnd, "now"), at(t, worldStart, worldEnd, "frame")
			frame := calendar.Period{Start: from, End: from + calendar.Instant(rapid.IntRange(1, 60).Draw(t, "days"))*day}
			b, c := engines(used, meter, now, rapid.IntRange(1, 3).Draw(t, "batch"))
			subs := rapid.Permutation(w.subs).Draw(t, "order")
			collect := rapid.Bool().Draw(t, "collect")
			wait.Go(func() {
				do := b.Book
				if collect {
					do = c.Collect
				}
				if r, err := do(context.Background(), frame, stream(subs)); err != nil || len(r.Quarantined) > 0 {
					t.Errorf("run: %v, %v", err, r.Quarantined)
				}
			})
		}
		wait.Wait()
	}
	w.end = worldEnd + 30*day
	w.run(t, fresh, w.end)
	shards := rapid.IntRange(1, 4).Draw(t, "shards")
	last := func() (n int) {
		for i := range shards {
			b, c := engines(used, meter, w.end, 2)
			b.Shard, c.Shard = daybook.Shard{Index: i, Of: shards}, daybook.Shard{Index: i, Of: shards}
			subs := rapid.Permutation(w.subs).Draw(t, "order")
			for _, do := range []func(context.Context, calendar.Period, daybook.Subscriptions) (daybook.Report, error){b.Book, c.Collect} {
				r, err := do(context.Background(), w.all(), stream(subs))
				if err != nil || len(r.Quarantined) > 0 {
					t.Fatal(err, r.Quarantined)
				}
				n += r.Rows
			}
		}
		return n
	}
	last()
	if want, got := canonical(t, fresh), canonical(t, used); want.Hash() != got.Hash() {
		t.Fatalf("canonical rows differ:\n%s", difference(want, got))
	}
	if n := last(); n != 0 {
		t.Fatalf("one more run added %d rows", n)
	}
}

func TestPoolGranularities(t *testing.T) { rapid.Check(t, poolGranularities) }

// poolGranularities: by week or month, or frame by frame, a pool comes to the
// same.
func poolGranularities(t *rapid.T) {
	w := drawPoolWorld(t)
	w.end = worldEnd + 60*day
	collect := func(g calendar.Granularity, frames ...calendar.Period) map[poolColumn]levels {
		store := new(memstore.Store)
		_, c := engines(store, w.meter(t), w.end, 2)
		c.Granularity = g
		for _, f := range frames {
			if r, err := c.Collect(t.Context(), f, stream(w.subs)); err != nil || len(r.Quarantined) > 0 {
				t.Fatal(err, r.Quarantined)
			}
		}
		return w.columns(rows(t, store, proceeds.Live), each)
	}
	all := calendar.Period{Start: calendar.Monthly.SlotAt(w.all().Start, nil).Start, End: w.end}
	want := collect(calendar.Daily, all)
	g := rapid.SampledFrom([]calendar.Granularity{calendar.Weekly, calendar.Monthly}).Draw(t, "granularity")
	for name, got := range map[string]map[poolColumn]levels{g.String(): collect(g, all), "in parts": collect(calendar.Daily, parts(t, all)...)} {
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(poolColumn{})); diff != "" {
			t.Fatalf("%s (-by day):\n%s", name, diff)
		}
	}
}

func TestPoolIsExplained(t *testing.T) { rapid.Check(t, poolIsExplained) }

// poolIsExplained: the derivation of each cell of each member comes to what it
// holds.
func poolIsExplained(t *rapid.T) {
	w := drawPoolWorld(t)
	w.end = worldEnd + 60*day
	store := new(memstore.Store)
	w.run(t, store, w.end)
	scale := func(p *pricing.Plan) (uint8, error) { return money.Currencies{}.Digits(p.Currency) }
	var members []*subscription.Subscription
	for i := range w.subs[:len(w.subs)-1] {
		members = append(members, &w.subs[i])
	}
	due, err := proceeds.DuePool(members, w.all(), w.end, scale)
	if err != nil {
		t.Fatal(err)
	}
	live, err := proceeds.QuotasPool(members, livereport.Slots(calendar.Daily, w.all(), nil, w.end), w.end, scale)
	if err != nil {
		t.Fatal(err)
	}
	for _, job := range []*proceeds.Job{due, live} {
		readings, err := w.meter(t).Usage(t.Context(), w.end, job.Queries())
		if err != nil {
			t.Fatal(err)
		}
		heads, _, err := store.Heads(t.Context(), job.Windows())
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range heads {
			d, err := job.Explain(h.Last.Cell, readings)
			if err != nil {
				t.Fatalf("explain %v: %v", h.Last.Key, err)
			}
			var sum proceeds.Sum
			for _, p := range h.Postings {
				if sum, err = sum.Add(p.Sum); err != nil {
					t.Fatal(err)
				}
			}
			if d.Amounts != sum.Amounts {
				t.Fatalf("%v holds %v, derived\n%v", h.Last.Key, sum.Amounts, d)
			}
			advance := h.Last.Book == proceeds.Booked && h.Last.Kind == pricing.Recurring && h.Last.Timing == pricing.Prepaid
			if diff, err := d.After.Sub(d.Before); err != nil || diff != d.Amounts && !advance {
				t.Fatalf("earned %v less %v is %v, %v; want %v:\n%v", d.After, d.Before, diff, err, d.Amounts, d)
			}
		}
	}
}

// Shards of pools and of subscriptions: every one is in exactly one of them, and
// all members of a pool in the same.
func TestPoolShards(t *testing.T) {
	s := monthly(t, "s")
	s.Pool = "pool"
	if got, want := daybook.PoolShard("pool", 7), daybook.ShardOf("pool", 7); got != want {
		t.Errorf("shard %d, want %d", got, want)
	}
	found := 0
	for i := range 7 {
		for _, id := range []subscription.ID{"a", "b", "c", "d"} {
			s.ID = id
			_, c := engines(new(memstore.Store), nil, february, 0)
			c.Shard = daybook.Shard{Index: i, Of: 7}
			r, err := c.Collect(t.Context(), january, stream([]subscription.Subscription{s}))
			if err != nil {
				t.Fatal(err)
			}
			if found += r.Subscriptions; r.Subscriptions > 0 && i != daybook.PoolShard("pool", 7) {
				t.Errorf("%s is in shard %d", id, i)
			}
		}
	}
	if found != 4 {
		t.Errorf("%d of 4 found", found)
	}
}
