package daybook_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
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
	case "set-up", "on-request":
		c.Kind, c.OnRequest = pricing.OneTime, x.kind == "on-request"
	}
	if x.every != "" {
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
	return m
}

func (s *subFacts) subscription(o offers) (out subscription.Subscription, err error) {
	out = subscription.Subscription{ID: subscription.ID(s.id), Customer: "customer", End: s.end}
	if out.Refunds, err = creditsOf(s.refund); err != nil {
		return out, err
	}
	for i := range s.terms {
		t, err := s.terms[i].term(o)
		if err != nil {
			return out, fmt.Errorf("%s: term %d: %w", s.id, i, err)
		}
		out.Terms = append(out.Terms, t)
	}
	for _, x := range s.once {
		out.Facts = append(out.Facts, subscription.Fact{ID: x.id, Charge: pricing.ChargeID(x.charge), At: x.at, Quantity: dec(x.quantity)})
	}
	return out, out.Validate()
}

func (t *termFacts) term(o offers) (out subscription.Term, err error) {
	out = subscription.Term{From: t.from, Quantity: dec(t.seats)}
	if out.Offer, err = o.of(t.plan); err != nil {
		return out, err
	}
	for _, c := range t.plan.charges {
		if q, ok := t.of[c.id]; ok {
			out.Quantities = append(out.Quantities, subscription.ChargeQuantity{Charge: pricing.ChargeID(c.id), Quantity: dec(q)})
		}
	}
	if out.Credits, err = creditsOf(t.credit); err != nil {
		return out, err
	}
	mode := map[string]string{"forfeited": "paused-full"}[t.mode]
	if mode == "" {
		mode = t.mode
	}
	if err = out.Mode.UnmarshalText([]byte(mode)); err != nil {
		return out, err
	}
	if err = out.Measure.UnmarshalText([]byte(t.measure)); err != nil {
		return out, err
	}
	out.Schedule, err = t.schedule()
	return out, err
}

func (t *termFacts) schedule() (out calendar.Schedule, err error) {
	out = calendar.Schedule{Anchor: t.anchor, Zone: t.zone}
	align := strings.Replace(t.align, "day-", "day ", 1)
	if align == "last-day" {
		align = "day 31"
	}
	if err = out.Align.UnmarshalText([]byte(align)); err == nil {
		out.Every, err = calendar.ParseInterval(t.every)
	}
	return out, err
}

func creditsOf(list []string) (out subscription.Credits, err error) {
	if len(list) > len(out) {
		return out, fmt.Errorf("more credits than levels: %v", list)
	}
	for i, text := range list {
		if text == "" {
			continue
		}
		if err := out[i].UnmarshalText([]byte(text)); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (f *facts) subscriptions(o offers) (out []subscription.Subscription, err error) {
	for _, s := range f.subs {
		x, err := s.subscription(o)
		if s.bought {
			var c subscription.Contract
			c, err = s.contract(o)
			x = c.Subscription
		}
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// meter has what was used, as told so far.
func (f *facts) meter() (*memstore.Meter, error) {
	m := new(memstore.Meter)
	for _, s := range f.subs {
		for _, x := range s.used {
			sample := memstore.Sample{Source: "meter", ID: x.id, Subscription: subscription.ID(s.id), Metric: pricing.MetricID(x.metric), At: x.at, Quantity: dec(x.quantity)}
			if _, err := m.Record(sample); err != nil {
				return nil, err
			}
		}
	}
	return m, nil
}

func (f *facts) granularity() calendar.Granularity {
	return []calendar.Granularity{calendar.Hourly, calendar.Daily, calendar.Monthly}[slices.Index([]string{"hour", "day", "month"}, f.slots)]
}
