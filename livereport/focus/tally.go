package focus

// A Tally is the reports of several datasets taken together: a rule has failed if
// it failed in one of them, and was applied if it was in one. The zero Tally is
// ready.
type Tally struct{ Report }

// Add takes a report in. All must be of one model.
func (t *Tally) Add(r *Report) {
	t.Lines += r.Lines
	if t.Rules == nil {
		t.Rules = append(t.Rules, r.Rules...)
		return
	}
	for i := range r.Rules {
		o, n := &t.Rules[i], &r.Rules[i]
		if o.First == 0 {
			o.First = n.First
		}
		o.Lines, o.Broken = o.Lines+n.Lines, o.Broken+n.Broken
		if o.Status == NotApplicable || n.Status == Failed {
			o.Status, o.Why = n.Status, n.Why
		}
	}
}
