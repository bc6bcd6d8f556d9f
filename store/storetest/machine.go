package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"pgregory.net/rapid"
)

// A model is a store as plainly as it can be said: a list.
type model struct {
	rows   []proceeds.Row
	closed [2]calendar.Instant
	onBill map[proceeds.Key]invoice.ID // at sell-out
	drafts map[invoice.ID]invoice.Invoice
	opened int
}

func (m *model) cell(c proceeds.Cell) (out []proceeds.Row) {
	for _, r := range m.rows {
		if r.Cell == c {
			out = append(out, r)
		}
	}
	return out
}

// append returns what the contract says about a batch, and applies it.
func (m *model) append(rows []proceeds.Row) error {
	next := model{rows: slices.Clone(m.rows), closed: m.closed}
	for _, r := range rows {
		stored, cell := m.cell(r.Cell), next.cell(r.Cell)
		switch n := int(r.N); {
		case n < len(stored) && stored[n].Equal(&r):
			continue
		case n != len(cell):
			return daybook.ErrConflict
		case r.Posted < next.closed[r.Book]:
			return daybook.ErrClosed
		}
		next.rows = append(next.rows, r)
	}
	m.rows = next.rows
	return nil
}

// machine does random things to a store and a model, and compares.
func machine(t *rapid.T, s daybook.Store) {
	ctx := context.Background()
	w, err := newWorld()
	if err != nil {
		t.Fatal(err)
	}
	m := &model{onBill: map[proceeds.Key]invoice.ID{}, drafts: map[invoice.ID]invoice.Invoice{}}
	t.Repeat(map[string]func(*rapid.T){
		"append": func(t *rapid.T) { m.appends(ctx, t, s, w) },
		"close":  func(t *rapid.T) { m.closes(ctx, t, s) },
		"bill":   func(t *rapid.T) { m.bills(ctx, t, s) },
		"turn":   func(t *rapid.T) { m.turns(ctx, t, s) },
		"":       func(t *rapid.T) { m.agrees(ctx, t, s) },
	})
}

func drawRow(t *rapid.T, w world, m *model) proceeds.Row {
	id := rapid.SampledFrom([]subscription.ID{"a", "b"}).Draw(t, "subscription")
	r := w.row(id, rapid.IntRange(1, 4).Draw(t, "day"), 0, rapid.Int64Range(-3, 3).Draw(t, "times"))
	r.Book = proceeds.Book(rapid.IntRange(0, 1).Draw(t, "book"))
	if rapid.Bool().Draw(t, "south") {
		r.Route, r.Customer = w.south.Route(0), "bob"
	}
	// Mostly the next number of the cell, sometimes one before or after.
	n := len(m.cell(r.Cell)) + rapid.SampledFrom([]int{0, 0, 0, 0, -1, 1}).Draw(t, "n")
	r.N = uint32(max(0, n))
	r.Known = january() + calendar.Instant(r.N)
	return r
}

func (m *model) appends(ctx context.Context, t *rapid.T, s daybook.Store, w world) {
	var rows []proceeds.Row
	for range rapid.IntRange(0, 3).Draw(t, "rows") {
		if len(m.rows) > 0 && rapid.IntRange(0, 4).Draw(t, "retry") == 0 {
			rows = append(rows, rapid.SampledFrom(m.rows).Draw(t, "again"))
			continue
		}
		rows = append(rows, drawRow(t, w, m))
	}
	slices.SortStableFunc(rows, func(a, b proceeds.Row) int { return a.Key.Compare(b.Key) })
	want, got := m.append(rows), s.AppendRows(ctx, rows)
	if !errors.Is(got, want) {
		t.Fatalf("AppendRows: %v, want %v", got, want)
	}
}

func (m *model) closes(ctx context.Context, t *rapid.T, s daybook.Store) {
	b := proceeds.Book(rapid.IntRange(0, 1).Draw(t, "book"))
	at := january() + day*calendar.Instant(rapid.IntRange(0, 4).Draw(t, "close"))
	m.closed[b] = max(m.closed[b], at)
	if err := s.CloseBook(ctx, b, at); err != nil {
		t.Fatal(err)
	}
}

