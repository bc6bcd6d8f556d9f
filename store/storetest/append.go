package storetest

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/proceeds"
)

var appendChecks = []Check{
	{"append/whole", "a row is read for years: a field that is lost cannot be explained", onWorld(appendWhole)},
	{"append/retry", "an engine that did not hear the answer sends the same rows again", onWorld(appendRetry)},
	{"append/conflict", "the slower of two workers must not overwrite the faster one", onWorld(appendConflict)},
	{"append/length", "a row that counts wrong was computed without knowing the cell: it would be booked twice", onWorld(appendLength)},
	{"append/all-or-nothing", "half a batch is income that no report can reconcile", onWorld(appendAllOrNothing)},
	{"append/copies", "the engine uses its slices again", onWorld(appendCopies)},
	{"append/no-route", "a row that does not say between whom it runs belongs to nobody", onWorld(appendNoRoute)},
	{"append/cancelled", "a run that was cancelled must not have booked what it says it did not", onWorld(appendCancelled)},
	{"close/refuses", "a closed month has been reported: it must stay as it was", onWorld(closeRefuses)},
	{"close/retry", "a retry whose period was closed meanwhile was stored before the close", onWorld(closeRetry)},
	{"close/never-back", "a second closer with an older clock must not open what was closed", onWorld(closeNeverBack)},
	{"close/none", "a book that was never closed takes rows of any time, of before 1970 too", onWorld(closeNone)},
	{"close/one-book", "live proceeds go on when proceeds are closed", onWorld(closeOneBook)},
}

// onWorld hands a check what its rows refer to.
func onWorld(f func(context.Context, daybook.Store, world) error) func(context.Context, daybook.Store) error {
	return func(ctx context.Context, s daybook.Store) error {
		w, err := newWorld()
		if err != nil {
			return err
		}
		return f(ctx, s, w)
	}
}

// put appends rows, each of which the store must take.
func put(ctx context.Context, s daybook.Ledger, rows ...proceeds.Row) error {
	if err := s.AppendRows(ctx, rows); err != nil {
		return fmt.Errorf("append %d rows: %w", len(rows), err)
	}
	return nil
}

func appendWhole(ctx context.Context, s daybook.Store, w world) error {
	odd, err := w.odd()
	if err != nil {
		return err
	}
	if err := put(ctx, s); err != nil {
		return fmt.Errorf("nothing: %w", err)
	}
	if err := put(ctx, s, odd); err != nil {
		return err
	}
	if err := expect(ctx, s, daybook.Scope{Viewer: everything(), Book: proceeds.Live}, odd); err != nil {
		return err
	}
	heads, _, err := s.Heads(ctx, []proceeds.Window{{Book: odd.Book, Subscription: odd.Subscription, Period: odd.Service}})
	if err != nil || len(heads) != 1 {
		return fmt.Errorf("%d heads, %v; want 1", len(heads), err)
	}
	return same([]proceeds.Row{heads[0].Last}, []proceeds.Row{odd})
}

func appendRetry(ctx context.Context, s daybook.Store, w world) error {
	a, b := w.row("a", 1, 0, 1), w.row("b", 1, 0, 1)
	for range 2 {
		if err := put(ctx, s, a, b); err != nil {
			return err
		}
	}
	if err := put(ctx, s, a, w.row("b", 1, 1, 1)); err != nil {
		return fmt.Errorf("a retry and a new row: %w", err)
	}
	return expect(ctx, s, booked(everything()), a, b, w.row("b", 1, 1, 1))
}

func appendConflict(ctx context.Context, s daybook.Store, w world) error {
	first, other := w.row("a", 1, 0, 1), w.row("a", 1, 0, 2)
	if err := put(ctx, s, first); err != nil {
		return err
	}
	if err := refused("other amounts under a taken key", s.AppendRows(ctx, []proceeds.Row{other}), daybook.ErrConflict); err != nil {
		return err
	}
	other = first
	other.Known++
	if err := refused("another recording time under a taken key", s.AppendRows(ctx, []proceeds.Row{other}), daybook.ErrConflict); err != nil {
		return err
	}
	return expect(ctx, s, booked(everything()), first)
}

func appendLength(ctx context.Context, s daybook.Store, w world) error {
	if err := refused("row 1 of an empty cell", s.AppendRows(ctx, []proceeds.Row{w.row("a", 1, 1, 1)}), daybook.ErrConflict); err != nil {
		return err
	}
	if err := put(ctx, s, w.row("a", 1, 0, 1), w.row("a", 1, 1, 1)); err != nil {
		return fmt.Errorf("two rows of one cell: %w", err)
	}
	if err := refused("row 3 of a cell of two", s.AppendRows(ctx, []proceeds.Row{w.row("a", 1, 3, 1)}), daybook.ErrConflict); err != nil {
		return err
	}
	twice := []proceeds.Row{w.row("b", 1, 0, 1), w.row("b", 1, 0, 1)}
	if err := refused("a key that comes twice in one batch", s.AppendRows(ctx, twice), daybook.ErrConflict); err != nil {
		return err
	}
	return expect(ctx, s, booked(everything()), w.row("a", 1, 0, 1), w.row("a", 1, 1, 1))
}

