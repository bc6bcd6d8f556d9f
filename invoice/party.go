package invoice

import "github.com/daybook-go/daybook/channel"

// A Party is what a document says about its seller, its buyer or who writes it:
// the public side of a [channel.Party], without those it buys from.
type Party struct {
	ID        channel.PartyID `json:"id"`
	LegalName string          `json:"legal_name,omitempty"`
	Address   channel.Address `json:"address,omitzero"`
	TaxID     string          `json:"tax_id,omitempty"`
	Contact   channel.Contact `json:"contact,omitzero"`
	Logo      string          `json:"logo,omitempty"` // where it is to be found
}

// IsZero reports whether p says nothing.
func (p Party) IsZero() bool {
	return p.ID == "" && p.LegalName == "" && len(p.Address.Lines) == 0 && p.Address.PostalCode == "" &&
		p.Address.City == "" && p.Address.Region == "" && p.Address.Country == "" && p.TaxID == "" &&
		p.Contact == channel.Contact{} && p.Logo == ""
}

// PartyOf returns the public side of p. It shares nothing with p.
func PartyOf(p channel.Party) Party {
	p.Address.Lines = append([]string(nil), p.Address.Lines...)
	return Party{p.ID, p.LegalName, p.Address, p.TaxID, p.Contact, p.Logo}
}
