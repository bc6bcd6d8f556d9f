package invoice

import (
	"fmt"

	"github.com/daybook-go/daybook/money"
	"github.com/shopspring/decimal"
)

// An AllowanceError refuses a discount or charge of the terms.
type AllowanceError struct {
	Path   string // such as "allowances[0].amount"
	Reason string
	Err    error // the cause; may be nil
}

// Error says which and why.
func (e *AllowanceError) Error() string { return e.Path + ": " + e.Reason }

// Unwrap returns the cause.
func (e *AllowanceError) Unwrap() error { return e.Err }

// signed returns what the allowance adds to the total.
func (a *Allowance) signed() (money.Amount, error) {
	if a.Charge {
		return a.Amount, nil
	}
	return a.Amount.Neg()
}

// allow puts the terms' allowances on the invoice.
func (t *Terms) allow(inv *Invoice, zero money.Amount) error {
	for i := range t.Allowances {
		bad := func(field, reason string, err error) error {
			return &AllowanceError{fmt.Sprintf("allowances[%d].%s", i, field), reason, err}
		}
		a := t.Allowances[i]
		switch {
		case a.Text == "" && a.ReasonCode == "":
			return bad("text", "missing", nil)
		case a.Amount.IsZero() == a.Percent.IsZero():
			return bad("amount", "either an amount or a percentage", nil)
		case a.Amount.Sign() < 0 || a.Percent.Sign() < 0:
			return bad("amount", "negative: a discount that adds is a charge", nil)
		}
		parts, err := t.parts(inv, a, zero)
		if err != nil {
			return bad("amount", err.Error(), err)
		}
		inv.Allowances = append(inv.Allowances, parts...)
	}
	return nil
}

// parts returns a for every rate that it is spread over.
func (t *Terms) parts(inv *Invoice, a Allowance, zero money.Amount) ([]Allowance, error) {
	pools, err := t.pools(inv, &a, zero)
	if err != nil {
		return nil, err
	}
	if a.Percent.IsZero() {
		err = spread(pools, a.Amount, zero)
	} else {
		err = share(pools, a.Percent, t.Policy.Mode)
	}
	if err != nil {
		return nil, err
	}
	out := pools[:0]
	for _, p := range pools {
		if !p.Amount.IsZero() {
			out = append(out, p)
		}
	}
	return out, nil
}

// pools returns a for each code and rate that it may be spread over, with the sum
// of the lines there as its Base: those of its category, or all.
func (t *Terms) pools(inv *Invoice, a *Allowance, zero money.Amount) ([]Allowance, error) {
	var out []Allowance
	at := map[taxKey]int{}
	pool := func(code TaxCode, rate money.Number) *Allowance {
		k := taxKey{code, rate}
		if _, ok := at[k]; !ok {
			at[k] = len(out)
			part := *a
			part.TaxCode, part.TaxRate, part.Amount, part.Base = code, rate, zero, zero
			out = append(out, part)
		}
		return &out[at[k]]
	}
	if a.TaxCategory != "" {
		r, err := t.rate(inv, a.TaxCategory)
		if err != nil {
			return nil, err
		}
		pool(r.Code, r.Rate)
	}
	for i := range inv.Lines {
		l := &inv.Lines[i]
		if a.TaxCategory != "" && l.TaxCategory != a.TaxCategory {
			continue
		}
		p := pool(l.TaxCode, l.TaxRate)
		var err error
		if p.Base, err = p.Base.Add(l.Net); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// share gives every part its percentage.
func share(parts []Allowance, rate money.Number, mode money.Rounding) (err error) {
	for i := range parts {
		p := &parts[i]
		if p.Amount, err = p.Base.Mul(percent(rate), p.Base.Scale(), mode); err != nil {
			return err
		}
	}
	return nil
}

// spread splits an amount in proportion to what is charged at each rate.
func spread(parts []Allowance, amount, zero money.Amount) error {
	amount, err := amount.Rescale(zero.Scale(), money.HalfUp)
	if err != nil {
		return err
	}
	if amount.Currency() != zero.Currency() {
		return &money.MismatchError{A: amount, B: zero}
	}
	if len(parts) == 1 {
		parts[0].Amount, parts[0].Base = amount, money.Amount{}
		return nil
	}
	weights := make([]decimal.Decimal, len(parts))
	for i := range parts {
		if parts[i].Base.Sign() > 0 { // what takes something back is not discounted
			weights[i] = parts[i].Base.Decimal()
		}
	}
	amounts, err := amount.AllocateBy(weights)
	if err != nil {
		return err
	}
	for i := range parts {
		parts[i].Amount, parts[i].Base = amounts[i], money.Amount{}
	}
	return nil
}
