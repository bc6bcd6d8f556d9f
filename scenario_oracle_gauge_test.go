package daybook_test

import (
	"math/big"
	"slices"

	"github.com/daybook-go/daybook/calendar"
)

// level is the average, peak or last of what was told from the line's start up to
// u; what was told last before that goes on, and it is nothing before the first.
func (l *oracleLine) level(u calendar.Instant) *big.Rat {
	facts, start := l.facts(), l.whole().s
	last, peak, area, at := new(big.Rat), new(big.Rat), new(big.Rat), start
	for _, x := range slices.SortedStableFunc(slices.Values(l.sub.used), func(a, b useFacts) int { return a.at.Compare(b.at) }) {
		if x.metric != l.charge || x.at >= u {
			continue
		}
		if x.at > start {
			area = plus(area, times(last, big.NewRat(int64(x.at-at), 1)))
			if last.Cmp(peak) > 0 {
				peak = last
			}
			at = x.at
		}
		last = number(x.quantity)
	}
	if last.Cmp(peak) > 0 {
		peak = last
	}
	switch area = plus(area, times(last, big.NewRat(int64(u-at), 1))); {
	case u <= start:
		return new(big.Rat)
	case facts.statistic == "average":
		return times(area, big.NewRat(1, int64(u-start)))
	case facts.statistic == "peak":
		return peak
	}
	return last
}

// columns are what a line earns: its own amount, and what lacks to a minimum.
func (o *oracle) columns(l *oracleLine) map[string]func(u calendar.Instant) perLevel {
	out := map[string]func(u calendar.Instant) perLevel{"": func(u calendar.Instant) perLevel { return o.earned(l, u) }}
	if slices.ContainsFunc(l.parts, func(p oraclePart) bool { return p.term.plan.charge(l.charge).minimum != "" }) && l.first().term.mode != "trial" {
		out["minimum"] = func(u calendar.Instant) perLevel { return o.lacking(l, u) }
	}
	return out
}

// lacking is max(0, round(M·w(u)) − c(u)): a minimum grows with time, and is due
// whole of a period that was cut short without credit.
func (o *oracle) lacking(l *oracleLine, u calendar.Instant) (out perLevel) {
	earned := o.earned(l, u)
	for level := range l.levels() {
		sum := new(big.Rat)
		for i := range l.parts {
			p := &l.parts[i]
			if p.s >= u || p.term.mode == "paused" || p.term.mode == "forfeited" {
				continue
			}
			full := p.term.plan.least(l.charge, level)
			sum = plus(sum, times(full, o.share(l, p.s, min(u, p.e))))
			if p == l.last() && p.cut && u > p.e && creditOf(p.credit, level) == "none" {
				sum = plus(sum, times(full, o.share(l, p.e, p.ref.e)))
			}
		}
		out[level] = max(0, units(sum, digits[l.plan().currency])-earned[level])
	}
	return out
}
