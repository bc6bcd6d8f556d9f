package invoice_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/shopspring/decimal"
)

func european(t *testing.T) invoice.TaxTable {
	n := money.MustNumber
	july := calendar.Must("2026-07-01T00:00:00Z")
	table, err := invoice.NewTaxTable(
		invoice.TaxRate{Country: "IT", Code: invoice.Standard, Rate: n("22")},
		invoice.TaxRate{Country: "IT", Category: "books", Code: invoice.Standard, Rate: n("4")},
		invoice.TaxRate{Country: "DE", Code: invoice.Standard, Rate: n("19")},
		invoice.TaxRate{Country: "DE", Code: invoice.Standard, Rate: n("16"), From: july},
		invoice.TaxRate{Country: "ES", Code: invoice.Standard, Rate: n("21")},
		invoice.TaxRate{Country: "ES", Category: "books", Code: invoice.Standard, Rate: n("4")},
		invoice.TaxRate{Country: "ES", Region: "CN", Code: invoice.CanaryIslands, Rate: n("7")},
		invoice.TaxRate{SellerCountry: "IT", Country: "DE", Buyers: invoice.Registered, Code: invoice.ReverseCharge, ReasonCode: "VATEX-EU-AE"},
		invoice.TaxRate{SellerCountry: "IT", Country: "US", Code: invoice.Export, Reason: "Services outside the EU"},
		invoice.TaxRate{Category: "insurance", Code: invoice.Exempt, Reason: "Article 135"},
	)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestTaxTable(t *testing.T) {
	june, july := calendar.Must("2026-06-30T23:59:59Z"), calendar.Must("2026-07-01T00:00:00Z")
	table := european(t)
	body, err := json.Marshal(table)
	if err != nil {
		t.Fatal(err)
	}
	var back invoice.TaxTable
	if err := json.Unmarshal(body, &back); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name                              string
		seller, country, region, category string
		registered                        bool
		at                                calendar.Instant
		want                              string
	}{
		{"at home", "IT", "IT", "RM", "saas", true, june, "S 22"},
		{"a reduced rate", "IT", "IT", "", "books", true, june, "S 4"},
		{"the day before a change", "DE", "DE", "", "saas", true, june, "S 19"},
		{"from its date", "DE", "DE", "", "saas", true, july, "S 16"},
		{"a region before a category", "ES", "ES", "CN", "books", false, june, "L 7"},
		{"a business abroad", "IT", "DE", "", "saas", true, july, "AE 0"},
		{"a person abroad", "IT", "DE", "", "saas", false, july, "S 16"},
		{"outside the union", "IT", "US", "CA", "saas", false, june, "G 0"},
		{"a category anywhere", "FR", "FR", "", "insurance", false, june, "E 0"},
		{"a category before a country", "IT", "IT", "", "insurance", false, june, "E 0"},
		{"nowhere", "FR", "FR", "", "saas", false, june, ""},
	} {
		for _, table := range []invoice.TaxTable{table, back} {
			r, ok := table.Of(invoice.TaxSale{
				SellerCountry: tt.seller, Place: channel.Address{Country: tt.country, Region: tt.region},
				Registered: tt.registered, Category: tt.category, At: tt.at,
			})
			got := ""
			if ok {
				got = r.Code.String() + " " + r.Rate.String()
			}
			if got != tt.want {
				t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
			}
		}
	}
}

func TestTaxTableFaults(t *testing.T) {
	n := money.MustNumber
	_, err := invoice.NewTaxTable(
		invoice.TaxRate{},
		invoice.TaxRate{Code: 99},
		invoice.TaxRate{Country: "it", Code: invoice.Standard, Rate: n("22")},
		invoice.TaxRate{SellerCountry: "ITA", Code: invoice.Standard, Rate: n("22")},
		invoice.TaxRate{Region: "RM", Code: invoice.Standard, Rate: n("22")},
		invoice.TaxRate{Category: "a", Code: invoice.Standard},
		invoice.TaxRate{Category: "b", Code: invoice.Exempt, Rate: n("22"), Reason: "x"},
		invoice.TaxRate{Category: "c", Code: invoice.CanaryIslands, Rate: n("-1")},
		invoice.TaxRate{Category: "d", Code: invoice.ReverseCharge},
		invoice.TaxRate{Category: "e", Code: invoice.Standard, Rate: n("22"), Reason: "x"},
		invoice.TaxRate{Category: "f", Code: invoice.Exempt, ReasonCode: "EU-AE"},
		invoice.TaxRate{Category: "f", Code: invoice.Exempt, Reason: "again"},
		invoice.TaxRate{Buyers: 9, Code: invoice.Standard, Rate: n("22")},
	)
	if err == nil {
		t.Fatal("no fault found")
	}
	for _, want := range []string{
		"rates[0].code", "rates[1].code", "rates[2].country", "rates[3].seller_country", "rates[4].region", "rates[5].rate",
		"rates[6].rate", "rates[7].rate", "rates[8].reason", "rates[9].reason", "rates[10].reason_code", "rates[11]: for the same sales as rates[10]", "rates[12].buyers",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not among\n%v", want, err)
		}
	}
	var table invoice.TaxTable
	for _, body := range []string{`[{"code":"S","rate":"0"}]`, `[{"code":"Q","rate":"1"}]`, `{}`, `[{"code":"S","rate":null}]`} {
		if err := json.Unmarshal([]byte(body), &table); err == nil || !table.IsZero() {
			t.Errorf("%s is read as %+v", body, table)
		}
	}
	if _, err := invoice.FlatTax(dec("-1")); err == nil {
		t.Error("a negative rate")
	}
	if _, err := invoice.FlatTax(decimal.New(1, 1<<30)); err == nil {
		t.Error("a hostile rate")
	}
	if none, err := invoice.FlatTax(dec("0")); err != nil || !none.IsZero() {
		t.Errorf("a rate of zero: %v, %v", none, err)
	}
}

// The rate is that of the tax point; by default the period's last instant.
func TestTaxPoint(t *testing.T) {
	table, err := invoice.NewTaxTable(
		invoice.TaxRate{Code: invoice.Standard, Rate: money.MustNumber("20")},
		invoice.TaxRate{Code: invoice.Standard, Rate: money.MustNumber("21"), From: january.End - 1})
	if err != nil {
		t.Fatal(err)
	}
	terms := invoice.Terms{Level: channel.SellOut, Period: january, Tax: table}
	late := assembled(t, terms, sale{quantity: "1", raw: []string{"100"}})
	terms.TaxPoint = january.End - 2
	early := assembled(t, terms, sale{quantity: "1", raw: []string{"100"}})
	if late.Totals.Tax.Text() != "21.00" || early.Totals.Tax.Text() != "20.00" {
		t.Errorf("tax %v and %v, want 21.00 and 20.00", late.Totals.Tax, early.Totals.Tax)
	}
}

// Two reasons under one code stand side by side, each once.
func TestReasons(t *testing.T) {
	terms := invoice.Terms{Level: channel.SellOut, Period: january, Tax: world(t)}
	inv := assembled(t, terms, sale{charge: "a", tax: "exempt", raw: []string{"1"}}, sale{charge: "b", tax: "school", raw: []string{"1"}},
		sale{charge: "c", tax: "exempt", raw: []string{"1"}})
	if len(inv.Totals.Taxes) != 1 || inv.Totals.Taxes[0].Reason != "Article 132; Article 133" {
		t.Errorf("taxes %+v", inv.Totals.Taxes)
	}
}
