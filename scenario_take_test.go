package daybook_test

import (
	"errors"
	"math/big"
	"slices"
	"strconv"

	"github.com/daybook-go/daybook/calendar"
)

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
		if s.refund = []string{"full"}; s.end == 0 || s.end > base {
			s.end = base
		}
	case "charge":
		if len(c.args) != 5 {
			return c.fault("want a charge and a quantity")
		}
		s.once = append(s.once, onceFacts{s.nameOf(c), c.args[3], c.args[4], base})
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
	if _, plan := change.keys["plan"]; len(change.keys) != 1 && !(plan && change.keys["seats"] != "" && len(change.keys) == 2) {
		return c.fault("want one of seats, a plan, an add-on")
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
	s.later(at, func(t *termFacts) { err = errors.Join(err, edit(t, at)) })
	return err
}

// nameOf numbers the orders of a subscription.
func (s *subFacts) nameOf(c *command) string {
	n := 0
	for _, t := range s.told {
		if t.c.verb == "order" {
			n++
		}
		if t.c == c {
			break
		}
	}
	return "order-" + strconv.Itoa(n)
}

// later edits what was ordered before for after t: it is of the same
// subscription, which is another one by now.
func (s *subFacts) later(t calendar.Instant, edit func(*termFacts)) {
	for i := range s.terms {
		if s.bought && s.terms[i].from > t {
			edit(&s.terms[i])
		}
	}
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
	for s.life.policy.end == "renew" && s.life.committed < end { // another term runs
		s.life.terms++
		s.commitsUntil()
	}
	if end < s.life.committed {
		if fee := s.life.policy.fee; fee == "" {
			end = s.life.committed
		} else {
			s.once = append(s.once, onceFacts{s.nameOf(c), fee, "1", end - 1})
		}
	}
	if s.end, s.refund = end, credit; credit == nil {
		s.refund = s.life.policy.refund
	}
}
