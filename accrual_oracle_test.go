package daybook_test

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"strings"
	"testing"

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

// A plainOracle computes a(t) of one billing period in rational numbers, from the
// facts and the table of accruals, with no thought for speed.
type plainOracle struct {
	w     *world
	s     *subscription.Subscription
	l     billedLine
	scale int
	wrong bool // of the control: a minimum that is due at once
}

func TestAgreesWithTheOracle(t *testing.T) { rapid.Check(t, agreesWithTheOracle) }
func FuzzAgreesWithTheOracle(f *testing.F) { f.Fuzz(rapid.MakeFuzz(agreesWithTheOracle)) }

// agreesWithTheOracle: up to any day the quotas of every column of every line sum
// to the oracle's a(t), at every level.
func agreesWithTheOracle(t *rapid.T) {
	w := drawWorld(t)
	for _, o := range w.oracles() {
		u := day * calendar.Instant(rapid.Int64Range(int64(o.l.period.Start/day), int64(o.l.period.End/day)+2).Draw(t, "until"))
		o.compare(w.live(t), u, func(format string, args ...any) { t.Fatalf(format, args...) })
	}
}

// live collects the world, once.
func (w *world) live(t *rapid.T) []proceeds.Row {
	if w.rows == nil {
		store := new(memstore.Store)
		w.end = worldEnd + 60*day
		w.run(t, store, w.end)
		w.rows = rows(t, store, proceeds.Live)
	}
	return w.rows
}

func (w *world) oracles() (out []*plainOracle) {
	now := worldEnd + 60*day
	for i := range w.subs {
		for _, l := range linesOf(&w.subs[i], now) {
			if l.period.End <= now-3*day {
				scale := map[string]int{"EUR": 2, "JPY": 0, "KWD": 3, "CLF": 4}[l.plan().Currency.String()]
				out = append(out, &plainOracle{w: w, s: &w.subs[i], l: l, scale: scale})
			}
		}
	}
	return out
}

func (o *plainOracle) compare(live []proceeds.Row, u calendar.Instant, fail func(string, ...any)) {
	n := o.l.segs[0].Term.Offer.Levels()
	for id := range o.l.names() {
		got := map[string]levels{}
		for i := range live {
			r := &live[i]
			if r.Subscription == o.s.ID && r.Plan == o.l.plan().ID && r.Charge == id && o.l.has(r) && r.Start < u {
				c := strings.TrimSuffix(strings.TrimSuffix(r.Component, proceeds.Rest), " ")
				sum := got[c]
				for l := range n {
					sum[l] += r.Amounts.Parts().Units[l]
				}
				got[c] = sum
			}
		}
		for component, of := range o.columns(id) {
			for l := range n {
				if want := of(u, l); got[component][l] != want {
					fail("%s %s %q of %v up to %v at level %d: %d, the oracle says %d", o.s.ID, id, component, o.l.period, u, l, got[component][l], want)
				}
			}
		}
	}
}

type cumulative = func(u calendar.Instant, level int) int64

// columns are what a charge or limit earns, and what stands beside it.
func (o *plainOracle) columns(id pricing.ChargeID) map[string]cumulative {
	out := map[string]cumulative{}
	if o.l.segs[0].Term.Mode == subscription.Trial { // the vendor's alone
		if c := o.charge(id); c != nil && c.Kind != pricing.OneTime {
			out[""] = func(u calendar.Instant, level int) int64 {
				if level > 0 {
					return 0
				}
				return o.own(id, u, level)
			}
		}
		return out
	}
	var gross cumulative
	switch c := o.charge(id); {
	case c == nil:
		gross = func(u calendar.Instant, level int) int64 { return o.limit(id, u, level) }
		out[""] = gross
	case c.Kind == pricing.OneTime:
		return out
	default:
		gross = func(u calendar.Instant, level int) int64 { return o.total(id, u, level) }
		out[""] = func(u calendar.Instant, level int) int64 { return o.own(id, u, level) }
		if c.Kind == pricing.Usage {
			out["minimum"] = func(u calendar.Instant, level int) int64 { return o.bound(id, pricing.AtLeast, u, level) }
			out["maximum"] = func(u calendar.Instant, level int) int64 { return o.bound(id, pricing.AtMost, u, level) }
		}
	}
	o.discounts(id, gross, out)
	return out
}

// segsOf are the parts of the line in which the plan has a charge or limit.
func (o *plainOracle) segsOf(id pricing.ChargeID) (out []subscription.Segment) {
	for _, seg := range o.l.segs {
		if o.priceable(&seg, id) != nil {
			out = append(out, seg)
		}
	}
	return out
}

