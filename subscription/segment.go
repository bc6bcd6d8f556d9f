package subscription

import (
	"iter"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/pricing"
)

// A Segment is the part of one billing period that one term covers.
type Segment struct {
	Term   *Term
	Period calendar.Period // what the term covers
	Ref    calendar.Period // the whole period as the schedule gives it
	Since  calendar.Instant
	// Since is where metered quantities count from: terms of one plan within
	// one period share one place in the tiers.
	First bool // the first of its plan in this subscription: set-up is due
}

// Segments yields the segments that overlap frame, in order, of the timeline as
// it stands at known: a term or an end that lies after known is not yet in
// force. A broken timeline yields what comes before the fault.
func (s *Subscription) Segments(frame calendar.Period, known calendar.Instant) iter.Seq[Segment] {
	return func(yield func(Segment) bool) {
		var last Segment // the segment before, yielded or not, of the term before
		for i := range s.Terms {
			t := &s.Terms[i]
			in := calendar.Period{Start: t.From, End: s.until(i, known, frame.End)}
			if t.From > known || t.From >= frame.End {
				return
			}
			if t.Mode >= Paused || in.IsEmpty() {
				continue
			}
			first := !s.had(i)
			k, _ := t.Schedule.At(max(in.Start, min(frame.Start, in.End-1)))
			for {
				ref := t.Schedule.Period(k)
				if ref.Start >= in.End {
					break
				}
				if ref.IsEmpty() { // a date that the zone skipped
					k++
					continue
				}
				seg := Segment{Term: t, Ref: ref, Period: ref.Intersect(in)}
				seg.First = first && seg.Period.Start == t.From
				if seg.Period.End == in.End && s.open(i, known) {
					seg.Period.End = ref.End // the frame ends here, not the term
				}
				seg.Since = seg.Period.Start
				if continues(&last, &seg) {
					seg.Since = last.Since
				}
				last = seg
				if seg.Period.Overlaps(frame) && !yield(seg) {
					return
				}
				k++
			}
		}
	}
}

// Span returns the window that frame means for s: it reaches back to the start
// of every reference period that touches frame, of every term, cut short or
// not. Cells are looked for there, so a fact that shortens a period is seen by
// every later run that touches the period.
func (s *Subscription) Span(frame calendar.Period) calendar.Period {
	for i := range s.Terms {
		t := &s.Terms[i]
		if t.From >= frame.End {
			continue
		}
		_, ref := t.Schedule.At(max(frame.Start, t.From))
		if ref.Overlaps(frame) {
			frame.Start = min(frame.Start, max(ref.Start, s.Terms[0].From))
		}
	}
	return frame
}

// until is where term i ends at the latest, as known; limit where it is open.
func (s *Subscription) until(i int, known, limit calendar.Instant) calendar.Instant {
	end := limit
	if i+1 < len(s.Terms) && s.Terms[i+1].From <= known {
		end = s.Terms[i+1].From
	} else if !s.open(i, known) {
		end = s.End
	}
	return end
}

// open reports whether nothing that is known ends term i.
func (s *Subscription) open(i int, known calendar.Instant) bool {
	if i+1 < len(s.Terms) && s.Terms[i+1].From <= known {
		return false
	}
	return s.End.IsZero() || s.End > known
}

// had reports whether a term before i has the plan of term i.
func (s *Subscription) had(i int) bool {
	for j := range s.Terms[:i] {
		if o := s.Terms[j].Offer; o != nil && o.Plan.ID == s.Terms[i].Offer.Plan.ID {
			return true
		}
	}
	return false
}

// continues reports whether b goes on with a's line: same plan, currency and
// period, without a gap.
func continues(a, b *Segment) bool {
	return a.Term != nil && a.Ref == b.Ref && a.Period.End == b.Period.Start && a.plan() == b.plan() &&
		a.Term.Offer.Plan.Currency == b.Term.Offer.Plan.Currency
}

func (s *Segment) plan() pricing.PlanID { return s.Term.Offer.Plan.ID }

// Continues reports whether s goes on with the line of the segment before it.
func (s *Segment) Continues(before *Segment) bool { return continues(before, s) }
