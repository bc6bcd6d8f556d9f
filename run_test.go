package daybook_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"pgregory.net/rapid"
)

// everywhere runs book and collect of the whole world with a Run each.
func (w *world) everywhere(t *rapid.T, l daybook.Ledger, now calendar.Instant, run daybook.Run) {
	b, c := engines(l, w.meter(t), now, 0)
	b.Run, c.Run = run, run
	for _, f := range []func(context.Context, calendar.Period, daybook.Subscriptions) (daybook.Report, error){b.Book, c.Collect} {
		if r, err := f(context.Background(), w.all(), stream(w.subs)); err != nil || len(r.Quarantined) > 0 {
			t.Fatalf("%+v: %v, %v", run, err, r.Quarantined)
		}
	}
}

func TestShardsMerge(t *testing.T) { rapid.Check(t, shardsMerge) }
func FuzzShardsMerge(f *testing.F) { f.Fuzz(rapid.MakeFuzz(shardsMerge)) }

// shardsMerge: any number of shards, side by side and with any number of
// workers, book what one worker does.
func shardsMerge(t *rapid.T) {
	w := drawWorld(t)
	one, many := new(memstore.Store), new(memstore.Store)
	now := worldEnd + 30*day
	w.end = now
	w.run(t, one, now)
	n := rapid.IntRange(1, 64).Draw(t, "shards")
	workers := rapid.IntRange(1, 4).Draw(t, "workers")
	var wait sync.WaitGroup
	slots := make(chan struct{}, 4)
	for i := range n {
		slots <- struct{}{}
		wait.Go(func() {
			w.everywhere(t, many, now, daybook.Run{Batch: 1, Workers: workers, Shard: daybook.Shard{Index: i, Of: n}})
			<-slots
		})
	}
	wait.Wait()
	if want, got := canonical(t, one), canonical(t, many); want.Hash() != got.Hash() {
		t.Fatalf("%d shards differ:\n%s", n, difference(want, got))
	}
}

// A store that dies at chosen calls, before or after their effect.
type dying struct {
	daybook.Ledger
	mu    sync.Mutex
	calls int
	at    map[int]bool // the calls to fail, and whether after the effect
}

var errDied = errors.New("the store died")

func (d *dying) call(effect func() error) error {
	d.mu.Lock()
	n := d.calls
	d.calls++
	d.mu.Unlock()
	after, fails := d.at[n]
	if fails && !after {
		return errDied
	}
	if err := effect(); err != nil {
		return err
	}
	if fails {
		return errDied
	}
	return nil
}

func (d *dying) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	return d.call(func() error { return d.Ledger.AppendRows(ctx, rows) })
}

func (d *dying) Heads(ctx context.Context, w []proceeds.Window) (heads []proceeds.Head, closed calendar.Instant, err error) {
	err = d.call(func() error {
		heads, closed, err = d.Ledger.Heads(ctx, w)
		return err
	})
	return heads, closed, err
}

// TestEveryCallFails: whichever call fails, before its effect or after it, alone
// or with a second one, the next run ends with the rows of a run without faults.
func TestEveryCallFails(t *testing.T) {
	subs := []subscription.Subscription{monthly(t, "s-1"), monthly(t, "s-2"), monthly(t, "s-3")}
	subs[1].End = worldStart + 10*day
	now := worldStart + 35*day
	once := func(l daybook.Ledger, batch int) {
		b, c := engines(l, nil, now, batch)
		frame := calendar.Period{Start: worldStart, End: now}
		// A fault of Heads ends the run; one of AppendRows does not.
		for _, f := range []func(context.Context, calendar.Period, daybook.Subscriptions) (daybook.Report, error){b.Book, c.Collect} {
			if r, err := f(context.Background(), frame, stream(subs)); err != nil && !errors.Is(err, errDied) || len(r.Quarantined) > 0 {
				t.Fatalf("%v, %v", err, r.Quarantined)
			}
		}
	}
	clean := &dying{Ledger: new(memstore.Store)}
	once(clean, 2)
	want := canonical(t, clean.Ledger)
	faults := 0
	try := func(at map[int]bool) {
		store := new(memstore.Store)
		once(&dying{Ledger: store, at: at}, 2)
		once(store, 1)
		if got := canonical(t, store); got.Hash() != want.Hash() {
			t.Fatalf("failing at %v: rows differ\n%s", at, difference(want, got))
		}
		faults++
	}
	for first := range clean.calls {
		for _, after := range []bool{false, true} {
			try(map[int]bool{first: after})
			for second := first + 1; second <= clean.calls; second++ {
				try(map[int]bool{first: after, second: false})
				try(map[int]bool{first: after, second: true})
			}
		}
	}
	if clean.calls < 8 || faults < 100 {
		t.Errorf("only %d calls and %d faults were tried", clean.calls, faults)
	}
}

// A full store takes nothing more.
type full struct {
	daybook.Ledger
	calls int
}

var errFull = errors.New("disk full")

