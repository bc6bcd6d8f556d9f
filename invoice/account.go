package invoice

import (
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
)

// An Account is where one buyer stands with one seller in one currency.
type Account struct {
	Seller   channel.PartyID `json:"seller"`
	Buyer    channel.PartyID `json:"buyer"`
	Currency money.Currency  `json:"currency"`
}

// For reports whether the account exists for a viewer: for its seller, its
// buyer and the operator. To everybody else there is no such account.
func (a Account) For(v channel.Viewer) bool {
	return v.Operator || v.Party != "" && (v.Party == a.Seller || v.Party == a.Buyer)
}
