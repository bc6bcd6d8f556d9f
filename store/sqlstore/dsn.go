package sqlstore

import "net/url"

// SQLiteDSN returns the data source name of a file for the SQLite drivers that
// take their settings from a URI, such as modernc.org/sqlite: a write-ahead log
// that is synced at every commit, so that no number of an invoice is given
// twice after a power cut; foreign keys; five seconds of patience with another
// process; and transactions that lock when they begin.
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
