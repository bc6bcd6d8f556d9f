package focus

import (
	"strconv"

	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
)

// The charges that the lines of a feed are facts of. A plan that resells a feed
// has them as one-time charges on request, at one unit of currency a unit.
const (
	UsageCost      pricing.ChargeID = "usage"
	PurchaseCost   pricing.ChargeID = "purchase"
	TaxCost        pricing.ChargeID = "tax"
	CreditCost     pricing.ChargeID = "credit"
	AdjustmentCost pricing.ChargeID = "adjustment"
)

// FeedCharges returns the charges that [Line.Fact] names.
func FeedCharges() []pricing.ChargeID {
	return []pricing.ChargeID{UsageCost, PurchaseCost, TaxCost, CreditCost, AdjustmentCost}
}

// Fact returns the line as a fact of a subscription: at the charge period's
// start, with a quantity that is BilledCost, the vendor cost, to the last
// decimal. What is negative without being a credit corrects something: it is an
// adjustment. Its quantities may be null; the cost counts.
func (l *Line) Fact() subscription.Fact {
	return subscription.Fact{
		ID: "line " + strconv.Itoa(l.Number), Charge: l.charge(), At: l.Charge.Start, Quantity: l.Billed.Decimal(),
	}
}

func (l *Line) charge() pricing.ChargeID {
	id := FeedCharges()[l.Category]
	if id != CreditCost && l.Billed.Sign() < 0 {
		return AdjustmentCost
	}
	return id
}
