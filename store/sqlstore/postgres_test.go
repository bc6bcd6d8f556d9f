package sqlstore_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/store/sqlstore"
	"github.com/daybook-go/daybook/store/sqlstore/internal/pgtest"
	"github.com/daybook-go/daybook/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// openPostgres opens the store in a schema of the test's own.
func openPostgres(t testing.TB) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	return openPostgresAt(t, pgtest.DSN(t))
}

func openPostgresAt(t testing.TB, dsn string) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s, err := sqlstore.OpenPostgres(t.Context(), db, sqlstore.PostgresOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return s, db
}

// openPostgresBeside opens another store on the database, with the turns of its
// own.
func openPostgresBeside(t testing.TB, db *sql.DB) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	s, err := sqlstore.OpenPostgres(t.Context(), db, sqlstore.PostgresOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return s, db
}

func TestPostgresContract(t *testing.T) {
	for _, connections := range []int{1, 4} {
		t.Run(fmt.Sprint("connections=", connections), func(t *testing.T) {
			if testing.Short() && connections == 1 {
				t.Skip("once is enough for a short run")
			}
			storetest.Run(t, func(t testing.TB) daybook.Store {
				s, db := openPostgres(t)
				db.SetMaxOpenConns(connections)
				return s
			})
		})
	}
}

// An opener opens one database, again each time.
type opener func(testing.TB) (*sqlstore.Store, *sql.DB)

// onEach runs a test on every kind of database.
func onEach(t *testing.T, test func(*testing.T, opener)) {
	t.Run("database=sqlite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "daybook.db")
		test(t, func(t testing.TB) (*sqlstore.Store, *sql.DB) { return openFile(t, path) })
	})
	t.Run("database=postgres", func(t *testing.T) {
		dsn := pgtest.DSN(t)
		test(t, func(t testing.TB) (*sqlstore.Store, *sql.DB) { return openPostgresAt(t, dsn) })
	})
}

// onEachNew runs a test on a new store in every kind of database.
func onEachNew(t *testing.T, test func(*testing.T, *sqlstore.Store)) {
	onEach(t, func(t *testing.T, open opener) {
		s, _ := open(t)
		test(t, s)
	})
}
