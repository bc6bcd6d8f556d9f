package subscription_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// fataler is a *testing.T, a *testing.F or a *rapid.T.
type fataler interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func num(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// day reads "2026-01-31" or "2026-01-31T10:00:00Z"; "" is none.
func day(s string) calendar.Instant {
	if s == "" {
		return 0
	}
	if len(s) == len("2026-01-31") {
		s += "T00:00:00Z"
	}
	return calendar.Must(s)
}

func every(s string) calendar.Interval {
	i, err := calendar.ParseInterval(s)
	if err != nil {
		panic(err)
	}
	return i
}

// seats is a plan of a price a seat, a set-up, a support fee for 0 to 20
// contracts, calls, and a visit and an early end on request.
func seats(id, price string, more ...func(*pricing.Plan)) *pricing.Plan {
	p := &pricing.Plan{ID: pricing.PlanID(id), Revision: 1, Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "seat", Model: pricing.PerUnit{Unit: num(price)}, Quantities: pricing.QuantityRule{Max: num("100")}},
		{ID: "setup", Kind: pricing.OneTime, Model: pricing.Flat{Amount: num("30")}},
		{ID: "support", Model: pricing.PerUnit{Unit: num("2")}},
		{ID: "calls", Kind: pricing.Usage, Metric: "calls", Model: pricing.PerUnit{Unit: num("0.01")}},
		{ID: "visit", Kind: pricing.OneTime, OnRequest: true, Model: pricing.PerUnit{Unit: num("50")}},
		{ID: "early-end", Kind: pricing.OneTime, OnRequest: true, Model: pricing.PerUnit{Unit: num("99")}},
	}}
	for _, m := range more {
		m(p)
	}
	return p
}

func trialDays(n int) func(*pricing.Plan) { return func(p *pricing.Plan) { p.TrialDays = n } }

func minimum(s string) func(*pricing.Plan) { return func(p *pricing.Plan) { p.MinimumTerm = every(s) } }

func frozen(p *pricing.Plan) { p.PriceFreeze = true }

func yearly(p *pricing.Plan) { p.Every = every("P1Y") }

func revision(n int) func(*pricing.Plan) { return func(p *pricing.Plan) { p.Revision = n } }

// resold sells along vendor, distributor and reseller, who adds ten percent.
func resold() *channel.Chain {
	up := channel.Rule{Kind: channel.Markup, Percent: num("10")}
	return &channel.Chain{ID: "eu", Revision: 1, Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "distributor", Role: channel.Distributor, Default: up},
		{Party: "reseller", Role: channel.Reseller, Default: up},
	}}
}

