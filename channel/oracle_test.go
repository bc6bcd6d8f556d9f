package channel_test

import (
	"errors"
	"math/big"
	"path"
	"regexp"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
)

// The naive oracle: it chooses rules by going through every item for every
// price, and computes in rational numbers, level by level, from the vendor on,
// for one quantity at a time.

func rat(d decimal.Decimal) *big.Rat { return d.Rat() }

// A ratModel is a price in rational numbers: flat, by the unit, or tiers.
type ratModel struct {
	flat, unit *big.Rat
	tiers      []ratTier
}

type ratTier struct{ end, unit, flat *big.Rat } // end nil: open

func ratOf(m pricing.Model) (out ratModel) {
	switch m := m.(type) {
	case pricing.Flat:
		out.flat = rat(m.Amount)
	case pricing.PerUnit:
		out.unit = rat(m.Unit)
	case pricing.Graduated:
		for _, t := range m.Tiers {
			r := ratTier{rat(t.UpTo), rat(t.Unit), rat(t.Flat)}
			if r.end.Sign() == 0 {
				r.end = nil
			}
			out.tiers = append(out.tiers, r)
		}
	}
	return out
}

func (m ratModel) each(f func(*big.Rat) *big.Rat) (out ratModel) {
	if m.flat != nil {
		out.flat = f(m.flat)
	}
	if m.unit != nil {
		out.unit = f(m.unit)
	}
	for _, t := range m.tiers {
		flat := t.flat
		if flat.Sign() != 0 { // a tier without a flat price has none to act on
			flat = f(flat)
		}
		out.tiers = append(out.tiers, ratTier{t.end, f(t.unit), flat})
	}
	return out
}

func (m ratModel) price(q *big.Rat) *big.Rat {
	sum := new(big.Rat)
	switch {
	case m.flat != nil:
		return m.flat
	case m.unit != nil:
		return sum.Mul(m.unit, q)
	}
	start := new(big.Rat)
	for _, t := range m.tiers {
		if q.Cmp(start) <= 0 {
			break
		}
		end := q
		if t.end != nil && t.end.Cmp(q) < 0 {
			end = t.end
		}
		part := new(big.Rat).Sub(end, start)
		sum.Add(sum, part.Mul(part, t.unit))
		sum.Add(sum, t.flat)
		start = end
	}
	return sum
}

// ratRule is what a rule makes of a model.
func ratRule(r *channel.Rule, previous, list, cost *ratModel) (ratModel, bool) {
	from := map[channel.Basis]*ratModel{channel.Previous: previous, channel.List: list, channel.Cost: cost}[r.Basis]
	if r.Kind == channel.Replacement {
		m := ratOf(r.Model)
		from = &m
	}
	if from == nil {
		return ratModel{}, false
	}
	return from.each(func(x *big.Rat) *big.Rat {
		hundred := big.NewRat(100, 1)
		y := new(big.Rat).Set(x)
		switch r.Kind {
		case channel.Markup:
			y.Mul(x, new(big.Rat).Add(big.NewRat(1, 1), new(big.Rat).Quo(rat(r.Percent), hundred)))
		case channel.Margin:
			y.Quo(x, new(big.Rat).Sub(big.NewRat(1, 1), new(big.Rat).Quo(rat(r.Percent), hundred)))
			if !ends(y) {
				y = new(big.Rat).SetFrac(big.NewInt(roundUnits(y, 12)), new(big.Int).Exp(big.NewInt(10), big.NewInt(12), nil))
			}
		case channel.Addition:
			y.Add(x, rat(r.Amount))
		}
		if r.Min.Valid && y.Cmp(rat(r.Min.Decimal)) < 0 {
			y = rat(r.Min.Decimal)
		}
		if r.Max.Valid && y.Cmp(rat(r.Max.Decimal)) > 0 {
			y = rat(r.Max.Decimal)
		}
		return y
	}), true
}

// ends reports whether x has an end in decimals: 10^200 times x is whole.
func ends(x *big.Rat) bool {
	return new(big.Rat).Mul(x, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(200), nil))).IsInt()
}

// roundUnits is x at places, half away from zero.
func roundUnits(x *big.Rat, places int64) int64 {
	n := new(big.Rat).Mul(x, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(places), nil)))
	twice := new(big.Int).Mul(new(big.Int).Abs(n.Num()), big.NewInt(2))
	q := twice.Add(twice, n.Denom()).Quo(twice, new(big.Int).Mul(n.Denom(), big.NewInt(2)))
	return q.Int64() * int64(x.Sign())
}

