package focus

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

const (
	quantityPlaces = 12 // of a quantity that is a fraction, which FOCUS cannot write
	pricePlaces    = 12 // of a unit price
	wholeUnit      = "Charges"
	noUnit         = "Units"
)

// A priced is a cost as a quantity times a price that is not negative, exactly.
type priced struct {
	cost            string // fixed-digit
	quantity, price decimal.Decimal
	unit            string
}

// pricedAs returns what a side costs as q units at a price. The cost is the
// amount before rounding where that has a price of 12 decimals, so 12 GB at
// 0.2184 cost 2.6208 and are billed at 2.62; else it is the amount. Where neither
// has a price, as for tiers and credits, or where a fee is split over time and no
// price by the unit means anything, it is one charge at the whole amount.
func pricedAs(s *channel.Side, q decimal.Decimal, unit string, whole bool) priced {
	amount := s.Amount.Decimal()
	if !whole {
		if raw, err := money.ParseDecimal(s.Raw); err == nil && (raw.Sign() != 0 || amount.Sign() == 0) {
			if price, ok := unitPrice(raw, q); ok {
				return priced{plain(raw), q, price, unit}
			}
		}
		if price, ok := unitPrice(amount, q); ok {
			return priced{s.Amount.Text(), q, price, unit}
		}
	}
	return priced{s.Amount.Text(), decimal.NewFromInt(int64(amount.Sign())), amount.Abs(), wholeUnit}
}

// unitPrice returns what one of q costs, if that is exact and not negative.
func unitPrice(cost, q decimal.Decimal) (decimal.Decimal, bool) {
	switch {
	case cost.IsZero():
		return decimal.Zero, true
	case q.Sign() != cost.Sign():
		return decimal.Zero, false
	}
	price := cost.DivRound(q, pricePlaces)
	return price, price.Mul(q).Equal(cost)
}

// quantityOf returns q, a fraction rounded.
func quantityOf(q pricing.Quantity) decimal.Decimal {
	d := q.Decimal()
	if q.IsFraction() {
		return d.Round(quantityPlaces)
	}
	return d
}

// plain returns d without an exponent or trailing zeros.
func plain(d decimal.Decimal) string {
	s := d.StringFixed(max(0, -d.Exponent()))
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" || s == "" {
		return "0"
	}
	return s
}

// unitOf returns a unit as FOCUS spells it.
func unitOf(unit string) string {
	if unit == "" {
		return noUnit
	}
	for _, listed := range countUnits {
		if strings.EqualFold(unit, listed) {
			return listed
		}
	}
	return unit
}

// countUnits are the units of time and count that FOCUS lists, all of one
// spelling.
var countUnits = [...]string{
	"Count", "Counts", "Unit", "Units", "Request", "Requests",
	"Year", "Years", "Month", "Months", "Day", "Days", "Hour", "Hours", "Minute", "Minutes", "Second", "Seconds",
}
