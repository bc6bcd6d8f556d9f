package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/sqlstore"
	"github.com/google/go-cmp/cmp"
)

var operator = channel.Viewer{Operator: true}

func appendRows(t testing.TB, s *sqlstore.Store, rows ...proceeds.Row) {
	t.Helper()
	if err := s.AppendRows(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
}

func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "daybook.db")
	s, db := openFile(t, path)
	o := offer(t, "plan", 4)
	first := row(o, "s-1", january.Start, 600, 720, 860, 1000)
	first.Location, first.Tags, first.Estimated, first.Quantity = "fsn1", `{"team":"a"}`, true, quantity("-0.000000000000000001")
	rows := []proceeds.Row{first, adjustment(first, 1, 1, 1, 1), row(o, "s-2", january.Start, 0, 0, 0, 0)}
	appendRows(t, s, rows...)
	if err := s.CloseBook(t.Context(), proceeds.Live, january.Start+day); err != nil {
		t.Fatal(err)
	}
	_, cursor := feedOf(t, s, proceeds.Live, operator, "")
	db.Close()

	s, _ = openFile(t, path)
	got, _ := feedOf(t, s, proceeds.Live, operator, "")
	sameRows(t, rows, got)
	if got[0].Route != got[2].Route {
		t.Error("rows of one charge do not share their route")
	}
	appendRows(t, s, rows...) // a retry, though the book is closed
	late := row(o, "s-3", january.Start, 1, 1, 1, 1)
	if err := s.AppendRows(t.Context(), []proceeds.Row{late}); !errors.Is(err, daybook.ErrClosed) {
		t.Errorf("append to a closed book: %v", err)
	}
	late.Posted += day
	appendRows(t, s, late)
	got, next := feedOf(t, s, proceeds.Live, operator, cursor)
	sameRows(t, []proceeds.Row{late}, got)
	if cursor != "3" || next != "4" {
		t.Errorf("cursors %q and %q, want 3 and 4", cursor, next)
	}
}

// What a host may call things, and amounts at their ends.
func TestHostileRows(t *testing.T) {
	s := newStore(t)
	eight := offer(t, "plan/'\";--\u2603 \x00", 8)
	ids := []string{"a", "a/b", "a%2Fb", `"`, "'; DROP TABLE daybook_row; --", "ü", "u\u0308", "日本語", "\U0001F4D2", " ", "\n", "a\x00b", "a\x00c",
		"?1", "$1", "NULL", strings.Repeat("x", 100_000)}
	var rows []proceeds.Row
	for i, id := range ids {
		r := row(eight, id, january.Start+day*2)
		parts := channel.Parts{Currency: eur, Scale: money.MaxScale, Levels: 8}
		for l := range parts.Levels {
			parts.Units[l], parts.Rest[l], parts.Settled[l] = math.MinInt64, math.MaxInt64, math.MaxInt64-int64(i)
		}
		var err error
		if r.Amounts, err = parts.Amounts(); err != nil {
			t.Fatal(err)
		}
		r.Location, r.Component = id, strings.Repeat(id, i%2)
		r.Due, r.Known = math.MinInt64, math.MaxInt64
		r.Quantity = quantity("999999999999999999999999.9999999999")
		rows = append(rows, r)
	}
	nothing := row(eight, "nothing", 0)
	nothing.Amounts = channel.Amounts{}
	before := row(eight, "before 1970", -5*day, 1)
	rows = append(rows, nothing, before)
	appendRows(t, s, rows...)
	appendRows(t, s, rows...)
	got, _ := feedOf(t, s, proceeds.Live, operator, "")
	sameRows(t, rows, got)
	for _, r := range rows {
		heads, _, err := s.Heads(t.Context(), []proceeds.Window{{Book: r.Book, Subscription: r.Subscription, Period: r.Service}})
		if err != nil || len(heads) != 1 || heads[0].Last.Key != r.Key {
			t.Errorf("heads of %.40q: %d, %v", r.Subscription, len(heads), err)
		}
	}
}

