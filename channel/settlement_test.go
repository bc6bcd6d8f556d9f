package channel_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
)

func settles(currency, rate string) channel.Settlement {
	return channel.Settlement{Currency: money.MustCurrency(currency), Scale: 2, Rate: rate, At: on("2026-01-01"), Source: "ECB"}
}

// dollars sells a plan of 310.00 USD straight, with the given settlements.
func dollars(t fataler, s ...channel.Settlement) *channel.Offer {
	t.Helper()
	chain := &channel.Chain{ID: "c", Vendor: "vendor", Sellers: []channel.Seller{seller("reseller", channel.Reseller, "0")}, Settlements: s}
	return offerOf(t, planOf("USD", "310.00"), chain)
}

// quotas are the 31 daily differences of a month, and their sum.
func quotas(t fataler, o *channel.Offer) (days []channel.Amounts, sum channel.Amounts) {
	t.Helper()
	var r channel.Rates
	if err := o.Rate(&r, 0, must(pricing.ParseQuantity("1")).Num()); err != nil {
		t.Fatal(err)
	}
	before := must(r.Round(0, 31, o.Plan.Currency, 2))
	for d := int64(1); d <= 31; d++ {
		now := must(r.Round(d, 31, o.Plan.Currency, 2))
		day := must(now.Sub(before))
		days, sum, before = append(days, day), must(sum.Add(day)), now
	}
	return days, sum
}

// The rate of the 1st counts for all of January, whatever it is later.
func TestDomain10Row22(t *testing.T) {
	o := dollars(t, channel.Settlement{}, settles("EUR", "0.930"))
	days, sum := quotas(t, o)
	if got := sum.Parts().Settled; got != [channel.MaxLevels]int64{0, 28830} {
		t.Errorf("January settles %v, want 288.30 EUR at the reseller's level", got)
	}
	if of(t, sum, channel.SellOut) != "310.00" || len(days) != 31 {
		t.Errorf("January is %v", sum)
	}
	for _, d := range days {
		if s := d.Parts().Settled[1]; s != 930 {
			t.Errorf("a day settles %d, want 9.30", s)
		}
	}
	// Control: the rates of each day, 0.930 on the 1st … 0.960 on the 31st.
	moving := int64(0)
	for d := range 31 {
		rate := must(money.ParseDecimal("0.930")).Add(dec("0.001").Mul(dec(textOf(d))))
		later := must(o.Settled([]channel.Settlement{{}, settles("EUR", text(rate))}))
		own, _ := quotas(t, later)
		moving += own[d].Parts().Settled[1]
	}
	if moving == 28830 {
		t.Error("control: moving rates come to the same")
	}
	// The cut of each side carries amount and rate.
	for _, party := range []channel.PartyID{"reseller", "ada"} {
		cut, _ := channel.Viewer{Party: party}.View(o.Route(0), "ada", sum)
		s := cut.Sides[len(cut.Sides)-1].Settled
		if s == nil || s.Amount.Text() != "288.30" || s.Rate != "0.930" || s.At != on("2026-01-01") || s.Source != "ECB" {
			t.Errorf("%s sees %+v", party, s)
		}
	}
	if cut, _ := (channel.Viewer{Party: "vendor"}).View(o.Route(0), "ada", sum); cut.Sides[0].Settled != nil {
		t.Errorf("the vendor settles in dollars, and sees %+v", cut.Sides[0].Settled)
	}
}

// An offer of another period has its own rates; the one that it is of keeps its.
func TestSettledKeepsTheOffer(t *testing.T) {
	o := dollars(t, channel.Settlement{}, settles("EUR", "0.930"))
	id := o.Route(0).ID
	february := must(o.Settled([]channel.Settlement{{}, settles("EUR", "0.950")}))
	if _, sum := quotas(t, february); sum.Parts().Settled[1] != 29450 {
		t.Errorf("February settles %d, want 294.50", sum.Parts().Settled[1])
	}
	if _, sum := quotas(t, o); sum.Parts().Settled[1] != 28830 || o.Route(0).ID != id || february.Route(0).ID == id {
		t.Errorf("January settles %d, route %v", sum.Parts().Settled[1], o.Route(0).ID)
	}
	plain := must(o.Settled(nil))
	if _, sum := quotas(t, plain); sum.Parts().Settled != [channel.MaxLevels]int64{} {
		t.Errorf("without settlements: %v", sum)
	}
	// Parts of a line settle as its first part does.
	var a, b channel.Rates
	q := must(pricing.ParseQuantity("1")).Num()
	if err := errors.Join(o.Rate(&a, 0, q), february.Rate(&b, 0, q)); err != nil {
		t.Fatal(err)
	}
	both := a.Plus(&b)
	both = both.Plus(&channel.Rates{})
	if got := must(both.Round(1, 1, o.Plan.Currency, 2)).Parts().Settled[1]; got != 57660 {
		t.Errorf("two months at January's rate settle %d, want 576.60", got)
	}
}

func TestSettlementFaults(t *testing.T) {
	chain := &channel.Chain{ID: "c", Vendor: "vendor", Sellers: []channel.Seller{seller("reseller", channel.Reseller, "0")}}
	for _, tt := range []struct {
		name string
		s    []channel.Settlement
		want []string
	}{
		{"levels", make([]channel.Settlement, 3), []string{"settlements"}},
		{"no rate", []channel.Settlement{{}, settles("EUR", "")}, []string{"settlements[1]"}},
		{"zero", []channel.Settlement{settles("EUR", "0"), settles("EUR", "-1")}, []string{"settlements[0]", "settlements[1]"}},
		{"no currency", []channel.Settlement{{}, {Rate: "1", Scale: 2}}, []string{"settlements[1]"}},
		{"at", []channel.Settlement{{}, {Currency: money.MustCurrency("USD"), Rate: "1", Scale: 2, At: 1 << 62, Source: "bank"}}, []string{"settlements[1]"}},
		{"scale", []channel.Settlement{{}, {Currency: money.MustCurrency("EUR"), Rate: "1", Scale: 200}}, []string{"settlements[1]"}},
	} {
		chain.Settlements = tt.s
		if diff := cmp.Diff(tt.want, paths(chain.Validate())); diff != "" {
			t.Errorf("%s: faults mismatch (-want +got):\n%s", tt.name, diff)
		}
		if _, err := dollars(t).Settled(tt.s); err == nil {
			t.Errorf("%s: Settled takes it", tt.name)
		}
	}
}

func TestSettlementOverflow(t *testing.T) {
	o := dollars(t, channel.Settlement{}, settles("EUR", "100000000000000000"))
	var r channel.Rates
	if err := o.Rate(&r, 0, must(pricing.ParseQuantity("1000000")).Num()); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Round(1, 1, o.Plan.Currency, 2); !errors.Is(err, money.ErrRange) {
		t.Errorf("Round = %v, want ErrRange", err)
	}
}
