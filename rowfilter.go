package daybook

import (
	"context"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

// A RowFilter says which rows a reader has any use for. The zero RowFilter is all.
type RowFilter struct {
	Service   calendar.Period // of where Row.Service starts; the zero Period is all time
	Plans     []pricing.PlanID
	Charges   []pricing.ChargeID
	Kinds     []pricing.Kind
	Customers []channel.PartyID
}

// Takes reports whether r fits: an empty list takes everything.
func (f *RowFilter) Takes(r *proceeds.Row) bool {
	return (f.Service == calendar.Period{} || f.Service.Contains(r.Service.Start)) &&
		among(f.Plans, r.Plan) && among(f.Charges, r.Charge) && among(f.Kinds, r.Kind) && among(f.Customers, r.Customer)
}

func among[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }

// A FilteringLedger is a [Ledger] that can leave rows out before they are read.
type FilteringLedger interface {
	// FilteredRowsSince is RowsSince without some or all of the rows that f does
	// not take: the same ones in every call. An empty page is still the end.
	FilteredRowsSince(ctx context.Context, s Scope, f RowFilter, after Cursor, limit int) ([]proceeds.Row, Cursor, error)
}

// FilteredRowsSince returns the next rows of a scope, of a [FilteringLedger] as
// far as possible without those that f does not take, of others all.
func FilteredRowsSince(ctx context.Context, l Ledger, s Scope, f RowFilter, after Cursor, limit int) ([]proceeds.Row, Cursor, error) {
	if fl, ok := l.(FilteringLedger); ok {
		return fl.FilteredRowsSince(ctx, s, f, after, limit)
	}
	return l.RowsSince(ctx, s, after, limit)
}

// filterOf returns which rows a query may take, for any viewer: what it sees of a
// row's service begins on the day that the row's does, and it may not know the
// customer.
func filterOf(q livereport.Query, v channel.Viewer) (f RowFilter) {
	if axisOf(q) == livereport.Service && q.Frame != (calendar.Period{}) {
		f.Service = calendar.Period{Start: v.Day(q.Frame.Start).Start, End: v.Day(q.Frame.End).End}
	}
	f.Plans = valuesOf[pricing.PlanID](q, livereport.ByPlan)
	f.Charges = valuesOf[pricing.ChargeID](q, livereport.ByCharge)
	if v.Operator {
		f.Customers = valuesOf[channel.PartyID](q, livereport.ByCustomer)
	}
	for _, text := range q.Filter[livereport.ByKind] {
		var k pricing.Kind
		if k.UnmarshalText([]byte(text)) == nil {
			f.Kinds = append(f.Kinds, k)
		}
	}
	return f
}

func valuesOf[T ~string](q livereport.Query, d livereport.Dimension) (out []T) {
	for _, v := range q.Filter[d] {
		out = append(out, T(v))
	}
	return out
}