// matches is whether an item is for a price, by every word of its selector.
func matches(s channel.Selector, c *channel.Chain, p *pricing.Plan, ch *pricing.Charge, q *big.Rat, tier int) bool {
	fits := func(p channel.Pattern, name string) bool {
		switch p.Kind {
		case channel.Exact:
			return p.Text == name
		case channel.Wildcard:
			ok, err := path.Match(p.Text, name)
			return ok && err == nil
		case channel.Regexp:
			return regexp.MustCompile("^(" + p.Text + ")$").MatchString(name)
		}
		return true
	}
	part := map[pricing.Kind]channel.Part{pricing.Recurring: channel.Recurring, pricing.Usage: channel.Usage, pricing.OneTime: channel.Setup}[ch.Kind]
	if ch.OnRequest {
		part = channel.CustomCost
	}
	size := new(big.Rat).Abs(q)
	for name, value := range s.Tags {
		if v, ok := c.Sale.Tags[name]; !ok || v != value {
			return false
		}
	}
	return fits(s.Vendor, string(c.Vendor)) && fits(s.Product, p.Product) && fits(s.Plan, string(p.ID)) && fits(s.Charge, string(ch.ID)) &&
		(s.Part == channel.AllParts || s.Part == part) && (s.Tier == 0 || s.Tier == tier) &&
		(s.Region == "" || s.Region == c.Sale.Region) &&
		(s.Quantity.Above.IsZero() || size.Cmp(rat(s.Quantity.Above)) > 0) &&
		(s.Quantity.UpTo.IsZero() || size.Cmp(rat(s.Quantity.UpTo)) <= 0)
}

// beats is whether a is more specific than b.
func beats(a, b channel.Selector) bool {
	var x, y []int
	for _, s := range []struct {
		of  channel.Selector
		out *[]int
	}{{a, &x}, {b, &y}} {
		for _, p := range []channel.Pattern{s.of.Charge, s.of.Plan, s.of.Product, s.of.Vendor} {
			weight := p.Weight
			if p.Kind == channel.Wildcard {
				for _, c := range p.Text {
					if c != '*' {
						weight++
					}
				}
			}
			*s.out = append(*s.out, int(p.Kind), weight)
		}
		n := len(s.of.Tags)
		if s.of.Region != "" {
			n++
		}
		if !s.of.Quantity.Above.IsZero() || !s.of.Quantity.UpTo.IsZero() {
			n++
		}
		*s.out = append(*s.out, n, min(1, int(s.of.Part)), min(1, s.of.Tier))
	}
	for i := range x {
		if x[i] != y[i] {
			return x[i] > y[i]
		}
	}
	return false
}

// chosen is the rule that the items of a book have for a price.
func chosen(revisions []*channel.Revision, of func(channel.Item) channel.Rule, is func(channel.Selector) bool) (channel.Rule, bool) {
	for _, r := range revisions {
		var best *channel.Item
		for _, item := range r.Items() {
			if of(item).Kind != channel.NoRule && is(item.For) && (best == nil || beats(item.For, best.For)) {
				best = &item
			}
		}
		if best != nil {
			return of(*best), true
		}
	}
	return channel.Rule{}, false
}

func ownRule(i channel.Item) channel.Rule     { return i.Rule }
func recommended(i channel.Item) channel.Rule { return i.Recommended }

var errOracle = errors.New("no price")

