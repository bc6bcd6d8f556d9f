package daybook

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
)

// A Reader reads a ledger for one viewer. All that it returns is cut to what
// the viewer may see; the zero Viewer sees nothing.
type Reader struct {
	Ledger Ledger
	Viewer channel.Viewer
}

// Since returns at most limit of the rows that the viewer may see, posted in
// frame (the zero Period is all time) as far as it may know, in the order in
// which they were stored, after the row that the cursor names ("" is the
// beginning), and the cursor to go on with. A reader that polls misses nothing
// and sees nothing twice. No more rows: none, and the cursor that came in.
//
// The order is that in which the host streamed subscriptions, batch by batch. It
// is the one thing here that a hidden name may show in: a host to whom that
// matters streams them in an order that means nothing.
//
// A party gets errors cut to it: ErrCursor, those of ctx, or
// channel.ErrUnavailable.
func (r Reader) Since(ctx context.Context, b proceeds.Book, frame calendar.Period, after Cursor, limit int) ([]proceeds.View, Cursor, error) {
	scope := Scope{Viewer: r.Viewer, Book: b, Posted: r.days(frame)}
	scope.Viewer.Zone = nil // no matter of the store
	came := after
	for {
		rows, next, err := r.Ledger.RowsSince(ctx, scope, after, limit)
		if err != nil {
			err = r.Viewer.Error(err, ErrCursor, context.Canceled, context.DeadlineExceeded)
			return nil, came, fmt.Errorf("daybook: read %v: %w", b, err)
		}
		var out []proceeds.View
		for i := range rows {
			if v, ok := rows[i].For(r.Viewer); ok && within(frame, v.Posted) {
				out = append(out, v)
			}
		}
		// Rows that the viewer may not see make no empty page in the middle of the
		// feed.
		switch {
		case len(out) > 0:
			return out, next, nil
		case len(rows) == 0 || next == after:
			return nil, came, nil
		}
		after = next
	}
}

func within(frame calendar.Period, t calendar.Instant) bool {
	return frame == calendar.Period{} || frame.Contains(t)
}

// days widens a party's frame to whole days. A narrow one would tell the time of
// day at which a row is posted, where all that the viewer may see is its day.
func (r Reader) days(frame calendar.Period) calendar.Period {
	if r.Viewer.Operator || frame.IsEmpty() {
		return frame
	}
	return calendar.Period{Start: r.Viewer.Day(frame.Start).Start, End: r.Viewer.Day(frame.End - 1).End}
}
