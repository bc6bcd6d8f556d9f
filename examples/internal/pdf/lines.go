package pdf

import (
	"cmp"
	"strings"

	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
)

// The columns of the lines: where each ends, but the text, which begins at the
// left.
const (
	textWidth   = 70.0
	quantityEnd = left + 100
	priceEnd    = left + 125
	taxEnd      = left + 138
	cell        = 25.0 // how wide a number may be
)

// columns sets the names of the columns.
func (p *printer) columns() {
	p.font(true, small)
	p.put("label", "Description", left, p.y, textWidth, "L")
	p.put("label", "Quantity", quantityEnd-cell, p.y, cell, "R")
	p.put("label", "Unit price", priceEnd-cell, p.y, cell, "R")
	p.put("label", "Tax", taxEnd-cell, p.y, cell, "R")
	p.put("label", "Net "+p.v.Currency.String(), right-36, p.y, 36, "R")
	p.y += leading + 0.8
	p.rule(left, right, p.y, 0.4, 40)
	p.y += 1.5
	p.font(false, body)
}

// typed sets the lines of one product type, from the i-th on, with their sum, and
// returns how many they are.
func (p *printer) typed(i int) (n int) {
	typ := p.v.Lines[i].ProductType
	sum, err := money.Amount{}, error(nil)
	title := cmp.Or(p.o.Types[typ], typ, "Other")
	p.group = ""
	if p.y+3*leading+8 > bottom {
		p.page()
		p.columns()
	}
	p.groupHead(title)
	p.group = title
	for _, l := range p.v.Lines[i:] {
		if l.ProductType != typ {
			break
		}
		p.line(&l)
		if sum, err = sum.Add(l.Net); err != nil {
			p.faults = append(p.faults, err)
		}
		n++
	}
	p.room(leading + 4)
	p.font(true, body)
	p.rule(priceEnd-cell, right, p.y, 0.2, 150)
	p.y += 0.8
	p.put("label", p.short("product_type", "Subtotal "+title, 100), left, p.y, taxEnd-left, "R")
	p.put("sum", spaced(sum.Text()), right-36, p.y, 36, "R")
	p.y += leading + 3
	p.font(false, body)
	p.group = ""
	return n
}

func (p *printer) groupHead(title string) {
	p.pdf.SetFillColor(240, 243, 246)
	p.pdf.Rect(left, p.y-0.6, width, leading+1.2, "F")
	p.font(true, body)
	p.put("product_type", p.short("product_type", title, width-6), left+1.5, p.y, width, "L")
	p.font(false, body)
	p.y += leading + 2.2
}

// line sets a line: what is sold, under it for when, and the numbers.
func (p *printer) line(l *invoice.ViewLine) {
	p.font(false, body)
	texts := p.wrap("lines.text", cmp.Or(l.Text, l.Product), textWidth)
	const most = 40 // lines of text: a page takes no more
	if len(texts) > most {
		texts = append(texts[:most:most], "…")
	}
	quantity := p.wrap("lines.quantity", quantity(l), cell)
	p.room(float64(max(len(texts), len(quantity)))*leading + 5)
	y := p.y
	for _, t := range texts {
		p.put("lines.text", t, left, p.y, textWidth, "L")
		p.y += leading
	}
	p.font(false, small)
	p.grey(110)
	when := p.days(l.Service)
	if l.Earlier {
		when += ", of an earlier period"
	}
	p.put("lines.service", when, left, p.y-0.4, textWidth, "L")
	p.grey(0)
	p.font(false, body)
	for i, q := range quantity {
		p.put("lines.quantity", q, quantityEnd-cell, y+float64(i)*leading, cell, "R")
	}
	p.put("lines.price", price(l), priceEnd-cell, y, cell, "R")
	p.put("lines.tax_rate", rate(l.TaxCode, l.TaxRate), taxEnd-cell, y, cell, "R")
	p.put("lines.net", spaced(l.Net.Text()), right-36, y, 36, "R")
	p.y = max(p.y, y+float64(len(quantity)-1)*leading) + 4.6
}

func quantity(l *invoice.ViewLine) string {
	if l.Quantity.IsZero() {
		return ""
	}
	return strings.TrimSpace(l.Quantity.String() + " " + l.Unit)
}

// price is a price with two digits at least where it has a fraction.
func price(l *invoice.ViewLine) string {
	if l.Price.IsZero() {
		return ""
	}
	text := l.Price.String()
	if whole, digits, found := strings.Cut(text, "."); found || l.Net.Scale() > 0 {
		for len(digits) < int(l.Net.Scale()) {
			digits += "0"
		}
		text = whole + "." + digits
	}
	return spaced(text)
}

// rate is a percentage; a code alone where nothing is taxed.
func rate(c invoice.TaxCode, r money.Number) string {
	switch {
	case c == invoice.NoTax:
		return ""
	case c.Untaxed():
		return c.String()
	}
	return r.String() + " %"
}

// spaced sets the whole part of a number apart in thousands, with spaces that no
// line breaks at.
func spaced(number string) string {
	sign := ""
	if strings.HasPrefix(number, "-") {
		sign, number = "−", number[1:]
	}
	whole, digits, found := strings.Cut(number, ".")
	out := ""
	for len(whole) > 3 {
		out = "\u00a0" + whole[len(whole)-3:] + out
		whole = whole[:len(whole)-3]
	}
	out = sign + whole + out
	if found {
		out += "." + digits
	}
	return out
}
