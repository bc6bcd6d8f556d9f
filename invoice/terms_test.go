package invoice_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/google/go-cmp/cmp"
)

// Any pair of the chain is billed at its own level, from either end.
func TestEveryPair(t *testing.T) {
	s := sale{quantity: "2", raw: []string{"12", "14", "16", "20"}}
	for _, tt := range []struct {
		level                 channel.Level
		issuing               proceeds.Issuing
		seller, buyer, issuer channel.PartyID
		net                   string
		direct                bool
		typ                   invoice.Type
	}{
		{channel.VendorCost, proceeds.SelfBilling, "vendor", "parent", "parent", "12.00", false, invoice.SelfBilled},
		{channel.Wholesale, proceeds.EachForItself, "parent", "distributor", "", "14.00", false, invoice.Commercial},
		{channel.SellIn, proceeds.EachForItself, "distributor", "reseller", "", "16.00", false, invoice.Commercial},
		{channel.SellOut, proceeds.OnBehalf, "reseller", "ada", "platform", "20.00", true, invoice.Commercial},
		{3, proceeds.EachForItself, "reseller", "ada", "", "20.00", true, invoice.Commercial},
	} {
		terms := invoice.Terms{
			Level: tt.level, Period: january, Issuing: tt.issuing,
			Buyer: channel.Party{ID: tt.buyer, Currency: eur, LegalName: string(tt.buyer) + " Ltd", PaymentTerms: 14}, Seller: channel.Party{ID: tt.seller},
		}
		if tt.issuing == proceeds.OnBehalf {
			terms.Issuer = channel.Party{ID: tt.issuer}
		}
		inv := assembled(t, terms, s)
		if inv.Seller != tt.seller || inv.Buyer != tt.buyer || inv.IssuerParty.ID != tt.issuer || inv.Totals.Net.Text() != tt.net ||
			inv.Direct != tt.direct || inv.Type != tt.typ || inv.PaymentTerms != 14 {
			t.Errorf("level %d: %s to %s by %q, %v, direct %v, %v", tt.level, inv.Seller, inv.Buyer, inv.IssuerParty.ID, inv.Totals.Net, inv.Direct, inv.Type)
		}
	}
}

// All that a finance team asks of the parties is on the document, and nothing of
// whom they buy from.
func TestPartiesInFull(t *testing.T) {
	seller := channel.Party{
		ID: "reseller", LegalName: "Reseller SpA", TaxID: "IT123", Logo: "https://r.example/logo.png", Currency: eur,
		Address: channel.Address{Lines: []string{"Via Roma 1"}, PostalCode: "00100", City: "Roma", Region: "RM", Country: "IT"},
		Contact: channel.Contact{Name: "Rita", Email: "rita@r.example", Phone: "+39 06"}, Suppliers: []channel.PartyID{"distributor"}, BuildsOn: "distributor",
	}
	buyer := channel.Party{ID: "ada", LegalName: "Ada Ltd", Currency: eur, PaymentTerms: 30, Channel: "north"}
	terms := invoice.Terms{Level: channel.SellOut, Period: january, Seller: seller, Buyer: buyer}
	inv := issued(assembled(t, terms, sale{quantity: "1", raw: []string{"10"}}))
	view, _, err := inv.For(channel.Viewer{Party: "ada"})
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(view)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Reseller SpA", "Via Roma 1", "00100", "Roma", "RM", "IT123", "logo.png", "Rita", "rita@r.example", "+39 06", "Ada Ltd", `"payment_terms":30`} {
		if !strings.Contains(string(body), want) {
			t.Errorf("%q is not on the document", want)
		}
	}
	for _, hidden := range []string{"distributor", "north", "s-1"} {
		if strings.Contains(string(body), hidden) {
			t.Errorf("%q is on the document\n%s", hidden, body)
		}
	}
}

