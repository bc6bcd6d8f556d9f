package invoice

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/shopspring/decimal"
)

// A Buyers says which buyers a rate is for. The zero Buyers is Anyone.
type Buyers uint8

// The buyers.
const (
	Anyone       Buyers = iota
	Registered          // has a tax id
	Unregistered        // has none
)

var buyers = []string{"anyone", "registered", "unregistered"}

// String returns "anyone", "registered" or "unregistered".
func (b Buyers) String() string { return nameOf(buyers, uint8(b), "buyers") }

// MarshalText implements encoding.TextMarshaler.
func (b Buyers) MarshalText() ([]byte, error) { return marshalName(buyers, uint8(b), "buyers") }

// UnmarshalText implements encoding.TextUnmarshaler.
func (b *Buyers) UnmarshalText(text []byte) error {
	return unmarshalName((*uint8)(b), buyers, text, "buyers")
}

// A TaxRate is what is charged, from an instant on, on sales of one category at
// one place. What is empty is any.
type TaxRate struct {
	SellerCountry string           `json:"seller_country,omitempty"` // ISO 3166-1
	Country       string           `json:"country,omitempty"`        // of supply
	Region        string           `json:"region,omitempty"`         // within Country
	Category      string           `json:"category,omitempty"`       // the host's, of a charge: see pricing.Charge
	Buyers        Buyers           `json:"buyers,omitzero"`
	From          calendar.Instant `json:"from,omitzero"` // zero: always
	Code          TaxCode          `json:"code"`
	Rate          money.Number     `json:"rate"`                  // percent
	Reason        string           `json:"reason,omitempty"`      // why nothing is charged (BT-120)
	ReasonCode    string           `json:"reason_code,omitempty"` // of the VATEX list, such as "VATEX-EU-AE" (BT-121)
}

// A TaxTable is the host's tax rates. The zero TaxTable has none: invoices say
// nothing of tax. It may be shared.
type TaxTable struct{ rates []TaxRate } // the most specific first, and of these the latest

// A TaxSale is what a tax rate is looked up for.
type TaxSale struct {
	SellerCountry string
	Place         channel.Address // of supply
	Registered    bool            // the buyer has a tax id
	Category      string
	At            calendar.Instant // the tax point
}

// NewTaxTable returns a table of rates, in any order. All faults are reported at
// once, each with its path.
func NewTaxTable(rates ...TaxRate) (TaxTable, error) {
	var faults []error
	seen := map[TaxRate]int{}
	for i := range rates {
		for _, reason := range rates[i].faults() {
			faults = append(faults, fmt.Errorf("invoice: rates[%d].%s", i, reason))
		}
		if first, twice := seen[rates[i].key()]; twice {
			faults = append(faults, fmt.Errorf("invoice: rates[%d]: for the same sales as rates[%d]", i, first))
		}
		seen[rates[i].key()] = i
	}
	if len(faults) > 0 {
		return TaxTable{}, errors.Join(faults...)
	}
	out := slices.Clone(rates)
	slices.SortStableFunc(out, func(a, b TaxRate) int {
		return cmp.Or(cmp.Compare(b.rank(), a.rank()), cmp.Compare(b.From, a.From))
	})
	return TaxTable{out}, nil
}

// FlatTax returns the table of one standard rate, in percent, for all sales. A
// rate of zero is the zero TaxTable.
func FlatTax(percent decimal.Decimal) (TaxTable, error) {
	rate, err := money.NumberOf(percent)
	if err != nil {
		return TaxTable{}, fmt.Errorf("invoice: tax rate: %w", err)
	}
	if rate.IsZero() {
		return TaxTable{}, nil
	}
	return NewTaxTable(TaxRate{Code: Standard, Rate: rate})
}

// Of returns the rate for a sale: the most specific that is in force at its tax
// point; false if there is none. A rate of the seller's country goes before one
// of certain buyers, that before a region's, a category's and a country's.
func (t TaxTable) Of(s TaxSale) (TaxRate, bool) {
	for _, r := range t.rates {
		if r.covers(&s) {
			return r, true
		}
	}
	return TaxRate{}, false
}

// IsZero reports whether there are no rates.
func (t TaxTable) IsZero() bool { return len(t.rates) == 0 }

// MarshalJSON returns the rates, the most specific first.
func (t TaxTable) MarshalJSON() ([]byte, error) {
	if t.rates == nil {
		return []byte("[]"), nil
	}
	return json.Marshal(t.rates)
}

// UnmarshalJSON reads rates, through [NewTaxTable].
func (t *TaxTable) UnmarshalJSON(b []byte) error {
	var rates []TaxRate
	if err := json.Unmarshal(b, &rates); err != nil {
		return fmt.Errorf("invoice: rates: %w", err)
	}
	read, err := NewTaxTable(rates...)
	if err == nil {
		*t = read
	}
	return err
}

func (r *TaxRate) covers(s *TaxSale) bool {
	is := func(want, got string) bool { return want == "" || want == got }
	return is(r.SellerCountry, s.SellerCountry) && is(r.Country, s.Place.Country) && is(r.Region, s.Place.Region) &&
		is(r.Category, s.Category) && r.From <= s.At &&
		(r.Buyers == Anyone || (r.Buyers == Registered) == s.Registered)
}

// rank says how specific r is.
func (r *TaxRate) rank() (rank int) {
	for _, narrow := range []bool{r.SellerCountry != "", r.Buyers != Anyone, r.Region != "", r.Category != "", r.Country != ""} {
		rank *= 2
		if narrow {
			rank++
		}
	}
	return rank
}

// key is what r is for, from when on.
func (r *TaxRate) key() TaxRate {
	k := *r
	k.Code, k.Rate, k.Reason, k.ReasonCode = 0, money.Number{}, "", ""
	return k
}

func (r *TaxRate) faults() (out []string) {
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for _, field := range []struct{ name, country string }{{"seller_country", r.SellerCountry}, {"country", r.Country}} {
		if c := field.country; c != "" && (len(c) != 2 || strings.Trim(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "") {
			add("%s: %.40q is not two capital letters", field.name, c)
		}
	}
	if r.Region != "" && r.Country == "" {
		add("region: %.40q of no country", r.Region)
	}
	if r.Buyers > Unregistered {
		add("buyers: there is no such one: %d", r.Buyers)
	}
	return append(out, r.rateFaults()...)
}

func (r *TaxRate) rateFaults() (out []string) {
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	has := r.Reason != "" || r.ReasonCode != ""
	switch {
	case r.Code == NoTax || r.Code > CeutaMelilla:
		add("code: there is no such one: %v", r.Code)
	case r.Code == Standard && r.Rate.Sign() <= 0:
		add("rate: %v is not above zero, under code S", r.Rate)
	case r.Code.Untaxed() && !r.Rate.IsZero():
		add("rate: %v under code %v, which is not taxed", r.Rate, r.Code)
	case r.Rate.Sign() < 0:
		add("rate: %v is negative", r.Rate)
	}
	switch {
	case r.Code.NeedsReason() && !has:
		add("reason: missing under code %v", r.Code)
	case !r.Code.NeedsReason() && has:
		add("reason: none is given under code %v", r.Code)
	case r.ReasonCode != "" && !strings.HasPrefix(r.ReasonCode, "VATEX-"):
		add("reason_code: %.40q is not of the VATEX list", r.ReasonCode)
	}
	return out
}