func (f *full) AppendRows(context.Context, []proceeds.Row) error {
	f.calls++
	return errFull
}

// A store that fails for everybody ends the run; it is not the subscriptions
// that are faulty.
func TestFullStore(t *testing.T) {
	var subs []subscription.Subscription
	for i := range 50 {
		subs = append(subs, monthly(t, subscription.ID(fmt.Sprintf("s-%02d", i))))
	}
	store := &full{Ledger: new(memstore.Store)}
	b, _ := engines(store, nil, february, 10)
	r, err := b.Book(context.Background(), january, stream(subs))
	if !errors.Is(err, errFull) || len(r.Quarantined) > 3 || store.calls > 100 {
		t.Errorf("%v, %d quarantined, %d calls; want the store's error soon", err, len(r.Quarantined), store.calls)
	}
}

func TestRunaway(t *testing.T) {
	many := monthly(t, "many")
	many.Terms[0].Offer = onRequest(t)
	for i := range 30 {
		many.Facts = append(many.Facts, subscription.Fact{ID: fmt.Sprint(i), Charge: "visit", At: worldStart + calendar.Instant(i), Quantity: dec("1")})
	}
	few := monthly(t, "few")
	for max, want := range map[int]int{29: 1, 30: 0} {
		b, _ := engines(new(memstore.Store), nil, february, 0)
		b.MaxRows = max
		r, err := b.Book(context.Background(), january, stream([]subscription.Subscription{few, many}))
		if err != nil || len(r.Quarantined) != want || want == 1 && !errors.Is(r.Quarantined[0].Err, daybook.ErrRunaway) {
			t.Errorf("at most %d rows: %+v, %v; want %d quarantined", max, r, err, want)
		}
	}
}

func TestObserver(t *testing.T) {
	broken := monthly(t, "broken")
	broken.Terms[0].Quantity = dec("-1")
	var kinds []string
	b, _ := engines(&flaky{Ledger: new(memstore.Store)}, nil, february, 1)
	b.Observe = func(e daybook.Event) { kinds = append(kinds, e.Kind.String()) }
	if _, err := b.Book(context.Background(), january, stream([]subscription.Subscription{broken, monthly(t, "s")})); err != nil {
		t.Fatal(err)
	}
	want := "[quarantined batch-done read-again read-again appended batch-done]"
	if got := fmt.Sprint(kinds); got != want {
		t.Errorf("events %s, want %s", got, want)
	}
}

// A context that is cancelled in the middle leaves whole batches.
func TestCancelledRun(t *testing.T) {
	var subs []subscription.Subscription
	for i := range 20 {
		subs = append(subs, monthly(t, subscription.ID(fmt.Sprintf("s-%02d", i))))
	}
	for _, workers := range []int{1, 3} {
		store := new(memstore.Store)
		ctx, cancel := context.WithCancel(context.Background())
		_, c := engines(store, nil, february, 2)
		c.Workers = workers
		c.Observe = func(e daybook.Event) {
			if e.Report.Subscriptions >= 6 {
				cancel()
			}
		}
		r, err := c.Collect(ctx, january, stream(subs))
		if !errors.Is(err, context.Canceled) || r.Subscriptions < 6 || r.Subscriptions >= 20 {
			t.Errorf("%d workers: %+v, %v", workers, r, err)
		}
		if n := len(rows(t, store, proceeds.Live)); n != r.Rows || n%62 != 0 {
			t.Errorf("%d workers: %d rows stored, %d reported; want whole batches of 62", workers, n, r.Rows)
		}
	}
}

// A clock that leaps ten years ahead freezes what it booked: nothing is lost or
// doubled, the report says so, and it heals when time has caught up. A clock
// that stands still, or goes back, is a worker that knows no more.
func TestClockLeaps(t *testing.T) {
	const decade = 3653 * day
	s := monthly(t, "s")
	store := new(memstore.Store)
	at := func(now calendar.Instant) daybook.Report {
		t.Helper()
		b, _ := engines(store, nil, now, 0)
		r, err := b.Book(context.Background(), january, stream([]subscription.Subscription{s}))
		if err != nil || len(r.Quarantined) > 0 {
			t.Fatalf("%+v, %v", r, err)
		}
		return r
	}
	steps := []struct {
		name          string
		quantity      string
		now           calendar.Instant
		rows, skipped int
	}{
		{"booked", "1", february, 1, 0},
		{"the clock stands still", "2", february, 1, 0},
		{"and goes back two days", "3", february - 2*day, 0, 1},
		{"and leaps ten years ahead", "3", february + decade, 1, 0},
		{"the right time again", "4", february + day, 0, 1},
		{"ten years later", "4", february + decade + day, 1, 0},
	}
	for _, step := range steps {
		s.Terms[0].Quantity = dec(step.quantity)
		if r := at(step.now); r.Rows != step.rows || r.Skipped != step.skipped {
			t.Errorf("%s: %d rows, %d skipped; want %d, %d", step.name, r.Rows, r.Skipped, step.rows, step.skipped)
		}
	}
	if got := total(t, rows(t, store, proceeds.Booked), channel.SellOut); got != "50.40" {
		t.Errorf("total = %s, want 4 × 12.60", got)
	}
}

