package subscription

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
)

// A Listing is an offer that may be had from an instant on. A zero From is for
// ever back.
type Listing struct {
	From  calendar.Instant
	Offer *channel.Offer
}

// Listings are the revisions of what an order asks for, each until the next
// one. An order is priced when it takes effect, which may be later than when it
// was placed: it takes the revision of then.
type Listings []Listing

// Only returns the listings of an offer that has one revision.
func Only(o *channel.Offer) Listings { return Listings{{Offer: o}} }

// At returns the offer in force at t, nil if there is none.
func (l Listings) At(t calendar.Instant) *channel.Offer {
	for i := len(l) - 1; i >= 0; i-- {
		if l[i].From.IsZero() || l[i].From <= t {
			return l[i].Offer
		}
	}
	return nil
}

func (l Listings) check(f faults) {
	if len(l) == 0 {
		f.add("none")
	}
	for i := range l {
		switch {
		case l[i].Offer == nil:
			f.add("offer %d is missing", i)
		case l[i].Offer.Plan.ID != l.plan():
			f.add("offer %d is of plan %q, not %q", i, l[i].Offer.Plan.ID, l.plan())
		case i > 0 && (l[i].From.IsZero() || !l[i-1].From.IsZero() && l[i].From <= l[i-1].From):
			f.add("offer %d is not after the one before", i)
		}
	}
}

// plan names the plan that all of them are of.
func (l Listings) plan() (id pricing.PlanID) {
	for i := range l {
		if l[i].Offer != nil {
			return l[i].Offer.Plan.ID
		}
	}
	return ""
}
