package proceeds_test

import (
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

func flat(id, price string, t pricing.Timing) pricing.Charge {
	return pricing.Charge{ID: pricing.ChargeID(id), Timing: t, Model: pricing.Flat{Amount: dec(price)}, Unit: "seat", TaxCategory: "S"}
}

// granted puts discounts on a subscription to charges from 1 January.
func granted(t *testing.T, charges []pricing.Charge, markups []string, discounts ...pricing.Discount) *subscription.Subscription {
	t.Helper()
	s := sub(offer(t, charges, markups...), "2026-01-01T00:00:00Z", "1")
	for _, d := range discounts {
		s.Discounts = append(s.Discounts, subscription.Grant{Discount: d})
	}
	return s
}

func percent(id, p string, s pricing.Scope) pricing.Discount {
	return pricing.Discount{ID: pricing.DiscountID(id), Percent: dec(p), Scope: s, Funder: -1}
}

func off(id string, k pricing.DiscountKind, a string, s pricing.Scope) pricing.Discount {
	return pricing.Discount{ID: pricing.DiscountID(id), Kind: k, Amount: dec(a), Scope: s, Funder: -1}
}

// Each discount is rounded; a net that is rounded instead comes to 59.35.
func TestDomain10Row8OfLines(t *testing.T) {
	total := decimal.Zero
	for _, tt := range []struct{ price, percent, want string }{
		{"9.50", "33", "-3.14"}, {"9.99", "20", "-2.00"}, {"9.99", "30", "-3.00"},
		{"10", "", ""}, {"10", "", ""}, {"8", "", ""}, {"0", "", ""}, {"10", "", ""},
	} {
		total = total.Add(dec(tt.price))
		if tt.percent == "" {
			continue
		}
		for _, timing := range []pricing.Timing{pricing.Prepaid, pricing.Postpaid} {
			got, _ := columns(t, granted(t, []pricing.Charge{flat("fee", tt.price, timing)}, nil, percent("d", tt.percent, pricing.Licence)), nil, channel.SellOut)
			if got["fee d"] != tt.want {
				t.Errorf("%s%% of %s, %v: %s, want %s", tt.percent, tt.price, timing, got["fee d"], tt.want)
			}
		}
		total = total.Add(dec(tt.want))
	}
	if !total.Equal(dec("59.34")) {
		t.Errorf("in all %s, want 59.34", total)
	}
}

// Who funds a coupon bears it; the margins of all others stay.
func TestDomain10Row21OfALine(t *testing.T) {
	d := off("d", pricing.AmountOff, "2.00", pricing.Licence)
	charges := []pricing.Charge{flat("fee", "6.00", pricing.Prepaid)}
	for _, tt := range []struct {
		funder pricing.Funder
		want   []string
	}{{0, []string{"4.00", "5.00", "6.00", "8.00"}}, {1, []string{"6.00", "5.00", "6.00", "8.00"}}, {-1, []string{"6.00", "7.00", "8.00", "8.00"}}} {
		d.Funder = tt.funder
		s := sub(rungs(t, charges), "2026-01-01T00:00:00Z", "1")
		s.Discounts = []subscription.Grant{{Discount: d}}
		p := s.Terms[0].Schedule.Period(0)
		var sum channel.Amounts
		for _, x := range targets(t, proceeds.Due(s, p, p.Start, cents)) {
			var err error
			if sum, err = sum.Add(x.Amounts); err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		for l := range sum.Levels() {
			a, _ := sum.Of(channel.Level(l))
			got = append(got, a.Text())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("funded at %d (-want +got)\n%s", tt.funder, diff)
		}
	}
}

// rungs sells at 6, 7, 8 and 10.
func rungs(t *testing.T, charges []pricing.Charge) *channel.Offer {
	t.Helper()
	o := offer(t, charges)
	chain := &channel.Chain{ID: "c", Vendor: "vendor"}
	for i, add := range []string{"1", "1", "2"} {
		chain.Sellers = append(chain.Sellers, channel.Seller{Party: channel.PartyID('a' + rune(i)), Role: channel.Reseller,
			Book: channel.BookRef{ID: "b"}, Default: channel.Rule{Kind: channel.Addition, Amount: dec(add)}})
	}
	o, err := channel.NewOffer(o.Plan, chain)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestDiscounts(t *testing.T) {
	fees := []pricing.Charge{flat("a", "30.00", pricing.Prepaid), flat("b", "10.00", pricing.Postpaid)}
	withUsage := append(fees[1:2:2], hours("vm", "h", plain), hours("gb", "g", atLeast("5.00")))
	used := map[pricing.MetricID]string{"h": "4", "g": "2"}
	for _, tt := range []struct {
		name      string
		charges   []pricing.Charge
		discounts []pricing.Discount
		want      []string
	}{
		{"bundle before coupon", fees, []pricing.Discount{percent("coupon", "50", pricing.Licence), {ID: "bundle", Bundle: true, Percent: dec("10"), Funder: -1}},
			[]string{"a", "30.00", "a bundle", "-3.00", "a coupon", "-13.50", "b", "10.00", "b bundle", "-1.00", "b coupon", "-4.50"}},
		{"an amount over fees", fees, []pricing.Discount{off("c", pricing.AmountOff, "4.00", pricing.Licence)},
			[]string{"a", "30.00", "a c", "-3.00", "b", "10.00", "b c", "-1.00"}},
		{"an amount beyond fees", fees, []pricing.Discount{off("c", pricing.AmountOff, "400.00", pricing.Licence)},
			[]string{"a", "30.00", "a c", "-30.00", "b", "10.00", "b c", "-10.00"}},
		{"a fixed price", fees, []pricing.Discount{off("n", pricing.FixedPrice, "20.00", pricing.Licence)},
			[]string{"a", "30.00", "a n", "-15.00", "b", "10.00", "b n", "-5.00"}},
		{"a percentage, then an amount", fees, []pricing.Discount{percent("p", "50", pricing.Licence), off("c", pricing.AmountOff, "2.00", pricing.Licence)},
			[]string{"a", "30.00", "a p", "-15.00", "a c", "-1.50", "b", "10.00", "b p", "-5.00", "b c", "-0.50"}},
		{"a percentage of usage, its minimum too", withUsage, []pricing.Discount{percent("p", "10", pricing.Everything)},
			[]string{"b", "10.00", "b p", "-1.00", "vm", "4.00", "vm p", "-0.40", "gb", "2.00", "gb minimum", "3.00", "gb p", "-0.50"}},
		{"an amount that fees do not take", withUsage, []pricing.Discount{off("c", pricing.AmountOff, "16.00", pricing.Everything)},
			[]string{"b", "10.00", "b c", "-10.00", "vm", "4.00", "vm c", "-4.00", "gb", "2.00", "gb minimum", "3.00", "gb c", "-2.00"}},
		{"more than there is", withUsage, []pricing.Discount{off("c", pricing.AmountOff, "99.00", pricing.Everything)},
			[]string{"b", "10.00", "b c", "-10.00", "vm", "4.00", "vm c", "-4.00", "gb", "2.00", "gb minimum", "3.00", "gb c", "-5.00"}},
		{"licence alone", withUsage, []pricing.Discount{percent("p", "10", pricing.Licence)},
			[]string{"b", "10.00", "b p", "-1.00", "vm", "4.00", "gb", "2.00", "gb minimum", "3.00"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := columns(t, granted(t, tt.charges, nil, tt.discounts...), used, channel.SellOut)
			wants(t, got, tt.want...)
		})
	}
}

// One-offs come before usage in what fees do not take.
func TestDiscountOfExtras(t *testing.T) {
	setup := pricing.Charge{ID: "setup", Kind: pricing.OneTime, Model: pricing.Flat{Amount: dec("7.00")}}
	custom := pricing.Charge{ID: "custom", Kind: pricing.OneTime, OnRequest: true, Model: pricing.PerUnit{Unit: dec("1.00")}}
	charges := []pricing.Charge{flat("a", "10.00", pricing.Prepaid), setup, custom, hours("vm", "h", plain)}
	s := granted(t, charges, nil, off("c", pricing.AmountOff, "21.00", pricing.Everything))
	s.Facts = []subscription.Fact{{ID: "f", Charge: "custom", At: calendar.Must("2026-01-10T09:00:00Z"), Quantity: dec("3")}}
	got, _ := columns(t, s, map[pricing.MetricID]string{"h": "31"}, channel.SellOut)
	wants(t, got, "a", "10.00", "a c", "-10.00", "setup", "7.00", "setup c", "-7.00", "custom f", "3.00", "custom c f", "-3.00", "vm", "31.00", "vm c", "-1.00")
	s.Discounts = []subscription.Grant{{Discount: percent("p", "10", pricing.LicenceAndExtras)}}
	got, _ = columns(t, s, map[pricing.MetricID]string{"h": "31"}, channel.SellOut)
	wants(t, got, "a", "10.00", "a p", "-1.00", "setup", "7.00", "setup p", "-0.70", "custom f", "3.00", "custom p f", "-0.30", "vm", "31.00")
}

// In advance a discount is booked with its fee, and credited with it.
func TestDiscountInAdvance(t *testing.T) {
	five := monthOf30(sub(offer(t, fee("10.00")), "2026-01-01T00:00:00Z", "5"), calendar.ByDay)
	five.Discounts = []subscription.Grant{{Discount: percent("p", "10", pricing.Licence)}}
	expect(t, then(five, "2026-01-21T00:00:00Z", seats("8")),
		"01-01 p 50.00", "01-01 p -5.00", "01-21 p -16.67", "01-21 p 26.67", "01-21 p 1.67", "01-21 p -2.67")
	// An amount of 3.00 has 2.00 behind it: what is paid back is the rest of it.
	one := monthOf30(sub(offer(t, fee("10.00")), "2026-01-01T00:00:00Z", "1"), calendar.ByDay)
	one.Discounts = []subscription.Grant{{Discount: off("c", pricing.AmountOff, "3.00", pricing.Licence)}}
	one.End = calendar.Must("2026-01-21T00:00:00Z")
	expect(t, one, "01-01 p 10.00", "01-01 p -3.00", "01-21 p -3.33", "01-21 p 1.00")
	one.Refunds = subscription.AllCredits(subscription.FullCredit)
	expect(t, one, "01-01 p 10.00", "01-01 p -3.00", "01-21 p -10.00", "01-21 p 3.00")
	one.Refunds = subscription.AllCredits(subscription.NoCredit)
	expect(t, one, "01-01 p 10.00", "01-01 p -3.00")
}

// A discount that goes away is taken back.
func TestADiscountGoesAway(t *testing.T) {
	s := granted(t, []pricing.Charge{flat("fee", "10.00", pricing.Prepaid)}, nil, percent("p", "10", pricing.Licence))
	p := s.Terms[0].Schedule.Period(0)
	rows, _, err := proceeds.Diff(nil, targets(t, proceeds.Due(s, p, p.Start, cents)), nil, p.Start, 0)
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	heads, err := proceeds.Fold(rows)
	if err != nil {
		t.Fatal(err)
	}
	s.Discounts = nil
	rows, _, err = proceeds.Diff(nil, targets(t, proceeds.Due(s, p, p.Start+1, cents)), heads, p.Start+1, 0)
	if err != nil || len(rows) != 1 || rows[0].Component != "p" {
		t.Fatalf("%v, %v; want the discount taken back", rows, err)
	}
	if a, _ := rows[0].Amounts.Of(channel.SellOut); a.Text() != "1.00" {
		t.Errorf("taken back %s, want 1.00", a.Text())
	}
}

func TestDiscountIsExplained(t *testing.T) {
	s := granted(t, []pricing.Charge{flat("fee", "10.00", pricing.Prepaid)}, []string{"100"}, percent("p", "10", pricing.Licence), percent("q", "50", pricing.Licence))
	p := s.Terms[0].Schedule.Period(0)
	job := proceeds.Due(s, p, p.Start, cents)
	ts := targets(t, job)
	want := map[string]string{"p": "20", "q": "18"}
	for _, x := range ts {
		d, err := job.Explain(x.Cell, nil)
		if x.Component == "" {
			continue
		}
		if err != nil || d.Base.String() != want[x.Component] || d.Discount == nil || d.Amounts != x.Amounts {
			t.Errorf("%v: derived\n%v, %v", x.Cell, d, err)
		}
	}
}
