package subscription

import (
	"fmt"
	"maps"
	"slices"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/shopspring/decimal"
)

// A Manual is a fee that no feed carries, entered by hand with its amount at
// every level: a marketplace's fee that comes on paper, a penalty, an allowance.
// It is a one-shot cost like any other: ordered, approved, booked once whatever
// is run again, and keyed by its order. No price book has a say in it.
type Manual struct {
	ID          pricing.ChargeID  // unique: best made of the order's ID
	Amounts     []decimal.Decimal // of one unit at each level, the vendor's cost first; negative: an allowance. One amount is passed through all levels
	Unit        string
	TaxCategory string
	ProductType string // such as that of marketplace fees
}

// Offer returns the offer of plan with the fee, to be ordered by a
// [OneShotCost] of its ID. A level that is switched off has an amount, too, which
// does not matter.
func (m Manual) Offer(plan *pricing.Plan, chain *channel.Chain) (*channel.Offer, error) {
	if n := len(chain.Sellers) + 1; len(m.Amounts) != n && len(m.Amounts) != 1 {
		return nil, &FieldError{Path: "manual.amounts", Reason: fmt.Sprintf("%d for %d levels", len(m.Amounts), n)}
	}
	own := *chain
	own.Sellers = slices.Clone(chain.Sellers)
	for i := range own.Sellers {
		s := &own.Sellers[i]
		if s.Party == "" {
			continue
		}
		s.Manual = maps.Clone(s.Manual)
		if s.Manual == nil {
			s.Manual = map[pricing.ChargeID]channel.Rule{}
		}
		s.Manual[m.ID] = m.rule(i + 1)
	}
	return Cost{ID: m.ID, Amount: m.Amounts[0], OneShot: true, Unit: m.Unit, TaxCategory: m.TaxCategory, ProductType: m.ProductType}.Offer(plan, &own)
}

func (m Manual) rule(level int) channel.Rule {
	if len(m.Amounts) == 1 {
		return channel.Rule{Kind: channel.PassThrough}
	}
	return channel.Rule{Kind: channel.Replacement, Model: pricing.PerUnit{Unit: m.Amounts[level]}}
}
