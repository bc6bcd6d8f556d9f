package proceeds

import (
	"fmt"
	"slices"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// A PoolError reports subscriptions that cannot share a pool, and why.
type PoolError struct {
	Pool         subscription.PoolID
	Subscription subscription.ID // that does not fit the ones before it
	Charge       pricing.ChargeID
	Reason       string
}

// Error says all of it.
func (e *PoolError) Error() string {
	at := ""
	if e.Charge != "" {
		at = fmt.Sprintf(" charge %q:", e.Charge)
	}
	return fmt.Sprintf("proceeds: pool %q: %s:%s %s", e.Pool, e.Subscription, at, e.Reason)
}

// DuePool is [Due] for all subscriptions of a pool at once. A pooled charge is
// one line in each billing period, from when the first of them is in force to when
// the last one is not any more: it is priced for what they use together, and what
// it has earned up to any instant is borne by those that had joined by then,
// by the quantity that each has used, by largest remainder. So the members' rows
// sum to the pool's line at every level; and all are due when its period is over,
// also for a member that left before.
//
// Members have one customer, and at any instant one offer and measure, else the
// error is a *[PoolError]. Members whose billing periods differ make a line for
// each. A trial is priced alone.
func DuePool(subs []*subscription.Subscription, frame calendar.Period, known calendar.Instant, scale Scale) (*Job, error) {
	due := func(frame calendar.Period) (jobs []*Job) {
		for _, s := range subs {
			jobs = append(jobs, Due(s, frame, known, scale))
		}
		return jobs
	}
	jobs := due(frame)
	_, reach := pooledLines(jobs)
	if frame.IsEmpty() || reach.IsEmpty() {
		return together(jobs)
	}
	// Whole periods for all of them, for what one used changes what others bear.
	return together(due(calendar.Period{Start: min(frame.Start, reach.Start), End: max(frame.End, reach.End)}))
}

// QuotasPool is [Quotas] for all subscriptions of a pool, under the rules of
// [DuePool]. A member that left has quotas until the pool's period is over: what
// it bears changes with what the others use.
func QuotasPool(subs []*subscription.Subscription, slots []calendar.Period, known calendar.Instant, scale Scale) (*Job, error) {
	var jobs []*Job
	for _, s := range subs {
		jobs = append(jobs, Quotas(s, slots, known, scale))
	}
	return together(jobs)
}

// A pool is one line of its members together.
type pool struct {
	line
	id      subscription.PoolID
	members []member
	ends    []calendar.Instant // at which usage must be known
}

// A member is a line of a subscription within a pool. A subscription that left
// the plan and came back is two.
type member struct {
	subscription *subscription.Subscription
	from, until  calendar.Instant
	own          line
}

// A poolKey tells the lines of a pool apart.
type poolKey struct {
	plan   pricing.PlanID
	charge pricing.ChargeID
	ref    calendar.Period
}

// isPooled reports whether a line of s is shared.
func (l line) isPooled(s *subscription.Subscription) bool {
	return s.Pool != "" && l.limit() == nil && l.charge().Pooled && !l.trial()
}

func (l line) poolKey() poolKey { return poolKey{l.plan().ID, l.charge().ID, l.first().Ref} }

// pooledLines returns the pooled lines of jobs, and what their billing periods
// reach over.
func pooledLines(jobs []*Job) (keys map[poolKey]bool, reach calendar.Period) {
	keys = map[poolKey]bool{}
	for _, j := range jobs {
		for _, l := range j.lines {
			if !l.isPooled(j.Subscription) {
				continue
			}
			k := l.poolKey()
			if len(keys) == 0 {
				reach = k.ref
			}
			keys[k] = true
			reach.Start, reach.End = min(reach.Start, k.ref.Start), max(reach.End, k.ref.End)
		}
	}
	return keys, reach
}

// together makes one job of those of a pool's subscriptions.
func together(jobs []*Job) (*Job, error) {
	slices.SortFunc(jobs, func(a, b *Job) int {
		return strings.Compare(string(a.Subscription.ID), string(b.Subscription.ID))
	})
	out := &Job{members: jobs, known: jobs[0].known, book: jobs[0].book, scale: jobs[0].scale}
	first := jobs[0].Subscription
	for _, j := range jobs[1:] {
		if s := j.Subscription; s.Pool != first.Pool || s.Customer != first.Customer {
			return nil, &PoolError{first.Pool, s.ID, "", fmt.Sprintf("it is %q's in pool %q, not %q's", s.Customer, s.Pool, first.Customer)}
		}
	}
	keys, reach := pooledLines(jobs)
	pools := map[poolKey]*pool{}
	for _, j := range jobs {
		j.widen(reach)
		for i := range j.lines {
			l := &j.lines[i]
			k := l.poolKey()
			if !l.isPooled(j.Subscription) || !keys[k] {
				continue
			}
			if pools[k] == nil {
				pools[k] = &pool{id: first.Pool}
				out.pools = append(out.pools, pools[k])
			}
			p := pools[k]
			p.members = append(p.members, member{j.Subscription, l.period().Start, l.period().End, *l})
		}
	}
	for _, p := range out.pools {
		if err := p.build(); err != nil {
			return nil, err
		}
		p.ask(jobs[0])
	}
	for _, j := range jobs {
		j.share(pools)
		out.query = append(out.query, j.query...)
	}
	return out, nil
}

// widen makes the job know all lines that reach over what its pools do.
func (j *Job) widen(reach calendar.Period) {
	if reach.IsEmpty() {
		return
	}
	if w := j.Window.Period; !w.IsEmpty() {
		reach.Start, reach.End = min(reach.Start, w.Start), max(reach.End, w.End)
	}
	j.lines = lines(j.Subscription, reach, j.known)
	j.discount(reach.End)
}

// share puts the pools' lines in the place of the job's own.
func (j *Job) share(pools map[poolKey]*pool) {
	seen := map[*pool]int{}
	for i := range j.lines {
		own := j.lines[i]
		p := pools[own.poolKey()]
		if p == nil || !own.isPooled(j.Subscription) {
			continue
		}
		l := p.line
		l.group, l.place, l.segs, l.off = own.group, own.place, own.segs, own.off
		l.pool, l.nth = p, p.number(j.Subscription, seen[p])
		seen[p]++
		j.lines[i] = l
	}
	j.query = nil
	j.ask()
}

// number returns which member the nth line of s is.
func (p *pool) number(s *subscription.Subscription, nth int) int {
	first := slices.IndexFunc(p.members, func(m member) bool { return m.subscription == s })
	return first + nth
}

// build makes the pool's line of what its members have in force.
func (p *pool) build() error {
	first := &p.members[0]
	p.line = line{group: first.own.group, place: first.own.place}
	var at []calendar.Instant
	for i := range p.members {
		m := &p.members[i]
		for k := range m.own.parts {
			x := &m.own.parts[k]
			if reason := x.misfit(m.own.charge(), first.own.first()); reason != "" {
				return &PoolError{p.id, m.subscription.ID, m.own.charge().ID, reason}
			}
			at = append(at, x.Period.Start, x.Period.End)
		}
	}
	slices.Sort(at)
	at = slices.Compact(at)
	for k := range at[1:] {
		if err := p.add(calendar.Period{Start: at[k], End: at[k+1]}); err != nil {
			return err
		}
	}
	p.finish(at[len(at)-1])
	return nil
}

// misfit returns why a part cannot be shared with others.
func (p *part) misfit(c *pricing.Charge, like *part) string {
	o := p.Term.Offer
	switch {
	case o.SetsUp(p.charge):
		return "tiers with a set-up are not shared"
	case !o.Charge(p.charge).Pooled || o.Charge(p.charge).Metric != c.Metric || o.Charge(p.charge).Statistic != c.Statistic:
		return "a revision counts otherwise within the period"
	case p.Term.Measure != like.Term.Measure || zoneOf(p) != zoneOf(like):
		return "its time is measured otherwise"
	}
	return ""
}

func zoneOf(p *part) string {
	if p.Term.Schedule.Zone == nil {
		return "UTC"
	}
	return p.Term.Schedule.Zone.String()
}

// add appends what holds in a stretch of time without a change. The pool is
// paused while all its members are.
func (p *pool) add(in calendar.Period) error {
	var held *part
	for i := range p.members {
		m := &p.members[i]
		for k := range m.own.parts {
			x := &m.own.parts[k]
			switch {
			case !x.Period.Contains(in.Start):
			case held == nil:
				held = x
			case !x.sells(held):
				return &PoolError{p.id, m.subscription.ID, m.own.charge().ID, fmt.Sprintf("another offer than the others have at %v", in.Start)}
			case held.Term.Mode >= subscription.Paused && x.Term.Mode < subscription.Paused:
				held = x
			}
		}
	}
	if held == nil {
		return nil // none of them is in force
	}
	n := len(p.parts)
	if n > 0 && p.parts[n-1].Period.End == in.Start && p.parts[n-1].sells(held) &&
		(p.parts[n-1].Term.Mode >= subscription.Paused) == (held.Term.Mode >= subscription.Paused) {
		p.parts[n-1].Period.End = in.End
		return nil
	}
	x := *held
	x.Period, x.Cut, x.Credits = in, false, subscription.Credits{}
	if n > 0 && p.parts[n-1].sells(held) && p.parts[n-1].Term.Offer != held.Term.Offer {
		t := *x.Term // one offer that was compiled twice
		t.Offer = p.parts[n-1].Term.Offer
		x.Term = &t
	}
	p.parts = append(p.parts, x)
	return nil
}

// sells reports whether two parts have one offer.
func (p *part) sells(q *part) bool {
	a, b := p.Term.Offer, q.Term.Offer
	return a == b || a.Route(p.charge).ID == b.Route(q.charge).ID
}

// finish says what becomes of the rest where the last members left before the
// period's end: what is said of the first of them.
func (p *pool) finish(end calendar.Instant) {
	last := p.last()
	for i := range p.members {
		if x := p.members[i].own.last(); x.Period.End == end {
			last.Cut, last.Credits = x.Cut, x.Credits
			break
		}
	}
	p.since = p.period().Start
	for i := range p.parts {
		p.segs = append(p.segs, p.parts[i].Segment)
	}
}

// ask says at which instants usage must be known: also where a member joins or
// leaves, and where its billing period changes otherwise.
func (p *pool) ask(j *Job) {
	if j.book == Booked && p.period().End > j.known || j.book == Live && p.period().Start >= j.Window.Period.End {
		return
	}
	p.ends = bounds(p.line, j.cuts(p.line, p.line.reach()))
	if len(p.ends) == 0 {
		return
	}
	last := p.ends[len(p.ends)-1]
	for i := range p.members {
		m := &p.members[i]
		for _, x := range m.own.parts {
			p.ends = append(p.ends, min(last, x.Period.Start), min(last, x.Period.End))
		}
		for _, x := range m.own.segs {
			p.ends = append(p.ends, min(last, x.Period.Start), min(last, x.Period.End), min(last, x.Period.End+1))
		}
	}
	slices.Sort(p.ends)
	p.ends = slices.Compact(p.ends)
	k, _ := slices.BinarySearch(p.ends, p.since+1)
	p.ends = p.ends[k:]
}

// endsOf returns at which instants a member is asked: while it is in the pool.
func (p *pool) endsOf(m *member) (out []calendar.Instant) {
	for _, e := range p.ends {
		if e = min(e, m.until); e > m.from && (len(out) == 0 || out[len(out)-1] < e) {
			out = append(out, e)
		}
	}
	return out
}

// within cuts what the pool's pieces come to for a member to what it was in. What
// changes after it left is in its last piece.
func (m *member) within(cuts []calendar.Period, cells []channel.Amounts) (own []calendar.Period, held []channel.Amounts, err error) {
	for k, cut := range cuts {
		if n := len(held); n > 0 && cut.Start >= m.until {
			if held[n-1], err = held[n-1].Add(cells[k]); err != nil {
				return nil, nil, err
			}
			continue
		}
		if cut.End <= m.from {
			continue // it bears nothing of it
		}
		own = append(own, calendar.Period{Start: max(cut.Start, m.from), End: min(cut.End, m.until)})
		held = append(held, cells[k])
	}
	return own, held, nil
}

// until is where the line ends for its subscription.
func (l line) until() calendar.Instant {
	if l.pool != nil {
		return l.pool.members[l.nth].until
	}
	return l.period().End
}

// compareCells is the order of targets.
func compareCells(a, b Target) int { return a.Cell.Compare(b.Cell) }
