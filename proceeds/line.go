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
	parts   []part
	since   calendar.Instant       // where metered quantities count from
	group   int                    // lines of one billing period have the same
	earlier int                    // queries for what earlier periods came to
	place   int                    // the line's number among them
	segs    []subscription.Segment // all of that period
	off     []*pricing.Discount    // that count for it, bundles first
	pool    *pool                  // that it is a member's part of; then parts are the pool's
	nth     int                    // of the pool's members
}

// A part is a segment, and the charge's number in the segment's plan.
// Limits come after its charges.
type part struct {
	subscription.Segment
	charge int
}

// lines cuts the timeline into lines that overlap window, whole ones.
func lines(s *subscription.Subscription, window calendar.Period, known calendar.Instant) (out []line) {
	group := 0
	for _, every := range s.Intervals() {
		segs := slices.Collect(s.SegmentsEvery(every, s.Whole(every, window), known))
		from := 0
		for i := 1; i <= len(segs); i++ {
			if i == len(segs) || !segs[i].Continues(&segs[i-1]) {
				out = append(out, ofPeriod(segs, from, i, every, group)...)
				from, group = i, group+1
			}
		}
	}
	return out
}

// ofPeriod returns the lines of one billing period, segs[from:to]: one for each
// charge that is due so often, of the parts in which the plan has it, and one for
// each limit.
func ofPeriod(segs []subscription.Segment, from, to int, every calendar.Interval, group int) (out []line) {
	place := map[pricing.ChargeID]int{}
	for k := from; k < to; k++ {
		seg := &segs[k]
		plan := seg.Term.Offer.Plan
		for i := range len(plan.Charges) + len(plan.Limits) {
			c := seg.Term.Offer.Charge(i)
			if c.Every != every {
				continue
			}
			n, ok := place[c.ID]
			if !ok {
				n = len(out)
				place[c.ID] = n
				out = append(out, line{since: counted(segs[:k+1], c), group: group, place: n, segs: segs[from:to]})
			}
			out[n].parts = append(out[n].parts, part{*seg, i})
		}
	}
	return out
}

// counted returns from where on a charge's metric counts for the last of segs:
// the place in the tiers is carried over as long as every plan before it in the
// period counts the same metric. Levels have none.
func counted(segs []subscription.Segment, c *pricing.Charge) calendar.Instant {
	last := len(segs) - 1
	since := segs[last].Period.Start
	for i := last - 1; i >= 0 && segs[i].Since == segs[last].Since && segs[i].Ref == segs[last].Ref; i-- {
		same := func(o pricing.Charge) bool {
			return o.Kind == pricing.Usage && o.Metric == c.Metric && o.Statistic == c.Statistic
		}
		if c.Kind != pricing.Usage || !c.Statistic.Additive() || !slices.ContainsFunc(segs[i].Term.Offer.Plan.Charges, same) {
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
	p := l.serves()
	last := l.last()
	pause := last.Cut && last.Term.Mode == subscription.PausedFull
	if l.charge().Kind == pricing.Recurring && (pause || last.jumps(l.offer().Levels())) {
		p.End++
	}
	return p
}

// serves is the line's period; of a pool, from where the member joined it: what it
// bears goes on changing until the pool's period is over.
func (l line) serves() calendar.Period {
	p := l.period()
	if l.pool != nil {
		p.Start = l.pool.members[l.nth].from
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

// end is where the terms end the billing period.
func (l line) end() calendar.Instant {
	if l.pool != nil {
		return l.period().End
	}
	return l.segs[len(l.segs)-1].Period.End
}

// isCut reports whether a cancellation or a switch of plans cut the line short,
// and not a revision that no longer has what it is of.
func (l line) isCut() bool { return l.last().Cut && l.last().Period.End == l.end() }

// limit returns the limit that the line is of; nil if it is of a charge.
func (l line) limit() *pricing.Limit {
	if n := l.first().charge - len(l.plan().Charges); n >= 0 {
		return &l.plan().Limits[n]
	}
	return nil
}

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
