package ubl_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/examples/internal/sample"
	"github.com/daybook-go/daybook/examples/internal/ubl"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// views are the documents of the demo as their buyer sees them.
func views(t *testing.T) map[string]invoice.View {
	t.Helper()
	docs, err := sample.Documents()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]invoice.View{}
	for _, d := range docs {
		v, ok, err := d.Invoice.For(channel.Viewer{Party: "zizka"})
		if !ok || err != nil {
			t.Fatal(d.Name, ok, err)
		}
		out[d.Name] = v
	}
	return out
}

func written(t *testing.T, v invoice.View, o ubl.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := ubl.Write(&b, &v, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func peppol() ubl.Options {
	return ubl.Options{
		Profile: ubl.Peppol, BuyerReference: "PO-7", Account: "IT60X0542811101000000123456",
		Endpoints: map[channel.PartyID]ubl.Endpoint{"alpine": {Scheme: "0211", ID: "IT01234567890"}, "zizka": {Scheme: "9929", ID: "CZ12345678"}},
		Units:     map[string]string{"GB": "E34"},
	}
}

// What is written keeps the rules of the standard, and says what the view says.
func TestDocumentsKeepTheRules(t *testing.T) {
	for name, v := range views(t) {
		b := written(t, v, peppol())
		broken, err := ubl.Check(bytes.NewReader(b), money.Currencies{})
		if err != nil || len(broken) > 0 {
			t.Errorf("%s: %v, %v", name, broken, err)
		}
		inv, err := ubl.Read(bytes.NewReader(b))
		if err != nil {
			t.Fatal(name, err)
		}
		inv.Seller, inv.Buyer = "alpine", "zizka"
		inv.Direct = true
		back, _, err := inv.For(channel.Viewer{Operator: true})
		if err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff(said(v), said(back)); diff != "" {
			t.Errorf("%s (-view +document):\n%s", name, diff)
		}
	}
}

// said is what of a view a document says in the same words.
func said(v invoice.View) map[string]any {
	out := map[string]any{"number": v.Number, "type": v.Type, "issued": v.Issued, "due": v.Due, "period": v.Period, "preceding": v.Preceding,
		"seller": v.Seller.LegalName, "buyer": v.Buyer.LegalName, "address": v.Buyer.Address, "tax id": v.Seller.TaxID, "reason": v.Reason}
	t := v.Totals
	for i, a := range []money.Amount{t.Lines, t.Net, t.Tax, t.Gross, t.Payable} {
		out["total "+string(rune('a'+i))] = a.Text()
	}
	for i, a := range []money.Amount{t.Allowances, t.Charges, t.Prepaid, t.Rounding} {
		out["other "+string(rune('a'+i))] = a.Units()
	}
	var taxes, lines []string
	for _, x := range t.Taxes {
		taxes = append(taxes, strings.Join([]string{x.Code.String(), x.Rate.String(), x.Base.Text(), x.Amount.Text(), x.Reason, x.ReasonCode}, "|"))
	}
	for _, l := range v.Lines {
		lines = append(lines, strings.Join([]string{l.Text, l.ProductType, l.Net.Text(), l.TaxCode.String(), l.TaxRate.String()}, "|"))
	}
	out["taxes"], out["lines"] = taxes, lines
	return out
}

// A document in which a sum is off by a cent is found out.
func TestCheckFindsAPlantedFault(t *testing.T) {
	b := written(t, views(t)["one-page"], ubl.Options{})
	for _, fault := range []struct{ element, rule string }{
		{"PayableAmount", "BR-CO-16"}, {"TaxInclusiveAmount", "BR-CO-15"}, {"TaxExclusiveAmount", "BR-CO-13"}, {"LineExtensionAmount", "BR-CO-10"},
	} {
		i := bytes.LastIndex(b[:bytes.Index(b, []byte("<cac:InvoiceLine>"))], []byte("</cbc:"+fault.element))
		bad := bytes.Clone(b)
		bad[i-1] = '0' + (bad[i-1]-'0'+1)%10
		broken, err := ubl.Check(bytes.NewReader(bad), money.Currencies{})
		found := false
		for _, v := range broken {
			found = found || v.Rule == fault.rule
		}
		if err != nil || !found {
			t.Errorf("%s: %v, %v; want %s", fault.element, broken, err, fault.rule)
		}
	}
}

func TestGolden(t *testing.T) {
	all := views(t)
	for _, name := range []string{"one-page", "discounts", "reverse-charge", "credit-note", "yen"} {
		got := written(t, all[name], peppol())
		file := filepath.Join("testdata", name+".xml")
		if *update {
			if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(file, got, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*invoice.View, *ubl.Options)
		want  string // of the error's rule or field
	}{
		{"draft", func(v *invoice.View, _ *ubl.Options) { v.Number = "" }, "BR-02"},
		{"no tax", func(v *invoice.View, _ *ubl.Options) { v.Totals.Taxes = nil }, "BR-CO-18"},
		{"no country", func(v *invoice.View, _ *ubl.Options) { v.Buyer.Address.Country = "" }, "BR-11"},
		{"seller without a tax id", func(v *invoice.View, _ *ubl.Options) { v.Seller.TaxID = "" }, "BR-S-02"},
		{"another currency", func(v *invoice.View, _ *ubl.Options) { v.Shown = new(invoice.Exchange) }, "shown"},
		{"no endpoint", func(_ *invoice.View, o *ubl.Options) { o.Endpoints = nil }, "PEPPOL-EN16931-R010"},
		{"no reference", func(_ *invoice.View, o *ubl.Options) { o.BuyerReference = "" }, "PEPPOL-EN16931-R003"},
		{"control character", func(v *invoice.View, _ *ubl.Options) { v.Lines[0].Text = "a\x00b" }, "Name"},
		{"not UTF-8", func(v *invoice.View, _ *ubl.Options) { v.Buyer.LegalName = "\xff" }, "RegistrationName"},
		{"O beside S", func(v *invoice.View, _ *ubl.Options) {
			v.Totals.Taxes = append(v.Totals.Taxes, invoice.Tax{Code: invoice.OutOfScope})
		}, "BR-O-11"},
	} {
		v, o := views(t)["one-page"], peppol()
		c.spoil(&v, &o)
		var b bytes.Buffer
		err := ubl.Write(&b, &v, o)
		var fault *ubl.FieldError
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), c.want) || b.Len() > 0 {
			t.Errorf("%s: %v, %d bytes; want %s and nothing written", c.name, err, b.Len(), c.want)
		}
	}
}

// What XML has signs for is text in a document.
func TestHostileTextsComeBack(t *testing.T) {
	for _, text := range []string{`<x>&"']]>`, strings.Repeat("long ", 2000) + "end", "a\nb", "東京 😀"} {
		v := views(t)["one-page"]
		v.Lines[0].Text = text
		inv, err := ubl.Read(bytes.NewReader(written(t, v, ubl.Options{})))
		if err != nil || inv.Lines[0].Text != text {
			t.Errorf("%.20q came back as %.20q, %v", text, inv.Lines[0].Text, err)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for _, text := range []string{"", "<a/>", "<a>", strings.Repeat("<a>", 100), `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>`} {
		if _, err := ubl.Read(strings.NewReader(text)); err == nil {
			t.Errorf("%.30q was read", text)
		}
	}
}

// Under code O there is no rate and no VAT id; what the seller has is its
// registration. What the buyer writes says so.
func TestSpecialDocuments(t *testing.T) {
	v := views(t)["reverse-charge"]
	v.Type, v.Code = invoice.SelfBilled, invoice.SelfBilled.Code()
	v.Totals.Taxes[0].Code, v.Totals.Taxes[0].ReasonCode = invoice.OutOfScope, "VATEX-EU-O"
	for i := range v.Lines {
		v.Lines[i].TaxCode = invoice.OutOfScope
	}
	b := written(t, v, peppol())
	for _, want := range []string{"selfbilling:01:1.0", ">389<", "<cbc:ID>TAX</cbc:ID>"} {
		if !bytes.Contains(b, []byte(want)) {
			t.Errorf("%s is missing", want)
		}
	}
	for _, no := range []string{"<cbc:Percent>", "<cbc:CompanyID>CZ12345678"} {
		if bytes.Contains(b, []byte(no)) {
			t.Errorf("%s under code O", no)
		}
	}
	if broken, err := ubl.Check(bytes.NewReader(b), money.Currencies{}); err != nil || len(broken) > 0 {
		t.Errorf("%v, %v", broken, err)
	}
}
