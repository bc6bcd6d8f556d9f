package proceeds_test

import (
	"errors"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
)

// rates are 20 % of traffic of plan p, 5 % of plan p else, 8 % of what vendor bolt
// sells and 10 % of everything else.
func rates() proceeds.SettlementTerms {
	terms := byMonth()
	terms.Fees = []proceeds.FeeRate{
		{Plan: "p", Charge: "traffic", Percent: pct("20")},
		{Plan: "p", Percent: pct("5")},
		{Vendor: "bolt", Percent: pct("8")},
		{Percent: pct("10")},
		{Plan: "free", Percent: pct("0")},
		{Plan: "priced", VendorPrice: true},
	}
	return terms
}

func direct(t failing, plan string) *channel.Offer {
	t.Helper()
	return soldAs(t, plan, false, "vendor", sellerAs("parent", channel.Parent))
}

const feeOf, trafficOf, setupOf, supportOf = 0, 1, 2, 3 // charges of a tariff

// The vendor's balance: 5 % of 100.00 − 20.00 + 99.00 is 8.95, 20 % of 33.33 is
// 6.666, so 6.67: together 15.62. Support bears no fee. 130.00 + 33.33 + 99.00 −
// 15.62 = 246.71.
func TestVendorBalance(t *testing.T) {
	p := direct(t, "p")
	rows := []proceeds.Row{
		postedRow(p, feeOf, "", 0, "01-01", 10000, 10000),
		postedRow(p, feeOf, "discount c-1", 0, "01-01", -2000, -2000), // a coupon that the vendor pays for
		postedRow(p, trafficOf, "", 0, "01-31", 3333, 3333),
		postedRow(p, setupOf, "", 0, "01-01", 9900, 9900),
		postedRow(p, supportOf, "", 0, "01-01", 5000, 5000),
	}
	want := []string{"2026-01 vendor platform-fee: licences 130.00 usage 33.33 one-offs 99.00 fee 15.62 = 246.71"}
	if diff := cmp.Diff(want, balanceLines(balancesOf(t, keeper, rates(), rows...))); diff != "" {
		t.Errorf("Balances mismatch (-want +got)\n%s", diff)
	}
	owed := []string{"2026-01 sale parent→ada 262.33", "2026-01 sale vendor→parent 262.33", "2026-01 platform-fee parent→vendor 15.62"}
	got := debtLines(debtsOf(t, channel.Viewer{Party: "parent"}, rates(), rows...))
	if diff := cmp.Diff(owed, got); diff != "" {
		t.Errorf("the parent's Debts mismatch (-want +got)\n%s", diff)
	}
}

