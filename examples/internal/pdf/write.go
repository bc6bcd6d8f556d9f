package pdf

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
)

// Write prints an invoice. A draft, and what is void, says so in its title. The
// error joins *[GlyphError]s, is a *[LogoError], or is the writer's; nothing is
// written before all is set.
func Write(w io.Writer, v *invoice.View, o Options) error {
	kind, wide, high, err := o.logo()
	if err != nil {
		return err
	}
	fonts, err := o.fonts()
	if err != nil {
		return err
	}
	pages := 0
	var s *sheet
	for range 2 { // once to count the pages, and once to print how many there are
		s = newSheet(fonts, cmp.Or(v.Issued, v.Period.End).Time())
		p := printer{sheet: s, v: v, o: &o, pages: pages}
		p.logo(kind, wide, high)
		p.print()
		if err := s.err(); err != nil {
			return err
		}
		pages = s.pdf.PageCount()
	}
	var b bytes.Buffer
	if err := s.pdf.Output(&b); err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	if _, err := b.WriteTo(w); err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	return nil
}

// A printer sets a view, from the top of the first page to the end.
type printer struct {
	*sheet
	v       *invoice.View
	o       *Options
	pages   int
	y       float64
	logoW   float64
	logoH   float64
	hasLogo bool
	group   string // of the lines that are being set; "" is none
}

// logo scales the logo into its box.
func (p *printer) logo(kind string, wide, high int) {
	if kind == "" {
		return
	}
	const maxWidth, maxHeight = 52.0, 20.0
	scale := min(maxWidth/float64(wide), maxHeight/float64(high))
	p.logoW, p.logoH, p.hasLogo = float64(wide)*scale, float64(high)*scale, true
	p.pdf.RegisterImageReader("logo", kind, bytes.NewReader(p.o.Logo))
}

func (p *printer) print() {
	p.pdf.SetTitle(p.title()+" "+p.v.Number, true)
	p.page()
	p.heading()
	p.parties()
	p.columns()
	for i := 0; i < len(p.v.Lines); {
		i += p.typed(i)
	}
	p.taxes()
	p.totals()
	p.remarks()
}

// title says which document it is.
func (p *printer) title() string {
	title := map[invoice.Type]string{
		invoice.CreditNote: "Credit note", invoice.SelfBilled: "Self-billed invoice", invoice.SelfBilledCreditNote: "Self-billed credit note",
	}[p.v.Type]
	title = cmp.Or(title, "Invoice")
	switch p.v.Status {
	case invoice.Draft, invoice.Approved:
		return title + " (draft)"
	case invoice.Void:
		return title + " (void)"
	}
	return title
}

// page begins a page with its footer.
func (p *printer) page() {
	p.pdf.AddPage()
	p.font(false, small)
	p.grey(110)
	n := p.pdf.PageNo()
	p.rule(left, right, 282, 0.2, 190)
	p.put("seller.legal_name", p.short("seller.legal_name", name(&p.v.Seller), 90), left, 283, 100, "L")
	p.put("number", p.v.Number, 105-30, 283, 60, "C")
	p.put("pages", fmt.Sprintf("Page %d of %d", n, p.pages), right-40, 283, 40, "R")
	p.grey(0)
	p.font(false, body)
	p.y = top
}

// short cuts a text to a width.
func (p *printer) short(field, text string, w float64) string {
	lines := p.wrap(field, text, w)
	if len(lines) == 0 {
		return ""
	}
	if len(lines) > 1 {
		return lines[0] + "…"
	}
	return lines[0]
}

// room begins another page unless so much is left of this one.
func (p *printer) room(height float64) {
	if p.y+height <= bottom {
		return
	}
	p.page()
	if p.group != "" {
		p.columns()
		p.groupHead(p.group + " (continued)")
	}
}

func (p *printer) zone() *time.Location {
	if p.o.Zone == nil {
		return time.UTC
	}
	return p.o.Zone
}

func (p *printer) date(t calendar.Instant) string {
	if t.IsZero() {
		return ""
	}
	return t.In(p.zone()).Format(time.DateOnly)
}

// days returns the first and the last day of a period.
func (p *printer) days(of calendar.Period) string {
	if of == (calendar.Period{}) {
		return ""
	}
	first, last := p.date(of.Start), p.date(max(of.Start, of.End-1))
	if first == last {
		return first
	}
	return first + " – " + last
}

func name(of *invoice.Party) string { return cmp.Or(of.LegalName, string(of.ID)) }
