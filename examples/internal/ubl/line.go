package ubl

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// Names of what a line says beyond the standard (BG-32).
const (
	typeProperty = "Product type"
	ofProperty   = "Credited line"
)

// line is BG-25.
func (w *writer) line(l *invoice.ViewLine) *node {
	quantity, unit, price, note := w.priced(l)
	counted := "cbc:InvoicedQuantity"
	if w.v.Type.IsCredit() {
		counted = "cbc:CreditedQuantity"
	}
	of := ""
	if l.Of > 0 {
		of = strconv.Itoa(l.Of)
	}
	name := cmp.Or(strings.TrimSpace(l.Text), l.Product, string(l.Charge))
	return group("cac:"+w.kind()+"Line",
		text("cbc:ID", strconv.Itoa(l.No)), text("cbc:Note", note),
		text(counted, quantity, "unitCode", unit), amount("cbc:LineExtensionAmount", l.Net), w.period(l.Service),
		group("cac:Item", text("cbc:Name", name),
			group("cac:SellersItemIdentification", text("cbc:ID", l.Product)),
			category("cac:ClassifiedTaxCategory", l.TaxCode, l.TaxRate),
			property(typeProperty, l.ProductType), property(ofProperty, of)),
		group("cac:Price", text("cbc:PriceAmount", price, "currencyID", w.v.Currency.String())))
}

func property(name, value string) *node {
	if value == "" {
		return nil
	}
	return group("cac:AdditionalItemProperty", text("cbc:Name", name), text("cbc:Value", value))
}

// priced returns quantity, unit code and price, which make the net. A line whose
// net is not a quantity by a price, such as a part of a month, tiers or a
// discount, is one of its net; what was counted is then in the note.
func (w *writer) priced(l *invoice.ViewLine) (quantity, unit, price, note string) {
	if isProduct(l) {
		return l.Quantity.String(), w.o.unit(l.Unit), l.Price.String(), ""
	}
	if !l.Quantity.IsZero() {
		note = strings.TrimSpace("Quantity: " + l.Quantity.String() + " " + l.Unit)
	}
	if net := l.Net.Text(); strings.HasPrefix(net, "-") {
		return "-1", one, net[1:], note // a price is never negative (BR-27)
	} else {
		return "1", one, net, note
	}
}

// isProduct reports whether the net of a line is its quantity by its price, as
// PEPPOL-EN16931-R120 has it.
func isProduct(l *invoice.ViewLine) bool {
	if l.Price.Sign() <= 0 || l.Quantity.IsZero() || l.Quantity.IsFraction() {
		return false
	}
	net, err := product(l.Quantity, l.Price, l.Net)
	return err == nil && net == l.Net
}

func product(q pricing.Quantity, p money.Number, like money.Amount) (money.Amount, error) {
	return money.Round(q.Decimal().Mul(p.Decimal()), like.Scale(), like.Currency(), money.HalfUp)
}
