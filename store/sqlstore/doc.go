// Package sqlstore keeps everything that Daybook knows in an SQL database: the
// roles of [daybook.Store] on SQLite.
//
// Open a database with the driver of your choice, then the store in it:
//
//	db, err := sql.Open("sqlite", sqlstore.SQLiteDSN("billing.db")) // modernc.org/sqlite
//	// …
//	store, err := sqlstore.Open(ctx, db)
//
// [Open] creates the tables, or brings them up to date. The package imports no
// driver.
//
// # How it keeps the contracts
//
// Every write is one transaction, and writers take turns: within a process in
// the order in which they come, between processes by the lock of the database.
// A write that is cancelled, or whose process dies, leaves nothing. The changes
// of one call are a few statements over lists of values, whatever their number.
//
// A row is stored once, with its amounts in columns, and its route once for all
// rows that share it. Beside it stand what reading needs: a number in the feed
// of every party that may see it, and a note for every level at which it is on
// no invoice. So a page of a feed or of unbilled rows costs what is on the page.
package sqlstore
