package pricing_test

import (
	"errors"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/internal/fix"
	"github.com/daybook-go/daybook/pricing"
)

// The oracle prices by the words of DOMAIN §3 in big.Rat, tier by tier, without
// any of the library's shortcuts.

func rat(d decimal.Decimal) *big.Rat { return d.Rat() }

func plus(a, b *big.Rat) *big.Rat  { return new(big.Rat).Add(a, b) }
func minus(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }
func times(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }

func ceil(r *big.Rat) *big.Rat {
	q, rest := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	return new(big.Rat).SetInt(q)
}

func ratQuantity(r *big.Rat) pricing.Quantity {
	above := pricing.ExactNum(fix.FromDecimal(decimal.NewFromBigInt(r.Num(), 0)))
	return pricing.FromExact(above.Over(r.Denom().Int64()))
}

var errOracle = errors.New("no price")

func oracle(m pricing.Model, u pricing.Input, q *big.Rat) (*big.Rat, error) {
	if _, ok := m.(pricing.PerUnit); q.Sign() < 0 && !ok {
		return nil, errOracle
	}
	switch m := m.(type) {
	case pricing.Flat:
		return rat(m.Amount), nil
	case pricing.PerUnit:
		return times(rat(m.Unit), q), nil
	case pricing.Package:
		return times(ceil(new(big.Rat).Quo(q, rat(m.Size))), rat(m.Price)), nil
	case pricing.Graduated:
		return oracleTiers(m.Tiers, q, true)
	case pricing.Volume:
		return oracleTiers(m.Tiers, q, false)
	case pricing.Stairstep:
		return oracleTiers(m.Tiers, q, false)
	case pricing.Tagged:
		for _, p := range m.Prices {
			if p.Value == u.Attributes[m.Attribute] && q.Sign() > 0 {
				return rat(p.Amount), nil
			}
		}
		return new(big.Rat), nil
	case pricing.Percentage:
		base := rat(u.Amount.Decimal)
		if len(m.Of) > 0 {
			base = new(big.Rat)
			for _, id := range m.Of {
				base = plus(base, rat(u.Charges[id]))
			}
		}
		return plus(times(base, times(rat(m.Percent), big.NewRat(1, 100))), rat(m.Fixed)), nil
	case pricing.Dynamic:
		return rat(u.Amount.Decimal), nil
	case pricing.Custom:
		u.Quantity = ratQuantity(q)
		d, err := customs[m.Name](u)
		return rat(d), err
	case pricing.Matrix:
		for _, c := range m.Cells {
			hit := true
			for i, d := range m.Dimensions {
				hit = hit && (c.Values[i] == "" || c.Values[i] == u.Attributes[d.Attribute])
			}
			if hit {
				return oracle(c.Model, u, q)
			}
		}
		return nil, errOracle
	}
	return oracleAround(m, u, q)
}

func oracleAround(m pricing.Model, u pricing.Input, q *big.Rat) (*big.Rat, error) {
	switch m := m.(type) {
	case pricing.Sum:
		sum := new(big.Rat)
		for _, part := range m.Models {
			p, err := oracle(part, u, q)
			if err != nil {
				return nil, err
			}
			sum = plus(sum, p)
		}
		return sum, nil
	case pricing.Included:
		if q = minus(q, rat(m.Units)); q.Sign() < 0 {
			q = new(big.Rat)
		}
		return oracle(m.Model, u, q)
	case pricing.Minimum:
		p, err := oracle(m.Model, u, q)
		if err == nil && p.Cmp(rat(m.Amount)) < 0 {
			p = rat(m.Amount)
		}
		return p, err
	case pricing.Maximum:
		p, err := oracle(m.Model, u, q)
		if err == nil && p.Cmp(rat(m.Amount)) > 0 {
			p = rat(m.Amount)
		}
		return p, err
	}
	return nil, errOracle
}

