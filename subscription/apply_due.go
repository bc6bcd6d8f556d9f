package subscription

import (
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/pricing"
)

// A subject is what a deferred change is about. Two of one subject contradict
// each other.
type subject struct {
	about  topic
	charge pricing.ChargeID // of an add-on
}

type topic uint8

const (
	nothing topic = iota
	thePlan
	theQuantity
	theEnd    // by an order
	theExpiry // by the term
	thePause
)

// contradicts reports whether a change of s leaves no room for an earlier order
// about t. A new plan does not know the quantities that were meant for the old
// one.
func (s subject) contradicts(t subject) bool {
	return s == t && s.about != nothing || s.about == thePlan && t.about == theQuantity
}

// deferred is what happens later by itself.
type deferred struct {
	at    calendar.Instant
	about subject
	order OrderID // none: not by an order
	cause Event
	run   func() error
}

// later defers run.
func (f *fold) later(at calendar.Instant, s subject, order OrderID, run func() error) {
	f.due = append(f.due, deferred{at, s, order, f.cause, run})
}

// itself makes the reason of what happens without an actor.
func (f *fold) itself(reason string) { f.cause = Event{ID: f.cause.ID, Reason: reason} }

// advance lets happen what is due up to t.
func (f *fold) advance(t calendar.Instant) {
	for {
		i := f.first()
		if i < 0 || f.due[i].at > t {
			return
		}
		d := f.due[i]
		f.due = slices.Delete(f.due, i, i+1)
		f.now, f.cause = d.at, d.cause
		if err := d.run(); err != nil {
			f.settle(d.order, OrderLapsed)
		}
	}
}

// first returns the number of what is due first: of one instant an end, then
// the others as they were deferred. −1: nothing.
func (f *fold) first() int {
	first := -1
	for i := range f.due {
		if first < 0 || f.due[i].before(&f.due[first]) {
			first = i
		}
	}
	return first
}

func (d *deferred) before(e *deferred) bool {
	if d.at != e.at {
		return d.at < e.at
	}
	return d.place() < e.place()
}

func (d *deferred) place() int {
	switch {
	case d.about.about == theEnd:
		return 0
	case d.about.about == theExpiry:
		return 1
	}
	return 2
}

// drop takes back what is deferred and meant.
func (f *fold) drop(become OrderStatus, meant func(*deferred) bool) (dropped bool) {
	kept := f.due[:0:0]
	for i := range f.due {
		d := &f.due[i]
		if !meant(d) {
			kept = append(kept, *d)
			continue
		}
		dropped = true
		f.settle(d.order, become)
	}
	f.due = kept
	return dropped
}

// replace takes back the orders that o contradicts: decided earlier, and not in
// effect before t.
func (f *fold) replace(o *Order, s subject, t calendar.Instant) bool {
	return f.drop(OrderReplaced, func(d *deferred) bool {
		old := f.order(d.order)
		return old != nil && slices.Index(f.decided, old.ID) < slices.Index(f.decided, o.ID) &&
			s.contradicts(d.about) && d.at >= t
	})
}

// settle says what became of an order that takes no effect.
func (f *fold) settle(id OrderID, s OrderStatus) {
	if o := f.order(id); o != nil {
		o.Status, o.Effective = s, 0
	}
}

// order returns an order, nil if there is none.
func (f *fold) order(id OrderID) *Order {
	for i := range f.Orders {
		if f.Orders[i].ID == id {
			return &f.Orders[i]
		}
	}
	return nil
}

// when runs at t, at once if that has come, for an order about s.
func (f *fold) when(id OrderID, t calendar.Instant, s subject, run func() error) error {
	f.order(id).Effective = t
	checked := func() error {
		if !f.state.Live() {
			return &StateError{id, f.order(id).Change.Kind(), f.state}
		}
		return run()
	}
	if t <= f.now {
		return checked()
	}
	f.later(t, s, id, checked)
	return nil
}
