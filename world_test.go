package daybook_test

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/daybook-go/daybook"
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

// A world is what may be billed: subscriptions over some three months of 2026,
// and what their meters recorded, some of it late.
type world struct {
	subs    []subscription.Subscription
	samples []memstore.Sample
	chains  map[*channel.Offer]*channel.Chain
	end     calendar.Instant
	rows    []proceeds.Row // of the live book, once collected
	shares  bool           // with charges that are a percentage of others
}

const day = 24 * 3_600_000_000

var (
	worldStart = calendar.Must("2026-01-01T00:00:00Z")
	worldEnd   = calendar.Must("2026-04-10T00:00:00Z")
	zones      = loadZones("UTC", "Europe/Rome", "America/New_York", "Asia/Tokyo", "Pacific/Apia", "Australia/Lord_Howe")
)

func loadZones(names ...string) (out []*time.Location) {
	for _, n := range names {
		z, err := time.LoadLocation(n)
		if err != nil {
			panic(err)
		}
		out = append(out, z)
	}
	return out
}

func at(t *rapid.T, from, to calendar.Instant, label string) calendar.Instant {
	// Half of them on a whole day, where the edges are.
	if rapid.Bool().Draw(t, label+"-whole") {
		return from - from%day + day*calendar.Instant(rapid.Int64Range(1, max(1, int64(to-from)/day-1)).Draw(t, label+"-day"))
	}
	return calendar.Instant(rapid.Int64Range(int64(from), int64(to)-1).Draw(t, label))
}

func amount(t *rapid.T, label string) decimal.Decimal {
	return decimal.New(rapid.Int64Range(0, 100_000).Draw(t, label), -rapid.Int32Range(0, 5).Draw(t, label+"-scale"))
}

func drawModel(t *rapid.T) pricing.Model {
	kind := rapid.IntRange(0, 6).Draw(t, "model")
	switch kind {
	case 0:
		return pricing.Flat{Amount: amount(t, "flat")}
	case 1:
		return pricing.PerUnit{Unit: amount(t, "unit")}
	case 2:
		return pricing.Package{Size: decimal.New(rapid.Int64Range(1, 500).Draw(t, "size"), -1), Price: amount(t, "package")}
	case 3:
		return pricing.Included{Units: decimal.New(rapid.Int64Range(0, 500).Draw(t, "included"), -1), Model: pricing.PerUnit{Unit: amount(t, "unit")}}
	}
	var tiers []pricing.Tier
	end := decimal.Zero
	for range rapid.IntRange(0, 3).Draw(t, "tiers") {
		end = end.Add(decimal.New(rapid.Int64Range(1, 500).Draw(t, "width"), -1))
		tiers = append(tiers, pricing.Tier{UpTo: end, Unit: amount(t, "unit"), Flat: amount(t, "flat")})
	}
	tiers = append(tiers, pricing.Tier{Unit: amount(t, "unit"), Flat: amount(t, "flat")})
	if kind == 4 {
		return pricing.Volume{Tiers: tiers}
	}
	if rapid.Bool().Draw(t, "sets-up") {
		for i := range tiers {
			tiers[i].Setup, tiers[i].UnitSetup = amount(t, "setup"), amount(t, "unit-setup")
		}
	}
	return pricing.Graduated{Tiers: tiers}
}