// Each row is a licence of 100.00.
func TestFeeRates(t *testing.T) {
	bolt := soldAs(t, "q", false, "bolt", sellerAs("parent", channel.Parent))
	channelled := soldAs(t, "p", false, "vendor", sellerAs("parent", channel.Parent), sellerAs("reseller", channel.Reseller))
	switchedOff := soldAs(t, "p", false, "vendor", sellerAs("parent", channel.Parent), sellerAs("", channel.Distributor), sellerAs("", channel.Reseller))
	tests := []struct {
		name   string
		offer  *channel.Offer
		charge int
		units  []int64
		want   string
	}{
		{"item over plan", direct(t, "p"), trafficOf, []int64{10000, 10000}, "vendor platform-fee: usage 100.00 fee 20.00 = 80.00"},
		{"plan over default", direct(t, "p"), feeOf, []int64{10000, 10000}, "vendor platform-fee: licences 100.00 fee 5.00 = 95.00"},
		{"vendor over default", bolt, feeOf, []int64{10000, 10000}, "bolt platform-fee: licences 100.00 fee 8.00 = 92.00"},
		{"default", direct(t, "q"), feeOf, []int64{10000, 10000}, "vendor platform-fee: licences 100.00 fee 10.00 = 90.00"},
		{"a fee of nothing", direct(t, "free"), feeOf, []int64{10000, 10000}, "vendor platform-fee: licences 100.00 = 100.00"},
		{"no flag", direct(t, "p"), supportOf, []int64{10000, 10000}, "vendor platform-fee: licences 100.00 = 100.00"},
		{"the vendor price", direct(t, "priced"), feeOf, []int64{10000, 15000}, "vendor vendor-price: vendor price 100.00 = 100.00"},
		{"vendor to customer", soldAs(t, "p", false, "vendor"), feeOf, []int64{10000}, "vendor platform-fee: licences 100.00 fee 5.00 = 95.00"},
		{"channel levels switched off", switchedOff, feeOf, []int64{10000, 10000, 10000, 10000}, "vendor platform-fee: licences 100.00 fee 5.00 = 95.00"},
		{"in a channel", channelled, feeOf, []int64{10000, 12000, 15000}, "vendor vendor-price: vendor price 100.00 = 100.00"},
		{"the parent's own", soldAs(t, "p", false, "parent"), feeOf, []int64{10000}, "parent vendor-price: vendor price 100.00 = 100.00"},
		{"a coupon of the parent's", direct(t, "p"), feeOf, []int64{10000, 8000}, "vendor platform-fee: licences 100.00 fee 5.00 = 95.00"},
	}
	for _, tt := range tests {
		got := balanceLines(balancesOf(t, keeper, rates(), postedRow(tt.offer, tt.charge, "", 0, "01-01", tt.units...)))
		if diff := cmp.Diff([]string{"2026-01 " + tt.want}, got); diff != "" {
			t.Errorf("%s: Balances mismatch (-want +got)\n%s", tt.name, diff)
		}
	}
	if got := balancesOf(t, keeper, byMonth(), postedRow(direct(t, "p"), feeOf, "", 0, "01-01", 100, 100)); len(got) != 1 || got[0].Pay != proceeds.ByVendorPrice {
		t.Errorf("without rates: %+v, want the vendor price", got)
	}
}

// 5 % of 3.33 a day, four days: 0.1665, 0.333, 0.4995 and 0.666 so far, so 0.17,
// 0.33, 0.50 and 0.67, and the days are 0.17, 0.16, 0.17 and 0.17. Rounding each
// day by itself would take 0.68.
func TestFeesOfDays(t *testing.T) {
	p, terms := direct(t, "p"), rates()
	terms.Granularity = calendar.Daily
	rows := []proceeds.Row{
		postedRow(p, feeOf, "", 0, "01-01", 333, 333),
		postedRow(p, feeOf, "", 1, "01-02", 333, 333),
		postedRow(p, feeOf, "", 2, "01-03", 333, 333),
		postedRow(p, feeOf, "", 3, "01-04", 333, 333),
	}
	var got []string
	each := money.New(0, 2, euros)
	for _, b := range balancesOf(t, keeper, terms, rows...) {
		got = append(got, b.Booked.PlatformFee.Text())
		fee, err := pricing.PercentOf(dec("5"), b.Booked.Licences)
		if err == nil {
			each, err = each.Add(fee)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"0.17", "0.16", "0.17", "0.17"}, got); diff != "" {
		t.Errorf("fees of days mismatch (-want +got)\n%s", diff)
	}
	if month := balancesOf(t, keeper, rates(), rows...); month[0].Booked.PlatformFee.Text() != "0.67" {
		t.Errorf("fee of the month = %s, want 0.67", month[0].Booked.PlatformFee)
	}
	if each.Text() != "0.68" {
		t.Errorf("control: fees rounded day by day = %s, want 0.68", each)
	}
}

// A fee is the vendor's and the parent's, a balance the vendor's alone. Where the
// vendor sells to the customer itself, the parent sees its fee and no sale.
func TestWhoSeesFees(t *testing.T) {
	rows := []proceeds.Row{
		postedRow(direct(t, "p"), feeOf, "", 0, "01-01", 10000, 10000),
		postedRow(soldAs(t, "p", false, "self"), feeOf, "", 0, "01-01", 20000),
	}
	for party, want := range map[channel.PartyID][2][]string{
		"vendor": {
			{"2026-01 sale vendor→parent 100.00", "2026-01 platform-fee parent→vendor 5.00"},
			{"2026-01 vendor platform-fee: licences 100.00 fee 5.00 = 95.00"},
		},
		"self": {
			{"2026-01 sale self→ada 200.00", "2026-01 platform-fee parent→self 10.00"},
			{"2026-01 self platform-fee: licences 200.00 fee 10.00 = 190.00"},
		},
		"parent": {{
			"2026-01 sale parent→ada 100.00", "2026-01 sale vendor→parent 100.00",
			"2026-01 platform-fee parent→self 10.00", "2026-01 platform-fee parent→vendor 5.00",
		}},
		"ada":      {{"2026-01 sale parent→ada 100.00", "2026-01 sale self→ada 200.00"}},
		"stranger": {},
		"":         {},
	} {
		v := channel.Viewer{Party: party}
		got := [2][]string{debtLines(debtsOf(t, v, rates(), rows...)), balanceLines(balancesOf(t, v, rates(), rows...))}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q sees other than its own (-want +got)\n%s", party, diff)
		}
	}
}

