package proceeds

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
)

// A Position is where a party stands in one book currency: what it gets, what it
// pays, and the difference. The Net of all parties sums to zero; without the
// customers it sums to what these pay. Net is a reseller's margin, and a vendor's
// balance less what it buys.
type Position struct {
	Party channel.PartyID `json:"party"`
	Gets  money.Amount    `json:"gets"`
	Pays  money.Amount    `json:"pays"`
	Net   money.Amount    `json:"net"`
}

// A standing is whose position it is, and in which currency.
type standing struct {
	party    channel.PartyID
	currency money.Currency
}

// Positions returns where the parties of debts stand, fees included, by party
// and currency. A debt of 7.20 adds 7.20 to what its seller gets and its buyer
// pays. The error wraps money.ErrRange where a sum does not fit, and
// money.ErrMismatch where amounts of one currency have other digits.
func Positions(debts []Debt) ([]Position, error) {
	sums := map[standing]*Position{}
	for i := range debts {
		d := &debts[i]
		seller, buyer := stand(sums, d.Seller, d.Amount), stand(sums, d.Buyer, d.Amount)
		var err [2]error
		seller.Gets, err[0] = seller.Gets.Add(d.Amount)
		buyer.Pays, err[1] = buyer.Pays.Add(d.Amount)
		if err := cmp.Or(err[0], err[1]); err != nil {
			return nil, fmt.Errorf("proceeds: positions of %q and %q: %w", d.Seller, d.Buyer, err)
		}
	}
	out := make([]Position, 0, len(sums))
	for _, p := range sums {
		var err error
		if p.Net, err = p.Gets.Sub(p.Pays); err != nil {
			return nil, fmt.Errorf("proceeds: position of %q: %w", p.Party, err)
		}
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b Position) int {
		return cmp.Or(cmp.Compare(a.Party, b.Party), cmp.Compare(a.Net.Currency().String(), b.Net.Currency().String()))
	})
	return out, nil
}

// stand returns the position of p in the currency of a, which may be new.
func stand(sums map[standing]*Position, p channel.PartyID, a money.Amount) *Position {
	k := standing{p, a.Currency()}
	if sums[k] == nil {
		none := money.New(0, a.Scale(), a.Currency())
		sums[k] = &Position{p, none, none, none}
	}
	return sums[k]
}