func TestAssembleRefuses(t *testing.T) {
	usd := money.MustCurrency("USD")
	other := sale{quantity: "1", raw: []string{"1"}, settled: &channel.Settlement{Currency: usd, Scale: 2, Rate: "2", At: 1, Source: "x"}}
	one := sale{quantity: "1", raw: []string{"1"}}
	noRoute, badRate := one.row(), other.row()
	noRoute.Route = nil
	route := *badRate.Route
	route.Settlements = []channel.Settlement{{}, {}, {}, {Currency: usd, Rate: "x", At: 1}}
	badRate.Route = &route
	base := invoice.Terms{Level: channel.SellOut, Period: january}
	with := func(f func(*invoice.Terms)) invoice.Terms { t := base; f(&t); return t }
	table, err := invoice.NewTaxTable(invoice.TaxRate{Country: "IT", Code: invoice.Standard, Rate: money.MustNumber("22")})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		rows  []proceeds.Row
		terms invoice.Terms
		want  string
		as    any
	}{
		{"nothing", nil, with(func(t *invoice.Terms) { t.Buyer = channel.Party{ID: "ada", Currency: eur} }), `nothing to bill to "ada"`, new(*invoice.NothingError)},
		{"rows of zero only", rows(sale{raw: []string{"0"}}), base, "nothing", new(*invoice.NothingError)},
		{"fees only, which are left out", rows(sale{typ: invoice.MarketplaceFee, raw: []string{"1"}}), with(func(t *invoice.Terms) { t.NoFees = true }), "nothing", new(*invoice.NothingError)},
		{"two buyers", rows(one, sale{customer: "bob", raw: []string{"1"}, n: 1}), base, `"ada"`, new(*invoice.MixedError)},
		{"two currencies", rows(one, other), base, `currency "USD"`, new(*invoice.MixedError)},
		{"another buyer's currency", rows(one), with(func(t *invoice.Terms) { t.Buyer = channel.Party{ID: "ada", Currency: usd} }), `currency "EUR"`, new(*invoice.MixedError)},
		{"another seller's", rows(one), with(func(t *invoice.Terms) { t.Seller.ID = "distributor" }), "seller", new(*invoice.MixedError)},
		{"no invoice currency", rows(one), with(func(t *invoice.Terms) { t.Buyer.ID = "ada" }), `"ada" has no invoice currency`, new(*invoice.NoCurrencyError)},
		{"a series of digits", rows(one), with(func(t *invoice.Terms) { t.Buyer = channel.Party{ID: "ada", Currency: eur}; t.Series = "A1" }), `"ada"`, new(*invoice.SeriesError)},
		{"no rate", rows(one), with(func(t *invoice.Terms) { t.Tax = table }), `customer "ada": no tax rate`, new(*invoice.NoTaxError)},
		{"a discount without a reason", rows(one), with(func(t *invoice.Terms) { t.Allowances = []invoice.Allowance{{Amount: money.New(1, 2, eur)}} }), "allowances[0].text", new(*invoice.AllowanceError)},
		{"a discount of nothing", rows(one), with(func(t *invoice.Terms) { t.Allowances = []invoice.Allowance{{Text: "x"}} }), "allowances[0].amount", new(*invoice.AllowanceError)},
		{"a negative discount", rows(one), with(func(t *invoice.Terms) { t.Allowances = []invoice.Allowance{{Text: "x", Amount: money.New(-1, 2, eur)}} }), "negative", new(*invoice.AllowanceError)},
		{"a discount in dollars", rows(one), with(func(t *invoice.Terms) { t.Allowances = []invoice.Allowance{{Text: "x", Amount: money.New(1, 2, usd)}} }), "not alike", new(*invoice.AllowanceError)},
		{"a negative advance", rows(one), with(func(t *invoice.Terms) { t.Prepaid = money.New(-1, 2, eur) }), "prepaid", nil},
		{"an advance in dollars", rows(one), with(func(t *invoice.Terms) { t.Prepaid = money.New(1, 2, usd) }), "prepaid", nil},
		{"cash in dollars", rows(one), with(func(t *invoice.Terms) { t.Policy.Cash = money.New(5, 2, usd) }), "rounding", nil},
		{"cash in mills", rows(sale{scale: 2, raw: []string{"1.01"}}), with(func(t *invoice.Terms) { t.Policy.Cash = money.New(3, 3, eur) }), "digits", nil},
		{"no such rounding", rows(one), with(func(t *invoice.Terms) { t.Policy.Mode = 99 }), "policy.mode", nil},
		{"no such level", rows(one), with(func(t *invoice.Terms) { t.Level = 6 }), "level", nil},
		{"no issuer", rows(one), with(func(t *invoice.Terms) { t.Issuing = proceeds.OnBehalf }), "issuer", nil},
		{"no route", []proceeds.Row{noRoute}, base, "route", nil},
		{"a rate that is none", []proceeds.Row{badRate}, base, "rate", new(*money.DecimalError)},
		{"a period that ends before it starts", rows(one), with(func(t *invoice.Terms) { t.Period.Start = t.Period.End + 1 }), "period", nil},
		{"more than fits", rows(sale{raw: []string{"92233720368547758"}}, sale{raw: []string{"92233720368547758"}, n: 1}), base, "range", nil},
	} {
		_, err := invoice.Assemble(tt.rows, tt.terms)
		if err == nil || !strings.Contains(err.Error(), tt.want) || tt.as != nil && !errors.As(err, tt.as) {
			t.Errorf("%s: %v, want a %T with %q", tt.name, err, tt.as, tt.want)
		}
	}
}

