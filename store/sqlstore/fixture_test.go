package sqlstore_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/sqlstore"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	_ "modernc.org/sqlite"
)

var (
	eur     = money.MustCurrency("EUR")
	january = calendar.Period{Start: calendar.Must("2026-01-01T00:00:00Z"), End: calendar.Must("2026-02-01T00:00:00Z")}
)

const day = calendar.Instant(24 * time.Hour / time.Microsecond)

// openFile opens the store in a file.
func openFile(t testing.TB, path string) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	return open(t, sqlstore.SQLiteDSN(path))
}

// openFast opens it without waiting for the disk: no test cuts the power.
func openFast(t testing.TB, path string) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	return open(t, strings.Replace(sqlstore.SQLiteDSN(path), "_synchronous=FULL", "_synchronous=OFF", 1))
}

func open(t testing.TB, dsn string) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s, err := sqlstore.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	return s, db
}

func newStore(t testing.TB) *sqlstore.Store {
	t.Helper()
	s, _ := openFile(t, filepath.Join(t.TempDir(), "daybook.db"))
	return s
}

// offer sells a fee of 10.00 EUR a month through a chain of that many levels.
func offer(t testing.TB, plan string, levels int) *channel.Offer {
	t.Helper()
	return offerOf(t, "", plan, levels)
}

// offerOf is the same with a prefix before the name of every party.
func offerOf(t testing.TB, prefix, plan string, levels int) *channel.Offer {
	t.Helper()
	p := &pricing.Plan{ID: pricing.PlanID(plan), Revision: 1, Product: "product", Name: plan, Currency: eur, Charges: []pricing.Charge{
		{ID: "fee", Model: pricing.PerUnit{Unit: decimal.NewFromInt(10)}, Unit: "seat", TaxCategory: "S"}}}
	chain := &channel.Chain{ID: "chain", Revision: 1, Vendor: channel.PartyID(prefix + "vendor")}
	for l := 1; l < levels; l++ {
		chain.Sellers = append(chain.Sellers, channel.Seller{
			Party: channel.PartyID(fmt.Sprint(prefix, "seller-", l)), Role: roleAt(l, levels),
			Book:    channel.BookRef{ID: "book", Revision: l},
			Default: channel.Rule{Kind: channel.Markup, Percent: decimal.NewFromInt(int64(l))},
		})
	}
	o, err := channel.NewOffer(p, chain)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func roleAt(l, levels int) channel.Role {
	switch {
	case l == levels-1:
		return channel.Reseller
	case l == 1:
		return channel.Parent
	}
	return channel.Distributor
}

// row returns the first row of a cell, with an amount at each level.
func row(o *channel.Offer, id string, start calendar.Instant, units ...int64) proceeds.Row {
	return proceeds.Row{
		Key: proceeds.Key{Cell: proceeds.Cell{Book: proceeds.Live, Currency: eur, Subscription: subscription.ID(id),
			Plan: o.Plan.ID, Charge: "fee", Start: start}},
		Service: calendar.Period{Start: start, End: start + day}, Due: start + day, Posted: start, Known: start + 2*day,
		Customer: channel.PartyID("customer-" + id), Quantity: quantity("1"),
		Amounts: channel.AmountsOf(eur, 2, units...), Route: o.Route(0),
	}
}

// adjustment returns the row after r.
func adjustment(r proceeds.Row, units ...int64) proceeds.Row {
	r.N++
	r.Known += day
	r.Amounts = channel.AmountsOf(eur, 2, units...)
	return r
}

func quantity(s string) pricing.Quantity {
	q, err := pricing.ParseQuantity(s)
	if err != nil {
		panic(err)
	}
	return q
}

// feedOf reads all that a viewer may see of a book, in pages of two.
func feedOf(t testing.TB, s *sqlstore.Store, b proceeds.Book, v channel.Viewer, after daybook.Cursor) ([]proceeds.Row, daybook.Cursor) {
	t.Helper()
	var all []proceeds.Row
	for {
		rows, next, err := s.RowsSince(t.Context(), daybook.Scope{Viewer: v, Book: b}, after, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 0 {
			return all, next
		}
		all, after = append(all, rows...), next
	}
}

// sameRows compares rows with all that is in them.
func sameRows(t testing.TB, want, got []proceeds.Row) {
	t.Helper()
	if diff := cmp.Diff(dumps(want), dumps(got)); diff != "" {
		t.Errorf("rows mismatch (-want +got):\n%s", diff)
	}
	for i := range min(len(want), len(got)) {
		if !want[i].Equal(&got[i]) {
			t.Errorf("row %v is not Equal to what was stored", want[i].Key)
		}
	}
}

func dumps(rows []proceeds.Row) (out []string) {
	for _, r := range rows {
		route := fmt.Sprintf("%+v", *r.Route)
		r.Route = nil
		type plain proceeds.Row // without its methods
		out = append(out, fmt.Sprintf("%+v %+v %s", plain(r), r.Amounts.Parts(), route))
	}
	return out
}
