package daybook_test

import (
	"context"
	"errors"
	"math/big"
	"strings"
	"sync"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"pgregory.net/rapid"
)

func TestQuotasSumToRows(t *testing.T) { rapid.Check(t, quotasSumToRows) }
func FuzzQuotasSumToRows(f *testing.F) { f.Fuzz(rapid.MakeFuzz(quotasSumToRows)) }

// quotasSumToRows: for every line that is over, at every level, Σ quotas = Σ
// rows; and where one term covers it, both are the oracle's a(E). Margins add
// up in every row.
func quotasSumToRows(t *rapid.T) {
	w := drawSharing(t)
	store := new(memstore.Store)
	now := worldEnd + 60*day
	w.end = now
	w.run(t, store, now)
	live, booked := rows(t, store, proceeds.Live), rows(t, store, proceeds.Booked)
	for _, all := range [][]proceeds.Row{live, booked} {
		for i := range all {
			marginsAddUp(t, &all[i])
		}
	}
	for i := range w.subs {
		s := &w.subs[i]
		for _, l := range linesOf(s, now) {
			if l.period.End > now {
				continue
			}
			for c := range l.names() {
				if a, b := l.sum(t, live, s.ID, c), l.sum(t, booked, s.ID, c); a != b {
					t.Fatalf("%s %s of %v: Σ quotas %v, Σ rows %v", s.ID, c, l.period, a, b)
				}
			}
			for _, c := range l.charges() {
				w.agrees(t, s, l, &c, l.sum(t, without(booked, proceeds.Tiers), s.ID, c.ID))
			}
		}
	}
}

func marginsAddUp(t *rapid.T, r *proceeds.Row) {
	n := r.Amounts.Levels()
	cost, _ := r.Amounts.Of(channel.VendorCost)
	sum := cost.Units()
	for l := 1; l < n; l++ {
		m, ok := r.Amounts.Margin(channel.Level(l))
		if !ok {
			t.Fatalf("no margin at level %d of %v", l, r.Key)
		}
		sum += m.Units()
	}
	if out, _ := r.Amounts.Of(channel.SellOut); out.Units() != sum {
		t.Fatalf("vendor cost and margins are %d, sell-out %d in %v", sum, out.Units(), r.Key)
	}
}

// A billedLine is a line as a test sees it.
type billedLine struct {
	segs   []subscription.Segment
	period calendar.Period
	every  calendar.Interval
}

func linesOf(s *subscription.Subscription, now calendar.Instant) (out []billedLine) {
	for _, every := range s.Intervals() {
		var last subscription.Segment
		first := len(out)
		for seg := range s.SegmentsEvery(every, calendar.Period{Start: worldStart - 400*day, End: now}, now) {
			if n := len(out); n > first && seg.Continues(&last) {
				out[n-1].segs = append(out[n-1].segs, seg)
				out[n-1].period.End = seg.Period.End
			} else {
				out = append(out, billedLine{[]subscription.Segment{seg}, seg.Period, every})
			}
			last = seg
		}
	}
	return out
}

func (l *billedLine) plan() *pricing.Plan { return l.segs[0].Term.Offer.Plan }

// charges are those that are due as often as the line is.
func (l *billedLine) charges() (out []pricing.Charge) {
	for _, c := range l.plan().Charges {
		if c.Every == l.every {
			out = append(out, c)
		}
	}
	return out
}

// names are the charges and limits that the line may have cells of.
func (l *billedLine) names() map[pricing.ChargeID]bool {
	out := map[pricing.ChargeID]bool{}
	for _, seg := range l.segs {
		for _, c := range seg.Term.Offer.Plan.Charges {
			if c.Every == l.every {
				out[c.ID] = true
			}
		}
		for _, limit := range seg.Term.Offer.Plan.Limits {
			if l.every == (calendar.Interval{}) {
				out[limit.ID] = true
			}
		}
	}
	return out
}

// has reports whether the line has r's cell: also one for the rest of a period
// that was cut short at the start of a slot.
func (l *billedLine) has(r *proceeds.Row) bool {
	if strings.HasSuffix(r.Component, proceeds.Rest) {
		return r.Start == l.period.End
	}
	return l.period.Contains(r.Start)
}

// without returns the rows that are not of a component.
func without(rows []proceeds.Row, component string) (out []proceeds.Row) {
	for _, r := range rows {
		if r.Component != component {
			out = append(out, r)
		}
	}
	return out
}

// levels are booked units, and after them settled ones.
type levels [2 * channel.MaxLevels]int64

func (l *billedLine) sum(t *rapid.T, rows []proceeds.Row, id subscription.ID, c pricing.ChargeID) (out levels) {
	for i := range rows {
		r := &rows[i]
		if r.Subscription != id || r.Plan != l.plan().ID || r.Charge != c || !l.has(r) {
			continue
		}
		parts := r.Amounts.Parts()
		for n := range channel.MaxLevels {
			out[n] += parts.Units[n]
			out[channel.MaxLevels+n] += parts.Settled[n]
		}
	}
	return out
}

