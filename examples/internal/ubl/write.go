package ubl

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
)

// Write writes an invoice as one party may see it: a CreditNote where it takes
// something back, and otherwise an Invoice. The same view is the same bytes. The
// error joins *[FieldError]s, or is the writer's; of a faulty view nothing is
// written.
func Write(w io.Writer, v *invoice.View, o Options) error {
	if err := demands(v, &o); err != nil {
		return err
	}
	root := (&writer{v: v, o: &o}).document()
	if err := texts(root, ""); err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	if err := e.Encode(root); err != nil {
		return fmt.Errorf("ubl: %w", err)
	}
	b.WriteByte('\n')
	if _, err := b.WriteTo(w); err != nil {
		return fmt.Errorf("ubl: %w", err)
	}
	return nil
}

// A writer turns a view into elements.
type writer struct {
	v *invoice.View
	o *Options
}

// kind returns "Invoice" or "CreditNote".
func (w *writer) kind() string {
	if w.v.Type.IsCredit() {
		return "CreditNote"
	}
	return "Invoice"
}

func (w *writer) document() *node {
	v, kind := w.v, w.kind()
	customization, process := w.o.customization(v.Type == invoice.SelfBilled || v.Type == invoice.SelfBilledCreditNote)
	n := &node{name: kind, attrs: []xml.Attr{
		{Name: xml.Name{Local: "xmlns"}, Value: rootSpace + kind + "-2"},
		{Name: xml.Name{Local: "xmlns:cac"}, Value: aggregateSpace},
		{Name: xml.Name{Local: "xmlns:cbc"}, Value: basicSpace},
	}}
	n.add(
		text("cbc:CustomizationID", customization), text("cbc:ProfileID", process),
		text("cbc:ID", v.Number), text("cbc:IssueDate", w.date(v.Issued)))
	if v.Type.IsCredit() { // its schema has the tax point first, and no due date here
		n.add(w.taxPoint(), text("cbc:CreditNoteTypeCode", v.Code), text("cbc:Note", v.Reason))
	} else {
		n.add(text("cbc:DueDate", w.lastDay(v.Due)), text("cbc:InvoiceTypeCode", v.Code), text("cbc:Note", v.Reason), w.taxPoint())
	}
	n.add(
		text("cbc:DocumentCurrencyCode", v.Currency.String()), text("cbc:BuyerReference", w.o.BuyerReference),
		w.period(v.Period), group("cac:OrderReference", text("cbc:ID", w.o.Order)))
	for _, r := range v.Preceding {
		n.add(group("cac:BillingReference", group("cac:InvoiceDocumentReference", text("cbc:ID", r.Number), text("cbc:IssueDate", w.date(r.Issued)))))
	}
	n.add(group("cac:AccountingSupplierParty", w.seller()), group("cac:AccountingCustomerParty", w.buyer()), w.delivery())
	n.add(w.payment()...)
	for i := range v.Allowances {
		n.add(w.allowance(&v.Allowances[i]))
	}
	n.add(w.taxTotal(), w.totals())
	for i := range v.Lines {
		n.add(w.line(&v.Lines[i]))
	}
	return n
}

// taxPoint is BT-7.
func (w *writer) taxPoint() *node { return text("cbc:TaxPointDate", w.date(w.v.TaxPoint)) }

// date returns the day of an instant.
func (w *writer) date(t calendar.Instant) string {
	if t.IsZero() {
		return ""
	}
	zone := w.o.Zone
	if zone == nil {
		zone = time.UTC
	}
	return t.In(zone).Format(time.DateOnly)
}

// lastDay returns the last day before an instant at which something ends.
func (w *writer) lastDay(end calendar.Instant) string {
	if end.IsZero() {
		return ""
	}
	return w.date(end - 1)
}

func (w *writer) period(p calendar.Period) *node {
	if p == (calendar.Period{}) {
		return nil
	}
	return group("cac:InvoicePeriod", text("cbc:StartDate", w.date(p.Start)), text("cbc:EndDate", w.lastDay(max(p.End, p.Start+1))))
}

// payment says how and when to pay: BG-16, BT-20. A credit note has nothing to pay
// to the seller's account.
func (w *writer) payment() []*node {
	const creditTransfer = "30" // UNTDID 4461
	var means *node
	if w.o.Account != "" && !w.v.Type.IsCredit() {
		means = group("cac:PaymentMeans", text("cbc:PaymentMeansCode", creditTransfer), text("cbc:PaymentID", w.v.Number),
			group("cac:PayeeFinancialAccount", text("cbc:ID", w.o.Account)))
	}
	var terms *node
	if w.v.PaymentTerms > 0 {
		terms = group("cac:PaymentTerms", text("cbc:Note", "Payable within "+strconv.Itoa(w.v.PaymentTerms)+" days"))
	}
	return []*node{means, terms}
}

// amount writes an amount in the digits that it has.
func amount(name string, a money.Amount) *node {
	return text(name, a.Text(), "currencyID", a.Currency().String())
}

// some writes an amount unless it is nothing.
func some(name string, a money.Amount) *node {
	if a.IsZero() {
		return nil
	}
	return amount(name, a)
}
