package invoice_test

import (
	"encoding"
	"testing"

	"github.com/daybook-go/daybook/invoice"
)

// Enumerations are text, and nothing else is read or written.
func TestEnumerations(t *testing.T) {
	type text interface {
		encoding.TextMarshaler
		String() string
	}
	check := func(name string, n int, of func(uint8) text, read func([]byte) (text, error)) {
		for i := range uint8(n) {
			b, err := of(i).MarshalText()
			if err != nil || string(b) != of(i).String() {
				t.Errorf("%s %d: %q, %v", name, i, b, err)
			}
			if back, err := read(b); err != nil || back != of(i) {
				t.Errorf("%s %q reads as %v, %v", name, b, back, err)
			}
		}
		if b, err := of(uint8(n)).MarshalText(); err == nil || of(uint8(n)).String() == "" {
			t.Errorf("%s %d is written as %q", name, n, b)
		}
		if back, err := read([]byte("no such one")); err == nil {
			t.Errorf("%s: no such one reads as %v", name, back)
		}
	}
	check("type", 4, func(i uint8) text { return invoice.Type(i) }, func(b []byte) (text, error) { var x invoice.Type; err := x.UnmarshalText(b); return x, err })
	check("tax code", 10, func(i uint8) text { return invoice.TaxCode(i) }, func(b []byte) (text, error) { var x invoice.TaxCode; err := x.UnmarshalText(b); return x, err })
	check("buyers", 3, func(i uint8) text { return invoice.Buyers(i) }, func(b []byte) (text, error) { var x invoice.Buyers; err := x.UnmarshalText(b); return x, err })
	check("basis", 2, func(i uint8) text { return invoice.Basis(i) }, func(b []byte) (text, error) { var x invoice.Basis; err := x.UnmarshalText(b); return x, err })
	check("grouping", 3, func(i uint8) text { return invoice.Grouping(i) }, func(b []byte) (text, error) { var x invoice.Grouping; err := x.UnmarshalText(b); return x, err })
	check("order", 2, func(i uint8) text { return invoice.Order(i) }, func(b []byte) (text, error) { var x invoice.Order; err := x.UnmarshalText(b); return x, err })
	if invoice.Type(9).Code() != "" {
		t.Error("a type that is none has a code")
	}
}
