package daybook_test

import (
	"context"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

// The start of a subscription is corrected to a later day of the same billing
// period. A frame that touches the period sees what was booked at its start.
func TestReviewCorrectedStartIsTakenBack(t *testing.T) {
	wrong := monthly(t, "s")
	right := monthly(t, "s")
	right.Terms[0].From += 9 * day // the schedule is the same

	for _, frame := range []calendar.Period{
		{Start: worldStart, End: february},
		{Start: worldStart + 15*day, End: february}, // touches the same period
	} {
		store := new(memstore.Store)
		book(t, store, worldStart+2*day, wrong)
		b, _ := engines(store, nil, worldStart+20*day, 0)
		if _, err := b.Book(context.Background(), frame, stream([]subscription.Subscription{right})); err != nil {
			t.Fatal(err)
		}
		if got := total(t, rows(t, store, 0), -1); got != "8.94" { // 12.60 × 22/31
			t.Errorf("booked over the frame %v: %s in all, want 8.94", frame, got)
		}
	}
}
