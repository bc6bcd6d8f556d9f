package subscription

import "github.com/daybook-go/daybook/pricing"

// A Policy is what a subscription was sold under. It is part of the purchase
// and stays: a seller who changes its mind changes no subscription that runs.
// The zero Policy audits every order, waits for no payment, refunds the rest of
// a period, and goes on after a minimum term.
type Policy struct {
	// AutoApprove are the orders that need no auditor.
	AutoApprove OrderKinds
	// PayFirst waits for the first payment before provisioning.
	PayFirst bool
	// Refunds is what a cancellation gives back where it says nothing itself,
	// for each seller.
	Refunds Credits
	// RefundDays is for how many days from the first paid one a refund may be
	// asked for. Zero: never.
	RefundDays int
	// TerminationFee names a one-off of the plan, on request, that is due for a
	// cancellation within the minimum term, which then takes effect when it was
	// asked for. Empty, or not in the plan: it takes effect at the term's end.
	TerminationFee pricing.ChargeID
	TermEnd        TermEnd
}

// A TermEnd says what happens when a committed term ends. The zero TermEnd is
// GoOn.
type TermEnd uint8

// The ends of a committed term.
const (
	GoOn      TermEnd = iota // period by period, without a commitment
	RenewTerm                // for another term, committed again
	Expire                   // the subscription ends, unless a renewal was ordered
)

var termEnds = []string{"go-on", "renew", "expire"}

// String returns the name, such as "go-on".
func (e TermEnd) String() string { return textOf(termEnds, uint8(e), "term-end") }

// MarshalText implements encoding.TextMarshaler.
func (e TermEnd) MarshalText() ([]byte, error) { return marshalName(termEnds, uint8(e), "term end") }

// UnmarshalText implements encoding.TextUnmarshaler.
func (e *TermEnd) UnmarshalText(text []byte) error {
	return unmarshalName(termEnds, e, text, "term end")
}

// maxDays bounds trials and refund windows: about a hundred years.
const maxDays = 36_525

func (p *Policy) check(f faults) {
	if p.RefundDays < 0 || p.RefundDays > maxDays {
		f.at("refund_days").add("%d is not within 0 and %d", p.RefundDays, maxDays)
	}
	if int(p.TermEnd) >= len(termEnds) {
		f.at("term_end").add("unknown %s", p.TermEnd)
	}
	checkCredits(p.Refunds, f.at("refunds"))
}

func checkCredits(c Credits, f faults) {
	for l := range c {
		if int(c[l]) >= len(credits) {
			f.add("unknown %s at level %d", c[l], l)
		}
	}
}

// over returns c, and at levels where c says nothing, what base says.
func (c Credits) over(base Credits) Credits {
	for l := range c {
		if c[l] == Inherit {
			c[l] = base[l]
		}
	}
	return c
}
