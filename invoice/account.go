package invoice

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
)

// An Account is where one buyer stands with one seller in one currency.
type Account struct {
	Seller   channel.PartyID `json:"seller"`
	Buyer    channel.PartyID `json:"buyer"`
	Currency money.Currency  `json:"currency"`
}

// An Entry is one movement of an account. It is never changed and never
// deleted; a correction is an entry of its own.
type Entry struct {
	Account
	N         uint32           `json:"n"` // entries of the account before it: a compare-and-swap on its length
	Kind      EntryKind        `json:"kind"`
	At        calendar.Instant `json:"at"`               // when it counts
	Known     calendar.Instant `json:"known"`            // recorded at
	Amount    money.Amount     `json:"amount"`           // in the buyer's favour where positive
	Reference string           `json:"reference"`        // the host's: a payment's or a credit's id, unique within the account and kind
	Invoice   ID               `json:"invoice"`          // what it settles; may be empty
	Expires   calendar.Instant `json:"expires,omitzero"` // of promotional credit
}

// An EntryKind says what moved an account.
type EntryKind uint8

// The kinds of entries.
const (
	CreditGranted EntryKind = iota
	CreditUsed
	CreditExpired
	Payment
	PaymentFailed
	PaymentReversed
	Refund
)

var entryKinds = [...]string{"credit-granted", "credit-used", "credit-expired", "payment", "payment-failed", "payment-reversed", "refund"}

// String returns the kind's name.
func (k EntryKind) String() string {
	if int(k) < len(entryKinds) {
		return entryKinds[k]
	}
	return fmt.Sprintf("entry(%d)", uint8(k))
}

// MarshalText implements encoding.TextMarshaler.
func (k EntryKind) MarshalText() ([]byte, error) {
	if int(k) >= len(entryKinds) {
		return nil, fmt.Errorf("invoice: unknown %v", k)
	}
	return []byte(k.String()), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *EntryKind) UnmarshalText(text []byte) error {
	for i, name := range entryKinds {
		if name == string(text) {
			*k = EntryKind(i)
			return nil
		}
	}
	return fmt.Errorf("invoice: entry: unknown %q", text)
}