func TestFaultyRun(t *testing.T) {
	for _, r := range []daybook.Run{{Batch: -1}, {Workers: -1}, {MaxRows: -1}, {Shard: daybook.Shard{Index: 2, Of: 2}}, {Shard: daybook.Shard{Index: -1, Of: 2}}} {
		b, _ := engines(new(memstore.Store), nil, february, 0)
		b.Run = r
		if _, err := b.Book(context.Background(), january, stream(nil)); !errors.Is(err, daybook.ErrRun) {
			t.Errorf("%+v: %v, want ErrRun", r, err)
		}
	}
}

// ShardOf never changes: hosts may keep jobs by its answer.
func TestShardOf(t *testing.T) {
	count := make([]int, 8)
	for i := range 8000 {
		count[daybook.ShardOf(subscription.ID(fmt.Sprint("s-", i)), 8)]++
	}
	for s, n := range count {
		if n < 800 || n > 1200 {
			t.Errorf("shard %d has %d of 8000", s, n)
		}
	}
	if got := daybook.ShardOf("s-1", 64); got != 36 {
		t.Errorf(`ShardOf("s-1", 64) = %d, want 36 for ever`, got)
	}
}

// A narrow ledger looks only where a run's frame lies.
type narrow struct {
	daybook.Ledger
	from calendar.Instant
}

func (n narrow) Heads(ctx context.Context, windows []proceeds.Window) ([]proceeds.Head, calendar.Instant, error) {
	for i := range windows {
		windows[i].Period.Start = max(windows[i].Period.Start, n.from)
	}
	return n.Ledger.Heads(ctx, windows)
}

// A cancellation that is dated before the frame is corrected, because windows
// reach back to the start of the billing period.
func TestWindowsReachBack(t *testing.T) {
	s := monthly(t, "s")
	frame := calendar.Period{Start: worldStart + 20*day, End: worldStart + 25*day}
	for _, wide := range []bool{true, false} {
		store := new(memstore.Store)
		s.End = 0
		book(t, store, worldStart+15*day, s)
		s.End = worldStart + 10*day
		b, _ := engines(store, nil, worldStart+26*day, 0)
		if !wide {
			b.Ledger = narrow{store, frame.Start}
		}
		r, err := b.Book(context.Background(), frame, stream([]subscription.Subscription{s}))
		if err != nil || (r.Rows == 1) != wide {
			t.Errorf("windows reach back: %v; %d rows, %v", wide, r.Rows, err)
		}
	}
}

// A meter that is down says nothing.
type down struct{ daybook.MetricSource }

func (down) Usage(_ context.Context, _ calendar.Instant, q []proceeds.Query) ([]proceeds.Reading, error) {
	out := make([]proceeds.Reading, len(q))
	for i := range out {
		out[i].Err = errDied
	}
	return out, nil
}

// No reading is not the same as nothing used: what was booked stays, and the
// subscription is set aside with the cause.
func TestAMeterThatIsDownTakesNothingBack(t *testing.T) {
	o, err := channel.NewOffer(&pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "gb", Kind: pricing.Usage, Metric: "gb", Model: pricing.PerUnit{Unit: dec("1")}},
	}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		t.Fatal(err)
	}
	s := monthly(t, "s")
	s.Terms[0].Offer = o
	m := new(memstore.Meter)
	if _, err := m.Record(memstore.Sample{Source: "m", ID: "1", Subscription: "s", Metric: "gb", At: worldStart + day, Recorded: worldStart + day, Quantity: dec("7")}); err != nil {
		t.Fatal(err)
	}
	store := new(memstore.Store)
	for _, step := range []struct {
		meter       daybook.MetricSource
		rows        int
		quarantined int
		total       string
	}{{m, 1, 0, "7.00"}, {down{}, 0, 1, "7.00"}, {new(memstore.Meter), 1, 0, "0.00"}} { // the control: a meter that says zero
		b, _ := engines(store, step.meter, february+day, 0)
		r, err := b.Book(context.Background(), january, stream([]subscription.Subscription{s}))
		if err != nil || r.Rows != step.rows || len(r.Quarantined) != step.quarantined {
			t.Fatalf("%T: %+v, %v", step.meter, r, err)
		}
		if step.quarantined > 0 && (!errors.Is(r.Quarantined[0].Err, proceeds.ErrUnmetered) || !errors.Is(r.Quarantined[0].Err, errDied)) {
			t.Errorf("%T: cause %v", step.meter, r.Quarantined[0].Err)
		}
		if got := total(t, rows(t, store, proceeds.Booked), channel.SellOut); got != step.total {
			t.Errorf("%T: %s booked, want %s", step.meter, got, step.total)
		}
	}
}
