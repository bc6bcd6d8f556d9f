package channel

import (
	"github.com/daybook-go/daybook/money"
)

// A PartyID names a company or a customer: opaque, from the host, never empty.
type PartyID string

// A Party is a company or a customer: what documents say about it, and who it
// buys from.
type Party struct {
	ID        PartyID        `json:"id"`
	Role      Role           `json:"role"`
	LegalName string         `json:"legal_name"`
	Address   Address        `json:"address,omitzero"`
	TaxID     string         `json:"tax_id,omitempty"`
	Currency  money.Currency `json:"currency,omitzero"` // in which it is billed
	Zone      string         `json:"zone,omitempty"`    // an IANA name, such as "Europe/Rome"; "" is UTC
	Contact   Contact        `json:"contact,omitzero"`
	Logo      string         `json:"logo,omitempty"` // where it is to be found

	// PaymentTerms is how many days after the issue of an invoice it pays.
	PaymentTerms int `json:"payment_terms,omitempty"`

	// Suppliers are the parties that it may buy from. A parent without suppliers
	// buys from every vendor; a vendor has none. Customers buy through a channel.
	Suppliers []PartyID `json:"suppliers,omitempty"`
	// BuildsOn is the one supplier that its prices are built on. It must be named
	// where there are several.
	BuildsOn PartyID `json:"builds_on,omitempty"`
	// Channel is the channel that a customer belongs to.
	Channel ChannelCode `json:"channel,omitempty"`
}

// An Address is where a party is at home.
type Address struct {
	Lines      []string `json:"lines,omitempty"`
	PostalCode string   `json:"postal_code,omitempty"`
	City       string   `json:"city,omitempty"`
	Region     string   `json:"region,omitempty"`
	Country    string   `json:"country,omitempty"` // ISO 3166-1, such as "IT"
}

// A Contact is whom to ask.
type Contact struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
}

func (p *Party) validate(f faults) {
	f.at("id").text(string(p.ID), true)
	for _, field := range []struct{ name, text string }{
		{"legal_name", p.LegalName}, {"tax_id", p.TaxID}, {"zone", p.Zone}, {"logo", p.Logo},
		{"address.city", p.Address.City}, {"address.region", p.Address.Region}, {"address.postal_code", p.Address.PostalCode},
		{"contact.name", p.Contact.Name}, {"contact.email", p.Contact.Email}, {"contact.phone", p.Contact.Phone},
	} {
		f.at("%s", field.name).text(field.text, false)
	}
	for i, line := range p.Address.Lines {
		f.at("address.lines[%d]", i).text(line, false)
	}
	if c := p.Address.Country; c != "" && (len(c) != 2 || !upper(c[0]) || !upper(c[1])) {
		f.at("address.country").add("%.40q is not two capital letters", c)
	}
	if p.Role > Customer {
		f.at("role").add("no such role: %d", p.Role)
	}
	if p.PaymentTerms < 0 {
		f.at("payment_terms").add("%d days", p.PaymentTerms)
	}
	if p.Role != Customer && p.Channel != "" {
		f.at("channel").add("only a customer belongs to a channel")
	}
}

func upper(c byte) bool { return 'A' <= c && c <= 'Z' }

// buildsOn returns the supplier whose prices p builds on; "" if it has none, or
// several and does not say which.
func (p *Party) buildsOn() PartyID {
	if p.BuildsOn == "" && len(p.Suppliers) == 1 {
		return p.Suppliers[0]
	}
	return p.BuildsOn
}
