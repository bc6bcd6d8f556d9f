package subscription

import (
	"iter"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/pricing"
)

// A Segment is the part of one billing period that one term covers.
type Segment struct {
	Term   *Term
	Index  int             // of the term
	Period calendar.Period // what the term covers
	Ref    calendar.Period // the whole period as the schedule gives it
	Since  calendar.Instant
	// Since is where metered quantities count from: terms within one period
	// share one place in the tiers, over a switch of plans too.
	Cut bool // a later term, or the end, cut the period short
	// Credits say what becomes of the rest that was cut off.
	Credits Credits
}

// Segments yields the segments of the terms' own schedules that overlap frame,
// in order, of the timeline as it stands at known: a term or an end that lies
// after known is not yet in force. A broken timeline yields what comes before
// the fault.
func (s *Subscription) Segments(frame calendar.Period, known calendar.Instant) iter.Seq[Segment] {
	return s.SegmentsEvery(calendar.Interval{}, frame, known)
}

// SegmentsEvery yields the segments of charges that are due at an interval of
// their own. The zero Interval is that of the terms' schedules.
func (s *Subscription) SegmentsEvery(every calendar.Interval, frame calendar.Period, known calendar.Instant) iter.Seq[Segment] {
	return func(yield func(Segment) bool) {
		var last Segment // the segment before, yielded or not, of the term before
		for i := range s.Terms {
			t := &s.Terms[i]
			if t.From > known || t.From >= frame.End || t.Offer == nil {
				return
			}
			in := calendar.Period{Start: t.From, End: s.until(i, known, frame.End)}
			// One period more, for what the segment before says of the first.
			reach := calendar.Period{Start: max(in.Start, min(frame.Start, in.End-1)), End: in.End}
			for _, ref := range t.schedule(every).Periods(reach) {
				seg := s.segment(i, ref, in, known)
				if seg.follows(&last) {
					seg.Since = last.Since
				}
				last = seg
				if seg.Period.Overlaps(frame) && !yield(seg) {
					return
				}
			}
		}
	}
}

// segment is what term i, in force within in, covers of ref.
func (s *Subscription) segment(i int, ref, in calendar.Period, known calendar.Instant) Segment {
	seg := Segment{Term: &s.Terms[i], Index: i, Ref: ref, Period: ref.Intersect(in)}
	seg.Since = seg.Period.Start
	switch {
	case seg.Period.End != in.End:
	case s.open(i, known):
		seg.Period.End = ref.End // the frame ends here, not the term
	case in.End < ref.End:
		seg.Cut, seg.Credits = true, s.Refunds
		if i+1 < len(s.Terms) && s.Terms[i+1].From == in.End {
			seg.Credits = s.Terms[i+1].Credits
		}
	}
	return seg
}

// schedule is the term's schedule for charges that are due every so often.
func (t *Term) schedule(every calendar.Interval) calendar.Schedule {
	out := t.Schedule
	if every != (calendar.Interval{}) {
		out.Every = every
	}
	return out
}

// Intervals returns the intervals at which charges of any term are due, the
// zero one first: that of the terms' schedules.
func (s *Subscription) Intervals() []calendar.Interval {
	out := []calendar.Interval{{}}
	for i := range s.Terms {
		if s.Terms[i].Offer == nil {
			continue
		}
		for k := range s.Terms[i].Offer.Plan.Charges {
			if every := s.Terms[i].Offer.Plan.Charges[k].Every; !slices.Contains(out, every) {
				out = append(out, every)
			}
		}
	}
	return out
}

// Span returns the window that frame means for s: every billing period that
// touches frame, whole, of every term, cut short or not. Cells are looked for
// there, so a fact that shortens a period, or moves a start within it, is seen by
// every later run that touches the period.
func (s *Subscription) Span(frame calendar.Period) calendar.Period {
	out := frame
	for _, every := range s.Intervals() {
		p := s.Whole(every, frame)
		out.Start, out.End = min(out.Start, p.Start), max(out.End, p.End)
	}
	return out
}

// Whole returns frame with every billing period of an interval that touches it.
func (s *Subscription) Whole(every calendar.Interval, frame calendar.Period) calendar.Period {
	out := frame
	if frame.IsEmpty() {
		return out
	}
	for i := range s.Terms {
		t := &s.Terms[i]
		if t.From >= frame.End {
			break
		}
		schedule := t.schedule(every)
		_, first := schedule.At(max(frame.Start, t.From))
		_, last := schedule.At(frame.End - 1)
		if first.Overlaps(frame) {
			out.Start = min(out.Start, first.Start)
		}
		out.End = max(out.End, last.End)
	}
	return out
}

// until is where term i ends at the latest, as known; limit where it is open.
func (s *Subscription) until(i int, known, limit calendar.Instant) calendar.Instant {
	if i+1 < len(s.Terms) && s.Terms[i+1].From <= known {
		return s.Terms[i+1].From
	}
	if !s.open(i, known) {
		return s.End
	}
	return limit
}

// open reports whether nothing that is known ends term i.
func (s *Subscription) open(i int, known calendar.Instant) bool {
	if i+1 < len(s.Terms) && s.Terms[i+1].From <= known {
		return false
	}
	return s.End.IsZero() || s.End > known
}

// SetUpAt reports whether the set-up of a charge is due where the segment
// starts: it is the first term beyond a trial whose plan has the charge.
func (s *Subscription) SetUpAt(seg *Segment, c pricing.ChargeID) bool {
	if seg.Period.Start != seg.Term.From || seg.Term.Mode != Running {
		return false
	}
	return !slices.ContainsFunc(s.Terms[:seg.Index], func(t Term) bool {
		return t.Mode == Running && t.Offer.Plan.ID == seg.plan() && t.Charge(c) >= 0
	})
}

// Charge returns the number of a charge in the term's plan, and −1 if it has
// none.
func (t *Term) Charge(c pricing.ChargeID) int {
	return slices.IndexFunc(t.Offer.Plan.Charges, func(x pricing.Charge) bool { return x.ID == c })
}

// Continues reports whether s goes on with the line of the segment before it:
// same plan, currency and period, without a gap. A trial is a line of its own.
func (s *Segment) Continues(before *Segment) bool {
	return s.follows(before) && before.plan() == s.plan() && before.Term.Offer.Plan.Currency == s.Term.Offer.Plan.Currency
}

// follows reports whether s goes on in the billing period of the segment before
// it, without a gap. A conversion from a trial restarts the period.
func (s *Segment) follows(before *Segment) bool {
	return before.Term != nil && before.Ref == s.Ref && before.Period.End == s.Period.Start &&
		(before.Term.Mode == Trial) == (s.Term.Mode == Trial)
}

func (s *Segment) plan() pricing.PlanID { return s.Term.Offer.Plan.ID }
