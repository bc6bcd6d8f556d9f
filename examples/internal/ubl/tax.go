package ubl

import (
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
)

// category is a tax category; under O it has no rate (BR-O-05).
func category(name string, c invoice.TaxCode, rate money.Number, reason ...*node) *node {
	n := group(name, text("cbc:ID", c.String()))
	if n == nil {
		return nil
	}
	if c != invoice.OutOfScope {
		n.add(text("cbc:Percent", rate.String()))
	}
	n.add(reason...)
	n.add(group("cac:TaxScheme", text("cbc:ID", "VAT")))
	return n
}

// taxTotal is BT-110 with BG-23.
func (w *writer) taxTotal() *node {
	n := group("cac:TaxTotal", amount("cbc:TaxAmount", w.v.Totals.Tax))
	for _, t := range w.v.Totals.Taxes {
		n.add(group("cac:TaxSubtotal", amount("cbc:TaxableAmount", t.Base), amount("cbc:TaxAmount", t.Amount),
			category("cac:TaxCategory", t.Code, t.Rate,
				text("cbc:TaxExemptionReasonCode", t.ReasonCode), text("cbc:TaxExemptionReason", t.Reason))))
	}
	return n
}

// totals is BG-22.
func (w *writer) totals() *node {
	t := &w.v.Totals
	return group("cac:LegalMonetaryTotal",
		amount("cbc:LineExtensionAmount", t.Lines), amount("cbc:TaxExclusiveAmount", t.Net), amount("cbc:TaxInclusiveAmount", t.Gross),
		some("cbc:AllowanceTotalAmount", t.Allowances), some("cbc:ChargeTotalAmount", t.Charges),
		some("cbc:PrepaidAmount", t.Prepaid), some("cbc:PayableRoundingAmount", t.Rounding),
		amount("cbc:PayableAmount", t.Payable))
}

// allowance is BG-20 or BG-21. Its percentage is left out where it is not what the
// amount is (PEPPOL-EN16931-R040), as of a part that is credited.
func (w *writer) allowance(a *invoice.ViewAllowance) *node {
	charge := "false"
	if a.Charge {
		charge = "true"
	}
	n := group("cac:AllowanceCharge", text("cbc:ChargeIndicator", charge),
		text("cbc:AllowanceChargeReasonCode", a.ReasonCode), text("cbc:AllowanceChargeReason", a.Text))
	exact, err := a.Base.Mul(a.Percent.Decimal().Shift(-2), a.Amount.Scale(), money.HalfUp)
	if !a.Percent.IsZero() && err == nil && exact == a.Amount {
		n.add(text("cbc:MultiplierFactorNumeric", a.Percent.String()), amount("cbc:Amount", a.Amount), amount("cbc:BaseAmount", a.Base))
	} else {
		n.add(amount("cbc:Amount", a.Amount))
	}
	n.add(category("cac:TaxCategory", a.TaxCode, a.TaxRate))
	return n
}
