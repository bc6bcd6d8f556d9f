// Package sqlstore keeps everything that Daybook knows in an SQL database: the
// roles of [daybook.Store] on SQLite and PostgreSQL.
//
// Open a database with the driver of your choice, then the store in it:
//
//	db, err := sql.Open("sqlite", sqlstore.SQLiteDSN("billing.db")) // modernc.org/sqlite
//	// …
//	store, err := sqlstore.Open(ctx, db)
//
// or of PostgreSQL, a server:
//
//	db, err := sql.Open("pgx", "postgres://…") // github.com/jackc/pgx/v5/stdlib
//	// …
//	store, err := sqlstore.OpenPostgres(ctx, db, sqlstore.PostgresOptions{})
//
// Both create the tables, or bring them up to date. The package imports no
// driver.
//
// # How it keeps the contracts
//
// Every write is one transaction, and writers take turns: within a process in
// the order in which they come, between processes by the lock of the database,
// which in PostgreSQL is that of two rows. A write that is cancelled, or whose
// process dies, leaves nothing. The changes of one call are a few statements
// over lists of values, whatever their number; in PostgreSQL over arrays.
// Readers see one state of the database and hold up nobody.
//
// A row is stored once, with its amounts in columns, and its route once for all
// rows that share it. Beside it stand what reading needs: a number in the feed
// of every party that may see it, and a note for every level at which it is on
// no invoice. So a page of a feed or of unbilled rows costs what is on the page.
//
// # A second wall
//
// Outward reads are filtered by the store and cut by daybook.Reader. With
// [PostgresOptions].Reader they also run in a role of their own, which row-level
// security lets see the feed of one party and the rows in it. A query without
// its filter would then return that party's rows all the same.
package sqlstore
