package invoice_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/google/go-cmp/cmp"
)

func paid(ref string, n int64, id invoice.ID) invoice.Entry {
	return invoice.Entry{Kind: invoice.Payment, Reference: ref, Amount: cents(n), Invoice: id}
}

func reversed(ref, payment string, n int64) invoice.Entry {
	return invoice.Entry{Kind: invoice.PaymentReversed, Reference: ref, Source: payment, Amount: cents(n)}
}

func noted(ref string, n int64, id invoice.ID) invoice.Entry {
	return invoice.Entry{Kind: invoice.CreditNoted, Reference: ref, Amount: cents(n), Tax: cents(n / 11), Invoice: id}
}

func TestPayments(t *testing.T) {
	tests := []struct {
		name            string
		entries         []invoice.Entry
		owed, unapplied int64
		open            map[invoice.ID]int64
	}{
		{"in part", []invoice.Entry{paid("p", 400, "a")}, 2600, 0, map[invoice.ID]int64{"a": 600, "b": 2000}},
		{"in parts", []invoice.Entry{paid("p", 400, "a"), paid("q", 600, "a")}, 2000, 0, map[invoice.ID]int64{"b": 2000}},
		{"too much", []invoice.Entry{paid("p", 1500, "a")}, 1500, 500, map[invoice.ID]int64{"b": 2000}},
		{"for nothing", []invoice.Entry{paid("p", 500, "")}, 2500, 500, map[invoice.ID]int64{"a": 1000, "b": 2000}},
		{"too much for all", []invoice.Entry{paid("p", 5000, "a")}, -2000, 4000, map[invoice.ID]int64{"b": 2000}},
		{"failed", []invoice.Entry{{Kind: invoice.PaymentFailed, Reference: "p", Amount: cents(9), Invoice: "a"}}, 3000, 0, map[invoice.ID]int64{"a": 1000, "b": 2000}},
		{"reversed on an open invoice", []invoice.Entry{paid("p", 400, "a"), reversed("r", "p", 400)}, 3000, 0, map[invoice.ID]int64{"a": 1000, "b": 2000}},
		{"reversed on a closed invoice", []invoice.Entry{paid("p", 1000, "a"), reversed("r", "p", 1000)}, 3000, 0, map[invoice.ID]int64{"reversal/r": 1000, "b": 2000}},
		{"reversed in part, unapplied first", []invoice.Entry{paid("p", 1500, "a"), reversed("r", "p", 700)}, 2200, 0, map[invoice.ID]int64{"reversal/r": 200, "b": 2000}},
		{"the reversal paid", []invoice.Entry{paid("p", 1000, "a"), reversed("r", "p", 1000), paid("q", 1000, "reversal/r")}, 2000, 0, map[invoice.ID]int64{"b": 2000}},
		{"the reversal's payment reversed", []invoice.Entry{paid("p", 1000, "a"), reversed("r", "p", 1000), paid("q", 1000, "reversal/r"), reversed("r2", "q", 1000)}, 3000, 0, map[invoice.ID]int64{"reversal/r2": 1000, "b": 2000}},
		{"paid back", []invoice.Entry{paid("p", 1500, "a"), {Kind: invoice.Refund, Reference: "r", Source: "p", Amount: cents(500)}}, 2000, 0, map[invoice.ID]int64{"b": 2000}},
		{"noted before it is paid", []invoice.Entry{noted("n", 300, "a")}, 2700, 0, map[invoice.ID]int64{"a": 700, "b": 2000}},
		{"noted after", []invoice.Entry{paid("p", 900, "a"), noted("n", 300, "a")}, 1800, 200, map[invoice.ID]int64{"b": 2000}},
		{"noted of no invoice", []invoice.Entry{noted("n", 300, "")}, 2700, 300, map[invoice.ID]int64{"a": 1000, "b": 2000}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newAccount(t)
			b.record(on(1), invoiced("a", on(1), 1000))
			b.record(on(1), invoiced("b", on(1), 2000))
			for _, e := range tt.entries {
				b.record(on(2), e)
			}
			b.expect(tt.owed, tt.unapplied, tt.open)
		})
	}
}