func appendAllOrNothing(ctx context.Context, s daybook.Store, w world) error {
	if err := put(ctx, s, w.row("m", 1, 0, 1)); err != nil {
		return err
	}
	batch := []proceeds.Row{w.row("a", 1, 0, 1), w.row("m", 1, 0, 2), w.row("z", 1, 0, 1)}
	if err := refused("a batch with one conflict", s.AppendRows(ctx, batch), daybook.ErrConflict); err != nil {
		return err
	}
	if err := s.CloseBook(ctx, proceeds.Booked, january()+day); err != nil {
		return err
	}
	batch = []proceeds.Row{w.row("a", 5, 0, 1), w.row("m", 1, 1, 1), w.row("z", 5, 0, 1)}
	if err := refused("a batch with one row behind the close", s.AppendRows(ctx, batch), daybook.ErrClosed); err != nil {
		return err
	}
	return expect(ctx, s, booked(everything()), w.row("m", 1, 0, 1))
}

func appendCopies(ctx context.Context, s daybook.Store, w world) error {
	rows := []proceeds.Row{w.row("a", 1, 0, 1)}
	if err := put(ctx, s, rows...); err != nil {
		return err
	}
	if err := s.AppendRows(ctx, rows); err != nil {
		return err
	}
	rows[0] = w.row("b", 2, 0, 9)
	return expect(ctx, s, booked(everything()), w.row("a", 1, 0, 1))
}

func appendNoRoute(ctx context.Context, s daybook.Store, w world) error {
	lost := w.row("b", 1, 0, 1)
	lost.Route = nil
	if err := s.AppendRows(ctx, []proceeds.Row{w.row("a", 1, 0, 1), lost}); err == nil {
		return fmt.Errorf("a row without a route is taken")
	}
	return expect(ctx, s, booked(everything()))
}

func appendCancelled(ctx context.Context, s daybook.Store, w world) error {
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if err := refused("a cancelled append", s.AppendRows(gone, []proceeds.Row{w.row("a", 1, 0, 1)}), context.Canceled); err != nil {
		return err
	}
	return expect(ctx, s, booked(everything()))
}

func closeRefuses(ctx context.Context, s daybook.Store, w world) error {
	if err := s.CloseBook(ctx, proceeds.Booked, january()+day); err != nil {
		return err
	}
	early, at := w.row("a", 1, 0, 1), w.row("a", 2, 0, 1)
	if err := refused("a row posted before the close", s.AppendRows(ctx, []proceeds.Row{early}), daybook.ErrClosed); err != nil {
		return err
	}
	if err := put(ctx, s, at); err != nil {
		return fmt.Errorf("a row posted at the close, which is open: %w", err)
	}
	early.Posted = january() + day
	if err := put(ctx, s, early); err != nil {
		return fmt.Errorf("a row for a closed period that is posted later: %w", err)
	}
	return expect(ctx, s, booked(everything()), at, early)
}

func closeRetry(ctx context.Context, s daybook.Store, w world) error {
	r := w.row("a", 1, 0, 1)
	if err := put(ctx, s, r); err != nil {
		return err
	}
	if err := s.CloseBook(ctx, proceeds.Booked, january()+day); err != nil {
		return err
	}
	if err := put(ctx, s, r); err != nil {
		return fmt.Errorf("a retry behind the close: %w", err)
	}
	return expect(ctx, s, booked(everything()), r)
}

// closedAt reads the close of one book.
func closedAt(ctx context.Context, s daybook.Ledger, b proceeds.Book) (string, error) {
	_, closed, err := s.Heads(ctx, []proceeds.Window{{Book: b, Subscription: "nobody"}})
	return closed.String(), err
}

func closeNeverBack(ctx context.Context, s daybook.Store, w world) error {
	for _, t := range []int{10, 5} {
		if err := s.CloseBook(ctx, proceeds.Booked, w.row("a", t, 0, 1).Posted); err != nil {
			return err
		}
	}
	got, err := closedAt(ctx, s, proceeds.Booked)
	if want := w.row("a", 10, 0, 1).Posted.String(); err != nil || got != want {
		return fmt.Errorf("closed at %s, %v; want %s", got, err, want)
	}
	return refused("a row before the later close", s.AppendRows(ctx, []proceeds.Row{w.row("a", 7, 0, 1)}), daybook.ErrClosed)
}

func closeNone(ctx context.Context, s daybook.Store, w world) error {
	if err := s.CloseBook(ctx, proceeds.Booked, 0); err != nil {
		return err
	}
	old := w.row("a", 1, 0, 1)
	old.Start, old.Posted = -day, -day
	return put(ctx, s, old)
}

func closeOneBook(ctx context.Context, s daybook.Store, w world) error {
	if err := s.CloseBook(ctx, proceeds.Booked, january()+30*day); err != nil {
		return err
	}
	if got, err := closedAt(ctx, s, proceeds.Live); err != nil || got != "" {
		return fmt.Errorf("the live book is closed at %s, %v; want not at all", got, err)
	}
	live := w.row("a", 1, 0, 1)
	live.Book = proceeds.Live
	return put(ctx, s, live)
}
