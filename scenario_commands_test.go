package daybook_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/shopspring/decimal"
)

// verbs are all commands that state a fact. A run is none of them: see runner.
var verbs = map[string]func(*facts, *command) error{
	"zone": readZone, "slots": readSlots, "chain": readChain, "plan": readPlan, "charge": readCharge,
	"subscribe": readSubscribe, "change": readChange, "pause": readPause, "resume": readResume,
	"convert": readConvert, "cancel": readCancel, "keep": readKeep, "once": readOnce, "use": readUse,
	"policy": readPolicy, "order": readOrder, "approve": readApprove, "reject": readReject,
	"suspend": readSuspend, "reactivate": readReactivate, "terminate": readTerminate, "reprice": readReprice,
}

func readZone(f *facts, c *command) (err error) {
	if err = c.only(1); err == nil {
		f.zone, err = time.LoadLocation(c.args[0])
	}
	return err
}

// slots day Europe/Rome
func readSlots(f *facts, c *command) (err error) {
	if err = c.only(2); err != nil {
		return err
	}
	if !slices.Contains([]string{"hour", "day", "month"}, c.args[0]) {
		return c.fault("no such slot: %q", c.args[0])
	}
	f.slots = c.args[0]
	f.slotsIn, err = time.LoadLocation(c.args[1])
	return err
}

// chain parent+20% distributor+25% reseller+40%
func readChain(f *facts, c *command) error {
	if err := c.only(len(c.args)); err != nil {
		return err
	}
	f.sellers = nil
	for _, word := range c.args {
		role, percent, ok := strings.Cut(strings.TrimSuffix(word, "%"), "+")
		if !ok || !strings.HasSuffix(word, "%") || !isNumber(percent) || !slices.Contains([]string{"parent", "distributor", "reseller"}, role) {
			return c.fault("%q is no seller with a markup", word)
		}
		f.sellers = append(f.sellers, sellerFacts{role, percent})
	}
	return nil
}

// plan basic currency=EUR. The same plan again is its next revision.
func readPlan(f *facts, c *command) error {
	if err := c.only(1, "currency", "every", "trial", "minimum", "freeze", "from"); err != nil {
		return err
	}
	id := c.args[0]
	p := &planFacts{id: id, revision: len(f.plans[id]) + 1, currency: "EUR", every: "P1M", sellers: f.sellers,
		trial: c.keys["trial"], minimum: c.keys["minimum"], freeze: c.keys["freeze"] == "yes"}
	set(c, "currency", &p.currency)
	set(c, "every", &p.every)
	if at, ok := c.keys["from"]; ok {
		var err error
		if p.from, err = f.instant(c, at); err != nil {
			return err
		}
	}
	f.plans[id] = append(f.plans[id], p)
	return nil
}

func (f *facts) latest(c *command, id string) (*planFacts, error) {
	if all := f.plans[id]; len(all) > 0 {
		return all[len(all)-1], nil
	}
	return nil, c.fault("no plan %q", id)
}

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
	if set(c, "mode", &t.mode); t.mode != "running" && t.mode != "trial" {
		return c.fault("no such mode: %q", t.mode)
	}
	f.subs = append(f.subs, &subFacts{id: c.args[0], terms: []termFacts{t}})
	return f.edit(c, at, &f.subs[len(f.subs)-1].terms[0], "align", "measure", "mode", "anchor")
}

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

// pause s1 2026-01-11 forfeit=yes: without, the time is not due.
func readPause(f *facts, c *command) error {
	mode := "paused"
	if v, ok := c.keys["forfeit"]; ok && v == "yes" {
		mode = "forfeited"
	} else if ok {
		return c.fault("forfeit is yes or left out")
	}
	return readMode(f, c, mode, "forfeit")
}

func readResume(f *facts, c *command) error { return readMode(f, c, "running") }

func readMode(f *facts, c *command, mode string, keys ...string) error {
	s, at, err := f.on(c, 2)
	if err == nil {
		err = c.only(2, keys...)
	}
	if err == nil && !s.change(at, func(t *termFacts) { t.mode = mode }) {
		err = c.fault("%s has not started", s.id)
	}
	if err == nil {
		s.tell(at, c, nil)
	}
	return err
}

// convert s1 2026-01-15: the paid periods anchor where the trial ends.
func readConvert(f *facts, c *command) error {
	s, at, err := f.on(c, 2)
	if err == nil {
		err = c.only(2)
	}
	if err == nil && !s.change(at, func(t *termFacts) { t.mode, t.anchor = "running", at }) {
		err = c.fault("%s has not started", s.id)
	}
	if err == nil {
		s.tell(at, c, nil)
	}
	return err
}

// cancel s1 2026-01-15T10:00 refund=none,,pro-rated
func readCancel(f *facts, c *command) error {
	s, at, err := f.on(c, 2)
	if err == nil {
		err = c.only(2, "refund")
	}
	if err == nil {
		s.end = at
		s.refund, err = credits(c, c.keys["refund"])
	}
	return err
}

// keep s1: the cancellation is withdrawn.
func readKeep(f *facts, c *command) error {
	s, err := f.named(c, 1)
	if err == nil {
		s.end, s.refund = 0, nil
	}
	return err
}

func (f *facts) named(c *command, words int) (*subFacts, error) {
	if err := c.only(words); err != nil {
		return nil, err
	}
	if s := f.sub(c.args[0]); s != nil && !s.bought {
		return s, nil
	}
	return nil, c.fault("no subscription %q with a timeline of its own", c.args[0])
}

// once s1 2026-01-10 visit 2
func readOnce(f *facts, c *command) error {
	s, at, err := f.on(c, 4)
	if err == nil {
		err = c.only(4)
	}
	if err == nil && !isNumber(c.args[3]) {
		err = c.fault("%q is no quantity", c.args[3])
	}
	if err == nil {
		s.once = append(s.once, onceFacts{fmt.Sprintf("no-%d", len(s.once)+1), c.args[2], c.args[3], at})
	}
	return err
}

// use s1 2026-02-03T10:00 traffic 40
func readUse(f *facts, c *command) error {
	s, at, err := f.on(c, 4)
	if err == nil {
		err = c.only(4)
	}
	if err == nil && !isNumber(c.args[3]) {
		err = c.fault("%q is no quantity", c.args[3])
	}
	if err == nil {
		s.used = append(s.used, useFacts{fmt.Sprintf("%s-%d", s.id, len(s.used)+1), c.args[2], c.args[3], at})
	}
	return err
}

func isNumber(text string) bool {
	_, err := decimal.NewFromString(text)
	return err == nil && !strings.ContainsAny(text, "eE")
}
