package livereport

import (
	"errors"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

// PreviewTerms say of when and for which time costs are previewed.
type PreviewTerms struct {
	// AsOf is up to when costs have accrued: no reading from after it is asked for.
	AsOf calendar.Instant
	// Frame is what the forecast is for. The zero Frame is the billing period that
	// AsOf lies in, by the schedule of the term in force; before the first term,
	// the first one.
	Frame calendar.Period
}

// A Preview computes what a subscription has cost so far in a frame, and what it
// will have cost at its end. It is the collector's own function over one slot, up
// to AsOf and up to the frame's end: so what has accrued is what the quotas
// collected by then come to, to the last unit, each line rounded once. Changes,
// ends and one-offs of later in the frame count in the forecast only, and there as
// far as the subscription has them already.
//
//   - Fees, minimums and discounts are known, however they are paid.
//   - Additive usage goes on at the pace so far: (quantity so far) × (time of the
//     line) ÷ (time so far), in elapsed microseconds and over an hour at least,
//     rounded half away from zero to six decimals. A line that has not begun goes
//     on at the pace of the latest one of the same metric.
//   - Levels (averages, peaks, last values) stay what they are.
//
// Put [Preview.Queries] to the meters as of AsOf, then ask for [Preview.Costs]. A
// preview promises nothing and stores nothing.
type Preview struct {
	terms   PreviewTerms
	accrued *proceeds.Job
	job     *proceeds.Job // of the forecast
	asked   []proceeds.Query
}

// ErrFrame is returned for a preview of no time.
var ErrFrame = errors.New("livereport: preview: the frame is empty")

// NewPreview returns a preview of a subscription. The error is the
// subscription's own, ErrFrame, or a *[proceeds.PoolError] for one that shares a
// price in a pool: what it costs depends on the others.
func NewPreview(s *subscription.Subscription, t PreviewTerms, scale proceeds.Scale) (*Preview, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if c := sharedCharge(s); c != "" {
		return nil, &proceeds.PoolError{Pool: s.Pool, Subscription: s.ID, Charge: c, Reason: "what it costs alone says nothing: no preview"}
	}
	if (t.Frame == calendar.Period{}) {
		t.Frame = billingPeriod(s, t.AsOf)
	}
	if t.Frame.IsEmpty() {
		return nil, ErrFrame
	}
	p := &Preview{terms: t}
	var past []calendar.Period
	if t.AsOf > t.Frame.Start {
		past = []calendar.Period{{Start: t.Frame.Start, End: min(t.AsOf, t.Frame.End)}}
	}
	p.accrued = proceeds.Quotas(s, past, t.AsOf, scale)
	p.job = proceeds.Quotas(s, []calendar.Period{t.Frame}, max(t.AsOf, t.Frame.End), scale)
	p.asked = slices.Clone(p.accrued.Queries())
	for _, q := range p.job.Queries() {
		if ends := known(&q, t.AsOf); len(ends) > 0 {
			q.Ends = ends
			p.asked = append(p.asked, q)
		}
	}
	return p, nil
}

// sharedCharge returns a charge whose price s shares with others; none is "".
func sharedCharge(s *subscription.Subscription) pricing.ChargeID {
	for i := range s.Terms {
		for _, c := range s.Terms[i].Offer.Plan.Charges {
			if s.Pool != "" && c.Pooled {
				return c.ID
			}
		}
	}
	return ""
}

// billingPeriod returns the period that t lies in, by the schedule of the term
// in force.
func billingPeriod(s *subscription.Subscription, t calendar.Instant) calendar.Period {
	term := &s.Terms[0]
	for i := range s.Terms {
		if s.Terms[i].From <= t {
			term = &s.Terms[i]
		}
	}
	_, period := term.Schedule.At(max(t, term.From))
	return period
}

// Queries returns what must be known from meters, as of AsOf.
func (p *Preview) Queries() []proceeds.Query { return p.asked }

// Costs returns what has accrued and the forecast. readings answer Queries, in
// order. The error is the subscription's, as in a run.
func (p *Preview) Costs(readings []proceeds.Reading) (Costs, error) {
	if len(readings) != len(p.asked) {
		return Costs{}, fmt.Errorf("livereport: preview: %w: %d readings for %d queries", proceeds.ErrUnmetered, len(readings), len(p.asked))
	}
	n := len(p.accrued.Queries())
	past, err := p.accrued.Targets(readings[:n])
	if err != nil {
		return Costs{}, err
	}
	all, err := p.goOn(readings[n:])
	if err != nil {
		return Costs{}, err
	}
	whole, err := p.job.Targets(all)
	if err != nil {
		return Costs{}, err
	}
	c := Costs{asOf: p.terms.AsOf, frame: p.terms.Frame, subscription: p.job.Subscription, lines: map[costKey]*costLine{}}
	for i := range past {
		if err := c.add(&past[i], func(ln *costLine) *channel.Amounts { return &ln.accrued }); err != nil {
			return Costs{}, err
		}
	}
	for i := range whole {
		if err := c.add(&whole[i], func(ln *costLine) *channel.Amounts { return &ln.forecast }); err != nil {
			return Costs{}, err
		}
	}
	return c, nil
}

// A costKey is what the targets of one line of costs have in common.
type costKey struct {
	plan      pricing.PlanID
	charge    pricing.ChargeID
	component string
	route     channel.RouteID
}
