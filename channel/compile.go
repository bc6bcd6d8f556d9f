package channel

import (
	"errors"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

var errNoList = errors.New("no list price")

// compiler makes the ladders of one charge.
type compiler struct {
	plan   *pricing.Plan
	charge *pricing.Charge
	part   Part
	setup  bool // it is the set-up of the tiers that is priced
	chain  *Chain
	cost   *pricing.Rater
	faults []error
	seen   map[string]bool
}

// fault notes an error once, however many bands and tiers have it.
func (c *compiler) fault(err error) {
	if text := err.Error(); !c.seen[text] {
		c.seen[text] = true
		c.faults = append(c.faults, err)
	}
}

// ladders prices the charge at every level: one ladder for each band of
// quantities that somebody has a condition on, and within it a rung for each
// tier if somebody prices tiers apart.
func (c *compiler) ladders() ([]ladder, error) {
	var err error
	if c.cost, err = pricing.CompileWith(c.charge.Model, c.plan.Customs); err != nil {
		return nil, fmt.Errorf("channel: plan %q charge %q: %w", c.plan.ID, c.charge.ID, err)
	}
	c.seen = map[string]bool{}
	bands, apart := c.conditions()
	var tiers []band
	whole := false // all units have the tier that the last one falls in
	if apart {
		tiers, whole = tiersOf(c.charge.Model)
		whole = whole && !c.setup // each tier that is reached is set up
	}
	if whole {
		bands = append(bands, tiers...)
	}
	bands = bandsOf(bands)
	if n := len(bands) * max(1, len(tiers)); n > maxPieces {
		return nil, fmt.Errorf("channel: plan %q charge %q: %d bands and tiers that are priced apart are more than %d", c.plan.ID, c.charge.ID, n, maxPieces)
	}
	var out []ladder
	for _, b := range bands {
		l := ladder{upTo: b.upTo}
		switch {
		case whole:
			l.tiers = []rung{{raters: c.raters(b, 1+slices.IndexFunc(tiers, func(t band) bool { return t.covers(b) }))}}
		case len(tiers) > 0:
			l.tiers = c.rungs(b, tiers)
		default:
			l.tiers = []rung{{raters: c.raters(b, 0)}}
		}
		out = append(out, l)
	}
	return out, errors.Join(c.faults...)
}

// rungs prices each tier that quantities of the band reach apart. What lies above
// the last is for the models to price, or to refuse.
func (c *compiler) rungs(b band, tiers []band) (out []rung) {
	for k, t := range tiers {
		if b.upTo.IsZero() || t.above.Cmp(b.upTo) < 0 {
			out = append(out, rung{t.upTo, c.raters(b, k+1)})
		}
	}
	out[len(out)-1].upTo = fix.Num{}
	return out
}

// tiersOf returns the tiers of a model, none if it has none, and whether all
// units have the price of the last one's tier.
func tiersOf(m pricing.Model) (out []band, whole bool) {
	var tiers []pricing.Tier
	switch m := m.(type) {
	case pricing.Graduated:
		tiers = m.Tiers
	case pricing.Volume:
		tiers, whole = m.Tiers, true
	case pricing.Stairstep:
		tiers, whole = m.Tiers, true
	}
	var above fix.Num
	for _, t := range tiers {
		end := fix.FromDecimal(t.UpTo).Plain()
		out = append(out, band{above, end})
		above = end
	}
	return out, whole
}

// conditions returns the bands that items for this charge have, and whether any
// of them is for one tier.
func (c *compiler) conditions() (bands []band, apart bool) {
	q := c.query(band{}, 0)
	look := func(revisions []*Revision) {
		for _, r := range revisions {
			for i := range r.compiled {
				if item := &r.compiled[i]; item.names(&q) {
					bands = append(bands, item.band)
					apart = apart || item.Tier > 0
				}
			}
		}
	}
	look(c.chain.List)
	for i := range c.chain.Sellers {
		look(c.chain.Sellers[i].Prices)
	}
	return bands, apart
}

func (c *compiler) query(b band, tier int) query {
	return query{c.chain.Vendor, c.plan, c.charge, c.part, &c.chain.Sale, tier, b}
}

// raters walks the chain once, from the vendor to the customer, for quantities
// of a band and a tier, counted from 1 on; 0 is none.
func (c *compiler) raters(b band, tier int) []*pricing.Rater {
	ask := c.query(b, tier)
	q := &ask
	from := bases{previous: c.cost, cost: c.cost}
	if p, ok := picked(c.chain.List, q, ruleOf); ok {
		from.list = c.apply(0, p, from)
	}
	raters := []*pricing.Rater{c.cost}
	for i := range c.chain.Sellers {
		if !c.chain.Sellers[i].off() {
			p, ok := c.pick(i, q, from.list != nil)
			if !ok {
				c.missing(i+1, false)
				continue
			}
			if r := c.apply(i+1, p, from); r != nil {
				from.previous = r
			}
		}
		raters = append(raters, from.previous)
	}
	return raters
}

// pick returns how seller i prices q: by its own rule; a reseller without one at
// the price that is recommended to whoever sells to customers, by the nearest
// seller above; else at the list price.
func (c *compiler) pick(i int, q *query, listed bool) (pick, bool) {
	s := &c.chain.Sellers[i]
	p, ok := s.rule(q)
	if ok || s.Role != Reseller {
		return p, ok
	}
	if c.last(i) {
		for above := i - 1; above >= 0; above-- {
			if p, ok := picked(c.chain.Sellers[above].Prices, q, recommendedOf); ok {
				return p, true
			}
		}
		if p, ok := picked(c.chain.List, q, recommendedOf); ok {
			return p, true
		}
	}
	return pick{rule: &Rule{Kind: PassThrough, Basis: List}}, listed
}

// last reports whether seller i sells to the customer.
func (c *compiler) last(i int) bool {
	for j := i + 1; j < len(c.chain.Sellers); j++ {
		if !c.chain.Sellers[j].off() {
			return false
		}
	}
	return true
}

// apply returns the prices at a level, nil where there is a fault.
func (c *compiler) apply(level int, p pick, from bases) *pricing.Rater {
	f := faults{path: "rule", list: new([]error)}
	if p.from == nil {
		p.rule.validate(f, c.plan.Customs)
	} else if p.rule.money() && p.from.currency != c.plan.Currency {
		f.add("an amount in %v for a price in %v: %w", p.from.currency, c.plan.Currency, money.ErrMismatch)
	}
	err := f.err()
	var after *pricing.Rater
	if err == nil {
		after, err = p.rule.apply(from, c.plan.Customs)
	}
	switch {
	case errors.Is(err, errNoList):
		c.missing(level, true)
	case err != nil:
		c.fault(fmt.Errorf("channel: plan %q charge %q level %d: %w", c.plan.ID, c.charge.ID, level, err))
	}
	return after
}

func (c *compiler) missing(level int, list bool) {
	e := &MissingPriceError{Plan: c.plan.ID, Charge: c.charge.ID, Level: Level(level), List: list}
	if level > 0 {
		s := &c.chain.Sellers[level-1]
		e.Seller, e.Role, e.Book = s.Party, s.Role, s.book()
	} else { // a list that builds on itself
		e.Seller, e.Book = c.chain.Vendor, c.chain.List[0].ref
	}
	c.fault(e)
}
