package daybook_test

import (
	"strconv"

	"github.com/daybook-go/daybook/calendar"
)

// order s1 2026-01-01 buy basic seats=5 commit=P1Y: provisioned at once.
func (f *facts) buy(c *command, at calendar.Instant) error {
	if err := c.only(4, "seats", "commit", "measure", "coterm"); err != nil {
		return err
	}
	p, err := f.latest(c, c.args[3])
	if err == nil {
		err = c.interval("commit")
	}
	if err == nil {
		err = c.among("measure", "day", "hour", "second", "30/360", "actual/30")
	}
	if err != nil {
		return err
	}
	s := &subFacts{id: c.args[0], bought: true, life: lifeFacts{policy: f.policy, commit: p.minimum}}
	if f.sub(s.id) != nil {
		return c.fault("%q is taken", s.id)
	}
	t := termFacts{from: at, mode: "running", plan: p, seats: "1", anchor: at, every: p.every, measure: "day", zone: f.zone}
	set(c, "seats", &t.seats)
	set(c, "measure", &t.measure)
	set(c, "commit", &s.life.commit)
	if id, ok := c.keys["coterm"]; ok {
		other := f.sub(id)
		if other == nil {
			return c.fault("no subscription %q", id)
		}
		t.anchor = other.terms[0].anchor
	}
	s.terms = []termFacts{t}
	paid := at
	if p.trial != "" {
		paid = s.tries(p, c.keys["coterm"] != "")
	}
	s.commits(paid)
	s.tell(at, c, f.plans[p.id])
	f.subs = append(f.subs, s)
	return nil
}

// tries makes the first days a trial, and returns when the first paid period
// starts: that is its anchor.
func (s *subFacts) tries(p *planFacts, coterm bool) calendar.Instant {
	t := &s.terms[0]
	days, err := strconv.Atoi(p.trial)
	if err != nil {
		panic(p.trial)
	}
	free := *t
	free.anchor = t.from
	s.life.trialEnd = free.startOf(days, "P1D")
	t.mode = "trial"
	s.change(s.life.trialEnd, func(t *termFacts) {
		if t.mode = "running"; !coterm {
			t.anchor = s.life.trialEnd
		}
	})
	return s.life.trialEnd
}

// commits begins a committed term.
func (s *subFacts) commits(at calendar.Instant) {
	if s.life.commit == "" {
		return
	}
	s.life.since, s.life.terms = at, 1
	s.commitsUntil()
}

func (s *subFacts) commitsUntil() {
	t := termFacts{anchor: s.life.since, zone: s.terms[0].zone}
	s.life.committed = t.startOf(s.life.terms, s.life.commit)
	if s.life.policy.end == "expire" {
		s.end, s.refund = s.life.committed, nil
	}
}

// at returns the term in force.
func (s *subFacts) at(t calendar.Instant) *termFacts {
	for i := len(s.terms) - 1; i >= 0; i-- {
		if s.terms[i].from <= t {
			return &s.terms[i]
		}
	}
	return &s.terms[0]
}

// periodEnd is when the period ends that runs at u; a trial is one.
func (s *subFacts) periodEnd(u calendar.Instant) calendar.Instant {
	t := s.at(u)
	if t.mode == "trial" {
		return s.life.trialEnd
	}
	k := 0
	for t.startOf(k, t.every) <= u {
		k++
	}
	return t.startOf(k, t.every)
}