// What is unapplied settles what comes next: notes before money, after credit.
func TestUnappliedMoneyIsUsed(t *testing.T) {
	b := newAccount(t)
	b.record(on(1), invoiced("a", on(1), 1000))
	b.record(on(2), paid("p", 1500, "a"))
	b.record(on(2), noted("n", 100, "a"))
	b.record(on(2), granted("promo", 50, 0, 0))
	b.record(on(3), invoiced("b", on(3), 400))
	b.settle(on(3))
	if diff := cmp.Diff([]string{"n 1.00 b", "p 2.50 b"}, b.sources(invoice.Applied)); diff != "" {
		t.Errorf("applied (-want +got):\n%s", diff)
	}
	b.expect(-250, 250, nil)
}

func TestPaymentsAreRefused(t *testing.T) {
	b := newAccount(t)
	b.record(on(1), granted("promo", 400, 0, 0))
	b.record(on(1), invoiced("a", on(1), 1000))
	b.settle(on(1))
	b.record(on(2), paid("p", 700, "a"))
	b.refused(on(2), paid("p", 700, "a"), "reference", invoice.ErrRecorded)
	b.refused(on(2), paid("q", -1, "a"), "amount", invoice.ErrEntry)
	b.refused(on(2), paid("q", 1, "z"), "invoice", invoice.ErrUnknown)
	b.refused(on(2), reversed("r", "p", 701), "amount", invoice.ErrOverdrawn)
	b.refused(on(2), reversed("r", "q", 1), "source", invoice.ErrUnknown)
	b.refused(on(2), invoice.Entry{Kind: invoice.Refund, Reference: "r", Source: "p", Amount: cents(101)}, "amount", invoice.ErrOverdrawn)
	b.refused(on(2), noted("n", 1001, "a"), "amount", invoice.ErrOverdrawn)
	b.refused(on(2), invoiced("a", on(2), 5), "reference", invoice.ErrRecorded)
	again := invoiced("a", on(2), 5)
	again.Reference = "another"
	b.refused(on(2), again, "invoice", invoice.ErrRecorded)
	late := paid("q", 1, "a")
	late.At = on(3)
	b.refused(on(2), late, "at", invoice.ErrEntry)
	b.refused(on(2), invoice.Entry{Kind: invoice.Applied, Reference: "x", Source: "p", Invoice: "a", Amount: cents(1)}, "amount", invoice.ErrOverdrawn)
	over := invoiced("b", on(2), 100)
	over.Fees = cents(101)
	b.refused(on(2), over, "fees", invoice.ErrEntry)
	// Of a note on what credit paid for, no money may be paid back.
	b.record(on(3), noted("n", 1000, "a"))
	b.expect(-1100, 1100, nil)
	b.refused(on(3), invoice.Entry{Kind: invoice.Refund, Reference: "r", Source: "n", Amount: cents(601)}, "amount", invoice.ErrOverdrawn)
	b.record(on(3), invoice.Entry{Kind: invoice.Refund, Reference: "r", Source: "n", Amount: cents(600)})
	b.refused(on(4), reversed("r2", "n", 1), "source", invoice.ErrUnknown)
}

func TestCollecting(t *testing.T) {
	b := newAccount(t)
	retries := invoice.Retries{After: []time.Duration{72 * time.Hour, 120 * time.Hour}}
	b.record(on(1), invoiced("a", on(1), 1000))
	ask := func(day int, want string) invoice.Entry {
		t.Helper()
		e, fresh, ok, err := b.stand.Collect(on(day), "a", retries)
		if err != nil {
			t.Fatal(err)
		}
		if fresh {
			b.entries = append(b.entries, e)
		}
		got := e.Reference + " " + e.Amount.Text()
		if !ok {
			got = ""
		}
		if got != want {
			t.Fatalf("on day %d: asks %q, want %q", day, got, want)
		}
		return e
	}
	answer := func(day int, e invoice.Entry, n int64) {
		t.Helper()
		got, err := b.stand.Answer(on(day), e, invoice.Outcome{Paid: cents(n)})
		b.add([]invoice.Entry{got}, err)
	}
	first := ask(1, "a/1 10.00")
	b.record(on(2), paid("bank", 300, "a"))
	ask(3, "a/1 10.00") // unknown outcome: the same reference and amount
	answer(3, first, 0)
	ask(3, "")
	ask(5, "")
	second := ask(6, "a/2 7.00")
	answer(6, second, 0)
	ask(10, "")
	third := ask(11, "a/3 7.00")
	answer(11, third, 0)
	ask(400, "") // given up
	b.expect(700, 0, open("a", 700))
	if it, _ := b.stand.Receivable("a"); it.Attempts != 3 || it.Failures != 3 {
		t.Errorf("%d attempts, %d failures", it.Attempts, it.Failures)
	}
	b.record(on(401), invoiced("b", on(401), 100))
	e, _, _, err := b.stand.Collect(on(401), "b", invoice.Retries{})
	if err != nil {
		t.Fatal(err)
	}
	b.refused(on(401), invoice.Entry{Kind: invoice.PaymentRequested, Reference: "x", Invoice: "b", Amount: cents(1)}, "invoice", invoice.ErrEntry)
	answer(402, e, 100)
	b.expect(700, 0, open("a", 700))
}

