package subscription_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/subscription"
)

// naive is a subscription that lives from day to day, in integers, and forgets
// what was: what is asked of it is written down from the first day on again.
type naive struct {
	trialDays, refundDays int
	termEnd               subscription.TermEnd

	day             int
	state, under    subscription.State
	mode            subscription.Mode
	plan            string
	seats, support  int // support −1: as many as seats
	anchor          int
	trialEnd, paid  int // −1: none
	ended           int
	whole           bool // it gave the whole period back
	anchorC, termsC int  // the committed term: no terms, none
	monthsC, leastC int
	cancel, expiry  int // days on which it ends; −1: none
	noticed         bool
	pauseEnd        int
	wishes          []wish
	wished          int
}

// wish is a deferred change.
type wish struct {
	rank, day int
	ask       ask
}

// ask is what is asked on a day.
type ask struct {
	day  int
	what string
	plan string
	n    int // seats, a day, or months
	eff  subscription.Effect
}

var (
	prices   = map[string]int{"a": 10, "b": 20, "c": 4}
	minimums = map[string]int{"a": 0, "b": 2, "c": 3}
)

const horizon = 500

var dayZero = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func dateOf(d int) time.Time { return dayZero.AddDate(0, 0, d) }

func instantOf(d int) calendar.Instant { return calendar.At(dateOf(d)) }

// months adds n months to day d, cut to the length of the month.
func months(d, n int) int {
	t := dateOf(d)
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	day := min(t.Day(), first.AddDate(0, 1, -1).Day())
	return int(first.AddDate(0, 0, day-1).Sub(dayZero) / (24 * time.Hour))
}

// after returns the first of anchor, anchor + step months … after d.
func after(anchor, step, d int) int {
	k := 1
	for months(anchor, k*step) <= d {
		k++
	}
	return months(anchor, k*step)
}

// live asks all of it in order and returns what each day is charged by, the
// state of each day, and whether the last ask was taken.
func (m naive) live(asks []ask) (charged, states []string, taken bool) {
	m.state, m.trialEnd, m.paid, m.ended = subscription.StateProvisioning, -1, -1, -1
	m.cancel, m.expiry, m.pauseEnd = -1, -1, -1
	for m.day = range horizon {
		m.morning()
		for i := range asks {
			if asks[i].day == m.day {
				taken = m.take(asks[i])
			}
		}
		states = append(states, m.state.String())
		charged = append(charged, m.charged())
	}
	return charged, states, taken
}

func (m *naive) charged() string {
	if !m.state.Live() || m.mode >= subscription.Paused {
		return m.state.String()
	}
	return fmt.Sprint(m.mode, m.plan, m.seats, m.supported(), dateOf(m.periodStart()).Format(time.DateOnly))
}

func (m *naive) periodStart() int {
	start := m.anchor
	for k := 1; months(m.anchor, k) <= m.day; k++ {
		start = months(m.anchor, k)
	}
	return start
}

func (m *naive) supported() int {
	if m.support < 0 {
		return m.seats
	}
	return m.support
}

func (m *naive) price() int { return m.seats*prices[m.plan] + 2*m.supported() }

// morning is what happens by itself.
func (m *naive) morning() {
	if m.cancel == m.day {
		m.leave(m.day - 1) // notice was given before
	}
	if m.expiry == m.day && m.state.Live() {
		m.end(subscription.StateExpired)
	}
	if m.trialEnd == m.day && m.state.Live() && m.mode == subscription.Trial {
		m.convert()
	}
	if m.pauseEnd == m.day && m.state == subscription.StatePaused {
		m.state, m.mode, m.pauseEnd = subscription.StateActive, subscription.Running, -1
	}
	for m.state.Live() {
		i := slices.IndexFunc(m.wishes, func(w wish) bool { return w.day == m.day })
		if i < 0 {
			return
		}
		for j := range m.wishes { // the one that was decided first
			if m.wishes[j].day == m.day && m.wishes[j].rank < m.wishes[i].rank {
				i = j
			}
		}
		w := m.wishes[i]
		m.wishes = slices.Delete(slices.Clone(m.wishes), i, i+1)
		m.change(w.ask)
	}
}

func (m *naive) take(a ask) bool {
	live := m.state.Live()
	switch a.what {
	case "provision":
		m.state, m.mode, m.plan, m.seats, m.support, m.anchor = subscription.StateActive, subscription.Running, a.plan, a.n, -1, m.day
		if m.trialDays > 0 {
			m.state, m.mode, m.trialEnd = subscription.StateTrialing, subscription.Trial, m.day+m.trialDays
			return true
		}
		m.pays()
		return true
	case "seats", "support", "switch":
		if live {
			m.wish(a)
		}
		return live
	case "cancel":
		if !live {
			return false
		}
		m.cancel, m.noticed = -1, false
		if a.eff == subscription.Immediately {
			m.leave(m.day)
		} else {
			m.cancel = m.periodEnd()
		}
		return true
	case "renew":
		return live && m.renew()
	case "terminate":
		if live {
			m.end(subscription.StateTerminated)
		}
		return live
	case "refund":
		within := m.paid < 0 || m.day < m.paid+m.refundDays
		if !live && m.ended < 0 || m.refundDays == 0 || !within {
			return false
		}
		if live {
			m.end(subscription.StateCancelled)
		}
		m.whole = true
		return true
	}
	return m.takeMore(a)
}

