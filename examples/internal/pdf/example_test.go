package pdf_test

import (
	"bytes"
	"fmt"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/examples/internal/pdf"
	"github.com/daybook-go/daybook/examples/internal/sample"
)

// A print is the same on a second run. A character that the font does not have is
// named.
func ExampleWrite() {
	docs, err := sample.Documents()
	if err != nil {
		fmt.Println(err)
		return
	}
	logo, err := sample.Logo()
	if err != nil {
		fmt.Println(err)
		return
	}
	v, _, err := docs[0].Invoice.For(channel.Viewer{Party: "zizka"})
	if err != nil {
		fmt.Println(err)
		return
	}
	var first, second bytes.Buffer
	fmt.Println(pdf.Write(&first, &v, pdf.Options{Logo: logo}), pdf.Write(&second, &v, pdf.Options{Logo: logo}))
	fmt.Println(bytes.Equal(first.Bytes(), second.Bytes()))
	v.Buyer.LegalName = "東京商店"
	fmt.Println(pdf.Write(&first, &v, pdf.Options{}))
	// Output:
	// <nil> <nil>
	// true
	// pdf: buyer.legal_name: the font has no glyph for '東' (U+6771)
}
