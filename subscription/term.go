package subscription

import (
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/shopspring/decimal"
)

// A Term is what holds from an instant on. It owns nothing: the offer is an
// immutable plan revision × chain revision, shared by every term that has it.
type Term struct {
	From       calendar.Instant
	Mode       Mode
	Offer      *channel.Offer // never nil, also of a pause
	Quantity   decimal.Decimal
	Quantities []ChargeQuantity // of charges that have another; not to be changed
	Schedule   calendar.Schedule
	Measure    calendar.Measure // how a part of a period is worth its share
	// Credits say what becomes of the rest of the period of the term before,
	// which this one cuts short.
	Credits Credits
}

// A ChargeQuantity is how many units of one charge are in force: of a recurring
// or set-up charge such as an add-on.
type ChargeQuantity struct {
	Charge   pricing.ChargeID
	Quantity decimal.Decimal
}

// QuantityOf returns how many units of a charge are in force.
func (t *Term) QuantityOf(c pricing.ChargeID) decimal.Decimal {
	for i := range t.Quantities {
		if t.Quantities[i].Charge == c {
			return t.Quantities[i].Quantity
		}
	}
	return t.Quantity
}

// faults reports what is wrong with modes, credits and quantities.
func (t *Term) faults(fault func(path, format string, args ...any)) {
	if int(t.Mode) >= len(modes) {
		fault("mode", "unknown %v", t.Mode)
	}
	if _, err := t.Measure.MarshalText(); err != nil {
		fault("measure", "%w", err)
	}
	for l, c := range t.Credits {
		if int(c) >= len(credits) {
			fault(fmt.Sprintf("credits[%d]", l), "unknown %v", c)
		}
	}
	quantity := func(path string, q decimal.Decimal) {
		if err := money.Gate(q); err != nil {
			fault(path, "%w", err)
		} else if q.Sign() < 0 {
			fault(path, "negative")
		}
	}
	quantity("quantity", t.Quantity)
	for i, q := range t.Quantities {
		quantity(fmt.Sprintf("quantities[%d].quantity", i), q.Quantity)
		if !slices.ContainsFunc(t.Offer.Plan.Charges, func(c pricing.Charge) bool { return c.ID == q.Charge }) {
			fault(fmt.Sprintf("quantities[%d].charge", i), "plan %q has no charge %q", t.Offer.Plan.ID, q.Charge)
		}
		if slices.ContainsFunc(t.Quantities[:i], func(o ChargeQuantity) bool { return o.Charge == q.Charge }) {
			fault(fmt.Sprintf("quantities[%d].charge", i), "charge %q has a quantity already", q.Charge)
		}
	}
}

// creditFaults reports credits of a pause and of what follows it in the same plan:
// what a pause forfeits is for its mode to say.
func (t *Term) creditFaults(before []Term, fault func(path, format string, args ...any)) {
	paused := t.Mode >= Paused
	if n := len(before); n > 0 && before[n-1].Offer != nil {
		paused = paused || before[n-1].Mode >= Paused && before[n-1].Offer.Plan.ID == t.Offer.Plan.ID
	}
	if paused && t.Credits != (Credits{}) {
		fault("credits", "a pause has none, nor has what ends it")
	}
}

// chargeFaults reports charges whose own interval does not go with the schedule,
// and those that are not what they were in an earlier term of the plan: what a
// line adds up must be alike.
func (t *Term) chargeFaults(before []Term, fault func(path, format string, args ...any)) {
	for i := range t.Offer.Plan.Charges {
		c := &t.Offer.Plan.Charges[i]
		if err := t.schedule(c.Every).Validate(); err != nil && c.Every != (calendar.Interval{}) {
			fault(fmt.Sprintf("offer.charges[%d].every", i), "%w", err)
		}
		for _, id := range c.Bases() {
			n := t.Charge(id)
			if n < 0 {
				continue // NewOffer has refused it
			}
			if b := &t.Offer.Plan.Charges[n]; b.Kind == pricing.OneTime || c.Kind != pricing.Recurring && b.Kind != pricing.Recurring || b.Every != c.Every && c.Kind == pricing.Recurring {
				fault(fmt.Sprintf("offer.charges[%d].price", i), "a percentage of %q, which is not earned over the same period", id)
			}
		}
		for k := range before {
			o := before[k].Offer
			if o == nil || o.Plan.ID != t.Offer.Plan.ID {
				continue
			}
			if n := before[k].Charge(c.ID); n >= 0 && !alike(&o.Plan.Charges[n], c) {
				fault(fmt.Sprintf("offer.charges[%d]", i), "charge %q of plan %q changes its kind, metric or interval", c.ID, t.Offer.Plan.ID)
				break
			}
		}
	}
}

