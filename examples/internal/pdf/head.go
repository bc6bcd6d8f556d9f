package pdf

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/daybook-go/daybook/invoice"
)

// heading sets the logo, and the seller beside it.
func (p *printer) heading() {
	if p.hasLogo {
		p.pdf.Image("logo", left, top, p.logoW, p.logoH, false, "", 0, "")
	}
	const x = 118
	y := p.block("seller", &p.v.Seller, x, top, right-x)
	c := p.v.Seller.Contact
	for _, l := range []struct{ field, text string }{{"name", c.Name}, {"email", c.Email}, {"phone", c.Phone}} {
		for _, line := range p.wrap("seller.contact."+l.field, l.text, right-x) {
			p.put("seller.contact", line, x, y, right-x, "L")
			y += leading
		}
	}
	p.y = max(y, top+p.logoH) + 8
}

// block sets a party's name, address and tax id, and returns where it ends.
func (p *printer) block(field string, of *invoice.Party, x, y, w float64) float64 {
	a := of.Address
	place := strings.TrimSpace(a.PostalCode + " " + a.City)
	region := strings.Trim(strings.Join([]string{a.Region, a.Country}, ", "), ", ")
	lines := append([]string{}, a.Lines...)
	lines = append(lines, place, region)
	if of.TaxID != "" {
		lines = append(lines, "Tax id "+of.TaxID)
	}
	p.font(true, body)
	for _, l := range p.wrap(field+".legal_name", name(of), w) {
		p.put(field, l, x, y, w, "L")
		y += leading
	}
	p.font(false, body)
	for _, text := range lines {
		for _, l := range p.wrap(field+".address", text, w) {
			p.put(field, l, x, y, w, "L")
			y += leading
		}
	}
	return y
}

// parties sets the title, the buyer, and the facts of the document beside it.
func (p *printer) parties() {
	p.font(true, head)
	p.put("title", p.title(), left, p.y, width, "L")
	p.y += 13
	p.label("Billed to", left)
	y := p.block("buyer", &p.v.Buyer, left, p.y+leading, 88)
	const x, w = 118, 27
	at := p.y
	for _, f := range p.facts() {
		if f[1] == "" {
			continue
		}
		p.font(false, body)
		p.grey(110)
		p.put("label", f[0], x, at, w, "L")
		p.grey(0)
		for _, l := range p.wrap(strings.ToLower(f[0]), f[1], right-x-w) {
			p.put("fact", l, x+w, at, right-x-w, "L")
			at += leading
		}
	}
	p.y = max(y, at) + 7
}

func (p *printer) label(text string, x float64) {
	p.font(false, body)
	p.grey(110)
	p.put("label", text, x, p.y, 60, "L")
	p.grey(0)
}

func (p *printer) facts() [][2]string {
	v := p.v
	due := ""
	if !v.Due.IsZero() {
		due = p.date(v.Due - 1)
	}
	var corrects []string
	for _, r := range v.Preceding {
		text := r.Number
		if !r.Issued.IsZero() {
			text += " of " + p.date(r.Issued)
		}
		corrects = append(corrects, text)
	}
	instead := "Replaces"
	if v.Type.IsCredit() {
		instead = "Credits"
	}
	terms := ""
	if v.PaymentTerms > 0 && !v.Type.IsCredit() {
		terms = strconv.Itoa(v.PaymentTerms) + " days"
	}
	issuer := ""
	if v.Issuer != nil {
		issuer = name(v.Issuer)
	}
	return [][2]string{
		{"Number", cmp.Or(v.Number, "none yet")}, {"Issued", p.date(v.Issued)}, {"Due", due}, {"Terms", terms},
		{"Period", p.days(v.Period)}, {instead, strings.Join(corrects, ", ")}, {"Reason", v.Reason}, {"Issued by", issuer},
		{"Currency", v.Currency.String()},
	}
}
