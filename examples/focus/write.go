package main

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/livereport/focus"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/sqlstore"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	_ "modernc.org/sqlite"
)

// A writing is what the write command was asked for.
type writing struct {
	db, viewer, seller, buyer    string
	month, services, out         string
	live, margin, empty, formula bool
	frame                        calendar.Period
}

func writeCommand() *cobra.Command {
	var w writing
	c := &cobra.Command{
		Use: "write --db FILE --viewer PARTY --seller PARTY", Short: "Write what a seller charges, as one party may see it", Args: noArgs,
		Long: "Write a FOCUS 1.2 dataset of a quickstart file: what the seller charges, as the viewer may see it,\nwith the invoices that it is on. The sums of each invoice are compared with its net.",
	}
	f := c.Flags()
	f.StringVar(&w.db, "db", "", "the SQLite `file` of a quickstart")
	f.StringVar(&w.viewer, "viewer", "", "the `party` that the dataset is for")
	f.StringVar(&w.seller, "seller", "", "the `party` that charges: provider and invoice issuer")
	f.StringVar(&w.buyer, "buyer", "", "only what this `party` is charged")
	f.StringVar(&w.month, "month", "", "only what is posted in a `month`, such as 2026-01, UTC")
	f.StringVar(&w.services, "services", "", "a JSON `file` of services by product; without it the publisher is the vendor's id")
	f.StringVarP(&w.out, "out", "o", "", "the `file` to write; standard output without it")
	f.BoolVar(&w.live, "live", false, "the pair settles by quotas: they are billed, and there are no purchases")
	f.BoolVar(&w.margin, "own-margin", false, "add what the viewer itself pays and gets; not to be passed on")
	f.BoolVar(&w.empty, "empty-null", false, "write nothing for null, and not the word NULL")
	f.BoolVar(&w.formula, "refuse-formulas", false, "refuse text that a spreadsheet would compute")
	c.RunE = func(c *cobra.Command, _ []string) error { return w.run(c) }
	return c
}

func (w *writing) run(c *cobra.Command) error {
	for name, value := range map[string]string{"--db": w.db, "--viewer": w.viewer, "--seller": w.seller} {
		if value == "" {
			return usageError{errors.New(name + " is missing")}
		}
	}
	if w.month != "" {
		t, err := time.Parse("2006-01", w.month)
		if err != nil {
			return usageError{fmt.Errorf("--month: %q is no month like 2026-01", w.month)}
		}
		w.frame = calendar.Monthly.SlotAt(calendar.At(t), nil)
	}
	if _, err := os.Stat(w.db); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", sqlstore.SQLiteDSN(w.db))
	if err != nil {
		return err
	}
	defer db.Close()
	store, err := sqlstore.Open(c.Context(), db)
	if err != nil {
		return err
	}
	return whole(w.out, c.OutOrStdout(), func(out io.Writer) error {
		bar := newBar(c.ErrOrStderr(), -1, "rows")
		defer bar.Finish()
		sums, err := w.dataset(c.Context(), store, out, bar)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.ErrOrStderr(), "%d lines", sums.Lines)
		for _, t := range sums.Totals {
			fmt.Fprintf(c.ErrOrStderr(), "; billed %v, consumed %v", t.Billed, t.Effective)
		}
		fmt.Fprintln(c.ErrOrStderr())
		return nil
	})
}

// whole has f write a file under a temporary name, and gives it its own if all is
// well. Without a name f writes to out.
func whole(name string, out io.Writer, f func(io.Writer) error) (err error) {
	if name == "" {
		b := bufio.NewWriter(out)
		return errors.Join(f(b), b.Flush())
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".focus-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	b := bufio.NewWriter(file)
	if err := errors.Join(f(b), b.Flush(), file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), name)
}

// dataset writes both books of the store.
func (w *writing) dataset(ctx context.Context, store daybook.Store, out io.Writer, bar *progressbar.ProgressBar) (focus.Sums, error) {
	d := focus.Dataset{
		Viewer: channel.Viewer{Party: channel.PartyID(w.viewer)}, Seller: channel.PartyID(w.seller), Buyer: channel.PartyID(w.buyer),
		OwnMargin: w.margin, EmptyNull: w.empty, RefuseFormulas: w.formula,
	}
	if w.live {
		d.Basis = func(channel.PartyID, calendar.Period) proceeds.Book { return proceeds.Live }
	}
	invoices, err := w.invoices(ctx, store, &d)
	if err != nil {
		return focus.Sums{}, err
	}
	if d.Services, err = w.named(ctx, store, d.Viewer); err != nil {
		return focus.Sums{}, err
	}
	f, err := focus.NewWriter(out, d)
	if err != nil {
		return focus.Sums{}, err
	}
	err = w.rows(ctx, store, d.Viewer, func(r *proceeds.Row) error {
		bar.Add(1)
		view, ok := r.For(d.Viewer)
		if !ok {
			return nil
		}
		c := focus.Charge{View: view}
		if inv := invoices[r.Key]; inv != nil {
			c.Invoice = *inv
		}
		return f.Write(&c)
	})
	if err != nil {
		return focus.Sums{}, err
	}
	err = f.Close()
	if err == nil && f.Sums().Lines == 0 {
		err = fmt.Errorf("%s charges nothing that %s may see", w.seller, w.viewer)
	}
	return f.Sums(), err
}

