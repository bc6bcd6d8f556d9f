package pdf

import (
	"fmt"

	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
)

// taxes sets the tax table.
func (p *printer) taxes() {
	if len(p.v.Totals.Taxes) == 0 {
		return
	}
	p.room(4*leading + 6)
	p.y += 1
	p.taxHead()
	for i := range p.v.Totals.Taxes {
		t := &p.v.Totals.Taxes[i]
		why := p.wrap("totals.taxes.reason", t.Reason, 60)
		if len(why) == 0 && t.ReasonCode != "" {
			why = []string{p.checked("totals.taxes.reason_code", t.ReasonCode)}
		}
		if p.y+float64(max(1, len(why)))*leading > bottom {
			p.page()
			p.taxHead()
		}
		p.put("tax", t.Code.String()+" "+t.Rate.String()+" %", left, p.y, 25, "L")
		p.put("tax", spaced(t.Base.Text()), priceEnd-cell, p.y, cell, "R")
		p.put("tax", spaced(t.Amount.Text()), right-cell, p.y, cell, "R")
		for _, l := range why {
			p.put("totals.taxes.reason", l, left+22, p.y, 60, "L")
			p.y += leading
		}
		if len(why) == 0 {
			p.y += leading
		}
	}
	p.y += 3
}

func (p *printer) taxHead() {
	p.font(true, small)
	p.put("label", "Tax rate", left, p.y, 30, "L")
	p.put("label", "Taxable", priceEnd-cell, p.y, cell, "R")
	p.put("label", "Tax", right-cell, p.y, cell, "R")
	p.y += leading + 0.5
	p.rule(left, right, p.y, 0.2, 150)
	p.y += 1
	p.font(false, body)
}

// A total is a row of the totals.
type total struct {
	field, text string
	amount      money.Amount
	less        bool // it reduces what is owed: printed with a minus
}

// totals sets the sums. What is nothing is left out, but for net, tax and what is
// payable.
func (p *printer) totals() {
	rows := p.sums()
	height := 0.0
	for _, t := range rows {
		height += float64(len(p.wrap(t.field, t.text, totalWidth))) * leading
	}
	p.room(min(height+leading+6, bottom-top))
	for _, t := range rows {
		p.total(t)
	}
	p.y += 1
	p.rule(totalLeft, right, p.y, 0.4, 40)
	p.y += 1.6
	p.font(true, body+2)
	label := "Payable"
	if p.v.Type.IsCredit() {
		label = "Credited"
	}
	p.put("label", label+" "+p.v.Currency.String(), totalLeft, p.y, totalWidth, "L")
	p.put("totals.payable", spaced(p.v.Totals.Payable.Text()), right-45, p.y, 45, "R")
	p.font(false, body)
	p.y += leading + 5
}

const (
	totalLeft  = left + 90
	totalWidth = 52.0
)

func (p *printer) sums() []total {
	t := &p.v.Totals
	out := []total{{"lines", "Lines", t.Lines, false}}
	for _, a := range p.v.Allowances {
		text := a.Text
		if !a.Percent.IsZero() {
			text += fmt.Sprintf(" (%v %%)", a.Percent)
		}
		out = append(out, total{"allowances.text", text, a.Amount, !a.Charge})
	}
	if len(out) == 1 {
		out = nil // the lines are the net
	}
	out = append(out, total{"net", "Net", t.Net, false})
	if len(t.Taxes) > 0 {
		out = append(out, total{"tax", "Tax", t.Tax, false}, total{"gross", "Total with tax", t.Gross, false})
	}
	for _, more := range []total{{"prepaid", "Paid before", t.Prepaid, true}, {"rounding", "Rounding", t.Rounding, false}} {
		if !more.amount.IsZero() {
			out = append(out, more)
		}
	}
	return out
}

func (p *printer) total(t total) {
	p.room(leading)
	amount := t.amount
	if t.less {
		var err error
		if amount, err = amount.Neg(); err != nil {
			p.faults = append(p.faults, err)
		}
	}
	p.put("total", spaced(amount.Text()), right-cell, p.y, cell, "R")
	for _, l := range p.wrap(t.field, t.text, totalWidth) {
		p.put(t.field, l, totalLeft, p.y, totalWidth, "L")
		p.y += leading
	}
}

// remarks says at which rate the document is shown, and what the host adds.
func (p *printer) remarks() {
	p.font(false, body)
	if x := p.v.Shown; x != nil {
		p.paragraph("shown", p.shown(x))
	}
	p.paragraph("note", p.o.Note)
}

func (p *printer) shown(x *invoice.Exchange) string {
	text := fmt.Sprintf("Shown in %v at %v per unit of the currency that the invoice is owed in, the rate of %s", x.Currency, x.Rate, p.date(x.At))
	if x.Source != "" {
		text += " (" + x.Source + ")"
	}
	return text + ". For information only: what is owed is in the currency of the invoice itself."
}

func (p *printer) paragraph(field, text string) {
	for _, l := range p.wrap(field, text, width) {
		p.room(leading)
		p.put(field, l, left, p.y, width, "L")
		p.y += leading
	}
	p.y += 2
}
