package subscription_test

import (
	"errors"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
)

// 21: a downgrade to yearly was billed in full, beside the month that had been
// paid. Here the month's rest is given back, and the year starts where it ends:
// no day is in two periods.
func TestFault21DowngradeToYearlyLeavesNoDayTwice(t *testing.T) {
	year := sold(t, seats("year", "100", yearly))
	for _, tt := range []struct {
		name string
		more []func(*subscription.Order)
		want []string
	}{
		{"at the period's end", nil, []string{"01-01..02-01", "02-01..02-01"}},
		{"now", []func(*subscription.Order){now}, []string{"01-01..01-10 of 01-01..02-01", "01-10..01-10"}},
	} {
		s := basic(t).order("2026-01-10", "o", to(year), tt.more...)
		if diff := cmp.Diff(tt.want, pieces(&s.c, "2026-01-01", "2026-03-01")); diff != "" {
			t.Errorf("%s: mismatch (-want +got)\n%s", tt.name, diff)
		}
		if last := s.c.Terms[1]; last.Credits.Of(0) != subscription.ProRated || last.Schedule.Anchor != last.From {
			t.Errorf("%s: the rest is %s, the year is counted from %s", tt.name, last.Credits.Of(0), last.Schedule.Anchor)
		}
	}
	faulty := basic(t).order("2026-01-10", "o", to(year), now) // control: the year counted from the month's anchor
	faulty.c.Terms[1].Schedule.Anchor = faulty.c.Terms[0].Schedule.Anchor
	want := []string{"01-01..01-10 of 01-01..02-01", "01-10..01-01 of 01-01..01-01"}
	if diff := cmp.Diff(want, pieces(&faulty.c, "2026-01-01", "2026-03-01")); diff != "" {
		t.Errorf("control mismatch (-want +got)\n%s", diff)
	}
}

// 22: a credit read the plan's price of then, not the one that was charged. Here
// the period that is cut keeps its revision, whatever came in between.
func TestFault22CreditKeepsTheRevisionThatWasCharged(t *testing.T) {
	next := sold(t, seats("basic", "99", revision(2)))
	s := basic(t).on("2026-01-05", "vendor", subscription.Reprice{Offer: next})
	s.order("2026-01-15", "end", subscription.Cancellation{}, now)
	s.wants("01-01 running basic r1 × 5", "01-15 end")
	control := basic(t).on("2026-01-05", "vendor", subscription.Reprice{Offer: next})
	control.order("2026-02-15", "end", subscription.Cancellation{}, now)
	control.wants("01-01 running basic r1 × 5", "02-01 running basic r2 × 5", "02-15 end")
}

// 23, 25: leaving a price by the seat for a fixed one gave no credit; proration
// was a switch that could be off. Here a change that says nothing gives the rest
// back at every level, whatever the prices are.
func TestFault23AnyChangeGivesCredit(t *testing.T) {
	flat := seats("flat", "1")
	flat.Charges[0].Model = pricing.Flat{Amount: num("200")}
	for _, c := range []subscription.Change{to(sold(t, flat)), quantity("8"), quantity("3"), subscription.AddOn{Charge: "support", Quantity: num("9")}} {
		s := basic(t).order("2026-01-10", "o", c, now)
		control := basic(t).order("2026-01-10", "o", c, now, crediting(subscription.NoCredit))
		for l := range s.c.Terms[1].Offer.Levels() {
			if got := s.c.Terms[1].Credits.Of(l); got != subscription.ProRated {
				t.Errorf("%s: level %d is credited %s", c.Kind(), l, got)
			}
			if got := control.c.Terms[1].Credits.Of(l); got != subscription.NoCredit {
				t.Errorf("control: %s: level %d is credited %s", c.Kind(), l, got)
			}
		}
	}
}

// 24: a switch left meters running into both plans. Here terms follow each other
// without a gap and without an overlap, and a change within a plan leaves the
// period, which meters count over, as it is.
func TestFault24ChangesTile(t *testing.T) {
	s := basic(t).order("2026-01-10", "a", quantity("8")).order("2026-01-20", "b", to(sold(t, seats("pro", "20"))))
	want := []string{"01-01..01-10 of 01-01..02-01", "01-10..01-20 of 01-01..02-01", "01-20..02-01 of 01-01..02-01", "02-01..03-01"}
	if diff := cmp.Diff(want, pieces(&s.c, "2026-01-01", "2026-03-01")); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	s.on("2026-01-25", "ada", subscription.Pause{Until: day("2026-01-27")}) // control: here is a gap
	if cmp.Equal(want, pieces(&s.c, "2026-01-01", "2026-03-01")) {
		t.Error("control: a pause leaves no gap")
	}
}

// 35: blocking again and again left overlapping terms, and an account that was
// blocked for good. Here pauses split the timeline, and a resumed subscription is
// on the days that it always was on.
func TestFault35PausesSplit(t *testing.T) {
	s := basic(t)
	for _, p := range [][2]string{{"01-05", "01-06"}, {"01-06", "01-07"}, {"01-10", "01-20"}, {"01-30", "02-03"}} {
		s.on("2026-"+p[0], "ada", subscription.Pause{}).on("2026-"+p[1], "ada", subscription.Resume{})
	}
	want := []string{
		"01-01..01-05 of 01-01..02-01", "01-07..01-10 of 01-01..02-01", "01-20..01-30 of 01-01..02-01",
		"02-03..03-01 of 02-01..03-01", "03-01..04-01",
	}
	if diff := cmp.Diff(want, pieces(&s.c, "2026-01-01", "2026-03-15")); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	for _, at := range []string{"2026-01-05", "2026-01-12", "2026-02-02"} { // control: an overlap is seen
		s.refused(at, "ada", subscription.Pause{})
	}
	s.refused("2026-01-04", "ada", subscription.Pause{Until: day("2026-01-11")})
}