// bills drafts what is unbilled for one customer at sell-out.
func (m *model) bills(ctx context.Context, t *rapid.T, s daybook.Store) {
	var want []proceeds.Row
	for _, r := range m.rows {
		if _, taken := m.onBill[r.Key]; !taken && r.Book == proceeds.Booked && r.Customer == "ada" {
			want = append(want, r)
		}
	}
	slices.SortFunc(want, func(a, b proceeds.Row) int { return a.Key.Compare(b.Key) })
	got, err := s.Unbilled(ctx, northern(channel.SellOut), proceeds.Key{}, 1000)
	if err == nil {
		err = same(got, want)
	}
	if err != nil {
		t.Fatalf("Unbilled: %v", err)
	}
	if len(want) == 0 {
		return
	}
	inv, err := draft(want...)
	if errors.Is(err, invoice.ErrNothing) {
		return // rows of zero only
	}
	if err != nil {
		t.Fatal(err)
	}
	inv.ID = invoice.ID(fmt.Sprintf("i-%d", len(m.drafts)))
	if inv, err = putOne(ctx, s, inv); err != nil {
		t.Fatalf("PutInvoices: %v", err)
	}
	m.drafts[inv.ID] = inv.Clone()
	for _, k := range inv.Claims() {
		m.onBill[k] = inv.ID
	}
}

// turns puts some invoice in another state.
func (m *model) turns(ctx context.Context, t *rapid.T, s daybook.Store) {
	if len(m.drafts) == 0 {
		return
	}
	id := invoice.ID(fmt.Sprintf("i-%d", rapid.IntRange(0, len(m.drafts)-1).Draw(t, "invoice")))
	edge := rapid.SampledFrom(invoice.Edges()).Draw(t, "edge")
	next, err := m.drafts[id].To(edge.To, invoice.Act{At: january(), Reason: edge.By})
	if err != nil {
		return // a transition that there is none of
	}
	if next.Status == invoice.Open {
		m.opened++
	}
	got, err := putOne(ctx, s, next)
	if err != nil {
		t.Fatalf("PutInvoices: %v", err)
	}
	if next.Status == invoice.Open {
		next.Number = invoice.FormatNumber("R-", uint64(m.opened))
	}
	if err := sameInvoice(got, next); err != nil {
		t.Fatal(err)
	}
	m.drafts[id] = got.Clone()
	for k, on := range m.onBill {
		if on == id && got.Status == invoice.Void {
			delete(m.onBill, k)
		}
	}
}

// agrees compares every feed and the heads.
func (m *model) agrees(ctx context.Context, t *rapid.T, s daybook.Store) {
	for _, v := range []channel.Viewer{everything(), {Party: "ada"}, {Party: "distributor-s"}, {Party: "parent"}} {
		for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
			var want []proceeds.Row
			for _, r := range m.rows {
				if _, seen := r.For(v); seen && r.Book == b {
					want = append(want, r)
				}
			}
			got, _, err := feed(ctx, s, daybook.Scope{Viewer: v, Book: b}, "", 5)
			if err == nil {
				err = same(got, want)
			}
			if err != nil {
				t.Fatalf("feed of %+v in the %v book: %v", v, b, err)
			}
		}
	}
	m.agreesHeads(ctx, t, s)
}

func (m *model) agreesHeads(ctx context.Context, t *rapid.T, s daybook.Store) {
	got, closed, err := s.Heads(ctx, []proceeds.Window{window("a", 1, 4), window("b", 2, 3)})
	if err != nil || closed != m.closed[proceeds.Booked] {
		t.Fatalf("Heads: closed at %v, %v; want %v", closed, err, m.closed[proceeds.Booked])
	}
	var rows []proceeds.Row
	for _, r := range m.rows {
		if window("a", 1, 4).Covers(r.Cell) || window("b", 2, 3).Covers(r.Cell) {
			rows = append(rows, r)
		}
	}
	want, err := proceeds.Fold(rows)
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d heads, want %d; %v", len(got), len(want), err)
	}
	for i := range want {
		if err := errors.Join(same([]proceeds.Row{got[i].Last}, []proceeds.Row{want[i].Last}), samePostings(got[i].Postings, want[i].Postings)); err != nil {
			t.Fatalf("head %v: %v", want[i].Last.Key, err)
		}
	}
}
