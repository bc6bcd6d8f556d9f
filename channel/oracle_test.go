package channel_test

import (
	"errors"
	"fmt"
	"math/big"
	"path"
	"regexp"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

// The naive oracle: it chooses rules by going through every item for every
// price, and computes in rational numbers, level by level, from the vendor on,
// for one quantity at a time.

func rat(d decimal.Decimal) *big.Rat {
	return must(money.NumberOf(d)).Decimal().Rat()
}

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

// A random is a plan and a chain with books.
type random struct {
	plan   *pricing.Plan
	chain  *channel.Chain
	digits uint8
}

// lacks checks that an offer that could not be made lacks a price.
func (m *random) lacks(t *rapid.T, err error) {
	for _, e := range leavesOf(err) {
		if missing := (*channel.MissingPriceError)(nil); !errors.As(e, &missing) {
			t.Fatal(err)
		}
	}
	for i := range m.plan.Charges {
		// One of the quantities around the bounds of conditions and tiers has no price.
		for _, q := range []int64{0, 1, 5, 10, 11, 15, 20, 21, 25, 30, 31, 1000} {
			if _, err := oracle(m.chain, m.plan, &m.plan.Charges[i], big.NewRat(q, 1)); err != nil {
				return
			}
		}
	}
	t.Fatalf("%v, and the oracle has all prices", err)
}

func drawMarket(t *rapid.T) *random {
	digits := rapid.SampledFrom([]uint8{0, 2, 3, 4}).Draw(t, "digits")
	m := &random{digits: digits, chain: &channel.Chain{ID: "c", Vendor: "vendor"}}
	m.plan = planOf(map[uint8]string{0: "JPY", 2: "EUR", 3: "KWD", 4: "CLF"}[digits], "1", "1")
	for i := range m.plan.Charges {
		c := &m.plan.Charges[i]
		c.Model = drawModel(t)
		switch c.Kind = pricing.Kind(rapid.IntRange(0, 2).Draw(t, "kind")); c.Kind {
		case pricing.Usage:
			c.Metric = "m"
		case pricing.OneTime:
			c.OnRequest = rapid.Bool().Draw(t, "on-request")
		}
	}
	if rapid.Bool().Draw(t, "listed") {
		m.chain.List = m.drawBooks(t, "vendor")
	}
	m.chain.Sale = channel.Sale{Region: rapid.SampledFrom([]string{"", "EU"}).Draw(t, "region"), Tags: map[string]string{"size": rapid.SampledFrom([]string{"S", "L"}).Draw(t, "size")}}
	for l := range rapid.IntRange(0, channel.MaxLevels-1).Draw(t, "sellers") {
		s := channel.Seller{Party: channel.PartyID(fmt.Sprint("party-", l)), Role: channel.Distributor}
		switch {
		case rapid.IntRange(0, 4).Draw(t, "off") == 0:
			s = channel.Seller{}
		case l > 2 || rapid.Bool().Draw(t, "reseller"):
			s.Role = channel.Reseller
		}
		if n := len(m.chain.Sellers); n > 0 && m.chain.Sellers[n-1].Role == channel.Reseller && s.Party != "" {
			s.Role = channel.Reseller
		}
		if s.Party != "" {
			s.Prices = m.drawBooks(t, s.Party)
		}
		m.chain.Sellers = append(m.chain.Sellers, s)
	}
	// Roles do not go up over levels that are switched off.
	role := channel.Vendor
	for i := range m.chain.Sellers {
		if s := &m.chain.Sellers[i]; s.Party != "" {
			role = max(role, s.Role)
			s.Role = role
		}
	}
	if rapid.Bool().Draw(t, "settles") {
		for range len(m.chain.Sellers) + 1 {
			m.chain.Settlements = append(m.chain.Settlements, drawSettlement(t))
		}
	}
	return m
}

func drawSettlement(t *rapid.T) channel.Settlement {
	if rapid.Bool().Draw(t, "book currency") {
		return channel.Settlement{}
	}
	rate := decimal.New(rapid.Int64Range(1, 2_000_000).Draw(t, "rate"), -4)
	return channel.Settlement{Currency: money.MustCurrency("USD"), Scale: rapid.SampledFrom([]uint8{0, 2, 4}).Draw(t, "scale"), Rate: text(rate)}
}

// drawBooks is one or two revisions, mostly with a default.
func (m *random) drawBooks(t *rapid.T, seller channel.PartyID) (out []*channel.Revision) {
	for range rapid.IntRange(1, 2).Draw(t, "books") {
		seen := map[string]bool{}
		var items []channel.Item
		if rapid.IntRange(0, 5).Draw(t, "default") > 0 {
			items = append(items, channel.Item{Rule: drawRule(t)})
			seen[fmt.Sprintf("%+v", items[0].For)] = true
		}
		for range rapid.IntRange(0, 4).Draw(t, "items") {
			i := channel.Item{For: drawSelector(t), Rule: drawRule(t)}
			if rapid.IntRange(0, 3).Draw(t, "recommends") == 0 {
				i.Recommended = drawRule(t)
			}
			if key := fmt.Sprintf("%+v", i.For); !seen[key] {
				seen[key] = true
				items = append(items, i)
			}
		}
		b := channel.PriceBook{ID: "book-" + channel.BookID(seller), Seller: seller, Currency: m.plan.Currency}
		r, _ := edit(t, b, channel.Edit{Items: items, Made: 1}).At(1)
		out = append(out, r)
	}
	return out
}

func drawSelector(t *rapid.T) (s channel.Selector) {
	pattern := func(name, prefix string) channel.Pattern {
		return rapid.SampledFrom([]channel.Pattern{
			{}, {}, exact(name), exact("other"), wild(prefix + "*"), wild("*"), regex(prefix+".*", 0), regex(".*", 2), regex("x+", 9),
		}).Draw(t, "pattern "+name)
	}
	s.Charge, s.Plan, s.Product, s.Vendor = pattern("fee-0", "fee"), pattern("plan", "pl"), pattern("backup", "b"), pattern("vendor", "v")
	s.Part = channel.Part(rapid.IntRange(0, 4).Draw(t, "part"))
	s.Tier = rapid.SampledFrom([]int{0, 0, 0, 1, 2, 3}).Draw(t, "tier")
	s.Region = rapid.SampledFrom([]string{"", "", "EU", "US"}).Draw(t, "of region")
	if rapid.IntRange(0, 3).Draw(t, "tagged") == 0 {
		s.Tags = map[string]string{"size": "L"}
	}
	s.Quantity = rapid.SampledFrom([]channel.Range{{}, {}, {Above: dec("10")}, {UpTo: dec("20")}, {Above: dec("5"), UpTo: dec("15")}}).Draw(t, "range")
	return s
}

func drawRule(t *rapid.T) (r channel.Rule) {
	percent := decimal.New(rapid.Int64Range(-5000, 9999).Draw(t, "percent"), -2)
	r.Kind = channel.RuleKind(rapid.IntRange(1, 5).Draw(t, "rule"))
	r.Basis = channel.Basis(rapid.SampledFrom([]int{0, 0, 0, 0, 1, 2}).Draw(t, "basis"))
	switch r.Kind {
	case channel.Markup:
		r.Percent = percent
	case channel.Margin:
		r.Percent = rapid.SampledFrom([]decimal.Decimal{dec("20"), dec("50"), dec("30"), dec("-60")}).Draw(t, "margin")
	case channel.Addition:
		r.Amount = percent.Abs()
	case channel.Replacement:
		r.Model = drawModel(t)
	}
	if rapid.IntRange(0, 5).Draw(t, "clamped") == 0 {
		r.Min, r.Max = atLeast("0.5"), atLeast("40")
	}
	return r
}

func drawModel(t *rapid.T) pricing.Model {
	price := func(label string) decimal.Decimal {
		return decimal.New(rapid.Int64Range(0, 100_000).Draw(t, label), -rapid.Int32Range(0, 5).Draw(t, label+" digits"))
	}
	switch rapid.IntRange(0, 2).Draw(t, "model") {
	case 0:
		return pricing.Flat{Amount: price("flat")}
	case 1:
		return pricing.PerUnit{Unit: price("unit")}
	}
	tiers := []pricing.Tier{{UpTo: dec("10"), Unit: price("unit"), Flat: price("tier flat")}, {UpTo: dec("20.5"), Unit: price("unit")}, {Unit: price("unit"), Flat: price("tier flat")}}
	return pricing.Graduated{Tiers: tiers[rapid.IntRange(0, 2).Draw(t, "first tier"):]}
}
