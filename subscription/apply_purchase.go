package subscription

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
)

func (c Purchase) ready(f *fold, o *Order) error {
	bad := newFaults("event.order")
	if o.Effect != ByDefault {
		bad.at("effect").add("a purchase starts when it is provisioned")
	}
	if offer := c.Offers.At(f.base(o)); offer == nil {
		bad.at("change.offers").add("none at %s", f.base(o))
	} else {
		sellable(&Term{Offer: offer, Quantity: c.Quantity, Quantities: c.Quantities}, bad.at("change"))
	}
	return bad.err()
}

func (c Purchase) take(f *fold, o *Order) error {
	if err := c.ready(f, o); err != nil { // another revision may be in force by now
		return err
	}
	o.Effective = f.base(o)
	if o.Effective == f.now {
		return f.start()
	}
	if err := f.become(StateScheduled); err != nil {
		return err
	}
	f.later(o.Effective, subject{}, "", func() error {
		f.itself("the requested start")
		return f.start()
	})
	return nil
}

// start lets a purchase that is due begin.
func (f *fold) start() error {
	if f.purchase.Policy.PayFirst {
		return f.become(StatePendingPayment)
	}
	return f.become(StateProvisioning)
}

func (Pay) apply(f *fold) error {
	if f.state != StatePendingPayment {
		return &TransitionError{f.state, StateProvisioning, f.now}
	}
	return f.become(StateProvisioning)
}

// bought is the offer of the purchase, as it was when that became effective.
func (f *fold) bought() *channel.Offer {
	for i := range f.Orders {
		if o := &f.Orders[i]; o.Change.Kind() == OrderPurchase && o.Status == OrderApproved {
			return f.purchase.Offers.At(o.Effective)
		}
	}
	return nil
}

func (Provision) apply(f *fold) error {
	if f.state != StateProvisioning {
		return &TransitionError{f.state, StateActive, f.now}
	}
	c, offer := &f.purchase, f.bought()
	t := Term{
		Offer: offer, Quantity: c.Quantity, Quantities: c.Quantities,
		Schedule: c.schedule(f.now, offer), Measure: c.Measure,
	}
	if offer.Plan.TrialDays > 0 {
		return f.try(t)
	}
	f.put(t)
	f.pays()
	return f.become(StateActive)
}

// try begins a trial. Its schedule is that of the plan, for what the vendor
// gets is the part of a period that the trial takes.
func (f *fold) try(t Term) error {
	t.Mode = Trial
	f.put(t)
	f.trial = daysAfter(f.now, t.Offer.Plan.TrialDays, t.Schedule)
	f.later(f.trial, subject{}, "", func() error {
		f.itself("the trial is over")
		return f.convert()
	})
	return f.become(StateTrialing)
}

func (Convert) apply(f *fold) error {
	if f.state != StateTrialing {
		return &TransitionError{f.state, StateActive, f.now}
	}
	return f.convert()
}

// convert ends a trial: the paid periods are counted from here.
func (f *fold) convert() error {
	t := f.last()
	if t.Mode != Trial {
		return nil // converted before
	}
	t.Mode, t.Credits = Running, Credits{}
	if f.purchase.Coterm.Anchor.IsZero() {
		t.Schedule.Anchor = f.now
	}
	f.put(t)
	f.pays()
	if f.state == StateSuspended {
		f.under = StateActive
		return nil
	}
	return f.become(StateActive)
}

// pays begins the first paid period.
func (f *fold) pays() {
	f.paid = f.now
	f.commit(f.length(), f.now)
}

// daysAfter returns the same time of day n days later.
func daysAfter(t calendar.Instant, n int, s calendar.Schedule) calendar.Instant {
	days := calendar.Schedule{Anchor: t, Every: calendar.Interval{N: int32(n), Unit: calendar.Day}, Zone: s.Zone}
	return days.Start(1)
}
