package sqlstore_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/sqlstore"
	"github.com/daybook-go/daybook/store/sqlstore/internal/pgtest"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// counted counts the statements that a connection sends.
type counted struct{ n atomic.Int64 }

func (c *counted) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.n.Add(1)
	return ctx
}

func (c *counted) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// A call sends as many statements for a thousand rows as for ten.
func TestStatements(t *testing.T) {
	config, err := pgx.ParseConfig(pgtest.DSN(t))
	if err != nil {
		t.Fatal(err)
	}
	var c counted
	config.Tracer = &c
	db := stdlib.OpenDB(*config)
	defer db.Close()
	s, err := sqlstore.OpenPostgres(t.Context(), db, sqlstore.PostgresOptions{})
	if err != nil {
		t.Fatal(err)
	}
	few, many := statementsOf(t, s, &c, 10), statementsOf(t, s, &c, 1000)
	for call, n := range few {
		if n == 0 || many[call] != n {
			t.Errorf("%s: %d statements for 10 rows, %d for 1000", call, n, many[call])
		}
	}
}

func statementsOf(t *testing.T, s *sqlstore.Store, c *counted, n int) map[string]int64 {
	t.Helper()
	o := offer(t, fmt.Sprint("plan-", n), 4)
	var rows []proceeds.Row
	var windows []proceeds.Window
	for i := range n {
		r := row(o, fmt.Sprintf("%d-%04d", n, i), january.Start, 1, 2, 3, 4)
		r.Customer = "customer"
		rows = append(rows, r)
		windows = append(windows, proceeds.Window{Book: r.Book, Subscription: r.Subscription, Period: january})
	}
	var keys []proceeds.Key
	for _, r := range rows {
		keys = append(keys, r.Key)
	}
	bill := daybook.Bill{Book: proceeds.Live, Level: 3, Seller: "seller-3", Buyer: "customer", Currency: eur}
	inv := invoice.Invoice{ID: invoice.ID(fmt.Sprint("i-", n)), Seller: "seller-3", Buyer: "customer", Level: 3, Currency: eur,
		Status: invoice.Draft, Version: 1, Lines: []invoice.Line{{Product: "p", Rows: keys}}}
	out := map[string]int64{}
	for _, step := range []struct {
		call string
		run  func() (rows int, err error)
	}{
		{"AppendRows", func() (int, error) { return n, s.AppendRows(t.Context(), rows) }},
		{"AppendRows again", func() (int, error) { return n, s.AppendRows(t.Context(), rows) }},
		{"Heads", func() (int, error) { heads, _, err := s.Heads(t.Context(), windows); return len(heads), err }},
		{"RowsSince", func() (int, error) {
			rows, _, err := s.RowsSince(t.Context(), daybook.Scope{Viewer: operator, Book: proceeds.Live}, "", n)
			return len(rows), err
		}},
		{"Unbilled", func() (int, error) {
			rows, err := s.Unbilled(t.Context(), bill, proceeds.Key{}, n)
			return len(rows), err
		}},
		{"PutInvoices", func() (int, error) {
			_, err := s.PutInvoices(t.Context(), []invoice.Invoice{inv})
			return n, err
		}},
	} {
		before := c.n.Load()
		if got, err := step.run(); err != nil || got != n {
			t.Fatalf("%s: %d rows, %v; want %d", step.call, got, err, n)
		}
		out[step.call] = c.n.Load() - before
	}
	return out
}
