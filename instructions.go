package daybook

import (
	"context"
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/proceeds"
)

// ErrOpen is returned for billing instructions of posting periods that are not
// closed yet: they may still change. Close the book first, or ask for provisional
// ones.
var ErrOpen = errors.New("daybook: period is not closed")

// Instructions returns the billing instructions of a frame, cut to the viewer:
// what another system is to bill. What is closed never changes, so the same pull
// gives the same bytes for ever; what is corrected afterwards is posted in a later
// period, as a line that names the one that it corrects.
//
// A host that exports every night collects, closes the live book, and pulls from
// where the last set's frame ended, without an end: that misses nothing and sees
// nothing twice. The whole frame is held in memory. It is read as of now, whatever
// the reader is as of.
//
// The error wraps ErrOpen, is of faulty terms, or is one of [Reader.Since].
func (r Reader) Instructions(ctx context.Context, t livereport.InstructionTerms) (livereport.InstructionSet, error) {
	fail := func(err error) (livereport.InstructionSet, error) {
		return livereport.InstructionSet{}, fmt.Errorf("daybook: instructions: %w", err)
	}
	if _, err := livereport.NewInstructions(r.Viewer, t); err != nil {
		return fail(err)
	}
	r.AsOf = nil
	books := []proceeds.Book{proceeds.Live}
	if t.All {
		books = append(books, proceeds.Booked)
	}
	closed, err := r.closed(ctx, books)
	if err != nil {
		return fail(err)
	}
	switch end := t.Granularity.SlotAt(closed, r.Viewer.Zone).Start; {
	case t.Open:
	case t.Frame.End.IsZero() && (closed.IsZero() || end <= t.Frame.Start):
		t.Frame.End = t.Frame.Start // nothing new is closed
		return livereport.InstructionSet{Frame: t.Frame, Granularity: t.Granularity, Pairs: []livereport.PairInstructions{}}, nil
	case t.Frame.End.IsZero():
		t.Frame.End = end
	case closed.IsZero():
		return fail(fmt.Errorf("%w: nothing is, asked up to %v", ErrOpen, t.Frame.End))
	case t.Frame.End > closed:
		return fail(fmt.Errorf("%w: closed up to %v, asked up to %v", ErrOpen, closed, t.Frame.End))
	}
	fold, err := livereport.NewInstructions(r.Viewer, t)
	if err != nil {
		return fail(err)
	}
	for _, b := range books {
		if err := r.posted(ctx, b, t.Frame, fold.Add); err != nil {
			return fail(err)
		}
	}
	if earlier := fold.Earlier(); !earlier.IsEmpty() {
		for _, b := range books {
			if err := r.posted(ctx, b, earlier, fold.AddEarlier); err != nil {
				return fail(err)
			}
		}
	}
	set, err := fold.Set(closed)
	if err != nil {
		return fail(r.Viewer.Error(err))
	}
	return set, nil
}

// closed returns up to where all the books are closed.
func (r Reader) closed(ctx context.Context, books []proceeds.Book) (at calendar.Instant, err error) {
	for i, b := range books {
		_, closed, err := r.Ledger.Heads(ctx, []proceeds.Window{{Book: b}}) // of no subscription
		if err != nil {
			return 0, r.cut(err)
		}
		if i == 0 || closed < at {
			at = closed
		}
	}
	return at, nil
}

// posted hands the viewer's rows of a book that are posted in frame to do, in the
// order in which they were stored. No start is from the beginning, no end for ever.
func (r Reader) posted(ctx context.Context, b proceeds.Book, frame calendar.Period, do func(*proceeds.Row) error) error {
	if frame.End.IsZero() && !frame.Start.IsZero() {
		frame.End = endOfTime
	}
	s := Scope{Viewer: r.Viewer, Book: b, Posted: frame}
	s.Viewer.Zone = nil // no matter of the store
	if err := r.each(ctx, s, RowFilter{}, do); err != nil {
		return r.cut(err)
	}
	return nil
}
