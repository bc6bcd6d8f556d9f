package proceeds

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
)

// A DebtKind says what a debt is for. The zero DebtKind is Sale.
type DebtKind uint8

// The kinds of debts.
const (
	Sale        DebtKind = iota // what the seller charges the buyer for what it sold
	PlatformFee                 // what the parent takes of a vendor's income
)

var debtKinds = []string{"sale", "platform-fee"}

// String returns "sale" or "platform-fee".
func (k DebtKind) String() string { return nameOf(debtKinds, uint8(k), "debt") }

// MarshalText returns what String does.
func (k DebtKind) MarshalText() ([]byte, error) { return marshalName(debtKinds, uint8(k), "debt") }

// UnmarshalText reads what String returns.
func (k *DebtKind) UnmarshalText(text []byte) error {
	return unmarshalName((*uint8)(k), debtKinds, text, "debt")
}

// A Debt is what a buyer owes a seller for one posting period at one level, in
// one currency and settlement currency: the sum of what is booked. It is
// negative where credits prevail: then the seller owes.
type Debt struct {
	Period  calendar.Period `json:"period"` // of posting dates, within the frame
	Kind    DebtKind        `json:"kind"`
	Level   string          `json:"level,omitempty"` // of a sale, by name; the operator's only
	Seller  channel.PartyID `json:"seller"`
	Buyer   channel.PartyID `json:"buyer"`
	Issuing Issuing         `json:"issuing"`
	Issuer  channel.PartyID `json:"issuer"`           // who writes the document
	Amount  money.Amount    `json:"amount"`           // in the book currency
	Settled money.Amount    `json:"settled,omitzero"` // in the currency in which the two settle; zero: in the same
}

// sale is what amounts of a Debt are added up by.
type sale struct {
	slot          calendar.Period
	level         string
	seller, buyer channel.PartyID
	in            currencies
}

// owe adds the sides of r that the viewer sees.
func (s *Settlement) owe(r *Row, slot calendar.Period) error {
	view, ok := r.For(s.viewer)
	if !ok {
		return nil
	}
	for i := range view.Sides {
		side := &view.Sides[i]
		t := tallyOf(side)
		k := sale{slot, side.Level, side.Seller, side.Buyer, t.currencies()}
		sum, err := s.sales[k].add(t)
		if err != nil {
			return fmt.Errorf("%q to %q: %w", k.seller, k.buyer, err)
		}
		s.sales[k] = sum
	}
	return nil
}

// Debts returns who owes whom, so far, by period, kind, seller, buyer, level and
// currencies, text bytewise. A viewer gets the debts that it owes or is owed;
// the operator gets all. Sums of nothing are left out. 6.00 that a vendor
// charges, and 7.20 that the parent does for the same, are two debts. The error
// wraps money.ErrRange where a sum does not fit, and money.ErrMismatch where
// amounts of one currency have other digits.
func (s *Settlement) Debts() ([]Debt, error) {
	var out []Debt
	add := func(d Debt, t tally) {
		if !t.isZero() {
			d.Issuing, d.Issuer = s.issuing(d.Seller, d.Buyer)
			d.Amount, d.Settled = t.booked, t.settled
			out = append(out, d)
		}
	}
	for k, t := range s.sales {
		add(Debt{Period: k.slot, Kind: Sale, Level: k.level, Seller: k.seller, Buyer: k.buyer}, t)
	}
	paid, err := s.paid()
	if err != nil {
		return nil, err
	}
	for k, sums := range paid {
		add(Debt{Period: k.slot, Kind: PlatformFee, Seller: s.terms.Parent, Buyer: k.vendor}, sums[platformFee])
	}
	slices.SortFunc(out, Debt.compare)
	return out, nil
}

func (d Debt) compare(e Debt) int {
	return cmp.Or(
		cmp.Compare(d.Period.Start, e.Period.Start), cmp.Compare(d.Kind, e.Kind),
		cmp.Compare(d.Seller, e.Seller), cmp.Compare(d.Buyer, e.Buyer), cmp.Compare(d.Level, e.Level),
		cmp.Compare(d.Amount.Currency().String(), e.Amount.Currency().String()),
		cmp.Compare(d.Settled.Currency().String(), e.Settled.Currency().String()),
	)
}
