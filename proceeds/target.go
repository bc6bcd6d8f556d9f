package proceeds

import (
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// A Target is what a cell should hold: a row with no N, and what is to be posted
// at other instants.
type Target struct {
	Row
	Later []Later
}

// A Later is what a cell should hold at a further posting: the credit for a part
// of the period that was paid for in advance and then changed or cancelled.
type Later struct {
	At      calendar.Instant
	Amounts channel.Amounts
}

// Total returns what the cell should hold in all.
func (t *Target) Total() (channel.Amounts, error) {
	sum := t.Amounts
	for _, l := range t.Later {
		var err error
		if sum, err = sum.Add(l.Amounts); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// A Job computes the targets of one subscription, or of those that share a pool:
// first what it must ask the meters, then, with the answers, what every cell of
// its windows should hold. It reads neither clock nor store; the same inputs give
// the same targets.
type Job struct {
	Subscription *subscription.Subscription // nil of a pool
	Window       Window                     // the zero Window of a pool: see Windows

	members []*Job  // of a pool, in the order of subscriptions
	pools   []*pool // its lines

	book  Book
	known calendar.Instant
	scale func(*pricing.Plan) (uint8, error)
	slots []calendar.Period
	lines []line
	query []Query // one per usage charge of a line, in their order, each with those for its past
}

// A Scale returns the decimals at which amounts of a plan are booked.
type Scale = func(*pricing.Plan) (uint8, error)

// Due returns the job that books what s has due, as known, of the billing periods
// that touch frame. Prepaid is due when its segment starts, the rest when its
// line ends. Of the subscriptions of a pool ask DuePool: alone, one is priced
// alone.
func Due(s *subscription.Subscription, frame calendar.Period, known calendar.Instant, scale Scale) *Job {
	j := &Job{Subscription: s, book: Booked, known: known, scale: scale}
	j.Window = Window{Booked, s.ID, s.Span(frame)}
	j.lines = lines(s, j.Window.Period, known)
	j.discount(j.Window.Period.End)
	j.ask()
	return j
}

// Quotas returns the job that collects the quotas of s on slots: adjacent
// ascending slots that are over at known. A quota is a(slot end) − a(slot
// start), so the quotas of a line sum to its amount at every level. Of the
// subscriptions of a pool ask QuotasPool.
func Quotas(s *subscription.Subscription, slots []calendar.Period, known calendar.Instant, scale Scale) *Job {
	j := &Job{Subscription: s, book: Live, known: known, scale: scale, slots: slots}
	if len(slots) > 0 {
		frame := calendar.Period{Start: slots[0].Start, End: slots[len(slots)-1].End}
		j.Window = Window{Live, s.ID, frame}
		j.lines = lines(s, frame, known)
		j.discount(frame.End)
	}
	j.ask()
	return j
}

// Queries returns what the job must know from meters, in order.
func (j *Job) Queries() []Query { return j.query }

// Windows returns the windows of the job's subscriptions, in the order of their
// ids.
func (j *Job) Windows() []Window {
	if j.members == nil {
		return []Window{j.Window}
	}
	var out []Window
	for _, m := range j.members {
		out = append(out, m.Window)
	}
	return out
}

// Subscriptions returns whose job it is, in their order.
func (j *Job) Subscriptions() (out []*subscription.Subscription) {
	if j.members == nil {
		return []*subscription.Subscription{j.Subscription}
	}
	for _, m := range j.members {
		out = append(out, m.Subscription)
	}
	return out
}

// cuts are the stretches of a line, within a reach, whose difference makes a
// cell.
func (j *Job) cuts(l line, reach calendar.Period) (out []calendar.Period) {
	if j.book == Booked {
		pieces := l.pieces()
		for k := range pieces[1:] {
			out = append(out, l.piece(pieces, k))
		}
		return out
	}
	for _, slot := range j.slots {
		if p := slot.Intersect(reach); !p.IsEmpty() {
			out = append(out, p)
		}
	}
	return out
}

// discount tells the lines which discounts count for their billing periods.
func (j *Job) discount(before calendar.Instant) {
	if len(j.Subscription.Discounts) == 0 {
		return
	}
	runs := j.Subscription.Granted(before, j.known)
	for i := range j.lines {
		l := &j.lines[i]
		for k := range runs {
			if r := &runs[k]; !l.trial() && r.Covers(l.plan().ID, l.segs[0].Period.Start) {
				l.off = append(l.off, &r.Discount)
			}
		}
	}
}

func (j *Job) ask() {
	for i := range j.lines {
		l := &j.lines[i]
		if !j.asks(*l) {
			continue
		}
		if l.pool != nil {
			m := &l.pool.members[l.nth]
			j.query = append(j.query, Query{j.Subscription.ID, l.charge().Metric, l.charge().Statistic, m.from, l.pool.endsOf(m)})
			continue
		}
		c, earlier := l.charge(), j.remember(*l)
		j.query = append(j.query, Query{j.Subscription.ID, c.Metric, c.Statistic, l.since, bounds(*l, j.cuts(*l, l.reach()))})
		j.query = append(j.query, earlier...)
		l.earlier = len(earlier)
	}
}

// asks reports whether a line needs a reading: it counts usage, and the usage is
// due. What stands beside a line may reach beyond
// it, so a line that is not alone is read also where its own cells are not.
func (j *Job) asks(l line) bool {
	switch {
	case l.charge().Kind != pricing.Usage || l.limit() != nil:
		return false
	case l.pool != nil:
		return len(l.pool.endsOf(&l.pool.members[l.nth])) > 0
	case j.book == Booked:
		return l.period().End <= j.known
	case len(j.cuts(l, l.reach())) > 0:
		return true
	}
	return !l.isAlone() && l.period().Start < j.Window.Period.End
}

// bounds returns every instant at which usage must be known: where a cut
// starts or ends, and where a part does before the last cut's end.
func bounds(l line, cuts []calendar.Period) []calendar.Instant {
	last := l.period().End
	if len(cuts) > 0 {
		last = cuts[len(cuts)-1].End
	}
	var out []calendar.Instant
	for _, c := range cuts {
		out = append(out, c.Start, c.End)
	}
	for i := range l.parts {
		out = append(out, min(last, l.parts[i].Period.Start), min(last, l.parts[i].Period.End))
	}
	slices.Sort(out)
	out = slices.Compact(out)
	for len(out) > 0 && out[0] <= l.since {
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
	if j.members != nil {
		return j.ofMembers(readings)
	}
	out, err := j.wanted(j.accruals(readings))
	slices.SortFunc(out, compareCells)
	return out, err
}

// wanted returns the targets of accruals, in the order of lines.
func (j *Job) wanted(all []accrual) (out []Target, err error) {
	take := func(_ column, targets []Target) {
		for i := range targets {
			if j.Window.Covers(targets[i].Cell) {
				out = append(out, targets[i])
			}
		}
	}
	for i := range all {
		if err := j.line(&all[i], take); err != nil {
			return nil, fmt.Errorf("proceeds: %s: charge %q: %w", j.Subscription.ID, all[i].charge().ID, err)
		}
	}
	return out, nil
}

// answered reports whether there is a reading for each query.
func (j *Job) answered(readings []Reading) error {
	if len(readings) != len(j.query) {
		return fmt.Errorf("proceeds: %s: %w: %d readings for %d queries", j.Windows()[0].Subscription, ErrUnmetered, len(readings), len(j.query))
	}
	return nil
}

// accruals returns the function of every line, with its reading.
func (j *Job) accruals(readings []Reading) (out []accrual) {
	next := 0
	for _, l := range j.lines {
		a := accrual{line: l, job: j}
		if j.asks(l) {
			a.query, a.reading = &j.query[next], &readings[next]
			next++
			for range l.earlier {
				a.past = append(a.past, past{&j.query[next], &readings[next]})
				next++
			}
		}
		out = append(out, a)
	}
	var spreads map[spread][]pricing.DiscountLine
	if len(j.Subscription.Discounts) > 0 {
		spreads = map[spread][]pricing.DiscountLine{}
	}
	for i := range out {
		out[i].among, out[i].spreads = out, spreads
	}
	return out
}

// line hands the targets of one line to take, of all its cells, one column after
// the other.
func (j *Job) line(a *accrual, take func(column, []Target)) error {
	scale, err := j.scale(a.plan())
	if err != nil {
		return err
	}
	if a.query != nil {
		if err := a.reading.check(a.query); err != nil {
			return err
		}
	}
	for i := range a.past {
		if err := a.past[i].reading.check(a.past[i].query); err != nil {
			return err
		}
	}
	own := a.own()
	targets, err := j.column(a, own, scale)
	if err != nil {
		return err
	}
	take(own, targets)
	for _, c := range a.beside() {
		if targets, err = j.column(a, c, scale); err != nil {
			return err
		}
		take(c, targets)
	}
	return nil
}

// column returns the targets of one column of a line.
func (j *Job) column(a *accrual, c column, scale uint8) (out []Target, err error) {
	switch {
	case a.charge().Kind == pricing.OneTime:
		out, err = j.oneOffs(a, c, scale)
	case j.book == Booked && c.component == Tiers && a.charge().Kind == pricing.Recurring:
		out, err = j.onRise(a, c, scale)
	case j.book == Live:
		out, err = j.quotas(a, c, scale)
	case a.charge().Kind == pricing.Recurring && a.charge().Timing == pricing.Prepaid && !a.isOfUsage():
		out, err = j.advance(a, c, scale)
	default:
		out, err = j.arrears(a, c, scale)
	}
	if err != nil {
		return nil, err
	}
	c.name(out)
	if !a.trial() {
		return out, nil
	}
	return chargedBack(out)
}
