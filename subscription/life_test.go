package subscription_test

import (
	"strings"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
)

// A trial lasts its days and converts by itself, at once on request, or not at
// all if it is cancelled before.
func TestTrial(t *testing.T) {
	buy := purchase(sold(t, seats("basic", "10", trialDays(14))), "5")
	for _, tt := range []struct {
		name    string
		run     func(s *story)
		want    []string
		history []string
	}{
		{"converts", func(*story) {},
			[]string{"01-01 trial basic r1 × 5", "01-15 running basic r1 × 5 anchored anew"}, []string{"01-15 active: the trial is over"}},
		{"early", func(s *story) { s.on("2026-01-08", "ada", subscription.Convert{}) },
			[]string{"01-01 trial basic r1 × 5", "01-08 running basic r1 × 5 anchored anew"}, []string{"01-08 active by ada"}},
		{"cancelled at its end", func(s *story) { s.order("2026-01-08", "end", subscription.Cancellation{}) },
			[]string{"01-01 trial basic r1 × 5", "01-15 end"}, []string{"01-15 cancelled by reseller"}},
		{"cancelled at once", func(s *story) { s.order("2026-01-08", "end", subscription.Cancellation{}, now) },
			[]string{"01-01 trial basic r1 × 5", "01-08 end"}, []string{"01-08 cancelled by reseller"}},
		{"a plan with a minimum term holds nobody in it", func(s *story) {
			s.order("2026-01-05", "o", to(sold(t, seats("pro", "20", minimum("P3M"))))).order("2026-01-08", "end", subscription.Cancellation{}, now)
		}, []string{"01-01 trial basic r1 × 5", "01-05 trial pro r1 × 5", "01-08 end"}, []string{"01-08 cancelled by reseller"}},
		{"more seats in it", func(s *story) { s.order("2026-01-08", "more", quantity("8")) },
			[]string{"01-01 trial basic r1 × 5", "01-08 trial basic r1 × 8", "01-15 running basic r1 × 8 anchored anew"}, []string{"01-15 active: the trial is over"}},
		{"fewer seats from its end on", func(s *story) { s.order("2026-01-08", "less", quantity("3")) },
			[]string{"01-01 trial basic r1 × 5", "01-15 running basic r1 × 3 anchored anew"}, []string{"01-15 active: the trial is over"}},
		{"suspended meanwhile", func(s *story) {
			s.on("2026-01-08", "reseller", subscription.Suspend{}).on("2026-01-20", "reseller", subscription.Reactivate{})
		}, []string{"01-01 trial basic r1 × 5", "01-15 running basic r1 × 5 anchored anew"},
			[]string{"01-08 suspended by reseller", "01-20 active by reseller"}},
		{"a new price from its end on", func(s *story) {
			s.on("2026-01-08", "vendor", subscription.Reprice{Offer: sold(t, seats("basic", "12", trialDays(14), revision(2)))})
		}, []string{"01-01 trial basic r1 × 5", "01-15 running basic r2 × 5 anchored anew"}, []string{"01-15 active: the trial is over"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := running(t, "2026-01-01", buy)
			tt.run(s)
			s.wants(tt.want...)
			if diff := cmp.Diff(tt.history, history(&s.c)[3:]); diff != "" {
				t.Errorf("history mismatch (-want +got)\n%s", diff)
			}
		})
	}
}

// Days of a trial are those of the customer's zone.
func TestTrialDaysAreLocal(t *testing.T) {
	rome := zone(t, "Europe/Rome")
	buy := purchase(sold(t, seats("basic", "10", trialDays(1))), "5", func(p *subscription.Purchase) { p.Zone = rome })
	s := running(t, "2026-03-28T11:00:00Z", buy) // noon; clocks go forward that night
	if got, want := s.c.Terms[1].From, day("2026-03-29T10:00:00Z"); got != want {
		t.Errorf("the trial ends at %s, want %s", got, want)
	}
}

