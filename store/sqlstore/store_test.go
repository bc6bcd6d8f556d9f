package sqlstore_test

import (
	"errors"
	"math"

	"strings"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/sqlstore"
)

var operator = channel.Viewer{Operator: true}

func appendRows(t testing.TB, s *sqlstore.Store, rows ...proceeds.Row) {
	t.Helper()
	if err := s.AppendRows(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
}

func TestReopen(t *testing.T) { onEach(t, reopen) }

func reopen(t *testing.T, open opener) {
	s, db := open(t)
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

	s, _ = open(t)
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

func TestRefused(t *testing.T) { onEachNew(t, refused) }

func refused(t *testing.T, s *sqlstore.Store) {
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

// What PostgreSQL cannot keep is refused, with nothing applied: a zero byte in a
// text, and a key that is too long for an index.
func TestPostgresRefuses(t *testing.T) {
	s, _ := openPostgres(t)
	o := offer(t, "plan", 2)
	long := make([]byte, 4000)
	for i := range long {
		long[i] = "abcdefghijklmnopqrstuvwxyz0123456789"[(i*i+i/7)%36]
	}
	for name, id := range map[string]string{"zero byte": "a\x00b", "long key": string(long)} {
		err := s.AppendRows(t.Context(), []proceeds.Row{row(o, "good", january.Start, 1, 2), row(o, id, january.Start, 1, 2)})
		var refused *sqlstore.TextError
		if !errors.As(err, &refused) || refused.Field != "subscription" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, _ := feedOf(t, s, proceeds.Live, operator, ""); len(got) > 0 {
		t.Errorf("%d rows were stored", len(got))
	}
}

// What a host may call things comes back from PostgreSQL, too.
func TestPostgresTexts(t *testing.T) {
	s, _ := openPostgres(t)
	o := offer(t, "plan/'\";--\u2603 ", 8)
	var rows []proceeds.Row
	for _, id := range []string{"a", "a/b", `"`, "'; DROP TABLE daybook_row; --", "ü", "u\u0308", "日本語", "\U0001F4D2", " ", "\n",
		"?1", "$1", "NULL", "{}", `\x61`, "null", `a\,b`, strings.Repeat("x", sqlstore.MaxText)} {
		r := row(o, id, january.Start, math.MinInt64, math.MaxInt64, 0, -1)
		r.Location, r.Customer, r.Due, r.Known = id, "c", math.MinInt64, math.MaxInt64
		r.Quantity = quantity("999999999999999999999999.9999999999")
		rows = append(rows, r)
	}
	appendRows(t, s, rows...)
	appendRows(t, s, rows...)
	got, _ := feedOf(t, s, proceeds.Live, operator, "")
	sameRows(t, rows, got)
}
