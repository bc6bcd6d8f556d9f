package focus_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"strings"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport/focus"
	"github.com/daybook-go/daybook/proceeds"
)

// A fee of January that is paid in advance, and what the first day has of it. The
// rows are those of a Reader of the root package; the host knows the invoice.
func ExampleWriter() {
	fee, quota := charge(proceeds.Booked, 1000, january), charge(proceeds.Live, 32, first)
	fee.Invoice = focus.Invoice{Number: "R-000001", Period: january}
	var out strings.Builder
	w, err := focus.NewWriter(&out, focus.Dataset{
		Viewer: channel.Viewer{Party: "ada"}, Seller: "reseller",
		Services: map[string]focus.Service{"backup": {Name: "Nimbus Backup", Publisher: "Nimbus Ltd", Category: "Storage"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range []*focus.Charge{&fee, &quota} {
		if err := w.Write(c); err != nil {
			fmt.Println(err)
			return
		}
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
		return
	}
	show(out.String(), "ChargeCategory", "BilledCost", "EffectiveCost", "InvoiceId", "ChargePeriodEnd", "ServiceSubcategory")
	for _, total := range w.Sums().Totals {
		fmt.Println("billed", total.Billed, "consumed", total.Effective)
	}
	// Output:
	// Purchase, 10.00, 0.00, R-000001, 2026-02-01T00:00:00Z, Other (Storage)
	// Usage, 0.00, 0.32, NULL, 2026-01-02T00:00:00Z, Other (Storage)
	// billed 10.00 EUR consumed 0.32 EUR
}

// Where the pair settles by quotas there is no Purchase line.
func ExampleDataset_basis() {
	d := ada()
	d.Basis = func(buyer channel.PartyID, service calendar.Period) proceeds.Book {
		if buyer == "ada" && service.Start >= january.Start {
			return proceeds.Live
		}
		return proceeds.Booked
	}
	var out strings.Builder
	w, err := focus.NewWriter(&out, d)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range month() {
		c.Invoice = focus.Invoice{}
		if err := w.Write(&c); err != nil {
			fmt.Println(err)
			return
		}
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
		return
	}
	show(out.String(), "ChargeCategory", "BilledCost", "EffectiveCost")
	// Output: Usage, 0.32, 0.32
}

// show prints some columns of a dataset.
func show(text string, names ...string) {
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range records[1:] {
		var cells []string
		for _, n := range names {
			for i := range records[0] {
				if records[0][i] == n {
					cells = append(cells, r[i])
				}
			}
		}
		fmt.Println(strings.Join(cells, ", "))
	}
}

// A vendor's export, columns in any order: one line is no good, and the others
// are facts at vendor cost.
func ExampleReader() {
	export := `ProviderName,ServiceName,ChargeCategory,BilledCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity
Cloud,Compute,Usage,0.00000080000,USD,2026-03-02T00:00:00Z,2026-03-02T01:00:00Z,NULL
Cloud,Compute,Usage,free,USD,2026-03-02T01:00:00Z,2026-03-02T02:00:00Z,1
Cloud,Compute,Usage,-0.01,USD,2026-03-02 02:00:00,2026-03-02 03:00:00,1
`
	r, err := focus.NewReader(strings.NewReader(export), focus.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("FOCUS", r.Version())
	for l, err := range r.All() {
		if err != nil {
			fmt.Println(err)
			continue
		}
		f := l.Fact()
		fmt.Println(f.ID, f.Charge, f.At, f.Quantity.StringFixed(focus.FeedDigits))
	}
	// Output:
	// FOCUS 1.0
	// line 2 usage 2026-03-02T00:00:00Z 0.00000080000
	// line 3: BilledCost: money: decimal "free" refused: not a plain decimal number
	// line 4 adjustment 2026-03-02T02:00:00Z -0.01000000000
}

// A model of one rule. The published one is a file of the FinOps Foundation's.
func ExampleModel_Check() {
	m, err := focus.LoadModel(strings.NewReader(`{"ModelRules": {"BilledCost-C-003-M": {"Type": "Static", "ValidationCriteria": {
		"MustSatisfy": "BilledCost MUST NOT be null.", "Keyword": "MUST NOT",
		"Requirement": {"CheckFunction": "CheckNotValue", "ColumnName": "BilledCost", "Value": null}}}}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := m.Check(strings.NewReader("BilledCost\n1.00\nNULL\n"), nil, false)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r)
	for _, o := range r.Failed() {
		fmt.Fprintln(os.Stdout, o.Rule, "line", o.First, o.Why)
	}
	// Output:
	// 1 static rules: 1 applied, 0 not applicable, 0 unknown, 1 failed
	// BilledCost-C-003-M line 2 BilledCost MUST NOT be null.
}
