package channel_test

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

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
