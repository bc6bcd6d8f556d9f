package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/sqlstore"
	_ "modernc.org/sqlite"
)

// open returns the store in a file, and what closes it.
func (p program) open(ctx context.Context, file string) (daybook.Store, func() error, error) {
	db, err := sql.Open("sqlite", sqlstore.SQLiteDSN(file))
	if err != nil {
		return nil, nil, err
	}
	store, err := sqlstore.Open(ctx, db)
	if err != nil {
		db.Close()
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	if p.wrap != nil {
		return p.wrap(store), db.Close, nil
	}
	return store, db.Close, nil
}

// show is the main job: it bills the scene, prints what came of it, and whether
// the promises hold.
func (p program) show(ctx context.Context, o *options, sc *scene) (err error) {
	began := time.Now()
	store, closeStore, err := p.open(ctx, o.db)
	if err != nil {
		return err
	}
	defer func() {
		if e := closeStore(); err == nil {
			err = e
		}
	}()
	if err := sc.owns(ctx, store); err != nil {
		return fmt.Errorf("%s: %w", o.db, err)
	}
	d := &driver{scene: sc, store: store, bar: newBar(p.err, int((sc.span.End-sc.span.Start)/day))}
	fmt.Fprintf(p.out, "Daybook: %s.\n", sc.title)
	if sc.reads != "" {
		fmt.Fprintln(p.out, sc.reads)
	}
	if err := d.nights(ctx); err != nil {
		return err
	}
	first, err := d.scan(ctx)
	if err != nil {
		return err
	}
	if first.rows[proceeds.Booked] == 0 {
		return errNoRows
	}
	fmt.Fprintf(p.out, "Stepped through %s to %s: booked %d rows, collected %d quotas, issued %d invoices.\n",
		sc.span.Start.Time().Format(time.DateOnly), sc.span.End.Time().Format(time.DateOnly), d.rows, d.quotas, d.invoices)
	r := report{driver: d, scan: first, out: p.out, file: o.db, holds: true}
	for _, step := range []func(context.Context) error{r.levels, r.parties, r.days, r.invoices, r.promises, r.repeat} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	fmt.Fprintf(p.out, "\nIt took %.1f s.\n", time.Since(began).Seconds())
	r.further()
	if err := d.leftOut(p.err); err != nil {
		return err
	}
	if !r.holds {
		return errBroken
	}
	return nil
}

// A report prints what came of a drive.
type report struct {
	*driver
	scan    *ledgerScan
	out     io.Writer
	file    string
	invoice invoice.ID   // one to look at
	row     proceeds.Key // one to look at
	holds   bool
}

// table prints rows of cells in columns.
func (r *report) table(title string, rows ...[]string) {
	fmt.Fprintf(r.out, "\n%s\n", title)
	w := tabwriter.NewWriter(r.out, 0, 0, 3, ' ', tabwriter.AlignRight)
	for _, cells := range rows {
		fmt.Fprintln(w, "  "+strings.Join(cells, "\t")+"\t")
	}
	w.Flush()
}

func (r *report) levels(context.Context) error {
	rows := [][]string{{"", "proceeds", "live proceeds"}, {"rows", fmt.Sprint(r.scan.rows[0]), fmt.Sprint(r.scan.rows[1])},
		{"of them corrections", fmt.Sprint(r.scan.adjustments[0]), fmt.Sprint(r.scan.adjustments[1])}}
	n := r.scan.totals[0].Levels()
	for l := range n {
		booked, _ := r.scan.totals[0].Of(channel.Level(l))
		live, _ := r.scan.totals[1].Of(channel.Level(l))
		rows = append(rows, []string{channel.Level(l).Name(n), booked.String(), live.String()})
	}
	r.table("Totals per level. Proceeds hold fees paid in advance, live proceeds usage not yet due:", rows...)
	return nil
}

func (r *report) parties(context.Context) error {
	var rows [][]string
	for _, id := range r.scan.parties() {
		p := r.scan.margins[id]
		rows = append(rows, []string{p.role.String(), string(id), p.margin.String()})
	}
	r.table("What each party keeps of the proceeds:", rows...)
	return nil
}

// days prints one customer's live proceeds of a month, day by day.
func (r *report) days(ctx context.Context) error {
	s, ok := r.one(r.strip)
	if !ok {
		return fmt.Errorf("no subscription %q", r.strip)
	}
	m := r.months[len(r.months)-1]
	heads, _, err := r.store.Heads(ctx, []proceeds.Window{{Book: proceeds.Live, Subscription: s.ID, Period: m}})
	if err != nil {
		return err
	}
	sums := map[calendar.Instant]channel.Amounts{}
	for i := range heads {
		slot := calendar.Daily.SlotAt(heads[i].Last.Start, nil)
		for _, p := range heads[i].Postings {
			if sums[slot.Start], err = sums[slot.Start].Add(p.Amounts); err != nil {
				return err
			}
		}
		r.row = heads[i].Last.Key
	}
	fmt.Fprintf(r.out, "\nLive proceeds of %s (%s in %s), what %s pays a day:\n", s.ID, s.Terms[0].Offer.Plan.ID, m.Start.Time().Format("January 2006"), s.Customer)
	n := 0
	for slot := range calendar.Daily.Slots(m, nil) {
		text := "-"
		if a, ok := sums[slot.Start].Of(channel.SellOut); ok {
			text = a.Text()
		}
		if n++; n%7 == 1 {
			fmt.Fprintf(r.out, "\n  %s", slot.Start.Time().Format("02 Jan"))
		}
		fmt.Fprintf(r.out, " %*s", 6+int(r.extra), text)
	}
	fmt.Fprintln(r.out)
	return nil
}