func oracleTiers(tiers []pricing.Tier, q *big.Rat, byTier bool) (*big.Rat, error) {
	sum, before := new(big.Rat), new(big.Rat)
	if q.Sign() == 0 {
		return sum, nil
	}
	for _, t := range tiers {
		end, last := rat(t.UpTo), t.UpTo.IsZero()
		if last || q.Cmp(end) <= 0 {
			if !byTier {
				return plus(rat(t.Flat), times(rat(t.Unit), q)), nil
			}
			return plus(sum, plus(rat(t.Flat), times(rat(t.Unit), minus(q, before)))), nil
		}
		sum = plus(sum, plus(rat(t.Flat), times(rat(t.Unit), minus(end, before))))
		before = end
	}
	return nil, errOracle
}

// pricesAreTheOracles: every model, at decimals and fractions, comes to what
// the oracle says; its lines sum to that; and where a quantity is enough, the
// quick path says the same.
func pricesAreTheOracles(t *rapid.T) {
	m, u := genModel(3).Draw(t, "model"), genInput().Draw(t, "input")
	r, err := pricing.CompileWith(m, customs)
	if err != nil {
		t.Fatalf("%#v: %v", m, err)
	}
	want, refused := oracle(m, u, u.Quantity.Exact().Rat())
	got, err := r.PriceOf(u)
	if (refused != nil) != (err != nil) {
		t.Fatalf("%#v at %s: PriceOf says %v, the oracle %v", m, u.Quantity, err, refused)
	}
	if err != nil {
		return
	}
	if got.Rat().Cmp(want) != 0 {
		t.Fatalf("%#v at %s: PriceOf is %s, the oracle %s", m, u.Quantity, got, want)
	}
	linesSum(t, r, u, got)
	if quick, err := r.Price(u.Quantity.Num()); err == nil && !u.Quantity.IsFraction() && quick.Decimal().Rat().Cmp(want) != 0 {
		t.Fatalf("%#v at %s: Price is %s, the oracle %s", m, u.Quantity, quick.Decimal(), want)
	}
}

func linesSum(t *rapid.T, r *pricing.Rater, u pricing.Input, want pricing.Exact) {
	lines, err := r.Rate(u)
	if err != nil {
		t.Fatal(err)
	}
	var sum pricing.Exact
	for _, l := range lines {
		sum = sum.Add(l.Amount)
	}
	if !sum.Equal(want) {
		t.Fatalf("lines %v sum to %s, the price is %s", lines, sum, want)
	}
}

// TestOracleBites: the oracle tells a graduated price from a volume price.
func TestOracleBites(t *testing.T) {
	u := pricing.At(qty("15"))
	want, err := oracle(pricing.Graduated{Tiers: seats}, u, u.Quantity.Exact().Rat())
	got, again := compiled(t, pricing.Volume{Tiers: seats}).PriceOf(u)
	if err != nil || again != nil || got.Rat().Cmp(want) == 0 {
		t.Errorf("control: volume is %s (%v), graduated by the oracle %s (%v)", got, again, want.RatString(), err)
	}
}

func TestPricesAreTheOracles(t *testing.T) { rapid.Check(t, pricesAreTheOracles) }
func FuzzPricesAreTheOracles(f *testing.F) { f.Fuzz(rapid.MakeFuzz(pricesAreTheOracles)) }

// scalingScales: a seller's factor on every price is the factor on what it all
// comes to, minimums and maximums included, and set-up as well.
func scalingScales(t *rapid.T) {
	m, u := genModel(3).Draw(t, "model"), genInput().Draw(t, "input")
	r, err := pricing.CompileWith(m, customs)
	if err != nil {
		t.Fatalf("%#v: %v", m, err)
	}
	factor := fix.FromDecimal(genAbove().Draw(t, "factor"))
	by := func(p fix.Num) fix.Num { return p.Mul(factor) }
	up := r.Map(by, by)
	for name, f := range map[string]func(*pricing.Rater) (pricing.Exact, error){
		"price": func(r *pricing.Rater) (pricing.Exact, error) { return r.PriceOf(u) },
		"setup": func(r *pricing.Rater) (pricing.Exact, error) { return r.Setup(u) },
	} {
		before, err := f(r)
		after, again := f(up)
		if (err != nil) != (again != nil) {
			t.Fatalf("%s of %#v at %s: %v before, %v after", name, m, u.Quantity, err, again)
		}
		if want := before.Mul(pricing.ExactNum(factor)); err == nil && !after.Equal(want) {
			t.Fatalf("%s of %#v at %s: %s scaled, want %s", name, m, u.Quantity, after, want)
		}
	}
	if p, err := up.PriceOf(u); err == nil {
		linesSum(t, up, u, p)
	}
}

