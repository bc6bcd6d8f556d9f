package daybook_test

import (
	"fmt"
)

// pause s1 2026-01-11 forfeit=yes: without, the time is not due.
func readPause(f *facts, c *command) error {
	if err := c.among("forfeit", "yes"); err != nil {
		return err
	}
	mode := "paused"
	if c.keys["forfeit"] == "yes" {
		mode = "forfeited"
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
		s.later(at, func(t *termFacts) { t.mode = mode })
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
