package proceeds

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
)

// A function is what a line, or something beside it, has earned up to an
// instant, rounded once.
type function interface {
	at(u calendar.Instant, scale uint8) (channel.Amounts, error)
	// reach is the period in which it earns.
	reach() calendar.Period
	// settled is when all that it depends on is over.
	settled() calendar.Instant
	// explain says how it comes to what it is at u.
	explain(d *Derivation, u calendar.Instant, scale uint8) error
}

// A fee is a function that is due in advance: parts is what it would earn over
// them.
type fee interface {
	function
	over(parts []part, scale uint8) (channel.Amounts, error)
}

// A column is a function of a line and the component that its cells have: none
// is the line itself.
type column struct {
	component string
	of        function
}

// own returns the line's own function: of a charge what it earns, of a limit what
// the limit adds.
func (a *accrual) own() column {
	if l := a.limit(); l != nil {
		return column{of: &bound{a, l.Kind, a.within(l)}}
	}
	if a.isOfUsage() {
		return column{of: &percentOfUsage{a}}
	}
	return column{of: a}
}

// beside returns the functions beside the line's own; none of most lines.
func (a *accrual) beside() (out []column) {
	if a.isAlone() {
		return nil
	}
	for _, b := range a.bounds() {
		out = append(out, column{b.kind.String(), b})
	}
	if a.setsUp() {
		out = append(out, column{Tiers, &tiers{a}})
	}
	return append(out, a.discounts()...)
}

func (a *accrual) settled() calendar.Instant { return a.period().End }

// name puts the column's component on the cells of its targets. What stands
// beside a line has no quantity: the line has it.
func (c column) name(targets []Target) {
	if c.component == "" {
		return
	}
	for i := range targets {
		t := &targets[i]
		t.Quantity = pricing.Quantity{}
		t.Component = joined(c.component, t.Component)
	}
}

// joined is the component of what has both names.
func joined(name, component string) string {
	if name == "" || component == "" {
		return name + component
	}
	return name + " " + component
}

// isAlone reports whether nothing stands beside the line.
func (l line) isAlone() bool {
	if len(l.off) > 0 || l.setsUp() {
		return false
	}
	for i := range l.parts {
		o := l.parts[i].Term.Offer
		if len(o.Plan.Limits) > 0 || o.Bounded(l.parts[i].charge, pricing.AtLeast) || o.Bounded(l.parts[i].charge, pricing.AtMost) {
			return false
		}
	}
	return true
}
