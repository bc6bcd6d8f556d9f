package subscription

import (
	"slices"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
)

// A Grant is a discount that a subscription was given, a coupon or that of a
// bundle. Percentages and amounts are of what the customer pays; the funder's
// level and every level below it are reduced by the same.
//
// It counts for billing periods that start at From or later, as many as it
// lasts: a stub counts as one, a trial as none. It ends with the plan that the
// first of them is of. The zero From is the subscription's start.
type Grant struct {
	pricing.Discount
	From calendar.Instant
}

// A GrantRun is where a grant counts: for what is of Plan and of a billing period
// that starts within Period. A charge with an interval of its own has its own
// billing periods.
type GrantRun struct {
	*Grant
	Plan   pricing.PlanID
	Period calendar.Period
}

// Covers reports whether the grant counts for what is of a plan and of a billing
// period that starts at an instant. Its scope says for which charges.
func (r *GrantRun) Covers(p pricing.PlanID, start calendar.Instant) bool {
	return r.Plan == p && r.Period.Contains(start)
}

// Granted returns where grants count for billing periods that start before an
// instant, as known: bundles first, then coupons, each in the order given.
func (s *Subscription) Granted(before, known calendar.Instant) (out []GrantRun) {
	for _, bundle := range []bool{true, false} {
		for i := range s.Discounts {
			if g := &s.Discounts[i]; g.Bundle == bundle {
				if r, ok := s.run(g, before, known); ok {
					out = append(out, r)
				}
			}
		}
	}
	return out
}

// run counts the billing periods of a grant.
func (s *Subscription) run(g *Grant, before, known calendar.Instant) (r GrantRun, ok bool) {
	if len(s.Terms) == 0 {
		return r, false
	}
	r = GrantRun{Grant: g, Period: calendar.Period{End: before}}
	if !g.Until.IsZero() {
		r.Period.End = min(before, g.Until)
	}
	from := max(g.From, s.Terms[0].From)
	// An instant more, for the segment before that one there may go on with.
	frame := calendar.Period{Start: max(from-1, s.Terms[0].From), End: before}
	n := 0
	var last Segment
	for seg := range s.Segments(frame, known) {
		goesOn := seg.Continues(&last)
		last = seg
		if goesOn || seg.Period.Start < from || seg.Term.Mode == Trial {
			continue
		}
		if n == 0 {
			r.Plan, r.Period.Start = seg.plan(), seg.Period.Start
		}
		if seg.plan() != r.Plan || g.Periods > 0 && n == g.Periods {
			r.Period.End = min(r.Period.End, seg.Period.Start)
			break
		}
		n++
	}
	return r, n > 0 && !r.Period.IsEmpty()
}

// discountFaults reports what is wrong with the grants: with each of them, with
// using them together, and with names that cells could not be told apart by.
func (s *Subscription) discountFaults(fault func(path, format string, args ...any)) {
	discounts := make([]pricing.Discount, len(s.Discounts))
	for i := range s.Discounts {
		discounts[i] = s.Discounts[i].Discount
	}
	if err := pricing.Stack(discounts...); err != nil {
		fault("discounts", "%w", err)
	}
	for i := range s.Discounts {
		g := &s.Discounts[i]
		id := string(g.ID)
		if strings.ContainsRune(id, ' ') || slices.Contains(reserved, id) {
			fault("discounts", "%.40q has a space, or is the name of another component", id)
		}
		if slices.ContainsFunc(s.Facts, func(f Fact) bool { return f.ID == id || strings.HasPrefix(f.ID, id+" ") }) {
			fault("discounts", "%.40q is how a fact is named", id)
		}
		for k := range s.Terms {
			if o := s.Terms[k].Offer; o != nil {
				if _, ok := channel.Level(g.Funder).In(o.Levels()); !ok {
					fault("discounts", "%.40q: terms[%d] has no level %d to fund it", id, k, g.Funder)
				}
			}
		}
	}
}