// rows calls f for the rows of both books that the viewer has to do with. They
// are whole.
func (w *writing) rows(ctx context.Context, store daybook.Store, v channel.Viewer, f func(*proceeds.Row) error) error {
	for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		for after := daybook.Cursor(""); ; {
			rows, next, err := store.RowsSince(ctx, daybook.Scope{Viewer: v, Book: b, Posted: w.frame}, after, 1000)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				break
			}
			for i := range rows {
				if err := f(&rows[i]); err != nil {
					return fmt.Errorf("%v: %w", rows[i].Key, err)
				}
			}
			after = next
		}
	}
	return nil
}

// named returns the services: those of the file, or of each product its vendor's
// id.
func (w *writing) named(ctx context.Context, store daybook.Store, v channel.Viewer) (map[string]focus.Service, error) {
	services := map[string]focus.Service{}
	if w.services == "" {
		return services, w.rows(ctx, store, v, func(r *proceeds.Row) error {
			services[r.Route.Product] = focus.Service{Publisher: string(r.Route.Seller(0))}
			return nil
		})
	}
	text, err := os.ReadFile(w.services)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &services); err != nil {
		return nil, fmt.Errorf("%s: %w", w.services, err)
	}
	return services, nil
}

// invoices returns which row of the seller's is on which invoice of those that the
// viewer sends or gets.
func (w *writing) invoices(ctx context.Context, store daybook.Store, d *focus.Dataset) (map[proceeds.Key]*focus.Invoice, error) {
	out, levels := map[proceeds.Key]*focus.Invoice{}, map[*focus.Invoice]channel.Level{}
	q := daybook.InvoiceQuery{Seller: d.Seller, Buyer: d.Buyer, Statuses: []invoice.Status{invoice.Open, invoice.PastDue, invoice.Closed}}
	for after := invoice.ID(""); ; {
		page, err := store.Invoices(ctx, q, after, 100)
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			return out, w.deltas(ctx, store, d.Viewer, out, levels)
		}
		for i := range page {
			inv := &page[i]
			mine := inv.Seller == d.Viewer.Party || inv.Buyer == d.Viewer.Party
			if !mine || !inv.Holds() {
				continue
			}
			ref := w.reference(inv)
			levels[ref] = inv.Level
			for _, k := range inv.Claims() {
				out[k] = ref
			}
		}
		after = page[len(page)-1].ID
	}
}

// reference says what the dataset does of an invoice: its sum only where all of it
// is in the frame.
func (w *writing) reference(inv *invoice.Invoice) *focus.Invoice {
	ref := &focus.Invoice{Number: inv.Number, Issuer: inv.Seller, Period: inv.Period}
	if w.frame == (calendar.Period{}) || w.frame.Intersect(inv.Period) == inv.Period {
		ref.Net = inv.Totals.Net
	}
	return ref
}

// deltas fills in what the invoices, where they are whole, say less than their
// rows: what rounding and allowances took.
func (w *writing) deltas(ctx context.Context, store daybook.Store, v channel.Viewer, of map[proceeds.Key]*focus.Invoice, levels map[*focus.Invoice]channel.Level) error {
	sums := map[*focus.Invoice]money.Amount{}
	err := w.rows(ctx, store, v, func(r *proceeds.Row) (err error) {
		inv := of[r.Key]
		if inv == nil || inv.Net.IsZero() {
			return nil
		}
		amount, _ := r.Amounts.Of(levels[inv])
		sums[inv], err = sums[inv].Add(amount)
		return err
	})
	if err != nil {
		return err
	}
	for inv, sum := range sums {
		if inv.Delta, err = money.NumberOf(sum.Decimal().Sub(inv.Net.Decimal())); err != nil {
			return fmt.Errorf("invoice %s: %w", inv.Number, err)
		}
	}
	return nil
}
