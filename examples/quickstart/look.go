package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

// existing opens a file that must be there already.
func (p program) existing(ctx context.Context, file string) (daybook.Store, func() error, error) {
	if file == "" {
		return nil, nil, usageError{errors.New("-db is missing")}
	}
	if _, err := os.Stat(file); err != nil {
		return nil, nil, err
	}
	return p.open(ctx, file)
}

// date reads a flag such as 2026-01-31; nothing is no bound.
func date(name, text string) (calendar.Instant, error) {
	if text == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, usageError{fmt.Errorf("-%s: %q is not a date like 2026-01-31", name, text)}
	}
	return calendar.At(t), nil
}

// live prints a party's live proceeds of a time frame as CSV.
func (p program) live(ctx context.Context, args []string) error {
	f := p.flags("quickstart live")
	file := f.String("db", "", "the SQLite `file`")
	viewer := f.String("viewer", "", "the `party` that looks; it sees its own side")
	from := f.String("from", "", "first posting `date`, UTC")
	to := f.String("to", "", "`date` after the last one, UTC")
	if err := parse(f, args); err != nil {
		return err
	}
	start, err := date("from", *from)
	if err != nil {
		return err
	}
	end, err := date("to", *to)
	if err != nil {
		return err
	}
	if *viewer == "" {
		return usageError{errors.New("-viewer is missing")}
	}
	var frame calendar.Period
	if start != 0 || end != 0 {
		if end == 0 {
			end = calendar.Must("9999-12-31T00:00:00Z")
		}
		frame = calendar.Period{Start: start, End: end}
	}
	store, closeStore, err := p.existing(ctx, *file)
	if err != nil {
		return err
	}
	defer closeStore()
	return liveCSV(ctx, p.out, daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: channel.PartyID(*viewer)}}, frame)
}

func liveCSV(ctx context.Context, out io.Writer, r daybook.Reader, frame calendar.Period) error {
	w := csv.NewWriter(out)
	w.Write([]string{"posted", "service_start", "service_end", "recorded", "subscription", "customer", "plan", "charge", "kind", "quantity", "unit", "cost", "income", "currency"})
	for after := daybook.Cursor(""); ; {
		views, next, err := r.Since(ctx, proceeds.Live, frame, after, 1000)
		if err != nil {
			return err
		}
		if len(views) == 0 {
			w.Flush()
			return w.Error()
		}
		for i := range views {
			w.Write(liveRecord(&views[i], r.Viewer.Party))
		}
		after = next
	}
}

func liveRecord(v *proceeds.View, viewer channel.PartyID) []string {
	text := func(a money.Amount) string {
		if a == (money.Amount{}) {
			return ""
		}
		return a.Text()
	}
	return []string{v.Posted.String(), v.Service.Start.String(), v.Service.End.String(), v.Recorded.String(),
		string(v.Subscription), string(v.Customer), string(v.Plan), string(v.Charge), v.Kind.String(), v.Quantity.String(), v.Unit,
		text(v.Cost(viewer)), text(v.Income(viewer)), v.Sides[0].Amount.Currency().String()}
}

// invoice prints one invoice.
func (p program) invoice(ctx context.Context, args []string) error {
	f := p.flags("quickstart invoice")
	file := f.String("db", "", "the SQLite `file`")
	id := f.String("id", "", "the invoice's `id`")
	if err := parse(f, args); err != nil {
		return err
	}
	store, closeStore, err := p.existing(ctx, *file)
	if err != nil {
		return err
	}
	defer closeStore()
	inv, err := store.Invoice(ctx, invoice.ID(*id))
	if err != nil {
		return err
	}
	printInvoice(p.out, &inv)
	return nil
}

func printInvoice(out io.Writer, inv *invoice.Invoice) {
	fmt.Fprintf(out, "\nInvoice %s of %s, %s to %s, for %s to %s (%v)\n", inv.Number, inv.Issued.Time().Format(time.DateOnly),
		inv.Seller, inv.Buyer, inv.Period.Start.Time().Format(time.DateOnly), inv.Period.End.Time().Format(time.DateOnly), inv.Status)
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', tabwriter.AlignRight)
	for _, l := range inv.Lines {
		fmt.Fprintf(w, "  %s\t%s\t%d rows\t%s\t\n", l.Product, l.Charge, len(l.Rows), l.Net)
	}
	t := &inv.Totals
	fmt.Fprintf(w, "  \tnet\t\t%s\t\n", t.Net)
	for _, tax := range t.Taxes {
		fmt.Fprintf(w, "  \ttax %s %v %%\t\t%s\t\n", tax.Code, tax.Rate, tax.Amount)
	}
	fmt.Fprintf(w, "  \tgross\t\t%s\t\n", t.Gross)
	w.Flush()
	fmt.Fprintf(out, "  raw %s, delta %s\n", t.Raw, t.Delta)
}

// explain derives a booked row from the facts, and says whether the ledger
// holds what comes out.
func (p program) explain(ctx context.Context, args []string) error {
	var o options
	f := p.flags("quickstart explain")
	f.StringVar(&o.db, "db", "", "the SQLite `file`")
	f.StringVar(&o.focus, "focus", "", "the FOCUS `file` that it was made from, if it was")
	f.IntVar(&o.subscriptions, "subscriptions", demoCustomers, "customers of the demo marketplace")
	text := f.String("row", "", "the row's `key`")
	if err := parse(f, args); err != nil {
		return err
	}
	key, err := proceeds.ParseKey(*text)
	if err != nil {
		return usageError{fmt.Errorf("-row: %w", err)}
	}
	sc, err := p.scene(&o)
	if err != nil {
		return err
	}
	store, closeStore, err := p.existing(ctx, o.db)
	if err != nil {
		return err
	}
	defer closeStore()
	return (&driver{scene: sc, store: store}).explain(ctx, p.out, key)
}

func (d *driver) explain(ctx context.Context, out io.Writer, key proceeds.Key) error {
	s, ok := d.one(key.Subscription)
	if !ok {
		return fmt.Errorf("no subscription %q", key.Subscription)
	}
	known := d.clock(d.span.End)
	scale := func(p *pricing.Plan) (uint8, error) {
		n, err := money.Currencies{}.Digits(p.Currency)
		return n + d.extra, err
	}
	frame := calendar.Period{Start: key.Start, End: key.Start + 1}
	job := proceeds.Due(&s, frame, known, scale)
	if key.Book == proceeds.Live {
		job = proceeds.Quotas(&s, []calendar.Period{calendar.Daily.SlotAt(key.Start, nil)}, known, scale)
	}
	var readings []proceeds.Reading
	if d.metrics != nil {
		var err error
		if readings, err = d.metrics.Usage(ctx, known, job.Queries()); err != nil {
			return err
		}
	}
	derived, err := job.Explain(key.Cell, readings)
	if err != nil {
		return err
	}
	fmt.Fprint(out, derived)
	heads, _, err := d.store.Heads(ctx, []proceeds.Window{{Book: key.Book, Subscription: key.Subscription, Period: frame}})
	if err != nil {
		return err
	}
	var held proceeds.Sum
	for i := range heads {
		if heads[i].Last.Cell != key.Cell {
			continue
		}
		for _, p := range heads[i].Postings {
			if held, err = held.Add(p.Sum); err != nil {
				return err
			}
		}
		fmt.Fprintf(out, "the ledger holds: %v, in %d rows\n", held.Amounts, heads[i].Last.N+1)
	}
	if held.Amounts != derived.Amounts {
		fmt.Fprintln(out, "which is not the same")
		return errBroken
	}
	return nil
}
