package subscription_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// An order goes from draft to be approved to approved or rejected; the auditor
// decides, and nobody else.
func TestApproval(t *testing.T) {
	s := basic(t).on("2026-01-05", "ada", subscription.Draft{Order: place("o", quantity("8")).Order})
	if got := s.status("o"); got != "draft" {
		t.Errorf("a draft is %s", got)
	}
	early := as[*subscription.OrderError](t, s.refused("2026-01-06", "reseller", subscription.Approve{Order: "o"}))
	if early.Status != subscription.OrderDraft || early.Want != subscription.OrderToBeApproved {
		t.Errorf("a draft is approved: %v", early)
	}
	s.on("2026-01-06", "ada", subscription.Submit{Order: "o"})
	if got := s.status("o"); got != "to-be-approved" {
		t.Errorf("an order that was handed in is %s", got)
	}
	for _, stranger := range []string{"ada", "vendor", "distributor"} {
		err := as[*subscription.AuditorError](t, s.refused("2026-01-07", stranger, subscription.Approve{Order: "o"}))
		if err.Auditor != "reseller" || string(err.Actor) != stranger {
			t.Errorf("%s decides: %v", stranger, err)
		}
	}
	rejected := *s
	rejected.on("2026-01-08", "reseller", subscription.Reject{Order: "o"})
	if got := rejected.status("o"); got != "rejected" {
		t.Errorf("a rejected order is %s", got)
	}
	rejected.wants("01-01 running basic r1 × 5")
	s.on("2026-01-08", "reseller", subscription.Approve{Order: "o"})
	s.wants("01-01 running basic r1 × 5", "01-08 running basic r1 × 8")
	o, _ := s.c.Order("o")
	if o.Placed != day("2026-01-05") || o.By != "ada" || o.Decided != day("2026-01-08") || o.DecidedBy != "reseller" || o.Effective != day("2026-01-08") {
		t.Errorf("the order does not tell its story: %+v", o)
	}
	s.refused("2026-01-09", "reseller", subscription.Approve{Order: "o"})
}

func TestAuditorByChannel(t *testing.T) {
	chain := func(roles ...channel.Role) *channel.Chain {
		c := &channel.Chain{ID: "c", Vendor: "vendor"}
		for i, r := range roles {
			c.Sellers = append(c.Sellers, channel.Seller{
				Party: channel.PartyID(r.String() + strings.Repeat("'", i)), Role: r, Default: channel.Rule{Kind: channel.PassThrough},
			})
		}
		return c
	}
	off := chain(channel.Parent, channel.Reseller)
	off.Sellers[1] = channel.Seller{Role: channel.Reseller}
	for _, tt := range []struct {
		name  string
		chain *channel.Chain
		want  channel.PartyID
	}{
		{"no channel", chain(), "vendor"},
		{"a parent is no reseller", chain(channel.Parent), "vendor"},
		{"a reseller", chain(channel.Parent, channel.Distributor, channel.Reseller), "reseller''"},
		{"the last of two resellers", chain(channel.Reseller, channel.Reseller), "reseller'"},
		{"a reseller that is switched off", off, "vendor"},
	} {
		o, err := channel.NewOffer(seats("basic", "10"), tt.chain)
		if err != nil {
			t.Fatal(err)
		}
		s := from(t).on("2026-01-01", "ada", place("buy", purchase(o, "1")))
		if got, _ := s.c.Order("buy"); got.Auditor != tt.want {
			t.Errorf("%s: %q decides, want %q", tt.name, got.Auditor, tt.want)
		}
		s.on("2026-01-02", string(tt.want), subscription.Approve{Order: "buy"}).on("2026-01-02", "vendor", subscription.Provision{})
		s.on("2026-01-03", "ada", place("more", quantity("2")))
		if got, _ := s.c.Order("more"); got.Auditor != tt.want {
			t.Errorf("%s: %q decides about a change, want %q", tt.name, got.Auditor, tt.want)
		}
	}
}