func (m *naive) takeMore(a ask) bool {
	switch a.what {
	case "pause":
		if m.state != subscription.StateActive || a.n > 0 && a.n <= m.day {
			return false
		}
		m.state, m.mode, m.pauseEnd = subscription.StatePaused, subscription.Paused, -1
		if a.n > 0 {
			m.pauseEnd = a.n
		}
		return true
	case "resume":
		if m.state != subscription.StatePaused {
			return false
		}
		m.state, m.mode, m.pauseEnd = subscription.StateActive, subscription.Running, -1
		return true
	case "suspend":
		if m.state != subscription.StateActive && m.state != subscription.StateTrialing {
			return false
		}
		m.under, m.state = m.state, subscription.StateSuspended
		return true
	case "convert":
		if m.state != subscription.StateTrialing {
			return false
		}
		m.convert()
		return true
	}
	switch m.state { // reactivate
	case subscription.StateSuspended:
		m.state = m.under
		return true
	case subscription.StateExpired, subscription.StateCancelled:
		if m.mode == subscription.Trial || m.whole && m.cutsPeriod() {
			return false
		}
		if m.ended < m.day {
			m.anchor = m.day
		}
		m.state, m.mode = subscription.StateActive, subscription.Running
		m.termsC, m.leastC = 0, 0
		m.commit(minimums[m.plan], m.day)
		return true
	}
	return false
}

// cutsPeriod reports whether it ended within a billing period.
func (m *naive) cutsPeriod() bool {
	for k := 0; months(m.anchor, k) <= m.ended; k++ {
		if months(m.anchor, k) == m.ended {
			return false
		}
	}
	return true
}

func (m *naive) convert() {
	m.mode, m.anchor = subscription.Running, m.day
	if m.state == subscription.StateSuspended {
		m.under = subscription.StateActive
	} else {
		m.state = subscription.StateActive
	}
	m.pays()
}

func (m *naive) pays() {
	m.paid = m.day
	m.commit(minimums[m.plan], m.day)
}

func (m *naive) periodEnd() int {
	if m.mode == subscription.Trial {
		return m.trialEnd
	}
	return after(m.anchor, 1, m.day)
}

// wish changes at once, or at the period's end if it is less.
func (m *naive) wish(a ask) {
	less := *m
	less.apply(a)
	late := a.eff == subscription.AtPeriodEnd
	if a.eff == subscription.ByDefault {
		switch a.what {
		case "seats":
			late = a.n < m.seats
		case "support":
			late = a.n < m.supported()
		default:
			late = less.price() < m.price()
		}
	}
	day := m.day
	if late {
		day = m.periodEnd()
	}
	m.wishes = slices.DeleteFunc(slices.Clone(m.wishes), func(w wish) bool {
		return w.day >= day && (w.ask.what == a.what || a.what == "switch")
	})
	if !late {
		m.change(a)
		return
	}
	m.wished++
	m.wishes = append(m.wishes, wish{m.wished, day, a})
}

func (m *naive) apply(a ask) {
	switch a.what {
	case "seats":
		m.seats = a.n
	case "support":
		m.support = a.n
	case "switch":
		if m.plan != a.plan {
			m.plan, m.support = a.plan, -1
		}
	}
}

func (m *naive) change(a ask) {
	before := m.plan
	m.apply(a)
	if m.plan != before && m.mode != subscription.Trial {
		m.commit(minimums[m.plan], m.day)
	}
}

func (m *naive) commit(n, day int) {
	if n == 0 {
		return
	}
	least := m.committed(m.day)
	m.anchorC, m.monthsC, m.termsC, m.leastC = day, n, 1, least
	m.expires()
}

func (m *naive) expires() {
	if m.termEnd == subscription.Expire {
		m.expiry = m.committed(m.day)
	}
}

func (m *naive) committed(d int) int {
	if m.termsC == 0 {
		return 0
	}
	end := months(m.anchorC, m.termsC*m.monthsC)
	if m.termEnd == subscription.RenewTerm && d >= end {
		end = after(m.anchorC, m.monthsC, d)
	}
	return max(end, m.leastC)
}

func (m *naive) renew() bool {
	revoked := m.cancel >= 0
	n := minimums[m.plan]
	if n == 0 && !revoked {
		return false
	}
	m.cancel, m.noticed = -1, false
	if n == 0 {
		return true
	}
	end := m.committed(m.day)
	if end <= m.day {
		m.commit(n, m.day)
		return true
	}
	for k := range 100 {
		if n == m.monthsC && months(m.anchorC, k*n) == end {
			if m.termEnd != subscription.RenewTerm {
				m.termsC = k + 1
				m.expires()
			}
			return true
		}
	}
	m.commit(n, end)
	return true
}

func (m *naive) leave(noticed int) {
	if end := m.committed(noticed); end > m.day && !m.noticed {
		m.cancel, m.noticed = end, true
		return
	}
	m.end(subscription.StateCancelled)
}

func (m *naive) end(s subscription.State) {
	m.state, m.ended, m.whole = s, m.day, false
	m.cancel, m.noticed, m.expiry, m.pauseEnd, m.wishes = -1, false, -1, -1, nil
}
