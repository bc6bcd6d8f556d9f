package daybook_test

import (
	"encoding/json"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// days are days of January, from the first on.
func days(from, to calendar.Instant) calendar.Period {
	return calendar.Period{Start: worldStart + from*day, End: worldStart + to*day}
}

// Up to where the live book is complete, in days, for the operator, for a party
// that a quarantined subscription concerns, and for another.
func TestProgress(t *testing.T) {
	live := func(p calendar.Period, held ...channel.PartyID) daybook.Done {
		return daybook.Done{Book: proceeds.Live, Period: p, Held: held}
	}
	shard := func(i, of int, p calendar.Period, held ...channel.PartyID) daybook.Done {
		d := live(p, held...)
		d.Shard = daybook.Shard{Index: i, Of: of}
		return d
	}
	for _, tt := range []struct {
		name                   string
		done                   []daybook.Done
		operator, stuck, other calendar.Instant
	}{
		{"nothing", nil, 0, 0, 0},
		{"day by day", []daybook.Done{live(days(0, 1)), live(days(1, 2)), live(days(2, 3))}, 3, 3, 3},
		{"a missed day", []daybook.Done{live(days(0, 2)), live(days(3, 5))}, 2, 2, 2},
		{"caught up", []daybook.Done{live(days(3, 5)), live(days(0, 2)), live(days(2, 3))}, 5, 5, 5},
		{"a quarantine", []daybook.Done{live(days(0, 2)), live(days(2, 3), "stuck"), live(days(3, 4))}, 2, 2, 4},
		{"healed", []daybook.Done{live(days(0, 2)), live(days(2, 3), "stuck"), live(days(3, 4)), live(days(2, 3))}, 4, 4, 4},
		{"a restatement that fails takes nothing back", []daybook.Done{live(days(0, 4)), live(days(2, 5), "stuck")}, 4, 4, 5},
		{"one shard of two", []daybook.Done{shard(0, 2, days(0, 4))}, 0, 0, 0},
		{"the slower shard", []daybook.Done{shard(0, 2, days(0, 4)), shard(1, 2, days(0, 3))}, 3, 3, 3},
		{"a quarantine in a shard", []daybook.Done{shard(0, 2, days(0, 4)), shard(1, 2, days(0, 4), "stuck")}, 0, 0, 4},
		{"another division", []daybook.Done{shard(0, 2, days(0, 2)), shard(1, 2, days(0, 2)), shard(2, 3, days(2, 4)), shard(0, 3, days(2, 4)), shard(1, 3, days(1, 4)), live(days(4, 5))}, 5, 5, 5},
		{"divisions do not mix", []daybook.Done{shard(0, 2, days(0, 2)), shard(1, 3, days(0, 2)), shard(2, 3, days(0, 2))}, 0, 0, 0},
		{"one shard of one is all", []daybook.Done{shard(0, 1, days(0, 2)), live(days(2, 3))}, 3, 3, 3},
		{"the other book", []daybook.Done{{Book: proceeds.Booked, Period: days(0, 4)}}, 0, 0, 0},
		{"a run that stopped", []daybook.Done{live(days(0, 1)), {}}, 1, 1, 1},
		{"no such shard", []daybook.Done{shard(7, 2, days(0, 1)), shard(-1, 2, days(0, 1))}, 0, 0, 0},
	} {
		p := daybook.Progress{From: worldStart}
		for _, d := range tt.done {
			p = p.After(d)
		}
		body, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var kept daybook.Progress
		if err := json.Unmarshal(body, &kept); err != nil {
			t.Fatal(err)
		}
		for v, want := range map[channel.Viewer]calendar.Instant{{Operator: true}: tt.operator, {Party: "stuck"}: tt.stuck, {Party: "other"}: tt.other, {}: 0} {
			got := kept.Complete(proceeds.Live, v)
			if want != 0 {
				want = worldStart + want*day
			}
			if got != want {
				t.Errorf("%s: %+v is told %v, want %v", tt.name, v, got, want)
			}
		}
	}
	early := daybook.Progress{}.After(live(days(3, 4)))
	if got := early.Complete(proceeds.Live, channel.Viewer{Operator: true}); got != worldStart+4*day {
		t.Errorf("books without a beginning begin with the first run: %v", got)
	}
	late := daybook.Progress{From: worldStart}.After(live(days(3, 4)))
	if got := late.Complete(proceeds.Live, channel.Viewer{Operator: true}); got != 0 {
		t.Errorf("nothing was collected at the beginning, and it is complete up to %v", got)
	}
}

func TestProgressFolds(t *testing.T) { rapid.Check(t, progressFolds) }
func FuzzProgressFolds(f *testing.F) { f.Fuzz(rapid.MakeFuzz(progressFolds)) }

// progressFolds: in whatever order and however often runs are folded in, a day
// lies before the watermark exactly if each day up to it was done in all shards of
// one division, by runs that do not hold the viewer up.
func progressFolds(t *rapid.T) {
	parties := []channel.PartyID{"a", "b"}
	var all []daybook.Done
	for range rapid.IntRange(0, 12).Draw(t, "runs") {
		of := rapid.IntRange(1, 3).Draw(t, "of")
		from := rapid.IntRange(0, 6).Draw(t, "from")
		d := daybook.Done{Book: proceeds.Live, Shard: daybook.Shard{Index: rapid.IntRange(0, of-1).Draw(t, "index"), Of: of},
			Period: days(calendar.Instant(from), calendar.Instant(from+rapid.IntRange(0, 4).Draw(t, "days")))}
		if rapid.IntRange(0, 2).Draw(t, "held") == 0 {
			d.Held = rapid.SampledFrom([][]channel.PartyID{{"a"}, {"b"}, {"a", "b"}}).Draw(t, "whom")
		}
		all = append(all, d)
	}
	p := daybook.Progress{From: worldStart}
	for _, d := range rapid.Permutation(append(all, all...)).Draw(t, "order") {
		p = p.After(d)
	}
	for _, v := range []channel.Viewer{{Operator: true}, {Party: parties[0]}, {Party: "c"}} {
		want := calendar.Instant(0)
		for n := calendar.Instant(0); doneOn(all, n, v); n++ {
			want = worldStart + (n+1)*day
		}
		if got := p.Complete(proceeds.Live, v); got != want {
			t.Fatalf("%+v of %+v is told %v, want %v", v, all, got, want)
		}
	}
}

// doneOn reports whether a day is done in all shards of one division.
func doneOn(all []daybook.Done, n calendar.Instant, v channel.Viewer) bool {
	for of := 1; of <= 3; of++ {
		shards := map[int]bool{}
		for _, d := range all {
			held := v.Operator && len(d.Held) > 0
			for _, p := range d.Held {
				held = held || p == v.Party
			}
			if d.Shard.Of == of && !held && d.Period.Contains(worldStart+n*day) {
				shards[d.Shard.Index] = true
			}
		}
		if len(shards) == of {
			return true
		}
	}
	return false
}

// What runs report, with shards and a quarantined subscription, is what readers
// are told: not before all shards are through, and not while a faulty subscription
// concerns them.
func TestWatermark(t *testing.T) {
	store := new(memstore.Store)
	good, bad := monthly(t, "good"), monthly(t, "bad")
	bad.Customer = "bob"
	broken := bad
	broken.Terms = append([]subscription.Term(nil), bad.Terms...)
	broken.Terms[0].Quantity = dec("-1")
	progress := daybook.Progress{From: worldStart}
	collect := func(now calendar.Instant, shard daybook.Shard, subs ...subscription.Subscription) {
		_, c := engines(store, nil, now, 1)
		c.Shard = shard
		r, err := c.Collect(ctx, january, stream(subs))
		if err != nil {
			t.Fatal(err)
		}
		progress = progress.After(r.Done)
	}
	want := func(when string, operator, ada, bob calendar.Instant) {
		t.Helper()
		for v, day := range map[channel.Viewer]calendar.Instant{{Operator: true}: operator, {Party: "ada"}: ada, {Party: "bob"}: bob, {Party: "reseller"}: bob} {
			r := daybook.Reader{Ledger: store, Viewer: v, Progress: progress}
			if a := answerOf(t, r, livereport.Query{Source: livereport.Live}); a.Complete != day {
				t.Errorf("%s: an answer tells %+v %v, want %v", when, v, a.Complete, day)
			}
			if p, err := r.Page(ctx, livereport.Query{Source: livereport.Merged}, "", 1); err != nil || p.Complete != day {
				t.Errorf("%s: a page tells %+v %v, want %v; %v", when, v, p.Complete, day, err)
			}
			past := r
			past.AsOf = new(livereport.Revision)
			if a := answerOf(t, past, livereport.Query{Source: livereport.Live}); a.Complete != 0 {
				t.Errorf("%s: before anything was stored it was complete up to %v", when, a.Complete)
			}
			if p, err := past.Page(ctx, livereport.Query{Source: livereport.Live}, "", 1); err != nil || p.Complete != 0 {
				t.Errorf("%s: a page before anything was stored is complete up to %v, %v", when, p.Complete, err)
			}
			if a := answerOf(t, r, livereport.Query{}); a.Complete != 0 {
				t.Errorf("%s: proceeds are said to be complete up to %v", when, a.Complete)
			}
		}
	}
	third, fifth := worldStart+3*day, worldStart+5*day
	collect(third+day/2, daybook.Shard{}, good, bad)
	want("collected at noon of the fourth", third, third, third)
	collect(fifth, daybook.Shard{Index: 0, Of: 2}, good, broken)
	want("one shard of two", third, third, third)
	collect(fifth, daybook.Shard{Index: 1, Of: 2}, good, broken)
	want("a quarantine", third, fifth, third)
	collect(fifth+1, daybook.Shard{}, good, bad)
	want("healed", fifth, fifth, fifth)

	b, _ := engines(store, nil, fifth, 0)
	r, err := b.Book(ctx, january, stream([]subscription.Subscription{good, broken}))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(daybook.Done{Book: proceeds.Booked, Period: calendar.Period{Start: worldStart, End: fifth},
		Held: []channel.PartyID{"bob", "distributor", "parent", "reseller", "vendor"}}, r.Done); diff != "" {
		t.Errorf("Done mismatch (-want +got):\n%s", diff)
	}
	stopped, _ := b.Book(ctx, january, func(yield func(subscription.Subscription, error) bool) { yield(good, channel.ErrUnavailable) })
	if diff := cmp.Diff(daybook.Done{}, stopped.Done); diff != "" {
		t.Errorf("a run that stopped has done something (-want +got):\n%s", diff)
	}
}
