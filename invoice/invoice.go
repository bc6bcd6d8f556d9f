package invoice

import (
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
)

// An ID names an invoice. It is a digest of what the invoice is about, so a
// repeated run makes the same one.
type ID string

// An Invoice is a document that one seller bills one buyer with, in one currency,
// for one billing period.
//
// Its amounts are what the buyer owes: on a credit note they are negative, so
// that documents add up. What leaves for a party is a [View], which turns the
// signs of a credit note as the printed document has them.
type Invoice struct {
	ID       ID               `json:"id"`
	Type     Type             `json:"type"`
	Seller   channel.PartyID  `json:"seller"`
	Buyer    channel.PartyID  `json:"buyer"`
	Level    channel.Level    `json:"level"`            // of the amounts billed; negative levels count from the customer, whatever the chain's length
	Direct   bool             `json:"direct,omitempty"` // the buyer is the customer itself
	Currency money.Currency   `json:"currency"`
	Period   calendar.Period  `json:"period"`             // of the rows' posting dates
	TaxPoint calendar.Instant `json:"tax_point,omitzero"` // whose tax rates count
	Status   Status           `json:"status"`
	Series   string           `json:"series,omitempty"` // of the number
	Number   string           `json:"number,omitempty"` // assigned by the store when it opens
	Issued   calendar.Instant `json:"issued,omitzero"`
	Version  uint32           `json:"version"` // 1 is new; every change adds one

	Issuing      proceeds.Issuing `json:"issuing,omitzero"`       // who writes it
	SellerParty  Party            `json:"seller_party,omitzero"`  // as it was when the invoice was assembled
	BuyerParty   Party            `json:"buyer_party,omitzero"`   // likewise
	IssuerParty  Party            `json:"issuer_party,omitzero"`  // who writes it, where that is not the seller
	PaymentTerms int              `json:"payment_terms,omitzero"` // days from issue until it is due

	Lines      []Line         `json:"lines"`
	Allowances []Allowance    `json:"allowances,omitempty"` // of the whole document
	Totals     Totals         `json:"totals"`
	Policy     Policy         `json:"policy,omitzero"`     // by which it was rounded
	Preceding  []Reference    `json:"preceding,omitempty"` // what it credits or replaces (BG-3)
	Reason     string         `json:"reason,omitempty"`    // of a credit note
	Silent     []proceeds.Key `json:"silent,omitempty"`    // rows that come to nothing at this level: taken, and printed nowhere
}

// A Reference names another invoice as its buyer knows it (BG-3).
type Reference struct {
	ID     ID               `json:"id"`
	Number string           `json:"number"`
	Issued calendar.Instant `json:"issued,omitzero"`
}

// A Status is the state of an invoice.
type Status uint8

// The states. A draft is hidden from its buyer and reserves its rows; a void
// invoice sets them free.
const (
	Draft Status = iota
	Open
	Void
)

var statuses = [...]string{"draft", "open", "void"}

// String returns the state's name.
func (s Status) String() string {
	if int(s) < len(statuses) {
		return statuses[s]
	}
	return fmt.Sprintf("status(%d)", uint8(s))
}

// MarshalText implements encoding.TextMarshaler.
func (s Status) MarshalText() ([]byte, error) {
	if int(s) >= len(statuses) {
		return nil, fmt.Errorf("invoice: unknown %v", s)
	}
	return []byte(s.String()), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Status) UnmarshalText(text []byte) error {
	for i, name := range statuses {
		if name == string(text) {
			*s = Status(i)
			return nil
		}
	}
	return fmt.Errorf("invoice: status: unknown %q", text)
}

// A TransitionError refuses a change of state.
type TransitionError struct {
	Invoice  ID
	From, To Status
}

// Error implements error.
func (e *TransitionError) Error() string {
	return fmt.Sprintf("invoice %s: %v cannot become %v", e.Invoice, e.From, e.To)
}

// To returns the invoice in another state, one version on. Draft becomes Open
// or Void, Open becomes Void.
func (inv Invoice) To(s Status) (Invoice, error) {
	if !(inv.Status == Draft && (s == Open || s == Void) || inv.Status == Open && s == Void) {
		return Invoice{}, &TransitionError{inv.ID, inv.Status, s}
	}
	inv.Status = s
	inv.Version++
	return inv, nil
}

// Claims returns the rows that the invoice bills, line by line, and then those
// that come to nothing: each of them is on no other invoice of its level.
func (inv *Invoice) Claims() []proceeds.Key {
	var out []proceeds.Key
	for i := range inv.Lines {
		out = append(out, inv.Lines[i].Rows...)
	}
	return append(out, inv.Silent...)
}

// Clone returns an invoice that shares nothing with inv.
func (inv Invoice) Clone() Invoice {
	inv.Lines = slices.Clone(inv.Lines)
	for i := range inv.Lines {
		inv.Lines[i].Rows = slices.Clone(inv.Lines[i].Rows)
	}
	inv.Allowances = slices.Clone(inv.Allowances)
	inv.Totals.Taxes = slices.Clone(inv.Totals.Taxes)
	inv.Preceding = slices.Clone(inv.Preceding)
	inv.Silent = slices.Clone(inv.Silent)
	for _, p := range []*Party{&inv.SellerParty, &inv.BuyerParty, &inv.IssuerParty} {
		p.Address.Lines = slices.Clone(p.Address.Lines)
	}
	return inv
}

// FormatNumber returns the n-th number of a series, counted from 1: "R-000001".
// Numbers of two series differ, because no series ends in a digit.
func FormatNumber(series string, n uint64) string { return fmt.Sprintf("%s%06d", series, n) }
