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
// it: one chain revision serves every customer of the last seller. Once in use
// it is not changed: a new price or party is a new revision.
type Chain struct {
	ID       ChainID
	Revision int
	Vendor   PartyID
	Sellers  []Seller // at most MaxLevels − 1, the vendor's buyer first
}

// A Seller is a party with its prices, resolved from one price-book revision. A
// seller without a party is a level that is switched off: it has the price of
// the level before, and nobody buys or sells there.
type Seller struct {
	Party   PartyID
	Role    Role
	Book    BookRef
	Rules   map[pricing.ChargeID]Rule
	Default Rule // for charges without a rule of their own
}

func (s *Seller) off() bool { return s.Party == "" }

// rule returns how the seller prices a charge.
func (s *Seller) rule(c pricing.ChargeID) Rule {
	if s.off() {
		return Rule{Kind: PassThrough}
	}
	if r, ok := s.Rules[c]; ok {
		return r
	}
	return s.Default
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
// out of order, prices of a level that is switched off.
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
			priced := s.Book != BookRef{} || len(s.Rules) > 0 || s.Default.Kind != NoRule
			fault(priced, path, "a level that is switched off has prices")
			continue
		}
		before, twice := seen[s.Party]
		fault(twice, path+".party", "%q is the %s already", s.Party, before)
		fault(!utf8.ValidString(string(s.Party)), path+".party", "not UTF-8")
		fault(s.Role < role || s.Role <= Vendor || s.Role >= Customer, path+".role", "a %v cannot come after a %v", s.Role, role)
		seen[s.Party], role = path, max(role, s.Role)
	}
	return errors.Join(faults...)
}
