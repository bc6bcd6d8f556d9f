package proceeds_test

import (
	"testing"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
)

// What a row costs: in a direct sale it is a part of a fee's base, too.
func BenchmarkSettlementAdd(b *testing.B) {
	long := soldAs(b, "long", false, "vendor", sellerAs("parent", channel.Parent), sellerAs("distributor", channel.Distributor), sellerAs("reseller", channel.Reseller))
	for _, bb := range []struct {
		name string
		row  proceeds.Row
	}{
		{"sale=channel", postedRow(long, feeOf, "", 0, "01-05", 600, 720, 900, 1260)},
		{"sale=direct", postedRow(direct(b, "p"), feeOf, "", 0, "01-05", 600, 600)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			s := settlementOf(b, keeper, rates())
			b.ReportAllocs()
			for b.Loop() {
				if err := s.Add(&bb.row); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
