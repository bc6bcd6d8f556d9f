package pricing

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
)

// A Version is a revision of a plan, in force from an instant on.
type Version struct {
	From calendar.Instant `json:"from"`
	Plan *Plan            `json:"plan"`
}

// Versions are the revisions of one plan, each in force until the next one.
type Versions []Version

// A NoVersionError reports an instant at which a plan has no revision in force.
type NoVersionError struct {
	Plan PlanID
	At   calendar.Instant
}

// Error names both.
func (e *NoVersionError) Error() string {
	return fmt.Sprintf("pricing: plan %q has no revision at %s", e.Plan, e.At)
}

// At returns the revision in force at t. The error is a *[NoVersionError]
// before the first one.
func (v Versions) At(t calendar.Instant) (*Plan, error) {
	for i := len(v) - 1; i >= 0; i-- {
		if v[i].From <= t {
			return v[i].Plan, nil
		}
	}
	e := &NoVersionError{At: t}
	if len(v) > 0 {
		e.Plan = v[0].Plan.ID
	}
	return nil, e
}

// InForce returns the revision that prices at t for a customer who is committed
// over term: with a price freeze the one of the term's start, which is the one
// to ask at every level; else, and outside the term, the one in force at t. An
// empty term is no commitment.
func (v Versions) InForce(t calendar.Instant, term calendar.Period) (*Plan, error) {
	if term.Contains(t) {
		first, err := v.At(term.Start)
		if err != nil || first.PriceFreeze {
			return first, err
		}
	}
	return v.At(t)
}

// Validate reports every fault at once, each a *[FieldError]: revisions that
// are missing, of another plan, out of order, and those of each plan.
func (v Versions) Validate() error {
	f := newFaults()
	if len(v) == 0 {
		f.at("versions").add("missing")
	}
	for i, version := range v {
		g := f.at("versions[%d]", i)
		if version.Plan == nil {
			g.at("plan").add("missing")
			continue
		}
		version.Plan.validate(g.at("plan"))
		if i == 0 || v[i-1].Plan == nil {
			continue
		}
		before := v[i-1]
		if version.From <= before.From {
			g.at("from").add("%s is not after %s", version.From, before.From)
		}
		if version.Plan.ID != before.Plan.ID {
			g.at("plan.id").add("%.40q is another plan than %.40q", version.Plan.ID, before.Plan.ID)
		}
		if version.Plan.Revision <= before.Plan.Revision {
			g.at("plan.revision").add("%d does not follow %d", version.Plan.Revision, before.Plan.Revision)
		}
	}
	return f.err()
}
