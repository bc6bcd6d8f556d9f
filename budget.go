package daybook

import (
	"context"
	"fmt"

	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
)

// A Spent is how a budget stands.
type Spent struct {
	Amount    money.Amount          `json:"amount"`    // in the frame, so far
	Crossings []livereport.Crossing `json:"crossings"` // of its thresholds, in order
}

// Budget returns how a budget stands by the live rows that the viewer may see.
// Without a Party it is the viewer's. Slots are those of the viewer's zone.
//
// The error is of a faulty budget, or one of [Reader.Since].
func (r Reader) Budget(ctx context.Context, b livereport.Budget) (Spent, error) {
	fail := func(err error) (Spent, error) { return Spent{}, fmt.Errorf("daybook: budget: %w", err) }
	if b.Party == "" {
		b.Party = r.Viewer.Party
	}
	spending, err := livereport.NewSpending(b, r.Viewer.Zone)
	if err != nil {
		return fail(err)
	}
	err = r.each(ctx, r.scope(proceeds.Live, b.Axis, b.Frame), RowFilter{}, func(row *proceeds.Row) error {
		if v, ok := row.For(r.Viewer); ok {
			return spending.Add(&v)
		}
		return nil
	})
	if err != nil {
		return fail(r.cut(err))
	}
	s := Spent{}
	if s.Crossings, s.Amount, err = spending.Crossings(); err != nil {
		return fail(r.Viewer.Error(err))
	}
	if s.Crossings == nil {
		s.Crossings = []livereport.Crossing{} // "none" in JSON, not null
	}
	return s, nil
}