// No price book and no currency are reported together, each naming the customer.
func TestBillable(t *testing.T) {
	book := fmt.Errorf("offer: %w", &channel.MissingBookError{Seller: "reseller", Buyer: "ada", Customer: "ada"})
	for _, tt := range []struct {
		name     string
		currency money.Currency
		resolved error
		want     [2]bool // no book, no currency
	}{
		{"neither", money.Currency{}, book, [2]bool{true, true}},
		{"no book", eur, book, [2]bool{true, false}},
		{"no currency", money.Currency{}, nil, [2]bool{false, true}},
		{"both there", eur, nil, [2]bool{}},
	} {
		err := invoice.Billable(channel.Party{ID: "ada", Currency: tt.currency}, tt.resolved)
		var noBook *invoice.NoPriceBookError
		var noCurrency *invoice.NoCurrencyError
		got := [2]bool{errors.As(err, &noBook), errors.As(err, &noCurrency)}
		if got != tt.want || (err == nil) != (tt.want == [2]bool{}) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if err != nil && strings.Count(err.Error(), `"ada"`) != strings.Count(err.Error(), "\n")+1 {
			t.Errorf("%s: not each names the customer: %v", tt.name, err)
		}
	}
	if err := invoice.Billable(channel.Party{ID: "ada", Currency: eur}, errors.ErrUnsupported); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("another fault: %v", err)
	}
}

// The three toggles: tax, marketplace fees, and what credits may pay.
func TestToggles(t *testing.T) {
	sales := []sale{{charge: "a", quantity: "1", raw: []string{"100"}}, {charge: "fee", typ: invoice.MarketplaceFee, quantity: "1", raw: []string{"10"}}}
	for _, tt := range []struct {
		toggles                 invoice.Toggles
		lines                   int
		gross, fees, creditable string
		silentOrLeft            int
	}{
		{invoice.Toggles{}, 2, "134.20", "12.20", "122.00", 0},
		{invoice.Toggles{CreditsForFees: true}, 2, "134.20", "12.20", "134.20", 0},
		{invoice.Toggles{NoTax: true}, 2, "110.00", "10.00", "100.00", 0},
		{invoice.Toggles{NoFees: true}, 1, "122.00", "0.00", "122.00", 1},
		{invoice.Toggles{NoFees: true, NoTax: true, CreditsForFees: true}, 1, "100.00", "0.00", "100.00", 1},
	} {
		terms := sellOut(t, "22")
		terms.Toggles = tt.toggles
		inv := assembled(t, terms, sales...)
		got := []string{inv.Totals.Gross.Text(), inv.Totals.Fees.Text(), inv.Totals.Creditable.Text()}
		if want := []string{tt.gross, tt.fees, tt.creditable}; !slices.Equal(got, want) || len(inv.Lines) != tt.lines || len(sales)-len(inv.Claims()) != tt.silentOrLeft {
			t.Errorf("%+v: %d lines, gross, fees and creditable %v; want %v", tt.toggles, len(inv.Lines), got, want)
		}
		if taxed := len(inv.Totals.Taxes) > 0; taxed == tt.toggles.NoTax {
			t.Errorf("%+v: taxes %v", tt.toggles, inv.Totals.Taxes)
		}
	}
}

