package daybook_test

import (
	"strconv"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/shopspring/decimal"
)

// The engine's copy of the facts.
func decimalOf(text string) decimal.Decimal {
	if text == "" {
		return decimal.Zero
	}
	return dec(text)
}

// offers compiles plans once each.
type offers map[*planFacts]*channel.Offer

func (o offers) of(p *planFacts) (*channel.Offer, error) {
	if o[p] != nil {
		return o[p], nil
	}
	plan := &pricing.Plan{ID: pricing.PlanID(p.id), Revision: p.revision, Name: p.id, Currency: money.MustCurrency(p.currency)}
	for _, c := range p.charges {
		x, err := c.charge()
		if err != nil {
			return nil, err
		}
		plan.Charges = append(plan.Charges, x)
	}
	if err := p.terms(plan); err != nil {
		return nil, err
	}
	out, err := channel.NewOffer(plan, p.chain())
	o[p] = out
	return out, err
}

// terms are what orders look at.
func (p *planFacts) terms(plan *pricing.Plan) (err error) {
	plan.PriceFreeze = p.freeze
	if plan.Every, err = calendar.ParseInterval(p.every); err != nil {
		return err
	}
	if p.minimum != "" {
		if plan.MinimumTerm, err = calendar.ParseInterval(p.minimum); err != nil {
			return err
		}
	}
	if p.trial != "" {
		plan.TrialDays, err = strconv.Atoi(p.trial)
	}
	return err
}

func (p *planFacts) chain() *channel.Chain {
	chain := &channel.Chain{ID: "chain", Revision: 1, Vendor: "vendor"}
	for _, s := range p.sellers {
		role := channel.Reseller
		_ = role.UnmarshalText([]byte(s.role)) // readChain looked
		chain.Sellers = append(chain.Sellers, channel.Seller{
			Party: channel.PartyID(s.role), Role: role, Book: channel.BookRef{ID: "book", Revision: 1},
			Default: channel.Rule{Kind: channel.Markup, Percent: dec(s.percent)},
		})
	}
	return chain
}

func (x *chargeFacts) charge() (c pricing.Charge, err error) {
	c = pricing.Charge{ID: pricing.ChargeID(x.id), Model: x.pricing()}
	switch x.kind {
	case "postpaid":
		c.Timing = pricing.Postpaid
	case "usage":
		c.Kind, c.Timing, c.Metric = pricing.Usage, pricing.Postpaid, pricing.MetricID(x.id)
		if x.statistic != "" {
			err = c.Statistic.UnmarshalText([]byte(x.statistic))
		}
	case "set-up", "on-request":
		c.Kind, c.OnRequest = pricing.OneTime, x.kind == "on-request"
	}
	if err == nil && x.every != "" {
		c.Every, err = calendar.ParseInterval(x.every)
	}
	return c, err
}

func (x *chargeFacts) pricing() (m pricing.Model) {
	var tiers []pricing.Tier
	for _, t := range x.tierFacts {
		tiers = append(tiers, pricing.Tier{UpTo: decimalOf(t.upTo), Unit: dec(t.unit), Flat: dec(t.flat)})
	}
	switch x.model {
	case "flat":
		m = pricing.Flat{Amount: dec(x.price)}
	case "unit":
		m = pricing.PerUnit{Unit: dec(x.price)}
	case "package":
		price, size, _ := strings.Cut(x.price, "/")
		m = pricing.Package{Size: dec(size), Price: dec(price)}
	case "graduated":
		m = pricing.Graduated{Tiers: tiers}
	case "volume":
		m = pricing.Volume{Tiers: tiers}
	case "stairstep":
		m = pricing.Stairstep{Tiers: tiers}
	}
	if x.included != "" {
		m = pricing.Included{Units: dec(x.included), Model: m}
	}
	if x.minimum != "" {
		m = pricing.Minimum{Amount: dec(x.minimum), Model: m}
	}
	return m
}
