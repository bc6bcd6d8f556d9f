package channel

import "fmt"

// A Role is what a party does in a chain. The zero Role is Vendor.
type Role uint8

// The roles, in the order in which a chain has them. A role may be missing, or
// be there more than once.
const (
	Vendor Role = iota
	Parent      // the owner of the platform
	Distributor
	Reseller
	Customer
)

var roles = [...]string{"vendor", "parent", "distributor", "reseller", "customer"}

// String returns the name, such as "reseller".
func (r Role) String() string {
	if int(r) < len(roles) {
		return roles[r]
	}
	return fmt.Sprintf("role(%d)", uint8(r))
}

// MarshalText implements encoding.TextMarshaler.
func (r Role) MarshalText() ([]byte, error) {
	if int(r) >= len(roles) {
		return nil, fmt.Errorf("channel: unknown %v", r)
	}
	return []byte(r.String()), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *Role) UnmarshalText(text []byte) error {
	for i, name := range roles {
		if name == string(text) {
			*r = Role(i)
			return nil
		}
	}
	return fmt.Errorf("channel: role: unknown %.40q", text)
}