// priceable is the charge in force in a segment, or the limit as one.
func (o *plainOracle) priceable(seg *subscription.Segment, id pricing.ChargeID) *pricing.Charge {
	plan := seg.Term.Offer.Plan
	for i := range plan.Charges {
		if plan.Charges[i].ID == id {
			return &plan.Charges[i]
		}
	}
	for _, l := range plan.Limits {
		if l.ID == id && l.Kind == pricing.AtLeast {
			return &pricing.Charge{ID: id, Model: pricing.Minimum{Amount: l.Amount}}
		} else if l.ID == id {
			return &pricing.Charge{ID: id, Model: pricing.Maximum{Amount: l.Amount}}
		}
	}
	return nil
}

// charge is the charge as it was at the line's start; nil of a limit.
func (o *plainOracle) charge(id pricing.ChargeID) *pricing.Charge {
	segs := o.segsOf(id)
	if c := o.priceable(&segs[0], id); c.Unit != "" {
		return c
	}
	return nil
}

func (o *plainOracle) share(id pricing.ChargeID, from, to calendar.Instant) *big.Rat {
	first := o.segsOf(id)[0]
	num, den := first.Term.Measure.Share(first.Ref, calendar.Period{Start: from, End: to}, first.Term.Schedule.Zone)
	return big.NewRat(num, den)
}

// stripped strips minimums and maximums.
func stripped(m pricing.Model) pricing.Model {
	switch m := m.(type) {
	case pricing.Minimum:
		return stripped(m.Model)
	case pricing.Maximum:
		return stripped(m.Model)
	}
	return m
}

// inner prices a quantity at a level without bounds.
func (o *plainOracle) inner(seg *subscription.Segment, id pricing.ChargeID, level int, q *big.Rat) *big.Rat {
	c := *o.priceable(seg, id)
	c.Model = stripped(c.Model)
	return price(o.w.chains[seg.Term.Offer], &c, level, q)
}

// own is round(A(u)) of a fee or of usage.
func (o *plainOracle) own(id pricing.ChargeID, u calendar.Instant, level int) int64 {
	if o.charge(id).Kind == pricing.Recurring {
		first := o.segsOf(id)[0]
		return units(o.fee(id, u, level, func(seg *subscription.Segment) *big.Rat {
			return o.inner(&first, id, level, rat(seg.Term.QuantityOf(id)))
		}), o.scale)
	}
	return units(o.usage(id, u, level), o.scale)
}

func (o *plainOracle) fee(id pricing.ChargeID, u calendar.Instant, level int, full func(*subscription.Segment) *big.Rat) *big.Rat {
	sum := new(big.Rat)
	for _, seg := range o.segsOf(id) {
		if seg.Period.Start >= u {
			break
		}
		to := min(u, seg.Period.End)
		over := u > seg.Period.End || u >= seg.Ref.End
		if seg.Term.Mode == subscription.Paused || seg.Term.Mode == subscription.PausedFull && !over {
			to = seg.Period.Start
		}
		p := full(&seg)
		sum.Add(sum, new(big.Rat).Mul(p, o.share(id, seg.Period.Start, to)))
		if seg.Cut && u > seg.Period.End {
			switch seg.Credits.Of(level) {
			case subscription.NoCredit:
				sum.Add(sum, new(big.Rat).Mul(p, o.share(id, seg.Period.End, seg.Ref.End)))
			case subscription.FullCredit:
				sum = new(big.Rat)
			}
		}
	}
	return sum
}

// quantity is the statistic over [since, u).
func (o *plainOracle) quantity(id pricing.ChargeID, u calendar.Instant) *big.Rat {
	since := o.since(id)
	u = min(u, o.endOf(id))
	var seen []memstore.Sample
	for _, x := range o.w.samples {
		if x.Subscription == o.s.ID && x.At < u {
			seen = append(seen, x)
		}
	}
	slices.SortStableFunc(seen, func(a, b memstore.Sample) int {
		return cmp.Or(a.At.Compare(b.At), a.Recorded.Compare(b.Recorded), cmp.Compare(a.ID, b.ID))
	})
	sum, peak, held, at := new(big.Rat), new(big.Rat), new(big.Rat), since
	count := int64(0)
	integral := new(big.Rat)
	for _, x := range seen {
		if x.At > since {
			integral.Add(integral, new(big.Rat).Mul(held, big.NewRat(int64(x.At-at), 1)))
			if x.At > at && held.Cmp(peak) > 0 {
				peak = held
			}
			at = x.At
		}
		held = rat(x.Quantity)
		if x.At >= since {
			sum.Add(sum, held)
			count++
		}
	}
	if u <= since {
		return new(big.Rat)
	}
	integral.Add(integral, new(big.Rat).Mul(held, big.NewRat(int64(u-at), 1)))
	if held.Cmp(peak) > 0 {
		peak = held
	}
	switch o.charge(id).Statistic {
	case pricing.Count:
		return big.NewRat(count, 1)
	case pricing.Average:
		return integral.Mul(integral, big.NewRat(1, int64(u-since)))
	case pricing.Peak:
		return peak
	case pricing.Last, pricing.CounterValue:
		return held
	}
	return sum
}