// What is too large is an error, at every place where something is added up. A
// balance that fits is none, though licences and usage together do not.
func TestSettlementOverflow(t *testing.T) {
	p, other := direct(t, "p"), direct(t, "q")
	const most = 1<<63 - 1
	tests := map[string][]proceeds.Row{
		"fee of a vendor":  {postedRow(p, feeOf, "", 0, "01-01", most, 0), postedRow(p, feeOf, "", 1, "02-01", most, 0)},
		"figures":          {postedRow(p, feeOf, "", 0, "01-01", most, 0), postedRow(p, setupOf, "", 0, "01-02", most, 0)},
		"balance":          {postedRow(other, setupOf, "", 0, "01-01", -1, 0), postedRow(other, supportOf, "", 0, "01-01", most, 0), postedRow(other, trafficOf, "", 0, "01-01", 1, 0)},
		"pair of a period": {postedRow(p, feeOf, "", 0, "01-01", 0, most), postedRow(p, feeOf, "", 1, "01-02", 0, most)},
	}
	for name, rows := range tests {
		s := settlementOf(t, keeper, rates())
		var err error
		for i := range rows {
			err = firstOf(err, s.Add(&rows[i]))
		}
		_, debts := s.Debts()
		_, balances := s.Balances()
		if err := firstOf(err, debts, balances); (name == "balance") == errors.Is(err, money.ErrRange) {
			t.Errorf("%s: error = %v", name, err)
		}
	}
	d := proceeds.Debt{Seller: "a", Buyer: "b", Amount: money.New(most, 2, euros)}
	if _, err := proceeds.Positions([]proceeds.Debt{d, d}); !errors.Is(err, money.ErrRange) {
		t.Errorf("Positions error = %v, want ErrRange", err)
	}
	e := proceeds.Debt{Seller: "b", Buyer: "a", Amount: money.New(-most, 2, euros)}
	if _, err := proceeds.Positions([]proceeds.Debt{d, e}); !errors.Is(err, money.ErrRange) {
		t.Errorf("Positions error of a net = %v, want ErrRange", err)
	}
}

// A new revision of the plan turned the flag round. Credits inherit that of what
// they correct: 5 % of 100.00 − 40.00 is 3.00, and support has none.
func TestCreditsInheritTheFlag(t *testing.T) {
	before := direct(t, "p")
	after := soldAs(t, "p", true, "vendor", sellerAs("parent", channel.Parent))
	rows := []proceeds.Row{
		postedRow(before, feeOf, "", 0, "01-01", 10000, 10000),
		postedRow(before, supportOf, "", 0, "01-01", 10000, 10000),
		postedRow(after, feeOf, "", 1, "02-01", -4000, -4000),
		postedRow(after, supportOf, "", 1, "02-01", -4000, -4000),
	}
	want := []string{
		"2026-01 vendor platform-fee: licences 200.00 fee 5.00 = 195.00",
		"2026-02 vendor platform-fee: licences -80.00 fee -2.00 = -78.00",
	}
	if diff := cmp.Diff(want, balanceLines(balancesOf(t, keeper, rates(), rows...))); diff != "" {
		t.Errorf("Balances mismatch (-want +got)\n%s", diff)
	}
	terms := rates()
	terms.Frame.Start = calendar.Must("2026-02-01T00:00:00Z") // January is settled: its rows tell the flag, and no more
	if diff := cmp.Diff(want[1:], balanceLines(balancesOf(t, keeper, terms, rows...))); diff != "" {
		t.Errorf("Balances of February mismatch (-want +got)\n%s", diff)
	}
	// Control: by their own flags, the credit of support would bear the fee.
	got := balancesOf(t, keeper, terms, rows[2:]...)
	if len(got) != 1 || got[0].Booked.PlatformFee.Text() != "-2.00" {
		t.Fatalf("control: %+v", got)
	}
	rows[3].Amounts = channel.AmountsOf(euros, 2, -1000, -1000)
	if own := balancesOf(t, keeper, terms, rows[2:]...); own[0].Booked.PlatformFee.Text() != "-0.50" {
		t.Errorf("control: fee by their own flags = %s, want -0.50", own[0].Booked.PlatformFee)
	}
}

