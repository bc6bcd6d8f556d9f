package invoice_test

import (
	"fmt"
	"testing"

	"github.com/daybook-go/daybook/invoice"
)

func BenchmarkAssemble(b *testing.B) {
	for _, n := range []int{10, 1000, 100_000} {
		b.Run(fmt.Sprintf("rows=%d", n), func(b *testing.B) {
			var sales []sale
			for i := range n {
				sales = append(sales, sale{sub: fmt.Sprintf("s-%d", i), charge: fmt.Sprint(i % 20), quantity: "3", raw: []string{"29.97"}})
			}
			all, terms := rows(sales...), sellOut(b, "22")
			b.ReportAllocs()
			for b.Loop() {
				if _, err := invoice.Assemble(all, terms); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
