package invoice

import (
	"crypto/sha256"
	"encoding/hex"
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

// IDOf returns the id of an invoice that is about what the parts say: 24
// hexadecimal digits. The same parts have the same id.
func IDOf(parts ...string) ID {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", parts))
	return ID(hex.EncodeToString(sum[:12]))
}

// An Invoice bills one buyer by one seller in one currency.
type Invoice struct {
	ID       ID               `json:"id"`
	Seller   channel.PartyID  `json:"seller"`
	Buyer    channel.PartyID  `json:"buyer"`
	Level    channel.Level    `json:"level"` // of the amounts billed; negative levels count from the customer, whatever the chain's length
	Currency money.Currency   `json:"currency"`
	Period   calendar.Period  `json:"period"` // the billing period; rows that came late for an earlier one are on it, too
	Status   Status           `json:"status"`
	Series   string           `json:"series,omitempty"` // of the number; a template until it is issued
	Number   string           `json:"number,omitempty"` // given when it is issued
	Issued   calendar.Instant `json:"issued,omitzero"`
	Due      calendar.Instant `json:"due,omitzero"`       // where it becomes past due: the end of its due date
	Corrects ID               `json:"corrects,omitempty"` // of a credit note: the invoice that it corrects
	Notes    []Note           `json:"notes,omitempty"`    // the credit notes that correct this one
	Version  uint32           `json:"version"`            // 1 is new; every change adds one
	Trail    []Transition     `json:"trail,omitempty"`    // who did what to it, from the beginning
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

// A Note is a credit note that corrects an invoice.
type Note struct {
	ID    ID   `json:"id"`
	Whole bool `json:"whole,omitempty"` // nothing of the invoice is left: its rows are free
}

// Claims returns the rows that the invoice bills, line by line: each of them is
// on no other invoice of its level. A credit note that corrects an invoice bills
// none: they are that one's.
func (inv *Invoice) Claims() []proceeds.Key {
	if inv.Corrects != "" {
		return nil
	}
	var out []proceeds.Key
	for i := range inv.Lines {
		out = append(out, inv.Lines[i].Rows...)
	}
	return out
}

// Holds reports whether the rows of the invoice are still its own. Those of a
// void one, and of one that was credited as a whole, are free to be billed again.
func (inv *Invoice) Holds() bool {
	return inv.Status != Void && !slices.ContainsFunc(inv.Notes, func(n Note) bool { return n.Whole })
}

// Clone returns an invoice that shares nothing with inv.
func (inv Invoice) Clone() Invoice {
	inv.Trail, inv.Notes = slices.Clone(inv.Trail), slices.Clone(inv.Notes)
	inv.Lines = slices.Clone(inv.Lines)
	for i := range inv.Lines {
		inv.Lines[i].Rows = slices.Clone(inv.Lines[i].Rows)
	}
	return inv
}
