package daybook_test

import (
	"maps"
	"regexp"
	"slices"

	"github.com/daybook-go/daybook/calendar"
)

// subscribe s1 basic 2026-01-31 seats=5
func readSubscribe(f *facts, c *command) error {
	if len(c.args) != 3 {
		return c.fault("%d words, want a subscription, a plan and a date", len(c.args))
	}
	p, err := f.latest(c, c.args[1])
	if err != nil {
		return err
	}
	at, err := f.instant(c, c.args[2])
	if err != nil {
		return err
	}
	t := termFacts{from: at, mode: "running", plan: p, seats: "1", anchor: at, every: p.every, measure: "day", zone: f.zone}
	if f.sub(c.args[0]) != nil {
		return c.fault("%q is taken", c.args[0])
	}
	if v, ok := c.keys["anchor"]; ok {
		if t.anchor, err = f.instant(c, v); err != nil {
			return err
		}
	}
	set(c, "align", &t.align)
	set(c, "measure", &t.measure)
	set(c, "mode", &t.mode)
	if err := c.among("mode", "running", "trial"); err != nil {
		return err
	}
	if err := c.among("measure", "day", "hour", "second", "30/360", "actual/30"); err != nil {
		return err
	}
	if !alignments.MatchString(t.align) {
		return c.fault("no such alignment: %q", t.align)
	}
	f.subs = append(f.subs, &subFacts{id: c.args[0], terms: []termFacts{t}})
	return f.edit(c, at, &f.subs[len(f.subs)-1].terms[0], "align", "measure", "mode", "anchor")
}

var alignments = regexp.MustCompile(`^(|calendar-year|last-day|day-([1-9]|[12][0-9]|3[01]))$`)

func set(c *command, key string, to *string) {
	if v, ok := c.keys[key]; ok {
		*to = v
	}
}

// on finds the subscription and the instant of a command.
func (f *facts) on(c *command, words int) (*subFacts, calendar.Instant, error) {
	if len(c.args) != words {
		return nil, 0, c.fault("%d words, want %d", len(c.args), words)
	}
	s := f.sub(c.args[0])
	if s == nil {
		return nil, 0, c.fault("no subscription %q", c.args[0])
	}
	if s.bought && slices.Contains([]string{"change", "cancel", "once"}, c.verb) {
		return nil, 0, c.fault("%s was ordered: order it", s.id)
	}
	at, err := f.instant(c, c.args[1])
	return s, at, err
}

// change s1 2026-02-10 seats=8 plan=pro addon=2 credit=none,,pro-rated
func readChange(f *facts, c *command) error {
	s, at, err := f.on(c, 2)
	if err != nil {
		return err
	}
	if !s.change(at, func(t *termFacts) { err = f.edit(c, at, t) }) {
		return c.fault("%s has not started", s.id)
	}
	return err
}

// edit applies what holds from now on; every other key is a charge of the plan.
func (f *facts) edit(c *command, at calendar.Instant, t *termFacts, known ...string) (err error) {
	if id, ok := c.keys["plan"]; ok {
		if t.plan, err = f.latest(c, id); err != nil {
			return err
		}
		if t.plan.every != t.every { // a changed interval restarts the anchor
			t.every, t.anchor = t.plan.every, at
		}
	}
	for k, v := range c.keys {
		switch {
		case k == "plan" || slices.Contains(known, k):
		case k == "credit":
			t.credit, err = credits(c, v)
		case k == "seats" && isNumber(v):
			t.seats = v
		case t.plan.charge(k) != nil && isNumber(v):
			t.of = maps.Clone(t.of)
			if t.of == nil {
				t.of = map[string]string{}
			}
			t.of[k] = v
		default:
			return c.fault("does not know %s=%s", k, v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func credits(c *command, text string) ([]string, error) {
	list := listOf(text)
	for _, x := range list {
		if !slices.Contains([]string{"", "none", "pro-rated", "full"}, x) {
			return nil, c.fault("no such credit: %q", x)
		}
	}
	return list, nil
}
