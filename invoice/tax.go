package invoice

import (
	"fmt"
	"strings"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/shopspring/decimal"
)

// taxed reports whether the document says anything of tax.
func (t *Terms) taxed() bool { return !t.NoTax && !t.Tax.IsZero() }

// place returns where the sale is supplied.
func (t *Terms) place() channel.Address {
	p := t.Place
	if len(p.Lines) == 0 && p.PostalCode == "" && p.City == "" && p.Region == "" && p.Country == "" {
		return t.Buyer.Address
	}
	return p
}

// rate returns the rate of a tax category on the invoice.
func (t *Terms) rate(inv *Invoice, category string) (TaxRate, error) {
	if !t.taxed() {
		return TaxRate{}, nil
	}
	place := t.place()
	r, ok := t.Tax.Of(TaxSale{
		SellerCountry: t.Seller.Address.Country, Place: place, Registered: t.Buyer.TaxID != "",
		Category: category, At: inv.TaxPoint,
	})
	if !ok {
		at := strings.TrimSpace(place.Country + " " + place.Region)
		return TaxRate{}, &NoTaxError{inv.Buyer, category, at, inv.TaxPoint}
	}
	return r, nil
}

func (t *Terms) taxOf(inv *Invoice, l *Line) error {
	r, err := t.rate(inv, l.TaxCategory)
	l.TaxCode, l.TaxRate = r.Code, r.Rate
	return err
}

// A taxKey is what is taxed together.
type taxKey struct {
	code TaxCode
	rate money.Number
}

// A levy is the tax at one code and rate as it grows line by line.
type levy struct {
	Tax
	each bool // every line is rounded by itself
	mode money.Rounding
}

// add taxes one more amount and returns its share: what it adds to the rounded
// tax on all so far.
func (v *levy) add(net money.Amount) (money.Amount, error) {
	base, err := v.Base.Add(net)
	if err != nil {
		return money.Amount{}, err
	}
	var share money.Amount
	if v.each {
		share, err = v.on(net)
	} else if share, err = v.on(base); err == nil {
		share, err = share.Sub(v.Amount)
	}
	if err != nil {
		return money.Amount{}, err
	}
	amount, err := v.Amount.Add(share)
	v.Base, v.Amount = base, amount
	return share, err
}

// on returns the tax on a base.
func (v *levy) on(base money.Amount) (money.Amount, error) {
	return base.Mul(percent(v.Rate), base.Scale(), v.mode)
}

func percent(n money.Number) decimal.Decimal { return n.Decimal().Shift(-2) }

// levies are the taxes of a document, in the order in which they come up.
type levies struct {
	policy *Policy
	zero   money.Amount
	keys   []taxKey
	of     map[taxKey]*levy
}

func (s *levies) at(code TaxCode, rate money.Number) *levy {
	k := taxKey{code, rate}
	if s.of[k] == nil {
		if s.of == nil {
			s.of = map[taxKey]*levy{}
		}
		s.keys = append(s.keys, k)
		s.of[k] = &levy{
			Tax:  Tax{Code: code, Rate: rate, Base: s.zero, Amount: s.zero},
			each: s.policy.TaxEach, mode: s.policy.Tax,
		}
	}
	return s.of[k]
}

// levy taxes lines and allowances, each with its share.
func (t *Terms) levy(inv *Invoice, zero money.Amount) (levies, error) {
	all := levies{policy: &t.Policy, zero: zero}
	for i := range inv.Lines {
		l := &inv.Lines[i]
		v := all.at(l.TaxCode, l.TaxRate)
		var err error
		if l.Tax, err = v.add(l.Net); err != nil {
			return all, fmt.Errorf("lines[%d].tax: %w", i, err)
		}
		t.reason(inv, v, l.TaxCategory)
	}
	for i := range inv.Allowances {
		a := &inv.Allowances[i]
		v := all.at(a.TaxCode, a.TaxRate)
		signed, err := a.signed()
		if err == nil {
			a.Tax, err = v.add(signed)
		}
		if err != nil {
			return all, fmt.Errorf("allowances[%d].tax: %w", i, err)
		}
		if a.TaxCategory != "" {
			t.reason(inv, v, a.TaxCategory)
		}
	}
	return all, nil
}

// reason says why a category is not taxed. Reasons of several categories stand
// side by side.
func (t *Terms) reason(inv *Invoice, v *levy, category string) {
	r, err := t.rate(inv, category)
	if err != nil || !v.Code.NeedsReason() {
		return
	}
	if v.ReasonCode == "" {
		v.ReasonCode = r.ReasonCode
	}
	switch {
	case r.Reason == "":
	case v.Reason == "":
		v.Reason = r.Reason
	case !strings.Contains("; "+v.Reason+"; ", "; "+r.Reason+"; "):
		v.Reason += "; " + r.Reason
	}
}
