package invoice

import (
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
)

// An ID names an invoice. It is a digest of what the invoice is about, so a
// repeated run makes the same one.
type ID string

// IDOf returns the id of an invoice that is about what the parts say: 24
// hexadecimal digits. The same parts have the same id.
func IDOf(parts ...string) ID { return digest("%q", parts) }

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
	Period   calendar.Period  `json:"period"`             // the billing period; rows that came late for an earlier one are on it, too
	TaxPoint calendar.Instant `json:"tax_point,omitzero"` // whose tax rates count
	Status   Status           `json:"status"`
	Series   string           `json:"series,omitempty"` // of the number; a template until it is issued
	Number   string           `json:"number,omitempty"` // given when it is issued
	Issued   calendar.Instant `json:"issued,omitzero"`
	Due      calendar.Instant `json:"due,omitzero"`       // where it becomes past due: the end of its due date
	Corrects ID               `json:"corrects,omitempty"` // of a credit note: the invoice that it corrects
	Notes    []Note           `json:"notes,omitempty"`    // the credit notes that correct this one
	Version  uint32           `json:"version"`            // 1 is new; every change adds one
	Trail    []Transition     `json:"trail,omitempty"`    // who did what to it, from the beginning

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

// A Note is a credit note that corrects an invoice.
type Note struct {
	ID        ID     `json:"id"`
	Reference string `json:"reference,omitempty"` // the host's own, of the correction
	Whole     bool   `json:"whole,omitempty"`     // nothing of the invoice is left: its rows are free
}

// Claims returns the rows that the invoice bills, line by line, and then those
// that come to nothing: each of them is on no other invoice of its level. A
// credit note that corrects an invoice bills none: they are that one's.
func (inv *Invoice) Claims() []proceeds.Key {
	if inv.Corrects != "" {
		return nil
	}
	var out []proceeds.Key
	for i := range inv.Lines {
		out = append(out, inv.Lines[i].Rows...)
	}
	return append(out, inv.Silent...)
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
	inv.Allowances = slices.Clone(inv.Allowances)
	inv.Totals.Taxes = slices.Clone(inv.Totals.Taxes)
	inv.Preceding = slices.Clone(inv.Preceding)
	inv.Silent = slices.Clone(inv.Silent)
	for _, p := range []*Party{&inv.SellerParty, &inv.BuyerParty, &inv.IssuerParty} {
		p.Address.Lines = slices.Clone(p.Address.Lines)
	}
	return inv
}
