package subscription_test

import (
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// A change takes effect now, at the period's end, or at a future instant.
func TestChanges(t *testing.T) {
	pro, lite := sold(t, seats("pro", "20")), sold(t, seats("lite", "4"))
	year := sold(t, seats("year", "110", yearly))
	const first = "01-01 running basic r1 × 5"
	for _, tt := range []struct {
		name string
		run  func(s *story)
		want []string
	}{
		{"more seats are due at once", func(s *story) { s.order("2026-01-10", "o", quantity("8")) },
			[]string{first, "01-10 running basic r1 × 8"}},
		{"fewer seats wait for the period's end", func(s *story) { s.order("2026-01-10", "o", quantity("3")) },
			[]string{first, "02-01 running basic r1 × 3"}},
		{"fewer seats now", func(s *story) { s.order("2026-01-10", "o", quantity("3"), now) },
			[]string{first, "01-10 running basic r1 × 3"}},
		{"more seats at the period's end", func(s *story) { s.order("2026-01-10", "o", quantity("8"), atEnd) },
			[]string{first, "02-01 running basic r1 × 8"}},
		{"a future instant", func(s *story) { s.order("2026-01-10", "o", quantity("8"), requested("2026-03-05")) },
			[]string{first, "03-05 running basic r1 × 8"}},
		{"the end of the period of a future instant", func(s *story) { s.order("2026-01-10", "o", quantity("3"), requested("2026-03-05")) },
			[]string{first, "04-01 running basic r1 × 3"}},
		{"up or down is told of what is in force then", func(s *story) {
			s.order("2026-01-10", "a", quantity("7"), requested("2026-03-05")).order("2026-01-11", "b", quantity("9"))
		}, []string{first, "01-11 running basic r1 × 9"}},
		{"without credit", func(s *story) { s.order("2026-01-10", "o", quantity("3"), now, crediting(subscription.NoCredit)) },
			[]string{first, "01-10 running basic r1 × 3 0:none"}},
		{"each seller its own credit", func(s *story) {
			s.order("2026-01-10", "o", to(pro), func(o *subscription.Order) {
				o.Credits = subscription.Credits{subscription.NoCredit, subscription.Inherit, subscription.FullCredit}
			})
		}, []string{first, "01-10 running pro r1 × 5 0:none 2:full"}},
		{"a dearer plan is due at once, on the days that there were", func(s *story) { s.order("2026-01-10", "o", to(pro)) },
			[]string{first, "01-10 running pro r1 × 5"}},
		{"a cheaper plan waits", func(s *story) { s.order("2026-01-10", "o", to(lite)) },
			[]string{first, "02-01 running lite r1 × 5"}},
		{"more seats of a cheaper plan may be dearer", func(s *story) {
			s.order("2026-01-10", "o", subscription.PlanSwitch{Offers: subscription.Only(lite), Quantity: decimal.NewNullDecimal(num("20"))})
		}, []string{first, "01-10 running lite r1 × 20"}},
		{"a yearly plan for less a month waits, and starts anew", func(s *story) { s.order("2026-01-10", "o", to(year)) },
			[]string{first, "02-01 running year r1 × 5 anchored anew"}},
		{"an add-on", func(s *story) { s.order("2026-01-10", "o", subscription.AddOn{Charge: "support", Quantity: num("6")}) },
			[]string{first, "01-10 running basic r1 × 5 support × 6"}},
		{"fewer of an add-on", func(s *story) { s.order("2026-01-10", "o", subscription.AddOn{Charge: "support", Quantity: num("1")}) },
			[]string{first, "02-01 running basic r1 × 5 support × 1"}},
		{"an add-on keeps its quantity", func(s *story) {
			s.order("2026-01-10", "a", subscription.AddOn{Charge: "support", Quantity: num("5")}).order("2026-01-12", "b", quantity("7"))
		}, []string{"01-01 running basic r1 × 5 support × 5", "01-12 running basic r1 × 7 support × 5"}},
		{"on the first instant of a period", func(s *story) { s.order("2026-02-01", "o", quantity("8")) },
			[]string{first, "02-01 running basic r1 × 8"}},
		{"down on the first instant waits for the whole period", func(s *story) { s.order("2026-02-01", "o", quantity("3")) },
			[]string{first, "03-01 running basic r1 × 3"}},
		{"down on the last instant waits for none", func(s *story) { s.order("2026-01-31T23:59:59.999999Z", "o", quantity("3")) },
			[]string{first, "02-01 running basic r1 × 3"}},
		{"on the instant of provisioning", func(s *story) { s.order("2026-01-01", "o", quantity("8")) },
			[]string{"01-01 running basic r1 × 8"}},
		{"several on one day", func(s *story) {
			s.order("2026-01-10T08:00:00Z", "a", quantity("8")).order("2026-01-10T09:00:00Z", "b", quantity("9")).order("2026-01-10T10:00:00Z", "c", quantity("10"))
		}, []string{first, "01-10T08:00:00Z running basic r1 × 8", "01-10T09:00:00Z running basic r1 × 9", "01-10T10:00:00Z running basic r1 × 10"}},
		{"several at one instant: the last one counts", func(s *story) {
			s.order("2026-01-10", "a", quantity("8"), crediting(subscription.NoCredit)).order("2026-01-10", "b", quantity("9"))
		}, []string{first, "01-10 running basic r1 × 9 0:none"}},
		{"there and back at one instant is nothing", func(s *story) {
			s.order("2026-01-10", "a", quantity("8")).order("2026-01-10", "b", quantity("5"), now)
		}, []string{first}},
		{"there and back", func(s *story) {
			s.order("2026-01-10", "a", to(pro)).order("2026-01-20", "b", to(sold(t, seats("basic", "10"))), now)
		}, []string{first, "01-10 running pro r1 × 5", "01-20 running basic r1 × 5"}},
		{"the plan in force again is nothing", func(s *story) {
			s.order("2026-01-10", "o", to(sold(t, seats("basic", "70", revision(4)))))
		}, []string{first}},
		{"a new revision waits for the next period", func(s *story) {
			s.on("2026-01-10", "vendor", subscription.Reprice{Offer: sold(t, seats("basic", "12", revision(2)))})
		}, []string{first, "02-01 running basic r2 × 5"}},
		{"a new revision at a period's start", func(s *story) {
			s.on("2026-02-01", "vendor", subscription.Reprice{Offer: sold(t, seats("basic", "12", revision(2)))})
		}, []string{first, "02-01 running basic r2 × 5"}},
		{"the last of two revisions", func(s *story) {
			s.on("2026-01-10", "vendor", subscription.Reprice{Offer: sold(t, seats("basic", "12", revision(2)))})
			s.on("2026-01-11", "vendor", subscription.Reprice{Offer: sold(t, seats("basic", "13", revision(3)))})
		}, []string{first, "02-01 running basic r3 × 5"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := basic(t)
			tt.run(s)
			s.t = t
			s.wants(tt.want...)
		})
	}
}

// A later order takes back the deferred ones that it contradicts, and those
// only: the same thing, not yet in effect when the later one is.
func TestALaterOrderWins(t *testing.T) {
	pro, lite := sold(t, seats("pro", "20")), sold(t, seats("lite", "4"))
	for _, tt := range []struct {
		name     string
		run      func(s *story)
		statuses map[string]string
	}{
		{"up after a deferred down", func(s *story) {
			s.order("2026-01-10", "a", quantity("3")).order("2026-01-15", "b", quantity("8"))
		}, map[string]string{"a": "replaced", "b": "approved 01-15"}},
		{"keeping after a deferred down", func(s *story) {
			s.order("2026-01-10", "a", quantity("3")).order("2026-01-15", "b", quantity("5"))
		}, map[string]string{"a": "replaced", "b": "approved 01-15"}},
		{"down further after a deferred down", func(s *story) {
			s.order("2026-01-10", "a", quantity("3")).order("2026-01-15", "b", quantity("2"))
		}, map[string]string{"a": "replaced", "b": "approved 02-01"}},
		{"one that comes after it stands beside it", func(s *story) {
			s.order("2026-01-10", "a", quantity("3")).order("2026-01-15", "b", quantity("8"), requested("2026-03-10"))
		}, map[string]string{"a": "approved 02-01", "b": "approved 03-10"}},
		{"one that is earlier but was deferred past it", func(s *story) {
			s.order("2026-01-10", "a", quantity("8"), requested("2026-01-20")).order("2026-01-15", "b", quantity("2"))
		}, map[string]string{"a": "approved 01-20", "b": "approved 02-01"}},
		{"an order placed earlier does not win when its time comes", func(s *story) {
			s.order("2026-01-10", "a", quantity("3"), requested("2026-02-05")).order("2026-01-15", "b", quantity("9"), requested("2026-03-10"))
		}, map[string]string{"a": "approved 03-01", "b": "approved 03-10"}},
		{"another charge is another thing", func(s *story) {
			s.order("2026-01-10", "a", quantity("3")).order("2026-01-15", "b", subscription.AddOn{Charge: "support", Quantity: num("9")})
		}, map[string]string{"a": "approved 02-01", "b": "approved 01-15"}},
		{"a new plan does not know the quantities of the old", func(s *story) {
			s.order("2026-01-10", "a", quantity("3")).order("2026-01-15", "b", to(pro))
		}, map[string]string{"a": "replaced", "b": "approved 01-15"}},
		{"more seats do not undo a deferred plan", func(s *story) {
			s.order("2026-01-10", "a", to(lite)).order("2026-01-15", "b", quantity("8"))
		}, map[string]string{"a": "approved 02-01", "b": "approved 01-15"}},
		{"a plan after a deferred plan", func(s *story) {
			s.order("2026-01-10", "a", to(lite)).order("2026-01-15", "b", to(pro))
		}, map[string]string{"a": "replaced", "b": "approved 01-15"}},
		{"an end lets what is deferred lapse", func(s *story) {
			s.order("2026-01-10", "a", quantity("3")).order("2026-01-15", "b", subscription.Cancellation{}, now)
		}, map[string]string{"a": "lapsed", "b": "approved 01-15"}},
		{"also at one instant", func(s *story) {
			s.order("2026-01-10", "a", quantity("3")).order("2026-01-15", "b", subscription.Cancellation{})
		}, map[string]string{"a": "lapsed", "b": "approved 02-01"}},
		{"a later cancellation, whenever it is", func(s *story) {
			s.order("2026-01-10", "a", subscription.Cancellation{}).order("2026-01-15", "b", subscription.Cancellation{}, requested("2026-03-05"))
		}, map[string]string{"a": "replaced", "b": "approved 04-01"}},
		{"a renewal takes back a cancellation", func(s *story) {
			s.order("2026-01-10", "a", subscription.Cancellation{}).order("2026-01-15", "b", subscription.Renewal{})
		}, map[string]string{"a": "replaced", "b": "approved 01-15"}},
		{"withdrawn", func(s *story) {
			s.order("2026-01-10", "a", quantity("3")).on("2026-01-15", "ada", subscription.Withdraw{Order: "a"})
		}, map[string]string{"a": "withdrawn"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := basic(t)
			s.t = t
			tt.run(s)
			for id, want := range tt.statuses {
				if got := s.status(id); got != want {
					t.Errorf("order %s is %s, want %s\n%v", id, got, want, timeline(&s.c))
				}
			}
		})
	}
}

// What is shared between levels of time and charges tells up from down.
func TestCompare(t *testing.T) {
	term := func(p *pricing.Plan, q string, more ...subscription.ChargeQuantity) *subscription.Term {
		return &subscription.Term{Offer: sold(t, p), Quantity: num(q), Quantities: more}
	}
	daily := func(p *pricing.Plan) { p.Every = every("P28D") }
	own := func(e string) func(*pricing.Plan) {
		return func(p *pricing.Plan) { p.Charges[0].Every = every(e) }
	}
	percent := func(p *pricing.Plan) {
		p.Charges = append(p.Charges, pricing.Charge{ID: "care", Model: pricing.Percentage{Percent: num("50"), Of: []pricing.ChargeID{"seat"}}})
	}
	basic := term(seats("basic", "10"), "5") // 50.00 and 10.00 of support
	for _, tt := range []struct {
		name string
		b    *subscription.Term
		want int
	}{
		{"itself", basic, 0},
		{"dearer", term(seats("b", "10.01"), "5"), 1},
		{"fewer", term(seats("b", "10"), "4"), -1},
		{"every recurring charge counts", term(seats("b", "10"), "5", subscription.ChargeQuantity{Charge: "support", Quantity: num("4")}), -1},
		{"a year of as much", term(seats("b", "142", yearly), "5"), 0},
		{"a year for less a month", term(seats("b", "141.99", yearly), "5"), -1},
		{"a charge with an interval of its own", term(seats("b", "120", own("P1Y")), "5"), 0},
		{"28 days are shorter", term(seats("b", "10", daily), "5"), 1},
		{"28 days of the mean month", term(seats("b", "9.038", daily), "5"), -1},
		{"what is not told by a quantity does not count", term(seats("b", "10", percent), "5"), 0},
	} {
		got, err := subscription.Compare(basic, tt.b)
		back, _ := subscription.Compare(tt.b, basic)
		if err != nil || got != tt.want || back != -tt.want {
			t.Errorf("%s: Compare = %d and %d back, want %d (%v)", tt.name, got, back, tt.want, err)
		}
	}
	for _, pair := range [][2]string{{"P1W", "P7D"}, {"P1D", "PT24H"}, {"P1Y", "P12M"}, {"P4800M", "P146097D"}} {
		in := func(e string) *subscription.Term {
			return term(seats("b", "10", func(p *pricing.Plan) { p.Every = every(e) }), "5")
		}
		if got, err := subscription.Compare(in(pair[0]), in(pair[1])); got != 0 || err != nil {
			t.Errorf("%v: Compare = %d, %v", pair, got, err)
		}
	}
	dollars := term(seats("b", "10", func(p *pricing.Plan) { p.Currency = basic.Offer.Plan.Currency }), "5")
	dollars.Offer = offer(t, "b", "USD")
	if _, err := subscription.Compare(basic, dollars); as[*subscription.FieldError](t, err).Path != "effect" {
		t.Errorf("another currency: %v", err)
	}
}

// The minimum, coterm and trial of a schedule on the 31st.
func TestSchedules(t *testing.T) {
	other := calendar.Schedule{Anchor: day("2025-12-20")}
	coterm := func(p *subscription.Purchase) { p.Coterm = other }
	month := func(p *subscription.Purchase) { p.Align = calendar.CalendarYear }
	plain := sold(t, seats("basic", "10"))
	trial := sold(t, seats("basic", "10", trialDays(14)))
	for _, tt := range []struct {
		name string
		buy  subscription.Purchase
		want []string
	}{
		{"anniversary", purchase(plain, "1"), []string{"01-31..02-28", "02-28..03-31", "03-31..04-30"}},
		{"coterm: first a stub", purchase(plain, "1", coterm), []string{"01-31..02-20 of 01-20..02-20", "02-20..03-20", "03-20..04-20"}},
		{"calendar months: first a stub", purchase(plain, "1", month), []string{"01-31..02-01 of 01-01..02-01", "02-01..03-01", "03-01..04-01"}},
		{"a trial converts, and the paid periods anchor there", purchase(trial, "1"), []string{"01-31..02-14 of 01-31..02-28", "02-14..03-14", "03-14..04-14"}},
		{"a trial in coterm", purchase(trial, "1", coterm), []string{"01-31..02-14 of 01-20..02-20", "02-14..02-20 of 01-20..02-20", "02-20..03-20", "03-20..04-20"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := pieces(&running(t, "2026-01-31", tt.buy).c, "2026-01-01", "2026-04-01")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("segments mismatch (-want +got)\n%s", diff)
			}
		})
	}
}

