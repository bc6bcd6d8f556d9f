package proceeds

import "github.com/daybook-go/daybook/calendar"

// A past is what an earlier billing period came to.
type past struct {
	query   *Query
	reading *Reading
}

// remember returns the queries for what earlier billing periods of a line came
// to, where it matters: for the set-up of usage tiers, which is due once in a
// subscription's life. They are as many as those periods.
func (j *Job) remember(l line) (out []Query) {
	if !l.setsUp() || len(j.Subscription.Terms) == 0 {
		return nil
	}
	from := j.Subscription.Terms[0].From
	if from >= l.period().Start {
		return nil
	}
	for _, h := range lines(j.Subscription, calendar.Period{Start: from, End: l.period().Start}, j.known) {
		if c := h.charge(); c.ID == l.charge().ID && h.plan().ID == l.plan().ID && !h.trial() && h.period().End <= l.period().Start {
			out = append(out, Query{j.Subscription.ID, c.Metric, c.Statistic, h.since, []calendar.Instant{h.period().End}})
		}
	}
	return out
}
