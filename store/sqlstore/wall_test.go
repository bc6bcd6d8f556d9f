package sqlstore_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/sqlstore"
	"github.com/daybook-go/daybook/store/sqlstore/internal/pgtest"
	"github.com/daybook-go/daybook/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// openWalled opens the store with a role of readers that is dropped at the end.
func openWalled(t testing.TB) (s *sqlstore.Store, db *sql.DB, role string) {
	t.Helper()
	dsn := pgtest.DSN(t)
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	role = `reader "'%s?1` + strings.ToLower(rand.Text()[:8])
	quoted := `"` + strings.ReplaceAll(role, `"`, `""`) + `"`
	if _, err := db.Exec("CREATE ROLE " + quoted); err != nil {
		if os.Getenv("DATABASE_URL") != "" {
			t.Skip("DATABASE_URL may create no role:", err)
		}
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.Exec("DROP OWNED BY " + quoted); err != nil {
			t.Error(err)
		}
		if _, err := db.Exec("DROP ROLE " + quoted); err != nil {
			t.Error(err)
		}
		db.Close()
	})
	if s, err = sqlstore.OpenPostgres(t.Context(), db, sqlstore.PostgresOptions{Reader: role}); err != nil {
		t.Fatal(err)
	}
	return s, db, role
}

// The store keeps the whole contract behind the wall.
func TestWallContract(t *testing.T) {
	for _, c := range storetest.Checks() {
		if strings.HasPrefix(c.Name, "feed/") || strings.HasPrefix(c.Name, "together/") {
			t.Run(c.Name, func(t *testing.T) {
				s, _, _ := openWalled(t)
				if err := c.Run(t.Context(), s); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// everywhere is every table, with what tells its rows apart.
var everywhere = map[string]string{
	"daybook_book":     "book",
	"daybook_route":    "digest",
	"daybook_row":      "subscription || '/' || n",
	"daybook_feed":     "party",
	"daybook_feed_row": "feed || '/' || ordinal",
	"daybook_side":     "seller || '/' || buyer",
	"daybook_unbilled": "subscription",
	"daybook_invoice":  "id",
	"daybook_claim":    "row",
	"daybook_series":   "seller",
	"daybook_entry":    "reference",
}

// A reader that forgets every filter, on a table that it should not even have
// been granted, still sees no more than the party may.
func TestWallWithoutFilters(t *testing.T) {
	s, db, role := openWalled(t)
	fillWall(t, s)
	quoted := `"` + strings.ReplaceAll(role, `"`, `""`) + `"`
	for table := range everywhere {
		if _, err := db.Exec("GRANT SELECT ON " + table + " TO " + quoted); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		party string
		want  map[string][]string
	}{
		{"customer-mine", map[string][]string{
			"daybook_row":      {"mine/0"}, // not the adjustment of what the seller pays
			"daybook_feed":     {"customer-mine"},
			"daybook_feed_row": {feedOfParty(t, db, "customer-mine") + "/1"},
			"daybook_entry":    {"paid-mine"},
		}},
		{"seller-1", map[string][]string{
			"daybook_row":      {"mine/0", "mine/1", "other/0"},
			"daybook_feed":     {"seller-1"},
			"daybook_feed_row": {feedOfParty(t, db, "seller-1") + "/1", feedOfParty(t, db, "seller-1") + "/2", feedOfParty(t, db, "seller-1") + "/3"},
			"daybook_invoice":  {"i-mine"},
			"daybook_entry":    {"paid-mine"},
		}},
		{"a stranger", nil},
		{"", nil}, // the operator's name
	} {
		t.Run(tt.party, func(t *testing.T) {
			for table, column := range everywhere {
				got := seen(t, db, role, tt.party, "SELECT ("+column+")::text FROM "+table)
				if diff := cmp.Diff(tt.want[table], got); diff != "" {
					t.Errorf("%s mismatch (-want +got):\n%s", table, diff)
				}
			}
		})
	}
	t.Run("control", func(t *testing.T) {
		for table, column := range everywhere {
			if got := seen(t, db, "none", "", "SELECT ("+column+")::text FROM "+table); len(got) < 2 {
				t.Errorf("%s: the owner sees %q: too little for the test to mean anything", table, got)
			}
		}
	})
}

// A table that is not among those of the test has no wall that is tested.
func TestWallIsEverywhere(t *testing.T) {
	_, db := openPostgres(t)
	rows := seen(t, db, "none", "", `SELECT relname::text || ' ' || relrowsecurity FROM pg_class
		WHERE relnamespace = current_schema::regnamespace AND relkind = 'r'`)
	for _, row := range rows {
		table, walled, _ := strings.Cut(row, " ")
		if _, tested := everywhere[table]; table != "daybook_migration" && (!tested || walled != "true") {
			t.Errorf("%s: row-level security %s, tested %t", table, walled, tested)
		}
	}
}

// RowsSince reads behind the wall: with the policy gone, a party sees nothing
// and the operator all.
func TestWallStands(t *testing.T) {
	s, db, _ := openWalled(t)
	fillWall(t, s)
	mine := channel.Viewer{Party: "seller-1"}
	if got, _ := feedOf(t, s, proceeds.Live, mine, ""); len(got) != 3 {
		t.Fatalf("%d rows, want 3", len(got))
	}
	if _, err := db.Exec(`DROP POLICY daybook_party ON daybook_row`); err != nil {
		t.Fatal(err)
	}
	if got, _, err := s.RowsSince(t.Context(), daybook.Scope{Viewer: mine, Book: proceeds.Live}, "", 9); len(got) != 0 || err != nil {
		t.Errorf("%d rows, %v; want none", len(got), err)
	}
	if got, _ := feedOf(t, s, proceeds.Live, operator, ""); len(got) != 4 {
		t.Errorf("the operator sees %d rows, want 4", len(got))
	}
}

// fillWall stores rows of two chains and three customers.
func fillWall(t *testing.T, s *sqlstore.Store) {
	t.Helper()
	o, far := offer(t, "plan", 2), offerOf(t, "far ", "far", 2)
	mine, other, foreign := row(o, "mine", january.Start, 600, 1000), row(o, "other", january.Start, 600, 1000), row(far, "foreign", january.Start, 1, 2)
	hidden := adjustment(mine, 5, 0)
	hidden.Quantity = quantity("0")
	appendRows(t, s, mine, hidden, other, foreign)
	for _, r := range []proceeds.Row{mine, foreign} {
		seller := r.Route.Seller(1)
		_, err := s.PutInvoices(t.Context(), []invoice.Invoice{{
			ID: invoice.ID("i-" + string(r.Subscription)), Seller: seller, Buyer: r.Customer, Level: 1, Currency: eur,
			Status: invoice.Open, Series: "2026-", Version: 1, Lines: []invoice.Line{{Product: "product", Rows: []proceeds.Key{r.Key}}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		entry := invoice.Entry{Account: invoice.Account{Seller: seller, Buyer: r.Customer, Currency: eur}, Kind: invoice.Payment,
			Amount: money.New(100, 2, eur), Reference: "paid-" + string(r.Subscription)}
		if err := s.AppendEntries(t.Context(), []invoice.Entry{entry}); err != nil {
			t.Fatal(err)
		}
	}
}

func feedOfParty(t *testing.T, db *sql.DB, party string) string {
	t.Helper()
	return seen(t, db, "none", "", fmt.Sprintf("SELECT id::text FROM daybook_feed WHERE party = '%s'", party))[0]
}

// seen returns what a role sees with a party set, sorted.
func seen(t *testing.T, db *sql.DB, role, party, query string) (out []string) {
	t.Helper()
	tx, err := db.BeginTx(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec(`SELECT set_config('role', $1, TRUE), set_config('daybook.party', $2, TRUE)`, role, party); err != nil {
		t.Fatal(err)
	}
	rows, err := tx.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		out = append(out, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}
