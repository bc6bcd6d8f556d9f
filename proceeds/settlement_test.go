package proceeds_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/google/go-cmp/cmp"
)

// fourLevels is a fee in a channel, with a credit, and another sale of the same
// vendor by another reseller, whose level of the parent is switched off.
func fourLevels(t *testing.T) []proceeds.Row {
	long := soldAs(t, "long", false, "vendor", sellerAs("parent", channel.Parent), sellerAs("distributor", channel.Distributor), sellerAs("reseller", channel.Reseller))
	short := soldAs(t, "short", false, "vendor", sellerAs("", channel.Parent), sellerAs("other", channel.Reseller))
	bob := postedRow(short, 0, "", 0, "01-31", 200, 200, 300)
	bob.Customer = "bob"
	return []proceeds.Row{
		postedRow(long, 0, "", 0, "01-05", 600, 720, 900, 1260),
		postedRow(long, 0, "", 1, "01-20", -100, -120, -150, -210),
		postedRow(long, 0, "", 2, "02-01", 600, 720, 900, 1260),
		bob,
	}
}

// January: 6.00 − 1.00 = 5.00, 7.20 − 1.20 = 6.00, 9.00 − 1.50 = 7.50 and
// 12.60 − 2.10 = 10.50. A level that is switched off owes nothing.
func TestWhoOwesWhom(t *testing.T) {
	want := []string{
		"2026-01 sale sell-in distributor→reseller 7.50",
		"2026-01 sale sell-out other→bob 3.00",
		"2026-01 sale wholesale parent→distributor 6.00",
		"2026-01 sale sell-out reseller→ada 10.50",
		"2026-01 sale vendor-cost vendor→other 2.00",
		"2026-01 sale vendor-cost vendor→parent 5.00",
		"2026-02 sale sell-in distributor→reseller 9.00",
		"2026-02 sale wholesale parent→distributor 7.20",
		"2026-02 sale sell-out reseller→ada 12.60",
		"2026-02 sale vendor-cost vendor→parent 6.00",
	}
	if diff := cmp.Diff(want, debtLines(debtsOf(t, keeper, byMonth(), fourLevels(t)...))); diff != "" {
		t.Errorf("Debts mismatch (-want +got)\n%s", diff)
	}
}

// Nobody sees the pairs of others, nor at which of how many levels its own are.
func TestDebtsOfAViewer(t *testing.T) {
	for party, want := range map[channel.PartyID][]string{
		"distributor": {
			"2026-01 sale distributor→reseller 7.50", "2026-01 sale parent→distributor 6.00",
			"2026-02 sale distributor→reseller 9.00", "2026-02 sale parent→distributor 7.20",
		},
		"vendor":   {"2026-01 sale vendor→other 2.00", "2026-01 sale vendor→parent 5.00", "2026-02 sale vendor→parent 6.00"},
		"bob":      {"2026-01 sale other→bob 3.00"},
		"stranger": nil,
		"":         nil,
	} {
		if diff := cmp.Diff(want, debtLines(debtsOf(t, channel.Viewer{Party: party}, byMonth(), fourLevels(t)...))); diff != "" {
			t.Errorf("%q: Debts mismatch (-want +got)\n%s", party, diff)
		}
	}
}

// 31 January 23:30 UTC is February in Rome.
func TestPostingPeriodsOfAZone(t *testing.T) {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Skip(err)
	}
	rows := fourLevels(t)[3:]
	rows[0].Posted = calendar.Must("2026-01-31T23:30:00Z")
	terms := byMonth()
	terms.Frame = period("2026-01-01T00:00:00+01:00", "2026-03-01T00:00:00+01:00")
	got := debtsOf(t, channel.Viewer{Party: "bob", Zone: rome}, terms, rows...)
	if len(got) != 1 || got[0].Period != period("2026-02-01T00:00:00+01:00", "2026-03-01T00:00:00+01:00") {
		t.Errorf("Debts = %+v, want one of February", got)
	}
}

// What is posted outside the frame is not settled, and the last instant of the
// frame is.
func TestFrame(t *testing.T) {
	terms := byMonth()
	terms.Frame = period("2026-01-06T00:00:00Z", "2026-01-21T00:00:00Z")
	got := debtsOf(t, channel.Viewer{Party: "ada"}, terms, fourLevels(t)...)
	if diff := cmp.Diff([]string{"2026-01 sale reseller→ada -2.10"}, debtLines(got)); diff != "" {
		t.Errorf("Debts mismatch (-want +got)\n%s", diff)
	}
	if len(got) > 0 && got[0].Period != terms.Frame {
		t.Errorf("period = %v, want what of January is in the frame", got[0].Period)
	}
}

