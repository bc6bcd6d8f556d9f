// Package pgtest lends tests a PostgreSQL database.
//
// [DSN] names an empty schema of its own for each test: in the database that
// DATABASE_URL names, where the schema alone is dropped at the end, or else in a
// private server that the first test starts from the installed binaries and
// [Main] stops. Without either the test is skipped, or fails where
// DAYBOOK_REQUIRE lists "postgres".
//
// [Start] starts a server that is the test's own, to be stopped and started at
// will.
package pgtest
