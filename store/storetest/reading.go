package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

var readChecks = []Check{
	{"read/end", "an answer as of the end of a feed would lack rows, or change", onWorld(readEnd)},
	{"read/answers", "sums are of the rows that are stored, for each viewer", onWorld(readAnswers)},
	{"read/poll", "a party that polls beside writers must miss nothing and see nothing twice", onWorld(readPoll)},
	{"read/past", "what was told once can be told again", onWorld(readPast)},
}

// readers are the viewers that checks read as.
func readers() []channel.Viewer {
	return []channel.Viewer{everything(), {Party: "vendor"}, {Party: "parent"}, {Party: "distributor-n"}, {Party: "reseller-n"}, {Party: "ada"}, {Party: "stranger"}, {}}
}

// readEnd: the end that a store knows is where its feed ends. A store that is no
// daybook.FeedEnder is read through.
func readEnd(ctx context.Context, s daybook.Store, w world) error {
	for i := range 4 {
		for _, v := range readers() {
			for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
				_, want, err := feed(ctx, s, daybook.Scope{Viewer: v, Book: b}, "", 3)
				if err != nil {
					return err
				}
				if got, err := daybook.FeedEnd(ctx, s, v, b); err != nil || got != want {
					return fmt.Errorf("after %d batches the %v feed of %+v ends at %q, %v; want %q", i, b, v, got, err, want)
				}
			}
		}
		south := w.row("b", 1+i, 0, 1)
		south.Route, south.Customer = w.south.Route(0), "bob"
		live := w.row("a", 1+i, 0, 1)
		live.Book = proceeds.Live
		if err := put(ctx, s, w.row("a", 1+i, 0, 1), live, south); err != nil {
			return err
		}
	}
	return nil
}

// quotas are a batch of live rows, of both chains, with an adjustment, and what is
// booked of the first chain.
func (w world) quotas() (out []proceeds.Row) {
	for i := range 6 {
		r := w.row("a", 1+i, 0, 1)
		r.Book = proceeds.Live
		late := r
		late.N, late.Known, late.Amounts = 1, r.Known+1, channel.AmountsOf(euro(), 2, 1, 2, 3, 4)
		south := w.row("b", 1+i, 0, 10)
		south.Book, south.Route, south.Customer = proceeds.Live, w.south.Route(0), "bob"
		out = append(out, r, late, south)
	}
	booked := w.row("a", 1, 0, 3)
	booked.Service.End = january() + 3*day
	return append(out, booked)
}

// readAnswers compares sums with what the rows of the batch come to.
func readAnswers(ctx context.Context, s daybook.Store, w world) error {
	if err := put(ctx, s, w.quotas()...); err != nil {
		return err
	}
	frame := calendar.Period{Start: january(), End: january() + 4*day}
	for _, tt := range []struct {
		viewer channel.Viewer
		query  livereport.Query
		want   string
	}{
		{everything(), livereport.Query{}, `[] 1 3.00 12.00;`},
		{everything(), livereport.Query{Source: livereport.Live, Frame: frame}, `[] 12 44.04 176.16;`},
		{channel.Viewer{Party: "reseller-n"}, livereport.Query{Source: livereport.Live, Frame: frame}, `[] 8 12.12 16.16;`},
		{channel.Viewer{Party: "ada"}, livereport.Query{Source: livereport.Merged, Frame: frame, GroupBy: []livereport.Dimension{livereport.ByFinality}},
			`["final"] 6 12.12 0.00;["live"] 2 4.04 0.00;`},
		{channel.Viewer{Party: "parent"}, livereport.Query{Source: livereport.Live, GroupBy: []livereport.Dimension{livereport.ByDistributor}},
			`["distributor-n"] 12 6.06 12.12;["distributor-s"] 6 60.00 120.00;`},
		{channel.Viewer{Party: "stranger"}, livereport.Query{Source: livereport.Live}, ``},
	} {
		a, err := daybook.Reader{Ledger: s, Viewer: tt.viewer}.Answer(ctx, tt.query)
		if err != nil {
			return err
		}
		groups := ""
		for _, g := range a.Groups {
			groups += fmt.Sprintf("%q %d %s %s;", g.Values, g.Rows, g.Buys.Text(), g.Sells.Text())
		}
		if groups != tt.want {
			return fmt.Errorf("%+v is told %s of %+v, want %s", tt.viewer, groups, tt.query, tt.want)
		}
	}
	return nil
}

