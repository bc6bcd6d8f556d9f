package ubl_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// sequences are the children that the schema of UBL 2.1 gives each element, in its
// order, of those that EN 16931 uses.
func sequences() map[string][]string {
	return map[string][]string{
		"Invoice": strings.Fields("CustomizationID ProfileID ID IssueDate DueDate InvoiceTypeCode Note TaxPointDate DocumentCurrencyCode TaxCurrencyCode " +
			"AccountingCost BuyerReference InvoicePeriod OrderReference BillingReference DespatchDocumentReference ContractDocumentReference " +
			"AdditionalDocumentReference ProjectReference AccountingSupplierParty AccountingCustomerParty PayeeParty TaxRepresentativeParty Delivery " +
			"PaymentMeans PaymentTerms AllowanceCharge TaxTotal LegalMonetaryTotal InvoiceLine"),
		"CreditNote": strings.Fields("CustomizationID ProfileID ID IssueDate TaxPointDate CreditNoteTypeCode Note DocumentCurrencyCode TaxCurrencyCode " +
			"AccountingCost BuyerReference InvoicePeriod OrderReference BillingReference DespatchDocumentReference ContractDocumentReference " +
			"AdditionalDocumentReference AccountingSupplierParty AccountingCustomerParty PayeeParty TaxRepresentativeParty Delivery " +
			"PaymentMeans PaymentTerms AllowanceCharge TaxTotal LegalMonetaryTotal CreditNoteLine"),
		"Party":              strings.Fields("EndpointID PartyIdentification PartyName PostalAddress PartyTaxScheme PartyLegalEntity Contact"),
		"PostalAddress":      strings.Fields("StreetName AdditionalStreetName CityName PostalZone CountrySubentity AddressLine Country"),
		"PartyTaxScheme":     strings.Fields("CompanyID TaxScheme"),
		"Contact":            strings.Fields("Name Telephone ElectronicMail"),
		"InvoicePeriod":      strings.Fields("StartDate EndDate DescriptionCode"),
		"PaymentMeans":       strings.Fields("PaymentMeansCode PaymentDueDate PaymentID CardAccount PayeeFinancialAccount PaymentMandate"),
		"AllowanceCharge":    strings.Fields("ChargeIndicator AllowanceChargeReasonCode AllowanceChargeReason MultiplierFactorNumeric Amount BaseAmount TaxCategory"),
		"TaxTotal":           strings.Fields("TaxAmount TaxSubtotal"),
		"TaxSubtotal":        strings.Fields("TaxableAmount TaxAmount TaxCategory"),
		"TaxCategory":        strings.Fields("ID Percent TaxExemptionReasonCode TaxExemptionReason TaxScheme"),
		"LegalMonetaryTotal": strings.Fields("LineExtensionAmount TaxExclusiveAmount TaxInclusiveAmount AllowanceTotalAmount ChargeTotalAmount PrepaidAmount PayableRoundingAmount PayableAmount"),
		"InvoiceLine":        strings.Fields("ID Note InvoicedQuantity LineExtensionAmount AccountingCost InvoicePeriod OrderLineReference DocumentReference AllowanceCharge Item Price"),
		"CreditNoteLine":     strings.Fields("ID Note CreditedQuantity LineExtensionAmount AccountingCost InvoicePeriod OrderLineReference DocumentReference AllowanceCharge Item Price"),
		"Item":               strings.Fields("Description Name BuyersItemIdentification SellersItemIdentification StandardItemIdentification OriginCountry CommodityClassification ClassifiedTaxCategory AdditionalItemProperty"),
	}
}

// misplaced returns the elements that come before one that the schema has first.
func misplaced(r io.Reader) (out []string, err error) {
	type level struct {
		name string
		last int
	}
	var open []level
	for d := xml.NewDecoder(r); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return out, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if n := len(open); n > 0 {
				if order := sequences()[open[n-1].name]; order != nil {
					i := slices.Index(order, t.Name.Local)
					if i < open[n-1].last {
						out = append(out, fmt.Sprintf("%s in %s", t.Name.Local, open[n-1].name))
					}
					open[n-1].last = i
				}
			}
			open = append(open, level{name: t.Name.Local})
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
}

func TestElementsAreInTheOrderOfTheSchema(t *testing.T) {
	for name, v := range views(t) {
		out, err := misplaced(bytes.NewReader(written(t, v, peppol())))
		if err != nil || len(out) > 0 {
			t.Errorf("%s: %v, %v", name, out, err)
		}
	}
	out, _ := misplaced(strings.NewReader("<Party><Contact/><PartyName/><Alien/></Party>"))
	if len(out) != 2 {
		t.Errorf("misplaced elements found: %v, want two", out)
	}
}