func TestAge(t *testing.T) {
	b := newAccount(t)
	for id, due := range map[invoice.ID]int{"current": 101, "1": 100, "30": 71, "31": 70, "60": 41, "61": 40, "90": 11, "91": 10} {
		e := invoiced(id, on(1), 100)
		e.Due = on(due)
		b.record(on(1), e)
	}
	b.record(on(2), paid("p", 50, ""))
	a, err := b.stand.Age(on(100)+aDay/2, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(a.Buckets)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"name":"current","amount":{"amount":"1.00","currency":"EUR"},"items":["current"]},` +
		`{"name":"1-30","amount":{"amount":"2.00","currency":"EUR"},"items":["30","1"]},` +
		`{"name":"31-60","amount":{"amount":"2.00","currency":"EUR"},"items":["60","31"]},` +
		`{"name":"61-90","amount":{"amount":"2.00","currency":"EUR"},"items":["90","61"]},` +
		`{"name":"90+","amount":{"amount":"1.00","currency":"EUR"},"items":["91"]}]`
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("buckets (-want +got):\n%s", diff)
	}
	if a.Owed != cents(750) || a.Unapplied != cents(50) {
		t.Errorf("%s owed, %s unapplied", a.Owed, a.Unapplied)
	}
	for _, bad := range []invoice.Buckets{{0}, {30, 30}, {60, 30}, {-1, 3}} {
		if _, err := b.stand.Age(on(100), nil, bad); err == nil {
			t.Errorf("buckets %v pass", bad)
		}
	}
	if a, err = b.stand.Age(on(100), nil, invoice.Buckets{15}); err != nil || len(a.Buckets) != 3 || a.Buckets[2].Name() != "15+" {
		t.Errorf("%+v, %v", a.Buckets, err)
	}
}

// Days past due are dates where the buyer is: the night of summer time is one.
func TestAgeAcrossSummerTime(t *testing.T) {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Skip(err)
	}
	b := newAccount(t)
	e := invoiced("a", on(1), 100)
	e.Due = calendar.At(time.Date(2026, 3, 29, 0, 0, 0, 0, rome))
	b.record(on(1), e)
	it, _ := b.stand.Receivable("a")
	for n, at := range []time.Time{
		time.Date(2026, 3, 28, 23, 59, 59, 0, rome), time.Date(2026, 3, 29, 23, 30, 0, 0, rome), time.Date(2026, 3, 30, 0, 0, 0, 0, rome),
	} {
		if got := it.Overdue(calendar.At(at), rome); got != n {
			t.Errorf("at %v: overdue for %d days, want %d", at, got, n)
		}
	}
}

// What does not fit is refused, whichever sum it is, and changes nothing.
func TestAccountsOverflow(t *testing.T) {
	b := newAccount(t)
	b.record(on(1), invoiced("a", on(1), math.MaxInt64))
	b.refused(on(1), invoiced("b", on(1), 1), "amount", money.ErrRange)
	b.record(on(2), paid("p", math.MaxInt64, "a"))
	b.record(on(2), paid("q", math.MaxInt64, ""))
	b.refused(on(2), paid("r", 2, ""), "amount", money.ErrRange)
	b.expect(-math.MaxInt64, math.MaxInt64, nil)
	if _, err := invoice.StatementOf(acct(), b.entries, calendar.Period{Start: on(1), End: on(3)}); !errors.Is(err, money.ErrRange) {
		t.Errorf("twice the largest amount was received: %v", err)
	}
}

// An account of ten thousand entries is folded in a blink.
func BenchmarkStand(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		book := newAccount(b)
		for i := range n / 2 {
			id := invoice.ID(fmt.Sprint("i-", i))
			book.record(on(1), invoiced(id, on(1), 1100))
			book.record(on(1), paid(fmt.Sprint("p-", i), 1100, id))
		}
		b.Run(fmt.Sprintf("entries=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := invoice.Stand(acct(), book.entries); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
