package channel

import (
	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/pricing"
)

// A RuleKind says how a seller prices on top of its basis. The zero RuleKind is
// NoRule.
type RuleKind uint8

// The kinds of rules, with what they make of a basis of 5.00.
const (
	NoRule      RuleKind = iota // not priced: see [MissingPriceError]
	PassThrough                 // 5.00, a margin of zero: marketplace fees
	Markup                      // Percent more: 20 makes 6.00; negative for less, at least −100
	Replacement                 // Model, whatever the basis: utility rates
	Margin                      // a gross margin of Percent: 20 makes 6.25, for 1.25 is 20 % of it; below 100
	Addition                    // Amount more: 0.30 makes 5.30
)

// A Basis is what a rule builds on. The zero Basis is Previous.
type Basis uint8

// The bases.
const (
	Previous Basis = iota // the price of the level before: what the seller pays
	List                  // the vendor's list price: see [Chain]
	Cost                  // what the vendor gets
)

// A Rule prices one charge at one level. It acts on every price of the model in
// the same way: on that of a unit for each unit, on a flat one once, minimums
// and maximums included. So what it makes of a price of 40.00 does not depend on
// how the model came to it, and an Addition of 0.30 is 0.30 a unit where units
// have a price. The zero Rule is missing, which is not free of charge.
//
// What comes out is exact. Only a Margin divides; where that does not end, it
// is rounded at [RawScale] decimals, half away from zero.
type Rule struct {
	Kind    RuleKind
	Basis   Basis
	Percent decimal.Decimal     // of a Markup or a Margin
	Amount  decimal.Decimal     // of an Addition
	Model   pricing.Model       // of a Replacement
	Min     decimal.NullDecimal // every price is this at least
	Max     decimal.NullDecimal // and this at most
}

// bases are what a rule may build on. A nil list is none.
type bases struct{ previous, list, cost *pricing.Rater }

// apply returns the prices that the rule makes. It is the only place where a
// seller's prices come from. The rule has been validated. customs are the host's
// models.
func (r *Rule) apply(b bases, customs pricing.Customs) (*pricing.Rater, error) {
	from := [...]*pricing.Rater{Previous: b.previous, List: b.list, Cost: b.cost}[r.Basis]
	if r.Kind == Replacement {
		var err error
		if from, err = pricing.CompileWith(r.Model, customs); err != nil {
			return nil, err
		}
	}
	if from == nil {
		return nil, errNoList
	}
	price := r.price()
	if price == nil {
		return from, nil
	}
	return from.Map(price, price), nil
}

// money reports whether the rule has amounts, which are in one currency.
func (r *Rule) money() bool {
	return r.Kind == Addition || r.Kind == Replacement || r.Min.Valid || r.Max.Valid
}

func (r *Rule) validate(f faults, customs pricing.Customs) {
	if r.Kind > Addition {
		f.at("kind").add("no such kind: %d", r.Kind)
	}
	if r.Basis > Cost {
		f.at("basis").add("no such basis: %d", r.Basis)
	}
	switch percent := f.at("percent"); {
	case !percent.gate(r.Percent):
	case r.Kind == Markup && r.Percent.LessThan(decimal.New(-100, 0)):
		percent.add("less than −100 turns the price round")
	case r.Kind == Margin && !r.Percent.LessThan(decimal.New(100, 0)):
		percent.add("nothing has a margin of 100 %% or more")
	}
	f.at("amount").gate(r.Amount)
	if r.Kind == Replacement {
		if _, err := pricing.CompileWith(r.Model, customs); err != nil {
			f.at("model").wrap(err)
		}
	}
	least := !r.Min.Valid || f.at("min").gate(r.Min.Decimal)
	most := !r.Max.Valid || f.at("max").gate(r.Max.Decimal)
	if least && most && r.Min.Valid && r.Max.Valid && r.Min.Decimal.GreaterThan(r.Max.Decimal) {
		f.at("max").add("below the minimum")
	}
}
