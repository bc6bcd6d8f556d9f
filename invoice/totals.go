package invoice

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/shopspring/decimal"
)

// total taxes and sums the invoice, and says which document it is.
func (t *Terms) total(inv *Invoice, zero money.Amount) error {
	all, err := t.levy(inv, zero)
	if err != nil {
		return err
	}
	if t.taxed() {
		for _, k := range all.keys {
			inv.Totals.Taxes = append(inv.Totals.Taxes, all.of[k].Tax)
		}
		sortTaxes(inv.Totals.Taxes)
	}
	prepaid, err := t.prepaid(zero)
	if err != nil {
		return fmt.Errorf("prepaid: %w", err)
	}
	inv.Totals.Prepaid = prepaid
	if err := inv.sum(zero); err != nil {
		return fmt.Errorf("totals: %w", err)
	}
	if err := inv.cash(zero); err != nil {
		return fmt.Errorf("totals.rounding: %w", err)
	}
	if err := inv.creditable(t.CreditsForFees, zero); err != nil {
		return fmt.Errorf("totals.creditable: %w", err)
	}
	inv.Type = typeOf(inv)
	return nil
}

func sortTaxes(taxes []Tax) {
	slices.SortFunc(taxes, func(a, b Tax) int { return cmp.Or(cmp.Compare(a.Code, b.Code), b.Rate.Cmp(a.Rate)) })
}

func (t *Terms) prepaid(zero money.Amount) (money.Amount, error) {
	if t.Prepaid == (money.Amount{}) {
		return zero, nil
	}
	if t.Prepaid.Sign() < 0 {
		return zero, fmt.Errorf("%w: negative", money.ErrRange)
	}
	p, err := t.Prepaid.Rescale(zero.Scale(), money.HalfUp)
	if err != nil {
		return zero, err
	}
	return p.Add(zero)
}

// A running total adds amounts until one does not fit.
type running struct {
	total money.Amount
	err   error
}

func (s *running) add(a money.Amount) {
	if s.err == nil {
		s.total, s.err = s.total.Add(a)
	}
}

func (s *running) sub(a money.Amount) {
	if s.err == nil {
		s.total, s.err = s.total.Sub(a)
	}
}

// sum sets the totals from lines, allowances and taxes. Prepaid is given;
// Rounding is nothing.
func (inv *Invoice) sum(zero money.Amount) error {
	t := &inv.Totals
	raw := decimal.Zero
	lines, allowances, charges, tax := running{total: zero}, running{total: zero}, running{total: zero}, running{total: zero}
	for i := range inv.Lines {
		l := &inv.Lines[i]
		lines.add(l.Net)
		more, err := l.raw()
		if err != nil {
			return fmt.Errorf("lines[%d].raw: %w", i, err)
		}
		raw = raw.Add(more)
	}
	for i := range inv.Allowances {
		if a := &inv.Allowances[i]; a.Charge {
			charges.add(a.Amount)
		} else {
			allowances.add(a.Amount)
		}
	}
	for i := range t.Taxes {
		tax.add(t.Taxes[i].Amount)
	}
	t.Lines, t.Allowances, t.Charges, t.Tax, t.Rounding = lines.total, allowances.total, charges.total, tax.total, zero
	net := running{total: t.Lines, err: cmp.Or(lines.err, allowances.err, charges.err, tax.err)}
	net.sub(t.Allowances)
	net.add(t.Charges)
	t.Net = net.total
	net.add(t.Tax)
	t.Gross = net.total
	net.sub(t.Prepaid)
	t.Payable = net.total
	t.Raw, t.Delta = fixed(raw, zero), fixed(raw.Sub(t.Lines.Decimal()), zero)
	return cmp.Or(net.err, gated(t.Raw, t.Delta))
}

// raw returns the line's amount before rounding; its net where that is not kept.
func (l *Line) raw() (decimal.Decimal, error) {
	if l.Raw == "" {
		return l.Net.Decimal(), nil
	}
	return money.ParseDecimal(l.Raw)
}

// cash rounds what is payable to what can be paid.
func (inv *Invoice) cash(zero money.Amount) error {
	t := &inv.Totals
	if inv.Policy.Cash.IsZero() {
		return nil
	}
	payable, err := t.Payable.RoundTo(inv.Policy.Cash, money.HalfUp)
	if err != nil {
		return err
	}
	exact, err := payable.Rescale(zero.Scale(), money.HalfUp)
	if err != nil {
		return err
	}
	if c, err := exact.Cmp(payable); err != nil || c != 0 {
		return fmt.Errorf("policy.cash: %v has more digits than %v", inv.Policy.Cash, zero)
	}
	if t.Rounding, err = exact.Sub(t.Payable); err != nil {
		return err
	}
	t.Payable = exact
	return nil
}

// creditable sets what of the total is marketplace fees, with their tax, and what
// of it credits may pay.
func (inv *Invoice) creditable(fees bool, zero money.Amount) error {
	t := &inv.Totals
	own := running{total: zero}
	for i := range inv.Lines {
		if l := &inv.Lines[i]; l.Fee {
			own.add(l.Net)
			own.add(l.Tax)
		}
	}
	t.Fees = own.total
	rest := running{total: t.Payable, err: own.err}
	if !fees {
		rest.sub(t.Fees)
	}
	t.Creditable = rest.total
	if rest.total.Sign() < 0 || t.Payable.Sign() < 0 {
		t.Creditable = zero
	} else if rest.total.Units() > t.Payable.Units() {
		t.Creditable = t.Payable // the fees take something back
	}
	return rest.err
}

// typeOf says which document an invoice is: a credit note if it takes back more
// than it charges.
func typeOf(inv *Invoice) Type {
	sign := inv.Totals.Gross.Sign()
	self := inv.Issuing == proceeds.SelfBilling
	switch {
	case sign < 0 && self:
		return SelfBilledCreditNote
	case sign < 0:
		return CreditNote
	case self:
		return SelfBilled
	}
	return Commercial
}

// fixed writes d with the decimals that it needs, and at least those of the
// document, whatever decimal's globals say.
func fixed(d decimal.Decimal, zero money.Amount) string {
	text := d.StringFixed(max(int32(zero.Scale()), -d.Exponent()))
	whole, decimals, found := strings.Cut(text, ".")
	if !found {
		return text
	}
	short := strings.TrimRight(decimals, "0")
	decimals = decimals[:max(len(short), int(zero.Scale()))]
	if decimals == "" {
		return whole
	}
	return whole + "." + decimals
}