// Nothing that Apply is given is changed, whatever happens after.
func TestApplyChangesNothingItIsGiven(t *testing.T) {
	own := []subscription.ChargeQuantity{{Charge: "support", Quantity: num("1")}}
	buy := purchase(sold(t, seats("basic", "10")), "5", func(p *subscription.Purchase) { p.Quantities = own })
	s := running(t, "2026-01-01", buy).order("2026-01-05", "a", quantity("3"))
	before, lines := s.c, timeline(&s.c)
	events, terms, placed := before.Events[:len(before.Events):len(before.Events)], len(before.Terms), s.status("a")
	s.order("2026-01-10", "b", subscription.AddOn{Charge: "support", Quantity: num("9")})
	s.order("2026-01-02", "c", quantity("8")).order("2026-01-20", "d", subscription.Cancellation{}, now)
	if own[0].Quantity.IntPart() != 1 || len(before.Terms) != terms || len(events) != 3 {
		t.Error("Apply changed its arguments")
	}
	if diff := cmp.Diff(lines, timeline(&before)); diff != "" {
		t.Errorf("the contract before mismatch (-want +got)\n%s", diff)
	}
	if o, _ := before.Order("a"); o.Status.String()+" "+date(o.Effective) != placed {
		t.Errorf("the order before is %v now, was %s", o.Status, placed)
	}
}