// 10.00 USD settle as 9.30 EUR at 0.930, and 5 % of them as 0.50 and 0.47.
func TestSettlementCurrency(t *testing.T) {
	usd := money.MustCurrency("USD")
	plan := &pricing.Plan{ID: "p", Currency: usd, Charges: tariff(false)}
	o, err := channel.NewOffer(plan, &channel.Chain{ID: "c", Vendor: "vendor"})
	if err != nil {
		t.Fatal(err)
	}
	o, err = o.Settled([]channel.Settlement{{Currency: euros, Scale: 2, Rate: "0.930", At: winter.Start, Source: "ecb"}})
	if err != nil {
		t.Fatal(err)
	}
	r := postedRow(o, 0, "", 0, "01-01", 0)
	var rates channel.Rates
	q, err := pricing.ParseQuantity("10")
	if err == nil {
		err = o.Rate(&rates, 0, q.Num())
	}
	if err == nil {
		r.Amounts, err = rates.Round(1, 1, usd, 2)
	}
	if err != nil {
		t.Fatal(err)
	}
	r.Currency = usd
	terms := byMonth()
	terms.Fees = []proceeds.FeeRate{{Percent: pct("5")}}
	var got []string
	for _, d := range debtsOf(t, keeper, terms, r) {
		got = append(got, d.Kind.String()+" "+d.Amount.String()+" as "+d.Settled.String())
	}
	if diff := cmp.Diff([]string{"sale 10.00 USD as 9.30 EUR", "platform-fee 0.50 USD as 0.47 EUR"}, got); diff != "" {
		t.Errorf("Debts mismatch (-want +got)\n%s", diff)
	}
	b := balancesOf(t, keeper, terms, r)
	if len(b) != 1 || b[0].Booked.Balance.String() != "9.50 USD" || b[0].Settled == nil || b[0].Settled.Balance.String() != "8.83 EUR" {
		t.Errorf("Balances = %+v, want 9.50 USD and 8.83 EUR", b)
	}
}

func TestIssuing(t *testing.T) {
	terms := byMonth()
	terms.Agreements = []proceeds.Agreement{
		{Issuing: proceeds.OnBehalf},
		{Buyer: "ada", Issuing: proceeds.EachForItself},
		{Seller: "reseller", Issuing: proceeds.OnBehalf},
		{Seller: "vendor", Buyer: "other", Issuing: proceeds.SelfBilling},
	}
	want := map[string]string{
		"vendor→parent":        "self-billing by parent", // on behalf, but the parent is the buyer
		"parent→distributor":   "each-for-itself by parent",
		"distributor→reseller": "on-behalf by parent",
		"reseller→ada":         "on-behalf by parent", // the seller's agreement is more specific than the buyer's
		"vendor→other":         "self-billing by other",
		"other→bob":            "on-behalf by parent",
	}
	got := map[string]string{}
	for _, d := range debtsOf(t, keeper, terms, fourLevels(t)...) {
		got[string(d.Seller+"→"+d.Buyer)] = d.Issuing.String() + " by " + string(d.Issuer)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("issuing mismatch (-want +got)\n%s", diff)
	}
	for _, d := range debtsOf(t, keeper, byMonth(), fourLevels(t)...) {
		if d.Issuing != proceeds.EachForItself || d.Issuer != d.Seller {
			t.Errorf("without agreements %s→%s is issued %v by %s", d.Seller, d.Buyer, d.Issuing, d.Issuer)
		}
	}
}

// Margins and balances reconcile: the parties keep what the customers pay.
func TestPositions(t *testing.T) {
	got, err := proceeds.Positions(debtsOf(t, keeper, byMonth(), fourLevels(t)...))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{ // gets − pays, of both months
		"vendor":      "13.00 - 0.00 = 13.00", // 5.00 + 6.00 + 2.00
		"parent":      "13.20 - 11.00 = 2.20",
		"distributor": "16.50 - 13.20 = 3.30",
		"reseller":    "23.10 - 16.50 = 6.60",
		"other":       "3.00 - 2.00 = 1.00",
		"ada":         "0.00 - 23.10 = -23.10",
		"bob":         "0.00 - 3.00 = -3.00", // 13.00 + 2.20 + 3.30 + 6.60 + 1.00 = 26.10 = 23.10 + 3.00
	}
	texts := map[string]string{}
	for _, p := range got {
		texts[string(p.Party)] = p.Gets.Text() + " - " + p.Pays.Text() + " = " + p.Net.Text()
	}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Errorf("Positions mismatch (-want +got)\n%s", diff)
	}
}

