package daybook_test

import (
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

// A pause without credit starts where the frame ends. The fee of the period it
// lies in is booked whole, whichever frame touches the period: 12.60 in all.
func TestReviewChangeAtFrameEnd(t *testing.T) {
	s := monthly(t, "s")
	pause, resume := s.Terms[0], s.Terms[0]
	pause.From, pause.Mode = worldStart+10*day, subscription.PausedFull
	resume.From = worldStart + 20*day
	s.Terms = append(s.Terms, pause, resume)
	for _, frame := range []calendar.Period{january, {Start: worldStart, End: pause.From}, {Start: worldStart, End: pause.From + 1}} {
		store := new(memstore.Store)
		book(t, store, february, s)
		b, _ := engines(store, nil, february+day, 0)
		r, err := b.Book(t.Context(), frame, stream([]subscription.Subscription{s}))
		if err != nil || r.Rows > 0 {
			t.Errorf("%v adds %d rows, %v", frame, r.Rows, err)
		}
		if got := total(t, rows(t, store, proceeds.Booked), channel.SellOut); got != "12.60" {
			t.Errorf("%v: %s in all, want 12.60", frame, got)
		}
	}
}

// A run at the very instant of an upgrade, over the frame until then, books what
// a run over a longer frame does.
func TestReviewChangeNow(t *testing.T) {
	s := monthly(t, "s")
	up := s.Terms[0]
	up.From, up.Quantity = worldStart+10*day, dec("2")
	s.Terms = append(s.Terms, up)
	s.Terms[1].Credits = subscription.AllCredits(subscription.FullCredit)
	short, long := new(memstore.Store), new(memstore.Store)
	book(t, short, up.From, s) // its frame ends at now
	b, c := engines(long, nil, up.From, 0)
	for _, run := range []func() error{
		func() error {
			_, err := b.Book(t.Context(), january, stream([]subscription.Subscription{s}))
			return err
		},
		func() error {
			_, err := c.Collect(t.Context(), january, stream([]subscription.Subscription{s}))
			return err
		},
	} {
		if err := run(); err != nil {
			t.Fatal(err)
		}
	}
	if d := difference(canonical(t, long), canonical(t, short)); d != "" {
		t.Errorf("other rows by a frame that ends now:\n%s", d)
	}
}
