package daybook_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/google/go-cmp/cmp"
)

// A credit note takes the invoice's own cents back, has a number, and names what
// it corrects; the rows are free again.
func TestCreditWhole(t *testing.T) {
	ctx := context.Background()
	store, issuer := issuing(t)
	issuer.Terms.Tax = flatTax(t, "22")
	issuer.CreditSeries = "C-{year}-"
	open := opened(t, issuer, sellOut)
	preview, err := issuer.PreviewCredit(ctx, open.ID, invoice.Crediting{Reason: "wrong price"}, february)
	if err != nil {
		t.Fatal(err)
	}
	note, err := issuer.As("boss", "complaint").Credit(ctx, open.ID, "ticket 7", invoice.Crediting{Reason: "wrong price"})
	if err != nil {
		t.Fatal(err)
	}
	if note.Number != "C-2026-000001" || note.Type != invoice.CreditNote || note.Corrects != open.ID || note.Preceding[0].Number != open.Number ||
		note.Totals.Gross.Text() != "-30.74" || note.Status != invoice.Open || note.Due != 0 || len(note.Claims()) != 0 || note.Trail[0].Actor != "boss" {
		t.Errorf("credit note %+v", note)
	}
	if preview.ID != note.ID || preview.Totals.Gross != note.Totals.Gross || preview.Number != "" {
		t.Errorf("preview %+v", preview)
	}
	again, err := issuer.Credit(ctx, open.ID, "ticket 7", invoice.Crediting{})
	if err != nil || again.ID != note.ID || again.Version != note.Version {
		t.Errorf("the same reference again: %s, %v; want the credit note that there is", again.ID, err)
	}
	inv, err := store.Invoice(ctx, open.ID)
	if err != nil || inv.Status != invoice.Closed || inv.Holds() || inv.Trail[len(inv.Trail)-1].Reason != "complaint" {
		t.Errorf("the invoice is %v, holds %v, %v", inv.Status, inv.Holds(), err)
	}
	if left, err := store.Unbilled(ctx, sellOut, proceeds.Key{}, 10); err != nil || len(left) != 2 {
		t.Errorf("%d rows are free, %v; want 2", len(left), err)
	}
	var refused *invoice.CreditError
	if _, err := issuer.Credit(ctx, open.ID, "ticket 8", invoice.Crediting{}); !errors.As(err, &refused) {
		t.Errorf("credited twice: %v", err)
	}
	for _, id := range []invoice.ID{open.ID, note.ID} {
		if _, err := issuer.Void(ctx, id); err == nil {
			t.Errorf("%s is void after it was credited", id)
		}
	}
}

// Parts sum to the whole, whose rows are free only then.
func TestCreditParts(t *testing.T) {
	ctx := context.Background()
	store, issuer := issuing(t)
	open := opened(t, issuer, sellOut) // one line of 25.20
	for n, part := range []string{"10.00", "15.00", "0.20"} {
		amount, err := money.Parse(part, sellOut.Currency)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := issuer.Credit(ctx, open.ID, fmt.Sprint(n), invoice.Crediting{Parts: []invoice.Part{{Line: 1, Amount: amount}}}); err != nil {
			t.Fatal(err)
		}
		inv, err := store.Invoice(ctx, open.ID)
		if err != nil || inv.Holds() != (n < 2) || (inv.Status == invoice.Closed) != (n == 2) {
			t.Errorf("after %s: %v, holds %v, %v", part, inv.Status, inv.Holds(), err)
		}
	}
	numbered(t, store)
}

// What was never issued is deleted, not credited.
func TestCreditRefused(t *testing.T) {
	ctx := context.Background()
	_, issuer := issuing(t)
	draft, err := issuer.Draft(ctx, sellOut)
	if err != nil {
		t.Fatal(err)
	}
	var refused *invoice.CreditError
	if _, err := issuer.Credit(ctx, draft.ID, "", invoice.Crediting{}); !errors.As(err, &refused) || refused.Path != "status" {
		t.Errorf("a draft is credited: %v", err)
	}
	if _, err := issuer.Rebill(ctx, draft.ID); !errors.As(err, &refused) {
		t.Errorf("a draft is billed anew: %v", err)
	}
	if _, err := issuer.Rebill(ctx, "nobody's"); !errors.Is(err, daybook.ErrNotFound) {
		t.Errorf("nobody's invoice is billed anew: %v", err)
	}
}

