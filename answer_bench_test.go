package daybook_test

import (
	"fmt"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

// A month of 300 subscriptions at four levels, 9300 quotas, by day and product.
func BenchmarkAnswer(b *testing.B) {
	store := new(memstore.Store)
	var subs []subscription.Subscription
	offer := fourLevels(b)
	for i := range 300 {
		s := monthly(b, subscription.ID(fmt.Sprint("s-", i)))
		s.Terms[0].Offer = offer
		subs = append(subs, s)
	}
	book(b, store, february, subs...)
	for _, v := range []channel.Viewer{{Operator: true}, {Party: "distributor"}} {
		for source := livereport.Live; source <= livereport.Merged; source++ {
			b.Run(fmt.Sprintf("source=%v/operator=%t", source, v.Operator), func(b *testing.B) {
				r := daybook.Reader{Ledger: store, Viewer: v}
				q := livereport.Query{Source: source, Frame: january, GroupBy: []livereport.Dimension{livereport.ByDay, livereport.ByProduct}}
				b.ReportAllocs()
				rows := 0
				for b.Loop() {
					a, err := r.Answer(b.Context(), q)
					if err != nil || len(a.Groups) != 31 {
						b.Fatal(len(a.Groups), err)
					}
					rows += a.Totals[0].Rows
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(rows), "ns/row")
			})
		}
	}
}
