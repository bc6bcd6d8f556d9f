package proceeds_test

import (
	"errors"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
)

var (
	eur   = money.MustCurrency("EUR")
	jan5  = calendar.Must("2026-01-05T00:00:00Z")
	jan20 = calendar.Must("2026-01-20T00:00:00Z")
	feb1  = calendar.Must("2026-02-01T00:00:00Z")
)

func row(units int64, posted calendar.Instant, route *channel.Route) proceeds.Row {
	r := proceeds.Row{Posted: posted, Route: route, Customer: "customer", Service: calendar.Period{Start: jan5, End: feb1}}
	r.Cell = proceeds.Cell{Currency: eur, Subscription: "s", Plan: "p", Charge: "c", Start: jan5}
	r.Amounts = channel.AmountsOf(eur, 2, units)
	return r
}

// A ledger of one cell that appends what Diff says.
type cell struct {
	t      *testing.T
	rows   []proceeds.Row
	closed calendar.Instant
	known  calendar.Instant
}

func (c *cell) settle(want *proceeds.Row) int {
	c.t.Helper()
	heads, err := proceeds.Fold(append([]proceeds.Row(nil), c.rows...))
	if err != nil {
		c.t.Fatal(err)
	}
	var targets []proceeds.Target
	if want != nil {
		targets = []proceeds.Target{{Row: *want}}
	}
	rows, _, err := proceeds.Diff(nil, targets, heads, c.known, c.closed)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, r := range rows {
		if int(r.N) != len(c.rows) {
			c.t.Fatalf("row %d of the cell has number %d", len(c.rows), r.N)
		}
		if r.Posted < c.closed {
			c.t.Fatalf("row posted at %v, closed before %v", r.Posted, c.closed)
		}
		c.rows = append(c.rows, r)
	}
	return len(rows)
}

// holds returns what the cell holds at each posting, in cents.
func (c *cell) holds() map[calendar.Instant]int64 {
	out := map[calendar.Instant]int64{}
	for _, r := range c.rows {
		a, _ := r.Amounts.Of(0)
		if out[r.Posted] += a.Units(); out[r.Posted] == 0 {
			delete(out, r.Posted)
		}
	}
	return out
}

