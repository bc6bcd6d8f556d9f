package subscription

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/pricing"
	"github.com/shopspring/decimal"
)

func (Cancellation) ready(*fold, *Order) error { return nil }

func (Cancellation) take(f *fold, o *Order) error {
	if !f.state.Live() {
		o.Effective = f.now
		return f.end(StateCancelled, Credits{})
	}
	id, given := o.ID, f.base(o)
	f.replace(o, subject{about: theEnd}, f.now)
	return f.when(id, given, subject{about: theEnd}, func() error {
		if f.order(id).Effect == Immediately {
			return f.leave(id, given)
		}
		return f.when(id, f.periodEnd(f.now), subject{about: theEnd}, func() error { return f.leave(id, given) })
	})
}

// leave ends the subscription, within a committed term for a fee or at its end. A
// term that would renew itself now does not, if notice was given before.
func (f *fold) leave(id OrderID, given calendar.Instant) error {
	cancel := func() error {
		return f.end(StateCancelled, f.order(id).Credits.over(f.purchase.Policy.Refunds))
	}
	end, _ := f.committed(f.now)
	if given < f.now {
		end, _ = f.committed(f.now - 1)
	}
	if end <= f.now {
		return cancel()
	}
	if fee := f.purchase.Policy.TerminationFee; f.chargeableBefore(fee) {
		f.fact(Fact{ID: string(id), Charge: fee, At: f.now - 1, Quantity: decimal.NewFromInt(1)})
		return cancel()
	}
	return f.when(id, end, subject{about: theEnd}, cancel)
}

// chargeableBefore reports whether a one-off can be due just before now, as the
// last thing of the subscription. In a pause it cannot.
func (f *fold) chargeableBefore(c pricing.ChargeID) bool {
	i := f.termAt(f.now - 1)
	return c != "" && i >= 0 && f.Terms[i].Mode < Paused && onRequest(f.Terms[i].Offer.Plan, c)
}

// end ends the subscription now: nothing that was deferred happens any more.
func (f *fold) end(s State, rest Credits) error {
	if err := f.become(s); err != nil {
		return err
	}
	f.drop(OrderLapsed, func(*deferred) bool { return true })
	if len(f.Terms) == 0 {
		return nil
	}
	f.left = f.last()
	for n := len(f.Terms) - 1; n > 0 && f.Terms[n].From >= f.now; n-- {
		f.Terms = f.Terms[:n]
	}
	f.End, f.Refunds = f.now, rest
	return nil
}

func (a Terminate) apply(f *fold) error { return f.end(StateTerminated, a.Credits) }

func (c Refund) ready(f *fold, o *Order) error { return c.within(f, o.ID, f.base(o)) }

// within returns why no refund is given at t. Before the first paid period
// there is nothing to refuse.
func (Refund) within(f *fold, id OrderID, t calendar.Instant) error {
	days := f.purchase.Policy.RefundDays
	switch {
	case days == 0:
		return &RefundWindowError{Order: id, At: t}
	case f.paid == 0:
		return nil
	}
	if until := daysAfter(f.paid, days, f.last().Schedule); t >= until {
		return &RefundWindowError{id, t, until}
	}
	return nil
}

func (c Refund) take(f *fold, o *Order) error {
	if err := c.within(f, o.ID, f.base(o)); err != nil {
		return err
	}
	rest, id := o.Credits.over(AllCredits(FullCredit)), o.ID
	if f.state.Over() {
		o.Effective, f.Refunds = f.now, rest
		return nil
	}
	return f.when(id, f.base(o), subject{about: theEnd}, func() error { return f.end(StateCancelled, rest) })
}
