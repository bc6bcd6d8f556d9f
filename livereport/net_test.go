package livereport_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/google/go-cmp/cmp"
)

// What is netted, and what stays apart.
func TestNetted(t *testing.T) {
	r := route(t)
	other := *r
	other.Books = append([]channel.BookRef(nil), r.Books...)
	other.Books[3].Revision = 2
	credit := row(r, "s", 3, -2)
	credit.Quantity = pricing.Quantity{}
	repriced := row(&other, "s", 4, 1)
	zero := row(r, "z", 2, -1)
	zero.Quantity = zero.Quantity.Neg()
	february := row(r, "s", 33, 1)
	rows := []proceeds.Row{row(r, "s", 2, 1), row(r, "t", 2, 1), credit, repriced, row(r, "z", 1, 1), zero, february}
	for viewer, want := range map[channel.PartyID][]string{
		"reseller": {
			`"s" 2026-01-02T00:00:00Z/2026-01-05T00:00:00Z due 2026-01-05T00:00:00Z 3 rows 4 0.00`,
			`"t" 2026-01-02T00:00:00Z/2026-01-03T00:00:00Z due 2026-01-03T00:00:00Z 1 rows 2 12.60`,
			`"s" 2026-02-02T00:00:00Z/2026-02-03T00:00:00Z due 2026-02-03T00:00:00Z 1 rows 2 12.60`},
		"distributor": { // who cannot tell accounts apart
			`"" 2026-01-01T00:00:00Z/2026-01-05T00:00:00Z due 2026-01-05T00:00:00Z 6 rows 6 9.00`,
			`"" 2026-02-02T00:00:00Z/2026-02-03T00:00:00Z due 2026-02-03T00:00:00Z 1 rows 2 9.00`},
	} {
		s := selection(t, livereport.Query{Source: livereport.Live, Net: true}, party(viewer), livereport.Channels{})
		var entries []livereport.Entry
		for i := range rows {
			e, ok := s.Entry(&rows[i], false)
			if !ok {
				t.Fatal("no entry of ", rows[i].Key)
			}
			entries = append(entries, e)
		}
		before := fmt.Sprintf("%+v", entries)
		netted, err := s.Net(entries)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i := range netted {
			e := &netted[i]
			got = append(got, fmt.Sprintf("%q %v due %v %d rows %v %s", e.Subscription, e.Service, e.Due, e.Rows, e.Quantity, e.Income(viewer).Text()))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: netted mismatch (-want +got):\n%s", viewer, diff)
		}
		if after := fmt.Sprintf("%+v", entries); after != before {
			t.Errorf("%s: Net changed what it was given", viewer)
		}
	}
}

// What does not add up is an error.
func TestNetErrors(t *testing.T) {
	r := route(t)
	huge := row(r, "s", 1, 1)
	huge.Amounts = channel.AmountsOf(eur, 2, math.MaxInt64, 1, 1, 1)
	more := huge
	more.N = 1
	s := selection(t, livereport.Query{Source: livereport.Live}, operator, livereport.Channels{})
	a, _ := s.Entry(&huge, false)
	b, _ := s.Entry(&more, false)
	if _, err := s.Net([]livereport.Entry{a, b}); !errors.Is(err, money.ErrRange) {
		t.Errorf("a sum that does not fit: %v", err)
	}
	fine := huge
	fine.Amounts = channel.AmountsOf(eur, 3, 1, 1, 1, 1) // other digits: another line
	c, _ := s.Entry(&fine, false)
	if out, err := s.Net([]livereport.Entry{a, c}); err != nil || len(out) != 2 {
		t.Errorf("%d entries, %v", len(out), err)
	}
	if out, err := s.Net(nil); err != nil || len(out) != 0 {
		t.Errorf("nothing: %v, %v", out, err)
	}
}
