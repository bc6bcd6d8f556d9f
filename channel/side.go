package channel

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
)

// A Side is what one party charges the next: a cost to its buyer, an income to
// its seller.
type Side struct {
	Level   string       `json:"level,omitempty"` // by name; the operator's only
	Seller  PartyID      `json:"seller"`
	Buyer   PartyID      `json:"buyer"`
	Amount  money.Amount `json:"amount"`
	Raw     string       `json:"raw"`               // before rounding
	Settled *Settled     `json:"settled,omitempty"` // where the two settle in another currency
	Book    *BookRef     `json:"book,omitempty"`    // the seller's own price book, for the seller
}

// Settled is a side in the currency in which it settles, with the rate.
type Settled struct {
	Amount money.Amount     `json:"amount"`
	Rate   string           `json:"rate"`
	At     calendar.Instant `json:"at"`
	Source string           `json:"source,omitempty"`
}

// side returns what v sees of level l; false where that is nothing: somebody
// else's, or a level that is switched off.
func (v Viewer) side(r *Route, customer PartyID, a *Amounts, l int) (Side, bool) {
	s := Side{Seller: r.Seller(l), Buyer: r.Buyer(l, customer)}
	if s.Seller == "" || !v.Operator && s.Seller != v.Party && s.Buyer != v.Party {
		return Side{}, false
	}
	s.Amount, _ = a.Of(Level(l))
	s.Raw, _ = a.Raw(Level(l))
	if v.Operator {
		s.Level = Level(l).Name(a.Levels())
	}
	if book := r.Books[l]; book != (BookRef{}) && (v.Operator || s.Seller == v.Party) {
		s.Book = &book
	}
	if l < len(r.Settlements) && !r.Settlements[l].IsZero() {
		x := &r.Settlements[l]
		s.Settled = &Settled{money.New(a.settled[l], x.Scale, x.Currency), x.Rate, x.At, x.Source}
	}
	return s, true
}

func (s *Side) isZero() bool {
	return s.Amount.IsZero() && zeroText(s.Raw) && (s.Settled == nil || s.Settled.Amount.IsZero())
}

func zeroText(raw string) bool {
	for _, c := range raw {
		if c >= '1' && c <= '9' {
			return false
		}
	}
	return true
}
