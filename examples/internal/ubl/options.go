package ubl

import (
	"fmt"
	"time"

	"github.com/daybook-go/daybook/channel"
)

// A Profile says which rules a document claims to keep. The zero Profile is Core.
type Profile uint8

// The profiles.
const (
	Core   Profile = iota // EN 16931 and nothing else
	Peppol                // Peppol BIS Billing 3.0, and its self-billing where the buyer writes the document
)

// An Endpoint is an electronic address (BT-34, BT-49).
type Endpoint struct {
	Scheme string `json:"scheme"` // of the EAS list, such as "0211"
	ID     string `json:"id"`
}

// Options are what a document says that no invoice knows. The zero Options write
// an EN 16931 document.
type Options struct {
	Profile        Profile
	Zone           *time.Location // where dates are of: that of the issuer; nil is UTC
	Endpoints      map[channel.PartyID]Endpoint
	BuyerReference string            // BT-10; Peppol wants it or an order
	Order          string            // BT-13
	Account        string            // BT-84, the seller's: an IBAN, for a credit transfer
	Units          map[string]string // codes of UN/ECE recommendation 20 or 21 by unit; "C62", one, where there is none
}

// A FieldError says what a document must have and does not, or has and may not.
type FieldError struct {
	Rule   string // of EN 16931 or Peppol, such as "BR-08"; "" is XML's or ours
	Field  string // of the view, such as "buyer.address.country"
	Reason string
}

// Error says all three.
func (e *FieldError) Error() string {
	if e.Rule == "" {
		return fmt.Sprintf("ubl: %s: %s", e.Field, e.Reason)
	}
	return fmt.Sprintf("ubl: %s: %s (%s)", e.Field, e.Reason, e.Rule)
}

// one is the unit code of what is counted (UN/ECE recommendation 20).
const one = "C62"

func (o *Options) unit(unit string) string {
	if code, ok := o.Units[unit]; ok {
		return code
	}
	return one
}

// customization returns BT-24 and BT-23.
func (o *Options) customization(selfBilled bool) (customization, process string) {
	const core, peppol = "urn:cen.eu:en16931:2017", "urn:fdc:peppol.eu:2017:poacc:"
	switch {
	case o.Profile == Core:
		return core, ""
	case selfBilled:
		return core + "#compliant#" + peppol + "selfbilling:3.0", peppol + "selfbilling:01:1.0"
	}
	return core + "#compliant#" + peppol + "billing:3.0", peppol + "billing:01:1.0"
}
