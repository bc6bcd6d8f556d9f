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
// one billing period, cut into segments by what changed meanwhile.
type line struct {
	segs []subscription.Segment
}

// lines cuts the segments of s that overlap frame into lines, whole ones: the
// first line reaches back to its own start.
func lines(s *subscription.Subscription, frame calendar.Period, known calendar.Instant) []line {
	segs := slices.Collect(s.Segments(s.Span(frame), known))
	var out []line
	from := 0
	for i := 1; i <= len(segs); i++ {
		if i == len(segs) || !segs[i].Continues(&segs[i-1]) {
			out = append(out, line{segs[from:i]})
			from = i
		}
	}
	return out
}

func (l line) start() calendar.Instant { return l.segs[0].Period.Start }
func (l line) end() calendar.Instant   { return l.segs[len(l.segs)-1].Period.End }

// offer is the revision in force at the line's start: fees keep it.
func (l line) offer() *channel.Offer { return l.segs[0].Term.Offer }

func (l line) plan() *pricing.Plan { return l.offer().Plan }

// segmentAt returns the segment in force just before t: what a cut that ends at
// t ends with.
func (l line) segmentAt(t calendar.Instant) *subscription.Segment {
	for i := len(l.segs) - 1; i > 0; i-- {
		if l.segs[i].Period.Start < t {
			return &l.segs[i]
		}
	}
	return &l.segs[0]
}

// share returns w(u∧e) − w(s) of segment j as num of den.
func (l line) share(j int, u calendar.Instant) (num, den int64) {
	seg := &l.segs[j]
	part := calendar.Period{Start: seg.Period.Start, End: min(u, seg.Period.End)}
	return seg.Term.Measure.Share(seg.Ref, part, seg.Term.Schedule.Zone)
}

// An accrual is A(t) of one charge of a line, unrounded at every level.
type accrual struct {
	line    line
	charge  int
	query   *Query // of a usage charge
	reading *Reading
}

// at returns what is earned up to u, rounded once.
func (a *accrual) at(u calendar.Instant, scale uint8) (channel.Amounts, error) {
	c := a.line.offer().Charge(a.charge)
	var sum channel.Rates
	var den int64
	var err error
	switch c.Kind {
	case pricing.Recurring:
		den, err = a.recurring(&sum, u)
	default:
		den, err = a.usage(&sum, u)
	}
	if err != nil {
		return channel.Amounts{}, err
	}
	return sum.Round(1, den, a.line.plan().Currency, scale)
}

// recurring is Σ over segments of P(q)·(w(u∧e) − w(s)), of the revision in
// force at the line's start.
func (a *accrual) recurring(sum *channel.Rates, u calendar.Instant) (int64, error) {
	den := int64(1)
	for j := range a.line.segs {
		seg := &a.line.segs[j]
		if seg.Period.Start >= u {
			break
		}
		num, d := a.line.share(j, u)
		var r channel.Rates
		if err := a.line.offer().Rate(&r, a.charge, fix.FromDecimal(seg.Term.Quantity)); err != nil {
			return 0, err
		}
		r = r.MulInt(num)
		if j > 0 && d != den { // the measure changed within the line
			r, *sum, den = r.MulInt(den), sum.MulInt(d), den*d
		} else {
			den = d
		}
		*sum = sum.Plus(&r)
	}
	return den, nil
}

// usage is Σ over segments of P(Q(u∧e)) − P(Q(s)), each at its own revision,
// plus P(0) with the share of time: else the first instant would carry it whole.
func (a *accrual) usage(sum *channel.Rates, u calendar.Instant) (int64, error) {
	var standing channel.Rates
	den := int64(1)
	for j := range a.line.segs {
		seg := &a.line.segs[j]
		if seg.Period.Start >= u {
			break
		}
		o := seg.Term.Offer
		var to, from, zero channel.Rates
		if err := o.Rate(&to, a.charge, a.query.at(a.reading, min(u, seg.Period.End))); err != nil {
			return 0, err
		}
		if err := o.Rate(&from, a.charge, a.query.at(a.reading, seg.Period.Start)); err != nil {
			return 0, err
		}
		if err := o.Rate(&zero, a.charge, fix.Num{}); err != nil {
			return 0, err
		}
		part := to.Minus(&from)
		*sum = sum.Plus(&part)
		if zero.IsZero() {
			continue
		}
		num, d := a.line.share(j, u)
		zero = zero.MulInt(num)
		if standing.IsZero() {
			den = d
		} else if d != den {
			zero, standing, den = zero.MulInt(den), standing.MulInt(d), den*d
		}
		standing = standing.Plus(&zero)
	}
	*sum = sum.MulInt(den)
	*sum = sum.Plus(&standing)
	return den, nil
}
