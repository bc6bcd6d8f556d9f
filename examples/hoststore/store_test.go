package hoststore

import (
	"fmt"
	"os"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/storetest"
)

func open(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t testing.TB) daybook.Store { return open(t, t.TempDir()+"/journal") })
}

// What every check of the suite leaves in a journal reads the same again.
func TestReplay(t *testing.T) {
	for _, c := range storetest.Checks() {
		t.Run(c.Name, func(t *testing.T) {
			path := t.TempDir() + "/journal"
			s := open(t, path)
			if err := c.Run(t.Context(), s); err != nil {
				t.Fatal(err)
			}
			want, got := dump(t, s), dump(t, open(t, path))
			if want != got {
				t.Errorf("the journal reads as\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// A journal whose last line was cut short anywhere opens without that line, and
// goes on.
func TestTornLine(t *testing.T) {
	path := t.TempDir() + "/journal"
	s := open(t, path)
	for _, c := range storetest.Checks()[:1] {
		if err := c.Run(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	want := dump(t, s)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := range 50 {
		torn := append(append([]byte(nil), whole...), whole[:cut]...)
		path := t.TempDir() + "/torn"
		if err := os.WriteFile(path, torn, 0o600); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			s := open(t, path)
			if got := dump(t, s); got != want {
				t.Fatalf("%d bytes of a line: %s, want %s", cut, got, want)
			}
			if err := s.CloseBook(t.Context(), proceeds.Live, 1); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// dump is all rows of both books, and the invoices of one seller.
func dump(t *testing.T, s *Store) (out string) {
	t.Helper()
	for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		rows, _, err := s.RowsSince(t.Context(), daybook.Scope{Viewer: channel.Viewer{Operator: true}, Book: b}, "", 10_000)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			out += fmt.Sprintf("%v %v %v %+v %v\n", r.Key, r.Quantity, r.Service, r.Amounts.Parts(), r.Route.ID)
		}
	}
	invoices, err := s.Invoices(t.Context(), daybook.InvoiceQuery{Seller: "reseller-n"}, "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	return out + fmt.Sprintf("%+v", invoices)
}