func alike(a, b *pricing.Charge) bool {
	return a.Kind == b.Kind && a.Metric == b.Metric && a.Statistic == b.Statistic && a.Every == b.Every && a.OnRequest == b.OnRequest
}

// A Mode says how a term accrues. The zero Mode is Running.
type Mode uint8

// The modes of a term.
const (
	Running Mode = iota
	// Trial is a trial: the vendor's level accrues, and goes back to the vendor
	// by a chargeback; every other level is free. It is a line of its own, and
	// set-up is not due.
	Trial
	// Paused is a pause with credit: time stands still, and what it would have
	// earned is not due.
	Paused
	// PausedFull is a pause without credit: time stands still, and what the
	// pause forfeits is earned when it ends, or the billing period does.
	PausedFull
)

var modes = [...]string{"running", "trial", "paused", "paused-full"}

// String returns the name, such as "paused".
func (m Mode) String() string {
	if int(m) < len(modes) {
		return modes[m]
	}
	return fmt.Sprintf("mode(%d)", uint8(m))
}

// MarshalText implements encoding.TextMarshaler.
func (m Mode) MarshalText() ([]byte, error) {
	if int(m) >= len(modes) {
		return nil, fmt.Errorf("subscription: unknown %v", m)
	}
	return []byte(m.String()), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (m *Mode) UnmarshalText(text []byte) error {
	for i, name := range modes {
		if name == string(text) {
			*m = Mode(i)
			return nil
		}
	}
	return fmt.Errorf("subscription: mode: unknown %.40q", text)
}

// A Credit says what becomes of the rest of a recurring fee whose period is cut
// short. It never touches usage or one-offs. The zero Credit is Inherit.
type Credit uint8

// The credits.
const (
	Inherit    Credit = iota // as the level before; the vendor's is ProRated
	ProRated                 // the rest is not earned
	NoCredit                 // the rest is earned at once
	FullCredit               // nothing of the period is earned
)

var credits = [...]string{"inherit", "pro-rated", "none", "full"}

// String returns the name, such as "pro-rated".
func (c Credit) String() string {
	if int(c) < len(credits) {
		return credits[c]
	}
	return fmt.Sprintf("credit(%d)", uint8(c))
}

// MarshalText implements encoding.TextMarshaler.
func (c Credit) MarshalText() ([]byte, error) {
	if int(c) >= len(credits) {
		return nil, fmt.Errorf("subscription: unknown %v", c)
	}
	return []byte(c.String()), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *Credit) UnmarshalText(text []byte) error {
	for i, name := range credits {
		if name == string(text) {
			*c = Credit(i)
			return nil
		}
	}
	return fmt.Errorf("subscription: credit: unknown %.40q", text)
}

// Credits is a credit for every level of the chain, the vendor's first: each
// seller has its own refund policy. The zero Credits is ProRated at all levels.
type Credits [channel.MaxLevels]Credit

// Of returns the credit at a level, counted from the vendor.
func (c Credits) Of(level int) Credit {
	for l := min(level, len(c)-1); l >= 0; l-- {
		if c[l] != Inherit {
			return c[l]
		}
	}
	return ProRated
}

// AllCredits returns the same credit at every level.
func AllCredits(c Credit) Credits { return Credits{c} }
