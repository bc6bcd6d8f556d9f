package ubl

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

// Check reads a document and returns the arithmetic rules of EN 16931 that it does
// not keep: see [invoice.Invoice.Violations]. Digits are those of currencies.
func Check(r io.Reader, digits money.Currencies) ([]invoice.Violation, error) {
	inv, err := Read(r)
	if err != nil {
		return nil, err
	}
	out := inv.Violations(digits)
	// What a document does not say cannot be wrong in it.
	return slices.DeleteFunc(out, func(v invoice.Violation) bool { return v.Rule == "DAYBOOK-SHARE" }), nil
}

// Read reads the values of a document, whoever wrote it, with the signs that an
// [invoice.Invoice] has. Days are read as UTC's. There are no rows, no raw amounts
// and no shares of the tax, which a document does not have, and of the parties
// their names, addresses, tax ids and contacts. The error is a *[FieldError], or
// that of the XML.
func Read(r io.Reader) (invoice.Invoice, error) {
	root, err := parse(r)
	if err != nil {
		return invoice.Invoice{}, err
	}
	rd := reader{kind: root.name}
	if rd.kind != "Invoice" && rd.kind != "CreditNote" {
		return invoice.Invoice{}, &FieldError{"", fmt.Sprintf("%.80s", root.name), "want an Invoice or a CreditNote of UBL 2"}
	}
	inv := rd.document(root)
	return inv, errors.Join(rd.faults...)
}

// A reader collects the faults of a document.
type reader struct {
	kind     string
	currency money.Currency
	credit   bool
	faults   []error
}

func (r *reader) fail(field string, err error) {
	if err != nil {
		r.faults = append(r.faults, &FieldError{"", field, err.Error()})
	}
}

func (r *reader) document(n *node) invoice.Invoice {
	var err error
	r.currency, err = money.ParseCurrency(n.at("cbc:DocumentCurrencyCode").text)
	r.fail("cbc:DocumentCurrencyCode", err)
	inv := invoice.Invoice{
		Currency: r.currency, Number: n.at("cbc:ID").text, Status: invoice.Open, Reason: n.at("cbc:Note").text,
		Issued: r.day(n, "cbc:IssueDate"), TaxPoint: r.day(n, "cbc:TaxPointDate"), Period: r.period(n),
		SellerParty: party(n.at("cac:AccountingSupplierParty/cac:Party")), BuyerParty: party(n.at("cac:AccountingCustomerParty/cac:Party")),
	}
	r.typed(n, &inv)
	if due := cmp.Or(r.day(n, "cbc:DueDate"), r.day(n, "cac:PaymentMeans/cbc:PaymentDueDate")); !due.IsZero() {
		inv.Due = due + aDay
	}
	for _, ref := range n.all("cac:BillingReference") {
		d := ref.at("cac:InvoiceDocumentReference")
		inv.Preceding = append(inv.Preceding, invoice.Reference{Number: d.at("cbc:ID").text, Issued: r.day(d, "cbc:IssueDate")})
	}
	for i, l := range n.all("cac:" + r.kind + "Line") {
		inv.Lines = append(inv.Lines, r.line(l, i))
	}
	for _, a := range n.all("cac:AllowanceCharge") {
		inv.Allowances = append(inv.Allowances, r.allowance(a))
	}
	inv.Totals = r.totals(n)
	return inv
}

// typed reads BT-3.
func (r *reader) typed(n *node, inv *invoice.Invoice) {
	code := n.at("cbc:" + r.kind + "TypeCode").text
	for t := invoice.Commercial; t <= invoice.SelfBilledCreditNote; t++ {
		if t.Code() == code && t.IsCredit() == (r.kind == "CreditNote") {
			inv.Type, r.credit = t, t.IsCredit()
			if t == invoice.SelfBilled || t == invoice.SelfBilledCreditNote {
				inv.Issuing = proceeds.SelfBilling
			}
			return
		}
	}
	r.fail("cbc:"+r.kind+"TypeCode", fmt.Errorf("%.20q is not known", code))
}

// aDay is the length of a day of UTC.
const aDay = calendar.Instant(24 * time.Hour / time.Microsecond)

func (r *reader) day(n *node, path string) calendar.Instant {
	text := n.at(path).text
	if text == "" {
		return 0
	}
	t, err := time.Parse(time.DateOnly, text)
	r.fail(path, err)
	return calendar.At(t)
}

func (r *reader) period(n *node) calendar.Period {
	p := calendar.Period{Start: r.day(n, "cac:InvoicePeriod/cbc:StartDate"), End: r.day(n, "cac:InvoicePeriod/cbc:EndDate")}
	if !p.End.IsZero() {
		p.End += aDay
	}
	return p
}

// amount reads an amount of the document's currency; nothing where there is none.
func (r *reader) amount(n *node, path string) money.Amount {
	at := n.at(path)
	if at.name == "" {
		return money.Amount{}
	}
	if c := at.attr("currencyID"); c != r.currency.String() {
		r.fail(path, fmt.Errorf("%.20q is not the currency of the document", c))
		return money.Amount{}
	}
	a, err := money.Parse(strings.TrimSpace(at.text), r.currency)
	if err == nil && r.credit {
		a, err = a.Neg()
	}
	r.fail(path, err)
	return a
}