func drawOffer(t *rapid.T, id string, currency string, levels int, w *world) *channel.Offer {
	plan := &pricing.Plan{ID: pricing.PlanID(id), Revision: 1, Product: "product-" + id, Name: id, Currency: money.MustCurrency(currency)}
	plan.Limits = drawLimits(t)
	for i := range rapid.IntRange(1, 3).Draw(t, "charges") {
		c := pricing.Charge{ID: pricing.ChargeID(fmt.Sprintf("c%d", i)), Model: drawModel(t), Unit: "unit", TaxCategory: "S"}
		switch c.Kind = pricing.Kind(rapid.IntRange(0, 2).Draw(t, "kind")); c.Kind {
		case pricing.Usage:
			c.Metric, c.Timing = "metric", pricing.Postpaid
			c.Statistic = rapid.SampledFrom([]pricing.Statistic{pricing.Total, pricing.Total, pricing.Total, pricing.Count,
				pricing.Average, pricing.Peak, pricing.Last, pricing.CounterValue}).Draw(t, "statistic")
			c.Model = drawBounds(t, c.Model)
		case pricing.Recurring:
			c.Timing = pricing.Timing(rapid.IntRange(0, 1).Draw(t, "timing"))
			c.Every = rapid.SampledFrom([]calendar.Interval{{}, {}, {}, {N: 10, Unit: calendar.Day}, {N: 3, Unit: calendar.Month}}).Draw(t, "every")
		case pricing.OneTime:
			c.OnRequest = rapid.Bool().Draw(t, "on-request")
		}
		plan.Charges = append(plan.Charges, c)
	}
	if w.shares {
		plan.Charges = append(plan.Charges, drawShare(t, plan.Charges)...)
	}
	chain := &channel.Chain{ID: channel.ChainID("chain-" + id), Revision: 1, Vendor: "party-0"}
	for l := 1; l < levels; l++ {
		s := channel.Seller{Party: channel.PartyID(fmt.Sprintf("party-%d", l)), Role: channel.Reseller, Book: channel.BookRef{ID: "book", Revision: l}}
		s.Default = drawRule(t)
		if rapid.Bool().Draw(t, "own-rule") {
			s.Rules = map[pricing.ChargeID]channel.Rule{"c0": drawRule(t)}
		}
		chain.Sellers = append(chain.Sellers, s)
	}
	if rapid.IntRange(0, 2).Draw(t, "settles") == 0 {
		for range levels {
			chain.Settlements = append(chain.Settlements, rapid.SampledFrom([]channel.Settlement{
				{}, {Currency: money.MustCurrency("USD"), Scale: 2, Rate: "1.087", At: worldStart, Source: "bank"},
			}).Draw(t, "settlement"))
		}
	}
	return offerOf(t, plan, chain, w.chains)
}

func offerOf(t *rapid.T, plan *pricing.Plan, chain *channel.Chain, chains map[*channel.Offer]*channel.Chain) *channel.Offer {
	o, err := channel.NewOffer(plan, chain)
	if err != nil {
		t.Fatal(err)
	}
	chains[o] = chain
	return o
}

// revised is a later revision of an offer: other prices of the same charges.
func revised(t *rapid.T, o *channel.Offer, chains map[*channel.Offer]*channel.Chain) *channel.Offer {
	plan := *o.Plan
	plan.Revision++
	plan.Charges = append([]pricing.Charge(nil), plan.Charges...)
	for i := range plan.Charges {
		if c := &plan.Charges[i]; !c.OnRequest && c.ID != "share" {
			c.Model = drawModel(t)
			if c.Kind == pricing.Usage {
				c.Model = drawBounds(t, c.Model)
			}
		}
	}
	plan.Limits = drawLimits(t)
	return offerOf(t, &plan, chains[o], chains)
}

// drawShare is mostly a charge that is a percentage of one or all of the others
// that are due as often.
func drawShare(t *rapid.T, charges []pricing.Charge) (out []pricing.Charge) {
	var of []pricing.ChargeID
	for i := range charges {
		if c := &charges[i]; c.Kind != pricing.OneTime && c.Every == (calendar.Interval{}) {
			of = append(of, c.ID)
		}
	}
	if len(of) == 0 || rapid.IntRange(0, 2).Draw(t, "share") == 0 {
		return nil
	}
	of = of[:rapid.IntRange(1, len(of)).Draw(t, "bases")]
	return []pricing.Charge{{ID: "share", Unit: "unit", Timing: pricing.Timing(rapid.IntRange(0, 1).Draw(t, "timing")),
		Model: pricing.Percentage{Percent: amount(t, "percent"), Fixed: amount(t, "fixed"), Of: of}}}
}

// drawBounds puts a minimum, a maximum or both around some prices.
func drawBounds(t *rapid.T, m pricing.Model) pricing.Model {
	for range rapid.IntRange(0, 2).Draw(t, "bounds") {
		a := decimal.New(rapid.Int64Range(0, 200_000).Draw(t, "bound"), -2)
		if rapid.Bool().Draw(t, "minimum") {
			m = pricing.Minimum{Amount: a, Model: m}
		} else {
			m = pricing.Maximum{Amount: a, Model: m}
		}
	}
	return m
}

func drawLimits(t *rapid.T) (out []pricing.Limit) {
	for i := range rapid.IntRange(0, 3).Draw(t, "limits") - 1 {
		out = append(out, pricing.Limit{ID: pricing.ChargeID(fmt.Sprintf("limit-%d", i)),
			Kind: pricing.BoundKind(rapid.IntRange(0, 1).Draw(t, "limit-kind")), Amount: amount(t, "limit")})
	}
	return out
}

