package sqlstore_test

import (
	"database/sql"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Both databases have the same tables, with the same columns in the same order:
// a migration that was written for one alone shows here.
func TestSameTables(t *testing.T) {
	_, lite := openFile(t, t.TempDir()+"/daybook.db")
	_, post := openPostgres(t)
	want := columnsOf(t, lite, `SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name LIKE 'daybook\_%' ESCAPE '\' AND m.name <> 'daybook_migration'
		ORDER BY m.name, c.cid`)
	got := columnsOf(t, post, `SELECT table_name, column_name FROM information_schema.columns
		WHERE table_schema = current_schema AND table_name <> 'daybook_migration'
		ORDER BY table_name COLLATE "C", ordinal_position`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("columns mismatch (-sqlite +postgres):\n%s", diff)
	}
	if len(want) < 80 {
		t.Errorf("only %d columns were found", len(want))
	}
}

func columnsOf(t *testing.T, db *sql.DB, query string) (out []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		out = append(out, table+"."+column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