// An earlier cancellation waits for the end of the committed term, unless a fee
// is priced; prices are frozen; a renewal goes on.
func TestMinimumTerm(t *testing.T) {
	three := func(more ...func(*subscription.Purchase)) subscription.Purchase {
		return purchase(sold(t, seats("basic", "10", minimum("P3M"), frozen)), "5", more...)
	}
	fee := policy(subscription.Policy{TerminationFee: "early-end", Refunds: subscription.AllCredits(subscription.NoCredit)})
	renewing := policy(subscription.Policy{TermEnd: subscription.RenewTerm})
	expiring := policy(subscription.Policy{TermEnd: subscription.Expire})
	leave := func(at string, more ...func(*subscription.Order)) func(*story) {
		return func(s *story) { s.order(at, "end", subscription.Cancellation{}, more...) }
	}
	dearer := sold(t, seats("basic", "12", minimum("P3M"), frozen, revision(2)))
	const first = "01-31 running basic r1 × 5"
	for _, tt := range []struct {
		name string
		buy  subscription.Purchase
		run  func(s *story)
		want []string
	}{
		{"waits for its end", three(), leave("2026-02-10"), []string{first, "04-30 end"}},
		{"also at once", three(), leave("2026-02-10", now), []string{first, "04-30 end"}},
		{"on its last instant", three(), leave("2026-04-29T23:59:59.999999Z", now), []string{first, "04-30 end"}},
		{"on its end", three(), leave("2026-04-30", now), []string{first, "04-30 end"}},
		{"after it", three(), leave("2026-05-10", now), []string{first, "05-10 end"}},
		{"for a fee", three(fee), leave("2026-02-10", now), []string{first, "02-09T23:59:59.999999Z fact end: early-end × 1", "02-10 end 0:none"}},
		{"for a fee, at the period's end", three(fee), leave("2026-02-10"), []string{first, "02-27T23:59:59.999999Z fact end: early-end × 1", "02-28 end 0:none"}},
		{"no fee on its end", three(fee), leave("2026-04-30", now), []string{first, "04-30 end 0:none"}},
		{"no fee after it", three(fee), leave("2026-05-10"), []string{first, "05-31 end 0:none"}},
		{"a pause takes no fee", three(fee), func(s *story) {
			s.on("2026-02-05", "ada", subscription.Pause{})
			leave("2026-02-10", now)(s)
		}, []string{first, "02-05 paused basic r1 × 5", "04-30 end 0:none"}},
		{"a fee that is not in the plan", three(policy(subscription.Policy{TerminationFee: "x"})), leave("2026-02-10", now), []string{first, "04-30 end"}},
		{"a seller is not held by it", three(), func(s *story) {
			s.on("2026-02-10", "vendor", subscription.Terminate{Credits: subscription.AllCredits(subscription.FullCredit)})
		}, []string{first, "02-10 end 0:full"}},
		{"a commitment of its own", three(func(p *subscription.Purchase) { p.Commit = every("P1Y") }), leave("2026-02-10", now), []string{first, "2027-01-31 end"}},
		{"renewed by itself", three(renewing), leave("2026-05-10", now), []string{first, "07-31 end"}},
		{"renewed by itself, always from the first", three(renewing), leave("2027-11-01", now), []string{first, "2028-01-31 end"}},
		{"renewed by an order", three(), func(s *story) {
			s.order("2026-03-01", "again", subscription.Renewal{})
			leave("2026-05-10", now)(s)
		}, []string{first, "07-31 end"}},
		{"renewed for longer", three(), func(s *story) {
			s.order("2026-03-01", "again", subscription.Renewal{For: every("P1Y")})
			leave("2026-05-10", now)(s)
		}, []string{first, "2027-04-30 end"}},
		{"renewed when none is running", three(), func(s *story) {
			s.order("2026-06-05", "again", subscription.Renewal{})
			leave("2026-06-10", now)(s)
		}, []string{first, "09-05 end"}},
		{"expires", three(expiring), func(*story) {}, []string{first, "04-30 end"}},
		{"expires later after a renewal", three(expiring), func(s *story) { s.order("2026-03-01", "again", subscription.Renewal{}) }, []string{first, "07-31 end"}},
		{"cancelled rather than expired", three(expiring), leave("2026-02-10"), []string{first, "04-30 end"}},
		{"a renewal at another price", three(), func(s *story) {
			s.order("2026-03-01", "again", subscription.Renewal{Offers: subscription.Only(dearer)})
		}, []string{first, "04-30 running basic r2 × 5"}},
		{"prices are frozen", three(), func(s *story) { s.on("2026-02-10", "vendor", subscription.Reprice{Offer: dearer}) }, []string{first, "04-30 running basic r2 × 5"}},
		{"prices are free after it", three(), func(s *story) { s.on("2026-05-10", "vendor", subscription.Reprice{Offer: dearer}) }, []string{first, "05-31 running basic r2 × 5"}},
		{"prices are frozen in every term", three(renewing), func(s *story) { s.on("2026-05-10", "vendor", subscription.Reprice{Offer: dearer}) }, []string{first, "07-31 running basic r2 × 5"}},
		{"a commitment without a freeze", purchase(sold(t, seats("basic", "10", minimum("P3M"))), "5"), func(s *story) { s.on("2026-02-10", "vendor", subscription.Reprice{Offer: dearer}) }, []string{first, "02-28 running basic r2 × 5"}},
		{"more seats at the frozen price", three(), func(s *story) {
			s.on("2026-02-10", "vendor", subscription.Reprice{Offer: dearer}).order("2026-02-11", "more", quantity("8"))
		}, []string{first, "02-11 running basic r1 × 8", "04-30 running basic r2 × 8"}},
		{"a switch does not shorten it", three(), func(s *story) {
			s.order("2026-02-10", "o", to(sold(t, seats("pro", "20", minimum("P1M")))))
			leave("2026-02-11", now)(s)
		}, []string{first, "02-10 running pro r1 × 5", "04-30 end"}},
		{"a switch commits anew", three(), func(s *story) {
			s.order("2026-02-10", "o", to(sold(t, seats("pro", "20", minimum("P6M")))))
			leave("2026-02-11", now)(s)
		}, []string{first, "02-10 running pro r1 × 5", "08-10 end"}},
		{"it runs from the end of a trial", purchase(sold(t, seats("basic", "10", minimum("P1M"), trialDays(10))), "5"), func(s *story) {
			s.order("2026-02-10", "end", subscription.Cancellation{}, now)
		}, []string{"01-31 trial basic r1 × 5", "02-10 running basic r1 × 5 anchored anew", "03-10 end"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := running(t, "2026-01-31", tt.buy)
			tt.run(s)
			s.t = t
			s.wants(tt.want...)
		})
	}
	s := running(t, "2026-01-31", three(expiring))
	if got := history(&s.c)[3]; got != "04-30 expired: the term is over" {
		t.Error(got)
	}
	s.order("2026-02-10", "end", subscription.Cancellation{})
	if got := s.c.StateAt(day("2026-05-01")); got != subscription.StateCancelled {
		t.Errorf("cancelled at the end of its term, it is %s", got)
	}
}

