package invoice

// A TaxCode is a VAT category of UNCL5305, as EN 16931 uses it. The zero TaxCode
// is NoTax: the document says nothing of tax.
type TaxCode uint8

// The codes.
const (
	NoTax         TaxCode = iota // tax is not included
	Standard                     // S: the standard rate or a reduced one
	ZeroRated                    // Z
	Exempt                       // E
	ReverseCharge                // AE: the buyer pays it
	Export                       // G: not taxed outside the country
	IntraEU                      // K: not taxed between member states
	OutOfScope                   // O: not subject to tax
	CanaryIslands                // L: IGIC
	CeutaMelilla                 // M: IPSI
)

var taxCodes = [...]string{"", "S", "Z", "E", "AE", "G", "K", "O", "L", "M"}

// String returns the code, such as "AE".
func (c TaxCode) String() string { return nameOf(taxCodes[:], uint8(c), "tax-code") }

// MarshalText implements encoding.TextMarshaler.
func (c TaxCode) MarshalText() ([]byte, error) {
	return marshalName(taxCodes[:], uint8(c), "tax code")
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *TaxCode) UnmarshalText(text []byte) error {
	return unmarshalName((*uint8)(c), taxCodes[:], text, "tax code")
}

// Untaxed reports whether nothing is charged under the code, so that its rate is
// zero: Z, E, AE, G, K and O.
func (c TaxCode) Untaxed() bool { return ZeroRated <= c && c <= OutOfScope }

// NeedsReason reports whether a document has to say why there is no tax: E, AE,
// G, K and O (BR-E-10 and its like).
func (c TaxCode) NeedsReason() bool { return Exempt <= c && c <= OutOfScope }
