package proceeds

import (
	"fmt"

	"github.com/daybook-go/daybook/channel"
)

// Issuing says who writes the documents of what a seller sells to a buyer. The
// zero Issuing is EachForItself.
type Issuing uint8

// The ways of issuing.
const (
	EachForItself Issuing = iota // the seller
	SelfBilling                  // the buyer, for the seller
	OnBehalf                     // the parent, in the seller's name
)

var issuings = []string{"each-for-itself", "self-billing", "on-behalf"}

// String returns "each-for-itself", "self-billing" or "on-behalf".
func (i Issuing) String() string { return nameOf(issuings, uint8(i), "issuing") }

// MarshalText returns what String does.
func (i Issuing) MarshalText() ([]byte, error) { return marshalName(issuings, uint8(i), "issuing") }

// UnmarshalText reads what String returns.
func (i *Issuing) UnmarshalText(text []byte) error {
	return unmarshalName((*uint8)(i), issuings, text, "issuing")
}

// An Agreement says how a pair issues. An empty Seller or Buyer is any. The most
// specific agreement counts: that of the pair, of the seller, of the buyer, of
// all.
type Agreement struct {
	Seller  channel.PartyID `json:"seller,omitempty"`
	Buyer   channel.PartyID `json:"buyer,omitempty"`
	Issuing Issuing         `json:"issuing"`
}

func agreedOf(agreements []Agreement) map[[2]channel.PartyID]Issuing {
	out := make(map[[2]channel.PartyID]Issuing, len(agreements))
	for _, a := range agreements {
		out[[2]channel.PartyID{a.Seller, a.Buyer}] = a.Issuing
	}
	return out
}

// issuing returns how a pair issues, and who that is. What the parent would
// write on behalf of itself it writes as the seller, and on behalf of who sells
// to it as the buyer.
func (s *Settlement) issuing(seller, buyer channel.PartyID) (Issuing, channel.PartyID) {
	how := EachForItself
	for _, pair := range [][2]channel.PartyID{{seller, buyer}, {seller, ""}, {"", buyer}, {"", ""}} {
		if agreed, ok := s.agreed[pair]; ok {
			how = agreed
			break
		}
	}
	switch {
	case how == SelfBilling, how == OnBehalf && s.terms.Parent == buyer:
		return SelfBilling, buyer
	case how == OnBehalf && s.terms.Parent != seller:
		return OnBehalf, s.terms.Parent
	}
	return EachForItself, seller
}

func nameOf(names []string, i uint8, what string) string {
	if int(i) < len(names) {
		return names[i]
	}
	return fmt.Sprintf("%s(%d)", what, i)
}

func marshalName(names []string, i uint8, what string) ([]byte, error) {
	if int(i) >= len(names) {
		return nil, fmt.Errorf("proceeds: unknown %s", nameOf(names, i, what))
	}
	return []byte(names[i]), nil
}

func unmarshalName(i *uint8, names []string, text []byte, what string) error {
	for n, name := range names {
		if name == string(text) {
			*i = uint8(n)
			return nil
		}
	}
	return fmt.Errorf("proceeds: %s: unknown %.40q", what, text)
}
