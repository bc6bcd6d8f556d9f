package channel

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/pricing"
)

// Engine numbers the rules by which amounts are computed. It goes up when the
// same facts come to other amounts than before.
const Engine = 1

// A RouteID is the digest of a route's content. The zero RouteID is none.
type RouteID [16]byte

// String returns 32 hexadecimal digits.
func (id RouteID) String() string { return hex.EncodeToString(id[:]) }

// A Route is what rows say about where they come from. Rows of one charge of an
// offer share one Route by pointer; it is never changed. Stores keep it once,
// under its ID.
type Route struct {
	ID            RouteID          `json:"-"`
	Plan          pricing.PlanID   `json:"plan"`
	PlanRevision  int              `json:"plan_revision"`
	Charge        pricing.ChargeID `json:"charge"`
	Product       string           `json:"product,omitempty"`
	ProductType   string           `json:"product_type,omitempty"`
	Unit          string           `json:"unit,omitempty"`
	TaxCategory   string           `json:"tax_category,omitempty"`
	Fee           bool             `json:"fee,omitempty"`   // the platform fee is taken of it
	Level         bool             `json:"level,omitempty"` // quantities are levels of usage, such as averages: they do not add up over time
	Chain         ChainID          `json:"chain"`
	ChainRevision int              `json:"chain_revision"`
	Parties       []PartyID        `json:"parties"` // the seller of every level, vendor first; "" where it is switched off
	Roles         []Role           `json:"roles"`
	Books         []BookRef        `json:"books"`                 // the price-book revision of every level; none for the vendor
	Inherited     [][]BookRef      `json:"inherited,omitempty"`   // of every level: what its book inherits from; none: no book does
	List          []BookRef        `json:"list,omitempty"`        // the vendor's list prices
	Sale          Sale             `json:"sale,omitzero"`         // what conditions looked at
	Settlements   []Settlement     `json:"settlements,omitempty"` // of every level; none: all settle in the book currency
	Engine        int              `json:"engine"`
}

func newRoute(p *pricing.Plan, c *pricing.Charge, chain *Chain) *Route {
	r := &Route{
		Plan: p.ID, PlanRevision: p.Revision, Charge: c.ID,
		Product: p.Product, ProductType: c.ProductType, Unit: c.Unit, TaxCategory: c.TaxCategory, Fee: c.Fee,
		Level: c.Kind == pricing.Usage && !c.Statistic.Additive(),
		Chain: chain.ID, ChainRevision: chain.Revision,
		Parties: []PartyID{chain.Vendor}, Roles: []Role{Vendor}, Books: []BookRef{{}},
		Sale: chain.Sale, Settlements: chain.Settlements, Engine: Engine,
	}
	r.List = refs(chain.List)
	inherited := make([][]BookRef, 1, len(chain.Sellers)+1)
	for i := range chain.Sellers {
		s := &chain.Sellers[i]
		r.Parties, r.Roles, r.Books = append(r.Parties, s.Party), append(r.Roles, s.Role), append(r.Books, s.book())
		inherited = append(inherited, refs(s.Prices[min(1, len(s.Prices)):]))
	}
	if slices.ContainsFunc(inherited, func(list []BookRef) bool { return len(list) > 0 }) {
		r.Inherited = inherited
	}
	r.ID = r.digest()
	return r
}

func refs(revisions []*Revision) (out []BookRef) {
	for _, r := range revisions {
		out = append(out, r.ref)
	}
	return out
}

// digest hashes the JSON, whose fields and maps have one order.
func (r *Route) digest() (id RouteID) {
	b, err := json.Marshal(r)
	if err != nil {
		panic(err) // strings, numbers and roles that Validate let in
	}
	sum := sha256.Sum256(b)
	copy(id[:], sum[:])
	return id
}

// ParseRoute reads the JSON of a route and gives it its ID. A route of another
// number of parties, roles and books is refused.
func ParseRoute(b []byte) (*Route, error) {
	r := new(Route)
	if err := json.Unmarshal(b, r); err != nil {
		return nil, fmt.Errorf("channel: route: %w", err)
	}
	n := len(r.Parties)
	perLevel := func(n, has int) bool { return has == 0 || has == n }
	if n == 0 || n > MaxLevels || len(r.Roles) != n || len(r.Books) != n || !perLevel(n, len(r.Settlements)) || !perLevel(n, len(r.Inherited)) {
		return nil, fmt.Errorf("channel: route: %d parties, %d roles, %d books, %d settlements",
			n, len(r.Roles), len(r.Books), len(r.Settlements))
	}
	r.ID = r.digest()
	return r, nil
}

// Seller returns who charges at level l, counted from the vendor: "" where the
// level is switched off or there is none.
func (r *Route) Seller(l int) PartyID {
	if l < 0 || l >= len(r.Parties) {
		return ""
	}
	return r.Parties[l]
}

// Buyer returns who pays at level l: the next seller, or the customer; "" where
// the level is switched off.
func (r *Route) Buyer(l int, customer PartyID) PartyID {
	if r.Seller(l) == "" {
		return ""
	}
	for _, p := range r.Parties[l+1:] {
		if p != "" {
			return p
		}
	}
	return customer
}