// A marketplace fee that every seller passes through is the same at every level,
// and no margin is in it.
func TestFeesPassThrough(t *testing.T) {
	offer, err := channel.NewOffer(&pricing.Plan{ID: "p", Product: "market", Currency: eur, Charges: []pricing.Charge{
		{ID: "fee", Model: pricing.PerUnit{Unit: dec("0.99")}, Unit: "order", ProductType: invoice.MarketplaceFee},
	}}, &channel.Chain{ID: "c", Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "distributor", Role: channel.Distributor, Default: channel.Rule{Kind: channel.PassThrough}},
		{Party: "reseller", Role: channel.Reseller, Default: channel.Rule{Kind: channel.PassThrough}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	three, err := pricing.ParseQuantity("3")
	if err != nil {
		t.Fatal(err)
	}
	var r channel.Rates
	if err := offer.RateOf(&r, 0, three); err != nil {
		t.Fatal(err)
	}
	row := sale{quantity: "3", raw: []string{"0"}}.row()
	row.Route = offer.Route(0)
	if row.Amounts, err = r.Round(1, 1, eur, 2); err != nil {
		t.Fatal(err)
	}
	for l := range 3 {
		inv, err := invoice.Assemble([]proceeds.Row{row}, invoice.Terms{Level: channel.Level(l), Period: january})
		if err != nil {
			t.Fatal(err)
		}
		if line := inv.Lines[0]; !line.Fee || line.Net.Text() != "2.97" || line.Price != money.MustNumber("0.99") || inv.Totals.Fees != line.Net {
			t.Errorf("level %d: %+v, want a fee of 3 × 0.99", l, line)
		}
	}
}

// A line of one price is quantity × price, and rows that have none share a line;
// corrections of an earlier period stand by themselves.
func TestLinesByPrice(t *testing.T) {
	inv := assembled(t, sellOut(t, "22"),
		sale{sub: "s-1", quantity: "3", raw: []string{"30"}}, sale{sub: "s-2", quantity: "2", raw: []string{"20"}},
		sale{sub: "s-3", quantity: "4", raw: []string{"36"}}, // another price
		sale{sub: "s-4", quantity: "1", raw: []string{"5.483870967742"}}, sale{sub: "s-5", quantity: "1", raw: []string{"3.225806451613"}},
		sale{sub: "s-6", quantity: "5", raw: []string{"-16.666666666667"}},
		sale{sub: "s-7", quantity: "1", raw: []string{"10"}, start: january.Start - 20*day, posted: january.Start})
	type line struct {
		Quantity, Price, Net string
		Rows                 int
		Earlier              bool
	}
	var got []line
	for _, l := range inv.Lines {
		got = append(got, line{l.Quantity.String(), l.Price.String(), l.Net.Text(), len(l.Rows), l.Earlier})
	}
	want := []line{
		{"5", "10", "50.00", 2, false}, {"4", "9", "36.00", 1, false}, {"2", "0", "8.71", 2, false},
		{"5", "0", "-16.67", 1, false}, {"1", "10", "10.00", 1, true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lines (-want +got)\n%s", diff)
	}
	if l := inv.Lines[4]; l.Service != (calendar.Period{Start: january.Start - 20*day, End: january.Start - 19*day}) {
		t.Errorf("service %v", l.Service)
	}
}

// A discount on the whole document is spread over its rates, and its tax with it.
func TestAllowances(t *testing.T) {
	n := money.MustNumber
	sales := []sale{{charge: "a", tax: "", quantity: "1", raw: []string{"100"}}, {charge: "b", tax: "reduced", quantity: "1", raw: []string{"50"}}}
	for _, tt := range []struct {
		name       string
		allowances []invoice.Allowance
		amounts    []string
		totals     []string // allowances, charges, net, tax
	}{
		{"percent of all", []invoice.Allowance{{Text: "x", Percent: n("10")}}, []string{"10.00", "5.00"}, []string{"15.00", "0.00", "135.00", "23.45"}},
		{"amount over all", []invoice.Allowance{{Text: "x", Amount: money.New(1000, 2, eur)}}, []string{"6.67", "3.33"}, []string{"10.00", "0.00", "140.00", "24.31"}},
		{"percent of a category", []invoice.Allowance{{Text: "x", TaxCategory: "reduced", Percent: n("10")}}, []string{"5.00"}, []string{"5.00", "0.00", "145.00", "25.65"}},
		{"a charge of no line's rate", []invoice.Allowance{{Charge: true, Text: "x", TaxCategory: "igic", Amount: money.New(1000, 2, eur)}}, []string{"10.00"}, []string{"0.00", "10.00", "160.00", "26.75"}},
	} {
		terms := sellOut(t, "22")
		terms.Tax, terms.Allowances = world(t), tt.allowances
		inv := assembled(t, terms, sales...)
		var got []string
		for _, a := range inv.Allowances {
			got = append(got, a.Amount.Text())
		}
		totals := []string{inv.Totals.Allowances.Text(), inv.Totals.Charges.Text(), inv.Totals.Net.Text(), inv.Totals.Tax.Text()}
		if diff := cmp.Diff([][]string{tt.amounts, tt.totals}, [][]string{got, totals}); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.name, diff)
		}
	}
}

// What is payable is rounded to what can be paid, and says by how much.
func TestPayable(t *testing.T) {
	for _, tt := range []struct{ raw, prepaid, cash, rounding, payable string }{
		{"100.02", "0", "0.05", "-0.02", "100.00"}, {"100.03", "0", "0.05", "0.02", "100.05"},
		{"100.03", "30.00", "0.05", "0.02", "70.05"}, {"100.03", "0", "1", "-0.03", "100.00"},
		{"10.00", "30.00", "0.05", "0.00", "-20.00"}, {"10.03", "0", "0", "0.00", "10.03"},
	} {
		parse := func(s string) money.Amount {
			a, err := money.Parse(s, eur)
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		terms := invoice.Terms{Level: channel.SellOut, Period: january, Prepaid: parse(tt.prepaid), Policy: invoice.Policy{Cash: parse(tt.cash)}}
		inv := assembled(t, terms, sale{raw: []string{tt.raw}})
		if got := [2]string{inv.Totals.Rounding.Text(), inv.Totals.Payable.Text()}; got != [2]string{tt.rounding, tt.payable} {
			t.Errorf("%+v: rounding and payable %v", tt, got)
		}
	}
}