func drawRule(t *rapid.T) channel.Rule {
	switch rapid.IntRange(0, 4).Draw(t, "rule") {
	case 0:
		return channel.Rule{Kind: channel.PassThrough}
	case 1:
		return channel.Rule{Kind: channel.Replacement, Model: drawModel(t)}
	}
	return channel.Rule{Kind: channel.Markup, Percent: decimal.New(rapid.Int64Range(-5000, 30000).Draw(t, "percent"), -2)}
}

func drawWorld(t *rapid.T) *world { return drawnInto(t, &world{}) }

// drawSharing is a world where some charges may be a percentage of others.
func drawSharing(t *rapid.T) *world { return drawnInto(t, &world{shares: true}) }

func drawnInto(t *rapid.T, w *world) *world {
	w.chains, w.end = map[*channel.Offer]*channel.Chain{}, worldEnd
	currency := rapid.SampledFrom([]string{"EUR", "JPY", "KWD", "CLF"}).Draw(t, "currency")
	levels := rapid.IntRange(1, channel.MaxLevels).Draw(t, "levels")
	var offers []*channel.Offer
	for i := range rapid.IntRange(1, 3).Draw(t, "offers") {
		offers = append(offers, drawOffer(t, fmt.Sprintf("plan-%d", i), currency, levels, w))
	}
	if rapid.Bool().Draw(t, "revised") {
		offers = append(offers, revised(t, offers[0], w.chains))
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "subscriptions") {
		w.subs = append(w.subs, w.drawSubscription(t, i, offers))
	}
	return w
}

func (w *world) drawSubscription(t *rapid.T, i int, offers []*channel.Offer) subscription.Subscription {
	s := subscription.Subscription{
		ID: subscription.ID(fmt.Sprintf("s-%d", i)), Customer: channel.PartyID(fmt.Sprintf("customer-%d", i)),
		Tags: subscription.NewTags(map[string]string{"team": "x"}),
	}
	zone := rapid.SampledFrom(zones).Draw(t, "zone")
	start := at(t, worldStart, worldStart+35*day, "start")
	schedule := calendar.Schedule{Anchor: start, Zone: zone}
	from := start
	trial := rapid.IntRange(0, 4).Draw(t, "trial") == 0
	for i := range rapid.IntRange(1, 4).Draw(t, "terms") {
		o := rapid.SampledFrom(offers).Draw(t, "offer")
		term := subscription.Term{
			From: from, Offer: o, Schedule: schedule,
			Quantity: decimal.New(rapid.Int64Range(0, 200).Draw(t, "quantity"), -1),
			Measure:  calendar.Measure(rapid.IntRange(0, 4).Draw(t, "measure")),
			Credits:  drawCredits(t),
		}
		switch mode := rapid.IntRange(0, 7).Draw(t, "mode"); {
		case trial && i == 0:
			term.Mode = subscription.Trial
		case trial && i == 1: // the paid periods anchor at conversion
			schedule.Anchor = from
			term.Schedule = schedule
		case mode == 0:
			term.Mode = subscription.Paused
		case mode == 1:
			term.Mode = subscription.PausedFull
		case mode == 2 && len(o.Plan.Charges) > 1:
			term.Quantities = []subscription.ChargeQuantity{{Charge: o.Plan.Charges[1].ID, Quantity: decimal.NewFromInt(3)}}
		}
		if len(s.Terms) > 0 && term.Mode >= subscription.Paused {
			before := s.Terms[len(s.Terms)-1]
			term.Offer, term.Quantity, term.Quantities, term.Credits = before.Offer, before.Quantity, before.Quantities, subscription.Credits{}
		}
		if n := len(s.Terms); n > 0 && s.Terms[n-1].Mode >= subscription.Paused && s.Terms[n-1].Offer.Plan.ID == term.Offer.Plan.ID {
			term.Credits = subscription.Credits{}
		}
		if term.Mode >= subscription.Paused {
			term.Credits = subscription.Credits{}
		}
		s.Terms = append(s.Terms, term)
		from = at(t, from+1, from+40*day, "from")
		if from <= s.Terms[len(s.Terms)-1].From {
			break
		}
	}
	for i := range s.Terms {
		s.Terms[i].Measure = s.Terms[0].Measure
	}
	if rapid.Bool().Draw(t, "ends") {
		last := s.Terms[len(s.Terms)-1].From
		s.End = at(t, last+1, last+50*day, "end")
		s.Refunds = drawCredits(t)
	}
	for k := range rapid.IntRange(0, 4).Draw(t, "samples") {
		x := at(t, start, worldEnd-day, "sample")
		w.samples = append(w.samples, memstore.Sample{
			Source: "meter", ID: fmt.Sprintf("%s-%d", s.ID, k), Subscription: s.ID, Metric: "metric",
			At: x, Recorded: x + calendar.Instant(rapid.Int64Range(0, 20*day).Draw(t, "late")), Quantity: decimal.New(rapid.Int64Range(0, 900).Draw(t, "used"), -1),
		})
	}
	s.Facts = drawFacts(t, &s)
	s.Discounts = drawGrants(t, &s)
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	return s
}

