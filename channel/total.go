package channel

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/daybook-go/daybook/money"
)

// Totals sums what a viewer sees. It takes cuts, not rows, so it cannot know
// more than they do. The zero Totals is nothing and ready.
type Totals struct{ sums map[pair]*Total }

type pair struct {
	seller, buyer     PartyID
	currency, settled money.Currency
}

// A Total is what one party charged another, in one currency: the sum of sides.
type Total struct {
	Seller  PartyID      `json:"seller"`
	Buyer   PartyID      `json:"buyer"`
	Rows    int          `json:"rows"` // that the viewer has seen
	Amount  money.Amount `json:"amount"`
	Raw     string       `json:"raw"`              // before rounding
	Settled money.Amount `json:"settled,omitzero"` // in the currency in which they settle; zero: in the same

	raw decimal.Decimal
}

// Add counts a cut in. The error wraps money.ErrRange where a sum does not fit,
// and money.ErrMismatch where sides of one currency have other digits.
func (t *Totals) Add(c *Cut) error {
	if t.sums == nil {
		t.sums = map[pair]*Total{}
	}
	for i := range c.Sides {
		s := &c.Sides[i]
		p := pair{seller: s.Seller, buyer: s.Buyer, currency: s.Amount.Currency()}
		if s.Settled != nil {
			p.settled = s.Settled.Amount.Currency()
		}
		if t.sums[p] == nil {
			t.sums[p] = &Total{Seller: s.Seller, Buyer: s.Buyer}
		}
		if err := t.sums[p].add(s); err != nil {
			return fmt.Errorf("channel: total of %q and %q: %w", s.Seller, s.Buyer, err)
		}
	}
	return nil
}

func (t *Total) add(s *Side) error {
	amount, err := t.Amount.Add(s.Amount)
	if err != nil {
		return err
	}
	raw, err := money.ParseDecimal(s.Raw)
	if err != nil {
		return err
	}
	if s.Settled != nil {
		if t.Settled, err = t.Settled.Add(s.Settled.Amount); err != nil {
			return err
		}
	}
	t.Rows++
	t.Amount, t.raw = amount, t.raw.Add(raw)
	return nil
}

// All returns the totals by seller, buyer and currency; text bytewise.
func (t *Totals) All() []Total {
	out := make([]Total, 0, len(t.sums))
	for _, sum := range t.sums {
		one := *sum
		one.Raw = one.raw.StringFixed(max(0, -one.raw.Exponent()))
		out = append(out, one)
	}
	slices.SortFunc(out, func(a, b Total) int {
		return cmp.Or(strings.Compare(string(a.Seller), string(b.Seller)), strings.Compare(string(a.Buyer), string(b.Buyer)),
			strings.Compare(a.Amount.Currency().String(), b.Amount.Currency().String()),
			strings.Compare(a.Settled.Currency().String(), b.Settled.Currency().String()))
	})
	return out
}

// Margin returns what p keeps in a currency: what it charged less what it was
// charged, as booked. The error wraps money.ErrRange where that does not fit.
func (t *Totals) Margin(p PartyID, c money.Currency) (margin money.Amount, err error) {
	for _, sum := range t.All() {
		if sum.Amount.Currency() != c {
			continue
		}
		if sum.Seller == p {
			if margin, err = margin.Add(sum.Amount); err != nil {
				return money.Amount{}, err
			}
		}
		if sum.Buyer == p {
			if margin, err = margin.Sub(sum.Amount); err != nil {
				return money.Amount{}, err
			}
		}
	}
	return margin, nil
}