func (r *reader) number(n *node, path string) money.Number {
	at := n.at(path)
	if at.name == "" {
		return money.Number{}
	}
	x, err := money.ParseNumber(strings.TrimSpace(at.text))
	r.fail(path, err)
	return x
}

func (r *reader) taxCode(n *node) (c invoice.TaxCode) {
	r.fail(n.name+"/cbc:ID", c.UnmarshalText([]byte(n.at("cbc:ID").text)))
	return c
}

func (r *reader) line(n *node, i int) invoice.Line {
	item := n.at("cac:Item")
	tax := item.at("cac:ClassifiedTaxCategory")
	l := invoice.Line{
		Text: item.at("cbc:Name").text, Product: item.at("cac:SellersItemIdentification/cbc:ID").text,
		Service: r.period(n), Net: r.amount(n, "cbc:LineExtensionAmount"),
		Price: r.number(n, "cac:Price/cbc:PriceAmount"), TaxCode: r.taxCode(tax), TaxRate: r.number(tax, "cbc:Percent"),
	}
	counted := n.at("cbc:InvoicedQuantity")
	if r.kind == "CreditNote" {
		counted = n.at("cbc:CreditedQuantity")
	}
	q, err := pricing.ParseQuantity(strings.TrimSpace(counted.text))
	r.fail(fmt.Sprintf("cac:%sLine[%d]/%s", r.kind, i+1, counted.name), err)
	if l.Quantity, l.Unit = q, counted.attr("unitCode"); r.credit {
		l.Quantity = q.Neg()
	}
	for _, p := range item.all("cac:AdditionalItemProperty") {
		switch value := p.at("cbc:Value").text; p.at("cbc:Name").text {
		case typeProperty:
			l.ProductType = value
		case ofProperty:
			l.Of, err = strconv.Atoi(value)
			r.fail(ofProperty, err)
		}
	}
	return l
}

func (r *reader) allowance(n *node) invoice.Allowance {
	tax := n.at("cac:TaxCategory")
	return invoice.Allowance{
		Charge: n.at("cbc:ChargeIndicator").text == "true", Text: n.at("cbc:AllowanceChargeReason").text,
		ReasonCode: n.at("cbc:AllowanceChargeReasonCode").text, Percent: r.number(n, "cbc:MultiplierFactorNumeric"),
		Base: r.amount(n, "cbc:BaseAmount"), Amount: r.amount(n, "cbc:Amount"),
		TaxCode: r.taxCode(tax), TaxRate: r.number(tax, "cbc:Percent"),
	}
}

func (r *reader) totals(n *node) invoice.Totals {
	m, tax := n.at("cac:LegalMonetaryTotal"), n.at("cac:TaxTotal")
	t := invoice.Totals{
		Lines: r.amount(m, "cbc:LineExtensionAmount"), Net: r.amount(m, "cbc:TaxExclusiveAmount"), Gross: r.amount(m, "cbc:TaxInclusiveAmount"),
		Allowances: r.amount(m, "cbc:AllowanceTotalAmount"), Charges: r.amount(m, "cbc:ChargeTotalAmount"),
		Prepaid: r.amount(m, "cbc:PrepaidAmount"), Rounding: r.amount(m, "cbc:PayableRoundingAmount"),
		Payable: r.amount(m, "cbc:PayableAmount"), Tax: r.amount(tax, "cbc:TaxAmount"),
	}
	t.Raw, t.Delta = t.Lines.Text(), money.New(0, t.Lines.Scale(), r.currency).Text()
	for _, s := range tax.all("cac:TaxSubtotal") {
		c := s.at("cac:TaxCategory")
		t.Taxes = append(t.Taxes, invoice.Tax{
			Code: r.taxCode(c), Rate: r.number(c, "cbc:Percent"), Base: r.amount(s, "cbc:TaxableAmount"), Amount: r.amount(s, "cbc:TaxAmount"),
			Reason: c.at("cbc:TaxExemptionReason").text, ReasonCode: c.at("cbc:TaxExemptionReasonCode").text,
		})
	}
	return t
}

// party reads BG-4 or BG-7.
func party(n *node) invoice.Party {
	a := n.at("cac:PostalAddress")
	p := invoice.Party{
		LegalName: n.at("cac:PartyLegalEntity/cbc:RegistrationName").text, TaxID: n.at("cac:PartyTaxScheme/cbc:CompanyID").text,
		Address: channel.Address{
			PostalCode: a.at("cbc:PostalZone").text, City: a.at("cbc:CityName").text, Region: a.at("cbc:CountrySubentity").text,
			Country: a.at("cac:Country/cbc:IdentificationCode").text,
		},
		Contact: channel.Contact{
			Name: n.at("cac:Contact/cbc:Name").text, Email: n.at("cac:Contact/cbc:ElectronicMail").text, Phone: n.at("cac:Contact/cbc:Telephone").text,
		},
	}
	for _, path := range []string{"cbc:StreetName", "cbc:AdditionalStreetName", "cac:AddressLine/cbc:Line"} {
		if line := a.at(path).text; line != "" {
			p.Address.Lines = append(p.Address.Lines, line)
		}
	}
	return p
}
