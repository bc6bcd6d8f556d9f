package daybook_test

import (
	"fmt"
	"slices"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// A poolWorld is a pool of subscriptions beside others: members start, pause,
// leave for another plan, come back, and end; the pool's plan is revised for all
// of them at once.
type poolWorld struct {
	*world
	one subscription.Subscription // as though all members were one
}

// drawPooledPlan has pooled usage, bounds, limits, a fee and a percentage.
func drawPooledPlan(t *rapid.T, id string, revision int, pooled bool) *pricing.Plan {
	usage := pricing.Charge{ID: "usage", Kind: pricing.Usage, Pooled: pooled, Metric: "metric", Timing: pricing.Postpaid, Unit: "unit",
		Statistic: rapid.SampledFrom([]pricing.Statistic{pricing.Total, pricing.Total, pricing.Count}).Draw(t, "statistic")}
	if !pooled {
		usage.Metric = "other"
	}
	usage.Model = drawBounds(t, unset(drawModel(t)))
	plan := &pricing.Plan{ID: pricing.PlanID(id), Revision: revision, Product: "product", Currency: money.MustCurrency("EUR"),
		Charges: []pricing.Charge{usage, {ID: "fee", Unit: "unit", Model: drawModel(t), Timing: pricing.Timing(rapid.IntRange(0, 1).Draw(t, "timing"))}}}
	if rapid.Bool().Draw(t, "second") {
		second := usage
		second.ID, second.Model = "usage2", unset(drawModel(t))
		plan.Charges = append(plan.Charges, second)
	}
	return plan
}

// unset takes set-ups from tiers: what is shared has none.
func unset(m pricing.Model) pricing.Model {
	if g, ok := m.(pricing.Graduated); ok {
		for i := range g.Tiers {
			g.Tiers[i].Setup, g.Tiers[i].UnitSetup = decimal.Zero, decimal.Zero
		}
	}
	return m
}

func drawPooledOffer(t *rapid.T, plan *pricing.Plan, levels int) *channel.Offer {
	chain := &channel.Chain{ID: "chain", Revision: plan.Revision, Vendor: "party-0"}
	for l := 1; l < levels; l++ {
		chain.Sellers = append(chain.Sellers, channel.Seller{Party: channel.PartyID(fmt.Sprintf("party-%d", l)), Role: channel.Reseller,
			Book: channel.BookRef{ID: "book", Revision: l}, Default: channel.Rule{Kind: channel.Markup, Percent: decimal.New(rapid.Int64Range(-5000, 30000).Draw(t, "percent"), -2)}})
	}
	if rapid.IntRange(0, 2).Draw(t, "settles") == 0 {
		for range levels {
			chain.Settlements = append(chain.Settlements, channel.Settlement{Currency: money.MustCurrency("USD"), Scale: 2, Rate: "1.087", At: worldStart, Source: "bank"})
		}
	}
	o, err := channel.NewOffer(plan, chain)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func drawPoolWorld(t *rapid.T) *poolWorld {
	w := &poolWorld{world: &world{chains: map[*channel.Offer]*channel.Chain{}, end: worldEnd}}
	levels := rapid.IntRange(1, 4).Draw(t, "levels")
	plan := drawPooledPlan(t, "pooled", 1, true)
	plan.Limits = drawLimits(t)
	plan.Charges = append(plan.Charges, drawShare(t, plan.Charges)...)
	first := drawPooledOffer(t, plan, levels)
	next := *plan
	next.Revision, next.Charges = 2, slices.Clone(plan.Charges)
	next.Charges[0].Model = drawBounds(t, unset(drawModel(t)))
	second := drawPooledOffer(t, &next, levels)
	away := drawPooledOffer(t, drawPooledPlan(t, "away", 1, false), levels)

	anchor := at(t, worldStart-25*day, worldStart, "anchor")
	revised := at(t, worldStart+15*day, worldStart+70*day, "revised")
	schedule := calendar.Schedule{Anchor: anchor, Zone: rapid.SampledFrom(zones).Draw(t, "zone")}
	measure := calendar.Measure(rapid.IntRange(0, 4).Draw(t, "measure"))
	refunds := drawCredits(t)
	end := calendar.Instant(0)
	if rapid.Bool().Draw(t, "ends") {
		end = at(t, worldStart+45*day, worldEnd-10*day, "end")
	}
	n := rapid.IntRange(1, 4).Draw(t, "members")
	for i := range n {
		s := subscription.Subscription{ID: subscription.ID(fmt.Sprintf("m-%d", i)), Customer: "ada", Pool: "pool", End: end, Refunds: refunds}
		base := subscription.Term{Offer: first, Schedule: schedule, Measure: measure, Quantity: decimal.New(rapid.Int64Range(0, 50).Draw(t, "quantity"), -1)}
		start, until := worldStart, worldEnd
		if i > 0 { // the first is there all the time
			start = at(t, worldStart, worldStart+40*day, "start")
			if rapid.Bool().Draw(t, "leaves") {
				s.End = at(t, start+1, start+40*day, "left")
				if end != 0 && s.End > end {
					s.End = end
				}
			}
			if s.End != 0 {
				until = s.End
			}
			start = min(start, until-1)
		}
		moves := map[calendar.Instant]func(*subscription.Term){revised: func(*subscription.Term) {}}
		for range rapid.IntRange(0, 3).Draw(t, "moves") {
			kind := rapid.IntRange(0, 3).Draw(t, "move")
			if i == 0 {
				kind = min(kind, 1)
			}
			moves[at(t, worldStart, worldStart+80*day, "moved")] = []func(*subscription.Term){
				func(x *subscription.Term) { x.Mode = subscription.Paused },
				func(x *subscription.Term) { x.Mode = subscription.Running },
				func(x *subscription.Term) { x.Offer = away },
				func(x *subscription.Term) { x.Offer = first },
			}[kind]
		}
		now := base
		now.From = start
		add := func() {
			x := now
			if x.Offer != away {
				if x.Offer = first; x.From >= revised {
					x.Offer = second
				}
			}
			s.Terms = append(s.Terms, x)
		}
		instants := []calendar.Instant{}
		for m := range moves {
			instants = append(instants, m)
		}
		slices.Sort(instants)
		for _, m := range instants {
			if m <= start {
				moves[m](&now)
			}
		}
		add()
		for _, m := range instants {
			if m > start && m < until && (end == 0 || m < end) {
				moves[m](&now)
				now.From = m
				add()
			}
		}
		if s.End == 0 || s.End > s.Terms[len(s.Terms)-1].From {
			s.Discounts = drawGrants(t, &s)
		}
		if err := s.Validate(); err != nil {
			t.Fatal(err)
		}
		w.subs = append(w.subs, s)
		for k := range rapid.IntRange(0, 4).Draw(t, "samples") {
			x := at(t, start, worldEnd-day, "sample")
			w.samples = append(w.samples, memstore.Sample{
				Source: "meter", ID: fmt.Sprintf("%s-%d", s.ID, k), Subscription: s.ID, Metric: "metric",
				At: x, Recorded: x + calendar.Instant(rapid.Int64Range(0, 20*day).Draw(t, "late")), Quantity: decimal.New(rapid.Int64Range(0, 900).Draw(t, "used"), -1),
			})
		}
	}
	w.subs = append(w.subs, subscription.Subscription{ID: "alone", Customer: "bob", Terms: []subscription.Term{w.subs[0].Terms[0]}})
	w.one = w.asOne(first, end)
	return w
}

// asOne is a subscription as though all members were one: it is paused while all
// of them are.
func (w *poolWorld) asOne(first *channel.Offer, end calendar.Instant) subscription.Subscription {
	members := w.subs[:len(w.subs)-1]
	s := subscription.Subscription{ID: "one", Customer: "ada", End: end, Refunds: members[0].Refunds}
	var at []calendar.Instant
	for _, m := range members {
		for _, x := range m.Terms {
			at = append(at, x.From)
		}
		if m.End != 0 && m.End != end {
			at = append(at, m.End)
		}
	}
	slices.Sort(at)
	for _, from := range slices.Compact(at) {
		var in *subscription.Term
		for i := range members {
			x := termAt(&members[i], from)
			if x == nil || x.Offer.Plan.ID != first.Plan.ID {
				continue
			}
			if in == nil || in.Mode == subscription.Paused && x.Mode == subscription.Running {
				in = x
			}
		}
		term := *in
		term.From, term.Credits = from, subscription.Credits{}
		s.Terms = append(s.Terms, term)
	}
	return s
}

func termAt(s *subscription.Subscription, at calendar.Instant) *subscription.Term {
	if s.End != 0 && at >= s.End {
		return nil
	}
	for i := len(s.Terms) - 1; i >= 0; i-- {
		if s.Terms[i].From <= at {
			return &s.Terms[i]
		}
	}
	return nil
}

// refs are the pool's billing periods that are over.
func (w *poolWorld) refs() (out []calendar.Period) {
	x := &w.subs[0].Terms[0]
	for _, ref := range x.Schedule.Periods(calendar.Period{Start: worldStart, End: w.end - 32*day}) {
		if ref.End <= w.end-32*day {
			out = append(out, ref)
		}
	}
	return out
}

// A column of a pool: everything but whose it is.
type poolColumn struct {
	sub       subscription.ID
	plan      pricing.PlanID
	charge    pricing.ChargeID
	component string
	ref       calendar.Instant
}

// columns sums rows by subscription, charge, component and billing period.
func (w *poolWorld) columns(all []proceeds.Row, of func(*proceeds.Row) (poolColumn, bool)) map[poolColumn]levels {
	out := map[poolColumn]levels{}
	for i := range all {
		r := &all[i]
		k, ok := of(r)
		if !ok {
			continue
		}
		for _, ref := range w.refs() {
			if ref.Contains(r.Start) {
				k.ref = ref.Start
				sum, parts := out[k], r.Amounts.Parts()
				for n := range channel.MaxLevels {
					sum[n] += parts.Units[n]
					sum[channel.MaxLevels+n] += parts.Settled[n]
				}
				out[k] = sum
			}
		}
	}
	for k, sum := range out {
		if sum == (levels{}) {
			delete(out, k)
		}
	}
	return out
}
