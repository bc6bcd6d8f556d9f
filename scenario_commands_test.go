package daybook_test

import (
	"slices"
	"strconv"
	"strings"
	"time"

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
	if !slices.Contains([]string{"hour", "day", "week", "month"}, c.args[0]) {
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
	if err := c.among("freeze", "yes"); err != nil {
		return err
	}
	for _, key := range []string{"every", "minimum"} {
		if err := c.interval(key); err != nil {
			return err
		}
	}
	id := c.args[0]
	p := &planFacts{id: id, revision: len(f.plans[id]) + 1, currency: "EUR", every: "P1M", sellers: f.sellers,
		trial: c.keys["trial"], minimum: c.keys["minimum"], freeze: c.keys["freeze"] == "yes"}
	set(c, "currency", &p.currency)
	set(c, "every", &p.every)
	if days, err := strconv.Atoi(p.trial); p.trial != "" && (err != nil || days < 1 || days > 1000) {
		return c.fault("a trial of %s days", p.trial)
	}
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

func isNumber(text string) bool {
	_, err := decimal.NewFromString(text)
	return err == nil && !strings.ContainsAny(text, "eE")
}
