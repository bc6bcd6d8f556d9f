package pgtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

var (
	once   sync.Once
	shared *Server
	failed error
)

// Main runs the tests of a package and stops the server that they share.
func Main(m *testing.M) int {
	code := m.Run()
	if shared != nil {
		if err := shared.Close(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return code
}

// Start starts a server for one test. See [New].
func Start(t testing.TB, settings ...string) *Server {
	t.Helper()
	s, err := New(settings...)
	if err != nil {
		lacking(t, err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// lacking skips the test, or fails where the test must run.
func lacking(t testing.TB, err error) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("DAYBOOK_REQUIRE"), ","), "postgres") {
		t.Fatal(err)
	}
	t.Skip(err)
}

// DSN names a database whose search path is an empty schema of the test's own.
// The shared server does not wait for the disk: no test cuts the power.
func DSN(t testing.TB) string {
	t.Helper()
	schema := "daybook_" + strings.ToLower(rand.Text()[:12])
	named, err := within(os.Getenv("DATABASE_URL"), schema)
	if err == nil && named == "" {
		once.Do(func() { shared, failed = New("fsync=off") })
		if failed != nil {
			lacking(t, failed)
		}
		named = shared.DSN(schema)
	}
	if err != nil {
		t.Fatal(err)
	}
	execute(t, named, "CREATE SCHEMA "+schema)
	t.Cleanup(func() { execute(t, named, "DROP SCHEMA "+schema+" CASCADE") })
	return named
}

// within returns the address of a database with a schema as its search path.
func within(address, schema string) (string, error) {
	if address == "" {
		return "", nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("DATABASE_URL: %w", err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String(), nil
}

func execute(t testing.TB, dsn, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), statement); err != nil {
		t.Error(err)
	}
}