func TestSettlementRefusesRows(t *testing.T) {
	good := fourLevels(t)[0]
	for name, spoil := range map[string]func(r *proceeds.Row){
		"row.book":                     func(r *proceeds.Row) { r.Book = proceeds.Live },
		"row.route":                    func(r *proceeds.Row) { r.Route = nil },
		"row.route: 4 parties, 1 role": func(r *proceeds.Row) { c := *r.Route; c.Roles = c.Roles[:1]; r.Route = &c },
		"row.route: 4 parties, 4 roles, 0 books": func(r *proceeds.Row) {
			c := *r.Route
			c.Books = nil
			r.Route = &c
		},
		"row.route: 4 parties, 4 roles, 4 books, 2 levels": func(r *proceeds.Row) { r.Amounts = channel.AmountsOf(euros, 2, 1, 1) },
	} {
		r := good
		spoil(&r)
		err := settlementOf(t, keeper, byMonth()).Add(&r)
		var fault *proceeds.SettlementError
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: Add error = %v", name, err)
		}
		for _, party := range []channel.PartyID{"stranger", ""} {
			r.Customer = ""
			if err := settlementOf(t, channel.Viewer{Party: party}, byMonth()).Add(&r); err != nil {
				t.Errorf("%s: %q is told %v", name, party, err)
			}
		}
	}
	s := settlementOf(t, keeper, byMonth(), good)
	coarse := good
	coarse.Amounts = channel.AmountsOf(euros, 0, 1, 1, 1, 1)
	if err := s.Add(&coarse); !errors.Is(err, money.ErrMismatch) {
		t.Errorf("other digits: Add error = %v, want ErrMismatch", err)
	}
	huge := good
	huge.Amounts = channel.AmountsOf(euros, 2, 1<<63-1, 1, 1, 1)
	if err := s.Add(&huge); !errors.Is(err, money.ErrRange) {
		t.Errorf("overflow: Add error = %v, want ErrRange", err)
	}
}

func TestSettlementTerms(t *testing.T) {
	tests := []struct {
		path  string
		terms func(t *proceeds.SettlementTerms)
	}{
		{"book", func(t *proceeds.SettlementTerms) { t.Book = 7 }},
		{"frame", func(t *proceeds.SettlementTerms) { t.Frame.End = t.Frame.Start }},
		{"frame.start", func(t *proceeds.SettlementTerms) { t.Frame.Start++ }},
		{"frame.end", func(t *proceeds.SettlementTerms) { t.Frame.End-- }},
		{"granularity", func(t *proceeds.SettlementTerms) { t.Granularity = calendar.Hourly }},
		{"granularity", func(t *proceeds.SettlementTerms) { t.Granularity = 99 }},
		{"parent", func(t *proceeds.SettlementTerms) { t.Fees, t.Parent = []proceeds.FeeRate{{Percent: pct("1")}}, "" }},
		{"fees[0].charge", func(t *proceeds.SettlementTerms) { t.Fees = []proceeds.FeeRate{{Charge: "fee"}} }},
		{"fees[0].vendor", func(t *proceeds.SettlementTerms) { t.Fees = []proceeds.FeeRate{{Plan: "p", Vendor: "v"}} }},
		{"fees[0].percent", func(t *proceeds.SettlementTerms) { t.Fees = []proceeds.FeeRate{{Percent: pct("-0.01")}} }},
		{"fees[0].percent", func(t *proceeds.SettlementTerms) { t.Fees = []proceeds.FeeRate{{Percent: pct("100.01")}} }},
		{"fees[1]", func(t *proceeds.SettlementTerms) { t.Fees = []proceeds.FeeRate{{Plan: "p"}, {Plan: "p"}} }},
		{"agreements[1]", func(t *proceeds.SettlementTerms) { t.Agreements = make([]proceeds.Agreement, 2) }},
		{"agreements[0].issuing", func(t *proceeds.SettlementTerms) { t.Agreements = []proceeds.Agreement{{Issuing: 3}} }},
		{"agreements[0].issuing", func(t *proceeds.SettlementTerms) {
			t.Agreements, t.Parent = []proceeds.Agreement{{Issuing: proceeds.OnBehalf}}, ""
		}},
		{"agreements[0]", func(t *proceeds.SettlementTerms) { t.Agreements = []proceeds.Agreement{{Seller: "a", Buyer: "a"}} }},
	}
	for _, tt := range tests {
		terms := byMonth()
		tt.terms(&terms)
		_, err := proceeds.NewSettlement(keeper, terms)
		var fault *proceeds.SettlementError
		if !errors.As(err, &fault) || fault.Path != tt.path {
			t.Errorf("%s: NewSettlement error = %v", tt.path, err)
		}
	}
	if _, err := proceeds.NewSettlement(keeper, byMonth()); err != nil {
		t.Errorf("control: NewSettlement = %v", err)
	}
}

func TestSettlementNames(t *testing.T) {
	for i := range uint8(4) {
		names := []struct {
			text interface {
				MarshalText() ([]byte, error)
			}
			back func([]byte) (any, error)
			last uint8
		}{
			{proceeds.Issuing(i), func(b []byte) (any, error) { var x proceeds.Issuing; err := x.UnmarshalText(b); return x, err }, 2},
			{proceeds.DebtKind(i), func(b []byte) (any, error) { var x proceeds.DebtKind; err := x.UnmarshalText(b); return x, err }, 1},
			{proceeds.Pay(i), func(b []byte) (any, error) { var x proceeds.Pay; err := x.UnmarshalText(b); return x, err }, 1},
		}
		for _, n := range names {
			b, err := n.text.MarshalText()
			if i > n.last {
				if _, back := n.back([]byte("other")); err == nil || back == nil {
					t.Errorf("%v: MarshalText = %v, UnmarshalText = %v, want errors", n.text, err, back)
				}
				continue
			}
			if got, back := n.back(b); err != nil || back != nil || got != any(n.text) {
				t.Errorf("%v: %q comes back as %v, %v, %v", n.text, b, got, err, back)
			}
		}
	}
}
