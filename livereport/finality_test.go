package livereport_test

import (
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
)

// Which quotas are final, by what is booked of their line.
func TestFinality(t *testing.T) {
	r := route(t)
	booked := func(change func(*proceeds.Row)) proceeds.Row {
		b := row(r, "s", 1, 31)
		b.Book, b.Service.End = proceeds.Booked, start+31*day
		if change != nil {
			change(&b)
		}
		return b
	}
	undo := func(b proceeds.Row) proceeds.Row { // another row of the cell that takes it back
		b.N, b.Quantity, b.Posted = 1, b.Quantity.Neg(), b.Posted+day
		none := channel.AmountsOf(eur, 2, 0, 0, 0, 0)
		b.Amounts, _ = none.Sub(b.Amounts)
		return b
	}
	upper := func(b *proceeds.Row) { // an amount that the vendor and the parent alone see
		b.Amounts, b.Quantity = channel.AmountsOf(eur, 2, 5, 0, 0, 0), pricing.Quantity{}
	}
	postpaid := func(b *proceeds.Row) { b.Timing, b.Due = pricing.Postpaid, start+31*day }
	for _, tt := range []struct {
		name   string
		booked []proceeds.Row
		quota  func(*proceeds.Row)
		viewer channel.Viewer
		want   bool
	}{
		{"nothing is booked", nil, nil, operator, false},
		{"the line is", []proceeds.Row{booked(nil)}, nil, operator, true},
		{"to the customer, too", []proceeds.Row{booked(nil)}, nil, party("ada"), true},
		{"to a stranger it is not", []proceeds.Row{booked(nil)}, nil, party("stranger"), false},
		{"another subscription's", []proceeds.Row{booked(func(b *proceeds.Row) { b.Subscription = "t" })}, nil, operator, false},
		{"another charge's", []proceeds.Row{booked(func(b *proceeds.Row) { b.Charge = "c" })}, nil, operator, false},
		{"the period before", []proceeds.Row{booked(func(b *proceeds.Row) {
			b.Service = calendar.Period{Start: start - 31*day, End: start}
		})}, nil, operator, false},
		{"taken back", []proceeds.Row{booked(nil), undo(booked(nil))}, nil, operator, false},
		{"a quantity at no price", []proceeds.Row{booked(func(b *proceeds.Row) { b.Amounts = channel.AmountsOf(eur, 2, 0, 0, 0, 0) })}, nil, operator, true},
		{"what the customer does not see", []proceeds.Row{booked(upper)}, nil, party("ada"), false},
		{"what the operator sees", []proceeds.Row{booked(upper)}, nil, operator, true},
		{"another component in advance", []proceeds.Row{booked(nil)}, func(q *proceeds.Row) { q.Component = "tiers" }, operator, false},
		{"another component in arrears", []proceeds.Row{booked(postpaid)}, func(q *proceeds.Row) { postpaid(q); q.Component = "minimum" }, operator, true},
		{"the rest after the line's end", []proceeds.Row{booked(func(b *proceeds.Row) { b.Service.End = start + 4*day })},
			func(q *proceeds.Row) { q.Component = proceeds.Rest }, operator, true},
		{"the rest of a discount", []proceeds.Row{booked(func(b *proceeds.Row) { b.Service.End, b.Component = start+4*day, "spring" })},
			func(q *proceeds.Row) { q.Component = "spring " + proceeds.Rest }, operator, true},
		{"no rest", []proceeds.Row{booked(func(b *proceeds.Row) { b.Service.End = start + 4*day })}, nil, operator, false},
		{"a one-off within the slot", []proceeds.Row{booked(func(b *proceeds.Row) {
			b.Kind, b.Component, b.Service = pricing.OneTime, "f1", calendar.Period{Start: start + 4*day + 7, End: start + 4*day + 8}
		})}, func(q *proceeds.Row) { q.Kind, q.Component = pricing.OneTime, "f1" }, operator, true},
		{"another one-off of that slot", []proceeds.Row{booked(func(b *proceeds.Row) {
			b.Kind, b.Component, b.Service = pricing.OneTime, "f1", calendar.Period{Start: start + 4*day + 7, End: start + 4*day + 8}
		})}, func(q *proceeds.Row) { q.Kind, q.Component = pricing.OneTime, "f2" }, operator, false},
		{"a chain of another length since", []proceeds.Row{booked(nil), undo(booked(nil)), booked(func(b *proceeds.Row) {
			b.N, b.Route, b.Amounts = 2, routeOf(t, channel.Vendor, channel.Reseller), channel.AmountsOf(eur, 2, 5, 6)
			b.Quantity = pricing.Quantity{}
		})}, nil, operator, true},
	} {
		heads, err := proceeds.Fold(tt.booked)
		if err != nil {
			t.Fatal(err)
		}
		f, err := livereport.NewFinality(heads, tt.viewer)
		if err != nil {
			t.Fatal(err)
		}
		quota := row(r, "s", 5, 1)
		if tt.quota != nil {
			tt.quota(&quota)
		}
		if got := f.Of(&quota); got != tt.want {
			t.Errorf("%s: final is %t, want %t", tt.name, got, tt.want)
		}
	}
	if quota := row(r, "s", 5, 1); (livereport.Finality{}).Of(&quota) {
		t.Error("the zero Finality knows of a line")
	}
}
