package faults

import (
	"database/sql"
	"testing"

	"github.com/daybook-go/daybook/store/sqlstore"
	"github.com/daybook-go/daybook/store/sqlstore/internal/pgtest"
	_ "modernc.org/sqlite"
)

func openSQLite(t testing.TB, path string) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	db, err := sql.Open("sqlite", sqlstore.SQLiteDSN(path))
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

func openPostgres(t testing.TB, dsn string) (*sqlstore.Store, *sql.DB) {
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

// onEach runs a test on every kind of database, whose stores open opens: again
// the same database each time.
func onEach(t *testing.T, test func(t *testing.T, database string, open func(testing.TB) *sqlstore.Store)) {
	t.Run("database=sqlite", func(t *testing.T) {
		path := t.TempDir() + "/daybook.db"
		test(t, "SQLite", func(t testing.TB) *sqlstore.Store { s, _ := openSQLite(t, path); return s })
	})
	t.Run("database=postgres", func(t *testing.T) {
		dsn := pgtest.DSN(t)
		test(t, "PostgreSQL", func(t testing.TB) *sqlstore.Store { s, _ := openPostgres(t, dsn); return s })
	})
}