// Any number of pauses; those that overlap are refused.
func TestPauses(t *testing.T) {
	const first = "01-01 running basic r1 × 5"
	pause := func(until string) subscription.Pause { return subscription.Pause{Until: day(until)} }
	s := basic(t)
	s.on("2026-01-05", "ada", pause("2026-01-08")).on("2026-01-10", "ada", subscription.Pause{Full: true}).on("2026-01-12", "ada", subscription.Resume{})
	s.on("2026-02-20", "ada", pause("2026-03-20")).on("2026-02-25", "ada", subscription.Resume{})
	want := []string{first, "01-05 paused basic r1 × 5", "01-08 running basic r1 × 5", "01-10 paused-full basic r1 × 5", "01-12 running basic r1 × 5",
		"02-20 paused basic r1 × 5", "02-25 running basic r1 × 5"}
	s.wants(want...)
	for _, tt := range []struct{ at, until string }{
		{"2026-01-05", ""}, {"2026-01-06", "2026-01-07"}, {"2026-01-07", "2026-01-09"}, {"2026-01-11", ""}, {"2026-02-24", ""}, // begins in one
		{"2026-01-04", "2026-01-06"}, {"2026-01-04", ""}, {"2026-01-09", "2026-01-11"}, {"2026-02-01", "2026-04-01"}, // runs into one
	} {
		s.refused(tt.at, "ada", pause(tt.until))
	}
	s.on("2026-01-08", "ada", pause("2026-01-09")) // begins where one ended: another one
	s.wants(first, "01-05 paused basic r1 × 5", "01-09 running basic r1 × 5", "01-10 paused-full basic r1 × 5", "01-12 running basic r1 × 5",
		"02-20 paused basic r1 × 5", "02-25 running basic r1 × 5")
	stale := basic(t).on("2026-01-05", "ada", pause("2026-01-20")).on("2026-01-08", "ada", subscription.Resume{}).on("2026-01-10", "ada", pause(""))
	stale.wants(first, "01-05 paused basic r1 × 5", "01-08 running basic r1 × 5", "01-10 paused basic r1 × 5") // the end of the first ends no other
	later := basic(t).on("2026-03-05", "ada", pause("2026-03-10"))                                             // still to come
	as[*subscription.ConflictError](t, later.refused("2026-01-10", "ada", subscription.Pause{}))
	later.on("2026-01-10", "ada", subscription.Withdraw{Event: "e-3"}).on("2026-01-10", "ada", subscription.Pause{})
	later.wants(first, "01-10 paused basic r1 × 5")
	if err := basic(t).refused("2026-01-10", "ada", pause("2026-01-10")); !strings.Contains(err.Error(), "event.until") {
		t.Errorf("a pause that ends when it begins: %v", err)
	}
	s = basic(t).on("2026-01-20", "ada", subscription.Pause{}).order("2026-01-22", "o", quantity("8")).on("2026-01-25", "ada", subscription.Resume{})
	s.wants(first, "01-20 paused basic r1 × 5", "01-22 paused basic r1 × 8", "01-25 running basic r1 × 8")
}