// What the policy approves needs no auditor; what it does not name does.
func TestAutoApproval(t *testing.T) {
	auto := policy(subscription.Policy{AutoApprove: subscription.KindsOf(subscription.OrderPurchase, subscription.OrderQuantityChange)})
	s := from(t).on("2026-01-01", "ada", place("buy", purchase(sold(t, seats("basic", "10")), "5", auto)))
	s.on("2026-01-02", "vendor", subscription.Provision{})
	s.on("2026-01-03", "ada", place("more", quantity("8"))).on("2026-01-04", "ada", place("end", subscription.Cancellation{}))
	s.wants("01-02 running basic r1 × 5", "01-03 running basic r1 × 8")
	if o, _ := s.c.Order("more"); o.Decided != day("2026-01-03") || o.DecidedBy != "" {
		t.Errorf("approved by %q at %s", o.DecidedBy, o.Decided)
	}
	if got := s.status("end"); got != "to-be-approved" {
		t.Errorf("a cancellation is %s", got)
	}
	want := []string{"01-01 pending-approval by ada", "01-01 provisioning by ada", "01-02 active by vendor"}
	if diff := cmp.Diff(want, history(&s.c)); diff != "" {
		t.Errorf("history mismatch (-want +got)\n%s", diff)
	}
}

// Effective at the later of requested and approved, and priced then.
func TestPricedWhenItTakesEffect(t *testing.T) {
	offers := subscription.Listings{
		{Offer: sold(t, seats("pro", "20"))},
		{From: day("2026-01-15"), Offer: sold(t, seats("pro", "21", revision(2)))},
		{From: day("2026-02-15"), Offer: sold(t, seats("pro", "22", revision(3)))},
	}
	for _, tt := range []struct{ name, requested, approved, want string }{
		{"approved at once", "", "2026-01-10", "01-10 running pro r1 × 5"},
		{"approved later", "", "2026-01-20", "01-20 running pro r2 × 5"},
		{"requested later", "2026-02-20", "2026-01-20", "02-20 running pro r3 × 5"},
		{"approved after what was requested", "2026-01-12", "2026-01-20", "01-20 running pro r2 × 5"},
		{"on the instant of the revision", "2026-01-15", "2026-01-11", "01-15 running pro r2 × 5"},
	} {
		s := basic(t).on("2026-01-10", "ada", place("o", subscription.PlanSwitch{Offers: offers}, requested(tt.requested)))
		s.on(tt.approved, "reseller", subscription.Approve{Order: "o"})
		if got := timeline(&s.c); got[len(got)-1] != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		buy := subscription.Purchase{Offers: offers, Quantity: num("5")}
		p := from(t).on("2026-01-10", "ada", place("buy", buy, requested(tt.requested)))
		p.on(tt.approved, "reseller", subscription.Approve{Order: "buy"})
		p.on("2026-03-01", "vendor", subscription.Provision{}) // it is not what prices it
		if got, want := timeline(&p.c)[0], "03-01"+tt.want[5:]; got != want {
			t.Errorf("purchase %s: %q, want %q", tt.name, got, want)
		}
	}
}

// The first period starts when provisioning succeeds, whenever the order was.
func TestTheFirstPeriodStartsWithProvisioning(t *testing.T) {
	buy := purchase(sold(t, seats("basic", "10")), "5", policy(subscription.Policy{PayFirst: true}))
	s := from(t).on("2026-01-01", "ada", place("buy", buy, requested("2026-01-10"))).on("2026-01-02", "reseller", subscription.Approve{Order: "buy"})
	s.on("2026-01-11", "ada", subscription.Pay{}).on("2026-01-12T13:59:00Z", "vendor", subscription.Provision{})
	s.wants("01-12T13:59:00Z running basic r1 × 5")
	want := []string{
		"01-01 pending-approval by ada", "01-02 scheduled by reseller", "01-10 pending-payment: the requested start",
		"01-11 provisioning by ada", "01-12T13:59:00Z active by vendor",
	}
	if diff := cmp.Diff(want, history(&s.c)); diff != "" {
		t.Errorf("history mismatch (-want +got)\n%s", diff)
	}
	for _, tt := range []struct {
		at   string
		want subscription.State
	}{
		{"2025-12-31", subscription.NoState}, {"2026-01-01", subscription.StatePendingApproval},
		{"2026-01-09", subscription.StateScheduled}, {"2026-01-10", subscription.StatePendingPayment},
		{"2026-01-12", subscription.StateProvisioning}, {"2026-01-13", subscription.StateActive},
	} {
		if got := s.c.StateAt(day(tt.at)); got != tt.want {
			t.Errorf("at %s it is %s, want %s", tt.at, got, tt.want)
		}
	}
}

