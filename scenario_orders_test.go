package daybook_test

import (
	"slices"

	"github.com/daybook-go/daybook/calendar"
)

// Orders, as DOMAIN section 5 has them: what they make of the facts. The engine
// is told the same through subscription.Apply.
// policyFacts is what purchases are sold under.
type policyFacts struct {
	refund []string
	days   string // of the refund window
	fee    string // for an early end
	end    string // of a committed term: go-on, renew, expire
}

// lifeFacts is what orders know of a subscription beyond its timeline.
type lifeFacts struct {
	policy    policyFacts
	trialEnd  calendar.Instant
	committed calendar.Instant // the end of the committed term; 0 is none
	commit    string           // how long
	since     calendar.Instant // where the first committed term began
	terms     int
	waits     func(approved calendar.Instant) error
}

// told is an event, for the engine.
type told struct {
	at   calendar.Instant
	c    *command
	plan []*planFacts // the revisions of the plan that is ordered
}

func (s *subFacts) tell(at calendar.Instant, c *command, plan []*planFacts) {
	s.told = append(s.told, told{at, c, slices.Clone(plan)})
}

// policy refund=none,,full refund-days=14 fee=early-end end=expire
func readPolicy(f *facts, c *command) (err error) {
	if err = c.only(0, "refund", "refund-days", "fee", "end"); err != nil {
		return err
	}
	if err = c.among("end", "go-on", "renew", "expire"); err != nil {
		return err
	}
	f.policy = policyFacts{days: c.keys["refund-days"], fee: c.keys["fee"], end: c.keys["end"]}
	f.policy.refund, err = credits(c, c.keys["refund"])
	return err
}

// order s1 2026-01-21 change seats=8 effect=end requested=2026-02-01 by=customer
func readOrder(f *facts, c *command) error {
	if len(c.args) < 3 {
		return c.fault("%d words, want a subscription, a date and what is ordered", len(c.args))
	}
	at, err := f.instant(c, c.args[1])
	if err == nil {
		err = c.among("effect", "now", "end")
	}
	if err == nil {
		err = c.among("by", "customer")
	}
	if err != nil {
		return err
	}
	if c.args[2] == "buy" {
		return f.buy(c, at)
	}
	s := f.sub(c.args[0])
	if s == nil || !s.bought {
		return c.fault("no subscription %q was ordered", c.args[0])
	}
	var revisions []*planFacts
	if id, ok := c.keys["plan"]; ok {
		revisions = f.plans[id]
	}
	do := func(base calendar.Instant) error { return f.take(s, c, base) }
	base := at
	if v, ok := c.keys["requested"]; ok {
		if base, err = f.instant(c, v); err != nil {
			return err
		}
	}
	s.tell(at, c, revisions)
	if c.keys["by"] == "customer" {
		s.life.waits = func(approved calendar.Instant) error { return do(max(base, approved)) }
		return nil
	}
	return do(max(base, at))
}

func readApprove(f *facts, c *command) error {
	s, at, err := f.on(c, 2)
	if err == nil && (s.life.waits == nil || len(c.keys) > 0) {
		err = c.fault("nothing waits for it")
	}
	if err == nil {
		s.tell(at, c, nil)
		err = s.life.waits(at)
		s.life.waits = nil
	}
	return err
}

func readReject(f *facts, c *command) error {
	s, at, err := f.on(c, 2)
	if err == nil {
		s.tell(at, c, nil)
		s.life.waits = nil
	}
	return err
}