func drawGrants(t *rapid.T, s *subscription.Subscription) (out []subscription.Grant) {
	for i := range rapid.IntRange(0, 4).Draw(t, "discounts") - 1 {
		d := pricing.Discount{ID: pricing.DiscountID(fmt.Sprintf("d%d", i)), Bundle: rapid.Bool().Draw(t, "bundle"),
			Kind:    pricing.DiscountKind(rapid.IntRange(0, 2).Draw(t, "discount")),
			Funder:  pricing.Funder(rapid.IntRange(-1, s.Terms[0].Offer.Levels()-1).Draw(t, "funder")),
			Periods: rapid.IntRange(0, 3).Draw(t, "periods")}
		if d.Kind == pricing.PercentOff {
			d.Percent = decimal.New(rapid.Int64Range(1, 10_000).Draw(t, "percent-off"), -2)
		} else {
			d.Amount = decimal.New(rapid.Int64Range(0, 100_000).Draw(t, "amount-off"), -2)
		}
		if d.Kind != pricing.FixedPrice {
			d.Scope = pricing.Scope(rapid.IntRange(0, 2).Draw(t, "scope"))
		}
		g := subscription.Grant{Discount: d}
		if rapid.Bool().Draw(t, "granted-later") {
			g.From = at(t, worldStart, worldStart+60*day, "granted")
		}
		out = append(out, g)
	}
	return out
}

// drawCredits is mostly pro-rated, as the default is.
func drawCredits(t *rapid.T) (out subscription.Credits) {
	if rapid.Bool().Draw(t, "credits") {
		for l := range out {
			out[l] = subscription.Credit(rapid.IntRange(0, 3).Draw(t, "credit"))
		}
	}
	return out
}

func drawFacts(t *rapid.T, s *subscription.Subscription) (out []subscription.Fact) {
	for i, term := range s.Terms {
		for _, c := range term.Offer.Plan.Charges {
			if _, graduated := c.Model.(pricing.Graduated); graduated || !c.OnRequest {
				continue
			}
			// One-offs may be credits, which only prices by the unit allow at each level.
			if c.Kind == pricing.OneTime && term.Mode < subscription.Paused && (s.End.IsZero() || term.From < s.End) {
				out = append(out, subscription.Fact{ID: fmt.Sprintf("f%d", i), Charge: c.ID, At: term.From, Quantity: decimal.NewFromInt(1)})
			}
		}
	}
	seen := map[string]bool{}
	for i := 0; i < len(out); i++ {
		if seen[out[i].ID] {
			out = append(out[:i], out[i+1:]...)
			i--
			continue
		}
		seen[out[i].ID] = true
	}
	return out
}

