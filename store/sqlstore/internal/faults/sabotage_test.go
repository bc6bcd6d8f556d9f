package faults

import (
	"context"
	"errors"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/proceeds"
)

// Stores that break a promise on purpose.

// resending appends again under the next number when it does not know what
// became of the first time. The engine reads again instead.
type resending struct{ daybook.Store }

func (s resending) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	err := s.Store.AppendRows(ctx, rows)
	if err == nil || errors.Is(err, daybook.ErrClosed) || ctx.Err() != nil {
		return err
	}
	again := make([]proceeds.Row, len(rows))
	for i, r := range rows {
		r.N++
		again[i] = r
	}
	return errors.Join(s.Store.AppendRows(ctx, again), ctx.Err())
}

// renumbering takes a conflict for a lack of room and takes the next place. The
// number of a row is what keeps two workers from booking the same.
type renumbering struct{ daybook.Store }

func (s renumbering) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	for _, r := range rows {
		for {
			err := s.Store.AppendRows(ctx, []proceeds.Row{r})
			if err == nil {
				break
			}
			if !errors.Is(err, daybook.ErrConflict) || r.N > 100 {
				return err
			}
			r.N++
		}
	}
	return nil
}

// swallowing says that all went well.
type swallowing struct{ daybook.Store }

func (s swallowing) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	if err := s.Store.AppendRows(ctx, rows); errors.Is(err, daybook.ErrConflict) || errors.Is(err, daybook.ErrClosed) {
		return err
	}
	return nil
}

// hasty answers before it stores: each batch is stored when the next one comes.
type hasty struct {
	daybook.Store
	kept [][]proceeds.Row
}

func (s *hasty) AppendRows(ctx context.Context, rows []proceeds.Row) error {
	s.kept = append(s.kept, append([]proceeds.Row(nil), rows...))
	if len(s.kept) < 2 {
		return nil
	}
	first := s.kept[0]
	s.kept = s.kept[1:]
	return s.Store.AppendRows(ctx, first)
}

// timeless forgets with what knowledge cells were booked.
type timeless struct{ daybook.Store }

func (s timeless) Heads(ctx context.Context, w []proceeds.Window) ([]proceeds.Head, calendar.Instant, error) {
	heads, closed, err := s.Store.Heads(ctx, w)
	for i := range heads {
		heads[i].Last.Known = 0
	}
	return heads, closed, err
}