func sold(t fataler, p *pricing.Plan) *channel.Offer {
	t.Helper()
	o, err := channel.NewOffer(p, resold())
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// A story is a contract under test, and how it came to be.
type story struct {
	t fataler
	c subscription.Contract
	n int
}

// from returns the contract that nothing happened to.
func from(t fataler) *story {
	s := &story{t: t}
	s.c.ID, s.c.Customer = "s-1", "ada"
	return s
}

func (s *story) event(at, actor string, do subscription.Action) subscription.Event {
	s.n++
	return subscription.Event{
		ID: subscription.EventID(fmt.Sprintf("e-%d", s.n)), At: day(at), Actor: channel.PartyID(actor), Reason: "because", Do: do,
	}
}

// on applies an event that must succeed.
func (s *story) on(at, actor string, do subscription.Action) *story {
	s.t.Helper()
	c, err := subscription.Apply(s.c, s.event(at, actor, do))
	if err != nil {
		s.t.Fatal(err)
	}
	s.c = c
	return s
}

// refused applies an event that must not succeed, and returns why.
func (s *story) refused(at, actor string, do subscription.Action) error {
	s.t.Helper()
	c, err := subscription.Apply(s.c, s.event(at, actor, do))
	if err == nil {
		s.t.Fatalf("%T at %s was not refused", do, at)
	}
	if !same(&c, &s.c) {
		s.t.Fatalf("%T at %s was refused and changed something", do, at)
	}
	return err
}

// order places an order, which the reseller, who decides, does itself.
func (s *story) order(at, id string, c subscription.Change, more ...func(*subscription.Order)) *story {
	s.t.Helper()
	return s.on(at, "reseller", place(id, c, more...))
}

func place(id string, c subscription.Change, more ...func(*subscription.Order)) subscription.Place {
	o := subscription.Order{ID: subscription.OrderID(id), Change: c}
	for _, m := range more {
		m(&o)
	}
	return subscription.Place{Order: o}
}

func now(o *subscription.Order)   { o.Effect = subscription.Immediately }
func atEnd(o *subscription.Order) { o.Effect = subscription.AtPeriodEnd }

func requested(at string) func(*subscription.Order) {
	return func(o *subscription.Order) { o.Requested = day(at) }
}

func crediting(c subscription.Credit) func(*subscription.Order) {
	return func(o *subscription.Order) { o.Credits = subscription.AllCredits(c) }
}

func purchase(o *channel.Offer, quantity string, more ...func(*subscription.Purchase)) subscription.Purchase {
	p := subscription.Purchase{Offers: subscription.Only(o), Quantity: num(quantity)}
	for _, m := range more {
		m(&p)
	}
	return p
}

func policy(q subscription.Policy) func(*subscription.Purchase) {
	return func(p *subscription.Purchase) { p.Policy = q }
}

func quantity(q string) subscription.QuantityChange {
	return subscription.QuantityChange{Quantity: num(q)}
}

func to(o *channel.Offer) subscription.PlanSwitch {
	return subscription.PlanSwitch{Offers: subscription.Only(o)}
}

// running is a purchase that is provisioned at once.
func running(t fataler, at string, p subscription.Purchase) *story {
	t.Helper()
	return from(t).order(at, "buy", p).on(at, "vendor", subscription.Provision{})
}

// basic runs five seats of 10.00 a month from 1 January on.
func basic(t fataler) *story {
	t.Helper()
	return running(t, "2026-01-01", purchase(sold(t, seats("basic", "10")), "5"))
}

// date is short where it can be.
func date(t calendar.Instant) string {
	return strings.TrimSuffix(strings.TrimPrefix(t.String(), "2026-"), "T00:00:00Z")
}

// timeline tells terms, facts and the end, a line each.
func timeline(c *subscription.Contract) (out []string) {
	var anchor calendar.Instant
	for i := range c.Terms {
		t := &c.Terms[i]
		line := fmt.Sprintf("%s %s %s r%d × %s", date(t.From), t.Mode, t.Offer.Plan.ID, t.Offer.Plan.Revision, t.Quantity)
		for _, q := range t.Quantities {
			line += fmt.Sprintf(" %s × %s", q.Charge, q.Quantity)
		}
		if t.Schedule.Anchor != anchor && t.Schedule.Anchor != t.From {
			line += " anchored " + date(t.Schedule.Anchor)
		} else if i > 0 && t.Schedule.Anchor != anchor {
			line += " anchored anew"
		}
		anchor = t.Schedule.Anchor
		line += creditText(t.Credits)
		out = append(out, line)
	}
	for _, f := range c.Facts {
		out = append(out, fmt.Sprintf("%s fact %s: %s × %s", date(f.At), f.ID, f.Charge, f.Quantity))
	}
	if !c.End.IsZero() {
		out = append(out, date(c.End)+" end"+creditText(c.Refunds))
	}
	return out
}

func creditText(c subscription.Credits) (s string) {
	for l := range c {
		if c[l] != subscription.Inherit {
			s += fmt.Sprintf(" %d:%s", l, c[l])
		}
	}
	return s
}

// history tells the states, a line each.
func history(c *subscription.Contract) (out []string) {
	for _, h := range c.History {
		line := date(h.At) + " " + h.To.String()
		if h.Actor != "" {
			line += " by " + string(h.Actor)
		} else {
			line += ": " + h.Reason
		}
		out = append(out, line)
	}
	return out
}

func (s *story) wants(lines ...string) {
	s.t.Helper()
	if diff := cmp.Diff(lines, timeline(&s.c)); diff != "" {
		s.t.Fatalf("timeline mismatch (-want +got)\n%s", diff)
	}
}

func (s *story) status(id string) string {
	s.t.Helper()
	o, ok := s.c.Order(subscription.OrderID(id))
	if !ok {
		s.t.Fatalf("no order %q", id)
	}
	if o.Effective.IsZero() {
		return o.Status.String()
	}
	return o.Status.String() + " " + date(o.Effective)
}

// same reports whether two contracts are alike in all that was made of events.
func same(a, b *subscription.Contract) bool {
	return cmp.Equal(timeline(a), timeline(b)) && cmp.Equal(a.History, b.History) && cmp.Equal(orders(a), orders(b)) &&
		len(a.Events) == len(b.Events) && cmp.Equal(days(a), days(b))
}

// orders tells what became of orders, by ID: when they were applied does not
// matter.
func orders(c *subscription.Contract) map[string]string {
	out := map[string]string{}
	for _, o := range c.Orders {
		out[string(o.ID)] = fmt.Sprint(o.Status, o.Placed, o.By, o.Auditor, o.Decided, o.DecidedBy, o.Effective)
	}
	return out
}

// days tells what each day of two years is charged by.
func days(c *subscription.Contract) (out []string) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 800 {
		at := calendar.At(start.AddDate(0, 0, i))
		t, ok := c.TermAt(at)
		if !ok || t.Mode >= subscription.Paused {
			out = append(out, "")
			continue
		}
		_, p := t.Schedule.At(at)
		out = append(out, fmt.Sprint(t.Mode, t.Offer.Plan.ID, t.Offer.Plan.Revision, t.QuantityOf("seat"), t.QuantityOf("support"), p))
	}
	return out
}

func as[T error](t fataler, err error) T {
	t.Helper()
	var want T
	if !errors.As(err, &want) {
		t.Fatalf("error %v is no %T", err, want)
	}
	return want
}

func zone(t fataler, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// pieces tells the parts of billing periods that are not paused, and of which
// period each is.
func pieces(c *subscription.Contract, start, end string) (out []string) {
	frame := calendar.Period{Start: day(start), End: day(end)}
	for seg := range c.Segments(frame, day("2030-01-01")) {
		if seg.Term.Mode >= subscription.Paused {
			continue
		}
		text := seg.Period.Start.Time().Format("01-02") + ".." + seg.Period.End.Time().Format("01-02")
		if seg.Period != seg.Ref {
			text += " of " + seg.Ref.Start.Time().Format("01-02") + ".." + seg.Ref.End.Time().Format("01-02")
		}
		out = append(out, text)
	}
	return out
}
