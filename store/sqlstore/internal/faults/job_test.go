package faults

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

const (
	day           = calendar.Instant(24 * time.Hour / time.Microsecond)
	days          = 8
	subscriptions = 6
)

var (
	eur     = money.MustCurrency("EUR")
	january = calendar.Period{Start: calendar.Must("2026-01-01T00:00:00Z"), End: calendar.Must("2026-02-01T00:00:00Z")}
)

// A job is what the faults interrupt. Its prefix stands before every name, so
// that one database holds many jobs that are alike but for it.
type job struct {
	prefix string
	subs   []subscription.Subscription
	meter  *memstore.Meter
	batch  int // subscriptions a batch
	hurry  int // workers
	tries  int // at each step
}

func newJob(prefix string) (*job, error) {
	offer, err := newOffer()
	if err != nil {
		return nil, err
	}
	j := &job{prefix: prefix, meter: new(memstore.Meter), batch: 2, hurry: 1, tries: 200}
	for i := range subscriptions {
		s := subscription.Subscription{
			ID: subscription.ID(fmt.Sprintf("%ss-%d", prefix, i)), Customer: j.customer(i),
			Terms: []subscription.Term{{From: january.Start, Offer: offer, Quantity: decimal.NewFromInt(int64(i + 1)),
				Schedule: calendar.Schedule{Anchor: january.Start}}},
		}
		j.subs = append(j.subs, s)
		if err := j.use(s.ID, i); err != nil {
			return nil, err
		}
	}
	return j, nil
}

func (j *job) customer(i int) channel.PartyID {
	return channel.PartyID(fmt.Sprintf("%scustomer-%d", j.prefix, i))
}

// use records usage every day, and half of it five days late.
func (j *job) use(id subscription.ID, i int) error {
	for d := range days {
		at := january.Start + day*calendar.Instant(d) + 3600*calendar.Instant(i+1)
		for late := range 2 {
			_, err := j.meter.Record(memstore.Sample{
				Source: "meter", ID: fmt.Sprintf("%s/%d/%d", id, d, late), Subscription: id, Metric: "hours",
				At: at, Recorded: at + 5*day*calendar.Instant(late), Quantity: decimal.New(int64(7*d+3*i+1), -1),
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// newOffer sells seats and hours through a chain of four levels.
func newOffer() (*channel.Offer, error) {
	plan := &pricing.Plan{ID: "plan", Revision: 1, Product: "vm", Name: "Machine", Currency: eur, Charges: []pricing.Charge{
		{ID: "seat", Model: pricing.PerUnit{Unit: decimal.New(1001, -2)}, Unit: "seat"},
		{ID: "hour", Kind: pricing.Usage, Metric: "hours", Model: pricing.PerUnit{Unit: decimal.New(333, -3)}, Unit: "hour"},
	}}
	seller := func(p channel.PartyID, r channel.Role, percent int64) channel.Seller {
		return channel.Seller{Party: p, Role: r, Book: channel.BookRef{ID: "book", Revision: 1},
			Default: channel.Rule{Kind: channel.Markup, Percent: decimal.NewFromInt(percent)}}
	}
	return channel.NewOffer(plan, &channel.Chain{ID: "chain", Revision: 1, Vendor: "vendor", Sellers: []channel.Seller{
		seller("parent", channel.Parent, 10), seller("distributor", channel.Distributor, 15), seller("reseller", channel.Reseller, 20),
	}})
}

func (j *job) stream(yield func(subscription.Subscription, error) bool) {
	for _, s := range j.subs {
		if !yield(s, nil) {
			return
		}
	}
}

type clock calendar.Instant

func (c clock) Now() time.Time { return calendar.Instant(c).Time() }

func (j *job) run() daybook.Run { return daybook.Run{Batch: j.batch, Workers: j.hurry} }

// collect collects a frame as of an instant.
func (j *job) collect(ctx context.Context, s daybook.Ledger, frame calendar.Period, now calendar.Instant) (daybook.Report, error) {
	c := daybook.Collector{Ledger: s, Metrics: j.meter, Clock: clock(now), Run: j.run()}
	return whole(c.Collect(ctx, frame, j.stream))
}

func (j *job) book(ctx context.Context, s daybook.Ledger) (daybook.Report, error) {
	b := daybook.Booker{Ledger: s, Metrics: j.meter, Clock: clock(january.End + day), Run: j.run()}
	return whole(b.Book(ctx, january, j.stream))
}

// whole makes an error of what a run left alone.
func whole(r daybook.Report, err error) (daybook.Report, error) {
	for _, f := range r.Quarantined {
		err = errors.Join(err, f.Err)
	}
	return r, err
}

func dayOf(d int) calendar.Period {
	start := january.Start + day*calendar.Instant(d)
	return calendar.Period{Start: start, End: start + day}
}

// errGaveUp ends a job whose faults never end.
var errGaveUp = errors.New("faults: the job failed too often")

// do runs the job to its end, and each of its steps until it succeeds: what a
// host does. It stops with ctx.
func (j *job) do(ctx context.Context, s daybook.Store) error {
	var steps []func() error
	for d := range days {
		steps = append(steps, func() error {
			_, err := j.collect(ctx, s, dayOf(d), dayOf(d).End+day/24)
			return err
		})
	}
	steps = append(steps,
		func() error {
			all := calendar.Period{Start: january.Start, End: dayOf(days - 1).End}
			_, err := j.collect(ctx, s, all, january.Start+day*20)
			return err
		},
		func() error { _, err := j.book(ctx, s); return err },
		func() error { return j.bill(ctx, s) },
		func() error { return j.pay(ctx, s) },
	)
	for _, step := range steps {
		if err := until(ctx, j.tries, step); err != nil {
			return err
		}
	}
	return nil
}

// until repeats a step until it succeeds.
func until(ctx context.Context, tries int, step func() error) error {
	var err error
	for range tries {
		if err = step(); err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return errors.Join(errGaveUp, err)
}