// A chain that was wrong is corrected: the sale was a direct one. What the vendor
// gets from the parent did not move, and its credit is paid for as the sale was,
// by the vendor price: 100.00 − 40.00.
func TestCreditsArePaidForAsTheSale(t *testing.T) {
	channelled := soldAs(t, "p", false, "vendor", sellerAs("parent", channel.Parent), sellerAs("reseller", channel.Reseller))
	sale := postedRow(channelled, feeOf, "", 0, "01-01", 10000, 12000, 15000)
	credit := postedRow(direct(t, "p"), feeOf, "", 1, "01-20", -4000, -4000)
	want := []string{"2026-01 vendor vendor-price: vendor price 60.00 = 60.00"}
	for _, rows := range [][]proceeds.Row{{sale, credit}, {credit, sale}} {
		if diff := cmp.Diff(want, balanceLines(balancesOf(t, channel.Viewer{Party: "vendor"}, rates(), rows...))); diff != "" {
			t.Errorf("Balances mismatch (-want +got)\n%s", diff)
		}
	}
	// What the vendor does not see says nothing: a row that moved other levels.
	moved := postedRow(channelled, feeOf, "", 0, "01-01", 0, 12000, 15000)
	own := postedRow(direct(t, "p"), feeOf, "", 1, "01-01", 10000, 10000)
	want = []string{"2026-01 vendor platform-fee: licences 100.00 fee 5.00 = 95.00"}
	if diff := cmp.Diff(want, balanceLines(balancesOf(t, keeper, rates(), moved, own))); diff != "" {
		t.Errorf("Balances after a move mismatch (-want +got)\n%s", diff)
	}
}

// Asking does not change the answer.
func TestBalancesTwice(t *testing.T) {
	channelled := soldAs(t, "p", false, "vendor", sellerAs("parent", channel.Parent), sellerAs("reseller", channel.Reseller))
	s := settlementOf(t, channel.Viewer{Party: "vendor"}, rates(),
		postedRow(direct(t, "priced"), feeOf, "", 0, "01-01", 1000, 1500), postedRow(channelled, feeOf, "", 0, "01-01", 10000, 12000, 15000))
	for range 2 {
		got, err := s.Balances()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"2026-01 vendor vendor-price: vendor price 110.00 = 110.00"}, balanceLines(got)); diff != "" {
			t.Errorf("Balances mismatch (-want +got)\n%s", diff)
		}
	}
}

