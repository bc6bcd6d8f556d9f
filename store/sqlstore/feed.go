package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
)

// operator is the party in whose feed all rows are. No party has this name.
const operator channel.PartyID = ""

const (
	getFeed  = `SELECT id, length FROM daybook_feed WHERE book = ? AND party = ?`
	feedHead = `SELECT f.ordinal, `
	feedTail = ` FROM daybook_feed_row f CROSS JOIN daybook_row r
		WHERE f.feed = ?1 AND f.ordinal > ?2 AND r.id = f.row AND (?3 OR r.posted >= ?4 AND r.posted < ?5)
		ORDER BY f.ordinal LIMIT ?6`
)

var (
	growFeeds = list{
		before: `INSERT INTO daybook_feed (book, party, length) VALUES`,
		after: `ON CONFLICT (book, party) DO UPDATE SET length = daybook_feed.length + excluded.length
			RETURNING book, party, id, length`,
		width: 3,
	}
	putFeedRows = list{before: `INSERT INTO daybook_feed_row (feed, ordinal, row) VALUES`, width: 3}
)

type feedName struct {
	book  proceeds.Book
	party channel.PartyID
}

// A feed is a place in it: how many rows come before.
type feed struct{ id, length int64 }

// RowsSince implements daybook.Ledger. A cursor is an ordinal of the viewer's
// own feed.
func (s *Store) RowsSince(ctx context.Context, scope daybook.Scope, after daybook.Cursor, limit int) ([]proceeds.Row, daybook.Cursor, error) {
	var rr rowReader
	var last int64
	rr.before = []any{&last}
	_, err := scope.Book.MarshalText()
	if err == nil {
		err = s.readAs(ctx, scope.Viewer, func(tx *txn) error { return s.page(ctx, tx, &rr, scope, after, limit) })
	}
	if err != nil {
		return nil, after, fmt.Errorf("sqlstore: rows of %v since %.40q: %w", scope.Book, after, err)
	}
	if len(rr.rows) == 0 {
		return nil, after, nil
	}
	return rr.rows, daybook.Cursor(strconv.FormatInt(last, 10)), nil
}

// page reads a page of a feed.
func (s *Store) page(ctx context.Context, tx *txn, rr *rowReader, scope daybook.Scope, after daybook.Cursor, limit int) error {
	party := scope.Viewer.Party
	if scope.Viewer.Operator {
		party = operator
	}
	var f feed
	if scope.Viewer.Operator || party != operator {
		err := tx.QueryRowContext(ctx, getFeed, int64(scope.Book), string(party)).Scan(&f.id, &f.length)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	from, ok := position(after, f.length)
	if !ok {
		return daybook.ErrCursor
	}
	if f.length == 0 || limit <= 0 {
		return nil
	}
	all := scope.Posted == calendar.Period{}
	args := []any{f.id, from, all, int64(scope.Posted.Start), int64(scope.Posted.End), limit}
	if err := query(ctx, tx, feedHead+rowColumns+feedTail, args, rr.scan); err != nil {
		return err
	}
	if err := s.ascend(ctx, tx); err != nil {
		return err
	}
	return rr.attach(ctx, tx, s)
}

// position returns the ordinal that a cursor stands for, in a feed of this
// length; false if no row of the feed has it.
func position(c daybook.Cursor, length int64) (int64, bool) {
	if c == "" {
		return 0, true
	}
	n, err := strconv.ParseInt(string(c), 10, 64)
	return n, err == nil && 1 <= n && n <= length && strconv.FormatInt(n, 10) == string(c)
}

// putFeeds gives every row the next number of each feed that it belongs to.
func putFeeds(ctx context.Context, tx *txn, rows []placed) error {
	var names []feedName // of the places, in order
	var of []int64       // the row of each
	counts := map[feedName]int64{}
	for i := range rows {
		r := &rows[i]
		for _, p := range append(r.Viewers(), operator) {
			name := feedName{r.Book, p}
			names, of = append(names, name), append(of, r.id)
			counts[name]++
		}
	}
	feeds, err := grow(ctx, tx, counts)
	if err != nil {
		return err
	}
	values := make([]any, 0, len(names)*putFeedRows.width)
	for i, name := range names {
		f := feeds[name]
		f.length++
		values = append(values, f.id, f.length, of[i])
	}
	_, err = putFeedRows.exec(ctx, tx, values)
	return err
}

// grow lengthens feeds by counts and returns them as they were before.
func grow(ctx context.Context, tx *txn, counts map[feedName]int64) (map[feedName]*feed, error) {
	values := make([]any, 0, len(counts)*growFeeds.width)
	for name, n := range counts {
		values = append(values, int64(name.book), string(name.party), n)
	}
	feeds := make(map[feedName]*feed, len(counts))
	err := growFeeds.query(ctx, tx, values, func(found *sql.Rows) error {
		var name feedName
		f := new(feed)
		err := found.Scan(&name.book, &name.party, &f.id, &f.length)
		f.length -= counts[name]
		feeds[name] = f
		return err
	})
	return feeds, err
}
