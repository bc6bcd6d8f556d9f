package subscription

func (a Pause) apply(f *fold) error {
	if !a.Until.IsZero() && a.Until <= f.now {
		return &FieldError{Path: "event.until", Reason: "not after the pause begins"}
	}
	if err := f.become(StatePaused); err != nil {
		return err
	}
	t := f.last()
	t.Mode, t.Credits = Paused, Credits{}
	if a.Full {
		t.Mode = PausedFull
	}
	f.put(t)
	if !a.Until.IsZero() {
		f.later(a.Until, subject{about: thePause}, "", func() error {
			f.itself("the pause is over")
			return f.resume()
		})
	}
	return nil
}

func (Resume) apply(f *fold) error {
	if f.state != StatePaused {
		return &TransitionError{f.state, StateActive, f.now}
	}
	return f.resume()
}

// resume goes on with the schedule that was there before: the pause made no
// period longer.
func (f *fold) resume() error {
	if err := f.become(StateActive); err != nil {
		return err
	}
	f.drop(OrderLapsed, func(d *deferred) bool { return d.about.about == thePause })
	t := f.last()
	t.Mode, t.Credits = Running, Credits{}
	f.put(t)
	return nil
}

func (Suspend) apply(f *fold) error {
	under := f.state
	if err := f.become(StateSuspended); err != nil {
		return err
	}
	f.under = under
	return nil
}

func (Reactivate) apply(f *fold) error {
	switch {
	case f.state == StateSuspended:
		return f.become(f.under)
	case f.state == StatePaused:
		return &TransitionError{f.state, StateActive, f.now}
	}
	return f.revive()
}

// revive starts a subscription that ended again. What lies between is a pause,
// which is worth nothing, so the end must have given back all that it cut off.
func (f *fold) revive() error {
	if !f.state.CanBecome(StateActive) || !f.state.Over() {
		return &TransitionError{f.state, StateActive, f.now}
	}
	if len(f.Terms) == 0 {
		return &FieldError{Path: "event.do", Reason: "it never started: there is nothing to reactivate"}
	}
	if f.left.Mode == Trial {
		return &FieldError{Path: "event.do", Reason: "it ended in its trial: there is nothing to reactivate"}
	}
	if _, p := f.left.Schedule.At(f.End); p.Start != f.End && !f.proRated() {
		return &FieldError{Path: "event.do", Reason: "its end cut a period without a pro-rated refund: a new subscription is due"}
	}
	if err := f.become(StateActive); err != nil {
		return err
	}
	f.gap()
	f.End, f.Refunds = 0, Credits{}
	f.commitment = commitment{}
	f.commit(f.length(), f.now)
	return nil
}

// gap pauses from the end to now, and goes on after it on a schedule of its own.
func (f *fold) gap() {
	t, now := f.left, f.now
	if f.End < now {
		pause := f.last()
		pause.Mode, pause.Credits = Paused, Credits{}
		f.now = f.End
		f.put(pause)
		if f.purchase.Coterm.Anchor.IsZero() {
			t.Schedule.Anchor = now
		}
	}
	f.now, t.Mode, t.Credits = now, Running, Credits{}
	f.put(t)
}

// proRated reports whether the refund is pro-rated at every level.
func (f *fold) proRated() bool {
	for l := range f.last().Offer.Levels() {
		if f.Refunds.Of(l) != ProRated {
			return false
		}
	}
	return true
}
