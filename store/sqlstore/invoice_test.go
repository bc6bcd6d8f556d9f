package sqlstore_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/sqlstore"
	"github.com/google/go-cmp/cmp"
)

// Numbers go on, and rows stay claimed, when a file is opened again.
func TestInvoicesReopen(t *testing.T) { onEach(t, invoicesReopen) }

func invoicesReopen(t *testing.T, open opener) {
	s, db := open(t)
	o := offer(t, "plan", 2)
	first, second := row(o, "a", january.Start, 600, 1000), row(o, "b", january.Start, 0, 0)
	second.Customer = first.Customer
	appendRows(t, s, first, second)
	put(t, s, bill("i-1", invoice.Open, first.Key), "2026-000001")
	put(t, s, bill("i-2", invoice.Draft, second.Key), "")
	db.Close()

	s, _ = open(t)
	if _, err := s.PutInvoices(t.Context(), []invoice.Invoice{bill("i-3", invoice.Draft, second.Key)}); !errors.Is(err, daybook.ErrConflict) {
		t.Errorf("a row that is on another invoice: %v", err)
	}
	void := bill("i-2", invoice.Void, second.Key)
	void.Version, void.Trail = 2, []invoice.Transition{{To: invoice.Void}}
	put(t, s, void, "")
	rows, err := s.Unbilled(t.Context(), daybook.Bill{Book: proceeds.Live, Level: channel.SellOut, Seller: "seller-1", Buyer: first.Customer, Currency: eur}, proceeds.Key{}, 9)
	if err != nil {
		t.Fatal(err)
	}
	sameRows(t, []proceeds.Row{second}, rows)
	put(t, s, bill("i-3", invoice.Open, second.Key), "2026-000002")
}

func bill(id invoice.ID, status invoice.Status, rows ...proceeds.Key) invoice.Invoice {
	return invoice.Invoice{
		ID: id, Seller: "seller-1", Buyer: "customer", Level: 1, Currency: eur, Status: status, Series: "2026-", Version: 1,
		Lines: []invoice.Line{{Product: "product", Net: money.New(math.MinInt64, 2, eur), Rows: rows}},
	}
}

func put(t *testing.T, s *sqlstore.Store, inv invoice.Invoice, number string) {
	t.Helper()
	got, err := s.PutInvoices(t.Context(), []invoice.Invoice{inv})
	if err != nil {
		t.Fatal(err)
	}
	inv.Number = number
	stored, err := s.Invoice(t.Context(), inv.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, have := range []invoice.Invoice{got[0], stored} {
		if diff := cmp.Diff(fmt.Sprintf("%+v", inv), fmt.Sprintf("%+v", have)); diff != "" {
			t.Errorf("invoice mismatch (-want +got):\n%s", diff)
		}
	}
}

// An invoice that JSON would change is refused, and claims nothing.
func TestInvoiceRefused(t *testing.T) { onEachNew(t, invoiceRefused) }

func invoiceRefused(t *testing.T, s *sqlstore.Store) {
	r := row(offer(t, "plan", 2), "a", january.Start, 1, 2)
	appendRows(t, s, r)
	bad := bill("i-1", invoice.Open, r.Key)
	bad.Lines[0].Product = "\xff"
	if _, err := s.PutInvoices(t.Context(), []invoice.Invoice{bad}); err == nil {
		t.Error("stored a text that is not UTF-8")
	}
	put(t, s, bill("i-2", invoice.Open, r.Key), "2026-000001")
}

func TestEntriesAtTheirEnds(t *testing.T) {
	s := newStore(t)
	a := invoice.Account{Seller: "s'", Buyer: "b/\x00", Currency: eur}
	want := []invoice.Entry{
		{Account: a, N: 0, Kind: invoice.Refund, At: math.MinInt64, Known: math.MaxInt64, Amount: money.New(math.MinInt64, money.MaxScale, eur), Expires: 1},
		{Account: a, N: 1, Kind: invoice.Payment, Reference: "r", Invoice: "i"},
	}
	for range 2 {
		if err := s.AppendEntries(t.Context(), want); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Entries(t.Context(), a, 0, 9)
	if err != nil || len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("entries %+v, %v; want %+v", got, err, want)
	}
}
