package invoice

import (
	"fmt"

	"github.com/daybook-go/daybook/money"
)

var taxRules = [...]string{"", "S", "Z", "E", "AE", "G", "IC", "O", "AF", "AG"}

// rule returns the id of a rule on a tax code: rule(ReverseCharge, 8) is
// "BR-AE-08".
func rule(c TaxCode, n int) string {
	if int(c) < len(taxRules) {
		return fmt.Sprintf("BR-%s-%02d", taxRules[c], n)
	}
	return fmt.Sprintf("BR-CO-%02d", n)
}

// A taxedPart is a line or an allowance as its tax sees it.
type taxedPart struct {
	field string
	code  TaxCode
	rate  money.Number
	base  running
	tax   money.Amount
	rule  int // on its rate
}

func (r *rules) taxedParts() (out []taxedPart) {
	for i := range r.inv.Lines {
		l := &r.inv.Lines[i]
		out = append(out, taxedPart{fmt.Sprintf("lines[%d]", i), l.TaxCode, l.TaxRate, running{total: l.Net}, l.Tax, 5})
	}
	for i := range r.inv.Allowances {
		a := &r.inv.Allowances[i]
		base, err := a.signed()
		p := taxedPart{fmt.Sprintf("allowances[%d]", i), a.TaxCode, a.TaxRate, running{base, err}, a.Tax, 6}
		if a.Charge {
			p.rule = 7
		}
		out = append(out, p)
	}
	return out
}

// taxes checks BR-CO-17, 18 and the rules of each tax code.
func (r *rules) taxes() {
	parts := r.taxedParts()
	for i := range parts {
		r.part(&parts[i])
	}
	if len(r.inv.Totals.Taxes) == 0 {
		r.add("BR-CO-18", "totals.taxes", "there is none")
	}
	seen := map[taxKey]bool{}
	for i := range r.inv.Totals.Taxes {
		t, field := &r.inv.Totals.Taxes[i], fmt.Sprintf("totals.taxes[%d]", i)
		if k := (taxKey{t.Code, t.Rate}); seen[k] {
			r.add(rule(t.Code, 1), field, "a second one of code %v at %v", t.Code, t.Rate)
		} else {
			seen[k] = true
		}
		r.tax(t, field, parts)
	}
}

// part checks the tax of a line or an allowance.
func (r *rules) part(p *taxedPart) {
	switch {
	case p.code == NoTax || p.code > CeutaMelilla:
		r.add("BR-CO-04", p.field+".tax_code", "missing")
	case p.code == Standard && p.rate.Sign() <= 0, p.code.Untaxed() && !p.rate.IsZero(), p.rate.Sign() < 0:
		r.add(rule(p.code, p.rule), p.field+".tax_rate", "%v under code %v", p.rate, p.code)
	}
	for i := range r.inv.Totals.Taxes {
		if t := &r.inv.Totals.Taxes[i]; t.Code == p.code && t.Rate == p.rate {
			return
		}
	}
	if len(r.inv.Totals.Taxes) > 0 {
		r.add(rule(p.code, 1), p.field+".tax_code", "no tax of code %v at %v in the totals", p.code, p.rate)
	}
}

// tax checks the tax at one code and rate against the parts that it is on.
func (r *rules) tax(t *Tax, field string, parts []taxedPart) {
	base, shares, n := r.nothing(), r.nothing(), int64(0)
	for i := range parts {
		if p := &parts[i]; p.code == t.Code && p.rate == t.Rate {
			base.add(p.base.total)
			base.err = firstOf(base.err, p.base.err)
			shares.add(p.tax)
			n++
		}
	}
	r.equal(rule(t.Code, 8), field+".base", base, t.Base)
	r.equal("DAYBOOK-SHARE", field+".amount", shares, t.Amount)
	if t.Code.Untaxed() && !t.Amount.IsZero() {
		r.add(rule(t.Code, 9), field+".amount", "%v under code %v", t.Amount, t.Code)
	}
	if !credits(r.inv) {
		n = 0
	}
	want, err := t.Base.Mul(percent(t.Rate), t.Base.Scale(), r.inv.Policy.Tax)
	r.near("BR-CO-17", field+".amount", running{want, err}, t.Amount, n)
	if has := t.Reason != "" || t.ReasonCode != ""; has != t.Code.NeedsReason() {
		r.add(rule(t.Code, 10), field+".reason", "%q under code %v", t.Reason+t.ReasonCode, t.Code)
	}
}

// credits reports whether the document takes back lines of another.
func credits(inv *Invoice) bool {
	return inv.Type.IsCredit() && len(inv.Preceding) == 1 && len(inv.Lines) > 0 && inv.Lines[0].Of > 0 ||
		inv.Type.IsCredit() && len(inv.Allowances) > 0 && inv.Allowances[0].Of > 0
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
