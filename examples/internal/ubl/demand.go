package ubl

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/daybook-go/daybook/invoice"
)

// A demand collects what a view does not have.
type demand struct{ faults []error }

func (d *demand) add(rule, field, format string, args ...any) {
	d.faults = append(d.faults, &FieldError{rule, field, fmt.Sprintf(format, args...)})
}

func (d *demand) want(ok bool, rule, field string) {
	if !ok {
		d.add(rule, field, "missing")
	}
}

// demands returns what of the standard the view cannot keep, besides arithmetic.
func demands(v *invoice.View, o *Options) error {
	var d demand
	if v.Shown != nil {
		d.add("", "shown", "a document is in the currency that it is owed in, and not in %v", v.Shown.Currency)
	}
	if o.Profile > Peppol {
		d.add("", "options.profile", "there is no such one: %d", o.Profile)
	}
	d.want(v.Number != "", "BR-02", "number")
	d.want(!v.Issued.IsZero(), "BR-03", "issued")
	d.want(len(v.Lines) > 0, "BR-16", "lines")
	d.want(v.Seller.Address.Country != "", "BR-09", "seller.address.country")
	d.want(v.Buyer.Address.Country != "", "BR-11", "buyer.address.country")
	d.taxes(v)
	if o.Profile == Peppol {
		d.want(o.BuyerReference != "" || o.Order != "", "PEPPOL-EN16931-R003", "options.buyer_reference")
		d.want(o.Endpoints[v.Seller.ID].complete(), "PEPPOL-EN16931-R020", "options.endpoints: seller")
		d.want(o.Endpoints[v.Buyer.ID].complete(), "PEPPOL-EN16931-R010", "options.endpoints: buyer")
	}
	return errors.Join(d.faults...)
}

func (e Endpoint) complete() bool { return e.Scheme != "" && e.ID != "" }

// taxes wants the ids that the tax codes of the document demand, and no other code
// beside O.
func (d *demand) taxes(v *invoice.View) {
	d.want(len(v.Totals.Taxes) > 0, "BR-CO-18", "totals.taxes")
	var codes []invoice.TaxCode
	for _, t := range v.Totals.Taxes {
		if !slices.Contains(codes, t.Code) {
			codes = append(codes, t.Code)
		}
	}
	for _, c := range codes {
		switch c {
		case invoice.OutOfScope:
			if len(codes) > 1 {
				d.add("BR-O-11", "totals.taxes", "another code beside O")
			}
			continue
		case invoice.ReverseCharge:
			d.want(v.Buyer.TaxID != "", "BR-AE-02", "buyer.tax_id")
		case invoice.IntraEU:
			d.want(v.Buyer.TaxID != "", "BR-IC-02", "buyer.tax_id")
		}
		d.want(v.Seller.TaxID != "", sellerRule(c), "seller.tax_id")
	}
}

func sellerRule(c invoice.TaxCode) string {
	switch c {
	case invoice.IntraEU:
		return "BR-IC-02"
	case invoice.CanaryIslands:
		return "BR-AF-02"
	case invoice.CeutaMelilla:
		return "BR-AG-02"
	}
	return "BR-" + c.String() + "-02"
}

// texts refuses what XML cannot say. Replacing it would print another name than
// was signed.
func texts(n *node, path string) error {
	path += "/" + n.name
	var faults []error
	for _, s := range append([]string{n.text}, values(n)...) {
		if reason := unwritable(s); reason != "" {
			faults = append(faults, &FieldError{"", strings.TrimPrefix(path, "/"), reason})
		}
	}
	for _, c := range n.children {
		faults = append(faults, texts(c, path))
	}
	return errors.Join(faults...)
}

func values(n *node) (out []string) {
	for _, a := range n.attrs {
		out = append(out, a.Value)
	}
	return out
}

func unwritable(s string) string {
	if !utf8.ValidString(s) {
		return "it is not UTF-8"
	}
	for _, r := range s {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			return fmt.Sprintf("%U cannot be written in XML", r)
		}
	}
	return ""
}
