package proceeds

import (
	"errors"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// ErrBoth is wrapped where a vendor would owe a platform fee on what it gets the
// vendor price for. It is one or the other.
var ErrBoth = errors.New("proceeds: " + both)

const both = "a platform fee and the vendor price at once"

// A FeeRate says how a vendor is paid in direct sales: by what it sells for less
// a platform fee, or by the vendor price. The most specific counts: that of an
// item, which is a charge of a plan; of a plan; of a vendor; of all. Where none
// does it is the vendor price.
type FeeRate struct {
	Plan   pricing.PlanID   `json:"plan,omitempty"`   // empty: of a vendor, or the default
	Charge pricing.ChargeID `json:"charge,omitempty"` // of Plan; empty: all its charges
	Vendor channel.PartyID  `json:"vendor,omitempty"` // without Plan, for plans are one vendor's; empty: every vendor
	// Percent is the platform fee, 0 to 100 percent of the vendor's income. 0 is
	// a fee of nothing.
	Percent money.Number `json:"percent"`
	// VendorPrice pays the vendor price instead.
	VendorPrice bool `json:"vendor_price,omitempty"`
}

// feeScope is what a FeeRate counts for.
type feeScope struct {
	plan   pricing.PlanID
	charge pricing.ChargeID
	vendor channel.PartyID
}

func (f *FeeRate) scope() feeScope { return feeScope{f.Plan, f.Charge, f.Vendor} }

func ratesOf(fees []FeeRate) map[feeScope]FeeRate {
	out := make(map[feeScope]FeeRate, len(fees))
	for _, f := range fees {
		out[f.scope()] = f
	}
	return out
}

// Direct reports whether a route is a direct sale: one without channel levels,
// which are those of distributors and resellers. There the vendor sells to the
// customer, or to the parent that does. A level that is switched off is none.
// Only direct sales bear a platform fee; in a channel the vendor gets its price, and
// a correction is paid for as what it corrects.
func Direct(r *channel.Route) bool {
	if r == nil || r.Seller(0) == "" {
		return false
	}
	for l := 1; l < len(r.Parties); l++ {
		if r.Parties[l] != "" && (l >= len(r.Roles) || r.Roles[l] != channel.Parent) {
			return false
		}
	}
	return true
}

// rate returns the platform fee on what a vendor sells directly of a charge; false
// where it gets the vendor price: that was agreed or nothing was, or they are the
// parent's own products.
func (s *Settlement) rate(vendor channel.PartyID, plan pricing.PlanID, charge pricing.ChargeID) (money.Number, bool) {
	if vendor == s.terms.Parent {
		return money.Number{}, false
	}
	for _, scope := range []feeScope{{plan: plan, charge: charge}, {plan: plan}, {vendor: vendor}, {}} {
		if f, ok := s.rates[scope]; ok {
			return f.Percent, !f.VendorPrice
		}
	}
	return money.Number{}, false
}

// samples are the quantities at which CheckOffer compares prices.
var samples = []int64{1, 10, 1000, 1_000_000}

// CheckOffer reports an offer by which a vendor would be paid both ways: a direct
// sale with a platform fee on a charge for which the parent has a price of its
// own. Each is a *[SettlementError] that names the charge and wraps [ErrBoth].
// Prices are compared at 1, 10, 1000 and a million units, as far as the charge
// has one. Check offers when they are made: rows do not tell, since a coupon that
// the parent pays for makes its price differ too.
func (s *Settlement) CheckOffer(o *channel.Offer) error {
	var faults []error
	for i := range o.Plan.Charges {
		c := &o.Plan.Charges[i]
		percent, byFee := s.rate(o.Route(i).Seller(0), o.Plan.ID, c.ID)
		if byFee && Direct(o.Route(i)) && c.Fee && !percent.IsZero() && marksUp(o, i) {
			faults = append(faults, &SettlementError{fmt.Sprintf("charges[%d]", i),
				fmt.Sprintf("%q of plan %q: a fee of %v %%, and the parent has a price of its own", c.ID, o.Plan.ID, percent), ErrBoth})
		}
	}
	return errors.Join(faults...)
}

// marksUp reports whether somebody charges another price than the vendor.
func marksUp(o *channel.Offer, charge int) bool {
	return slices.ContainsFunc(samples, func(q int64) bool {
		var r channel.Rates
		if err := o.Rate(&r, charge, fix.New(q, 0)); err != nil {
			return false
		}
		for l := 1; l < o.Levels(); l++ {
			if !r.Of(l).Equal(r.Of(0)) {
				return true
			}
		}
		return false
	})
}
