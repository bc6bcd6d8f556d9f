package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
)

var _ daybook.FeedEnder = (*Store)(nil)

// FeedEnd implements daybook.FeedEnder.
func (s *Store) FeedEnd(ctx context.Context, v channel.Viewer, b proceeds.Book) (daybook.Cursor, error) {
	if _, err := b.MarshalText(); err != nil {
		return "", fmt.Errorf("sqlstore: feed end: %w", err)
	}
	party := v.Party
	if v.Operator {
		party = operator
	} else if party == operator { // the zero viewer, who has no feed
		return "", ctx.Err()
	}
	var f feed
	err := s.read(ctx, func(tx *txn) error {
		return tx.QueryRowContext(ctx, getFeed, int64(b), string(party)).Scan(&f.id, &f.length)
	})
	switch {
	case errors.Is(err, sql.ErrNoRows) || err == nil && f.length == 0:
		return "", nil
	case err != nil:
		return "", fmt.Errorf("sqlstore: feed end of %v: %w", b, err)
	}
	return daybook.Cursor(strconv.FormatInt(f.length, 10)), nil
}
