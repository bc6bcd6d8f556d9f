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

// closeMonth closes both books and bills everybody at every level.
func (d *driver) closeMonth(ctx context.Context, m calendar.Period, clock daybook.Clock) error {
	for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		if err := d.store.CloseBook(ctx, b, m.End); err != nil {
			return err
		}
	}
	for level := range channel.Level(channel.MaxLevels) {
		if err := d.bill(ctx, m, level, clock); err != nil {
			return err
		}
	}
	return d.openDrafts(ctx, clock)
}

// openDrafts opens what a run that died has left between draft and open.
func (d *driver) openDrafts(ctx context.Context, clock daybook.Clock) error {
	sellers, err := d.sellers()
	if err != nil {
		return err
	}
	issuer := daybook.Issuer{Store: d.store, Clock: clock, TaxRate: d.tax}
	return d.eachInvoice(ctx, sellers, func(inv *invoice.Invoice) error {
		if inv.Status != invoice.Draft {
			return nil
		}
		d.invoices++
		_, err := issuer.Open(ctx, inv.ID)
		return err
	})
}

// sellers returns everybody who sells in the scene.
func (d *driver) sellers() ([]channel.PartyID, error) {
	seen, offers := map[channel.PartyID]bool{"": true}, map[*channel.Offer]bool{}
	var out []channel.PartyID
	for s, err := range d.subs() {
		if err != nil {
			return nil, err
		}
		for _, t := range s.Terms {
			if offers[t.Offer] {
				continue
			}
			offers[t.Offer] = true
			for _, p := range t.Offer.Route(0).Parties {
				if !seen[p] {
					seen[p] = true
					out = append(out, p)
				}
			}
		}
	}
	return out, nil
}

func (d *driver) bill(ctx context.Context, m calendar.Period, level channel.Level, clock daybook.Clock) error {
	issuer := daybook.Issuer{Store: d.store, Clock: clock, TaxRate: d.tax, Series: m.Start.Time().Format("2006-01-")}
	query := daybook.Bill{Book: proceeds.Booked, Level: level, Posted: m}
	for after := (daybook.Bill{}); ; {
		bills, err := d.store.Bills(ctx, query, after, 100)
		if err != nil {
			return err
		}
		if len(bills) == 0 {
			return nil
		}
		for _, b := range bills {
			draft, err := issuer.Draft(ctx, b)
			if err != nil {
				return err
			}
			if _, err := issuer.Open(ctx, draft.ID); err != nil {
				return err
			}
			d.invoices++
		}
		after = bills[len(bills)-1]
	}
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
