package livereport

import (
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
)

// A position is what an entry costs and brings somebody.
type position struct {
	level       string // by name, where the query tells levels apart
	buys, sells money.Amount
}

// currency returns the book currency.
func (e *Entry) currency() money.Currency {
	if len(e.Sides) == 0 {
		return money.Currency{}
	}
	return e.Sides[0].Amount.Currency()
}

// positions appends what e is to the viewer: one position, or one for every
// level. A party pays and charges what it sees; the operator sees the chain from
// its ends, where vendor's cost is paid and the customer's price is charged.
func (s *Selection) positions(dst []position, e *Entry) ([]position, error) {
	switch {
	case len(e.Sides) == 0:
		return dst, nil
	case !s.viewer.Operator:
		p, err := ownPosition(e.Sides, s.viewer.Party)
		return append(dst, p), err
	case !s.query.has(ByLevel):
		return append(dst, position{buys: e.Sides[0].Amount, sells: e.Sides[len(e.Sides)-1].Amount}), nil
	}
	none := money.New(0, e.Sides[0].Amount.Scale(), e.currency())
	for i := range e.Sides {
		p := position{e.Sides[i].Level, none, e.Sides[i].Amount}
		if i > 0 {
			p.buys = e.Sides[i-1].Amount
		}
		dst = append(dst, p)
	}
	return dst, nil
}

// Position returns what an entry costs its viewer, and what it brings: to the
// operator the two ends of the chain, as in a [Group]. The error wraps
// money.ErrRange where they do not fit.
func (s *Selection) Position(e *Entry) (buys, sells money.Amount, err error) {
	whole := Selection{viewer: s.viewer}
	positions, err := whole.positions(nil, e)
	if err != nil || len(positions) == 0 {
		return money.Amount{}, money.Amount{}, err
	}
	return positions[0].buys, positions[0].sells, nil
}

// ownPosition adds up the sides of p. One that buys what it sells on, for its
// own use, pays twice.
func ownPosition(sides []channel.Side, p channel.PartyID) (out position, err error) {
	out.buys = money.New(0, sides[0].Amount.Scale(), sides[0].Amount.Currency())
	out.sells = out.buys
	for i := range sides {
		s := &sides[i]
		if s.Buyer == p {
			if out.buys, err = out.buys.Add(s.Amount); err != nil {
				return out, err
			}
		}
		if s.Seller == p {
			if out.sells, err = out.sells.Add(s.Amount); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}