// A preview is the same function, as of an instant; it changes nothing, and
// promises nothing.
func TestPreview(t *testing.T) {
	lite := sold(t, seats("lite", "4"))
	for _, c := range []subscription.Change{
		quantity("8"), quantity("3"), to(lite), subscription.AddOn{Charge: "support", Quantity: num("9")},
		subscription.Cancellation{}, subscription.OneShotCost{Charge: "visit", Quantity: num("2")},
	} {
		s := basic(t).order("2026-01-05", "before", quantity("6"))
		o := place("o", c).Order
		got, err := subscription.Preview(s.c, o, day("2026-01-20"))
		if err != nil {
			t.Fatalf("%s: %v", c.Kind(), err)
		}
		if len(s.c.Orders) != 2 || len(s.c.Events) != 3 {
			t.Errorf("%s: a preview is kept", c.Kind())
		}
		s.on("2026-01-20", "ada", subscription.Place{Order: o}).on("2026-01-20", "reseller", subscription.Approve{Order: "o"})
		if diff := cmp.Diff(timeline(&s.c), timeline(&got)); diff != "" {
			t.Errorf("%s: preview mismatch (-applied +preview)\n%s", c.Kind(), diff)
		}
	}
	buy := purchase(lite, "5", policy(subscription.Policy{PayFirst: true}))
	got, err := subscription.Preview(from(t).c, place("buy", buy, requested("2026-02-01")).Order, day("2026-01-20"))
	if want := []string{"02-01 running lite r1 × 5"}; err != nil || !cmp.Equal(want, timeline(&got)) {
		t.Errorf("preview of a purchase: %v, %v", timeline(&got), err)
	}
	if _, err := subscription.Preview(basic(t).c, place("o", quantity("101")).Order, day("2026-01-20")); err == nil {
		t.Error("a preview sells what may not be bought")
	}
}

