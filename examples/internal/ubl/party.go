package ubl

import (
	"cmp"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
)

// seller is BG-4. Under code O it must not have a VAT id (BR-O-02): what it has is
// then its registration (BT-32).
func (w *writer) seller() *node {
	scheme := "VAT"
	if w.outOfScope() {
		scheme = "TAX"
	}
	return w.party(&w.v.Seller, scheme)
}

// buyer is BG-7. Under code O it has no tax id.
func (w *writer) buyer() *node {
	if w.outOfScope() {
		return w.party(&w.v.Buyer, "")
	}
	return w.party(&w.v.Buyer, "VAT")
}

func (w *writer) outOfScope() bool {
	return len(w.v.Totals.Taxes) > 0 && w.v.Totals.Taxes[0].Code == invoice.OutOfScope
}

// party is of the schema's order. A party without a name is known by its id.
func (w *writer) party(p *invoice.Party, scheme string) *node {
	name, end := cmp.Or(p.LegalName, string(p.ID)), w.o.Endpoints[p.ID]
	var tax *node
	if p.TaxID != "" && scheme != "" {
		tax = group("cac:PartyTaxScheme", text("cbc:CompanyID", p.TaxID), group("cac:TaxScheme", text("cbc:ID", scheme)))
	}
	return group("cac:Party",
		text("cbc:EndpointID", end.ID, "schemeID", end.Scheme),
		group("cac:PartyName", text("cbc:Name", name)),
		address(&p.Address), tax,
		group("cac:PartyLegalEntity", text("cbc:RegistrationName", name)),
		group("cac:Contact", text("cbc:Name", p.Contact.Name), text("cbc:Telephone", p.Contact.Phone), text("cbc:ElectronicMail", p.Contact.Email)))
}

// address is BG-5 or BG-8, which has three lines: what comes after them is on the
// third.
func address(a *channel.Address) *node {
	var lines [3]string
	for i, l := range a.Lines {
		if i < 3 {
			lines[i] = l
		} else {
			lines[2] += ", " + l
		}
	}
	return group("cac:PostalAddress",
		text("cbc:StreetName", lines[0]), text("cbc:AdditionalStreetName", lines[1]),
		text("cbc:CityName", a.City), text("cbc:PostalZone", a.PostalCode), text("cbc:CountrySubentity", a.Region),
		group("cac:AddressLine", text("cbc:Line", lines[2])),
		group("cac:Country", text("cbc:IdentificationCode", a.Country)))
}

// delivery says where goods go between member states (BR-IC-12). The invoicing
// period stands for the day (BR-IC-11).
func (w *writer) delivery() *node {
	for _, t := range w.v.Totals.Taxes {
		if t.Code == invoice.IntraEU {
			return group("cac:Delivery", group("cac:DeliveryLocation",
				group("cac:Address", group("cac:Country", text("cbc:IdentificationCode", w.v.Buyer.Address.Country)))))
		}
	}
	return nil
}
