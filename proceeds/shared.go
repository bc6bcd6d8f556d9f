package proceeds

import (
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
)

// A shared is what a pool's line has earned, and what each member bears of it.
type shared struct {
	*pool
	rated     accrual    // of the pool, by what all use together
	of        []*accrual // of the members
	estimated bool
	parts     map[sharing][]channel.Amounts
}

// A sharing names what was allocated.
type sharing struct {
	column string
	at     calendar.Instant
}

// accrualsOf returns the functions of all members, linked by their pools.
func (j *Job) accrualsOf(readings []Reading) ([][]accrual, error) {
	all := make([][]accrual, len(j.members))
	pools := map[*pool]*shared{}
	for _, p := range j.pools {
		pools[p] = &shared{pool: p, of: make([]*accrual, len(p.members)), parts: map[sharing][]channel.Amounts{}}
	}
	for i, m := range j.members {
		n := len(m.query)
		all[i] = m.accruals(readings[:n])
		readings = readings[n:]
		for k := range all[i] {
			if a := &all[i][k]; a.pool != nil {
				a.shared = pools[a.pool]
				a.shared.of[a.nth] = a
			}
		}
	}
	for _, p := range j.pools {
		if err := pools[p].sum(j.members[0]); err != nil {
			return nil, fmt.Errorf("proceeds: pool %q: %w", p.id, err)
		}
	}
	return all, nil
}

// sum rates what all members used together.
func (s *shared) sum(j *Job) error {
	q := &Query{Metric: s.charge().Metric, Statistic: s.charge().Statistic, Start: s.since, Ends: s.ends}
	r := &Reading{Quantities: make([]pricing.Quantity, len(s.ends))}
	for n, a := range s.of {
		if a.query == nil {
			continue
		}
		if err := a.reading.check(a.query); err != nil {
			return fmt.Errorf("%s: %w", s.members[n].subscription.ID, err)
		}
		s.estimated = s.estimated || a.reading.Estimated
		for k, end := range s.ends {
			r.Quantities[k] = r.Quantities[k].Add(a.counted(end))
		}
	}
	s.rated = accrual{line: s.line, job: j}
	if len(s.ends) > 0 {
		s.rated.query, s.rated.reading = q, r
	}
	return nil
}

// counted is what a member had used of a pool by u.
func (a *accrual) counted(u calendar.Instant) pricing.Quantity {
	if a.query == nil {
		return pricing.Quantity{}
	}
	return a.query.level(a.reading, min(u, a.pool.members[a.nth].until))
}

// part returns what member n bears of what a function of the pool has earned up
// to u.
func (s *shared) part(n int, column string, u calendar.Instant, scale uint8, of func(calendar.Instant, uint8) (channel.Amounts, error)) (channel.Amounts, error) {
	parts, ok := s.parts[sharing{column, u}]
	if !ok {
		whole, err := of(u, scale)
		if err == nil {
			parts, err = s.allocate(whole, u)
		}
		if err != nil {
			return channel.Amounts{}, err
		}
		s.parts[sharing{column, u}] = parts
	}
	return parts[n], nil
}

// allocate splits what is earned up to u among the members that had joined by
// then.
func (s *shared) allocate(whole channel.Amounts, u calendar.Instant) ([]channel.Amounts, error) {
	out := make([]channel.Amounts, len(s.of))
	u = min(u, s.period().End)
	if u <= s.since {
		return out, nil
	}
	if _, asked := slices.BinarySearch(s.ends, u); !asked {
		return nil, fmt.Errorf("%w: pool %q: at %v", ErrUnmetered, s.id, u)
	}
	var joined []int
	var used []pricing.Quantity
	for n := range s.members {
		if s.members[n].from < u {
			joined, used = append(joined, n), append(used, s.of[n].counted(u))
		}
	}
	parts, err := whole.Allocate(used...)
	if err != nil {
		return nil, fmt.Errorf("pool %q: %w", s.id, err)
	}
	for k, n := range joined {
		out[n] = parts[k]
	}
	return out, nil
}

// explain derives what the pool's function has earned, and the member's part.
func (s *shared) explain(d *Derivation, n int, u calendar.Instant, scale uint8, of function) (err error) {
	whole := calendar.Period{Start: d.Service.Start, End: min(u, s.period().End)}
	service := d.Service
	d.Service = whole
	err = of.explain(d, u, scale)
	d.Service = service
	if err != nil {
		return err
	}
	d.Pool, d.Used, d.OfAll = s.id, s.of[n].counted(whole.End), s.rated.quantity(whole.End)
	d.Pooled, err = of.at(u, scale)
	return err
}

// ofMembers returns the targets of all members, in the order of cells. Where two
// lines of one subscription have one cell, as of a member that left one pool for
// another period's, it should hold both.
func (j *Job) ofMembers(readings []Reading) ([]Target, error) {
	all, err := j.accrualsOf(readings)
	if err != nil {
		return nil, err
	}
	var out []Target
	for i, m := range j.members {
		targets, err := m.wanted(all[i])
		if err != nil {
			return nil, err
		}
		out = append(out, targets...)
	}
	slices.SortStableFunc(out, compareCells)
	return folded(out)
}

// folded adds up targets of one cell: the later line says what it is like.
func folded(targets []Target) (out []Target, err error) {
	for _, t := range targets {
		n := len(out)
		if n == 0 || out[n-1].Cell != t.Cell {
			out = append(out, t)
			continue
		}
		sum, err := out[n-1].Sum().Add(t.Sum())
		if err != nil {
			return nil, err
		}
		t.Amounts, t.Quantity = sum.Amounts, sum.Quantity
		t.Estimated = t.Estimated || out[n-1].Estimated
		t.Later = append(slices.Clone(out[n-1].Later), t.Later...)
		out[n-1] = t
	}
	return out, nil
}

// explainMember derives a cell of one of the pool's subscriptions.
func (j *Job) explainMember(c Cell, readings []Reading) (Derivation, error) {
	all, err := j.accrualsOf(readings)
	if err != nil {
		return Derivation{}, err
	}
	for i, m := range j.members {
		if m.Subscription.ID == c.Subscription {
			return m.explain(c, all[i])
		}
	}
	return Derivation{}, fmt.Errorf("%w: %v", ErrUnknownCell, Key{Cell: c})
}
