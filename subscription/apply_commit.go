package subscription

import "github.com/daybook-go/daybook/calendar"

// A commitment is a committed term: terms intervals of its schedule. The zero
// commitment is none.
type commitment struct {
	schedule calendar.Schedule
	terms    int
	least    calendar.Instant // it ends no earlier: a commitment that a plan switch left
}

// length is how long a customer of the plan in force commits.
func (f *fold) length() calendar.Interval {
	if f.purchase.Commit != (calendar.Interval{}) {
		return f.purchase.Commit
	}
	return f.last().Offer.Plan.MinimumTerm
}

// commit begins a committed term at t. It does not shorten the one before.
func (f *fold) commit(every calendar.Interval, t calendar.Instant) {
	if every == (calendar.Interval{}) {
		return
	}
	least, _ := f.committed(f.now)
	zone := f.last().Schedule.Zone
	f.commitment = commitment{calendar.Schedule{Anchor: t, Every: every, Zone: zone}, 1, least}
	f.expires()
}

// committed returns when the committed term ends that is running at t; false if
// none is.
func (f *fold) committed(t calendar.Instant) (calendar.Instant, bool) {
	c := &f.commitment
	if c.terms == 0 {
		return 0, false
	}
	end := c.schedule.Start(c.terms)
	if f.purchase.Policy.TermEnd == RenewTerm && t >= end {
		_, p := c.schedule.At(t)
		end = p.End
	}
	end = max(end, c.least)
	return end, t < end
}

// expires lets the subscription expire when its term ends, if it is to.
func (f *fold) expires() {
	if f.purchase.Policy.TermEnd != Expire {
		return
	}
	f.drop(OrderLapsed, func(d *deferred) bool { return d.about.about == theExpiry })
	end, _ := f.committed(f.now)
	f.later(end, subject{about: theExpiry}, "", func() error {
		f.itself("the term is over")
		return f.end(StateExpired, Credits{})
	})
}

func (Renewal) ready(*fold, *Order) error { return nil }

func (c Renewal) take(f *fold, o *Order) error {
	id, revoked := o.ID, f.replace(o, subject{about: theEnd}, f.now)
	return f.when(id, f.base(o), subject{}, func() error { return f.renew(c, id, revoked) })
}

// renew adds a committed term to the one that is running, or begins one.
func (f *fold) renew(c Renewal, id OrderID, revoked bool) error {
	every := c.For
	if every == (calendar.Interval{}) {
		every = f.length()
	}
	if every == (calendar.Interval{}) {
		if revoked {
			return nil
		}
		return &FieldError{Path: "event.order.change.for", Reason: "there is no term to renew"}
	}
	from, running := f.committed(f.now)
	if !running {
		from = f.now
	}
	if running && f.commitment.follows(every, from) {
		f.extend(from)
	} else {
		f.commit(every, from)
	}
	f.order(id).Effective = from
	if len(c.Offers) == 0 {
		return nil
	}
	return f.reprice(from, c.Offers)
}

// follows reports whether a term that begins at t is the next one of c's.
func (c *commitment) follows(every calendar.Interval, t calendar.Instant) bool {
	_, p := c.schedule.At(t)
	return c.schedule.Every.String() == every.String() && p.Start == t
}

// extend adds a term after the one that ends at end. It is counted from the
// first, so that 31 January stays the 31st.
func (f *fold) extend(end calendar.Instant) {
	if f.purchase.Policy.TermEnd == RenewTerm {
		return // it renews by itself
	}
	k, _ := f.commitment.schedule.At(end)
	f.commitment.terms = k + 1
	f.expires()
}

func (a Reprice) apply(f *fold) error {
	if !f.state.Live() {
		return &FieldError{Path: "event.offer", Reason: "the subscription is " + f.state.String()}
	}
	if plan := f.last().Offer.Plan.ID; a.Offer.Plan.ID != plan {
		return &FieldError{Path: "event.offer", Reason: "it is not of the plan in force, " + string(plan)}
	}
	t := f.now
	if end, frozen := f.committed(t); frozen && f.last().Offer.Plan.PriceFreeze {
		t = end
	}
	return f.reprice(f.periodStart(t), Only(a.Offer))
}

// periodStart returns the first start of a period at t or after.
func (f *fold) periodStart(t calendar.Instant) calendar.Instant {
	last := f.last()
	if last.Mode == Trial {
		return max(t, f.trial)
	}
	if _, p := last.Schedule.At(t); p.Start < t {
		return p.End
	}
	return t
}

// reprice takes the offer of t, if its plan is still in force then.
func (f *fold) reprice(t calendar.Instant, offers Listings) error {
	price := func() error {
		last := f.last()
		o := offers.At(f.now)
		if o == nil || o.Plan.ID != last.Offer.Plan.ID {
			return &FieldError{Path: "event.offer", Reason: "it is not of the plan in force"}
		}
		last.Offer, last.Credits = o, Credits{}
		bad := newFaults("event.offer")
		if sellable(&last, bad); bad.err() == nil {
			f.put(last)
		}
		return bad.err()
	}
	if t <= f.now {
		return price()
	}
	f.later(t, subject{}, "", price)
	return nil
}