func TestSettle(t *testing.T) {
	route := &channel.Route{Parties: []channel.PartyID{"vendor"}}
	other := &channel.Route{Parties: []channel.PartyID{"rival"}}
	at := func(r proceeds.Row) *proceeds.Row { return &r }
	type step struct {
		want  *proceeds.Row
		close calendar.Instant
		rows  int
		holds map[calendar.Instant]int64
	}
	tests := []struct {
		name  string
		steps []step
	}{
		{"booked once", []step{
			{want: at(row(100, jan5, route)), rows: 1, holds: map[calendar.Instant]int64{jan5: 100}},
			{want: at(row(100, jan5, route)), rows: 0, holds: map[calendar.Instant]int64{jan5: 100}},
		}},
		{"corrected in an open period", []step{
			{want: at(row(100, jan5, route)), rows: 1},
			{want: at(row(60, jan5, route)), rows: 1, holds: map[calendar.Instant]int64{jan5: 60}},
		}},
		{"corrected behind the close", []step{
			{want: at(row(100, jan5, route)), rows: 1},
			{want: at(row(60, jan5, route)), close: feb1, rows: 1, holds: map[calendar.Instant]int64{jan5: 100, feb1: -40}},
			{want: at(row(60, jan5, route)), close: feb1 + 9, rows: 0},
			{want: at(row(100, jan5, route)), close: feb1 + 9, rows: 1, holds: map[calendar.Instant]int64{jan5: 100, feb1: -40, feb1 + 9: 40}},
		}},
		{"moves to another open posting", []step{
			{want: at(row(100, jan20, route)), rows: 1},
			{want: at(row(60, jan5, route)), rows: 2, holds: map[calendar.Instant]int64{jan5: 60}},
		}},
		{"not wanted any more", []step{
			{want: at(row(100, jan5, route)), rows: 1},
			{rows: 1, holds: map[calendar.Instant]int64{}},
			{rows: 0, holds: map[calendar.Instant]int64{}},
		}},
		{"not wanted any more behind the close", []step{
			{want: at(row(100, jan5, route)), rows: 1},
			{close: feb1, rows: 1, holds: map[calendar.Instant]int64{jan5: 100, feb1: -100}},
			{close: feb1, rows: 0},
			{close: feb1 + 9, rows: 0},
		}},
		{"between other parties", []step{
			{want: at(row(100, jan5, route)), rows: 1},
			{want: at(row(100, jan5, other)), rows: 2, holds: map[calendar.Instant]int64{jan5: 100}},
			{want: at(row(100, jan5, other)), rows: 0},
			{want: at(row(100, jan5, route)), close: feb1, rows: 2, holds: map[calendar.Instant]int64{jan5: 100}},
			{want: at(row(100, jan5, route)), close: feb1, rows: 0},
		}},
		{"nothing is no row", []step{{want: at(row(0, jan5, route)), rows: 0, holds: map[calendar.Instant]int64{}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := &cell{t: t, known: jan20}
			for i, s := range tt.steps {
				c.closed = max(c.closed, s.close)
				c.known++
				if n := c.settle(s.want); n != s.rows {
					t.Fatalf("step %d appended %d rows, want %d: %v", i, n, s.rows, c.holds())
				}
				got := c.holds()
				if s.holds == nil {
					continue
				}
				if len(got) != len(s.holds) {
					t.Fatalf("step %d: the cell holds %v, want %v", i, got, s.holds)
				}
				for k, v := range s.holds {
					if got[k] != v {
						t.Fatalf("step %d: the cell holds %v, want %v", i, got, s.holds)
					}
				}
			}
		})
	}
}

// A slow worker never takes back what a faster one knew; without the guard it
// would (the control runs the same with the slow worker's knowledge raised).
func TestKnownGuard(t *testing.T) {
	route := &channel.Route{Parties: []channel.PartyID{"vendor"}}
	fast := row(100, jan5, route)
	fast.Known = jan20
	heads, err := proceeds.Fold([]proceeds.Row{fast})
	if err != nil {
		t.Fatal(err)
	}
	slow := []proceeds.Target{{Row: row(60, jan5, route)}}
	rows, skipped, err := proceeds.Diff(nil, slow, heads, jan20-1, 0)
	if err != nil || len(rows) != 0 || skipped != 1 {
		t.Errorf("Diff of a slow worker = %d rows, %d skipped, %v; want 0, 1", len(rows), skipped, err)
	}
	rows, _, err = proceeds.Diff(nil, slow, heads, jan20+1, 0)
	if err != nil || len(rows) != 1 {
		t.Errorf("control: Diff with later knowledge = %d rows, %v; want 1", len(rows), err)
	}
}

// A row without a route, as a host may hand in by mistake, is an error and no
// panic.
func TestRowWithoutARoute(t *testing.T) {
	r := row(100, jan5, nil)
	var c proceeds.Canon
	if err := c.Add(&r); !errors.Is(err, proceeds.ErrNoRoute) {
		t.Errorf("Add = %v, want ErrNoRoute", err)
	}
	if _, ok := r.For(channel.Viewer{Party: "vendor"}); ok || len(r.Viewers()) != 0 {
		t.Error("somebody sees it")
	}
	other := row(100, jan5, &channel.Route{Parties: []channel.PartyID{"vendor"}})
	other.N = 1
	if heads, err := proceeds.Fold([]proceeds.Row{r, other}); err != nil || len(heads) != 1 || len(heads[0].Postings) != 2 {
		t.Errorf("Fold = %v, %v", heads, err)
	}
}
