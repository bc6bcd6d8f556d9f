package sqlstore_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/sqlstore"
	"github.com/google/go-cmp/cmp"
)

// A feed holds what its party may see, under its own numbers.
func TestFeeds(t *testing.T) { onEachNew(t, feeds) }

func feeds(t *testing.T, s *sqlstore.Store) {
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
func TestUnbilledPages(t *testing.T) { onEachNew(t, unbilledPages) }

func unbilledPages(t *testing.T, s *sqlstore.Store) {
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
