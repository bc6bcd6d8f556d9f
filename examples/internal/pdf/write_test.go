package pdf_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/examples/internal/pdf"
	"github.com/daybook-go/daybook/examples/internal/sample"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
)

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

func printed(t *testing.T, v invoice.View, o pdf.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pdf.Write(&b, &v, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A second run prints the same bytes, and another number prints others.
func TestPrintsAreByteIdentical(t *testing.T) {
	logo, err := sample.Logo()
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range views(t) {
		first := printed(t, v, pdf.Options{Logo: logo})
		for range 3 {
			if !bytes.Equal(first, printed(t, v, pdf.Options{Logo: logo})) {
				t.Errorf("%s: printed twice, and not the same", name)
			}
		}
		v.Number += "X"
		if bytes.Equal(first, printed(t, v, pdf.Options{Logo: logo})) {
			t.Errorf("%s: another number prints the same", name)
		}
		if dir := os.Getenv("PDF_OUT"); dir != "" { // to look at
			if err := os.WriteFile(filepath.Join(dir, name+".pdf"), first, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestPages(t *testing.T) {
	for name, want := range map[string]int{"one-page": 1, "credit-note": 1, "three-pages": 3} {
		b := printed(t, views(t)[name], pdf.Options{})
		if got := bytes.Count(b, []byte("/Type /Page\n")); got != want {
			t.Errorf("%s: %d pages, want %d", name, got, want)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	logo, err := sample.Logo()
	if err != nil {
		t.Fatal(err)
	}
	v := views(t)["one-page"]
	for name, broken := range map[string][]byte{"empty": {}, "text": []byte("logo"), "cut short": logo[:len(logo)/2]} {
		var b bytes.Buffer
		var fault *pdf.LogoError
		if err := pdf.Write(&b, &v, pdf.Options{Logo: broken}); !errors.As(err, &fault) || b.Len() > 0 {
			t.Errorf("logo %s: %v", name, err)
		}
	}
	for _, text := range []string{"東京", "a\x00", "\xff", "😀"} {
		bad := v
		bad.Buyer.LegalName = text
		var b bytes.Buffer
		var fault *pdf.GlyphError
		if err := pdf.Write(&b, &bad, pdf.Options{}); !errors.As(err, &fault) || fault.Field != "buyer.legal_name" || b.Len() > 0 {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Texts of any length are wrapped, and end.
func TestLongTexts(t *testing.T) {
	v := views(t)["one-page"]
	for _, text := range []string{strings.Repeat("W", 3000), strings.Repeat("word ", 3000), ""} {
		v.Lines[0].Text, v.Buyer.LegalName = text, "B"
		v.Lines[1].ProductType = text
		printed(t, v, pdf.Options{Note: text})
	}
}

// An invoice that is shown in another currency prints, and differs.
func TestShownInAnotherCurrency(t *testing.T) {
	v := views(t)["discounts"]
	shown, err := v.In(invoice.Exchange{Currency: money.MustCurrency("JPY"), Rate: money.MustNumber("162.35"), At: v.Issued, Source: "ECB"}, money.Currencies{})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(printed(t, v, pdf.Options{}), printed(t, shown, pdf.Options{})) {
		t.Error("the same bytes in two currencies")
	}
	if dir := os.Getenv("PDF_OUT"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "shown.pdf"), printed(t, shown, pdf.Options{}), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