func TestRefused(t *testing.T) {
	s := newStore(t)
	o := offer(t, "plan", 2)
	tests := []struct {
		name  string
		spoil func(*proceeds.Row)
	}{
		{"no such book", func(r *proceeds.Row) { r.Book = 7 }},
		{"no route", func(r *proceeds.Row) { r.Route = nil }},
		{"a route that is not what its digest says", func(r *proceeds.Row) {
			other := *r.Route
			other.Product = "other"
			r.Route = &other
			r.Route.ID[0]++
		}},
		{"no UTF-8", func(r *proceeds.Row) { r.Component = "\xff" }},
		{"a quantity that cannot be read back", func(r *proceeds.Row) {
			r.Quantity = quantity("900000000000000000000000").Add(quantity("0.000000000000000001"))
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bad := row(o, "bad", january.Start, 1, 2)
			tt.spoil(&bad)
			if err := s.AppendRows(t.Context(), []proceeds.Row{row(o, "good", january.Start, 1, 2), bad}); err == nil {
				t.Error("appended")
			}
			if got, _ := feedOf(t, s, proceeds.Live, operator, ""); len(got) > 0 {
				t.Errorf("%d rows were stored", len(got))
			}
		})
	}
}

// Two stores on one file see what the other does, and never write at once.
func TestTwoStores(t *testing.T) {
	path := filepath.Join(t.TempDir(), "daybook.db")
	a, _ := openFile(t, path)
	b, _ := openFile(t, path)
	o := offer(t, "plan", 3)
	var wg sync.WaitGroup
	for i := range 40 {
		s := []*sqlstore.Store{a, b}[i%2]
		wg.Go(func() {
			err := s.AppendRows(t.Context(), []proceeds.Row{
				row(o, "shared", january.Start+day*calendar.Instant(i/2), 1, 2, 3),
				row(o, fmt.Sprint("own-", i), january.Start, 4, 5, 6),
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	got, _ := feedOf(t, a, proceeds.Live, operator, "")
	again, _ := feedOf(t, b, proceeds.Live, operator, "")
	sameRows(t, got, again)
	if len(got) != 60 {
		t.Errorf("%d rows, want 20 shared and 40 own", len(got))
	}
}

// Writers that race for the same number of a cell: one of them gets it.
func TestRace(t *testing.T) {
	for _, connections := range []int{1, 8} {
		t.Run(fmt.Sprint("connections=", connections), func(t *testing.T) {
			s, db := openFile(t, filepath.Join(t.TempDir(), "daybook.db"))
			db.SetMaxOpenConns(connections)
			o := offer(t, "plan", 3)
			var wg sync.WaitGroup
			for w := range 8 {
				wg.Go(func() { race(t, s, o, int64(w)) })
			}
			wg.Wait()
			window := proceeds.Window{Book: proceeds.Live, Subscription: "s", Period: january}
			heads, _, err := s.Heads(t.Context(), []proceeds.Window{window, window})
			if err != nil || len(heads) != 1 || heads[0].Last.N != 79 {
				t.Fatalf("heads %+v, %v; want the one of 80 rows", heads, err)
			}
			if got, _ := feedOf(t, s, proceeds.Live, channel.Viewer{Party: "vendor"}, ""); len(got) != 80 {
				t.Errorf("the vendor's feed has %d rows, want 80", len(got))
			}
		})
	}
}

// race appends ten rows to a cell, each after what it finds there.
func race(t *testing.T, s *sqlstore.Store, o *channel.Offer, worker int64) {
	window := []proceeds.Window{{Book: proceeds.Live, Subscription: "s", Period: january}}
	for done := 0; done < 10; {
		heads, _, err := s.Heads(t.Context(), window)
		if err != nil {
			t.Error(err)
			return
		}
		r := row(o, "s", january.Start, worker+1, 2, 3)
		if len(heads) > 0 {
			r.N = heads[0].Last.N + 1
		}
		r.Known += calendar.Instant(done)
		switch err := s.AppendRows(t.Context(), []proceeds.Row{r}); {
		case err == nil:
			done++
		case !errors.Is(err, daybook.ErrConflict):
			t.Error(err)
			return
		}
	}
}

func TestCancelled(t *testing.T) {
	s := newStore(t)
	o := offer(t, "plan", 4)
	var rows []proceeds.Row
	for i := range 3000 {
		rows = append(rows, row(o, fmt.Sprint("s-", i), january.Start, 1, 2, 3, 4))
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.AppendRows(gone, rows); !errors.Is(err, context.Canceled) {
		t.Errorf("append with a cancelled context: %v", err)
	}
	ctx := &dying{Context: t.Context(), left: 12, done: make(chan struct{})}
	if err := s.AppendRows(ctx, rows); err == nil {
		t.Error("an append went on after its context was cancelled")
	}
	if got, _ := feedOf(t, s, proceeds.Live, operator, ""); len(got) != 0 {
		t.Errorf("%d rows are stored", len(got))
	}
	appendRows(t, s, rows...)
}

// A dying context is cancelled in the middle of what it is used for: when it is
// asked for the last time that it is willing to answer.
type dying struct {
	context.Context
	mu   sync.Mutex
	left int
	done chan struct{}
}

func (d *dying) Done() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.left--; d.left == 0 {
		close(d.done)
	}
	return d.done
}

func (d *dying) Err() error {
	select {
	case <-d.done:
		return context.Canceled
	default:
		return nil
	}
}

func TestOpenTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a folder?", "100%.db")
	if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	_, db := openFile(t, path)
	db.SetMaxOpenConns(1)
	for range 2 {
		if _, err := sqlstore.Open(t.Context(), db); err != nil {
			t.Fatal(err)
		}
	}
	var tables int
	if err := db.QueryRow(`SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'daybook_%' AND name NOT LIKE 'sqlite_%'`).Scan(&tables); err != nil || tables != 0 {
		t.Errorf("%d tables without the prefix, %v", tables, err)
	}
}

func TestOpenAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "daybook.db")
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() { openFile(t, path) })
	}
	wg.Wait()
}

