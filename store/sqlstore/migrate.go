package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql migrations/postgres/*.sql
var migrations embed.FS

// openings is how often a migration is tried. Two processes that open a new
// database at once may both set out to create its tables: the slower one fails,
// and finds everything done when it looks again.
const openings = 5

func migrate(ctx context.Context, db *sql.DB, d *dialect) error {
	folder, err := fs.Sub(migrations, d.folder)
	if err != nil {
		return err
	}
	// The provider is not closed: that would close the caller's database.
	p, err := goose.NewProvider(d.goose, db, folder,
		goose.WithTableName("daybook_migration"),
		goose.WithDisableGlobalRegistry(true),
		goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	for range openings {
		if _, err = p.Up(ctx); err == nil || ctx.Err() != nil {
			break
		}
	}
	return err
}