func (w *world) meter(t *rapid.T) *memstore.Meter {
	m := new(memstore.Meter)
	for _, s := range w.samples {
		if _, err := m.Record(s); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func stream(subs []subscription.Subscription) daybook.Subscriptions {
	return func(yield func(subscription.Subscription, error) bool) {
		for _, s := range subs {
			if !yield(s, nil) {
				return
			}
		}
	}
}

type clock calendar.Instant

func (c clock) Now() time.Time { return calendar.Instant(c).Time() }

// all is a frame that covers the world.
func (w *world) all() calendar.Period {
	return calendar.Period{Start: worldStart - 40*day, End: w.end}
}

// engines returns a booker and a collector on one ledger.
func engines(l daybook.Ledger, m daybook.MetricSource, now calendar.Instant, batch int) (*daybook.Booker, *daybook.Collector) {
	return &daybook.Booker{Ledger: l, Metrics: m, Clock: clock(now), Run: daybook.Run{Batch: batch}},
		&daybook.Collector{Ledger: l, Metrics: m, Clock: clock(now), Run: daybook.Run{Batch: batch}}
}

// run books and collects everything once.
func (w *world) run(t *rapid.T, l daybook.Ledger, now calendar.Instant) (rows int) {
	b, c := engines(l, w.meter(t), now, 2)
	for _, f := range []func(context.Context, calendar.Period, daybook.Subscriptions) (daybook.Report, error){b.Book, c.Collect} {
		r, err := f(context.Background(), w.all(), stream(w.subs))
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range r.Quarantined {
			t.Fatalf("quarantined %s: %v", q.Subscription, q.Err)
		}
		rows += r.Rows
	}
	return rows
}

// rows reads a whole book.
func rows(t interface{ Fatal(...any) }, l daybook.Ledger, b proceeds.Book) []proceeds.Row {
	var out []proceeds.Row
	scope := daybook.Scope{Viewer: channel.Viewer{Operator: true}, Book: b}
	for after := daybook.Cursor(""); ; {
		page, next, err := l.RowsSince(context.Background(), scope, after, 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			return out
		}
		out, after = append(out, page...), next
	}
}

func canonical(t interface{ Fatal(...any) }, l daybook.Ledger) proceeds.Canon {
	var c proceeds.Canon
	for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		for _, r := range rows(t, l, b) {
			if err := c.Add(&r); err != nil {
				t.Fatal(err)
			}
		}
	}
	return c
}

// price is the naive oracle: the exact price of quantity q at a level, by
// walking the chain in rational numbers.
func price(chain *channel.Chain, c *pricing.Charge, level int, q *big.Rat) *big.Rat {
	if level == 0 {
		return modelPrice(c.Model, q)
	}
	s := chain.Sellers[level-1]
	rule, ok := s.Rules[c.ID]
	if !ok {
		rule = s.Default
	}
	switch rule.Kind {
	case channel.Replacement:
		return modelPrice(rule.Model, q)
	case channel.Markup:
		f := new(big.Rat).Add(big.NewRat(1, 1), new(big.Rat).Mul(rat(rule.Percent), big.NewRat(1, 100)))
		return f.Mul(f, price(chain, c, level-1, q))
	}
	return price(chain, c, level-1, q)
}

func modelPrice(m pricing.Model, q *big.Rat) *big.Rat {
	switch m := m.(type) {
	case pricing.Flat:
		return rat(m.Amount)
	case pricing.PerUnit:
		return new(big.Rat).Mul(rat(m.Unit), q)
	case pricing.Package:
		n, packs := new(big.Rat).Quo(q, rat(m.Size)), new(big.Int)
		if packs.Quo(n.Num(), n.Denom()); !n.IsInt() {
			packs.Add(packs, big.NewInt(1))
		}
		return n.Mul(n.SetInt(packs), rat(m.Price))
	case pricing.Included:
		if rest := new(big.Rat).Sub(q, rat(m.Units)); rest.Sign() > 0 {
			return modelPrice(m.Model, rest)
		}
		return modelPrice(m.Model, new(big.Rat))
	case pricing.Volume:
		for _, tier := range m.Tiers {
			if u := rat(tier.UpTo); q.Sign() > 0 && (u.Sign() == 0 || q.Cmp(u) <= 0) {
				return u.Add(rat(tier.Flat), u.Mul(rat(tier.Unit), q))
			}
		}
		return new(big.Rat)
	case pricing.Minimum:
		if p, a := modelPrice(m.Model, q), rat(m.Amount); p.Cmp(a) > 0 {
			return p
		} else {
			return a
		}
	case pricing.Maximum:
		if p, a := modelPrice(m.Model, q), rat(m.Amount); p.Cmp(a) < 0 {
			return p
		} else {
			return a
		}
	}
	sum, start := new(big.Rat), new(big.Rat)
	for _, tier := range m.(pricing.Graduated).Tiers {
		if q.Cmp(start) <= 0 {
			break
		}
		end := q
		if u := rat(tier.UpTo); u.Sign() > 0 && u.Cmp(q) < 0 {
			end = u
		}
		part := new(big.Rat).Sub(end, start)
		sum.Add(sum, part.Mul(part, rat(tier.Unit)))
		sum.Add(sum, rat(tier.Flat))
		start = end
	}
	return sum
}

func rat(d decimal.Decimal) *big.Rat {
	r, ok := new(big.Rat).SetString(d.String())
	if !ok {
		panic(d)
	}
	return r
}

// units rounds half away from zero.
func units(r *big.Rat, scale int) int64 {
	x := new(big.Rat).Mul(r, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)))
	n := new(big.Int).Abs(x.Num())
	n.Mul(n, big.NewInt(2)).Add(n, x.Denom()).Quo(n, new(big.Int).Mul(x.Denom(), big.NewInt(2)))
	if r.Sign() < 0 {
		n.Neg(n)
	}
	return n.Int64()
}
