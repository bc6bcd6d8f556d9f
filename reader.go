package daybook

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/proceeds"
)

// A Reader reads a ledger for one viewer. All that it returns is cut to what
// the viewer may see; the zero Viewer sees nothing. It may be shared.
type Reader struct {
	Ledger Ledger
	Viewer channel.Viewer
	// AsOf reads what was stored at an earlier revision, which an answer named to
	// this viewer: the same as then, for ever. Nil is now.
	AsOf *livereport.Revision
	// Channels maps customers to channels and billing groups; none by default.
	Channels livereport.Channels
	// Progress is what the runs of the books have reported, for the watermark. With
	// the zero Progress no answer has one, nor has one as of a revision before.
	Progress Progress
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
	scope := r.scope(b, livereport.Posting, frame)
	came := after
	for {
		rows, next, err := r.rows(ctx, scope, RowFilter{}, after, limit)
		if err != nil {
			return nil, came, fmt.Errorf("daybook: read %v: %w", b, r.cut(err))
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

// days widens a party's frame to whole days.
func (r Reader) days(frame calendar.Period) calendar.Period {
	if r.Viewer.Operator || frame.IsEmpty() {
		return frame
	}
	return calendar.Period{Start: r.Viewer.Day(frame.Start).Start, End: r.Viewer.Day(frame.End - 1).End}
}
