package main

import (
	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
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
	extra   uint8             // digits booked beyond the minor unit
	tax     decimal.Decimal   // percent
	strip   subscription.ID   // whose days are shown
	reads   string            // what was read of a feed
	faults  []error           // what of a feed was left out
}

// reach is how far back each night looks for facts that came late.
const reach = 14 * day

// clock is 02:00 UTC of each night.
func (s *scene) clock(night calendar.Instant) calendar.Instant { return night + 2*day/24 }

func instant(text string) calendar.Instant { return calendar.Must(text + "T00:00:00Z") }
