package pricing_test

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/pricing"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func qty(s string) pricing.Quantity {
	q, err := pricing.ParseQuantity(s)
	if err != nil {
		panic(err)
	}
	return q
}

func exact(s string) pricing.Exact {
	x, err := pricing.ParseExact(s)
	if err != nil {
		panic(err)
	}
	return x
}

func some(d decimal.Decimal) decimal.NullDecimal { return decimal.NullDecimal{Decimal: d, Valid: true} }

// genPrice draws prices of all sizes, most of them small.
func genPrice() *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		coef := rapid.OneOf(rapid.Int64Range(-50, 2000), rapid.Int64()).Draw(t, "coef")
		if rapid.IntRange(0, 3).Draw(t, "tiny") > 0 {
			coef %= 10_000
		}
		return decimal.New(coef, -rapid.Int32Range(0, 9).Draw(t, "digits"))
	})
}

// genAbove draws a decimal above zero.
func genAbove() *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		return decimal.New(rapid.Int64Range(1, 5000).Draw(t, "coef"), -rapid.Int32Range(0, 3).Draw(t, "digits"))
	})
}

// genQuantity draws decimals and fractions from zero on.
func genQuantity() *rapid.Generator[pricing.Quantity] {
	return rapid.Custom(func(t *rapid.T) pricing.Quantity {
		x := exact(fmt.Sprintf("%de-%d", rapid.OneOf(rapid.Int64Range(0, 40), rapid.Int64Range(0, 40_000_000)).Draw(t, "coef"),
			rapid.IntRange(0, 5).Draw(t, "digits")))
		if rapid.Bool().Draw(t, "fraction") {
			x = x.Over(rapid.Int64Range(1, 1000).Draw(t, "den"))
		}
		return pricing.FromExact(x)
	})
}

func genTiers(unit bool) *rapid.Generator[[]pricing.Tier] {
	return rapid.Custom(func(t *rapid.T) []pricing.Tier {
		tiers := make([]pricing.Tier, rapid.IntRange(1, 4).Draw(t, "tiers"))
		var end decimal.Decimal
		for i := range tiers {
			end = end.Add(genAbove().Draw(t, "width"))
			if tiers[i].UpTo = end; i == len(tiers)-1 && rapid.Bool().Draw(t, "open") {
				tiers[i].UpTo = decimal.Decimal{}
			}
			if unit {
				tiers[i].Unit = genPrice().Draw(t, "unit")
			}
			if rapid.Bool().Draw(t, "flats") {
				tiers[i].Flat = genPrice().Draw(t, "flat")
				tiers[i].Setup = genPrice().Draw(t, "setup")
				tiers[i].UnitSetup = genPrice().Draw(t, "unit setup")
			}
		}
		return tiers
	})
}

var sizes, regions = []string{"S", "M", "L"}, []string{"eu", "us"}

// genModel draws sound models of every kind, up to depth around each other.
func genModel(depth int) *rapid.Generator[pricing.Model] {
	return rapid.Custom(func(t *rapid.T) pricing.Model {
		kinds := 15
		if depth <= 1 {
			kinds = 10
		}
		switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
		case 0:
			return pricing.Flat{Amount: genPrice().Draw(t, "amount")}
		case 1:
			return pricing.PerUnit{Unit: genPrice().Draw(t, "unit")}
		case 2:
			return pricing.Package{Size: genAbove().Draw(t, "size"), Price: genPrice().Draw(t, "price")}
		case 3:
			return pricing.Graduated{Tiers: genTiers(true).Draw(t, "tiers")}
		case 4:
			return pricing.Volume{Tiers: genTiers(true).Draw(t, "tiers")}
		case 5:
			return pricing.Stairstep{Tiers: genTiers(false).Draw(t, "tiers")}
		case 6:
			m := pricing.Tagged{Attribute: "size"}
			for _, s := range sizes {
				m.Prices = append(m.Prices, pricing.TagPrice{Value: s, Amount: genPrice().Draw(t, "amount")})
			}
			return m
		case 7:
			m := pricing.Percentage{Percent: genPrice().Draw(t, "percent").Abs(), Fixed: genPrice().Draw(t, "fixed")}
			if rapid.Bool().Draw(t, "of charges") {
				m.Of = []pricing.ChargeID{"a", "b"}
			}
			return m
		case 8:
			return pricing.Dynamic{}
		case 9:
			return pricing.Custom{Name: "square"}
		case 10:
			return genMatrix(depth).Draw(t, "matrix")
		case 11:
			m := pricing.Sum{}
			for range rapid.IntRange(1, 3).Draw(t, "parts") {
				m.Models = append(m.Models, genModel(depth-1).Draw(t, "part"))
			}
			return m
		case 12:
			return pricing.Included{Units: genAbove().Draw(t, "units"), Model: genModel(depth-1).Draw(t, "model")}
		case 13:
			return pricing.Minimum{Amount: genPrice().Draw(t, "minimum"), Model: genModel(depth-1).Draw(t, "model")}
		}
		return pricing.Maximum{Amount: genPrice().Draw(t, "maximum"), Model: genModel(depth-1).Draw(t, "model")}
	})
}

// genMatrix draws a cell for each size, the last one split by region.
func genMatrix(depth int) *rapid.Generator[pricing.Matrix] {
	return rapid.Custom(func(t *rapid.T) pricing.Matrix {
		m := pricing.Matrix{Dimensions: []pricing.Dimension{{Attribute: "size", Values: sizes}, {Attribute: "region", Values: regions}}}
		for _, values := range [][]string{{"S", ""}, {"M", ""}, {"L", "us"}, {"L", "eu"}} {
			m.Cells = append(m.Cells, pricing.Cell{Values: values, Model: genModel(depth-1).Draw(t, "cell")})
		}
		return m
	})
}

func genInput() *rapid.Generator[pricing.Input] {
	return rapid.Custom(func(t *rapid.T) pricing.Input {
		return pricing.Input{
			Quantity:   genQuantity().Draw(t, "quantity"),
			Amount:     some(genPrice().Draw(t, "amount")),
			Attributes: map[string]string{"size": rapid.SampledFrom(sizes).Draw(t, "size"), "region": rapid.SampledFrom(regions).Draw(t, "region")},
			Charges:    map[pricing.ChargeID]decimal.Decimal{"a": genPrice().Draw(t, "a"), "b": genPrice().Draw(t, "b")},
		}
	})
}

var errNoAmount = errors.New("no amount")

// customs has the square of the amount, in whole units that fit the gate, and
// one for each whole unit.
var customs = pricing.Customs{"square": func(u pricing.Input) (decimal.Decimal, error) {
	if !u.Amount.Valid {
		return decimal.Decimal{}, errNoAmount
	}
	n := new(big.Int).Rem(u.Amount.Decimal.Truncate(0).BigInt(), big.NewInt(1_000_000))
	whole := u.Quantity.Decimal().Truncate(0)
	return decimal.NewFromBigInt(n.Mul(n, n), 0).Add(whole), nil
}}
