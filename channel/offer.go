package channel

import (
	"errors"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
)

// An Offer is a plan as one chain sells it, compiled. Build it once for a pair
// of revisions and let every term point to it.
type Offer struct {
	Plan     *pricing.Plan // not to be changed
	levels   int
	chain    ChainID
	exchange *exchange
	charges  []priced         // of the plan's charges, then of its limits
	limits   []pricing.Charge // the plan's limits as charges
}

// priced is one charge at every level: a ladder for each band of quantities, and
// those for the set-up of its tiers.
type priced struct {
	ladders []ladder
	setup   []ladder // nil: no tier has one
	bases   []pricing.ChargeID
	inner   []ladder // of usage, without its bounds; nil: there are none
	bounds  []bounds // of each ladder
	route   *Route
}

// A MissingPriceError reports a level of the chain without a price. Of a parent
// or a distributor that means: not sellable.
type MissingPriceError struct {
	Plan   pricing.PlanID
	Charge pricing.ChargeID
	Level  Level // counted from the vendor
	Seller PartyID
	Role   Role
	Book   BookRef
	List   bool // there is a rule, and it builds on a list price that is missing
}

// Error names level, book, plan and charge.
func (e *MissingPriceError) Error() string {
	what := "price"
	if e.List {
		what = "list price"
	}
	text := fmt.Sprintf("channel: no %s at level %d of %v %q, book %q revision %d, for plan %q charge %q",
		what, e.Level, e.Role, e.Seller, e.Book.ID, e.Book.Revision, e.Plan, e.Charge)
	if e.Role != Reseller {
		text += ": not sellable"
	}
	return text
}

var errNoOffer = errors.New("channel: an offer needs a plan and a chain")

// NewOffer compiles plan as chain sells it: one walk from the vendor to the
// customer prices every charge at every level. A seller prices by its most
// specific rule. A reseller without one sells at the price that is recommended
// to whoever sells to the customer, else at the list price.
//
// Every fault is found here, once, and all of them are reported: those of the
// plan and the chain, a *[MissingPriceError] for each price that is missing, and
// faulty rules.
func NewOffer(plan *pricing.Plan, chain *Chain) (*Offer, error) {
	if plan == nil || chain == nil {
		return nil, errNoOffer
	}
	if err := errors.Join(plan.Validate(), chain.Validate()); err != nil {
		return nil, fmt.Errorf("channel: offer of plan %q: %w", plan.ID, err)
	}
	own := *plan
	own.Charges = slices.Clone(plan.Charges)
	o := &Offer{Plan: &own, levels: len(chain.Sellers) + 1, chain: chain.ID, charges: make([]priced, len(own.Charges)+len(own.Limits))}
	for i := range own.Limits {
		o.limits = append(o.limits, limitOf(&own, &own.Limits[i]))
	}
	var faults []error
	for i := range o.charges {
		if err := o.charges[i].compile(&own, o.Charge(i), chain); err != nil {
			faults = append(faults, err)
		}
	}
	var err error
	if o.exchange, err = exchangeOf(chain.Settlements); err != nil {
		faults = append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return o, nil
}

func (p *priced) compile(plan *pricing.Plan, c *pricing.Charge, chain *Chain) (err error) {
	p.route, p.bases = newRoute(plan, c, chain), c.Bases()
	if p.ladders, err = (&compiler{plan: plan, charge: c, part: partOf(c), chain: chain}).ladders(); err != nil {
		return err
	}
	if c.Kind == pricing.Usage {
		p.split()
	}
	if setsUp(c.Model) {
		p.setup, err = (&compiler{plan: plan, charge: c, part: Setup, setup: true, chain: chain}).ladders()
	}
	return err
}

// Levels returns how many levels the offer has.
func (o *Offer) Levels() int { return o.levels }

// Charge returns charge i of the plan; after its charges come its limits, as
// usage charges that count nothing: see [Offer.Bound].
func (o *Offer) Charge(i int) *pricing.Charge {
	if n := len(o.Plan.Charges); i >= n {
		return &o.limits[i-n]
	}
	return &o.Plan.Charges[i]
}

// Route returns what rows of charge i say about where they come from.
func (o *Offer) Route(i int) *Route { return o.charges[i].route }

// Rate sets r to what quantity q of charge i costs at every level. The error
// wraps a *[pricing.QuantityError] where a level does not price the quantity.
func (o *Offer) Rate(r *Rates, i int, q fix.Num) error {
	r.levels, r.exchange, r.under = o.levels, o.exchange, nil
	if q.Sign() < 0 && o.Charge(i).Kind == pricing.Usage {
		err := &pricing.QuantityError{Quantity: pricing.FromNum(q), Reason: "negative usage"}
		return fmt.Errorf("channel: plan %q charge %q: %w", o.Plan.ID, o.Charge(i).ID, err)
	}
	if err := at(o.charges[i].ladders, q).rate(r, q); err != nil {
		return fmt.Errorf("channel: plan %q charge %q: %w", o.Plan.ID, o.Charge(i).ID, err)
	}
	return nil
}

// SetsUp reports whether a tier of charge i has a set-up.
func (o *Offer) SetsUp(i int) bool { return o.charges[i].setup != nil }

// SetUp sets r to what is due once in the life of a subscription for the tiers
// of charge i, at every level, when most is the most that it ever used: see
// [pricing.Rater.Setup]. Sellers price it by their rules for [Setup]. Errors are
// those of Rate.
func (o *Offer) SetUp(r *Rates, i int, most pricing.Quantity) error {
	*r = Rates{levels: o.levels, exchange: o.exchange}
	if o.charges[i].setup == nil {
		return nil
	}
	var prices [MaxLevels]pricing.Exact
	if err := atFraction(o.charges[i].setup, most.Exact()).walkFraction(prices[:o.levels], most.Exact(), (*pricing.Rater).Setup); err != nil {
		return fmt.Errorf("channel: plan %q charge %q: set-up: %w", o.Plan.ID, o.Charge(i).ID, err)
	}
	*r = ratesOf(prices[:o.levels])
	r.exchange = o.exchange
	return nil
}
