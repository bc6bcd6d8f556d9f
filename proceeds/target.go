package proceeds

import (
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// A Target is what a cell should hold: a row with no N. Hold means that this
// run cannot tell (not due yet): leave the cell alone.
type Target struct {
	Row
	Hold bool
}

// A Job computes the targets of one subscription: first what it must ask the
// meters, then, with the answers, what every cell of its window should hold.
// It reads neither clock nor store; the same inputs give the same targets.
type Job struct {
	Subscription *subscription.Subscription
	Window       Window

	book  Book
	known calendar.Instant
	scale func(*pricing.Plan) (uint8, error)
	slots []calendar.Period
	lines []line
	query []Query // one per usage charge of a line, in the order of walk
}

// A Scale returns the decimals at which amounts of a plan are booked.
type Scale = func(*pricing.Plan) (uint8, error)

// Due returns the job that books what s has due, as known, before frame.End.
// Prepaid is due when its segment starts, the rest when its line ends.
func Due(s *subscription.Subscription, frame calendar.Period, known calendar.Instant, scale Scale) *Job {
	j := &Job{Subscription: s, book: Booked, known: known, scale: scale}
	j.Window = Window{Booked, s.ID, s.Span(frame)}
	j.lines = lines(s, frame, known)
	j.ask()
	return j
}

// Quotas returns the job that collects the quotas of s on slots: adjacent
// ascending slots that are over at known. A quota is a(slot end) − a(slot
// start), so the quotas of a line sum to its amount at every level.
func Quotas(s *subscription.Subscription, slots []calendar.Period, known calendar.Instant, scale Scale) *Job {
	j := &Job{Subscription: s, book: Live, known: known, scale: scale, slots: slots}
	if len(slots) > 0 {
		frame := calendar.Period{Start: slots[0].Start, End: slots[len(slots)-1].End}
		j.Window = Window{Live, s.ID, frame}
		j.lines = lines(s, frame, known)
	}
	j.ask()
	return j
}

// Queries returns what the job must know from meters, in order.
func (j *Job) Queries() []Query { return j.query }

// cuts are the stretches of a line whose difference makes a cell.
func (j *Job) cuts(l line) []calendar.Period {
	var out []calendar.Period
	if j.book == Booked {
		for i := range l.segs {
			out = append(out, l.segs[i].Period)
		}
		return out
	}
	whole := calendar.Period{Start: l.start(), End: l.end()}
	for _, slot := range j.slots {
		if p := slot.Intersect(whole); !p.IsEmpty() {
			out = append(out, p)
		}
	}
	return out
}

func (j *Job) ask() {
	for _, l := range j.lines {
		var ends []calendar.Instant
		for i := range l.plan().Charges {
			if !j.asks(l, i) {
				continue
			}
			if ends == nil {
				ends = bounds(l, j.cuts(l))
			}
			j.query = append(j.query, Query{j.Subscription.ID, l.plan().Charges[i].Metric, l.segs[0].Since, ends})
		}
	}
}

// asks reports whether charge i of a line needs a reading: it counts usage, and
// the usage is due. Where it is not, targets hold.
func (j *Job) asks(l line, i int) bool {
	return l.plan().Charges[i].Kind == pricing.Usage && len(j.cuts(l)) > 0 && (j.book == Live || l.end() <= j.known)
}

// bounds returns every instant at which usage must be known: where a cut
// starts or ends, and where a segment does before the last cut's end.
func bounds(l line, cuts []calendar.Period) []calendar.Instant {
	last := cuts[len(cuts)-1].End
	var out []calendar.Instant
	for _, c := range cuts {
		out = append(out, c.Start, c.End)
	}
	for i := range l.segs {
		out = append(out, min(last, l.segs[i].Period.Start), min(last, l.segs[i].Period.End))
	}
	slices.Sort(out)
	out = slices.Compact(out)
	for len(out) > 0 && out[0] <= l.segs[0].Since {
		out = out[1:]
	}
	return out
}

// Targets returns what the cells of the window should hold, in the order of
// cells. readings answer Queries, in order. An error concerns the whole
// subscription: nothing of it can be trusted.
func (j *Job) Targets(readings []Reading) ([]Target, error) {
	if err := j.answered(readings); err != nil {
		return nil, err
	}
	var out []Target
	for _, a := range j.accruals(readings) {
		var err error
		if out, err = j.charge(out, &a); err != nil {
			return nil, fmt.Errorf("proceeds: %s: charge %q: %w", j.Subscription.ID, a.line.offer().Charge(a.charge).ID, err)
		}
	}
	slices.SortFunc(out, func(a, b Target) int { return a.Cell.Compare(b.Cell) })
	return out, nil
}

// answered reports whether there is a reading for each query.
func (j *Job) answered(readings []Reading) error {
	if len(readings) != len(j.query) {
		return fmt.Errorf("proceeds: %s: %w: %d readings for %d queries", j.Subscription.ID, ErrUnmetered, len(readings), len(j.query))
	}
	return nil
}

// charge appends the targets of one charge of a line.
func (j *Job) charge(out []Target, a *accrual) ([]Target, error) {
	scale, err := j.scale(a.line.plan())
	if err != nil {
		return nil, err
	}
	if a.query != nil {
		if err := a.reading.check(a.query); err != nil {
			return nil, err
		}
	}
	c, cuts := a.line.offer().Charge(a.charge), j.cuts(a.line)
	if c.Kind == pricing.OneTime {
		return j.oneOffs(out, a, cuts, scale)
	}
	var before channel.Amounts
	for n, cut := range cuts {
		t := j.target(a, cut)
		if !j.due(&t, a.line, cut) {
			t.Hold = true
			out = append(out, t)
			continue
		}
		if n == 0 && cut.Start > a.line.start() {
			if before, err = a.at(cut.Start, scale); err != nil {
				return nil, err
			}
		}
		now, err := a.at(cut.End, scale)
		if err != nil {
			return nil, err
		}
		if t.Amounts, err = now.Sub(before); err != nil {
			return nil, err
		}
		before = now
		if c.Kind == pricing.Usage {
			q := a.query.at(a.reading, cut.End).Sub(a.query.at(a.reading, cut.Start))
			t.Quantity, t.Estimated = pricing.FromNum(q), a.reading.Estimated
		} else {
			t.Quantity = pricing.FromNum(fix.FromDecimal(a.line.segmentAt(cut.End).Term.Quantity))
		}
		if j.Window.Covers(t.Cell) {
			out = append(out, t)
		}
	}
	return out, nil
}

// oneOffs appends what happened at an instant: whole, in the cut that contains
// it.
func (j *Job) oneOffs(out []Target, a *accrual, cuts []calendar.Period, scale uint8) ([]Target, error) {
	c := a.line.offer().Charge(a.charge)
	add := func(at calendar.Instant, component string, seg *subscription.Segment, q fix.Num) error {
		cut := calendar.Period{Start: at, End: at + 1}
		if j.book == Live {
			n := slices.IndexFunc(cuts, func(p calendar.Period) bool { return p.Contains(at) })
			if n < 0 {
				return nil
			}
			cut = cuts[n]
		}
		t := j.target(a, cut)
		t.Component, t.Due, t.Posted = component, at, cut.Start
		t.Route = seg.Term.Offer.Route(a.charge)
		if at > j.known {
			t.Hold = true
		}
		var r channel.Rates
		err := seg.Term.Offer.Rate(&r, a.charge, q)
		if err != nil {
			return err
		}
		t.Amounts, err = r.Round(1, 1, a.line.plan().Currency, scale)
		if err != nil {
			return err
		}
		t.Quantity = pricing.FromNum(q)
		if j.Window.Covers(t.Cell) {
			out = append(out, t)
		}
		return nil
	}
	for i := range a.line.segs {
		seg := &a.line.segs[i]
		if seg.First && !c.OnRequest {
			if err := add(seg.Period.Start, "", seg, fix.FromDecimal(seg.Term.Quantity)); err != nil {
				return nil, err
			}
		}
		for _, f := range j.Subscription.Facts {
			if f.Charge != c.ID || !c.OnRequest || !seg.Period.Contains(f.At) {
				continue
			}
			if err := add(f.At, f.ID, seg, fix.FromDecimal(f.Quantity)); err != nil {
				return nil, fmt.Errorf("fact %q: %w", f.ID, err)
			}
		}
	}
	return out, nil
}

// target returns the target of a cut with everything but time and money.
func (j *Job) target(a *accrual, cut calendar.Period) Target {
	s, o := j.Subscription, a.line.offer()
	c := o.Charge(a.charge)
	route := o.Route(a.charge)
	if c.Kind == pricing.Usage {
		route = a.line.segmentAt(cut.End).Term.Offer.Route(a.charge)
	}
	t := Target{Row: Row{
		Kind: c.Kind, Timing: c.Timing, Service: cut, Customer: s.Customer,
		Location: s.Location, Tags: s.Tags, Route: route,
	}}
	t.Cell = Cell{
		Book: j.book, Currency: o.Plan.Currency, Subscription: s.ID,
		Plan: o.Plan.ID, Charge: c.ID, Start: cut.Start,
	}
	t.Due, t.Posted = cut.Start, cut.Start
	switch {
	case j.book == Live:
		t.Due = cut.End
	case c.Kind == pricing.Usage || c.Timing == pricing.Postpaid:
		// Due at the period's end, and posted in its last slot.
		t.Due, t.Posted = a.line.end(), a.line.end()-1
	}
	return t
}

// due reports whether a cell can be told at known.
func (j *Job) due(t *Target, l line, cut calendar.Period) bool {
	if j.book == Live {
		return true // its slot is over
	}
	return t.Due <= j.known
}
