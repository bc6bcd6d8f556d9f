package sqlstore

import "net/url"

// SQLiteDSN returns the data source name of a file for modernc.org/sqlite, or a
// driver that reads the same settings: a write-ahead log
// that is synced at every commit, so that no number of an invoice is given
// twice after a power cut; foreign keys; five seconds of patience with another
// process; transactions that lock when they begin; and 32 MiB of cache for each
// connection.
func SQLiteDSN(path string) string {
	settings := url.Values{
		"_busy_timeout": {"5000"},
		"_foreign_keys": {"1"},
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},
		"_txlock":       {"immediate"},
		"_pragma":       {"cache_size(-32768)", "temp_store(MEMORY)"},
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + settings.Encode()
}
