package invoice

import "fmt"

// A Type says what a document is. The zero Type is Commercial.
type Type uint8

// The types, with their codes in UNTDID 1001 (BT-3).
const (
	Commercial           Type = iota // 380
	CreditNote                       // 381
	SelfBilled                       // 389: the buyer writes it
	SelfBilledCreditNote             // 261
)

var (
	types     = [...]string{"invoice", "credit-note", "self-billed-invoice", "self-billed-credit-note"}
	typeCodes = [...]string{"380", "381", "389", "261"}
)

// IsCredit reports whether the document takes something back: its amounts are
// not above zero, and are printed with their signs turned.
func (t Type) IsCredit() bool { return t == CreditNote || t == SelfBilledCreditNote }

// Code returns the type's code in UNTDID 1001, such as "380"; "" of none.
func (t Type) Code() string {
	if int(t) < len(typeCodes) {
		return typeCodes[t]
	}
	return ""
}

// String returns the name, such as "credit-note".
func (t Type) String() string { return nameOf(types[:], uint8(t), "type") }

// MarshalText implements encoding.TextMarshaler.
func (t Type) MarshalText() ([]byte, error) { return marshalName(types[:], uint8(t), "type") }

// UnmarshalText implements encoding.TextUnmarshaler.
func (t *Type) UnmarshalText(text []byte) error {
	return unmarshalName((*uint8)(t), types[:], text, "type")
}

func nameOf(names []string, i uint8, what string) string {
	if int(i) < len(names) {
		return names[i]
	}
	return fmt.Sprintf("%s(%d)", what, i)
}

func marshalName(names []string, i uint8, what string) ([]byte, error) {
	if int(i) >= len(names) {
		return nil, fmt.Errorf("invoice: unknown %s", nameOf(names, i, what))
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
	return fmt.Errorf("invoice: %s: unknown %.40q", what, text)
}
