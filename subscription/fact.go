package subscription

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/pricing"
	"github.com/shopspring/decimal"
)

// A Fact is a one-off that happened at an instant: the charge's price for
// Quantity, whole, in the slot that contains At. A negative quantity is a
// credit.
type Fact struct {
	ID       string // unique within the subscription
	Charge   pricing.ChargeID
	At       calendar.Instant
	Quantity decimal.Decimal
}

// takes reports whether the term in force at f.At has f's charge.
func (s *Subscription) takes(f Fact) bool {
	if !s.End.IsZero() && f.At >= s.End {
		return false
	}
	for i := len(s.Terms) - 1; i >= 0; i-- {
		if t := &s.Terms[i]; t.From <= f.At {
			return t.Mode < Paused && t.Offer != nil && onRequest(t.Offer.Plan, f.Charge)
		}
	}
	return false
}

func onRequest(p *pricing.Plan, id pricing.ChargeID) bool {
	for i := range p.Charges {
		if c := &p.Charges[i]; c.ID == id {
			return c.Kind == pricing.OneTime && c.OnRequest
		}
	}
	return false
}
