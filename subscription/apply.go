package subscription

import (
	"fmt"
	"math"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/pricing"
)

// Apply returns what c is after an event, with the event kept. It changes
// nothing that it is given. Events may come in any order: the outcome is that
// of all of them in the order of their instants, those of one instant in the
// order in which they were applied.
//
// What is deferred and due at the instant of an event happens before it. An end
// that is dated back lets later events lapse; any other event that would make a
// later one impossible is refused, with a *[ConflictError].
//
// Other errors are *[FieldError], all at once, *[TransitionError],
// *[StateError], *[OrderError], *[AuditorError], *[RefundWindowError] and
// [ErrApplied]. With an error c is returned as it was.
func Apply(c Contract, e Event) (Contract, error) {
	next, err := apply(&c, e)
	if err != nil {
		return c, fmt.Errorf("subscription: %s: event %q at %s: %w", c.ID, e.ID, e.At, err)
	}
	return next, nil
}

// Replay applies events one after the other. With an error it returns what the
// events before came to.
func Replay(c Contract, events ...Event) (Contract, error) {
	for _, e := range events {
		var err error
		if c, err = Apply(c, e); err != nil {
			return c, err
		}
	}
	return c, nil
}

func apply(c *Contract, e Event) (Contract, error) {
	if err := e.check(); err != nil {
		return *c, err
	}
	if c.ID == "" || c.Customer == "" {
		return *c, &FieldError{Path: "id", Reason: "a contract has an id and a customer"}
	}
	if len(c.Events) == 0 && (len(c.Terms) > 0 || len(c.Facts) > 0) {
		return *c, &FieldError{Path: "events", Reason: "none, but a timeline: it would be lost"}
	}
	if slices.ContainsFunc(c.Events, func(old Event) bool { return old.ID == e.ID }) {
		return *c, ErrApplied
	}
	f := newFold(c, e)
	if err := f.run(e.ID); err != nil {
		return *c, err
	}
	if len(f.Terms) > 0 {
		if err := f.Validate(); err != nil {
			return *c, err
		}
	}
	return f.Contract, nil
}

// A fold goes through events in the order of their instants. What is earlier
// than now is settled.
type fold struct {
	Contract
	now   calendar.Instant
	cause Event   // what happens, or what deferred it
	rest  []Event // still to come
	due   []deferred
	gone  []EventID // events that were withdrawn
	state State
	under State // what a suspension is laid over
	left  Term  // the last one before the end

	purchase   Purchase
	paid       calendar.Instant // start of the first paid period
	trial      calendar.Instant // end of the trial
	commitment commitment
	decided    []OrderID // in order: a later order wins
}

func newFold(c *Contract, e Event) *fold {
	f := new(fold)
	f.ID, f.Customer, f.Location, f.Tags, f.Pool = c.ID, c.Customer, c.Location, c.Tags, c.Pool
	at := len(c.Events)
	for at > 0 && c.Events[at-1].At > e.At {
		at--
	}
	f.Events = slices.Insert(slices.Clone(c.Events), at, e)
	return f
}

// run applies all events, and then what they deferred. id is the event that was
// not applied before.
func (f *fold) run(id EventID) error {
	for i := range f.Events {
		e := f.Events[i]
		f.rest = f.Events[i+1:]
		f.advance(e.At)
		if slices.Contains(f.gone, e.ID) {
			continue
		}
		f.now, f.cause = e.At, e
		over := f.state.Over()
		switch err := e.Do.apply(f); {
		case err == nil:
		case e.ID == id:
			return err
		case over: // an end lets what comes after it lapse
			f.lapse(e.Do)
		default:
			return &ConflictError{e.ID, e.At, err}
		}
	}
	f.advance(math.MaxInt64)
	return nil
}

// become changes the state.
func (f *fold) become(to State) error {
	if !f.state.CanBecome(to) {
		return &TransitionError{f.state, to, f.now}
	}
	f.History = append(f.History, Transition{f.state, to, f.now, f.cause.Actor, f.cause.Reason, f.cause.ID})
	f.state = to
	return nil
}

// last is the term in force; there is one while the subscription is live.
func (f *fold) last() Term { return f.Terms[len(f.Terms)-1] }

// put makes t the term in force from now on. One that changes no money is none,
// and one that began at the same instant never was.
func (f *fold) put(t Term) {
	t.From = f.now
	if f.goesOn(&t) {
		return
	}
	if n := len(f.Terms) - 1; n >= 0 && f.Terms[n].From == t.From {
		if t.Credits == (Credits{}) {
			t.Credits = f.Terms[n].Credits
		}
		f.Terms = f.Terms[:n]
	}
	if !f.goesOn(&t) {
		f.Terms = append(f.Terms, t)
	}
}

// goesOn reports whether t changes nothing of the term in force. Charges may
// have got a quantity of their own then, though the same one.
func (f *fold) goesOn(t *Term) bool {
	n := len(f.Terms) - 1
	if n < 0 || !same(&f.Terms[n], t) {
		return false
	}
	f.Terms[n].Quantity, f.Terms[n].Quantities = t.Quantity, t.Quantities
	return true
}

// same reports whether b goes on as a does.
func same(a, b *Term) bool {
	return a.Mode == b.Mode && a.Offer == b.Offer && a.Schedule == b.Schedule && a.Measure == b.Measure &&
		!slices.ContainsFunc(a.Offer.Plan.Charges, func(c pricing.Charge) bool {
			return !a.QuantityOf(c.ID).Equal(b.QuantityOf(c.ID))
		})
}

// periodEnd returns when the period ends that is running at t.
func (f *fold) periodEnd(t calendar.Instant) calendar.Instant {
	last := f.last()
	if last.Mode == Trial {
		return f.trial
	}
	_, p := last.Schedule.At(t)
	return p.End
}