// since is where the charge's metric counts from: what is consumed keeps its
// place in the tiers over the plans of a billing period, as far back as each of
// them counts the same.
func (o *plainOracle) since(id pricing.ChargeID) calendar.Instant {
	first, c := o.segsOf(id)[0], o.charge(id)
	since := first.Period.Start
	if !c.Statistic.Additive() {
		return since
	}
	var before []subscription.Segment
	for seg := range o.s.SegmentsEvery(o.l.every, calendar.Period{Start: worldStart - 400*day, End: o.w.end}, o.w.end) {
		if seg.Period.Start < since {
			before = append(before, seg)
		}
	}
	trial := func(s subscription.Segment) bool { return s.Term.Mode == subscription.Trial }
	for k := len(before) - 1; k >= 0; k-- {
		seg := before[k]
		counts := slices.ContainsFunc(seg.Term.Offer.Plan.Charges, func(o pricing.Charge) bool {
			return o.Kind == pricing.Usage && o.Metric == c.Metric && o.Statistic == c.Statistic
		})
		if seg.Ref != first.Ref || seg.Period.End != since || trial(seg) != trial(first) || !counts {
			break
		}
		since = seg.Period.Start
	}
	return since
}

func (o *plainOracle) endOf(id pricing.ChargeID) calendar.Instant {
	segs := o.segsOf(id)
	return segs[len(segs)-1].Period.End
}

// elapsed is the share of a segment in which time runs up to u.
func (o *plainOracle) elapsed(id pricing.ChargeID, seg *subscription.Segment, u calendar.Instant) *big.Rat {
	if seg.Term.Mode >= subscription.Paused {
		return new(big.Rat)
	}
	return o.share(id, seg.Period.Start, min(u, seg.Period.End))
}

func (o *plainOracle) usage(id pricing.ChargeID, u calendar.Instant, level int) *big.Rat {
	sum := new(big.Rat)
	for _, seg := range o.segsOf(id) {
		if seg.Period.Start >= u {
			break
		}
		time := o.elapsed(id, &seg, u)
		if !o.charge(id).Statistic.Additive() {
			sum.Add(sum, time.Mul(time, o.inner(&seg, id, level, o.quantity(id, u))))
			continue
		}
		sum.Add(sum, o.inner(&seg, id, level, o.quantity(id, min(u, seg.Period.End))))
		sum.Sub(sum, o.inner(&seg, id, level, o.quantity(id, seg.Period.Start)))
		sum.Add(sum, time.Mul(time, o.inner(&seg, id, level, new(big.Rat))))
	}
	return sum
}

// full is the minimum or maximum of a segment for a full period; nil if there is
// none. It is what all that stands around the price makes of next to nothing, or
// of more than there is.
func (o *plainOracle) full(seg *subscription.Segment, id pricing.ChargeID, kind pricing.BoundKind, level int) *big.Rat {
	chain, c := o.w.chains[seg.Term.Offer], o.priceable(seg, id)
	f := big.NewRat(1, 1)
	for l := level; l > 0; l-- {
		rule, ok := chain.Sellers[l-1].Rules[id]
		if !ok {
			rule = chain.Sellers[l-1].Default
		}
		switch rule.Kind {
		case channel.Replacement: // it stands alone
			return nil
		case channel.Markup:
			f.Mul(f, new(big.Rat).Add(big.NewRat(1, 1), new(big.Rat).Mul(rat(rule.Percent), big.NewRat(1, 100))))
		}
	}
	far := big.NewRat(-1<<60, 1)
	if kind == pricing.AtMost {
		far.Neg(far)
	}
	var around func(m pricing.Model) *big.Rat
	around = func(m pricing.Model) *big.Rat {
		switch m := m.(type) {
		case pricing.Minimum:
			if x, a := around(m.Model), rat(m.Amount); x.Cmp(a) < 0 {
				return a
			} else {
				return x
			}
		case pricing.Maximum:
			if x, a := around(m.Model), rat(m.Amount); x.Cmp(a) > 0 {
				return a
			} else {
				return x
			}
		}
		return far
	}
	if x := around(c.Model); x != far {
		return f.Mul(f, x)
	}
	return nil
}

