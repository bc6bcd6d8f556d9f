package daybook_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// plain is a ledger that can do no more than it must. It counts the rows read.
type plain struct {
	daybook.Ledger
	read int
}

func (p *plain) RowsSince(ctx context.Context, s daybook.Scope, after daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
	rows, next, err := p.Ledger.RowsSince(ctx, s, after, limit)
	p.read += len(rows)
	return rows, next, err
}

// filtering leaves out rows, and counts those that it does not.
type filtering struct {
	plain
	memory *memstore.Store
}

func (f *filtering) FilteredRowsSince(ctx context.Context, s daybook.Scope, w daybook.RowFilter, after daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
	rows, next, err := f.memory.FilteredRowsSince(ctx, s, w, after, limit)
	f.read += len(rows)
	return rows, next, err
}

func (f *filtering) FeedEnd(ctx context.Context, v channel.Viewer, b proceeds.Book) (daybook.Cursor, error) {
	return f.memory.FeedEnd(ctx, v, b)
}

func TestFilteringAgrees(t *testing.T) { rapid.Check(t, filteringAgrees) }
func FuzzFilteringAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(filteringAgrees)) }

// filteringAgrees: a ledger that leaves rows out gives the answers and pages of
// one that does not, to each viewer.
func filteringAgrees(t *rapid.T) {
	w := drawWorld(t)
	store := new(memstore.Store)
	w.run(t, store, worldEnd)
	r, q := w.drawReader(t, store), drawSource(t)
	q.Filter = map[livereport.Dimension][]string{}
	for d, values := range map[livereport.Dimension][]string{
		livereport.ByPlan: {"plan-0", "plan-9"}, livereport.ByCharge: {"c0", "c1"}, livereport.ByKind: {"usage", "one-time", "none"},
		livereport.ByCustomer: {"customer-0", "customer-1", ""},
	} {
		if rapid.Bool().Draw(t, string(d)) {
			q.Filter[d] = values
		}
	}
	if rapid.Bool().Draw(t, "frame") {
		from := at(t, worldStart, worldEnd-2*day, "from")
		q.Frame = calendar.Period{Start: from, End: at(t, from+1, worldEnd, "to")}
	}
	q.GroupBy = []livereport.Dimension{livereport.ByDay, livereport.ByCharge}
	simple := r
	simple.Ledger = &plain{Ledger: store}
	if diff := cmp.Diff(sums(answerOf(t, simple, q).Groups), sums(answerOf(t, r, q).Groups)); diff != "" {
		t.Fatalf("%+v mismatch (-plain +filtered):\n%s", q, diff)
	}
	limit := rapid.IntRange(1, 20).Draw(t, "limit")
	a, _ := entriesOf(t, simple, q, limit)
	if b, _ := entriesOf(t, r, q, limit); !bytes.Equal(a, b) {
		t.Fatalf("%+v: the pages differ", q)
	}
}

// A day of a month by service is read without the rest, where the ledger can.
func TestFilteringReadsLess(t *testing.T) {
	store := new(memstore.Store)
	book(t, store, february, monthly(t, "s"))
	whole, less := &plain{Ledger: store}, &filtering{memory: store}
	less.Ledger = store
	q := livereport.Query{Source: livereport.Live, Axis: livereport.Service, Frame: days(4, 5)}
	ada := daybook.Reader{Ledger: whole, Viewer: channel.Viewer{Party: "ada"}}
	want := sums(answerOf(t, ada, q).Totals)
	ada.Ledger = less
	got := sums(answerOf(t, ada, q).Totals)
	if diff := cmp.Diff(want, got); diff != "" || less.read > 4 || whole.read < 20 {
		t.Errorf("%d rows are read, of %d; mismatch (-plain +filtered):\n%s", less.read, whole.read, diff)
	}
}
