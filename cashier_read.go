package daybook

import (
	"context"
	"fmt"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
)

// An AccountReader reads accounts for one viewer: those between it and another
// party. To a stranger there is no such account, whether there is or not; the
// zero Viewer sees none. Drafts are in no account.
type AccountReader struct {
	Store  CreditStore
	Viewer channel.Viewer
}

// Entries returns at most limit entries of the account, from number from on: the
// feed of its credits, payments and failures of payment, in which a reader that
// goes on where it ended misses nothing. A stranger gets ErrNotFound.
func (r AccountReader) Entries(ctx context.Context, a invoice.Account, from uint32, limit int) ([]invoice.Entry, error) {
	if !a.For(r.Viewer) {
		return nil, r.fail(a, ErrNotFound)
	}
	page, err := r.Store.Entries(ctx, a, from, limit)
	if err != nil {
		return nil, r.fail(a, err)
	}
	return page, nil
}

// Statement states the account for a period. An account without entries has a
// statement of nothing; a stranger gets ErrNotFound.
func (r AccountReader) Statement(ctx context.Context, a invoice.Account, p calendar.Period) (invoice.Statement, error) {
	entries, err := r.all(ctx, a)
	if err != nil {
		return invoice.Statement{}, err
	}
	s, err := invoice.StatementOf(a, entries, p)
	if err != nil {
		return invoice.Statement{}, r.fail(a, err)
	}
	return s, nil
}

// Credit returns the credits and packs of which the buyer may use what is left at
// t. [AccountReader.Statement] says what moved them.
func (r AccountReader) Credit(ctx context.Context, a invoice.Account, t calendar.Instant) ([]invoice.Grant, error) {
	s, err := r.standing(ctx, a)
	if err != nil {
		return nil, err
	}
	var out []invoice.Grant
	for i := range s.Grants {
		if at, ok := s.Usable(&s.Grants[i], t); ok && at == t {
			out = append(out, s.Grants[i])
		}
	}
	return out, nil
}

// Ageing says how long what is open has been due at t, by dates in zone (nil is
// UTC). The zero Buckets are 30, 60 and 90 days.
func (r AccountReader) Ageing(ctx context.Context, a invoice.Account, t calendar.Instant, zone *time.Location, b invoice.Buckets) (invoice.Ageing, error) {
	s, err := r.standing(ctx, a)
	if err != nil {
		return invoice.Ageing{}, err
	}
	age, err := s.Age(t, zone, b)
	if err != nil {
		return invoice.Ageing{}, r.fail(a, err)
	}
	return age, nil
}

func (r AccountReader) standing(ctx context.Context, a invoice.Account) (*invoice.Standing, error) {
	entries, err := r.all(ctx, a)
	if err != nil {
		return nil, err
	}
	s, err := invoice.Stand(a, entries)
	if err != nil {
		return nil, r.fail(a, err)
	}
	return s, nil
}

func (r AccountReader) all(ctx context.Context, a invoice.Account) ([]invoice.Entry, error) {
	if !a.For(r.Viewer) {
		return nil, r.fail(a, ErrNotFound)
	}
	entries, err := allEntries(ctx, r.Store, a)
	if err != nil {
		return nil, r.fail(a, err)
	}
	return entries, nil
}

func (r AccountReader) fail(a invoice.Account, err error) error {
	err = r.Viewer.Error(err, ErrNotFound, invoice.ErrEntry, context.Canceled, context.DeadlineExceeded)
	return fmt.Errorf("daybook: account of %.40q with %.40q: %w", a.Buyer, a.Seller, err)
}
