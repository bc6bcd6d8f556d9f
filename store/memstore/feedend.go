package memstore

import (
	"context"
	"strconv"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
)

var _ daybook.FeedEnder = (*Store)(nil)

// FeedEnd implements daybook.FeedEnder.
func (s *Store) FeedEnd(ctx context.Context, v channel.Viewer, b proceeds.Book) (daybook.Cursor, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return "", err
	}
	k, err := s.book(b)
	if err != nil {
		return "", err
	}
	if n := k.feed(v).len; n > 0 {
		return daybook.Cursor(strconv.Itoa(n)), nil
	}
	return "", nil
}
