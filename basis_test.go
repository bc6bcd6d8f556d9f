package daybook_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"pgregory.net/rapid"
)

// A lineAt is one line at one level.
type lineAt struct {
	subscription subscription.ID
	plan         pricing.PlanID
	charge       pricing.ChargeID
	line         calendar.Instant
	level        channel.Level
}

// sumLines sums the rows that are meant, line by line and level by level.
func sumLines(t *rapid.T, all []proceeds.Row, meant func(r *proceeds.Row, l channel.Level) bool) map[lineAt]money.Amount {
	out := map[lineAt]money.Amount{}
	for i := range all {
		r := &all[i]
		for l := range channel.Level(r.Amounts.Levels()) {
			if !meant(r, l) {
				continue
			}
			k := lineAt{r.Subscription, r.Plan, r.Charge, r.Line, l}
			a, _ := r.Amounts.Of(l)
			sum, err := out[k].Add(a)
			if err != nil {
				t.Fatal(err)
			}
			out[k] = sum
		}
	}
	return out
}

// finished draws a world that is over, booked and collected as it stood in the
// middle, and again after some subscriptions turned out to have begun at another
// time.
func finished(t *rapid.T) *memstore.Store {
	w, store := drawWorld(t), new(memstore.Store)
	for i := range w.subs {
		s := &w.subs[i]
		if s.End.IsZero() {
			s.End = max(worldEnd, s.Terms[len(s.Terms)-1].From+1)
		}
	}
	w.end = worldEnd + 90*day
	if rapid.Bool().Draw(t, "before") {
		w.run(t, store, worldStart+calendar.Instant(rapid.IntRange(0, 100).Draw(t, "mid"))*day)
		for i := range w.subs {
			w.subs[i] = begunElsewhere(t, w.subs[i])
		}
	}
	w.run(t, store, w.end)
	return store
}

// begunElsewhere returns s with another start of its first term, if that is
// possible.
func begunElsewhere(t *rapid.T, s subscription.Subscription) subscription.Subscription {
	out := s
	out.Terms = append([]subscription.Term(nil), s.Terms...)
	out.Terms[0].From += calendar.Instant(rapid.IntRange(-12, 12).Draw(t, "days")) * day / 2
	if rapid.Bool().Draw(t, "anchor") {
		for i := range out.Terms {
			out.Terms[i].Schedule.Anchor += out.Terms[0].From - s.Terms[0].From
		}
	}
	if out.Validate() != nil {
		return s
	}
	return out
}

// drawBases agrees on bases for pairs of a world's chain, from instants in the
// middle of billing periods.
func drawBases(t *rapid.T) *channel.BillingBases {
	var agreements []channel.BasisAgreement
	for range rapid.IntRange(0, 8).Draw(t, "agreements") {
		a := channel.BasisAgreement{From: at(t, worldStart-day, worldEnd, "from"), Basis: channel.BillingBasis(rapid.IntRange(0, 2).Draw(t, "basis"))}
		if rapid.Bool().Draw(t, "of seller") {
			a.Seller = channel.PartyID(fmt.Sprintf("party-%d", rapid.IntRange(0, 3).Draw(t, "seller")))
		}
		again := func(b channel.BasisAgreement) bool { return b.Seller == a.Seller && b.From == a.From }
		if !slices.ContainsFunc(agreements, again) {
			agreements = append(agreements, a)
		}
	}
	bases, err := channel.NewBillingBases(agreements)
	if err != nil {
		t.Fatal(err)
	}
	return bases
}

func TestBilledOnOneBasis(t *testing.T) { rapid.Check(t, billedOnOneBasis) }
func FuzzBilledOnOneBasis(f *testing.F) { f.Fuzz(rapid.MakeFuzz(billedOnOneBasis)) }

