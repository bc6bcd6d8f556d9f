package storetest

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

var headChecks = []Check{
	{"heads/windows", "a cell that is missed is booked again", onWorld(headsWindows)},
	{"heads/state", "the difference is taken to what the head says", onWorld(headsState)},
	{"heads/order", "cells are merged with targets in one pass", onWorld(headsOrder)},
	{"heads/once", "windows overlap where a subscription changed: a cell must not count twice", onWorld(headsOnce)},
}

func window(s string, from, to int) proceeds.Window {
	on := func(d int) calendar.Instant { return january() + day*calendar.Instant(d-1) }
	return proceeds.Window{Book: proceeds.Booked, Subscription: subscription.ID(s), Period: calendar.Period{Start: on(from), End: on(to)}}
}

func headsWindows(ctx context.Context, s daybook.Store, w world) error {
	live := w.row("a", 2, 0, 1)
	live.Book = proceeds.Live
	if err := put(ctx, s, w.row("a", 1, 0, 1), w.row("a", 2, 0, 1), w.row("a", 3, 0, 1), w.row("b", 2, 0, 1), live); err != nil {
		return err
	}
	for _, tt := range []struct {
		window proceeds.Window
		want   int
	}{
		{window("a", 1, 4), 3}, {window("a", 2, 3), 1}, {window("a", 2, 2), 0},
		{window("b", 1, 9), 1}, {window("nobody", 1, 9), 0}, {window("", 1, 9), 0},
	} {
		heads, closed, err := s.Heads(ctx, []proceeds.Window{tt.window})
		if err != nil || len(heads) != tt.want || !closed.IsZero() {
			return fmt.Errorf("%d heads in %+v, closed at %v, %v; want %d, not closed", len(heads), tt.window, closed, err, tt.want)
		}
		for _, h := range heads {
			if !tt.window.Covers(h.Last.Cell) {
				return fmt.Errorf("a head of %v, which %+v does not cover", h.Last.Cell, tt.window)
			}
		}
	}
	heads, _, err := s.Heads(ctx, nil)
	if err != nil || len(heads) != 0 {
		return fmt.Errorf("%d heads of no window, %v", len(heads), err)
	}
	return nil
}

// headsState: the last row, and what is posted where between whom.
func headsState(ctx context.Context, s daybook.Store, w world) error {
	a, b, c := w.row("a", 1, 0, 5), w.row("a", 1, 1, -2), w.row("a", 1, 2, -1)
	c.Posted += 3 * day
	d := w.row("a", 1, 3, 7)
	d.Route = w.south.Route(0)
	if err := put(ctx, s, a, b, c, d); err != nil {
		return err
	}
	heads, _, err := s.Heads(ctx, []proceeds.Window{window("a", 1, 2)})
	if err != nil || len(heads) != 1 {
		return fmt.Errorf("%d heads, %v; want 1", len(heads), err)
	}
	if err := same([]proceeds.Row{heads[0].Last}, []proceeds.Row{d}); err != nil {
		return fmt.Errorf("last row: %w", err)
	}
	want, err := proceeds.Fold([]proceeds.Row{a, b, c, d})
	if err != nil {
		return err
	}
	return samePostings(heads[0].Postings, want[0].Postings)
}

func samePostings(got, want []proceeds.Posting) error {
	text := func(p proceeds.Posting) string {
		return fmt.Sprintf("%v %v %q %q %v %v", p.At, p.Line, p.Customer, p.Route.Parties, p.Amounts, p.Quantity)
	}
	count := map[string]int{}
	for _, p := range got {
		count[text(p)]++
	}
	for _, p := range want {
		if count[text(p)]--; count[text(p)] < 0 {
			return fmt.Errorf("posting %s is missing", text(p))
		}
	}
	if len(got) != len(want) {
		return fmt.Errorf("%d postings, want %d", len(got), len(want))
	}
	return nil
}

func headsOrder(ctx context.Context, s daybook.Store, w world) error {
	var rows []proceeds.Row
	for _, id := range []string{"b", "a", "B", "é", "aa"} {
		for _, d := range []int{12, 2} {
			r := w.row(subscription.ID(id), d, 0, 1)
			rows = append(rows, r)
			r.Component = "z"
			rows = append(rows, r)
		}
	}
	if err := put(ctx, s, rows...); err != nil {
		return err
	}
	var windows []proceeds.Window
	for _, id := range []string{"é", "aa", "b", "a", "B"} {
		windows = append(windows, window(id, 1, 20))
	}
	heads, _, err := s.Heads(ctx, windows)
	if err != nil || len(heads) != len(rows) {
		return fmt.Errorf("%d heads, %v; want %d", len(heads), err, len(rows))
	}
	for i := 1; i < len(heads); i++ {
		if heads[i-1].Last.Cell.Compare(heads[i].Last.Cell) >= 0 {
			return fmt.Errorf("%v comes before %v", heads[i-1].Last.Cell, heads[i].Last.Cell)
		}
	}
	return nil
}

func headsOnce(ctx context.Context, s daybook.Store, w world) error {
	if err := put(ctx, s, w.row("a", 2, 0, 1)); err != nil {
		return err
	}
	heads, _, err := s.Heads(ctx, []proceeds.Window{window("a", 1, 9), window("a", 2, 3)})
	if err != nil || len(heads) != 1 || len(heads[0].Postings) != 1 {
		return fmt.Errorf("%d heads, %v; want 1", len(heads), err)
	}
	got, _ := heads[0].Postings[0].Amounts.Of(0)
	if got.Units() != 100 {
		return fmt.Errorf("the head holds %v, want 1.00", got)
	}
	return nil
}
