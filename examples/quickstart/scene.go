package main

import (
	"context"
	"errors"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

const day = calendar.Instant(24 * 3_600_000_000)

// A scene is what is to be billed, and how the clock steps through it.
type scene struct {
	title   string
	file    string // where it is kept by default
	again   string // the flags that make this scene again
	subs    func() daybook.Subscriptions
	one     func(subscription.ID) (subscription.Subscription, bool)
	metrics daybook.MetricSource
	span    calendar.Period   // of the clock
	months  []calendar.Period // to be billed; each is closed when it is
	wait    calendar.Instant  // after a month, for late facts
	maxRows int               // of a charge and day; 0 is the default
	extra   uint8             // digits booked beyond the minor unit
	tax     decimal.Decimal   // percent
	strip   subscription.ID   // whose days are shown
	last    subscription.ID   // of the demo's subscriptions
	beyond  subscription.ID   // the next one, which is not of them
	reads   string            // what was read of a feed
	faults  []error           // what of a feed was left out
}

var errOther = errors.New("the file holds something else: name another one with -db")

// owns returns errOther unless a store is empty or was made of this scene: its
// first row is of one of the scene's subscriptions, there is none beyond the last
// of them, and once a month is closed that one is there.
func (s *scene) owns(ctx context.Context, store daybook.Store) error {
	first, _, err := store.RowsSince(ctx, daybook.Scope{Viewer: channel.Viewer{Operator: true}}, "", 1)
	if err != nil || len(first) == 0 {
		return err
	}
	if _, known := s.one(first[0].Subscription); !known {
		return errOther
	}
	if s.last == "" {
		return nil
	}
	for id, ours := range map[subscription.ID]bool{s.last: true, s.beyond: false} {
		whole := calendar.Period{Start: s.span.Start - reach, End: s.span.End}
		heads, closed, err := store.Heads(ctx, []proceeds.Window{{Book: proceeds.Booked, Subscription: id, Period: whole}})
		if err != nil {
			return err
		}
		if there := len(heads) > 0; there && !ours || !there && ours && !closed.IsZero() {
			return errOther
		}
	}
	return nil
}

// reach is how far back each night looks for facts that came late.
const reach = 14 * day

// clock is 02:00 UTC of each night.
func (s *scene) clock(night calendar.Instant) calendar.Instant { return night + 2*day/24 }

func instant(text string) calendar.Instant { return calendar.Must(text + "T00:00:00Z") }
