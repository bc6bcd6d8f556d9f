package daybook

import (
	"context"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/proceeds"
)

// A FeedEnder is a [Ledger] that knows where a feed ends without reading it.
type FeedEnder interface {
	// FeedEnd returns the cursor of the last row that the viewer may see of a book
	// now, of all posting dates: "" if there is none.
	FeedEnd(ctx context.Context, v channel.Viewer, b proceeds.Book) (Cursor, error)
}

// FeedEnd returns the cursor of the last row that the viewer may see of a book
// now: of a [FeedEnder] at once, of other ledgers by reading through the feed.
func FeedEnd(ctx context.Context, l Ledger, v channel.Viewer, b proceeds.Book) (Cursor, error) {
	if e, ok := l.(FeedEnder); ok {
		return e.FeedEnd(ctx, v, b)
	}
	for after := Cursor(""); ; {
		rows, next, err := l.RowsSince(ctx, Scope{Viewer: v, Book: b}, after, pageOfRows)
		if err != nil || len(rows) == 0 {
			return after, err
		}
		after = next
	}
}

// pageOfRows is how many rows the engine reads at a time.
const pageOfRows = 1000

// Revision returns what is stored now, as far as the viewer sees, or what the
// reader is as of.
func (r Reader) Revision(ctx context.Context) (livereport.Revision, error) {
	if r.AsOf != nil {
		return *r.AsOf, nil
	}
	var ends [2]Cursor
	for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		v := r.Viewer
		v.Zone = nil // no matter of the store
		end, err := FeedEnd(ctx, r.Ledger, v, b)
		if err != nil {
			return livereport.Revision{}, fmt.Errorf("daybook: revision: %w", r.cut(err))
		}
		ends[b] = end
	}
	return livereport.Revision{Final: string(ends[proceeds.Booked]), Live: string(ends[proceeds.Live])}, nil
}

// rows reads the next rows of a scope, up to what the reader is as of, and no
// more than it must of those that f does not take.
func (r Reader) rows(ctx context.Context, s Scope, f RowFilter, after Cursor, limit int) ([]proceeds.Row, Cursor, error) {
	if r.AsOf == nil {
		return FilteredRowsSince(ctx, r.Ledger, s, f, after, limit)
	}
	end := Cursor(r.AsOf.Final)
	if s.Book == proceeds.Live {
		end = Cursor(r.AsOf.Live)
	}
	if end == "" || after == end {
		return nil, after, nil
	}
	return until(ctx, r.Ledger, s, f, after, end, limit)
}

// until reads the next rows of a scope, none after the one that end names.
// Cursors cannot be compared, so what follows end is looked up; it is looked up
// after the page was read, so that a row that comes between is in it.
func until(ctx context.Context, l Ledger, s Scope, f RowFilter, after, end Cursor, limit int) ([]proceeds.Row, Cursor, error) {
	rows, next, err := FilteredRowsSince(ctx, l, s, f, after, limit)
	if err != nil {
		return nil, after, err
	}
	beyond, _, err := FilteredRowsSince(ctx, l, s, f, end, 1)
	if err != nil {
		return nil, after, err
	}
	if len(beyond) == 0 {
		return rows, next, nil
	}
	if i := slices.IndexFunc(rows, func(r proceeds.Row) bool { return r.Key == beyond[0].Key }); i >= 0 {
		return rows[:i], end, nil
	}
	return rows, next, nil
}

// scope returns which rows of a book the store is asked for. A frame by posting
// date is widened to whole days for a party: a narrow one would tell the time of
// day at which a row is posted, where all that the viewer may see is its day. By
// service it says no more than that no row counts before its service begins, but
// for what is posted in the last slot before.
func (r Reader) scope(b proceeds.Book, axis livereport.Axis, frame calendar.Period) Scope {
	s := Scope{Viewer: r.Viewer, Book: b, Posted: r.days(frame)}
	s.Viewer.Zone = nil // no matter of the store
	if axis == livereport.Service && frame != (calendar.Period{}) {
		s.Posted = calendar.Period{Start: r.Viewer.Day(shifted(frame.Start, -day)).Start, End: endOfTime}
	}
	return s
}

const endOfTime = calendar.Instant(1<<63 - 1)

// shifted returns t + d, within what an Instant can hold.
func shifted(t, d calendar.Instant) calendar.Instant {
	switch sum := t + d; {
	case d < 0 && sum > t:
		return -endOfTime
	case d > 0 && sum < t:
		return endOfTime
	default:
		return sum
	}
}