// billedOnOneBasis: whatever is agreed and when, every line is billed at every
// level on one basis, and comes to what it has earned.
func billedOnOneBasis(t *rapid.T) {
	store, bases := finished(t), drawBases(t)
	booked, live := rows(t, store, proceeds.Booked), rows(t, store, proceeds.Live)
	all := append(append([]proceeds.Row(nil), booked...), live...)
	earned := sumLines(t, booked, func(*proceeds.Row, channel.Level) bool { return true })
	billed := sumLines(t, all, func(r *proceeds.Row, l channel.Level) bool { return r.Billable(bases, l) || r.Instructed(bases, l) })
	same := func(a, b map[lineAt]money.Amount, what string) {
		for k, x := range a {
			if y := b[k]; !x.IsZero() && x != y {
				t.Fatalf("%+v: %s %v, the other way %v", k, what, x, y)
			}
		}
	}
	same(earned, billed, "earned")
	same(billed, earned, "billed")
	books := map[lineAt]proceeds.Book{}
	for i := range all {
		r := &all[i]
		for l := range channel.Level(r.Amounts.Levels()) {
			if !r.Billable(bases, l) && !r.Instructed(bases, l) {
				continue
			}
			k := lineAt{r.Subscription, r.Plan, r.Charge, r.Line, l}
			if b, ok := books[k]; ok && b != r.Book {
				t.Fatalf("%+v is billed of both books", k)
			}
			books[k] = r.Book
		}
	}
}

// The same check catches a basis that is asked as of what a row serves, or of
// when it is posted, instead of its line's start.
func TestBasisOfServiceIsCaught(t *testing.T) {
	s := monthly(t, "s")
	store := new(memstore.Store)
	book(t, store, february+day, s)
	bases, err := channel.NewBillingBases([]channel.BasisAgreement{{From: worldStart + 15*day, Basis: channel.Live}})
	if err != nil {
		t.Fatal(err)
	}
	for name, of := range map[string]func(r *proceeds.Row) calendar.Instant{
		"line": func(r *proceeds.Row) calendar.Instant { return r.Line }, "service": func(r *proceeds.Row) calendar.Instant { return r.Service.Start },
		"posted": func(r *proceeds.Row) calendar.Instant { return r.Posted },
	} {
		var billed []proceeds.Row
		for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
			for _, r := range rows(t, store, b) {
				if r.Service.Start >= february {
					continue
				}
				r.Line = of(&r)
				if r.Billable(bases, channel.SellOut) {
					billed = append(billed, r)
				}
			}
		}
		if got := total(t, billed, channel.SellOut); (got == "12.60") != (name == "line") {
			t.Errorf("asked as of the row's %s, January's 12.60 are billed as %s", name, got)
		}
	}
}

// A line that turns out to have begun later is moved whole, quotas and all: else
// those of before would be billed on another basis than the rest.
func TestMovedLineIsBilledOnce(t *testing.T) {
	wrong, right := monthly(t, "s"), monthly(t, "s")
	right.Terms[0].From += 4 * day
	store := new(memstore.Store)
	book(t, store, worldStart+10*day, wrong)
	for range 2 { // the second time adds nothing
		b, c := engines(store, nil, february, 0)
		if _, err := b.Book(context.Background(), january, stream([]subscription.Subscription{right})); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Collect(context.Background(), january, stream([]subscription.Subscription{right})); err != nil {
			t.Fatal(err)
		}
	}
	bases, err := channel.NewBillingBases([]channel.BasisAgreement{{From: worldStart + 2*day, Basis: channel.Live}})
	if err != nil {
		t.Fatal(err)
	}
	var billed []proceeds.Row
	for _, r := range append(rows(t, store, proceeds.Booked), rows(t, store, proceeds.Live)...) {
		if r.Billable(bases, channel.SellOut) {
			billed = append(billed, r)
		}
	}
	if got := total(t, billed, channel.SellOut); got != "10.97" { // 12.60 × 27/31
		t.Errorf("billed %s, want 10.97", got)
	}
}