// Cancelled now or at the end, with what each seller gives back.
func TestCancellation(t *testing.T) {
	each := subscription.Credits{subscription.NoCredit, subscription.ProRated, subscription.FullCredit}
	sellers := policy(subscription.Policy{Refunds: each})
	const first = "01-01 running basic r1 × 5"
	for _, tt := range []struct {
		name string
		at   string
		more []func(*subscription.Order)
		want string
	}{
		{"at the period's end", "2026-01-15", nil, "02-01 end 0:none 1:pro-rated 2:full"},
		{"now, as each seller refunds", "2026-01-15T10:00:00Z", []func(*subscription.Order){now}, "01-15T10:00:00Z end 0:none 1:pro-rated 2:full"},
		{"now, the order says more", "2026-01-15", []func(*subscription.Order){now, crediting(subscription.FullCredit)}, "01-15 end 0:full 1:pro-rated 2:full"},
		{"at a future instant", "2026-01-15", []func(*subscription.Order){now, requested("2026-03-05")}, "03-05 end 0:none 1:pro-rated 2:full"},
		{"at the end of a future period", "2026-01-15", []func(*subscription.Order){requested("2026-03-05")}, "04-01 end 0:none 1:pro-rated 2:full"},
	} {
		s := running(t, "2026-01-01", purchase(sold(t, seats("basic", "10")), "5", sellers))
		s.order(tt.at, "end", subscription.Cancellation{}, tt.more...)
		if diff := cmp.Diff([]string{first, tt.want}, timeline(&s.c)); diff != "" {
			t.Errorf("%s: mismatch (-want +got)\n%s", tt.name, diff)
		}
	}
	s := basic(t).order("2026-01-15", "end", subscription.Cancellation{}, now)
	if s.c.Refunds.Of(2) != subscription.ProRated {
		t.Errorf("nobody said anything: %s", s.c.Refunds.Of(2))
	}
	s = running(t, "2026-01-01", purchase(sold(t, seats("basic", "10")), "5", policy(subscription.Policy{Refunds: subscription.AllCredits(subscription.NoCredit)})))
	s.order("2026-01-15", "end", subscription.Cancellation{}, now)
	if s.c.Refunds.Of(2) != subscription.NoCredit {
		t.Errorf("a seller without a policy has that of the level above, not %s", s.c.Refunds.Of(2))
	}
	s = basic(t).order("2026-01-01", "end", subscription.Cancellation{}, now) // on the first instant
	s.wants(first, "01-01 end")
	s = from(t).on("2026-01-01", "ada", place("buy", purchase(sold(t, seats("basic", "10")), "5"))).order("2026-01-02", "end", subscription.Cancellation{})
	if len(s.c.Terms) != 0 || s.c.StateAt(day("2026-01-02")) != subscription.StateCancelled {
		t.Errorf("cancelled before it started: %v", timeline(&s.c))
	}
}

