package sqlstore_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"sync"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/sqlstore"
	"github.com/google/go-cmp/cmp"
)

// Eight workers that run one billing on two stores of a database issue each
// invoice once, with numbers without gaps.
func TestBillingRace(t *testing.T) { onEach(t, billingRace) }

func billingRace(t *testing.T, open opener) {
	const customers = 10
	a, _ := open(t)
	b, _ := open(t)
	o := offer(t, "plan", 2)
	for i := range customers {
		r := row(o, fmt.Sprint("s-", i), january.Start, 600, 1000)
		r.Book = proceeds.Booked
		appendRows(t, a, r)
	}
	run := daybook.BillingRun{Period: january, Levels: []channel.Level{channel.SellOut}, UpTo: invoice.Open}
	var wait sync.WaitGroup
	for n := range 8 {
		issuer := daybook.Issuer{Store: a, Clock: clock(january.End + 10*day), Terms: invoice.Terms{Series: "R-"}}
		if n%2 == 1 {
			issuer.Store = b
		}
		wait.Go(func() {
			if _, err := issuer.Run(t.Context(), run); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	got, err := a.Invoices(t.Context(), daybook.InvoiceQuery{Statuses: []invoice.Status{invoice.Open}}, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[string]bool{}
	for _, inv := range got {
		numbers[inv.Number] = true
	}
	for n := range uint64(customers) {
		if want := invoice.FormatNumber("R-", n+1); !numbers[want] || len(got) != customers {
			t.Errorf("%d invoices are open, number %s is given: %v", len(got), want, numbers[want])
		}
	}
}

// Invoices of before they were looked up by state are found by what their JSON
// says.
func TestOlderInvoicesAreFound(t *testing.T) {
	for folder, open := range map[string]opener{
		"migrations":          func(t testing.TB) (*sqlstore.Store, *sql.DB) { return openFile(t, t.TempDir()+"/daybook.db") },
		"migrations/postgres": func(t testing.TB) (*sqlstore.Store, *sql.DB) { return openPostgres(t) },
	} {
		t.Run(folder, func(t *testing.T) { olderInvoices(t, folder, open) })
	}
}

func olderInvoices(t *testing.T, folder string, open opener) {
	s, db := open(t)
	old := invoice.Invoice{ID: "old", Seller: "s", Buyer: "b", Currency: eur, Period: january, Status: invoice.Open, Number: "R-1", Version: 2,
		Lines: []invoice.Line{{Product: "p"}}}
	undated := old
	undated.ID, undated.Period, undated.Number, undated.Status = "undated", calendar.Period{}, "", invoice.Draft
	for _, inv := range []invoice.Invoice{old, undated} {
		body, err := json.Marshal(inv)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(fmt.Sprintf(`INSERT INTO daybook_invoice (id, seller, version, body) VALUES ('%s', 's', 2, '%s')`, inv.ID, body)); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.ReadFile(folder + "/00004_invoice_states.sql")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(regexp.MustCompile(`(?s)UPDATE [^;]*`).FindString(string(file))); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		q    daybook.InvoiceQuery
		want string
	}{
		{daybook.InvoiceQuery{Buyer: "b"}, "old undated "},
		{daybook.InvoiceQuery{Statuses: []invoice.Status{invoice.Open}}, "old "},
		{daybook.InvoiceQuery{Number: "R-1"}, "old "},
		{daybook.InvoiceQuery{Period: january}, "old "},
		{daybook.InvoiceQuery{Statuses: []invoice.Status{invoice.Draft}}, "undated "},
	} {
		all, err := s.Invoices(t.Context(), tt.q, "", 9)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, inv := range all {
			got += string(inv.ID) + " "
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%+v mismatch (-want +got)\n%s", tt.q, diff)
		}
	}
}
