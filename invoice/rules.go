package invoice

import (
	"fmt"

	"github.com/daybook-go/daybook/money"
)

// decimals checks BR-DEC-….
func (r *rules) decimals(c money.Currencies) {
	most, err := c.Digits(r.inv.Currency)
	if err != nil {
		most = 2
	}
	check := func(rule, field string, a money.Amount) {
		if a.Scale() > most {
			r.add(rule, field, "%v has more than %d decimals", a, most)
		}
	}
	for i := range r.inv.Allowances {
		a, amount, base := &r.inv.Allowances[i], "BR-DEC-01", "BR-DEC-02"
		if a.Charge {
			amount, base = "BR-DEC-05", "BR-DEC-06"
		}
		check(amount, fmt.Sprintf("allowances[%d].amount", i), a.Amount)
		check(base, fmt.Sprintf("allowances[%d].base", i), a.Base)
	}
	t := &r.inv.Totals
	check("BR-DEC-09", "totals.lines", t.Lines)
	check("BR-DEC-10", "totals.allowances", t.Allowances)
	check("BR-DEC-11", "totals.charges", t.Charges)
	check("BR-DEC-12", "totals.net", t.Net)
	check("BR-DEC-13", "totals.tax", t.Tax)
	check("BR-DEC-14", "totals.gross", t.Gross)
	check("BR-DEC-16", "totals.prepaid", t.Prepaid)
	check("BR-DEC-17", "totals.rounding", t.Rounding)
	check("BR-DEC-18", "totals.payable", t.Payable)
	for i := range t.Taxes {
		check("BR-DEC-19", fmt.Sprintf("totals.taxes[%d].base", i), t.Taxes[i].Base)
		check("BR-DEC-20", fmt.Sprintf("totals.taxes[%d].amount", i), t.Taxes[i].Amount)
	}
	for i := range r.inv.Lines {
		check("BR-DEC-23", fmt.Sprintf("lines[%d].net", i), r.inv.Lines[i].Net)
	}
}

// sums checks BR-CO-10 to 16.
func (r *rules) sums() {
	t := &r.inv.Totals
	lines, allowances, charges, tax := r.nothing(), r.nothing(), r.nothing(), r.nothing()
	for i := range r.inv.Lines {
		lines.add(r.inv.Lines[i].Net)
	}
	for i := range r.inv.Allowances {
		if a := &r.inv.Allowances[i]; a.Charge {
			charges.add(a.Amount)
		} else {
			allowances.add(a.Amount)
		}
	}
	for i := range t.Taxes {
		tax.add(t.Taxes[i].Amount)
	}
	r.equal("BR-CO-10", "totals.lines", lines, t.Lines)
	r.equal("BR-CO-11", "totals.allowances", allowances, t.Allowances)
	r.equal("BR-CO-12", "totals.charges", charges, t.Charges)
	net, gross, payable := running{total: t.Lines}, running{total: t.Net}, running{total: t.Gross}
	net.sub(t.Allowances)
	net.add(t.Charges)
	gross.add(t.Tax)
	payable.sub(t.Prepaid)
	payable.add(t.Rounding)
	r.equal("BR-CO-13", "totals.net", net, t.Net)
	r.equal("BR-CO-14", "totals.tax", tax, t.Tax)
	r.equal("BR-CO-15", "totals.gross", gross, t.Gross)
	r.equal("BR-CO-16", "totals.payable", payable, t.Payable)
}

// lines checks prices.
func (r *rules) lines() {
	if len(r.inv.Lines) == 0 && len(r.inv.Allowances) == 0 {
		r.add("BR-16", "lines", "there is none")
	}
	for i := range r.inv.Lines {
		l, field := &r.inv.Lines[i], fmt.Sprintf("lines[%d]", i)
		if l.Price.Sign() < 0 {
			r.add("BR-27", field+".price", "%v is negative", l.Price)
		}
		if l.Price.IsZero() {
			continue
		}
		if off, err := offPrice(l, r.inv.Policy.Mode); err != nil {
			r.add("PEPPOL-EN16931-R120", field+".net", "%v", err)
		} else if off > r.inv.Policy.slack() {
			r.add("PEPPOL-EN16931-R120", field+".net", "%v is not %v × %v", l.Net, l.Quantity, l.Price)
		}
	}
}

// allowances checks reasons and percentages.
func (r *rules) allowances() {
	for i := range r.inv.Allowances {
		a, field := &r.inv.Allowances[i], fmt.Sprintf("allowances[%d]", i)
		if a.Text == "" && a.ReasonCode == "" {
			rule := "BR-33"
			if a.Charge {
				rule = "BR-38"
			}
			r.add(rule, field+".text", "missing")
		}
		if !a.Percent.IsZero() {
			want, err := a.Base.Mul(percent(a.Percent), a.Amount.Scale(), r.inv.Policy.Mode)
			r.equal("PEPPOL-EN16931-R040", field+".amount", running{want, err}, a.Amount)
		}
	}
}

// own checks what is not the standard's.
func (r *rules) own() {
	t := &r.inv.Totals
	r.delta("totals.delta", t.Raw, t.Delta, t.Lines)
	for i := range r.inv.Lines {
		if l := &r.inv.Lines[i]; l.Raw != "" {
			r.delta(fmt.Sprintf("lines[%d].delta", i), l.Raw, l.Delta, l.Net)
		}
	}
	if want := typeOf(r.inv); want.IsCredit() != r.inv.Type.IsCredit() && t.Gross.Sign() != 0 {
		r.add("DAYBOOK-TYPE", "type", "%v of %v, want %v", r.inv.Type, t.Gross, want)
	}
}

func (r *rules) delta(field, raw, delta string, net money.Amount) {
	a, err := money.ParseDecimal(raw)
	if err != nil {
		r.add("DAYBOOK-DELTA", field, "raw: %v", err)
		return
	}
	b, err := money.ParseDecimal(delta)
	if err != nil {
		r.add("DAYBOOK-DELTA", field, "%v", err)
	} else if !a.Sub(b).Equal(net.Decimal()) {
		r.add("DAYBOOK-DELTA", field, "%s of %s and %v", delta, raw, net)
	}
}
