package daybook_test

import (
	"math/big"
	"slices"
	"strconv"

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

// order s1 2026-01-01 buy basic seats=5 commit=P1Y: provisioned at once.
func (f *facts) buy(c *command, at calendar.Instant) error {
	if err := c.only(4, "seats", "commit", "measure", "coterm"); err != nil {
		return err
	}
	p, err := f.latest(c, c.args[3])
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
		paid = s.tries(p)
	}
	s.commits(paid)
	s.tell(at, c, f.plans[p.id])
	f.subs = append(f.subs, s)
	return nil
}

// tries makes the first days a trial, and returns when the first paid period
// starts: that is its anchor.
func (s *subFacts) tries(p *planFacts) calendar.Instant {
	t := &s.terms[0]
	days, err := strconv.Atoi(p.trial)
	if err != nil {
		panic(p.trial)
	}
	days0 := *t
	s.life.trialEnd = days0.startOf(days, "P1D")
	t.mode = "trial"
	s.change(s.life.trialEnd, func(t *termFacts) { t.mode, t.anchor = "running", s.life.trialEnd })
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

// take makes an approved order effective.
func (f *facts) take(s *subFacts, c *command, base calendar.Instant) error {
	credit, err := credits(c, c.keys["credit"])
	if err != nil {
		return err
	}
	known := []string{"effect", "requested", "by", "credit"}
	switch what := c.args[2]; what {
	case "change":
		return f.takeChange(s, c, base, credit)
	case "cancel":
		s.leaves(c, base, credit)
	case "renew":
		s.end = 0
		if s.life.terms++; s.life.terms == 1 {
			s.life.since = base
		}
		if s.life.commit != "" {
			s.commitsUntil()
		}
	case "refund":
		s.end, s.refund = base, []string{"full"}
	case "charge":
		if len(c.args) != 5 {
			return c.fault("want a charge and a quantity")
		}
		s.once = append(s.once, onceFacts{"order-" + strconv.Itoa(c.line), c.args[3], c.args[4], base})
		return c.only(5, known...)
	case "cost":
		if len(c.args) != 5 {
			return c.fault("want a name and an amount")
		}
		s.change(base, func(t *termFacts) {
			own := *t.plan
			own.charges = append(slices.Clone(own.charges), &chargeFacts{id: c.args[3], kind: "prepaid", model: "flat", price: c.args[4]})
			t.plan, t.credit = &own, nil
		})
		return c.only(5, known...)
	default:
		return c.fault("no such order: %q", what)
	}
	return c.only(3, known...)
}

// takeChange: more at once, less at the period's end, unless the order says so.
func (f *facts) takeChange(s *subFacts, c *command, base calendar.Instant, credit []string) error {
	before := *s.at(base)
	after := before
	change := *c
	change.keys = map[string]string{}
	for k, v := range c.keys {
		if !slices.Contains([]string{"effect", "requested", "by", "credit"}, k) {
			change.keys[k] = v
		}
	}
	edit := func(t *termFacts, at calendar.Instant) error {
		plan := t.plan
		if err := f.edit(&change, at, t); err != nil {
			return err
		}
		if id, ok := change.keys["plan"]; ok { // priced when it takes effect
			t.plan = inForce(f.plans[id], at)
		}
		if t.plan.id != plan.id {
			t.of = nil
		}
		return nil
	}
	if err := edit(&after, base); err != nil {
		return err
	}
	at := base
	if e := c.keys["effect"]; e == "end" || e == "" && after.worth().Cmp(before.worth()) < 0 {
		at = s.periodEnd(base)
	}
	s.dropLater(at)
	var err error
	s.change(at, func(t *termFacts) {
		err = edit(t, at)
		t.credit, t.ordered = credit, true
	})
	return err
}

// inForce is the revision of an instant.
func inForce(revisions []*planFacts, at calendar.Instant) *planFacts {
	p := revisions[0]
	for _, x := range revisions {
		if x.from <= at {
			p = x
		}
	}
	return p
}

// dropLater takes back what earlier orders deferred to then or later.
func (s *subFacts) dropLater(at calendar.Instant) {
	s.terms = slices.DeleteFunc(s.terms, func(t termFacts) bool { return t.ordered && t.from > at })
}

// worth is what a term costs the customer, by month.
func (t *termFacts) worth() *big.Rat {
	sum := new(big.Rat)
	for _, c := range t.plan.charges {
		if c.kind == "prepaid" || c.kind == "postpaid" {
			sum = plus(sum, t.plan.costs(c.id, len(t.plan.sellers), number(t.seatsOf(c.id))))
		}
	}
	if t.plan.every == "P1Y" {
		sum = times(sum, big.NewRat(1, 12))
	}
	return sum
}

// leaves: at the period's end or at once; within a committed term at its end, or
// for a fee.
func (s *subFacts) leaves(c *command, base calendar.Instant, credit []string) {
	end := base
	if c.keys["effect"] != "now" {
		end = s.periodEnd(base)
	}
	if end < s.life.committed {
		if fee := s.life.policy.fee; fee == "" {
			end = s.life.committed
		} else {
			s.once = append(s.once, onceFacts{"order-" + strconv.Itoa(c.line), fee, "1", end - 1})
		}
	}
	if s.end, s.refund = end, credit; credit == nil {
		s.refund = s.life.policy.refund
	}
}

// suspend s1 2026-01-10: for non-payment. It keeps accruing.
func readSuspend(f *facts, c *command) error {
	s, at, err := f.on(c, 2)
	if err == nil {
		s.tell(at, c, nil)
		err = c.only(2)
	}
	return err
}

// reactivate s1 2026-01-20: after an end, what lies between is not billed, and
// periods anchor anew.
func readReactivate(f *facts, c *command) error {
	s, at, err := f.on(c, 2)
	if err == nil {
		s.tell(at, c, nil)
		err = c.only(2)
	}
	if err == nil && s.end != 0 && s.end <= at {
		s.change(s.end, func(t *termFacts) { t.mode = "paused" })
		s.change(at, func(t *termFacts) { t.mode, t.anchor = "running", at })
		s.end, s.refund = 0, nil
	}
	return err
}

// terminate s1 2026-01-10 credit=full: by a seller, at once.
func readTerminate(f *facts, c *command) error {
	s, at, err := f.on(c, 2)
	if err == nil {
		err = c.only(2, "credit")
	}
	if err == nil {
		s.tell(at, c, nil)
		s.end = at
		s.refund, err = credits(c, c.keys["credit"])
	}
	return err
}

// reprice s1 2026-01-10: the plan's latest revision, from the next period on, or
// after the committed term where prices are frozen.
func readReprice(f *facts, c *command) error {
	s, at, err := f.on(c, 2)
	if err == nil {
		err = c.only(2)
	}
	if err != nil {
		return err
	}
	p, err := f.latest(c, s.at(at).plan.id)
	if err != nil {
		return err
	}
	s.tell(at, c, []*planFacts{p})
	from := s.periodEnd(at)
	for s.at(at).plan.freeze && from < s.life.committed {
		from = s.periodEnd(from)
	}
	s.change(from, func(t *termFacts) { t.plan = p })
	return nil
}