func TestRefundWindow(t *testing.T) {
	within := policy(subscription.Policy{RefundDays: 14})
	buy := purchase(sold(t, seats("basic", "10")), "5", within)
	refund := place("back", subscription.Refund{})
	const first = "01-01 running basic r1 × 5"
	s := running(t, "2026-01-01", buy).on("2026-01-14T23:59:59Z", "reseller", refund)
	s.wants(first, "01-14T23:59:59Z end 0:full")
	err := as[*subscription.RefundWindowError](t, running(t, "2026-01-01", buy).refused("2026-01-15", "reseller", refund))
	if err.Until != day("2026-01-15") || err.At != day("2026-01-15") || err.Order != "back" {
		t.Errorf("too late: %v", err)
	}
	if err := as[*subscription.RefundWindowError](t, basic(t).refused("2026-01-02", "reseller", refund)); !err.Until.IsZero() {
		t.Errorf("without a window: %v", err)
	}
	late := running(t, "2026-01-01", buy).on("2026-01-13", "ada", refund) // asked for in time, decided too late
	as[*subscription.RefundWindowError](t, late.refused("2026-01-16", "reseller", subscription.Approve{Order: "back"}))
	s = running(t, "2026-01-01", buy).order("2026-01-05", "end", subscription.Cancellation{}, now, crediting(subscription.NoCredit))
	s.on("2026-01-10", "reseller", refund) // after it ended
	s.wants(first, "01-05 end 0:full")
	s = running(t, "2026-01-01", buy).on("2026-01-10", "reseller", place("back", subscription.Refund{}, crediting(subscription.ProRated)))
	s.wants(first, "01-10 end 0:pro-rated")
	trial := purchase(sold(t, seats("basic", "10", trialDays(30))), "5", within)
	s = running(t, "2026-01-01", trial).on("2026-02-05", "reseller", refund) // 14 days from the first paid one
	s.wants("01-01 trial basic r1 × 5", "01-31 running basic r1 × 5 anchored anew", "02-05 end 0:full")
	as[*subscription.RefundWindowError](t, running(t, "2026-01-01", trial).refused("2026-02-14", "reseller", refund))
}

// Non-payment suspends, which changes nothing that accrues.
func TestSuspensionKeepsAccruing(t *testing.T) {
	s := basic(t)
	before := timeline(&s.c)
	s.on("2026-01-10", "reseller", subscription.Suspend{})
	s.wants(before...)
	if got := s.c.StateAt(day("2026-01-10")); got != subscription.StateSuspended {
		t.Errorf("it is %s", got)
	}
	s.order("2026-01-12", "o", quantity("8")).on("2026-01-20", "reseller", subscription.Reactivate{})
	s.wants("01-01 running basic r1 × 5", "01-12 running basic r1 × 8")
	s.on("2026-02-10", "reseller", subscription.Suspend{}).on("2026-03-10", "reseller", subscription.Terminate{})
	if got := s.c.StateAt(day("2026-03-10")); got != subscription.StateTerminated || s.c.End != day("2026-03-10") {
		t.Errorf("it is %s from %s on", got, s.c.End)
	}
}

// What lies between an end and a reactivation is not billed.
func TestReactivationAfterAnEnd(t *testing.T) {
	const first = "01-01 running basic r1 × 5"
	s := basic(t).order("2026-01-10", "end", subscription.Cancellation{}).on("2026-03-15", "ada", subscription.Reactivate{})
	s.wants(first, "02-01 paused basic r1 × 5", "03-15 running basic r1 × 5 anchored anew")
	s = basic(t).order("2026-01-10", "end", subscription.Cancellation{}, now).on("2026-01-20", "ada", subscription.Reactivate{})
	s.wants(first, "01-10 paused basic r1 × 5", "01-20 running basic r1 × 5 anchored anew")
	s = basic(t).order("2026-01-10", "end", subscription.Cancellation{}).on("2026-02-01", "ada", subscription.Reactivate{})
	s.wants(first) // as it ended: as though it had not
	for _, c := range []subscription.Credit{subscription.NoCredit, subscription.FullCredit} {
		s = basic(t).order("2026-01-10", "end", subscription.Cancellation{}, now, crediting(c))
		as[*subscription.FieldError](t, s.refused("2026-01-20", "ada", subscription.Reactivate{}))
	}
	s = from(t).order("2026-01-01", "buy", purchase(sold(t, seats("basic", "10")), "5")).order("2026-01-02", "end", subscription.Cancellation{})
	as[*subscription.FieldError](t, s.refused("2026-01-20", "ada", subscription.Reactivate{}))
	s = running(t, "2026-01-01", purchase(sold(t, seats("basic", "10", trialDays(30))), "5")).order("2026-01-02", "end", subscription.Cancellation{}, now)
	as[*subscription.FieldError](t, s.refused("2026-01-20", "ada", subscription.Reactivate{}))
	free := running(t, "2026-01-01", purchase(sold(t, seats("basic", "10", minimum("P9M"))), "5", policy(subscription.Policy{RefundDays: 30})))
	free.order("2026-01-05", "a", to(sold(t, seats("pro", "20")))).order("2026-01-10", "b", subscription.Refund{}, crediting(subscription.ProRated))
	free.on("2026-01-20", "ada", subscription.Reactivate{}).order("2026-01-25", "c", subscription.Cancellation{}, now)
	if free.c.End != day("2026-01-25") { // the end ended the committed term, too
		t.Errorf("it ends on %s", free.c.End)
	}
	expiring := purchase(sold(t, seats("basic", "10", minimum("P1M"))), "5", policy(subscription.Policy{TermEnd: subscription.Expire}))
	s = running(t, "2026-01-01", expiring).on("2026-02-10", "ada", subscription.Reactivate{})
	s.wants(first, "02-01 paused basic r1 × 5", "02-10 running basic r1 × 5 anchored anew", "03-10 end")
	want := []string{"02-01 expired: the term is over", "02-10 active by ada", "03-10 expired: the term is over"}
	if diff := cmp.Diff(want, history(&s.c)[3:]); diff != "" {
		t.Errorf("history mismatch (-want +got)\n%s", diff)
	}
}

