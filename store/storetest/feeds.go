package storetest

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

var feedChecks = []Check{
	{"feed/commit-order", "a poller must miss nothing and see nothing twice", onWorld(feedCommitOrder)},
	{"feed/cursor", "a cursor that means nothing must not look like the end", onWorld(feedCursor)},
	{"feed/posted", "a month is pulled by posting date", onWorld(feedPosted)},
	{"feed/viewers", "nobody reads another party's rows", onWorld(feedViewers)},
	{"feed/hidden", "a cursor must not tell how much others have sold", onWorld(feedHidden)},
	{"feed/nothing", "a row with nothing in it for a viewer would show a hidden adjustment", onWorld(feedNothing)},
}

func feedCommitOrder(ctx context.Context, s daybook.Store, w world) error {
	scope := booked(everything())
	var want []proceeds.Row
	var after daybook.Cursor
	for i, id := range []subscription.ID{"m", "a", "z", "b"} {
		rows := []proceeds.Row{w.row(id, 20-i, 0, 1), w.row(id, 20-i, 1, 1)}
		if err := put(ctx, s, rows...); err != nil {
			return err
		}
		got, next, err := feed(ctx, s, scope, after, 10)
		if err != nil {
			return err
		}
		if err := same(got, rows); err != nil {
			return fmt.Errorf("a poll after %q: %w", after, err)
		}
		want, after = append(want, rows...), next
	}
	for _, limit := range []int{0, -1} {
		if got, next, err := s.RowsSince(ctx, scope, "", limit); err != nil || len(got) != 0 || next != "" {
			return fmt.Errorf("at most %d rows: %d, %q, %v; want none", limit, len(got), next, err)
		}
	}
	return expect(ctx, s, scope, want...)
}

func feedCursor(ctx context.Context, s daybook.Store, w world) error {
	if err := put(ctx, s, w.row("a", 1, 0, 1)); err != nil {
		return err
	}
	_, end, err := feed(ctx, s, booked(everything()), "", 10)
	if err != nil {
		return err
	}
	for _, c := range []daybook.Cursor{"x", "-1", "0", "99999999999999999999", "9223372036854775807", "' OR 1=1 --", end + "0", " " + end} {
		if _, _, err := s.RowsSince(ctx, booked(everything()), c, 10); err != nil {
			if err := refused(fmt.Sprintf("cursor %q", c), err, daybook.ErrCursor); err != nil {
				return err
			}
			continue
		}
		return fmt.Errorf("cursor %q, which was never given, is taken", c)
	}
	return nil
}

func feedPosted(ctx context.Context, s daybook.Store, w world) error {
	rows := []proceeds.Row{w.row("a", 1, 0, 1), w.row("a", 2, 0, 1), w.row("a", 3, 0, 1)}
	late := w.row("a", 1, 1, 1)
	late.Posted += day
	rows = append(rows, late)
	if err := put(ctx, s, rows...); err != nil {
		return err
	}
	scope := booked(everything())
	scope.Posted = calendar.Period{Start: january() + day, End: january() + 2*day}
	return expect(ctx, s, scope, rows[1], late)
}

// both appends a row of each chain, and one that concerns the upper levels of
// the first chain only.
func both(ctx context.Context, s daybook.Store, w world) (north, south, upper proceeds.Row, err error) {
	north, south, upper = w.row("a", 1, 0, 1), w.row("b", 1, 0, 1), w.row("a", 1, 1, 1)
	south.Route, south.Customer = w.south.Route(0), "bob"
	upper.Amounts = channel.AmountsOf(euro(), 2, -5, 0, 0, 0)
	return north, south, upper, put(ctx, s, north, south, upper)
}

func feedViewers(ctx context.Context, s daybook.Store, w world) error {
	north, south, upper, err := both(ctx, s, w)
	if err != nil {
		return err
	}
	for _, tt := range []struct {
		viewer channel.Viewer
		want   []proceeds.Row
	}{
		{everything(), []proceeds.Row{north, south, upper}},
		{channel.Viewer{Party: "vendor"}, []proceeds.Row{north, south, upper}},
		{channel.Viewer{Party: "parent"}, []proceeds.Row{north, south, upper}},
		{channel.Viewer{Party: "distributor-n"}, []proceeds.Row{north}},
		{channel.Viewer{Party: "reseller-n"}, []proceeds.Row{north}},
		{channel.Viewer{Party: "reseller-s"}, []proceeds.Row{south}},
		{channel.Viewer{Party: "ada"}, []proceeds.Row{north}},
		{channel.Viewer{Party: "bob"}, []proceeds.Row{south}},
		{channel.Viewer{Party: "stranger"}, nil},
		{channel.Viewer{}, nil},
	} {
		if err := expect(ctx, s, booked(tt.viewer), tt.want...); err != nil {
			return err
		}
	}
	return nil
}

func feedHidden(ctx context.Context, s daybook.Store, w world) error {
	cursors := func() (out [2]daybook.Cursor, err error) {
		for i, p := range []channel.PartyID{"ada", "reseller-n"} {
			if _, out[i], err = feed(ctx, s, booked(channel.Viewer{Party: p}), "", 1); err != nil {
				return out, err
			}
		}
		return out, nil
	}
	if err := put(ctx, s, w.row("a", 1, 0, 1)); err != nil {
		return err
	}
	alone, err := cursors()
	if err != nil {
		return err
	}
	for i := range 20 {
		r := w.row("b", 1+i, 0, 1)
		r.Route, r.Customer = w.south.Route(0), "bob"
		if err := put(ctx, s, r); err != nil {
			return err
		}
	}
	if crowded, err := cursors(); err != nil || crowded != alone {
		return fmt.Errorf("cursors are %q, %v after others sold; want %q as before", crowded, err, alone)
	}
	if err := put(ctx, s, w.row("a", 2, 0, 1)); err != nil {
		return err
	}
	crowded, err := cursors()
	if err != nil {
		return err
	}
	if crowded[0] != crowded[1] {
		return fmt.Errorf("the customer's second cursor is %q, its reseller's %q: they saw the same number of rows", crowded[0], crowded[1])
	}
	return nil
}

func feedNothing(ctx context.Context, s daybook.Store, w world) error {
	north, _, _, err := both(ctx, s, w)
	if err != nil {
		return err
	}
	last := w.row("a", 1, 2, 1)
	if err := put(ctx, s, last); err != nil {
		return err
	}
	return expect(ctx, s, booked(channel.Viewer{Party: "ada"}), north, last)
}
