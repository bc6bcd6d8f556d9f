package sample

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
)

// A Document is an invoice of the demo.
type Document struct {
	Name    string // of its files
	Invoice invoice.Invoice
	Rows    []proceeds.Row
}

// A sale is a row in the making, at the customer's price.
type sale struct {
	charge, typ, unit, text, tax string
	quantity, price              string
}

// January is the billing period of the demo.
func January() calendar.Period {
	return calendar.Period{Start: calendar.Must("2026-01-01T00:00:00Z"), End: calendar.Must("2026-02-01T00:00:00Z")}
}

// Documents returns the invoices of the demo, and the credit note.
func Documents() ([]Document, error) {
	var out []Document
	for _, d := range []struct {
		name, currency string
		sales          []sale
		terms          func(*invoice.Terms) error
	}{
		{"one-page", "EUR", basket(), taxed(standard("22"))},
		{"three-pages", "EUR", many(50), taxed(standard("22"))},
		{"discounts", "EUR", basket(), discounts},
		{"reverse-charge", "EUR", basket(), abroad},
		{"large", "EUR", large(), taxed(standard("19"))},
		{"yen", "JPY", yen(), taxed(standard("10"))},
	} {
		doc, err := document(d.name, d.currency, d.sales, d.terms)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.name, err)
		}
		out = append(out, doc)
	}
	note, err := invoice.Credit(out[0].Invoice, invoice.Crediting{Reason: "Delivered late", Series: "C-",
		Parts: []invoice.Part{{Line: 1, Amount: money.New(2000, 2, out[0].Invoice.Currency)}, {Line: 2}}})
	if err != nil {
		return nil, fmt.Errorf("credit-note: %w", err)
	}
	return append(out, Document{Name: "credit-note", Invoice: issued(note, "C-000001", 0)}), nil
}

// issued gives an invoice what its store gives it.
func issued(inv invoice.Invoice, number string, terms int) invoice.Invoice {
	inv.Status, inv.Number, inv.Issued, inv.PaymentTerms = invoice.Open, number, January().End, terms
	if !inv.Type.IsCredit() {
		inv.Due = invoice.DueOn(inv.Issued, terms, nil)
	}
	return inv
}

func document(name, currency string, sales []sale, with func(*invoice.Terms) error) (Document, error) {
	c, err := money.ParseCurrency(currency)
	if err != nil {
		return Document{}, err
	}
	terms := invoice.Terms{
		Level: channel.SellOut, Period: January(), Series: "R-", Seller: seller(), Buyer: buyer(c),
		Texts: map[invoice.Item]string{}, Types: []string{"software", "storage", "service", invoice.MarketplaceFee},
	}
	if err := with(&terms); err != nil {
		return Document{}, err
	}
	doc := Document{Name: name}
	for i, s := range sales {
		r, err := s.row(c, i)
		if err != nil {
			return Document{}, err
		}
		doc.Rows = append(doc.Rows, r)
		terms.Texts[invoice.Item{Product: "nimbus", Plan: "backup", Charge: r.Charge}] = s.text
	}
	inv, err := invoice.Assemble(doc.Rows, terms)
	doc.Invoice = issued(inv, "R-000001", 14)
	return doc, err
}

// row is what the sale books.
func (s sale) row(c money.Currency, i int) (proceeds.Row, error) {
	q, err := pricing.ParseQuantity(s.quantity)
	if err != nil {
		return proceeds.Row{}, err
	}
	unit, err := decimal.NewFromString(s.price)
	if err != nil {
		return proceeds.Row{}, err
	}
	digits, err := money.Currencies{}.Digits(c)
	if err != nil {
		return proceeds.Row{}, err
	}
	charge := pricing.ChargeID(fmt.Sprintf("%s-%03d", s.charge, i))
	offer, err := channel.NewOffer(&pricing.Plan{ID: "backup", Product: "nimbus", Currency: c, Charges: []pricing.Charge{
		{ID: charge, Model: pricing.PerUnit{Unit: unit}, Unit: s.unit, TaxCategory: s.tax, ProductType: s.typ},
	}}, &channel.Chain{ID: "direct", Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "alpine", Role: channel.Reseller, Default: channel.Rule{Kind: channel.PassThrough}},
	}})
	if err != nil {
		return proceeds.Row{}, err
	}
	net, err := money.Round(q.Decimal().Mul(unit), digits, c, money.HalfUp)
	if err != nil {
		return proceeds.Row{}, err
	}
	at := January()
	r := proceeds.Row{
		Customer: "zizka", Route: offer.Route(0), Posted: at.Start, Known: at.Start, Due: at.Start, Service: at, Quantity: q,
		Amounts: channel.AmountsOf(c, digits, net.Units(), net.Units()),
	}
	r.Cell = proceeds.Cell{Currency: c, Subscription: subscription.ID("s-1"), Plan: "backup", Charge: charge, Start: at.Start}
	return r, nil
}

