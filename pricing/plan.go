package pricing

import (
	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
)

// A PlanID names a plan.
type PlanID string

// MaxCharges bounds the charges of a plan, and its limits.
const MaxCharges = 256

// A Plan is one revision of a priced offer, at the vendor's prices. Once in
// use it is not changed: a new price is a new revision. It has one JSON form,
// which hosts may keep: see [Plan.MarshalJSON].
type Plan struct {
	ID       PlanID
	Revision int
	Product  string
	Name     string
	Currency money.Currency
	// Every is the billing period. The zero Interval is a month.
	Every calendar.Interval
	// TrialDays is how long a trial lasts; zero is no trial.
	TrialDays int
	// MinimumTerm is how long a customer commits; zero is not at all. For a
	// month, say one month.
	MinimumTerm calendar.Interval
	// PriceFreeze keeps the prices of a term's start for all of it: see
	// [Versions.InForce].
	PriceFreeze bool
	Charges     []Charge // 1 to MaxCharges
	// Limits are minimums and maximums over several usage charges together.
	Limits []Limit
	// Customs resolves models that are [Custom]. It is no part of the JSON form:
	// set it on a plan that was read.
	Customs Customs
}

// A Limit is a minimum or maximum that usage charges have in common, for a full
// period. It is a line of its own, named ID as if it were a charge, and applies
// to what they are booked at together: once, however many they are. See
// [Bound.Line].
type Limit struct {
	ID      ChargeID
	Kind    BoundKind
	Amount  decimal.Decimal
	Charges []ChargeID // none: all usage charges
}

// Covers reports whether the limit applies to c.
func (l *Limit) Covers(c *Charge) bool {
	if len(l.Charges) == 0 {
		return c.Kind == Usage
	}
	for _, id := range l.Charges {
		if id == c.ID {
			return true
		}
	}
	return false
}

// Bound returns the limit as it applies to amounts at the vendor's level. A
// seller's rule acts on it as on a flat price. The error is a *[FieldError] for
// an amount beyond [money.Gate].
func (l *Limit) Bound() (Bound, error) {
	f := newFaults()
	b := Bound{l.Kind, Exact{n: f.at("amount").num(l.Amount)}}
	return b, f.err()
}

// Validate reports every fault of p at once, each a *[FieldError] with its
// path: "charges[2].price.tiers[1].up_to".
func (p *Plan) Validate() error {
	f := newFaults()
	p.validate(f)
	return f.err()
}

// ValidateIn is Validate, and reports a currency that is not among c.
func (p *Plan) ValidateIn(c money.Currencies) error {
	f := newFaults()
	p.validate(f)
	if _, err := c.Digits(p.Currency); err != nil && !p.Currency.IsZero() {
		f.at("currency").wrap(err)
	}
	return f.err()
}

func (p *Plan) validate(f faults) {
	f.at("id").text(string(p.ID), true)
	f.at("product").text(p.Product, false)
	f.at("name").text(p.Name, false)
	if p.Revision < 0 {
		f.at("revision").add("%d is negative", p.Revision)
	}
	if p.Currency.IsZero() {
		f.at("currency").add("missing")
	}
	f.at("every").interval(p.Every)
	f.at("minimum_term").interval(p.MinimumTerm)
	if p.TrialDays < 0 {
		f.at("trial_days").add("%d is negative", p.TrialDays)
	}
	if p.validateCharges(f) {
		p.validateLimits(f)
		p.validateBases(f)
	}
}

// validateCharges reports whether there are as many charges as may be.
func (p *Plan) validateCharges(f faults) bool {
	if !f.at("charges").count(len(p.Charges), MaxCharges) {
		return false
	}
	seen := make(map[ChargeID]int, len(p.Charges))
	for i := range p.Charges {
		c := &p.Charges[i]
		g := f.at("charges[%d]", i)
		c.validate(p.Customs, g)
		if first, again := seen[c.ID]; again {
			g.at("id").add("%.40q is charges[%d] already", c.ID, first)
		} else {
			seen[c.ID] = i
		}
	}
	return true
}

func (p *Plan) validateLimits(f faults) {
	if len(p.Limits) > MaxCharges {
		f.at("limits").count(len(p.Limits), MaxCharges)
		return
	}
	names, numbers := map[ChargeID]bool{}, p.numbers()
	for i := range p.Limits {
		l, g := &p.Limits[i], f.at("limits[%d]", i)
		g.at("id").text(string(l.ID), true)
		if _, taken := numbers[l.ID]; taken || names[l.ID] {
			g.at("id").add("%.40q is taken", l.ID)
		}
		names[l.ID] = true
		if l.Kind > AtMost {
			g.at("kind").add("no such kind: %d", l.Kind)
		}
		g.at("amount").gate(l.Amount)
		p.validateScope(l.Charges, numbers, g)
	}
}

func (p *Plan) validateScope(charges []ChargeID, numbers map[ChargeID]int, f faults) {
	seen := map[ChargeID]bool{}
	for j, id := range charges {
		g := f.at("charges[%d]", j)
		switch k, ok := numbers[id]; {
		case !ok:
			g.add("no charge %.40q", id)
		case p.Charges[k].Kind != Usage:
			g.add("%.40q is no usage charge", id)
		case seen[id]:
			g.add("%.40q comes twice", id)
		}
		seen[id] = true
	}
}