// Costs stand beside the plan, in an offer of their own.
func TestCosts(t *testing.T) {
	plan := seats("basic", "10")
	base := sold(t, plan)
	support := subscription.Cost{ID: "o-7", Amount: num("15"), Timing: pricing.Postpaid, Unit: "month"}
	care := subscription.Cost{ID: "o-8", Percent: num("10"), Amount: num("1"), Of: []pricing.ChargeID{"seat"}}
	move := subscription.Cost{ID: "o-9", Amount: num("200"), OneShot: true}
	offer := func(c subscription.Cost, p *pricing.Plan) *channel.Offer {
		o, err := c.Offer(p, resold())
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	first := offer(support, plan)
	second := offer(care, first.Plan)
	s := running(t, "2026-01-01", purchase(base, "5"))
	s.order("2026-01-10", "o-7", subscription.RecurringCost{Offer: first})
	s.order("2026-01-20", "o-8", subscription.RecurringCost{Offer: second}, atEnd)
	s.order("2026-01-25", "o-9", subscription.OneShotCost{Charge: "o-9", Quantity: num("1"), Offer: offer(move, first.Plan)})
	s.order("2026-01-26", "o-10", subscription.OneShotCost{Charge: "visit", Quantity: num("-2")})
	var charges []int
	for i := range s.c.Terms {
		charges = append(charges, len(s.c.Terms[i].Offer.Plan.Charges))
	}
	// Here the second cost was made of an offer that the one-shot cost has
	// replaced meanwhile, so it lapsed.
	if diff := cmp.Diff([]int{6, 7, 8}, charges); diff != "" || s.status("o-8") != "lapsed" {
		t.Errorf("charges mismatch (-want +got)\n%s\nthe second is %s", diff, s.status("o-8"))
	}
	s.wants("01-01 running basic r1 × 5", "01-10 running basic r1 × 5", "01-25 running basic r1 × 5",
		"01-25 fact o-9: o-9 × 1", "01-26 fact o-10: visit × -2")
	again := offer(care, s.c.Terms[2].Offer.Plan)
	s.order("2026-02-03", "o-11", subscription.RecurringCost{Offer: again})
	got := s.c.Terms[3].Offer
	charge := got.Charge(8)
	if charge.ID != "o-8" || got.Plan.ID != "basic" || got.Plan.Revision != 1 || got.Route(0).ID != base.Route(0).ID {
		t.Errorf("what was there goes on as another line: %+v", charge)
	}
	if p, ok := charge.Model.(pricing.Percentage); !ok || !p.Percent.Equal(num("10")) || len(p.Of) != 1 {
		t.Errorf("the percentage is %+v", charge.Model)
	}
	s.on("2026-02-05", "reseller", subscription.Reprice{Offer: base}) // takes them off again
	if last := s.c.Terms[len(s.c.Terms)-1]; last.Offer != base || last.From != day("2026-03-01") {
		t.Errorf("the costs were not taken off: %v", timeline(&s.c))
	}
}

func TestCostsAreRefused(t *testing.T) {
	plan := seats("basic", "10")
	for name, c := range map[string]subscription.Cost{
		"an id of the plan": {ID: "seat", Amount: num("1")}, "no id": {Amount: num("1")},
		"of nothing": {ID: "x", Percent: num("5")}, "of itself": {ID: "x", Percent: num("5"), Of: []pricing.ChargeID{"x"}},
		"of what is not there": {ID: "x", Percent: num("5"), Of: []pricing.ChargeID{"y"}}, "too long": {ID: "x", Amount: decimal.New(1, 30)},
	} {
		if o, err := c.Offer(plan, resold()); err == nil {
			t.Errorf("%s: made %v", name, o.Plan)
		}
	}
	s := basic(t)
	other, err := subscription.Cost{ID: "x", Amount: num("1")}.Offer(seats("pro", "20"), resold())
	if err != nil {
		t.Fatal(err)
	}
	for path, c := range map[string]subscription.Change{
		"event.order.change.offer":  subscription.RecurringCost{Offer: other},
		"event.order.change.charge": subscription.OneShotCost{Charge: "seat", Quantity: num("1")},
	} {
		if got := as[*subscription.FieldError](t, s.refused("2026-01-10", "reseller", place("o", c))); got.Path != path {
			t.Errorf("%v, want %s", got, path)
		}
	}
	s.on("2026-01-10", "ada", subscription.Pause{})
	if got := s.refused("2026-01-11", "reseller", place("o", subscription.OneShotCost{Charge: "visit", Quantity: num("1")})); !strings.Contains(got.Error(), "pause") {
		t.Errorf("a one-off in a pause: %v", got)
	}
}

// Faults of an event are told all at once, each with its path.
func TestFaultsAreToldAtOnce(t *testing.T) {
	buy := subscription.Purchase{
		Offers:   subscription.Listings{{Offer: sold(t, seats("a", "1"))}, {}, {From: 5, Offer: sold(t, seats("b", "1"))}},
		Quantity: num("-1"), Quantities: []subscription.ChargeQuantity{{Charge: "support", Quantity: decimal.New(1, 30)}},
		Align: 1 << 30, Commit: calendar.Interval{N: -1}, Coterm: calendar.Schedule{Anchor: 1, Every: every("P1Y")},
		Policy: subscription.Policy{TermEnd: 9, RefundDays: -1, Refunds: subscription.AllCredits(9)},
	}
	for _, tt := range []struct {
		name string
		do   subscription.Action
		want []string
	}{
		{"purchase", place("", buy, func(o *subscription.Order) { o.Effect = 9; o.Requested = 1 << 62; o.Credits[3] = 7 }), []string{
			"event.order.id", "event.order.requested", "event.order.effect", "event.order.credits", "event.order.change.offers",
			"event.order.change.quantity", "event.order.change.quantities[support]", "event.order.change.commit", "event.order.change.coterm",
			"event.order.change.policy.refund_days", "event.order.change.policy.term_end", "event.order.change.policy.refunds",
		}},
		{"no change", place("o", nil), []string{"event.order.change"}},
		{"nothing", nil, []string{"event.do"}},
		{"switch", place("o", subscription.PlanSwitch{Quantity: decimal.NewNullDecimal(num("-1"))}), []string{"event.order.change.offers", "event.order.change.quantity"}},
		{"quantity", place("o", quantity("-1")), []string{"event.order.change.quantity"}},
		{"add-on", place("o", subscription.AddOn{Quantity: decimal.New(1, 30)}), []string{"event.order.change.quantity"}},
		{"renewal", place("o", subscription.Renewal{For: calendar.Interval{Unit: 9}, Offers: subscription.Listings{{}}}), []string{"event.order.change.for", "event.order.change.offers"}},
		{"one-shot", place("o", subscription.OneShotCost{Quantity: decimal.New(1, 30)}), []string{"event.order.change.quantity"}},
		{"recurring", place("o", subscription.RecurringCost{}), []string{"event.order.change.offer"}},
		{"pause", subscription.Pause{Until: 1 << 62}, []string{"event.until"}},
		{"terminate", subscription.Terminate{Credits: subscription.AllCredits(9)}, []string{"event.credits"}},
		{"reprice", subscription.Reprice{}, []string{"event.offer"}},
		{"withdraw", subscription.Withdraw{}, []string{"event.withdraw"}},
		{"withdraw two", subscription.Withdraw{Order: "o", Event: "e"}, []string{"event.withdraw"}},
	} {
		_, err := subscription.Apply(from(t).c, subscription.Event{Do: tt.do})
		for _, path := range append(tt.want, "event.id", "event.at", "event.actor") {
			if err == nil || !strings.Contains(err.Error(), path+": ") {
				t.Errorf("%s: %s is missing in:\n%v", tt.name, path, err)
			}
		}
		as[*subscription.FieldError](t, err)
	}
}

// Orders that the subscription cannot take are refused when they are placed.
func TestOrdersAreRefused(t *testing.T) {
	pro := sold(t, seats("pro", "20"))
	later := subscription.PlanSwitch{Offers: subscription.Listings{{From: day("2026-02-01"), Offer: pro}}}
	dollar := to(offer(t, "dollar", "USD"))
	for _, tt := range []struct {
		name string
		c    subscription.Change
		path string
	}{
		{"more than may be bought", quantity("101"), "event.order.change.quantity"},
		{"another charge", subscription.AddOn{Charge: "x", Quantity: num("1")}, "event.order.change.charge"},
		{"a quantity of usage", subscription.AddOn{Charge: "calls", Quantity: num("1")}, "event.order.change.charge"},
		{"a plan that cannot be had yet", later, "event.order.change.offers"},
		{"quantities that the plan does not have", subscription.PlanSwitch{Offers: subscription.Only(pro), Quantities: []subscription.ChargeQuantity{{Charge: "x"}}}, "event.order.change.quantities"},
		{"a currency that does not compare", dollar, "effect"},
		{"a renewal of no term", subscription.Renewal{}, "event.order.change.for"},
	} {
		if got := as[*subscription.FieldError](t, basic(t).refused("2026-01-10", "reseller", place("o", tt.c))); got.Path != tt.path {
			t.Errorf("%s: %v, want %s", tt.name, got, tt.path)
		}
	}
	s := basic(t).order("2026-01-10", "o", dollar, now)
	s.wants("01-01 running basic r1 × 5", "01-10 running dollar r0 × 5")
	if err := s.refused("2026-01-11", "reseller", place("o", quantity("8"))); !strings.Contains(err.Error(), "not unique") {
		t.Errorf("an order twice: %v", err)
	}
	if err := as[*subscription.StateError](t, s.refused("2026-01-11", "reseller", place("p", purchase(pro, "1")))); err.Kind != subscription.OrderPurchase {
		t.Errorf("a second purchase: %v", err)
	}
	if err := as[*subscription.StateError](t, from(t).refused("2026-01-11", "reseller", place("p", quantity("1")))); err.State != subscription.NoState {
		t.Errorf("a change of nothing: %v", err)
	}
	for _, do := range []subscription.Action{subscription.Approve{Order: "x"}, subscription.Submit{Order: "x"}, subscription.Withdraw{Order: "x"}, subscription.Withdraw{Event: "x"}} {
		as[*subscription.FieldError](t, s.refused("2026-01-12", "reseller", do))
	}
	as[*subscription.OrderError](t, s.refused("2026-01-12", "reseller", subscription.Withdraw{Order: "o"}))
	drafted := basic(t).on("2026-01-10", "ada", subscription.Draft{Order: place("o", quantity("8")).Order}).order("2026-01-12", "end", subscription.Cancellation{}, now)
	if err := as[*subscription.StateError](t, drafted.refused("2026-01-14", "ada", subscription.Submit{Order: "o"})); err.State != subscription.StateCancelled {
		t.Errorf("a draft handed in after the end: %v", err)
	}
	again := s.c.Events[1]
	if _, err := subscription.Apply(s.c, again); !errors.Is(err, subscription.ErrApplied) {
		t.Errorf("an event twice: %v", err)
	}
	timelineOnly := subscription.Contract{Subscription: valid(t)}
	if _, err := subscription.Apply(timelineOnly, again); as[*subscription.FieldError](t, err).Path != "events" {
		t.Errorf("a timeline without events: %v", err)
	}
}