// Fourteen days of trial at 31.00 cost 14.00: the vendor's alone, and charged
// back. Neither the parent nor a fee takes part.
func TestTrialChargebacks(t *testing.T) {
	plan := []pricing.Charge{{ID: "fee", Model: pricing.PerUnit{Unit: dec("31.00")}, Fee: true}}
	s := sub(offer(t, plan, "0"), "2026-01-01T00:00:00Z", "1")
	s.Terms[0].Mode = subscription.Trial
	then(s, "2026-01-15T00:00:00Z", func(t *subscription.Term) {
		t.Mode, t.Schedule.Anchor = subscription.Running, t.From
	})
	for name, tt := range map[string]struct {
		terms proceeds.SettlementTerms
		want  string
	}{
		// 5 % of 14.00 − 14.00 + 31.00 is 1.55.
		"by platform fee": {rates(), "2026-01 vendor platform-fee: licences 45.00 fee 1.55 chargebacks -14.00 = 29.45"},
		"by vendor price": {byMonth(), "2026-01 vendor vendor-price: vendor price 45.00 chargebacks -14.00 = 31.00"},
	} {
		january := period("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
		want := targets(t, proceeds.Due(s, january, calendar.Must("2026-01-20T00:00:00Z"), cents))
		rows, _, err := proceeds.Diff(nil, want, nil, calendar.Must("2026-01-20T00:00:00Z"), 0)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{tt.want}, balanceLines(balancesOf(t, channel.Viewer{Party: "vendor"}, tt.terms, rows...))); diff != "" {
			t.Errorf("%s: Balances mismatch (-want +got)\n%s", name, diff)
		}
		var sales []string
		for _, d := range debtsOf(t, keeper, tt.terms, rows...) {
			if d.Kind == proceeds.Sale {
				sales = append(sales, d.Level+" "+d.Amount.Text())
			}
		}
		if diff := cmp.Diff([]string{"sell-out 31.00", "vendor-cost 31.00"}, sales); diff != "" {
			t.Errorf("%s: Debts mismatch (-want +got)\n%s", name, diff)
		}
	}
}

// Quotas of a month settle to the same as its row.
func TestQuotasSettleLikeRows(t *testing.T) {
	plan := []pricing.Charge{{ID: "fee", Model: pricing.PerUnit{Unit: dec("10.01")}, Fee: true}}
	s := sub(offer(t, plan, "0"), "2026-01-01T00:00:00Z", "1")
	january := period("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
	var got []string
	for book, job := range []*proceeds.Job{
		proceeds.Due(s, january, january.End, cents), proceeds.Quotas(s, days(january), january.End, cents),
	} {
		var rows []proceeds.Row
		for _, x := range targets(t, job) {
			rows = append(rows, x.Row)
		}
		terms := rates()
		terms.Book = proceeds.Book(book)
		got = append(got, shownTo(t, keeper, terms, rows...))
	}
	if diff := cmp.Diff(got[0], got[1]); diff != "" {
		t.Errorf("quotas settle to other than rows (-rows +quotas)\n%s", diff)
	}
}

func TestNeverBoth(t *testing.T) {
	for name, fees := range map[string][]proceeds.FeeRate{
		"fees[0]":              {{Percent: pct("5"), VendorPrice: true}},
		"fees[1]: with fees[0": {{Plan: "p", Percent: pct("5")}, {Plan: "p", VendorPrice: true}},
		"fees[2]: with fees[0": {{Vendor: "v", VendorPrice: true}, {Percent: pct("5")}, {Vendor: "v", Percent: pct("5")}},
	} {
		terms := byMonth()
		terms.Fees = fees
		if _, err := proceeds.NewSettlement(keeper, terms); !errors.Is(err, proceeds.ErrBoth) {
			t.Errorf("%s: NewSettlement error = %v, want ErrBoth", name, err)
		}
	}
}

// A parent that adds 20 % to what it takes a fee of is paid twice.
func TestOffersNeverBoth(t *testing.T) {
	flagged := fee("10.00")
	flagged[0].Fee = true
	s := settlementOf(t, keeper, rates())
	err := s.CheckOffer(offer(t, flagged, "20"))
	var fault *proceeds.SettlementError
	if !errors.Is(err, proceeds.ErrBoth) || !errors.As(err, &fault) || fault.Path != "charges[0]" {
		t.Errorf("markup and fee: CheckOffer = %v, want ErrBoth of charges[0]", err)
	}
	for name, o := range map[string]*channel.Offer{
		"prices passed through": offer(t, flagged, "0"),
		"no flag":               offer(t, fee("10.00"), "20"),
		"in a channel":          offer(t, flagged, "20", "25"),
		"no parent":             offer(t, flagged),
	} {
		if err := s.CheckOffer(o); err != nil {
			t.Errorf("%s: CheckOffer = %v", name, err)
		}
	}
	if err := settlementOf(t, keeper, byMonth()).CheckOffer(offer(t, flagged, "20")); err != nil {
		t.Errorf("the vendor price: CheckOffer = %v", err)
	}
}

// firstOf returns the first error that there is.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