// agrees compares a whole line of one term with the naive oracle.
func (w *world) agrees(t *rapid.T, s *subscription.Subscription, l billedLine, c *pricing.Charge, got levels) {
	seg := l.segs[0]
	if len(l.segs) > 1 || seg.Period != seg.Ref || c.Kind == pricing.OneTime || c.ID == "share" || seg.Term.Mode != subscription.Running || len(s.Discounts) > 0 || c.Statistic != pricing.Total {
		return
	}
	q := rat(seg.Term.QuantityOf(c.ID))
	if c.Kind == pricing.Usage {
		q = new(big.Rat)
		for _, x := range w.samples {
			if x.Subscription == s.ID && l.period.Contains(x.At) {
				q.Add(q, rat(x.Quantity))
			}
		}
	}
	scale := map[string]int{"EUR": 2, "JPY": 0, "KWD": 3, "CLF": 4}[l.plan().Currency.String()]
	for n := range seg.Term.Offer.Levels() {
		if want := units(price(w.chains[seg.Term.Offer], c, n, q), scale); got[n] != want {
			t.Fatalf("%s %s of %v at level %d: %d, the oracle says %d", s.ID, c.ID, l.period, n, got[n], want)
		}
	}
}

func TestConverges(t *testing.T) { rapid.Check(t, converges) }
func FuzzConverges(f *testing.F) { f.Fuzz(rapid.MakeFuzz(converges)) }

// converges: whatever runs came before, of any part, by workers that know more
// or less, a last run over everything leaves the canonical rows of a run on an
// empty store, and one more adds nothing.
func converges(t *rapid.T) {
	w := drawSharing(t)
	fresh, used := new(memstore.Store), new(memstore.Store)
	meter := w.meter(t)
	for range rapid.IntRange(0, 4).Draw(t, "rounds") {
		var wait sync.WaitGroup
		for range rapid.IntRange(1, 3).Draw(t, "workers") {
			now := at(t, worldStart, worldEnd, "now")
			from := at(t, worldStart, worldEnd, "frame")
			frame := calendar.Period{Start: from, End: from + calendar.Instant(rapid.IntRange(1, 60).Draw(t, "days"))*day}
			b, c := engines(used, meter, now, rapid.IntRange(1, 3).Draw(t, "batch"))
			part := w.subs[rapid.IntRange(0, len(w.subs)-1).Draw(t, "part"):]
			collect := rapid.Bool().Draw(t, "collect")
			wait.Go(func() {
				do := b.Book
				if collect {
					do = c.Collect
				}
				if r, err := do(context.Background(), frame, stream(part)); err != nil || len(r.Quarantined) > 0 {
					t.Errorf("run: %v, %v", err, r.Quarantined)
				}
			})
		}
		wait.Wait()
	}
	now := worldEnd + 30*day
	w.end = now
	w.run(t, fresh, now)
	w.run(t, used, now)
	want, got := canonical(t, fresh), canonical(t, used)
	if want.Hash() != got.Hash() {
		t.Fatalf("canonical rows differ:\n%s", difference(want, got))
	}
	if n := w.run(t, used, now); n != 0 {
		t.Fatalf("one more run added %d rows", n)
	}
}

func difference(want, got proceeds.Canon) (out string) {
	seen := map[string]bool{}
	for l := range got.Lines {
		seen[l] = true
	}
	for l := range want.Lines {
		if !seen[l] {
			out += "-" + l + "\n"
		}
		delete(seen, l)
	}
	for l := range got.Lines {
		if seen[l] {
			out += "+" + l + "\n"
		}
	}
	return out
}

// A flaky ledger loses the answer of every other write, after or before it was
// applied, as a crash does.
type flaky struct {
	daybook.Ledger
	calls int
}

var errLost = errors.New("connection lost")

func (f *flaky) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	f.calls++
	switch f.calls % 3 {
	case 1:
		return errLost // not applied
	case 2:
		if err := f.Ledger.AppendRows(ctx, rows); err != nil {
			return err
		}
		return errLost // applied
	}
	return f.Ledger.AppendRows(ctx, rows)
}

func TestUnknownOutcome(t *testing.T) { rapid.Check(t, unknownOutcome) }

func unknownOutcome(t *rapid.T) {
	w := drawSharing(t)
	fresh, used := new(memstore.Store), new(memstore.Store)
	now := worldEnd + 30*day
	w.end = now
	w.run(t, fresh, now)
	w.run(t, &flaky{Ledger: used}, now)
	want, got := canonical(t, fresh), canonical(t, used)
	if want.Hash() != got.Hash() {
		t.Fatalf("canonical rows differ:\n%s", difference(want, got))
	}
}

// The control of the two properties above: an engine that resends blindly, or
// decides on its memory, books twice. Here the ledger's heads are emptied.
type forgetful struct{ daybook.Ledger }

func (f forgetful) Heads(ctx context.Context, w []proceeds.Window) ([]proceeds.Head, calendar.Instant, error) {
	return nil, 0, nil
}

func TestHeadsAreNeeded(t *testing.T) {
	s := monthly(t, "s-1")
	store := new(memstore.Store)
	frame := calendar.Period{Start: worldStart, End: worldStart + 31*day}
	b, _ := engines(store, nil, worldStart+40*day, 0)
	if _, err := b.Book(context.Background(), frame, stream([]subscription.Subscription{s})); err != nil {
		t.Fatal(err)
	}
	b.Ledger = forgetful{store}
	s.Terms[0].Quantity = s.Terms[0].Quantity.Add(s.Terms[0].Quantity)
	r, err := b.Book(context.Background(), frame, stream([]subscription.Subscription{s}))
	if err != nil || len(r.Quarantined) != 1 || !errors.Is(r.Quarantined[0].Err, daybook.ErrConflict) {
		t.Errorf("without heads: %+v, %v; want one quarantined by ErrConflict", r, err)
	}
}