// 36: a repair removed a part, and the next run made another. Here doing it all
// again, at once or event by event, comes to the same.
func TestFault36ReplayIsAFixpoint(t *testing.T) {
	s := basic(t).order("2026-01-20", "b", quantity("8")).order("2026-01-10", "a", quantity("9")).on("2026-01-25", "ada", subscription.Pause{})
	again, err := subscription.Replay(from(t).c, s.c.Events...)
	if err != nil || !same(&again, &s.c) {
		t.Errorf("replayed: %v, %v", timeline(&again), err)
	}
	for _, e := range s.c.Events {
		c, err := subscription.Apply(s.c, e)
		if !errors.Is(err, subscription.ErrApplied) || !same(&c, &s.c) {
			t.Errorf("event %s again: %v", e.ID, err)
		}
	}
	more := s.event("2026-01-22", "reseller", place("c", quantity("7"), now)) // control: another event does something
	if c, err := subscription.Apply(s.c, more); err != nil || same(&c, &s.c) {
		t.Errorf("control: %v", err)
	}
}

// 38: unblocking billed the blocked day. Here a pause is the half-open time from
// its first instant up to the resumption.
func TestFault38PausedTimeIsHalfOpen(t *testing.T) {
	s := basic(t).on("2026-01-10", "ada", subscription.Pause{Until: day("2026-01-15")})
	for _, tt := range []struct {
		at   string
		want subscription.Mode
	}{
		{"2026-01-09T23:59:59.999999Z", subscription.Running}, {"2026-01-10", subscription.Paused}, // both ends are controls of each other
		{"2026-01-14T23:59:59.999999Z", subscription.Paused}, {"2026-01-15", subscription.Running},
	} {
		if term, ok := s.c.TermAt(day(tt.at)); !ok || term.Mode != tt.want {
			t.Errorf("at %s it is %s, want %s", tt.at, term.Mode, tt.want)
		}
	}
}

// 39: activation billed every missed period at once. Here what lies between an
// end and a reactivation is not billed; what lies in a suspension is.
func TestFault39ReactivationBillsNoMissedPeriod(t *testing.T) {
	s := basic(t).order("2026-01-10", "end", subscription.Cancellation{}).on("2026-05-15", "ada", subscription.Reactivate{})
	want := []string{"01-01..02-01", "05-15..06-15"}
	if diff := cmp.Diff(want, pieces(&s.c, "2026-01-01", "2026-06-01")); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	control := basic(t).on("2026-01-10", "reseller", subscription.Suspend{}).on("2026-05-15", "reseller", subscription.Reactivate{})
	if got := pieces(&control.c, "2026-01-01", "2026-06-01"); len(got) != 5 {
		t.Errorf("control: a suspension bills %v", got)
	}
}

// 47: a preview picked the month by a stale instant. Here it is Apply as of the
// instant that is asked for: another instant, another answer.
func TestFault47PreviewIsAsOf(t *testing.T) {
	s := basic(t)
	o := place("o", quantity("3")).Order
	for _, tt := range []struct{ asOf, want string }{
		{"2026-01-31T23:59:59Z", "02-01 running basic r1 × 3"},
		{"2026-02-01", "03-01 running basic r1 × 3"}, // control: the second after it is another month
	} {
		c, err := subscription.Preview(s.c, o, day(tt.asOf))
		if err != nil {
			t.Fatal(err)
		}
		if got := timeline(&c)[1]; got != tt.want {
			t.Errorf("as of %s: %s, want %s", tt.asOf, got, tt.want)
		}
	}
}

// 48: an item of no length was billed a quarter. Here no time is no piece.
func TestFault48NoTimeIsNoPiece(t *testing.T) {
	pause := func(until calendar.Instant) *story {
		s := basic(t).on("2026-01-10", "ada", subscription.Pause{})
		c, err := subscription.Apply(s.c, subscription.Event{ID: "resume", At: until, Actor: "ada", Do: subscription.Resume{}})
		if err != nil {
			t.Fatal(err)
		}
		s.c = c
		return s
	}
	whole := []string{"01-01..02-01"}
	none := pause(day("2026-01-10"))
	if diff := cmp.Diff(whole, pieces(&none.c, "2026-01-01", "2026-02-01")); diff != "" {
		t.Errorf("a pause of no length mismatch (-want +got)\n%s", diff)
	}
	if got := pieces(&pause(day("2026-01-10")+1).c, "2026-01-01", "2026-02-01"); len(got) != 2 {
		t.Errorf("control: a pause of a microsecond leaves %v", got)
	}
	never := basic(t).order("2026-01-01", "end", subscription.Cancellation{}, now)
	if got := pieces(&never.c, "2026-01-01", "2026-02-01"); len(got) != 0 {
		t.Errorf("cancelled on its first instant, it has %v", got)
	}
	last := basic(t).order("2026-01-20", "o", quantity("8")).order("2026-01-20", "end", subscription.Cancellation{}, now)
	last.wants("01-01 running basic r1 × 5", "01-20 end") // the seats were never there
}