// An event in the past gives what it would have given then.
func TestBackdating(t *testing.T) {
	const first = "01-01 running basic r1 × 5"
	s := basic(t).order("2026-01-20", "b", quantity("8"))
	s.order("2026-01-10", "a", quantity("6"))
	s.wants(first, "01-10 running basic r1 × 6", "01-20 running basic r1 × 8")
	inOrder := basic(t).order("2026-01-10", "a", quantity("6")).order("2026-01-20", "b", quantity("8"))
	if diff := cmp.Diff(timeline(&inOrder.c), timeline(&s.c)); diff != "" {
		t.Errorf("backdated mismatch (-in order +backdated)\n%s", diff)
	}
	s = basic(t).order("2026-01-20", "b", quantity("8")).order("2026-01-10", "a", quantity("9")) // turns 8 into a downgrade
	s.wants(first, "01-10 running basic r1 × 9", "02-01 running basic r1 × 8")
	s = basic(t).order("2026-01-20", "b", quantity("8")).order("2026-01-10", "end", subscription.Cancellation{}, now)
	s.wants(first, "01-10 end") // an end lets what comes after it lapse
	s = basic(t).on("2026-01-20", "ada", subscription.Pause{}).on("2026-01-25", "ada", subscription.Resume{})
	err := as[*subscription.ConflictError](t, s.refused("2026-01-10", "reseller", subscription.Suspend{}))
	if err.Event != "e-3" || err.At != day("2026-01-20") {
		t.Errorf("a suspension before a pause: %v", err)
	}
	as[*subscription.TransitionError](t, err)
	early := running(t, "2026-01-05", purchase(sold(t, seats("basic", "10")), "5"))
	as[*subscription.StateError](t, early.refused("2026-01-04", "reseller", place("o", quantity("8"))))
}

// Events of one instant keep the order in which they were applied, whatever
// else is applied between them.
func TestEventsOfOneInstant(t *testing.T) {
	s := basic(t).order("2026-01-10", "a", quantity("8")).order("2026-01-05", "z", quantity("6")).order("2026-01-10", "b", quantity("9"))
	s.wants("01-01 running basic r1 × 5", "01-05 running basic r1 × 6", "01-10 running basic r1 × 9")
}

func TestCotermMustFit(t *testing.T) {
	other := basic(t)
	term, ok := other.c.TermAt(day("2026-02-10"))
	if !ok {
		t.Fatal("no term")
	}
	buy := purchase(sold(t, seats("pro", "20")), "1", func(p *subscription.Purchase) { p.Coterm = term.Schedule })
	s := running(t, "2026-02-10", buy)
	if _, p := s.c.Terms[0].Schedule.At(day("2026-02-10")); p != (calendar.Period{Start: day("2026-02-01"), End: day("2026-03-01")}) {
		t.Errorf("the first period is a stub of %s", p)
	}
	buy.Offers = subscription.Only(sold(t, seats("year", "200", yearly)))
	if err := as[*subscription.FieldError](t, from(t).refused("2026-02-10", "ada", place("buy", buy))); err.Path != "event.order.change.coterm" {
		t.Error(err)
	}
}
