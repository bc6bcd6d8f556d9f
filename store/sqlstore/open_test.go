package sqlstore_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/daybook-go/daybook/store/sqlstore"
)

func TestOpenTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a folder?", "100%.db")
	if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	_, db := openFile(t, path)
	db.SetMaxOpenConns(1)
	for range 2 {
		if _, err := sqlstore.Open(t.Context(), db); err != nil {
			t.Fatal(err)
		}
	}
	var tables int
	if err := db.QueryRow(`SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'daybook_%' AND name NOT LIKE 'sqlite_%'`).Scan(&tables); err != nil || tables != 0 {
		t.Errorf("%d tables without the prefix, %v", tables, err)
	}
}

func TestOpenAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, open opener) {
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() { open(t) })
		}
		wg.Wait()
	})
}

// Stores of several processes that open with one role of readers at once.
func TestWallAtOnce(t *testing.T) {
	_, db, role := openWalled(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if _, err := sqlstore.OpenPostgres(t.Context(), db, sqlstore.PostgresOptions{Reader: role}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, bad := range []string{"no such role", "x; DROP TABLE daybook_row", "a\x00b"} {
		if _, err := sqlstore.OpenPostgres(t.Context(), db, sqlstore.PostgresOptions{Reader: bad}); err == nil {
			t.Errorf("opened with the role %q", bad)
		}
	}
}