// held is the minimum or maximum at u, and whether there is one.
func (o *plainOracle) held(id pricing.ChargeID, kind pricing.BoundKind, u calendar.Instant, level int) (int64, bool) {
	segs := o.segsOf(id)
	sum, some, all := new(big.Rat), false, true
	for i, seg := range segs {
		m := o.full(&seg, id, kind, level)
		if m == nil {
			all = false
			continue
		}
		some = true
		part := o.elapsed(id, &seg, u)
		if o.wrong {
			part = big.NewRat(1, 1)
		}
		if kind == pricing.AtMost {
			part = o.share(id, seg.Period.Start, seg.Period.End)
		}
		ended := i == len(segs)-1 && seg.Cut && seg.Period.End == o.l.period.End
		if ended && seg.Credits.Of(level) == subscription.NoCredit && (kind == pricing.AtMost || u > seg.Period.End) {
			part.Add(part, o.share(id, seg.Period.End, seg.Ref.End))
		}
		sum.Add(sum, part.Mul(part, m))
	}
	if kind == pricing.AtMost {
		return units(sum, o.scale), all
	}
	return units(sum, o.scale), some
}

func lack(kind pricing.BoundKind, limit, booked int64) int64 {
	if kind == pricing.AtLeast {
		return max(0, limit-booked)
	}
	return -max(0, booked-limit)
}

func (o *plainOracle) bound(id pricing.ChargeID, kind pricing.BoundKind, u calendar.Instant, level int) int64 {
	limit, ok := o.held(id, kind, u, level)
	if !ok {
		return 0
	}
	return lack(kind, limit, o.own(id, min(u, o.endOf(id)), level))
}

func (o *plainOracle) total(id pricing.ChargeID, u calendar.Instant, level int) int64 {
	sum := o.own(id, u, level)
	if o.charge(id).Kind == pricing.Usage {
		sum += o.bound(id, pricing.AtLeast, u, level) + o.bound(id, pricing.AtMost, u, level)
	}
	return sum
}

func (o *plainOracle) limit(id pricing.ChargeID, u calendar.Instant, level int) int64 {
	first := o.segsOf(id)[0]
	kind := pricing.AtLeast
	if _, ok := o.priceable(&first, id).Model.(pricing.Maximum); ok {
		kind = pricing.AtMost
	}
	limit, ok := o.held(id, kind, u, level)
	if !ok {
		return 0
	}
	booked := int64(0)
	for name := range o.l.names() {
		if c := o.charge(name); c != nil && c.Kind == pricing.Usage {
			booked += o.total(name, min(u, o.endOf(id)), level) - o.total(name, min(u, first.Period.Start), level)
		}
	}
	return lack(kind, limit, booked)
}

// counted are the discounts on the line's period, bundles first.
func (o *plainOracle) counted() (out []pricing.Discount) {
	for _, bundle := range []bool{true, false} {
		for _, g := range o.s.Discounts {
			if g.Bundle == bundle && o.counts(g) {
				out = append(out, g.Discount)
			}
		}
	}
	return out
}

// counts walks the billing periods of the plan: a grant is for the first that
// starts when it was given or later, and as many as it lasts.
func (o *plainOracle) counts(g subscription.Grant) bool {
	var plan pricing.PlanID
	n, from, to := 0, calendar.Instant(0), calendar.Instant(1<<62)
	for _, l := range linesOf(o.s, worldEnd+60*day) {
		if l.every != (calendar.Interval{}) || l.period.Start < g.From || l.segs[0].Term.Mode == subscription.Trial {
			continue
		}
		if n == 0 {
			plan, from = l.plan().ID, l.period.Start
		}
		if l.plan().ID != plan || g.Periods > 0 && n == g.Periods {
			to = l.period.Start
			break
		}
		n++
	}
	return n > 0 && o.l.plan().ID == plan && from <= o.l.period.Start && o.l.period.Start < to
}