// readPoll: parties poll in pages of one while others write; each sees each row
// that is its own once.
func readPoll(ctx context.Context, s daybook.Store, w world) error {
	const each = 8
	viewers := []channel.Viewer{everything(), {Party: "reseller-n"}, {Party: "parent"}}
	done := make(chan struct{})
	var written error
	go func() {
		defer close(done)
		written = race(func(worker int) error {
			for i := range each {
				id := subscription.ID(fmt.Sprintf("s-%d", worker))
				r := w.row(id, 1+i, 0, int64(1+i)) // told apart by amount
				if err := put(ctx, s, r); err != nil {
					return err
				}
			}
			return nil
		})
	}()
	var wait sync.WaitGroup
	errs := make([]error, len(viewers))
	for i, v := range viewers {
		wait.Go(func() { errs[i] = poll(ctx, daybook.Reader{Ledger: s, Viewer: v}, done, each) })
	}
	wait.Wait()
	return errors.Join(append(errs, written)...)
}

func poll(ctx context.Context, r daybook.Reader, done <-chan struct{}, each int) error {
	seen := map[string]int{}
	var after daybook.Cursor
	for last := false; ; {
		p, err := r.Page(ctx, livereport.Query{}, after, 1)
		if err != nil {
			return err
		}
		for i := range p.Entries {
			e := &p.Entries[i]
			seen[fmt.Sprint(e.Posted, e.Sides[0].Amount)]++
		}
		after = p.Next
		if len(p.Entries) > 0 {
			continue
		}
		if last {
			break
		}
		select {
		case <-done:
			last = true
		default:
		}
	}
	for row, n := range seen {
		if n != workers {
			return fmt.Errorf("%+v saw %s %d times, want once of each of %d subscriptions", r.Viewer, row, n, workers)
		}
	}
	if len(seen) != each {
		return fmt.Errorf("%+v saw rows of %d days, want %d", r.Viewer, len(seen), each)
	}
	return nil
}

// readPast: an answer and its pages stay as they were, whatever comes after.
func readPast(ctx context.Context, s daybook.Store, w world) error {
	rows := w.quotas()
	q := livereport.Query{Source: livereport.Merged, GroupBy: []livereport.Dimension{livereport.ByDay, livereport.ByFinality}}
	type past struct {
		reader daybook.Reader
		text   string
	}
	var pasts []past
	for i := range rows {
		for _, v := range readers() {
			r := daybook.Reader{Ledger: s, Viewer: v}
			revision, err := r.Revision(ctx)
			if err != nil {
				return err
			}
			r.AsOf = &revision
			text, err := told(ctx, r, q)
			if err != nil {
				return err
			}
			pasts = append(pasts, past{r, text})
		}
		if err := put(ctx, s, rows[i]); err != nil {
			return err
		}
	}
	for _, p := range pasts {
		if text, err := told(ctx, p.reader, q); err != nil || text != p.text {
			return fmt.Errorf("%+v as of %+v was told\n%s\nand is told\n%s\n%w", p.reader.Viewer, *p.reader.AsOf, p.text, text, err)
		}
	}
	return nil
}

// told is an answer and all pages of a query, as text.
func told(ctx context.Context, r daybook.Reader, q livereport.Query) (string, error) {
	var out bytes.Buffer
	a, err := r.Answer(ctx, q)
	if err != nil {
		return "", err
	}
	if err := a.WriteCSV(&out); err != nil {
		return "", err
	}
	w := livereport.NewEntryCSV(&out, r.Viewer)
	for after := daybook.Cursor(""); ; {
		p, err := r.Page(ctx, q, after, 2)
		if err != nil {
			return "", err
		}
		for i := range p.Entries {
			if err := w.Write(&p.Entries[i]); err != nil {
				return "", err
			}
		}
		if len(p.Entries) == 0 {
			return out.String(), w.Close()
		}
		after = p.Next
	}
}
