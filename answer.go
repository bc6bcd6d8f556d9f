package daybook

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

// Answer adds up what a query takes of what the viewer sees, with totals, the
// watermark, and the revision that it is as of. A reader as of that revision gives
// the same sums for ever.
//
// An error of the query is a *livereport.QueryError. What the viewer sees may not
// add up: the error wraps money.ErrRange, money.ErrMismatch or
// livereport.ErrGroups. For other errors see Since.
func (r Reader) Answer(ctx context.Context, q livereport.Query) (livereport.Answer, error) {
	s, err := livereport.NewSelection(q, r.Viewer, r.Channels)
	if err != nil {
		return livereport.Answer{}, err
	}
	complete := r.complete(q)
	revision, err := r.Revision(ctx)
	if err != nil {
		return livereport.Answer{}, err
	}
	r.AsOf = &revision
	t := livereport.NewTally(s)
	a, err := r.tally(ctx, q, s, t)
	if err != nil {
		return livereport.Answer{}, fmt.Errorf("daybook: answer: %w", r.cut(err))
	}
	a.Complete, a.Revision = complete, revision
	return a, nil
}

func (r Reader) tally(ctx context.Context, q livereport.Query, s *livereport.Selection, t *livereport.Tally) (livereport.Answer, error) {
	var final livereport.Finality
	var err error
	if q.Source == livereport.Merged {
		if final, err = r.finality(ctx, q.Frame); err != nil {
			return livereport.Answer{}, err
		}
	}
	scope := r.scope(q.Source.Book(), axisOf(q), q.Frame)
	err = r.each(ctx, scope, filterOf(q, r.Viewer), func(row *proceeds.Row) error {
		if e, ok := s.Entry(row, final.Of(row)); ok {
			if err := t.Add(&e); err != nil {
				return seen{err}
			}
		}
		return nil
	})
	if err != nil {
		return livereport.Answer{}, err
	}
	a, err := t.Answer()
	if err != nil {
		return livereport.Answer{}, seen{err}
	}
	return a, nil
}

// complete is the watermark of a query. Of a revision before it is not known: the
// runs that have reported since were not in it.
func (r Reader) complete(q livereport.Query) calendar.Instant {
	if r.AsOf != nil {
		return 0
	}
	return r.Progress.Complete(q.Source.Book(), r.Viewer)
}

func axisOf(q livereport.Query) livereport.Axis {
	if q.Source == livereport.Merged {
		return livereport.Service
	}
	return q.Axis
}

// each calls do with every row of a scope that f takes, and perhaps with others.
func (r Reader) each(ctx context.Context, s Scope, f RowFilter, do func(*proceeds.Row) error) error {
	for after := Cursor(""); ; {
		rows, next, err := r.rows(ctx, s, f, after, pageOfRows)
		if err != nil || len(rows) == 0 {
			return err
		}
		for i := range rows {
			if err := do(&rows[i]); err != nil {
				return err
			}
		}
		after = next
	}
}

// finality tells which lines with service in frame were booked at the reader's
// revision, from all rows of proceeds: those who may not know the customer are
// told of none.
func (r Reader) finality(ctx context.Context, frame calendar.Period) (livereport.Finality, error) {
	const longest = 32 * day // slot, of which a part may be in the frame
	wide := calendar.Period{Start: shifted(frame.Start, -longest), End: shifted(frame.End, longest)}
	var rows []proceeds.Row
	err := r.each(ctx, r.scope(proceeds.Booked, livereport.Posting, calendar.Period{}), RowFilter{}, func(row *proceeds.Row) error {
		if frame != (calendar.Period{}) && !row.Service.Overlaps(wide) {
			return nil
		}
		if v, ok := row.For(r.Viewer); ok && v.KnowsCustomer() {
			rows = append(rows, *row)
		}
		return nil
	})
	if err != nil {
		return livereport.Finality{}, err
	}
	heads, err := proceeds.Fold(rows)
	if err != nil {
		return livereport.Finality{}, err
	}
	return livereport.NewFinality(heads, r.Viewer)
}

// finalityNow tells which lines of some rows are booked now, from the heads of
// their subscriptions.
func (r Reader) finalityNow(ctx context.Context, rows []proceeds.Row) (livereport.Finality, error) {
	ends := map[subscription.ID]calendar.Instant{}
	var ids []subscription.ID
	for i := range rows {
		id := rows[i].Subscription
		if _, ok := ends[id]; !ok {
			ids = append(ids, id)
		}
		ends[id] = max(ends[id], rows[i].Service.End)
	}
	windows := make([]proceeds.Window, 0, len(ids))
	for _, id := range ids {
		windows = append(windows, proceeds.Window{Book: proceeds.Booked, Subscription: id,
			Period: calendar.Period{Start: -endOfTime, End: ends[id]}})
	}
	heads, _, err := r.Ledger.Heads(ctx, windows)
	if err != nil {
		return livereport.Finality{}, err
	}
	return livereport.NewFinality(heads, r.Viewer)
}