// discounts adds a column for each discount on a charge, up to the first whose
// amount is spread over usage.
func (o *plainOracle) discounts(id pricing.ChargeID, gross cumulative, out map[string]cumulative) {
	c := o.charge(id)
	if c == nil {
		c = &pricing.Charge{Kind: pricing.Usage}
	}
	counted, top := o.counted(), o.l.segs[0].Term.Offer.Levels()-1
	net := func(u calendar.Instant) int64 { return gross(u, top) }
	for _, d := range counted {
		if !d.Scope.Covers(c) || d.Kind != pricing.PercentOff && c.Every != (calendar.Interval{}) {
			continue
		}
		before := net
		var off cumulative
		switch {
		case d.Kind == pricing.PercentOff:
			off = func(u calendar.Instant, _ int) int64 {
				x := new(big.Rat).Mul(big.NewRat(before(u), 100), rat(d.Percent))
				return -units(x.Mul(x, pow10(-o.scale)), o.scale)
			}
		case c.Kind == pricing.Recurring:
			off = func(u calendar.Instant, level int) int64 {
				return units(o.fee(id, u, level, func(seg *subscription.Segment) *big.Rat { return o.spread(seg, counted, d.ID, id, top) }), o.scale)
			}
		default:
			return
		}
		from, _ := channel.Level(d.Funder).In(top + 1)
		out[string(d.ID)] = func(u calendar.Instant, level int) int64 {
			if level < from {
				return 0
			}
			return off(u, level)
		}
		net = func(u calendar.Instant) int64 { return before(u) + off(u, top) }
	}
}

// spread is what a discount takes of a fee for a full period as in a segment.
func (o *plainOracle) spread(seg *subscription.Segment, ds []pricing.Discount, d pricing.DiscountID, id pricing.ChargeID, top int) *big.Rat {
	var items []pricing.Item
	for i := range seg.Term.Offer.Plan.Charges {
		c := &seg.Term.Offer.Plan.Charges[i]
		if c.Kind == pricing.Recurring && c.Every == (calendar.Interval{}) {
			first := o.segsOf(c.ID)[0]
			x := units(o.inner(&first, c.ID, top, rat(seg.Term.QuantityOf(c.ID))), o.scale)
			items = append(items, pricing.Item{Charge: c, Booked: money.New(x, uint8(o.scale), seg.Term.Offer.Plan.Currency)})
		}
	}
	lines, err := pricing.Discounted(items, ds...)
	if err != nil {
		panic(err)
	}
	for _, l := range lines {
		if l.Discount == d && l.Charge == id {
			return rat(l.Amount.Decimal())
		}
	}
	return new(big.Rat)
}

func pow10(n int) *big.Rat {
	x := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n, -n))), nil)
	if n < 0 {
		return new(big.Rat).SetFrac(big.NewInt(1), x)
	}
	return new(big.Rat).SetInt(x)
}

// The control: an plainOracle that owes a minimum at once does not agree.
func TestTheOracleBites(t *testing.T) {
	s := monthly(t, "s-1")
	chains := map[*channel.Offer]*channel.Chain{}
	plan := *s.Terms[0].Offer.Plan
	plan.Charges = []pricing.Charge{{ID: "vm", Kind: pricing.Usage, Timing: pricing.Postpaid, Metric: "metric", Unit: "unit",
		Model: pricing.Minimum{Amount: decimal.NewFromInt(310), Model: pricing.PerUnit{Unit: decimal.NewFromInt(1)}}}}
	chain := &channel.Chain{ID: "c", Revision: 1, Vendor: "party-0"}
	offer, err := channel.NewOffer(&plan, chain)
	if err != nil {
		t.Fatal(err)
	}
	chains[offer], s.Terms[0].Offer = chain, offer
	w := &world{subs: []subscription.Subscription{s}, chains: chains, end: worldEnd}
	now := worldEnd + 60*day
	store := new(memstore.Store)
	_, c := engines(store, new(memstore.Meter), now, 0)
	if r, err := c.Collect(context.Background(), w.all(), stream(w.subs)); err != nil || len(r.Quarantined) > 0 {
		t.Fatal(err, r.Quarantined)
	}
	live := rows(t, store, proceeds.Live)
	for wrong, want := range map[bool]bool{false: true, true: false} {
		o := w.oracles()[0]
		o.wrong = wrong
		agrees := true
		o.compare(live, o.l.period.Start-o.l.period.Start%day+10*day, func(string, ...any) { agrees = false })
		if agrees != want {
			t.Errorf("wrong %v: agrees %v", wrong, agrees)
		}
	}
}
