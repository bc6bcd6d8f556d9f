package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/proceeds"
)

// measure books and collects one month in one run each, and prints how fast
// that was and how much memory it took.
func (p program) measure(ctx context.Context, o *options, sc *scene) (err error) {
	var store daybook.Store = nothing{}
	where := "a ledger that keeps nothing"
	if o.db != "" {
		var closeStore func() error
		if store, closeStore, err = p.open(ctx, o.db); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, closeStore()) }()
		where = o.db
	}
	frame := sc.months[len(sc.months)-1]
	clock := fixed(sc.clock(frame.End))
	fmt.Fprintf(p.out, "Daybook: %s.\n%s, into %s:\n", sc.title, frame.Start.Time().Format("January 2006"), where)
	b := daybook.Booker{Ledger: store, Metrics: sc.metrics, Clock: clock, ExtraDigits: sc.extra}
	c := daybook.Collector{Ledger: store, Metrics: sc.metrics, Clock: clock, ExtraDigits: sc.extra}
	for _, job := range []struct {
		name string
		run  func(context.Context, calendar.Period, daybook.Subscriptions) (daybook.Report, error)
	}{{"booked", b.Book}, {"collected", c.Collect}} {
		began := time.Now()
		r, err := job.run(ctx, frame, sc.subs())
		if err != nil {
			return err
		}
		took := time.Since(began)
		fmt.Fprintf(p.out, "  %s %d rows of %d subscriptions in %.2f s: %.0f rows per second, %.0f ns each\n",
			job.name, r.Rows, r.Subscriptions, took.Seconds(), float64(r.Rows)/took.Seconds(), float64(took.Nanoseconds())/float64(max(1, r.Rows)))
		if len(r.Quarantined) > 0 {
			return fmt.Errorf("%d subscriptions were left out, the first: %w", len(r.Quarantined), r.Quarantined[0].Err)
		}
	}
	fmt.Fprintf(p.out, "  peak memory %s\n", peakMemory())
	return nil
}

// peakMemory is the largest resident set so far, or what Go has asked for where
// the system does not tell.
func peakMemory() string {
	status, err := os.ReadFile("/proc/self/status")
	if err == nil {
		for line := range strings.Lines(string(status)) {
			if peak, ok := strings.CutPrefix(line, "VmHWM:"); ok {
				var kib int
				if _, err := fmt.Sscan(peak, &kib); err == nil {
					return fmt.Sprintf("%.1f MiB resident", float64(kib)/1024)
				}
			}
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return fmt.Sprintf("%.1f MiB of the Go runtime", float64(m.Sys)/(1<<20))
}

// nothing is a store that takes every row and keeps none.
type nothing struct{ daybook.Store }

func (nothing) AppendRows(ctx context.Context, _ []proceeds.Row) error { return ctx.Err() }

func (nothing) Heads(ctx context.Context, _ []proceeds.Window) ([]proceeds.Head, calendar.Instant, error) {
	return nil, 0, ctx.Err()
}