// oracleModels is the model of every level for the price of a quantity, or of
// one tier of it.
func oracleModels(c *channel.Chain, p *pricing.Plan, ch *pricing.Charge, q *big.Rat, tier int) ([]ratModel, error) {
	is := func(s channel.Selector) bool { return matches(s, c, p, ch, q, tier) }
	cost := ratOf(ch.Model)
	var list *ratModel
	if r, ok := chosen(c.List, ownRule, is); ok {
		m, ok := ratRule(&r, &cost, nil, &cost)
		if !ok {
			return nil, errOracle // the list cannot build on itself
		}
		list = &m
	}
	out := []ratModel{cost}
	for i, s := range c.Sellers {
		previous := out[len(out)-1]
		if s.Party == "" {
			out = append(out, previous)
			continue
		}
		rule, ok := chosen(s.Prices, ownRule, is)
		if !ok && s.Role == channel.Reseller {
			rule, ok = channel.Rule{Kind: channel.PassThrough, Basis: channel.List}, true
			below := false
			for _, t := range c.Sellers[i+1:] {
				below = below || t.Party != ""
			}
			for above := i - 1; above >= -1 && !below; above-- {
				revisions := c.List
				if above >= 0 {
					revisions = c.Sellers[above].Prices
				}
				if r, found := chosen(revisions, recommended, is); found {
					rule = r
					break
				}
			}
		}
		if !ok {
			return nil, errOracle
		}
		m, ok := ratRule(&rule, &previous, list, &cost)
		if !ok {
			return nil, errOracle
		}
		out = append(out, m)
	}
	return out, nil
}

// oracle is the exact price of q at every level.
func oracle(c *channel.Chain, p *pricing.Plan, ch *pricing.Charge, q *big.Rat) ([]*big.Rat, error) {
	out := make([]*big.Rat, len(c.Sellers)+1)
	tiers := ratOf(ch.Model).tiers
	first := 1
	if len(tiers) == 0 { // items for a tier are for nothing here
		tiers, first = []ratTier{{}}, 0
	}
	start := new(big.Rat)
	for k, t := range tiers {
		if k > 0 && q.Cmp(start) <= 0 {
			break
		}
		end := q
		if t.end != nil && t.end.Cmp(q) < 0 && k+1 < len(tiers) {
			end = t.end
		}
		models, err := oracleModels(c, p, ch, q, k+first)
		if err != nil {
			return nil, err
		}
		for l, m := range models {
			if k == 0 {
				out[l] = new(big.Rat).Set(m.price(end))
			} else {
				out[l].Add(out[l], new(big.Rat).Sub(m.price(end), m.price(start)))
			}
		}
		start = end
	}
	return out, nil
}

func TestOracleAgrees(t *testing.T) { rapid.Check(t, oracleAgrees) }
func FuzzOracleAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(oracleAgrees)) }

// oracleAgrees: for chains of 1 to 8 levels, some of them switched off, with
// random books, lists and recommendations, in currencies of 0 to 4 digits and
// settling in others, every level of every charge is what the oracle says, to
// the last digit before rounding and to the unit after it. Margins sum.
func oracleAgrees(t *rapid.T) {
	m := drawMarket(t)
	o, err := channel.NewOffer(m.plan, m.chain)
	if err != nil {
		m.lacks(t, err)
		return
	}
	num, den := rapid.Int64Range(0, 31).Draw(t, "num"), int64(31)
	for i := range m.plan.Charges {
		ch := &m.plan.Charges[i]
		q := decimal.New(rapid.Int64Range(0, 4000).Draw(t, "quantity"), -2)
		var r channel.Rates
		if err := o.Rate(&r, i, must(pricing.QuantityOf(q)).Num()); err != nil {
			t.Fatal(err)
		}
		want, err := oracle(m.chain, m.plan, ch, rat(q))
		if err != nil {
			t.Fatalf("%s: the oracle has no price", ch.ID)
		}
		a, err := r.Round(num, den, m.plan.Currency, m.digits)
		if err != nil {
			t.Fatal(err)
		}
		for l := range want {
			if got := r.Of(l).Rat(); got.Cmp(want[l]) != 0 {
				t.Fatalf("%s × %s at level %d: %s, the oracle says %s", q, ch.ID, l, got.FloatString(15), want[l].FloatString(15))
			}
			share := new(big.Rat).Mul(want[l], big.NewRat(num, den))
			got, _ := a.Of(channel.Level(l))
			if got.Units() != roundUnits(share, int64(m.digits)) {
				t.Fatalf("%s × %s at level %d books %v of %s", q, ch.ID, l, got, share.FloatString(15))
			}
			if s := m.chain.Settlements; s != nil && !s[l].IsZero() {
				share.Mul(share, rat(dec(s[l].Rate)))
				if got := a.Parts().Settled[l]; got != roundUnits(share, int64(s[l].Scale)) {
					t.Fatalf("%s × %s at level %d settles %d of %s", q, ch.ID, l, got, share.FloatString(15))
				}
			}
		}
		sumOfMargins(t, a)
	}
}
