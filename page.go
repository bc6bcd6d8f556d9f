package daybook

import (
	"context"
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/proceeds"
)

// A Page is a part of the rows that a query takes.
type Page struct {
	Entries []livereport.Entry `json:"entries"`
	Next    Cursor             `json:"next"`   // to go on with
	Totals  []livereport.Group `json:"totals"` // of the entries, one for each currency
	// Complete is the watermark: see livereport.Answer.
	Complete calendar.Instant `json:"complete,omitempty"`
}

// Page returns the next rows that a query takes of what the viewer sees, at most
// limit before they are netted, in the order in which they were stored, after the
// row that the cursor names ("" is the beginning). Rows that come later, whatever
// they are for, stand on later pages; so pages are stable, and a reader that polls
// misses nothing and sees nothing twice. An empty page is the end for now, and has
// the cursor that came in.
//
// A cursor is of one book and viewer; with a reader as of a revision, of that
// reading. What a merged page marks as final is so when it is read, or as of the
// reader's revision, for which each page reads the proceeds through.
//
// The filter by level does not count here. For errors see Answer.
func (r Reader) Page(ctx context.Context, q livereport.Query, after Cursor, limit int) (Page, error) {
	s, err := livereport.NewSelection(q, r.Viewer, r.Channels)
	if err != nil {
		return Page{}, err
	}
	p := Page{Next: after, Entries: []livereport.Entry{}, Complete: r.complete(q)}
	scope, filter := r.scope(q.Source.Book(), axisOf(q), q.Frame), filterOf(q, r.Viewer)
	for len(p.Entries) == 0 { // what the viewer does not see makes no empty page
		rows, next, err := r.rows(ctx, scope, filter, p.Next, limit)
		if err == nil {
			p.Entries, err = r.entries(ctx, q, s, rows)
		}
		if err != nil {
			return Page{}, fmt.Errorf("daybook: page: %w", r.cut(err))
		}
		if len(p.Entries) == 0 && (len(rows) == 0 || next == p.Next) {
			p.Next, p.Totals = after, []livereport.Group{}
			return p, nil
		}
		p.Next = next
	}
	if p.Totals, err = totalsOf(q, r, p.Entries); err != nil {
		return Page{}, fmt.Errorf("daybook: page: %w", err)
	}
	return p, nil
}

// entries returns what a query shows of rows.
func (r Reader) entries(ctx context.Context, q livereport.Query, s *livereport.Selection, rows []proceeds.Row) ([]livereport.Entry, error) {
	var final livereport.Finality
	var err error
	switch {
	case q.Source != livereport.Merged || len(rows) == 0:
	case r.AsOf != nil:
		final, err = r.finality(ctx, q.Frame)
	default:
		final, err = r.finalityNow(ctx, rows)
	}
	if err != nil {
		return nil, err
	}
	out := make([]livereport.Entry, 0, len(rows))
	for i := range rows {
		if e, ok := s.Entry(&rows[i], final.Of(&rows[i])); ok {
			out = append(out, e)
		}
	}
	if !q.Net {
		return out, nil
	}
	if out, err = s.Net(out); err != nil {
		return nil, seen{err}
	}
	return out, nil
}

// totalsOf returns the totals of a page.
func totalsOf(q livereport.Query, r Reader, entries []livereport.Entry) ([]livereport.Group, error) {
	s, err := livereport.NewSelection(livereport.Query{Source: q.Source}, r.Viewer, r.Channels)
	if err != nil {
		return nil, err
	}
	t := livereport.NewTally(s)
	for i := range entries {
		if err := t.Add(&entries[i]); err != nil {
			return nil, err
		}
	}
	a, err := t.Answer()
	return a.Totals, err
}

// seen marks an error about nothing but what the viewer sees.
type seen struct{ error }

// cut cuts an error to what the viewer may know.
func (r Reader) cut(err error) error {
	if own, ok := errors.AsType[seen](err); ok {
		return own.error
	}
	return r.Viewer.Error(err, ErrCursor, context.Canceled, context.DeadlineExceeded)
}
