package invoice

import (
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

// An ID names an invoice. It is a digest of what the invoice is about, so a
// repeated run makes the same one.
type ID string

// An Invoice bills one buyer by one seller in one currency.
type Invoice struct {
	ID       ID               `json:"id"`
	Seller   channel.PartyID  `json:"seller"`
	Buyer    channel.PartyID  `json:"buyer"`
	Level    channel.Level    `json:"level"` // of the amounts billed; negative levels count from the customer, whatever the chain's length
	Currency money.Currency   `json:"currency"`
	Period   calendar.Period  `json:"period"` // of the rows' posting dates
	Status   Status           `json:"status"`
	Series   string           `json:"series,omitempty"` // of the number
	Number   string           `json:"number,omitempty"` // assigned by the store when it opens
	Issued   calendar.Instant `json:"issued,omitzero"`
	Version  uint32           `json:"version"` // 1 is new; every change adds one
	Lines    []Line           `json:"lines"`
	Totals   Totals           `json:"totals"`
}

// A Line bills rows of one plan's charge and tax category together.
type Line struct {
	Product     string           `json:"product"`
	ProductType string           `json:"product_type,omitempty"`
	Plan        pricing.PlanID   `json:"plan"`
	Charge      pricing.ChargeID `json:"charge"`
	Unit        string           `json:"unit,omitempty"`
	TaxCategory string           `json:"tax_category,omitempty"`
	Raw         string           `json:"raw,omitempty"` // Σ of the rows, not rounded to the invoice's digits; empty is Net
	Net         money.Amount     `json:"net"`
	Rows        []proceeds.Key   `json:"rows"` // what it bills
}

// Totals are an invoice's sums. Lines are rounded first, then summed; tax is
// computed once on the sum (EN 16931, BR-CO-10 and BR-CO-14).
type Totals struct {
	Net     money.Amount `json:"net"`
	TaxRate string       `json:"tax_rate"` // percent
	Tax     money.Amount `json:"tax"`
	Gross   money.Amount `json:"gross"`
	Raw     string       `json:"raw"`   // Σ of the lines before rounding
	Delta   string       `json:"delta"` // Raw − Net: what rounding the lines took or gave
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

// Claims returns the rows that the invoice bills, line by line: each of them is
// on no other invoice of its level.
func (inv *Invoice) Claims() []proceeds.Key {
	var out []proceeds.Key
	for i := range inv.Lines {
		out = append(out, inv.Lines[i].Rows...)
	}
	return out
}

// Clone returns an invoice that shares nothing with inv.
func (inv Invoice) Clone() Invoice {
	inv.Lines = slices.Clone(inv.Lines)
	for i := range inv.Lines {
		inv.Lines[i].Rows = slices.Clone(inv.Lines[i].Rows)
	}
	return inv
}

// FormatNumber returns the n-th number of a series, counted from 1: "R-000001".
// Numbers of two series differ, because no series ends in a digit.
func FormatNumber(series string, n uint64) string { return fmt.Sprintf("%s%06d", series, n) }
