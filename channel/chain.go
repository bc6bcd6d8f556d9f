package channel

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/daybook-go/daybook/pricing"
)

// A ChainID names a chain.
type ChainID string

// A BookID names a price book.
type BookID string

// A BookRef names one immutable price-book revision.
type BookRef struct {
	ID       BookID `json:"id"`
	Revision int    `json:"revision"`
}

// A Chain runs from the vendor to the last seller. The customer is no part of
// it: one chain revision serves every customer of the last seller who has the
// same price book. Once in use it is not changed: a new price or party is a new
// revision. [Resolve] makes one of a [Directory] and a [Shelf].
type Chain struct {
	ID       ChainID
	Revision int
	Vendor   PartyID
	Sellers  []Seller // at most MaxLevels − 1, the vendor's buyer first
	// List is the vendor's list prices, on which rules may build: the first of
	// these revisions that has one counts. They build on cost.
	List []*Revision
	Sale Sale // what conditions of prices look at
	// Settlements say in which currency each level settles, the vendor's first.
	// None: all settle in the plan's currency. See [Offer.Settled].
	Settlements []Settlement
}

// A Seller is a party with its prices. A seller without a party is a level that
// is switched off: it has the price of the level before, and nobody buys or sells
// there.
type Seller struct {
	Party PartyID
	Role  Role
	// Book names what Prices are, the first of them; set it only without them.
	Book BookRef
	// Prices are revisions of its price books: the first that has a rule for a
	// price counts.
	Prices []*Revision
	// Rules and Default are prices without a book, for where no book has one.
	Rules   map[pricing.ChargeID]Rule
	Default Rule // for charges without a rule of their own
	// Manual are prices entered by hand for this one offer: they come before books.
	Manual map[pricing.ChargeID]Rule
}

func (s *Seller) off() bool { return s.Party == "" }

func (s *Seller) book() BookRef {
	if len(s.Prices) > 0 {
		return s.Prices[0].ref
	}
	return s.Book
}

// A pick is a rule and the revision that it is from, nil for none.
type pick struct {
	rule *Rule
	from *Revision
}

// rule returns how the seller prices what q asks for; false if it does not.
func (s *Seller) rule(q *query) (pick, bool) {
	if r, ok := s.Manual[q.charge.ID]; ok && r.Kind != NoRule {
		return pick{rule: &r}, true
	}
	if p, ok := picked(s.Prices, q, ruleOf); ok {
		return p, true
	}
	r, ok := s.Rules[q.charge.ID]
	if !ok {
		r = s.Default
	}
	return pick{rule: &r}, r.Kind != NoRule
}

func picked(revisions []*Revision, q *query, of func(*Item) *Rule) (pick, bool) {
	for _, r := range revisions {
		if rule := r.pick(q, of); rule != nil {
			return pick{rule, r}, true
		}
	}
	return pick{}, false
}

// A ChainError reports one fault of a chain, and where it is.
type ChainError struct {
	Chain  ChainID
	Path   string // such as "sellers[1].party"
	Reason string
}

// Error says all three.
func (e *ChainError) Error() string {
	return fmt.Sprintf("channel: chain %q: %s: %s", e.Chain, e.Path, e.Reason)
}

// Validate reports every fault of the chain at once, each a *[ChainError]: no
// vendor, too many levels, a party that sells to itself or comes twice, roles
// out of order, prices of a level that is switched off, settlements that do not
// match the levels.
func (c *Chain) Validate() error {
	var faults []error
	fault := func(bad bool, path, format string, args ...any) {
		if bad {
			faults = append(faults, &ChainError{c.ID, path, fmt.Sprintf(format, args...)})
		}
	}
	fault(c.ID == "", "id", "missing")
	fault(!utf8.ValidString(string(c.ID)), "id", "not UTF-8")
	fault(c.Revision < 0, "revision", "%d is negative", c.Revision)
	fault(c.Vendor == "", "vendor", "missing")
	fault(len(c.Sellers) >= MaxLevels, "sellers", "%d levels are more than %d", len(c.Sellers)+1, MaxLevels)
	seen, role := map[PartyID]string{c.Vendor: "vendor"}, Vendor
	for i := range c.Sellers {
		s, path := &c.Sellers[i], fmt.Sprintf("sellers[%d]", i)
		if s.off() {
			priced := s.Book != BookRef{} || len(s.Prices) > 0 || len(s.Rules) > 0 || len(s.Manual) > 0 || s.Default.Kind != NoRule
			fault(priced, path, "a level that is switched off has prices")
			continue
		}
		before, twice := seen[s.Party]
		fault(twice, path+".party", "%q is the %s already", s.Party, before)
		fault(!utf8.ValidString(string(s.Party)), path+".party", "not UTF-8")
		fault(s.Role < role || s.Role <= Vendor || s.Role >= Customer, path+".role", "a %v cannot come after a %v", s.Role, role)
		fault(s.Book != BookRef{} && s.Book != s.book(), path+".book", "%q is not that of the prices", s.Book.ID)
		seen[s.Party], role = path, max(role, s.Role)
	}
	if n := len(c.Settlements); n > 0 {
		fault(n != len(c.Sellers)+1, "settlements", "%d for %d levels", n, len(c.Sellers)+1)
	}
	for i, s := range c.Settlements {
		if _, err := s.compile(); err != nil {
			fault(true, fmt.Sprintf("settlements[%d]", i), "%v", err)
		}
	}
	return errors.Join(faults...)
}