// An invoice that is billed anew has another id and number, and names what it
// replaces; late rows come along.
func TestRebill(t *testing.T) {
	ctx := context.Background()
	store, issuer := issuing(t)
	open := opened(t, issuer, sellOut)
	sub := monthly(t, "s-1")
	sub.Terms[0].Quantity = dec("2")
	book(t, store, february-1+day, sub, monthly(t, "s-2"))
	late := *issuer
	late.Clock = clock(february + day)
	draft, err := late.Rebill(ctx, open.ID)
	if err != nil {
		t.Fatal(err)
	}
	if draft.Status != invoice.Draft || draft.ID == open.ID || draft.Period != open.Period || draft.Totals.Net.Text() != "37.80" ||
		len(draft.Preceding) != 1 || draft.Preceding[0].Number != open.Number {
		t.Errorf("billed anew: %+v", draft)
	}
	if again, err := late.Rebill(ctx, open.ID); err != nil || again.ID != draft.ID {
		t.Errorf("billed anew again: %s, %v; want the draft that there is", again.ID, err)
	}
	if _, err := late.Approve(ctx, draft.ID); err != nil {
		t.Fatal(err)
	}
	if next, err := late.Open(ctx, draft.ID); err != nil || next[0].Number != "R-000003" {
		t.Errorf("numbered %+v, %v; want R-000003 after the credit note", next, err)
	}
	claims(t, store)
	numbered(t, store)
}

// Of many who take one invoice back at once, one does.
func TestCreditRace(t *testing.T) {
	store, issuer := issuing(t)
	open := opened(t, issuer, sellOut)
	var wait sync.WaitGroup
	got := make([]error, 8)
	for n := range got {
		wait.Go(func() { _, got[n] = issuer.Credit(context.Background(), open.ID, fmt.Sprint(n), invoice.Crediting{}) })
	}
	wait.Wait()
	done := 0
	for _, err := range got {
		if err == nil {
			done++
		} else if !errors.As(err, new(*invoice.CreditError)) {
			t.Error(err)
		}
	}
	if all := invoices(t, store, daybook.InvoiceQuery{}); done != 1 || len(all) != 2 {
		t.Errorf("%d credit notes, %d documents; want one and two", done, len(all))
	}
	numbered(t, store)
}

// TestEveryRebillCallFails: whichever call fails, before or after its effect, the
// next try ends with the documents of one without faults.
func TestEveryRebillCallFails(t *testing.T) {
	ctx := context.Background()
	fresh := func() (*memstore.Store, *daybook.Issuer, invoice.ID) {
		store, issuer := issuing(t)
		return store, issuer, opened(t, issuer, sellOut).ID
	}
	said := func(s *memstore.Store) (out []string) {
		for _, inv := range invoices(t, s, daybook.InvoiceQuery{}) {
			out = append(out, fmt.Sprintf("%s %v %v %s %v %v", inv.ID, inv.Type, inv.Status, inv.Number, inv.Totals.Payable, inv.Notes))
		}
		return out
	}
	store, issuer, id := fresh()
	clean := &unsteady{InvoiceStore: store}
	issuer.Store = clean
	if _, err := issuer.Rebill(ctx, id); err != nil {
		t.Fatal(err)
	}
	want := said(store)
	if len(want) != 3 || clean.calls < 5 {
		t.Fatalf("%d calls, %q", clean.calls, want)
	}
	for call := range clean.calls {
		for _, after := range []bool{false, true} {
			store, issuer, id := fresh()
			issuer.Store = &unsteady{InvoiceStore: store, fails: func(n int) (bool, bool) { return n == call, after }}
			if _, err := issuer.Rebill(ctx, id); err != nil && !errors.Is(err, errDied) {
				t.Fatal(err)
			}
			claims(t, store)
			issuer.Store = store
			if _, err := issuer.Rebill(ctx, id); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, said(store)); diff != "" {
				t.Fatalf("failing at %d, after %v (-want +got)\n%s", call, after, diff)
			}
		}
	}
}
