package channel

import "github.com/daybook-go/daybook/money"

// A Viewer is a party looking. The zero Viewer sees nothing.
type Viewer struct {
	Party    PartyID
	Operator bool // sees everything: the book's keeper, never a party
}

// A Cut is what a viewer may see of a row's route and amounts: the sides that it
// buys or sells at, and, where it knows the customer, who that is. Nothing in it
// depends on what is hidden, not even the number of levels.
type Cut struct {
	Customer    PartyID `json:"customer,omitempty"` // seen by itself, its seller and the operator
	Product     string  `json:"product,omitempty"`
	ProductType string  `json:"product_type,omitempty"`
	Unit        string  `json:"unit,omitempty"`
	TaxCategory string  `json:"tax_category,omitempty"`
	Sides       []Side  `json:"sides"`           // from the vendor's end on
	Route       *Route  `json:"route,omitempty"` // whole; the operator's only
}

// A Side is what one party charges the next: a cost to its buyer, an income to
// its seller.
type Side struct {
	Level  string       `json:"level,omitempty"` // by name; the operator's only
	Seller PartyID      `json:"seller"`
	Buyer  PartyID      `json:"buyer"`
	Amount money.Amount `json:"amount"`
	Raw    string       `json:"raw"`            // before rounding
	Book   *BookRef     `json:"book,omitempty"` // the seller's own price book, for the seller
}

// IsZero reports whether no side holds anything.
func (c *Cut) IsZero() bool {
	for i := range c.Sides {
		s := &c.Sides[i]
		if !s.Amount.IsZero() || !zeroText(s.Raw) {
			return false
		}
	}
	return true
}

func zeroText(raw string) bool {
	for _, c := range raw {
		if c >= '1' && c <= '9' {
			return false
		}
	}
	return true
}

// Cost returns what p pays in c, and Income what it gets: its margin is the
// difference. A party that does not buy, or does not sell, has the zero Amount.
func (c *Cut) Cost(p PartyID) money.Amount { return c.of(func(s *Side) bool { return s.Buyer == p }) }

// Income returns what p gets in c: see Cost.
func (c *Cut) Income(p PartyID) money.Amount {
	return c.of(func(s *Side) bool { return s.Seller == p })
}

// of returns the amount of the one side that is meant: a party is once in a
// chain, and so has at most one.
func (c *Cut) of(meant func(*Side) bool) money.Amount {
	for i := range c.Sides {
		if meant(&c.Sides[i]) {
			return c.Sides[i].Amount
		}
	}
	return money.Amount{}
}

// View cuts a route and its amounts to the viewer. False: it is a stranger to
// the route, and the row does not exist for it.
func (v Viewer) View(r *Route, customer PartyID, a Amounts) (Cut, bool) {
	if r == nil || !v.Operator && v.Party == "" {
		return Cut{}, false
	}
	cut := Cut{Product: r.Product, ProductType: r.ProductType, Unit: r.Unit, TaxCategory: r.TaxCategory}
	for l := range a.Levels() {
		s := Side{Seller: r.Seller(l), Buyer: r.Buyer(l, customer)}
		if s.Seller == "" || !v.Operator && s.Seller != v.Party && s.Buyer != v.Party {
			continue
		}
		s.Amount, _ = a.Of(Level(l))
		s.Raw, _ = a.Raw(Level(l))
		if v.Operator {
			s.Level = Level(l).Name(a.Levels())
		}
		if book := r.Books[l]; book != (BookRef{}) && (v.Operator || s.Seller == v.Party) {
			s.Book = &book
		}
		if v.Operator || s.Buyer == customer {
			cut.Customer = customer
		}
		cut.Sides = append(cut.Sides, s)
	}
	if v.Operator {
		cut.Route = r
	}
	return cut, len(cut.Sides) > 0
}
