package subscription

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
)

func (a Draft) apply(f *fold) error { return f.draft(a.Order) }

func (a Place) apply(f *fold) error {
	if err := f.draft(a.Order); err != nil {
		return err
	}
	return f.submit(a.Order.ID)
}

func (a Submit) apply(f *fold) error { return f.submit(a.Order) }

// draft keeps an order as it is before anything happens to it.
func (f *fold) draft(o Order) error {
	if f.order(o.ID) != nil {
		return &FieldError{Path: "event.order.id", Reason: "not unique"}
	}
	if err := f.allows(&o); err != nil {
		return err
	}
	o = Order{ID: o.ID, Change: o.Change, Requested: o.Requested, Effect: o.Effect, Credits: o.Credits}
	o.Placed, o.By = f.now, f.cause.Actor
	f.Orders = append(f.Orders, o)
	return nil
}

// allows returns why the state has no room for an order.
func (f *fold) allows(o *Order) error {
	ok := f.state.Live()
	switch o.Change.Kind() {
	case OrderPurchase:
		ok = f.state == NoState
	case OrderCancellation:
		ok = f.state != NoState && !f.state.Over()
	case OrderRefund:
		ok = ok || f.state.Over() && !f.End.IsZero()
	}
	if !ok {
		return &StateError{o.ID, o.Change.Kind(), f.state}
	}
	return nil
}

func (f *fold) submit(id OrderID) error {
	o, err := f.in(id, OrderDraft)
	if err != nil {
		return err
	}
	if err := f.allows(o); err != nil {
		return err
	}
	if err := o.Change.ready(f, o); err != nil {
		return err
	}
	o.Status = OrderToBeApproved
	if c, ok := o.Change.(Purchase); ok {
		f.purchase = c
		o.Auditor = auditor(c.Offers.At(f.base(o)))
		if err := f.become(StatePendingApproval); err != nil {
			return err
		}
	} else {
		o.Auditor = f.auditor()
	}
	if f.purchase.Policy.AutoApprove.Has(o.Change.Kind()) {
		return f.approve(o, "")
	}
	if f.cause.Actor == o.Auditor {
		return f.approve(o, o.Auditor)
	}
	return nil
}

func (a Approve) apply(f *fold) error {
	o, err := f.decide(a.Order)
	if err != nil {
		return err
	}
	return f.approve(o, o.Auditor)
}

func (a Reject) apply(f *fold) error {
	o, err := f.decide(a.Order)
	if err != nil {
		return err
	}
	o.Status, o.Decided, o.DecidedBy = OrderRejected, f.now, o.Auditor
	if o.Change.Kind() == OrderPurchase {
		return f.become(StateRejected)
	}
	return nil
}

// decide returns the order that the actor decides about.
func (f *fold) decide(id OrderID) (*Order, error) {
	o, err := f.in(id, OrderToBeApproved)
	if err != nil {
		return nil, err
	}
	if f.cause.Actor != o.Auditor {
		return nil, &AuditorError{id, f.cause.Actor, o.Auditor}
	}
	return o, nil
}

func (f *fold) approve(o *Order, by channel.PartyID) error {
	if o.Change.Kind() != OrderPurchase { // the table knows when that may be
		if err := f.allows(o); err != nil {
			return err
		}
	}
	f.decided = append(f.decided, o.ID)
	o.Status, o.Decided, o.DecidedBy = OrderApproved, f.now, by
	return o.Change.take(f, o)
}

// lapse settles the order of an event that came after the end.
func (f *fold) lapse(a Action) {
	switch a := a.(type) {
	case Approve:
		f.settle(a.Order, OrderLapsed)
	case Submit:
		f.settle(a.Order, OrderLapsed)
	}
}

// in returns an order that is in a status.
func (f *fold) in(id OrderID, want OrderStatus) (*Order, error) {
	o := f.order(id)
	if o == nil {
		return nil, &FieldError{Path: "event.order", Reason: "there is no order " + string(id)}
	}
	if o.Status != want {
		return nil, &OrderError{id, o.Status, want}
	}
	return o, nil
}

// auditor is who decides about changes.
func (f *fold) auditor() channel.PartyID {
	if len(f.Terms) > 0 {
		return auditor(f.last().Offer)
	}
	for i := range f.Orders {
		if f.Orders[i].Change.Kind() == OrderPurchase && f.Orders[i].Auditor != "" {
			return f.Orders[i].Auditor
		}
	}
	return ""
}

// base returns when an order takes effect at the earliest.
func (f *fold) base(o *Order) calendar.Instant { return max(o.Requested, f.now) }

func (a Withdraw) apply(f *fold) error {
	if a.Event != "" {
		return f.withdrawEvent(a.Event)
	}
	o := f.order(a.Order)
	switch {
	case o == nil:
		return &FieldError{Path: "event.withdraw.order", Reason: "there is no order " + string(a.Order)}
	case o.Status == OrderDraft || o.Status == OrderToBeApproved && o.Change.Kind() != OrderPurchase:
		f.settle(a.Order, OrderWithdrawn)
		return nil
	}
	if !f.drop(OrderWithdrawn, func(d *deferred) bool { return d.order == a.Order }) {
		return &OrderError{a.Order, o.Status, OrderToBeApproved}
	}
	return nil
}

func (f *fold) withdrawEvent(id EventID) error {
	for i := range f.rest {
		if f.rest[i].ID == id && f.rest[i].At > f.now {
			f.gone = append(f.gone, id)
			return nil
		}
	}
	return &FieldError{Path: "event.withdraw.event", Reason: "nothing of id " + string(id) + " is still to come"}
}
