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

// rows reads the next rows of a scope, up to what the reader is as of.
func (r Reader) rows(ctx context.Context, s Scope, after Cursor, limit int) ([]proceeds.Row, Cursor, error) {
	if r.AsOf == nil {
		return r.Ledger.RowsSince(ctx, s, after, limit)
	}
	end := Cursor(r.AsOf.Final)
	if s.Book == proceeds.Live {
		end = Cursor(r.AsOf.Live)
	}
	if end == "" || after == end {
		return nil, after, nil
	}
	return until(ctx, r.Ledger, s, after, end, limit)
}

// until reads the next rows of a scope, none after the one that end names.
// Cursors cannot be compared, so what follows end is looked up; it is looked up
// after the page was read, so that a row that comes between is in it.
func until(ctx context.Context, l Ledger, s Scope, after, end Cursor, limit int) ([]proceeds.Row, Cursor, error) {
	rows, next, err := l.RowsSince(ctx, s, after, limit)
	if err != nil {
		return nil, after, err
	}
	beyond, _, err := l.RowsSince(ctx, s, end, 1)
	if err != nil {
		return nil, after, err
	}
	if len(beyond) == 0 {
		return rows, next, nil
	}
	switch i := slices.IndexFunc(rows, func(r proceeds.Row) bool { return r.Key == beyond[0].Key }); i {
	case -1:
		return rows, next, nil
	case 0:
		return nil, after, nil
	default:
		return rows[:i], end, nil
	}
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
		s.Posted = calendar.Period{Start: r.Viewer.Day(frame.Start - day).Start, End: endOfTime}
	}
	return s
}

const endOfTime = calendar.Instant(1<<63 - 1)
