package invoice

import (
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

// A View is an invoice as one party may see it, and as it is printed: the amounts
// of a credit note are not negative. It holds no keys of rows, which carry the names
// of subscriptions, and who does not deal with the customer sees days in place of
// the instants of its schedule.
type View struct {
	ID           string           `json:"id"` // this viewer's name for it
	Type         Type             `json:"type"`
	Code         string           `json:"code"` // of Type in UNTDID 1001
	Number       string           `json:"number,omitempty"`
	Status       Status           `json:"status"`
	Issued       calendar.Instant `json:"issued,omitzero"`
	Due          calendar.Instant `json:"due,omitzero"` // the end of the due date
	TaxPoint     calendar.Instant `json:"tax_point,omitzero"`
	PaymentTerms int              `json:"payment_terms,omitzero"` // days from issue until it is due
	Issuing      proceeds.Issuing `json:"issuing"`
	Seller       Party            `json:"seller"`
	Buyer        Party            `json:"buyer"`
	Issuer       *Party           `json:"issuer,omitempty"` // where that is not the seller
	Currency     money.Currency   `json:"currency"`
	Period       calendar.Period  `json:"period"`
	Lines        []ViewLine       `json:"lines"`
	Allowances   []ViewAllowance  `json:"allowances,omitempty"`
	Totals       Totals           `json:"totals"`
	Preceding    []ViewReference  `json:"preceding,omitempty"`
	Reason       string           `json:"reason,omitempty"`
	Shown        *Exchange        `json:"shown,omitempty"` // what it is shown at, where that is not its own currency: see [View.In]
}

// A ViewLine is a line of a View.
type ViewLine struct {
	No          int              `json:"no"` // from 1
	Text        string           `json:"text"`
	Product     string           `json:"product"`
	ProductType string           `json:"product_type,omitempty"`
	Plan        pricing.PlanID   `json:"plan"`
	Charge      pricing.ChargeID `json:"charge"`
	Component   string           `json:"component,omitempty"`
	Earlier     bool             `json:"earlier,omitempty"`
	Fee         bool             `json:"marketplace_fee,omitempty"`
	Service     calendar.Period  `json:"service"`
	Quantity    pricing.Quantity `json:"quantity,omitzero"`
	Unit        string           `json:"unit,omitempty"`
	Price       money.Number     `json:"price,omitzero"`
	TaxCategory string           `json:"tax_category,omitempty"`
	TaxCode     TaxCode          `json:"tax_code,omitzero"`
	TaxRate     money.Number     `json:"tax_rate,omitzero"`
	Raw         string           `json:"raw"`
	Net         money.Amount     `json:"net"`
	Delta       string           `json:"delta"`
	Of          int              `json:"of,omitzero"` // on a credit note: the line that it credits
}

// A ViewAllowance is a discount or a charge on the whole document of a View.
type ViewAllowance struct {
	Charge     bool         `json:"charge,omitempty"`
	Text       string       `json:"text"`
	ReasonCode string       `json:"reason_code,omitempty"`
	Percent    money.Number `json:"percent,omitzero"`
	Base       money.Amount `json:"base,omitzero"`
	Amount     money.Amount `json:"amount"`
	TaxCode    TaxCode      `json:"tax_code,omitzero"`
	TaxRate    money.Number `json:"tax_rate,omitzero"`
	Of         int          `json:"of,omitzero"`
}

// A ViewReference names an invoice that a View credits or replaces.
type ViewReference struct {
	Number string           `json:"number"`
	Issued calendar.Instant `json:"issued,omitzero"`
}

// For cuts the invoice to a viewer. Its seller and its buyer see it, and the
// operator; who of the two does not write it sees it once it is issued. False: it
// does not exist for the viewer. The error wraps money.ErrRange where a credit note
// has an amount without a negative.
func (inv *Invoice) For(v channel.Viewer) (View, bool, error) {
	if !inv.seenBy(v) {
		return View{}, false, nil
	}
	out := View{
		ID: inv.outward(v), Type: inv.Type, Code: inv.Type.Code(), Number: inv.Number, Status: inv.Status,
		Issued: inv.Issued, Due: inv.Due, TaxPoint: inv.day(v, inv.TaxPoint), PaymentTerms: inv.PaymentTerms,
		Issuing: inv.Issuing, Seller: inv.SellerParty, Buyer: inv.BuyerParty,
		Currency: inv.Currency, Period: inv.days(v, inv.Period), Reason: inv.Reason,
	}
	out.Seller.ID, out.Buyer.ID = inv.Seller, inv.Buyer
	if inv.IssuerParty.ID != "" {
		issuer := inv.IssuerParty
		out.Issuer = &issuer
	}
	for _, r := range inv.Preceding {
		out.Preceding = append(out.Preceding, ViewReference{r.Number, r.Issued})
	}
	p := printer{turn: inv.Type.IsCredit()}
	for i := range inv.Lines {
		out.Lines = append(out.Lines, p.line(inv, i, v))
	}
	for i := range inv.Allowances {
		out.Allowances = append(out.Allowances, p.allowance(&inv.Allowances[i]))
	}
	out.Totals = p.totals(&inv.Totals)
	return out, p.err == nil, p.err
}

// seenBy reports whether the invoice exists for a viewer.
func (inv *Invoice) seenBy(v channel.Viewer) bool {
	switch {
	case v.Operator:
		return true
	case v.Party == "" || v.Party != inv.Seller && v.Party != inv.Buyer:
		return false
	case !inv.Issued.IsZero() || inv.Number != "":
		return true
	case inv.Issuing == proceeds.SelfBilling:
		return v.Party == inv.Buyer
	}
	return v.Party == inv.Seller
}

// outward returns the viewer's name for the invoice. That of a draft is of its
// pair and period, for it has no number yet.
func (inv *Invoice) outward(v channel.Viewer) string {
	if v.Operator {
		return string(inv.ID)
	}
	p := inv.days(v, inv.Period)
	return v.ID("invoice", string(inv.Seller), string(inv.Buyer), inv.Currency.String(), p.String(), inv.Type.String(), inv.Number)
}

// days widens a period to days for those who see no time of day.
func (inv *Invoice) days(v channel.Viewer, p calendar.Period) calendar.Period {
	if v.Operator || inv.Direct || p == (calendar.Period{}) {
		return p
	}
	return calendar.Period{Start: v.Day(p.Start).Start, End: v.Day(max(p.Start, p.End-1)).End}
}

func (inv *Invoice) day(v channel.Viewer, t calendar.Instant) calendar.Instant {
	if v.Operator || inv.Direct || t.IsZero() {
		return t
	}
	return v.Day(t).Start
}

// A printer turns the signs of a credit note.
type printer struct {
	turn bool
	err  error
}

func (p *printer) amount(a money.Amount) money.Amount {
	if !p.turn || p.err != nil {
		return a
	}
	var out money.Amount
	out, p.err = a.Neg()
	return out
}

// number turns the text of a number; net stands in where none is kept.
func (p *printer) number(text string, net money.Amount) string {
	if text == "" {
		text = net.Text()
	}
	if !p.turn {
		return text
	}
	return negated(text, net)
}

func (p *printer) line(inv *Invoice, i int, v channel.Viewer) ViewLine {
	l := &inv.Lines[i]
	out := ViewLine{
		No: i + 1, Text: l.Text, Product: l.Product, ProductType: l.ProductType, Plan: l.Plan, Charge: l.Charge,
		Component: l.Component, Earlier: l.Earlier, Fee: l.Fee, Service: inv.days(v, l.Service),
		Quantity: l.Quantity, Unit: l.Unit, Price: l.Price,
		TaxCategory: l.TaxCategory, TaxCode: l.TaxCode, TaxRate: l.TaxRate, Of: l.Of,
		Raw: p.number(l.Raw, l.Net), Net: p.amount(l.Net), Delta: l.Delta,
	}
	if l.Raw == "" {
		out.Delta = money.New(0, l.Net.Scale(), l.Net.Currency()).Text()
	} else if p.turn {
		out.Delta = negated(l.Delta, l.Net)
	}
	if p.turn {
		out.Quantity = l.Quantity.Neg()
	}
	return out
}

func (p *printer) allowance(a *Allowance) ViewAllowance {
	return ViewAllowance{
		a.Charge, a.Text, a.ReasonCode, a.Percent, p.amount(a.Base), p.amount(a.Amount), a.TaxCode, a.TaxRate, a.Of,
	}
}

func (p *printer) totals(t *Totals) Totals {
	out := Totals{
		Raw: p.number(t.Raw, t.Lines), Delta: t.Delta, Lines: p.amount(t.Lines), Allowances: p.amount(t.Allowances),
		Charges: p.amount(t.Charges), Net: p.amount(t.Net), Tax: p.amount(t.Tax), Gross: p.amount(t.Gross),
		Prepaid: p.amount(t.Prepaid), Rounding: p.amount(t.Rounding), Payable: p.amount(t.Payable),
		Fees: p.amount(t.Fees), Creditable: t.Creditable,
	}
	if p.turn {
		out.Delta = negated(t.Delta, t.Lines)
	}
	for _, tax := range t.Taxes {
		tax.Base, tax.Amount = p.amount(tax.Base), p.amount(tax.Amount)
		out.Taxes = append(out.Taxes, tax)
	}
	return out
}
