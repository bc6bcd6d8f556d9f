package invoice

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
)

// An Entry is one movement of an account. It is never changed and never
// deleted; a correction is an entry of its own. Amounts are never negative: the
// kind says which way they go. Entries compare with ==.
type Entry struct {
	Account
	N         uint32           `json:"n"` // entries of the account before it: a compare-and-swap on its length
	Kind      EntryKind        `json:"kind"`
	At        calendar.Instant `json:"at"`                // when it happened; never after Known
	Posted    calendar.Instant `json:"posted"`            // the instant it counts at in statements: At, or where that was closed, the close
	Known     calendar.Instant `json:"known"`             // recorded at; ascends within the account
	Amount    money.Amount     `json:"amount"`            // tax included
	Tax       money.Amount     `json:"tax,omitzero"`      // the part of Amount that is tax: Invoiced and CreditNoted
	Fees      money.Amount     `json:"fees,omitzero"`     // the part of Amount, tax included, that no credit may pay: marketplace fees; of a note, those taken back
	Reference string           `json:"reference"`         // names it: unique within the account and kind
	Invoice   ID               `json:"invoice,omitempty"` // the item it opens or settles
	Source    string           `json:"source,omitempty"`  // the Reference of the credit, payment or note that it takes from
	Due       calendar.Instant `json:"due,omitzero"`      // of an item: from here on it is overdue
	From      calendar.Instant `json:"from,omitzero"`     // of a credit: usable from here on
	Expires   calendar.Instant `json:"expires,omitzero"`  // of a credit: and before here; zero is for ever
	Units     money.Number     `json:"units,omitzero"`    // of a pack of units: sold, or drawn
	Note      string           `json:"note,omitempty"`    // free text: why a payment failed, what a credit is for
}

// An EntryKind says what moved an account. It moves three sums: what the buyer
// owes, the credit that it may use, and the money that settles nothing yet.
type EntryKind uint8

// The kinds of entries, and what each does to the three.
const (
	CreditGranted    EntryKind = iota // credit up: promotional or goodwill; nothing is owed for it
	CreditUsed                        // credit and what is owed down: Source pays Invoice
	CreditExpired                     // credit down: what is left of Source, at its expiry or taken back before
	Payment                           // owed down; what Invoice does not need is unapplied
	PaymentFailed                     // nothing: the answer to a request of the same Reference
	PaymentReversed                   // owed up: a chargeback of Source takes back what is unapplied, then reopens items; one that was paid in full stays so, and a debit item is opened
	Refund                            // owed up, unapplied down: money of Source is paid back
	PaymentRequested                  // nothing: the gateway is about to be asked under this Reference
	Applied                           // unapplied down: money of Source pays Invoice
	Invoiced                          // owed up: opens the item Invoice
	CreditNoted                       // owed down: of Invoice, as far as it is open; the rest is unapplied
	PackSold                          // owed and credit up: usage paid for before; opens an item, and may be used once that is paid
	StatementClosed                   // nothing: entries to come are posted at At or later
)

var entryKinds = [...]string{
	"credit-granted", "credit-used", "credit-expired", "payment", "payment-failed", "payment-reversed", "refund",
	"payment-requested", "applied", "invoiced", "credit-noted", "pack-sold", "statement-closed",
}

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

// owed returns what the kind does to what is owed: 1, 0 or -1.
func (k EntryKind) owed() int {
	switch k {
	case Invoiced, PackSold, PaymentReversed, Refund:
		return 1
	case CreditUsed, Payment, CreditNoted:
		return -1
	}
	return 0
}

// move returns sum with the entry's amount in it as often as sign says.
func move(sum, amount money.Amount, sign int) (money.Amount, error) {
	switch {
	case sign > 0:
		return sum.Add(amount)
	case sign < 0:
		return sum.Sub(amount)
	}
	return sum, nil
}
