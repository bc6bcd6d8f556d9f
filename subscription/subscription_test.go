package subscription_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// offer sells a plan of one fee and one one-off on request, by the vendor.
func offer(t testing.TB, plan pricing.PlanID, currency string) *channel.Offer {
	t.Helper()
	o, err := channel.NewOffer(&pricing.Plan{ID: plan, Currency: money.MustCurrency(currency), Charges: []pricing.Charge{
		{ID: "fee", Model: pricing.Flat{Amount: decimal.NewFromInt(10)}},
		{ID: "visit", Kind: pricing.OneTime, OnRequest: true, Model: pricing.PerUnit{Unit: decimal.NewFromInt(50)}},
	}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func term(o *channel.Offer, from string) subscription.Term {
	at := calendar.Must(from)
	return subscription.Term{From: at, Offer: o, Quantity: decimal.NewFromInt(1), Schedule: calendar.Schedule{Anchor: at, Zone: time.UTC}}
}

const january = "2026-01-31T00:00:00Z"

func valid(t testing.TB) subscription.Subscription {
	return subscription.Subscription{ID: "s", Customer: "ada", Terms: []subscription.Term{term(offer(t, "basic", "EUR"), january)}}
}

func segments(s *subscription.Subscription, from, to, known string) (out []string) {
	frame := calendar.Period{Start: calendar.Must(from), End: calendar.Must(to)}
	for seg := range s.Segments(frame, calendar.Must(known)) {
		text := seg.Period.Start.Time().Format("01-02") + ".." + seg.Period.End.Time().Format("01-02")
		if seg.Period != seg.Ref {
			text += " of " + seg.Ref.Start.Time().Format("01-02") + ".." + seg.Ref.End.Time().Format("01-02")
		}
		if s.SetUpAt(&seg, "fee") {
			text += " first"
		}
		if seg.Cut {
			text += " cut"
		}
		if seg.Term.Mode != subscription.Running {
			text += " " + seg.Term.Mode.String()
		}
		out = append(out, text)
	}
	return out
}

func TestSegments(t *testing.T) {
	plain := valid(t)
	changed := valid(t)
	more := changed.Terms[0]
	more.From = calendar.Must("2026-02-10T00:00:00Z")
	changed.Terms = append(changed.Terms, more)
	ended := valid(t)
	ended.End = calendar.Must("2026-03-10T00:00:00Z")
	paused := valid(t)
	pause, back := paused.Terms[0], paused.Terms[0]
	pause.From, pause.Mode = calendar.Must("2026-02-10T00:00:00Z"), subscription.Paused
	back.From = calendar.Must("2026-02-20T00:00:00Z")
	paused.Terms = append(paused.Terms, pause, back)
	for _, tt := range []struct {
		name            string
		s               *subscription.Subscription
		from, to, known string
		want            []string
	}{
		{"month ends are kept", &plain, january, "2026-05-01T00:00:00Z", "2026-05-01T00:00:00Z",
			[]string{"01-31..02-28 first", "02-28..03-31", "03-31..04-30", "04-30..05-31"}},
		{"a frame in the middle", &plain, "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "2026-05-01T00:00:00Z", []string{"02-28..03-31"}},
		{"before the start", &plain, "2026-01-01T00:00:00Z", january, "2026-05-01T00:00:00Z", nil},
		{"not known yet", &plain, january, "2026-05-01T00:00:00Z", "2026-01-30T00:00:00Z", nil},
		{"a change cuts the period", &changed, january, "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z",
			[]string{"01-31..02-10 of 01-31..02-28 first cut", "02-10..02-28 of 01-31..02-28", "02-28..03-31"}},
		{"a change that is not in force yet", &changed, january, "2026-03-01T00:00:00Z", "2026-02-09T00:00:00Z",
			[]string{"01-31..02-28 first", "02-28..03-31"}},
		{"an end", &ended, january, "2026-05-01T00:00:00Z", "2026-05-01T00:00:00Z", []string{"01-31..02-28 first", "02-28..03-10 of 02-28..03-31 cut"}},
		{"an end that is not in force yet", &ended, january, "2026-03-05T00:00:00Z", "2026-03-05T00:00:00Z", []string{"01-31..02-28 first", "02-28..03-31"}},
		{"a pause", &paused, january, "2026-02-28T00:00:00Z", "2026-03-01T00:00:00Z",
			[]string{"01-31..02-10 of 01-31..02-28 first cut", "02-10..02-20 of 01-31..02-28 cut paused", "02-20..02-28 of 01-31..02-28"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.s.Validate(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, segments(tt.s, tt.from, tt.to, tt.known)); diff != "" {
				t.Errorf("Segments mismatch (-want +got)\n%s", diff)
			}
		})
	}
}

// A window reaches back to the start of the period that touches the frame, also
// of a term that was cut short before the frame.
func TestSpanReachesBack(t *testing.T) {
	s := valid(t)
	s.End = calendar.Must("2026-03-10T00:00:00Z")
	frame := calendar.Period{Start: calendar.Must("2026-03-20T00:00:00Z"), End: calendar.Must("2026-03-21T00:00:00Z")}
	if got, want := s.Span(frame).Start, calendar.Must("2026-02-28T00:00:00Z"); got != want {
		t.Errorf("Span starts at %v, want %v", got, want)
	}
}

func TestValidateReportsEveryFault(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(*subscription.Subscription)
		want  []string
	}{
		{"nothing", func(s *subscription.Subscription) { *s = subscription.Subscription{} }, []string{"id: ", "customer: ", "terms: "}},
		{"text", func(s *subscription.Subscription) { s.ID, s.Location = "a\x00", "\xff" }, []string{"id: ", "location: "}},
		{"terms", func(s *subscription.Subscription) {
			s.Terms = append(s.Terms, s.Terms[0])
			s.Terms[1].Quantity = decimal.NewFromInt(-1)
			s.Terms[0].Quantity = decimal.New(1, 30)
			s.Terms[1].Schedule.Anchor = 0
		}, []string{"terms[0].quantity: ", "terms[1].from: ", "terms[1].quantity: negative", "terms[1].schedule: "}},
		{"end", func(s *subscription.Subscription) { s.End = s.Terms[0].From - 1 }, []string{"end: "}},
		{"another currency of one plan", func(s *subscription.Subscription) {
			s.Terms = append(s.Terms, term(offer(t, "basic", "USD"), "2026-03-01T00:00:00Z"))
		}, []string{"terms[1].offer: "}},
		{"facts", func(s *subscription.Subscription) {
			at := s.Terms[0].From
			s.Facts = []subscription.Fact{
				{ID: "f", Charge: "visit", At: at, Quantity: decimal.NewFromInt(1)}, // sound
				{ID: "f", Charge: "fee", At: at},
				{Charge: "visit", At: at - 1, Quantity: decimal.New(1, 30)},
				{ID: "chargeback 7", Charge: "visit", At: at, Quantity: decimal.NewFromInt(1)},
			}
		}, []string{"facts[1].id: ", "facts[1].charge: ", "facts[2].id: ", "facts[2].quantity: ", "facts[2].charge: ", "facts[3].id: "}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := valid(t)
			if err := s.Validate(); err != nil {
				t.Fatalf("control: %v", err)
			}
			tt.spoil(&s)
			err := s.Validate()
			if !errors.Is(err, subscription.ErrTimeline) {
				t.Fatalf("Validate: %v", err)
			}
			for _, path := range tt.want {
				if !strings.Contains(err.Error(), path) {
					t.Errorf("%q is missing in:\n%v", path, err)
				}
			}
			if n := strings.Count(err.Error(), "\n") + 1; n != len(tt.want) {
				t.Errorf("%d faults, want %d:\n%v", n, len(tt.want), err)
			}
		})
	}
}

// A daily subscription in a zone that skipped a date goes on after it.
func TestASkippedDateStopsNothing(t *testing.T) {
	apia, err := time.LoadLocation("Pacific/Apia")
	if err != nil {
		t.Fatal(err)
	}
	s := valid(t)
	s.Terms[0].From = calendar.At(time.Date(2011, 12, 28, 0, 0, 0, 0, apia))
	s.Terms[0].Schedule = calendar.Schedule{Anchor: s.Terms[0].From, Every: calendar.Interval{N: 1, Unit: calendar.Day}, Zone: apia}
	frame := calendar.Period{Start: s.Terms[0].From, End: calendar.At(time.Date(2012, 1, 2, 0, 0, 0, 0, apia))}
	var starts []string
	for seg := range s.Segments(frame, frame.End) {
		starts = append(starts, seg.Period.Start.In(apia).Format("01-02"))
	}
	if diff := cmp.Diff([]string{"12-28", "12-29", "12-31", "01-01"}, starts); diff != "" {
		t.Errorf("Segments mismatch (-want +got)\n%s", diff)
	}
}

// Validate reports a measure that is none, and
// two quantities of one charge.
func TestValidateMeasureAndQuantities(t *testing.T) {
	o, err := channel.NewOffer(&pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "fee", Model: pricing.PerUnit{Unit: decimal.NewFromInt(1)}},
	}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		t.Fatal(err)
	}
	start := calendar.Must("2026-01-01T00:00:00Z")
	good := subscription.Term{From: start, Offer: o, Quantity: decimal.NewFromInt(1), Schedule: calendar.Schedule{Anchor: start}}
	measure, twice := good, good
	measure.Measure = 99
	twice.Quantities = []subscription.ChargeQuantity{{Charge: "fee", Quantity: decimal.NewFromInt(2)}, {Charge: "fee", Quantity: decimal.NewFromInt(3)}}
	for name, terms := range map[string][]subscription.Term{"measure": {measure}, "two quantities": {twice}} {
		s := subscription.Subscription{ID: "s", Customer: "ada", Terms: terms}
		if s.Validate() == nil {
			t.Errorf("%s: not reported", name)
		}
	}
}

// A term without an offer is a fault; whoever does not ask Validate gets what
// comes before it.
func TestATermWithoutAnOffer(t *testing.T) {
	s := valid(t)
	lost := s.Terms[0]
	lost.From, lost.Offer = calendar.Must("2026-02-10T00:00:00Z"), nil
	s.Terms = append(s.Terms, lost)
	if err := s.Validate(); !errors.Is(err, subscription.ErrTimeline) {
		t.Errorf("Validate = %v, want ErrTimeline", err)
	}
	got := segments(&s, january, "2026-05-01T00:00:00Z", "2026-05-01T00:00:00Z")
	if diff := cmp.Diff([]string{"01-31..02-10 of 01-31..02-28 first cut"}, got); diff != "" {
		t.Errorf("Segments mismatch (-want +got)\n%s", diff)
	}
}
