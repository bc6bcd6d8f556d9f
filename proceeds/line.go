package proceeds

import (
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// A line is what one cumulative function runs over: one charge of one plan over
// one billing period, cut into parts by what changed meanwhile.
type line struct {
	parts []part
	since calendar.Instant // where metered quantities count from
}

// A part is a segment, and the charge's number in the segment's plan.
type part struct {
	subscription.Segment
	charge int
}

// lines cuts the timeline into lines that overlap window, whole ones.
func lines(s *subscription.Subscription, window calendar.Period, known calendar.Instant) (out []line) {
	for _, every := range s.Intervals() {
		segs := slices.Collect(s.SegmentsEvery(every, s.Whole(every, window), known))
		from := 0
		for i := 1; i <= len(segs); i++ {
			if i == len(segs) || !segs[i].Continues(&segs[i-1]) {
				out = append(out, ofPeriod(segs, from, i, every)...)
				from = i
			}
		}
	}
	return out
}

// ofPeriod returns the lines of one billing period, segs[from:to]: one for each
// charge that is due so often, of the parts in which the plan has it.
func ofPeriod(segs []subscription.Segment, from, to int, every calendar.Interval) (out []line) {
	place := map[pricing.ChargeID]int{}
	for k := from; k < to; k++ {
		seg := &segs[k]
		for i := range seg.Term.Offer.Plan.Charges {
			c := &seg.Term.Offer.Plan.Charges[i]
			if c.Every != every {
				continue
			}
			n, ok := place[c.ID]
			if !ok {
				n = len(out)
				place[c.ID] = n
				out = append(out, line{since: counted(segs[:k+1], c)})
			}
			out[n].parts = append(out[n].parts, part{*seg, i})
		}
	}
	return out
}

// counted returns from where on a charge's metric counts for the last of segs:
// the place in the tiers is carried over as long as every plan before it in the
// period counts the same metric.
func counted(segs []subscription.Segment, c *pricing.Charge) calendar.Instant {
	last := len(segs) - 1
	since := segs[last].Period.Start
	for i := last - 1; i >= 0 && segs[i].Since == segs[last].Since && segs[i].Ref == segs[last].Ref; i-- {
		same := func(o pricing.Charge) bool { return o.Kind == pricing.Usage && o.Metric == c.Metric }
		if c.Kind != pricing.Usage || !slices.ContainsFunc(segs[i].Term.Offer.Plan.Charges, same) {
			break
		}
		since = segs[i].Period.Start
	}
	return since
}

func (l line) first() *part { return &l.parts[0] }
func (l line) last() *part  { return &l.parts[len(l.parts)-1] }

func (l line) period() calendar.Period {
	return calendar.Period{Start: l.first().Period.Start, End: l.last().Period.End}
}

// reach is the period in which the line earns: one instant more where it was cut
// short and something is due, or taken back, for the rest.
func (l line) reach() calendar.Period {
	p := l.period()
	last := l.last()
	pause := last.Cut && last.Term.Mode == subscription.PausedFull
	if l.charge().Kind == pricing.Recurring && (pause || last.jumps(l.offer().Levels())) {
		p.End++
	}
	return p
}

// jumps reports whether something is earned or taken back for the rest when p is
// cut short.
func (p *part) jumps(levels int) bool {
	for l := range levels {
		if p.Cut && p.Credits.Of(l) != subscription.ProRated {
			return true
		}
	}
	return false
}

// offer is the revision in force at the line's start: fees keep it.
func (l line) offer() *channel.Offer { return l.first().Term.Offer }

func (l line) charge() *pricing.Charge { return l.offer().Charge(l.first().charge) }

func (l line) plan() *pricing.Plan { return l.offer().Plan }

func (l line) trial() bool { return l.first().Term.Mode == subscription.Trial }

// partAt returns the part in force just before t: what a cut that ends at t ends
// with.
func (l line) partAt(t calendar.Instant) *part {
	for i := len(l.parts) - 1; i > 0; i-- {
		if l.parts[i].Period.Start < t {
			return &l.parts[i]
		}
	}
	return l.first()
}

// share returns which part of the billing period lies between two instants, as
// num of den. The measure is that in force at the line's start, so den is the
// same for all of it.
func (l line) share(from, to calendar.Instant) (num, den int64) {
	t := l.first().Term
	return t.Measure.Share(l.first().Ref, calendar.Period{Start: from, End: to}, t.Schedule.Zone)
}

// earning returns up to where p has earned fees at u: nothing while it is
// paused. What a pause without credit forfeits is earned when it is over.
func (p *part) earning(u calendar.Instant) calendar.Instant {
	switch p.Term.Mode {
	case subscription.Paused:
		return p.Period.Start
	case subscription.PausedFull:
		if u <= p.Period.End && u < p.Ref.End {
			return p.Period.Start
		}
	}
	return min(u, p.Period.End)
}

// quantity is how many units are in force; none while paused.
func (p *part) quantity(c pricing.ChargeID) fix.Num {
	if p.Term.Mode >= subscription.Paused {
		return fix.Num{}
	}
	return fix.FromDecimal(p.Term.QuantityOf(c))
}
