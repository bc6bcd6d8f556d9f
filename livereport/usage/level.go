package usage

import (
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

// A gauge is what levels, such as averages, are told apart by on a line, as far as
// its viewer sees. Levels of several add up; those of one do not, over time.
type gauge struct {
	line         *Line
	subscription subscription.ID
	plan         pricing.PlanID
	charge       pricing.ChargeID
	component    string
}

// A level is the latest of a gauge.
type level struct {
	at       calendar.Instant
	quantity pricing.Quantity
}

// reach counts a level in: what is later replaces it, what is of the same time is
// added.
func (b *Builder) reach(l *Line, e *livereport.Entry) {
	g := gauge{l, e.Subscription, e.Plan, e.Charge, e.Component}
	at := served(e, b.zone)
	n, known := b.levels[g]
	switch {
	case !known || at > n.at:
		b.levels[g] = level{at, e.Quantity}
	case at == n.at:
		b.levels[g] = level{at, n.quantity.Add(e.Quantity)}
	}
}

// served is the time that a level is of. Who cannot tell accounts apart sees the
// billing periods of many begin on different days: those that begin in one month
// are of one time.
func served(e *livereport.Entry, zone *time.Location) calendar.Instant {
	if e.Book == proceeds.Booked && !e.KnowsCustomer() {
		return calendar.Monthly.SlotAt(e.Service.Start, zone).Start
	}
	return e.Service.Start
}