func TestScalingScales(t *testing.T) { rapid.Check(t, scalingScales) }
func FuzzScalingScales(f *testing.F) { f.Fuzz(rapid.MakeFuzz(scalingScales)) }

// mergingChangesNothing: a tier may be cut in two that cost the same.
func mergingChangesNothing(t *rapid.T) {
	u := pricing.At(genQuantity().Draw(t, "quantity"))
	tiers := genTiers(false).Draw(t, "tiers")
	k := rapid.IntRange(0, len(tiers)-1).Draw(t, "cut")
	for i := range tiers {
		tiers[i].Unit = genPrice().Draw(t, "unit")
	}
	var before decimal.Decimal
	if k > 0 {
		before = tiers[k-1].UpTo
	}
	end := tiers[k].UpTo
	if end.IsZero() {
		end = before.Add(dec("10"))
	}
	first, second := tiers[k], tiers[k]
	first.UpTo = before.Add(end.Sub(before).Mul(dec("0.5")))
	cut := func(second pricing.Tier) []pricing.Tier {
		return append(append(append([]pricing.Tier(nil), tiers[:k]...), first, second), tiers[k+1:]...)
	}
	same(t, pricing.Volume{Tiers: tiers}, pricing.Volume{Tiers: cut(second)}, u)
	second.Flat, second.Setup = decimal.Decimal{}, decimal.Decimal{}
	same(t, pricing.Graduated{Tiers: tiers}, pricing.Graduated{Tiers: cut(second)}, u)
}

func TestMergingChangesNothing(t *testing.T) { rapid.Check(t, mergingChangesNothing) }
func FuzzMergingChangesNothing(f *testing.F) { f.Fuzz(rapid.MakeFuzz(mergingChangesNothing)) }

// graduatedIsItsParts: what tier k adds to the price of a unit is due on all
// that exceeds the tier before.
func graduatedIsItsParts(t *rapid.T) {
	u := pricing.At(genQuantity().Draw(t, "quantity"))
	tiers := genTiers(true).Draw(t, "tiers")
	tiers[len(tiers)-1].UpTo = decimal.Decimal{}
	var parts pricing.Sum
	var unit, end decimal.Decimal
	for i := range tiers {
		tiers[i].Flat, tiers[i].Setup, tiers[i].UnitSetup = decimal.Decimal{}, decimal.Decimal{}, decimal.Decimal{}
		parts.Models = append(parts.Models, pricing.Included{Units: end, Model: pricing.PerUnit{Unit: tiers[i].Unit.Sub(unit)}})
		unit, end = tiers[i].Unit, tiers[i].UpTo
	}
	same(t, pricing.Graduated{Tiers: tiers}, parts, u)
}

func TestGraduatedIsItsParts(t *testing.T) { rapid.Check(t, graduatedIsItsParts) }
func FuzzGraduatedIsItsParts(f *testing.F) { f.Fuzz(rapid.MakeFuzz(graduatedIsItsParts)) }

// same demands one price, or none, of two models.
func same(t *rapid.T, a, b pricing.Model, u pricing.Input) {
	x, errX := compiled(t, a).PriceOf(u)
	y, errY := compiled(t, b).PriceOf(u)
	if (errX != nil) != (errY != nil) || !x.Equal(y) {
		t.Fatalf("at %s %#v is %s (%v), %#v is %s (%v)", u.Quantity, a, x, errX, b, y, errY)
	}
}

func compiled(t rapid.TB, m pricing.Model) *pricing.Rater {
	t.Helper()
	r, err := pricing.CompileWith(m, customs)
	if err != nil {
		t.Fatalf("%#v: %v", m, err)
	}
	return r
}
