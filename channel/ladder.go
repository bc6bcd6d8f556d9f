package channel

import (
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// A ladder is what a charge costs at every level, for quantities up to upTo;
// zero is open.
type ladder struct {
	upTo  fix.Num
	tiers []rung
}

// A rung is the ladder of one tier: the prices of the quantities above the rung
// before, up to upTo. A charge whose tiers nobody prices apart has one.
type rung struct {
	upTo   fix.Num // zero is open
	raters []*pricing.Rater
}

var errNoList = errors.New("no list price")

// compiler makes the ladders of one charge.
type compiler struct {
	plan   *pricing.Plan
	charge *pricing.Charge
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
	list, apart := c.conditions()
	tiers := []pricing.Tier{{}}
	if apart {
		tiers = tiersOf(c.charge.Model)
	}
	bands := bandsOf(list)
	if len(bands) > maxBands {
		return nil, fmt.Errorf("channel: plan %q charge %q: %d bands of quantities are more than %d", c.plan.ID, c.charge.ID, len(bands), maxBands)
	}
	var out []ladder
	for _, b := range bands {
		l := ladder{upTo: b.upTo}
		for k, t := range tiers {
			q := query{vendor: c.chain.Vendor, plan: c.plan, charge: c.charge, sale: &c.chain.Sale, band: b}
			if apart {
				q.tier = k + 1
			}
			r := rung{raters: c.raters(&q)}
			if k+1 < len(tiers) { // above the last tier it is for the model to say
				r.upTo = fix.FromDecimal(t.UpTo).Plain()
			}
			l.tiers = append(l.tiers, r)
		}
		out = append(out, l)
	}
	return out, errors.Join(c.faults...)
}

// tiersOf returns the tiers of a model whose units lie each in a tier of its
// own; one without end for any other.
func tiersOf(m pricing.Model) []pricing.Tier {
	if g, ok := m.(pricing.Graduated); ok {
		return g.Tiers
	}
	return []pricing.Tier{{}}
}

// conditions returns the bands that items for this charge have, and whether any
// of them is for one tier.
func (c *compiler) conditions() (bands []band, apart bool) {
	q := query{vendor: c.chain.Vendor, plan: c.plan, charge: c.charge, sale: &c.chain.Sale}
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

// raters walks the chain once, from the vendor to the customer.
func (c *compiler) raters(q *query) []*pricing.Rater {
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
		e.Seller, e.Role, e.Book = s.Party, s.Role, s.Book
	}
	c.fault(e)
}

// at returns the ladder for a quantity.
func at(ladders []ladder, q fix.Num) *ladder {
	if q.Sign() < 0 {
		q = q.Neg()
	}
	last := len(ladders) - 1
	for i := range ladders[:last] {
		if q.Cmp(ladders[i].upTo) <= 0 {
			return &ladders[i]
		}
	}
	return &ladders[last]
}

// rate sets r to what q costs at every level.
func (l *ladder) rate(r *Rates, q fix.Num) error {
	if err := rateAt(r.at[:r.levels], l.tiers[0].raters, l.tiers[0].within(q)); err != nil {
		return err
	}
	for k := 1; k < len(l.tiers) && q.Cmp(l.tiers[k-1].upTo) > 0; k++ {
		var to, from [MaxLevels]fix.Num
		if err := rateAt(to[:r.levels], l.tiers[k].raters, l.tiers[k].within(q)); err != nil {
			return err
		}
		if err := rateAt(from[:r.levels], l.tiers[k].raters, l.tiers[k-1].upTo); err != nil {
			return err
		}
		for i := range r.levels {
			r.at[i] = r.at[i].Add(to[i].Sub(from[i]))
		}
	}
	return nil
}

// within returns q, or where the rung ends below it that end.
func (r *rung) within(q fix.Num) fix.Num {
	if !r.upTo.IsZero() && q.Cmp(r.upTo) > 0 {
		return r.upTo
	}
	return q
}

func rateAt(out []fix.Num, raters []*pricing.Rater, q fix.Num) error {
	for l, rater := range raters {
		if l > 0 && rater == raters[l-1] {
			out[l] = out[l-1]
			continue
		}
		price, err := rater.Price(q)
		if err != nil {
			return err
		}
		out[l] = price
	}
	return nil
}
