package channel

import (
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/shopspring/decimal"
)

// A RuleKind says how a seller prices on top of the level before. The zero
// RuleKind is NoRule.
type RuleKind uint8

// The kinds of rules.
const (
	NoRule      RuleKind = iota // not priced: a *[MissingPriceError]
	PassThrough                 // the price before: a margin of zero
	Markup                      // the price before plus Percent of it; negative for less
	Replacement                 // Model, whatever the price before
)

// A Rule prices one charge at one level. It acts on every price of the model,
// of units and flat ones. The zero Rule is missing, which is not free of charge.
type Rule struct {
	Kind    RuleKind
	Percent decimal.Decimal // of a Markup: 20 makes 6.00 of 5.00; at least −100
	Model   pricing.Model   // of a Replacement
}

// apply returns before as this level prices it. customs are the host's models.
func (r *Rule) apply(before *pricing.Rater, customs pricing.Customs) (*pricing.Rater, error) {
	switch r.Kind {
	case PassThrough:
		return before, nil
	case Markup:
		return r.markUp(before)
	case Replacement:
		after, err := pricing.CompileWith(r.Model, customs)
		if err != nil {
			return nil, fmt.Errorf("model: %w", err)
		}
		return after, nil
	}
	return nil, fmt.Errorf("no such kind of rule: %d", r.Kind)
}

var errBelowNothing = errors.New("percent: less than −100 turns the price round")

func (r *Rule) markUp(before *pricing.Rater) (*pricing.Rater, error) {
	if err := money.Gate(r.Percent); err != nil {
		return nil, fmt.Errorf("percent: %w", err)
	}
	factor := fix.New(100, 2).Add(fix.FromDecimal(r.Percent.Shift(-2))).Plain()
	if factor.Sign() < 0 {
		return nil, errBelowNothing
	}
	times := func(price fix.Num) fix.Num { return price.Mul(factor).Plain() }
	return before.Map(times, times), nil
}
