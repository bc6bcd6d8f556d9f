package ubl_test

import (
	"bytes"
	"fmt"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/examples/internal/sample"
	"github.com/daybook-go/daybook/examples/internal/ubl"
	"github.com/daybook-go/daybook/money"
)

// A buyer's invoice is written, read back and checked.
func ExampleWrite() {
	docs, err := sample.Documents()
	if err != nil {
		fmt.Println(err)
		return
	}
	v, _, err := docs[0].Invoice.For(channel.Viewer{Party: "zizka"})
	if err != nil {
		fmt.Println(err)
		return
	}
	var b bytes.Buffer
	if err := ubl.Write(&b, &v, ubl.Options{Units: map[string]string{"GB": "E34"}}); err != nil {
		fmt.Println(err)
		return
	}
	broken, err := ubl.Check(bytes.NewReader(b.Bytes()), money.Currencies{})
	fmt.Println(broken, err)
	back, err := ubl.Read(&b)
	fmt.Println(back.Number, back.Totals.Payable, err)
	v.Number = ""
	fmt.Println(ubl.Write(&b, &v, ubl.Options{}))
	// Output:
	// [] <nil>
	// R-000001 407.79 EUR <nil>
	// ubl: number: missing (BR-02)
}