// A feed holds what its party may see, under its own numbers.
func TestFeeds(t *testing.T) {
	s := newStore(t)
	o := offer(t, "plan", 3)
	mine, other := row(o, "mine", january.Start, 1, 2, 3), row(o, "other", january.Start, 1, 2, 3)
	hidden := adjustment(mine, 5, 0, 0)
	hidden.Quantity = quantity("0")
	appendRows(t, s, other, mine, hidden, adjustment(hidden, 1, 1, 1))
	got, cursor := feedOf(t, s, proceeds.Live, channel.Viewer{Party: mine.Customer}, "")
	sameRows(t, []proceeds.Row{mine, adjustment(hidden, 1, 1, 1)}, got)
	if cursor != "2" {
		t.Errorf("cursor %q, want 2", cursor)
	}
	for _, bad := range []daybook.Cursor{"3", "0", "-1", "01", "+1", " 1", "x", "9223372036854775808"} {
		if _, _, err := s.RowsSince(t.Context(), daybook.Scope{Viewer: channel.Viewer{Party: mine.Customer}, Book: proceeds.Live}, bad, 1); !errors.Is(err, daybook.ErrCursor) {
			t.Errorf("cursor %q: %v", bad, err)
		}
	}
	if rows, _, err := s.RowsSince(t.Context(), daybook.Scope{Book: proceeds.Live}, "", 9); len(rows) > 0 || err != nil {
		t.Errorf("the zero viewer sees %d rows, %v", len(rows), err)
	}
}

// Pages of a bill over chains of several lengths and tied keys are whole.
func TestUnbilledPages(t *testing.T) {
	s := newStore(t)
	short, long := offer(t, "b", 2), offer(t, "a", 2)
	var want []proceeds.Key
	for i := range 5 {
		for _, o := range []*channel.Offer{long, short} {
			r := row(o, fmt.Sprint("s-", i), january.Start, 1, 2)
			r.Customer = "c"
			appendRows(t, s, r)
			want = append(want, r.Key)
		}
	}
	bill := daybook.Bill{Book: proceeds.Live, Level: channel.SellOut, Seller: "seller-1", Buyer: "c", Currency: eur}
	var got []proceeds.Key
	for after := (proceeds.Key{}); ; {
		rows, err := s.Unbilled(t.Context(), bill, after, 3)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 0 {
			break
		}
		for _, r := range rows {
			got = append(got, r.Key)
		}
		after = got[len(got)-1]
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b money.Currency) bool { return a == b })); diff != "" {
		t.Errorf("Unbilled mismatch (-want +got):\n%s", diff)
	}
}
