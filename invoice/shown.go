package invoice

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/shopspring/decimal"
)

// An Exchange is the rate at which amounts are shown in another currency. One
// unit of the invoice's currency is Rate of Currency.
type Exchange struct {
	Currency money.Currency   `json:"currency"`
	Rate     money.Number     `json:"rate"`
	At       calendar.Instant `json:"at"` // what the rate is of
	Source   string           `json:"source,omitempty"`
	Mode     money.Rounding   `json:"mode,omitzero"`
}

// In shows the invoice in another currency. It is for the eye only: the invoice is
// owed in its own.
//
// Every amount on the way from the first line to what is payable is what the
// rounded running total grows by, so all sums of the document hold in the other
// currency, and Net, Gross and Payable are each the amount at the rate, rounded
// once.
func (v View) In(x Exchange, currencies money.Currencies) (View, error) {
	digits, err := currencies.Digits(x.Currency)
	switch {
	case err != nil:
		return View{}, fmt.Errorf("invoice: show in %v: %w", x.Currency, err)
	case x.Rate.Sign() <= 0:
		return View{}, fmt.Errorf("invoice: show in %v: rate: %w: not above zero", x.Currency, money.ErrRange)
	case x.At.IsZero():
		return View{}, fmt.Errorf("invoice: show in %v: at: the rate is of no date", x.Currency)
	case v.Shown != nil:
		return View{}, fmt.Errorf("invoice: show in %v: it is shown in %v already", x.Currency, v.Shown.Currency)
	}
	zero := money.New(0, digits, x.Currency)
	w := walk{rate: x.Rate.Decimal(), mode: x.Mode, before: zero, zero: zero}
	w.bases = map[taxKey]money.Amount{}
	out := w.view(v)
	out.Shown = &x
	out.Currency = x.Currency
	if w.err != nil {
		return View{}, fmt.Errorf("invoice: show in %v: %w", x.Currency, w.err)
	}
	return out, nil
}

// A walk turns amounts into another currency, one after the other.
type walk struct {
	rate         decimal.Decimal
	mode         money.Rounding
	sum          decimal.Decimal // of the amounts so far, in the invoice's currency
	before, zero money.Amount    // the same at the rate; nothing
	bases        map[taxKey]money.Amount
	err          error
}

// step returns what the running total grows by with a.
func (w *walk) step(a money.Amount) money.Amount {
	if w.err != nil {
		return w.zero
	}
	w.sum = w.sum.Add(a.Decimal())
	now := w.at(w.sum)
	grown, err := now.Sub(w.before)
	w.before, w.err = now, firstOf(w.err, err)
	return grown
}

// back returns the step of −a, turned.
func (w *walk) back(a money.Amount) money.Amount {
	return w.turn(w.step(w.turn(a)))
}

func (w *walk) turn(a money.Amount) money.Amount {
	out, err := a.Neg()
	w.err = firstOf(w.err, err)
	return out
}

func (w *walk) plus(a, b money.Amount) money.Amount {
	out, err := a.Add(b)
	w.err = firstOf(w.err, err)
	return out
}

// at returns an amount at the rate, by itself.
func (w *walk) at(d decimal.Decimal) money.Amount {
	out, err := w.product(d)
	if w.err = firstOf(w.err, err); w.err != nil {
		return w.zero
	}
	return out
}

// product rounds d × rate. Both have passed the gate, so their product is exact;
// what has more decimals than the gate lets in is cut where it cannot count.
func (w *walk) product(d decimal.Decimal) (money.Amount, error) {
	a, err := money.Round(d, uint8(max(0, -d.Exponent())), w.zero.Currency(), money.Down)
	if err != nil {
		return money.Amount{}, err
	}
	return a.Mul(w.rate, w.zero.Scale(), w.mode)
}

func (w *walk) base(code TaxCode, rate money.Number, a money.Amount) {
	k := taxKey{code, rate}
	w.bases[k] = w.plus(w.bases[k], a)
}

func (w *walk) view(v View) View {
	out, t := v, Totals{}
	out.Lines = nil
	for _, l := range v.Lines {
		l.Net = w.step(l.Net)
		w.base(l.TaxCode, l.TaxRate, l.Net)
		l.Raw, l.Delta = w.texts(l.Raw, l.Net)
		l.Price = w.price(l.Price)
		out.Lines = append(out.Lines, l)
	}
	t.Lines = w.before
	t.Allowances, t.Charges = w.zero, w.zero
	out.Allowances = nil
	for _, a := range v.Allowances {
		if a.Base != (money.Amount{}) {
			a.Base = w.at(a.Base.Decimal())
		}
		if a.Charge {
			a.Amount = w.step(a.Amount)
			t.Charges = w.plus(t.Charges, a.Amount)
			w.base(a.TaxCode, a.TaxRate, a.Amount)
		} else {
			a.Amount = w.back(a.Amount)
			t.Allowances = w.plus(t.Allowances, a.Amount)
			w.base(a.TaxCode, a.TaxRate, w.turn(a.Amount))
		}
		out.Allowances = append(out.Allowances, a)
	}
	t.Net = w.before
	out.Totals = w.totals(t, &v.Totals)
	return out
}

func (w *walk) totals(t Totals, of *Totals) Totals {
	t.Tax = w.zero
	for _, tax := range of.Taxes {
		tax.Base, tax.Amount = w.plus(w.zero, w.bases[taxKey{tax.Code, tax.Rate}]), w.step(tax.Amount)
		t.Tax = w.plus(t.Tax, tax.Amount)
		t.Taxes = append(t.Taxes, tax)
	}
	t.Gross = w.before
	t.Prepaid = w.back(of.Prepaid)
	t.Rounding = w.step(of.Rounding)
	t.Payable = w.before
	t.Fees, t.Creditable = w.at(of.Fees.Decimal()), w.at(of.Creditable.Decimal())
	t.Raw, t.Delta = w.texts(of.Raw, t.Lines)
	return t
}

// texts returns a raw amount at the rate, and how far net is from it.
func (w *walk) texts(raw string, net money.Amount) (string, string) {
	d, err := money.ParseDecimal(raw)
	if w.err = firstOf(w.err, err); w.err != nil {
		return "", ""
	}
	d = d.Mul(w.rate)
	return fixed(d, w.zero), fixed(d.Sub(net.Decimal()), w.zero)
}

// price returns a price at the rate; none where that is no price any more.
func (w *walk) price(p money.Number) money.Number {
	if p.IsZero() {
		return p
	}
	n, err := money.NumberOf(p.Decimal().Mul(w.rate))
	if err != nil {
		return money.Number{}
	}
	return n
}
