package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/schollz/progressbar/v3"
)

// done counts what a drive did.
type done struct {
	rows, quotas, invoices int
	subscriptions          int
	quarantined            []daybook.Fault
}

// A driver steps a scene's clock over a store.
type driver struct {
	*scene
	store daybook.Store
	bar   *progressbar.ProgressBar
	done
}

// fixed is a clock that stands still for a run.
type fixed calendar.Instant

func (f fixed) Now() time.Time { return calendar.Instant(f).Time() }

// nights books and collects every night, and closes and bills each month when
// its late facts have come in.
func (d *driver) nights(ctx context.Context) error {
	total := int((d.span.End - d.span.Start) / day)
	for n := 1; n <= total; n++ {
		night := d.span.Start + calendar.Instant(n)*day
		d.bar.Describe(night.Time().Format(time.DateOnly))
		if err := d.night(ctx, night, calendar.Period{Start: night - reach, End: night}); err != nil {
			return err
		}
		for _, m := range d.months {
			if night == m.End+d.wait {
				if err := d.closeMonth(ctx, m, fixed(d.clock(night))); err != nil {
					return err
				}
			}
		}
		if err := d.bar.Add(1); err != nil {
			return err
		}
	}
	return d.bar.Finish()
}

// everything does it all again in one run over the whole span.
func (d *driver) everything(ctx context.Context) error {
	end := d.span.Start + (d.span.End-d.span.Start)/day*day
	if err := d.night(ctx, end, calendar.Period{Start: d.span.Start - reach, End: end}); err != nil {
		return err
	}
	for _, m := range d.months {
		if err := d.closeMonth(ctx, m, fixed(d.clock(end))); err != nil {
			return err
		}
	}
	return nil
}

func (d *driver) night(ctx context.Context, night calendar.Instant, frame calendar.Period) error {
	clock := fixed(d.clock(night))
	b := daybook.Booker{Ledger: d.store, Metrics: d.metrics, Clock: clock, ExtraDigits: d.extra, Run: daybook.Run{MaxRows: d.maxRows}}
	c := daybook.Collector{Ledger: d.store, Metrics: d.metrics, Clock: clock, ExtraDigits: d.extra, Run: daybook.Run{MaxRows: d.maxRows}}
	booked, err := b.Book(ctx, frame, d.subs())
	if err != nil {
		return err
	}
	collected, err := c.Collect(ctx, frame, d.subs())
	if err != nil {
		return err
	}
	d.rows, d.quotas = d.rows+booked.Rows, d.quotas+collected.Rows
	d.subscriptions = booked.Subscriptions
	d.quarantined = booked.Quarantined // of the last night; what healed meanwhile is none
	return nil
}

// closeMonth closes both books and bills everybody at every level: it drafts,
// approves and issues, and finishes what a run that died has left behind.
func (d *driver) closeMonth(ctx context.Context, m calendar.Period, clock daybook.Clock) error {
	for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		if err := d.store.CloseBook(ctx, b, m.End); err != nil {
			return err
		}
	}
	tax, err := invoice.FlatTax(d.tax)
	if err != nil {
		return err
	}
	issuer := daybook.Issuer{
		Store: d.store, Clock: clock, Actor: "quickstart", Reason: "end of the month",
		Terms: invoice.Terms{Tax: tax, Series: m.Start.Time().Format("2006-01-")},
	}
	run := daybook.BillingRun{Period: m, UpTo: invoice.Open}
	for level := range channel.Level(channel.MaxLevels) {
		run.Levels = append(run.Levels, level)
	}
	billed, err := issuer.Run(ctx, run)
	d.invoices += billed.Opened
	for _, left := range billed.Left {
		err = errors.Join(err, left)
	}
	return err
}

// newBar returns a progress bar, which nobody sees unless w is a terminal.
func newBar(w io.Writer, steps int) *progressbar.ProgressBar {
	return progressbar.NewOptions(steps, progressbar.OptionSetWriter(w), progressbar.OptionSetVisibility(isTerminal(w)),
		progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30), progressbar.OptionThrottle(50*time.Millisecond))
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// leftOut reports what of the scene could not be billed.
func (d *driver) leftOut(w io.Writer) error {
	for _, err := range d.faults {
		fmt.Fprintln(w, "left out:", err)
	}
	for _, q := range d.quarantined {
		fmt.Fprintf(w, "left out: subscription %s: %v\n", q.Subscription, q.Err)
	}
	if len(d.faults)+len(d.quarantined) > 0 {
		return errBroken
	}
	return nil
}

var errNoRows = errors.New("nothing was booked")
