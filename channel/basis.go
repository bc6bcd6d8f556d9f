package channel

import "fmt"

// A BillingBasis says what a seller bills a buyer by. The zero BillingBasis is Booked.
type BillingBasis uint8

// The billingBases.
const (
	Booked   BillingBasis = iota // invoices of booked rows, by each subscription's cycle
	Live                         // invoices of quotas, of everyone by one calendar
	External                     // no invoices: another system issues them, by billing instructions made of quotas
)

var billingBases = [...]string{"booked", "live", "external"}

// String returns the name, such as "live".
func (b BillingBasis) String() string {
	if int(b) < len(billingBases) {
		return billingBases[b]
	}
	return fmt.Sprintf("basis(%d)", uint8(b))
}

// MarshalText implements encoding.TextMarshaler.
func (b BillingBasis) MarshalText() ([]byte, error) {
	if int(b) >= len(billingBases) {
		return nil, fmt.Errorf("channel: unknown %v", b)
	}
	return []byte(b.String()), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (b *BillingBasis) UnmarshalText(text []byte) error {
	for i, name := range billingBases {
		if name == string(text) {
			*b = BillingBasis(i)
			return nil
		}
	}
	return fmt.Errorf("channel: basis: unknown %.40q", text)
}
