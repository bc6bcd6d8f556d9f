package invoice_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/google/go-cmp/cmp"
)

func february() calendar.Period { return calendar.Period{Start: on(32), End: on(60)} }

func state(t testing.TB, b *accountBook, p calendar.Period) invoice.Statement {
	t.Helper()
	s, err := invoice.StatementOf(acct(), b.entries, p)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDomain10Row15(t *testing.T) {
	b := newAccount(t)
	b.record(on(5), invoiced("old", on(5), 4370940))
	e := invoiced("new", on(33), 572881+57288)
	var err error
	if e.Tax, err = cents(572881).Mul(dec("0.10"), 2, money.HalfUp); err != nil {
		t.Fatal(err)
	}
	b.record(on(33), e)
	s := state(t, b, february())
	got := []string{s.Forward.Text(), s.Payments.Text(), s.Credits.Text(), s.Net.Text(), s.Tax.Text(), s.Charges.Text(), s.Balance.Text()}
	want := []string{"43709.40", "0.00", "0.00", "5728.81", "572.88", "6301.69", "50011.09"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statement (-want +got):\n%s", diff)
	}
}

func TestStatement(t *testing.T) {
	b := newAccount(t)
	b.record(on(1), granted("promo", 1000, 0, on(50)))
	b.record(on(2), invoiced("a", on(2), 2200))
	b.settle(on(2))
	b.record(on(33), invoiced("b", on(33), 1100))
	b.record(on(34), paid("p", 3000, "a"))
	b.record(on(35), granted("promo-2", 300, 0, on(55)))
	b.settle(on(35))
	b.record(on(36), noted("n", 220, "a"))
	b.record(on(37), reversed("r", "p", 500))
	b.record(on(38), invoice.Entry{Kind: invoice.Refund, Reference: "back", Source: "p", Amount: cents(200)})
	s := state(t, b, february())
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]json.RawMessage
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]string{
		"balance_forward": "12.00", "net": "8.00", "tax": "0.80", "new_charges": "8.80", "received": "30.00", "reversed": "5.00",
		"refunded": "2.00", "payments": "23.00", "credits": "3.00", "balance": "-5.20",
	} {
		if want := `{"amount":"` + want + `","currency":"EUR"}`; string(got[field]) != want {
			t.Errorf("%s is %s, want %s", field, got[field], want)
		}
	}
	c := s.Credit
	if diff := cmp.Diff([]string{"0.00", "3.00", "3.00", "0.00", "0.00"}, []string{c.Forward.Text(), c.Granted.Text(), c.Used.Text(), c.Expired.Text(), c.Balance.Text()}); diff != "" {
		t.Errorf("credit (-want +got):\n%s", diff)
	}
	if s.Balance != b.stand.Owed {
		t.Errorf("balance %s, the account owes %s", s.Balance, b.stand.Owed)
	}
}

// A closed statement keeps every byte: what comes later is posted later.
func TestAClosedStatementNeverChanges(t *testing.T) {
	b := newAccount(t)
	b.record(on(33), invoiced("a", on(33), 1100))
	before := state(t, b, february())
	late := paid("p", 500, "a")
	late.At = on(59)
	open := *b
	open.stand, _ = invoice.Stand(acct(), b.entries)
	open.record(on(63), late)
	if got := state(t, &open, february()); got.Payments != cents(500) {
		t.Errorf("control: an open period takes a late payment, got %s", got.Payments)
	}
	b.record(on(62), invoice.Entry{Kind: invoice.StatementClosed, Reference: "2026-02", At: on(60)})
	b.refused(on(62), invoice.Entry{Kind: invoice.StatementClosed, Reference: "again", At: on(60)}, "at", invoice.ErrEntry)
	b.record(on(63), late)
	if diff := cmp.Diff(text(t, before), text(t, state(t, b, february()))); diff != "" {
		t.Errorf("the statement changed:\n%s", diff)
	}
	next := state(t, b, calendar.Period{Start: on(60), End: on(91)})
	if next.Forward != before.Balance || next.Payments != cents(500) || next.Entries[len(next.Entries)-1].At != on(59) {
		t.Errorf("the next one: forward %s, payments %s", next.Forward, next.Payments)
	}
	if got := invoice.AsOf(b.entries, on(62)); len(got) != 2 {
		t.Errorf("%d entries as of the close, want 2", len(got))
	}
}

func text(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestStatementsByDay(t *testing.T) {
	b := newAccount(t)
	b.record(on(33), invoiced("a", on(33), 1100))
	b.record(on(35), paid("p", 500, "a"))
	var balances []string
	for s, err := range invoice.Statements(acct(), b.entries, calendar.Period{Start: on(32), End: on(37)}, calendar.Daily, nil) {
		if err != nil {
			t.Fatal(err)
		}
		balances = append(balances, s.Balance.Text())
	}
	if diff := cmp.Diff([]string{"0.00", "11.00", "11.00", "6.00", "6.00"}, balances); diff != "" {
		t.Errorf("balances (-want +got):\n%s", diff)
	}
}

// A stranger to the account finds none; both parties find the same.
func TestStatementsAreBetweenTwo(t *testing.T) {
	b := newAccount(t)
	b.record(on(33), invoiced("a", on(33), 1100))
	s := state(t, b, february())
	for party, want := range map[channel.PartyID]bool{"reseller": true, "ada": true, "bob": false, "distributor": false, "": false} {
		got, ok := s.For(channel.Viewer{Party: party})
		if ok != want || !ok && got.Entries != nil {
			t.Errorf("%q: %v, want %v", party, ok, want)
		}
	}
	if _, ok := s.For(channel.Viewer{Operator: true}); !ok {
		t.Error("the operator sees none")
	}
}

func TestEntriesAsText(t *testing.T) {
	b := newAccount(t)
	e := invoiced("a", on(33), 1100)
	e.Fees = cents(100)
	b.record(on(33), e)
	b.record(on(34), invoice.Entry{Kind: invoice.PackSold, Reference: "gb", Amount: cents(1000), Units: money.MustNumber("1.5"), From: on(40), Expires: on(50), Note: "summer"})
	got := text(t, b.entries)
	var back []invoice.Entry
	if err := json.Unmarshal([]byte(got), &back); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(back, b.entries) {
		t.Errorf("read back as %+v", back)
	}
	for _, want := range []string{`"kind":"pack-sold"`, `"units":"1.5"`, `"fees":{"amount":"1.00","currency":"EUR"}`, `"due":"2026-03-04T00:00:00Z"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
	for k := range invoice.StatementClosed + 1 {
		var read invoice.EntryKind
		if b, err := k.MarshalText(); err != nil || read.UnmarshalText(b) != nil || read != k {
			t.Errorf("%v is read as %v, %v", k, read, err)
		}
	}
}
