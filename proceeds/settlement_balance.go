package proceeds

import (
	"fmt"
	"maps"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
)

// Pay says how a vendor is paid. The zero Pay is ByVendorPrice.
type Pay uint8

// The ways of paying a vendor.
const (
	ByVendorPrice Pay = iota // what it charges its buyer, whole
	ByPlatformFee            // what it sells for, less the platform fee
)

var payNames = []string{"vendor-price", "platform-fee"}

// String returns "vendor-price" or "platform-fee".
func (p Pay) String() string { return nameOf(payNames, uint8(p), "pay") }

// MarshalText returns what String does.
func (p Pay) MarshalText() ([]byte, error) { return marshalName(payNames, uint8(p), "pay") }

// UnmarshalText reads what String returns.
func (p *Pay) UnmarshalText(text []byte) error {
	return unmarshalName((*uint8)(p), payNames, text, "pay")
}

// A Balance is a vendor's report for one posting period: what it is to get for
// what it sold, in one of two ways and never both. A vendor that is paid both
// ways, for some charges and for others, has two balances.
type Balance struct {
	Period  calendar.Period `json:"period"`
	Vendor  channel.PartyID `json:"vendor"`
	Pay     Pay             `json:"pay"`
	Booked  Figures         `json:"booked"`
	Settled *Figures        `json:"settled,omitempty"` // the same in the currency in which the vendor settles, if that is another
}

// Figures are the amounts of a balance, all in one currency. Balance = Licences +
// Usage + OneOffs − PlatformFee + VendorPrice + Chargebacks. By the platform fee
// VendorPrice is nothing; by the vendor price it holds what else would be
// Licences, Usage and OneOffs, and these and PlatformFee are nothing.
type Figures struct {
	Licences    money.Amount `json:"licences"`     // recurring fees, with their credits and coupons
	Usage       money.Amount `json:"usage"`        // with its coupons
	OneOffs     money.Amount `json:"one_offs"`     // set-ups and what is due on request
	PlatformFee money.Amount `json:"platform_fee"` // taken off; negative where credits prevail
	VendorPrice money.Amount `json:"vendor_price"`
	Chargebacks money.Amount `json:"chargebacks"` // costs of trials and sandboxes, which are the vendor's: negative
	Balance     money.Amount `json:"balance"`
}

// Balances returns the reports of the vendors so far, by period, vendor, pay and
// currencies: a vendor its own, the operator all, nobody else any. Reports with
// nothing in them are left out. 100.00 of licences with a platform fee of 5 %
// balance at 95.00. Errors are those of Debts.
func (s *Settlement) Balances() ([]Balance, error) {
	paid, err := s.paid()
	if err != nil {
		return nil, err
	}
	var out []Balance
	for _, k := range slices.SortedFunc(maps.Keys(paid), pay.compare) {
		own := s.viewer.Operator || s.viewer.Party == k.vendor
		if !own || paid[k].isZero() {
			continue
		}
		b, err := paid[k].balance(k)
		if err != nil {
			return nil, fmt.Errorf("proceeds: balance of %q: %w", k.vendor, err)
		}
		out = append(out, b)
	}
	return out, nil
}

func (s *shares) balance(k pay) (b Balance, err error) {
	b = Balance{Period: k.slot, Vendor: k.vendor, Pay: k.by}
	if b.Booked, err = s.figures(func(t tally) money.Amount { return t.booked }); err != nil {
		return Balance{}, err
	}
	if !k.in.settled.IsZero() {
		settled, err := s.figures(func(t tally) money.Amount { return t.settled })
		if err != nil {
			return Balance{}, err
		}
		b.Settled = &settled
	}
	return b, nil
}
