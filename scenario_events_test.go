package daybook_test

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