func basket() []sale {
	return []sale{
		{"seats", "software", "seat", "Nimbus Backup, seats", "S", "12", "10.00"},
		{"mail", "software", "mailbox", "Quill Mail, mailboxes with archive", "S", "7", "3.50"},
		{"storage", "storage", "GB", "Storage beyond what is included", "S", "418.25", "0.085"},
		{"set-up", "service", "", "Set-up", "S", "1", "150.00"},
		{"fee", invoice.MarketplaceFee, "", "Marketplace fee", "S", "1", "4.20"},
	}
}

func many(n int) (out []sale) {
	types := []string{"software", "storage", "service"}
	for i := range n {
		s := sale{"item", types[i*len(types)/n], "unit", fmt.Sprintf("Item %d <small & long>", i+1), "S", fmt.Sprint(1 + i%7), "9.99"}
		if i%11 == 0 {
			s.text += ", with a description that somebody wrote at length, so that it does not fit on one line of the column"
		}
		out = append(out, s)
	}
	return out
}

func large() []sale {
	return []sale{
		{"seats", "software", "seat", "Nimbus Backup, seats", "S", "1250000", "12345.67"},
		{"back", "software", "", "Taken back", "S", "1", "-1234567.89"},
	}
}

func yen() []sale {
	return []sale{
		{"seats", "software", "seat", "Nimbus Backup, seats", "S", "120", "1480"},
		{"storage", "storage", "GB", "Storage", "S", "333.3", "11.5"},
	}
}

func taxed(rates ...invoice.TaxRate) func(*invoice.Terms) error {
	return func(t *invoice.Terms) (err error) {
		t.Tax, err = invoice.NewTaxTable(rates...)
		return err
	}
}

func standard(percent string) invoice.TaxRate {
	return invoice.TaxRate{Code: invoice.Standard, Rate: money.MustNumber(percent)}
}

// abroad is reverse charge.
func abroad(t *invoice.Terms) error {
	return taxed(invoice.TaxRate{Code: invoice.ReverseCharge, ReasonCode: "VATEX-EU-AE",
		Reason: "Reverse charge: the recipient accounts for the tax under article 196 of Directive 2006/112/EC"})(t)
}

// discounts are two allowances, a charge, money paid before and a payable amount
// that is rounded to five cents.
func discounts(t *invoice.Terms) error {
	eur := t.Buyer.Currency
	t.Allowances = []invoice.Allowance{
		{Text: "Loyalty discount", ReasonCode: "95", Percent: money.MustNumber("10"), TaxCategory: "S"},
		{Text: "Express support", Charge: true, Amount: money.New(2500, 2, eur), TaxCategory: "S"},
	}
	t.Prepaid, t.Policy.Cash = money.New(10000, 2, eur), money.New(5, 2, eur)
	return taxed(standard("22"))(t)
}

func seller() channel.Party {
	return channel.Party{
		ID: "alpine", Role: channel.Reseller, LegalName: "Alpine Cloud S.r.l.", TaxID: "IT01234567890",
		Address: channel.Address{Lines: []string{"Via dei Mille 12"}, PostalCode: "10123", City: "Torino", Region: "TO", Country: "IT"},
		Contact: channel.Contact{Name: "Billing desk", Email: "billing@alpine.example", Phone: "+39 011 555 0100"},
	}
}

func buyer(c money.Currency) channel.Party {
	return channel.Party{
		ID: "zizka", Role: channel.Customer, LegalName: "Žižka & Söhne s.r.o.", TaxID: "CZ12345678", Currency: c, PaymentTerms: 14,
		Address: channel.Address{Lines: []string{"Náměstí Míru 5", "3rd floor"}, PostalCode: "120 00", City: "Praha", Country: "CZ"},
	}
}

// Logo draws the seller's logo, a PNG: a mountain on a disc.
func Logo() ([]byte, error) {
	const size = 240
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			dx, dy := x-size/2, y-size/2
			if dx*dx+dy*dy > size*size/4 {
				continue
			}
			c := color.NRGBA{0x1b, 0x5e, 0x8c, 0xff}
			if side := max(dx, -dx); y > 70+side && y < 190 {
				c = color.NRGBA{0xf4, 0xf7, 0xfa, 0xff}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}
