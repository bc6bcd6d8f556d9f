package focus_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport/focus"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
)

var (
	eur     = money.MustCurrency("EUR")
	january = calendar.Period{Start: calendar.Must("2026-01-01T00:00:00Z"), End: calendar.Must("2026-02-01T00:00:00Z")}
	first   = calendar.Period{Start: january.Start, End: calendar.Must("2026-01-02T00:00:00Z")}
)

// ada is what Ada gets of what her reseller charges her.
func ada() focus.Dataset {
	return focus.Dataset{
		Viewer: channel.Viewer{Party: "ada"}, Seller: "reseller",
		Services: map[string]focus.Service{"backup": {Publisher: "Nimbus Ltd", Category: "Storage", Subcategory: "Backup Storage"}},
		Names:    map[channel.PartyID]string{"ada": "Ada's Bakery", "reseller": "Alpine IT"},
	}
}

func quantity(s string) pricing.Quantity {
	q, err := pricing.ParseQuantity(s)
	if err != nil {
		panic(err)
	}
	return q
}

// charge is a row of Ada's seats.
func charge(b proceeds.Book, amount int64, service calendar.Period) focus.Charge {
	a := money.New(amount, 2, eur)
	return focus.Charge{View: proceeds.View{
		Book: b, Subscription: "s-1", Plan: "basic", Charge: "seats", Service: service, Due: service.Start, Posted: service.Start,
		Location: "eu-south-1", Tags: subscription.NewTags(map[string]string{"team": "ovens"}), Quantity: quantity("2"),
		Cut: channel.Cut{Customer: "ada", Product: "backup", Unit: "Seats", TaxCategory: "S",
			Sides: []channel.Side{{Seller: "reseller", Buyer: "ada", Amount: a, Raw: a.Text()}}},
	}}
}

var bill = focus.Invoice{Number: "R-000001", Issuer: "reseller", Period: january, Net: money.New(1000, 2, eur)}

// month is a fee of January, on an invoice, and the quota of its first day.
func month() []focus.Charge {
	fee, quota := charge(proceeds.Booked, 1000, january), charge(proceeds.Live, 32, first)
	fee.Invoice = bill
	return []focus.Charge{fee, quota}
}

func write(t testing.TB, d focus.Dataset, charges ...focus.Charge) (string, focus.Sums, error) {
	t.Helper()
	var out strings.Builder
	w, err := focus.NewWriter(&out, d)
	if err != nil {
		t.Fatal(err)
	}
	for i := range charges {
		if err := w.Write(&charges[i]); err != nil {
			return out.String(), w.Sums(), err
		}
	}
	err = w.Close()
	return out.String(), w.Sums(), err
}

// lines reads a dataset: of each line what its columns hold.
func lines(t testing.TB, text string) (out []map[string]string) {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records[1:] {
		l := map[string]string{}
		for i, name := range records[0] {
			l[name] = r[i]
		}
		out = append(out, l)
	}
	return out
}

// file opens a file of the FinOps Foundation's. Without it the test is skipped,
// or fails where DAYBOOK_REQUIRE asks for it.
func file(t testing.TB, name string) *os.File {
	t.Helper()
	folder := os.Getenv("DAYBOOK_FOCUS")
	if folder == "" {
		const why = "DAYBOOK_FOCUS names no folder with the FOCUS files"
		if slices.Contains(strings.Split(os.Getenv("DAYBOOK_REQUIRE"), ","), "focus") {
			t.Fatal(why)
		}
		t.Skip(why)
	}
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func model(t testing.TB) *focus.Model {
	t.Helper()
	m, err := focus.LoadModel(file(t, "model-1.2.json"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}
