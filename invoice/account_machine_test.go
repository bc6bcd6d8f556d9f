package invoice_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A naive ledger moves an account cent by cent, and keeps a list for everything.
type naive struct {
	open    map[invoice.ID]int64
	cash    map[invoice.ID]int64    // of open: no credit may pay it
	money   map[invoice.ID]int64    // cents that were paid in money
	limit   map[invoice.ID]int64    // what notes may still take
	credit  map[string]int64        // left of each credit
	left    map[string]int64        // unapplied, of each payment and note
	payable map[string]int64        // of left: may be paid back in money
	used    map[string][]invoice.ID // the item of each cent of a payment
	taken   map[string]int64        // of each payment, reversed or paid back
	total   map[string]int64

	invoices []invoice.ID
}

func newNaive() *naive {
	return &naive{
		map[invoice.ID]int64{}, map[invoice.ID]int64{}, map[invoice.ID]int64{}, map[invoice.ID]int64{}, map[string]int64{},
		map[string]int64{}, map[string]int64{}, map[string][]invoice.ID{}, map[string]int64{}, map[string]int64{}, nil,
	}
}

// settle puts one cent of a payment or a note on an item.
func (n *naive) settle(ref string, id invoice.ID) {
	n.left[ref]--
	n.payable[ref] = min(n.payable[ref], n.left[ref])
	n.used[ref] = append(n.used[ref], id)
	n.open[id]--
	n.cash[id] = min(max(0, n.cash[id]-1), n.open[id])
	if n.total[ref] > 0 {
		n.money[id]++
	}
}

// take does what an entry that passed says.
func (n *naive) take(e *invoice.Entry) {
	cents := e.Amount.Units()
	switch e.Kind {
	case invoice.Invoiced:
		n.invoices = append(n.invoices, e.Invoice)
		n.open[e.Invoice], n.cash[e.Invoice], n.limit[e.Invoice] = cents, e.Fees.Units(), cents
	case invoice.CreditGranted:
		n.credit[e.Reference] = cents
	case invoice.CreditExpired:
		n.credit[e.Source] -= cents
		n.limit[invoice.ID("pack/"+e.Source)] = cents
	case invoice.PackSold:
		id := invoice.ID("pack/" + e.Reference)
		n.credit[e.Reference], n.open[id], n.cash[id] = cents, cents, cents
	case invoice.CreditUsed:
		for range cents {
			n.credit[e.Source]--
			n.open[e.Invoice]--
			n.cash[e.Invoice] = min(n.cash[e.Invoice], n.open[e.Invoice])
		}
	case invoice.Payment:
		n.left[e.Reference], n.payable[e.Reference], n.total[e.Reference] = cents, cents, cents
		for range cents {
			if n.open[e.Invoice] > 0 {
				n.settle(e.Reference, e.Invoice)
			}
		}
	case invoice.Applied:
		for range cents {
			n.settle(e.Source, e.Invoice)
		}
	case invoice.Refund:
		n.left[e.Source] -= cents
		n.payable[e.Source] -= cents
		n.taken[e.Source] += cents
	case invoice.PaymentReversed:
		n.reverse(e, cents)
	case invoice.CreditNoted:
		for range cents {
			if e.Invoice != "" && n.open[e.Invoice] > 0 {
				n.open[e.Invoice]--
				n.cash[e.Invoice] = min(n.cash[e.Invoice], n.open[e.Invoice])
			} else {
				n.left[e.Reference]++
			}
		}
		n.limit[e.Invoice] -= cents
		if e.Invoice == "" {
			n.back(e.Reference)
			break
		}
		n.payable[e.Reference] = min(n.left[e.Reference], n.money[e.Invoice])
		n.money[e.Invoice] -= n.payable[e.Reference]
	}
}

// back makes each cent of a note refundable for which a settled invoice was paid
// a cent.
func (n *naive) back(ref string) {
	for _, id := range slices.Backward(n.invoices) {
		for n.open[id] == 0 && n.money[id] > 0 && n.payable[ref] < n.left[ref] {
			n.money[id]--
			n.payable[ref]++
		}
	}
}

func (n *naive) reverse(e *invoice.Entry, cents int64) {
	debit := invoice.ID("reversal/" + e.Reference)
	n.taken[e.Source] += cents
	for range cents {
		if n.left[e.Source] > 0 {
			n.left[e.Source]--
			n.payable[e.Source] = min(n.payable[e.Source], n.left[e.Source])
			continue
		}
		used := n.used[e.Source]
		id := used[len(used)-1]
		n.used[e.Source] = used[:len(used)-1]
		if n.open[id] > 0 {
			n.money[id]--
		} else {
			id = debit
			n.limit[id]++
		}
		n.open[id]++
		n.cash[id]++
	}
}

// held is the money that came in and did not go out again.
func (n *naive) held() (sum int64) {
	for _, cents := range n.total {
		sum += cents
	}
	for _, cents := range n.taken {
		sum -= cents
	}
	return sum
}

// allowed says whether there is enough for an entry that spends.
func (n *naive) allowed(e *invoice.Entry) bool {
	cents := e.Amount.Units()
	switch e.Kind {
	case invoice.CreditUsed:
		return cents <= n.credit[e.Source] && cents <= n.open[e.Invoice]-n.cash[e.Invoice]
	case invoice.Applied:
		return cents <= n.left[e.Source] && cents <= n.open[e.Invoice]
	case invoice.Refund:
		return cents <= n.payable[e.Source] && cents <= n.held()
	case invoice.PaymentReversed:
		return cents <= n.total[e.Source]-n.taken[e.Source]
	case invoice.CreditNoted:
		return e.Invoice == "" || cents <= n.limit[e.Invoice]
	}
	return true
}

// A machine does random things to an account and to the naive ledger.
type accountMachine struct {
	naive   *naive
	stand   *invoice.Standing
	entries []invoice.Entry
	now     calendar.Instant
}

func (m *accountMachine) did(entries ...invoice.Entry) {
	for i := range entries {
		m.naive.take(&entries[i])
	}
	m.entries = append(m.entries, entries...)
}

// attempt records an entry that may be refused: exactly where there is not
// enough, as far as names are known.
func (m *accountMachine) attempt(t *rapid.T, e invoice.Entry) {
	enough := m.naive.allowed(&e)
	got, err := m.stand.Record(m.now, e)
	var bad *invoice.EntryError
	switch {
	case err == nil && !enough:
		t.Fatalf("%v of %s passes, and there is not enough", e.Kind, e.Amount)
	case err != nil && !errors.As(err, &bad):
		t.Fatal(err)
	case errors.Is(err, invoice.ErrOverdrawn) && enough:
		t.Fatalf("%v of %s is refused, and there is enough: %v", e.Kind, e.Amount, err)
	case err == nil:
		m.did(got)
	}
}

func name(t *rapid.T, what string) string {
	return fmt.Sprintf("%s-%d", what, rapid.IntRange(0, 3).Draw(t, what))
}

func (m *accountMachine) draw(t *rapid.T, k invoice.EntryKind) invoice.Entry {
	id := invoice.ID(name(t, "i"))
	if len(m.stand.Receivables) > 0 && rapid.Bool().Draw(t, "known item") {
		id = rapid.SampledFrom(m.stand.Receivables).Draw(t, "item").ID
	}
	return invoice.Entry{Kind: k, Amount: cents(rapid.Int64Range(0, 40).Draw(t, "cents")), Invoice: id, Reference: fmt.Sprintf("%v-%d", k, rapid.IntRange(0, 12).Draw(t, "reference"))}
}

func (m *accountMachine) actions() map[string]func(*rapid.T) {
	source := func(t *rapid.T) string {
		if len(m.stand.Funds) == 0 || rapid.IntRange(0, 4).Draw(t, "unknown") == 0 {
			return "nobody"
		}
		return rapid.SampledFrom(m.stand.Funds).Draw(t, "fund").Reference
	}
	return map[string]func(*rapid.T){
		"":    m.agrees,
		"day": func(t *rapid.T) { m.now += aDay * calendar.Instant(rapid.IntRange(1, 5).Draw(t, "days")) },
		"invoice": func(t *rapid.T) {
			e := m.draw(t, invoice.Invoiced)
			e.Invoice, e.Reference = invoice.ID("i-"+e.Reference), "i-"+e.Reference
			e.Fees = cents(rapid.Int64Range(0, e.Amount.Units()).Draw(t, "fees"))
			e.Tax = cents(rapid.Int64Range(-5, 50).Draw(t, "tax"))
			e.Due = m.now + aDay*calendar.Instant(rapid.IntRange(-3, 3).Draw(t, "due"))
			m.attempt(t, e)
		},
		"grant": func(t *rapid.T) {
			e := m.draw(t, rapid.SampledFrom([]invoice.EntryKind{invoice.CreditGranted, invoice.CreditGranted, invoice.PackSold}).Draw(t, "kind"))
			if rapid.Bool().Draw(t, "expires") {
				e.Expires = m.now + aDay*calendar.Instant(rapid.IntRange(1, 9).Draw(t, "days"))
			}
			m.attempt(t, e)
		},
		"pay": func(t *rapid.T) {
			e := m.draw(t, invoice.Payment)
			if rapid.IntRange(0, 3).Draw(t, "for nothing") == 0 {
				e.Invoice = ""
			}
			m.attempt(t, e)
		},
		"note": func(t *rapid.T) {
			e := m.draw(t, invoice.CreditNoted)
			if rapid.IntRange(0, 2).Draw(t, "of none") == 0 {
				e.Invoice = ""
			}
			m.attempt(t, e)
		},
		"take": func(t *rapid.T) {
			e := m.draw(t, rapid.SampledFrom([]invoice.EntryKind{invoice.PaymentReversed, invoice.Refund, invoice.Applied}).Draw(t, "kind"))
			e.Source = source(t)
			m.attempt(t, e)
		},
		"use": func(t *rapid.T) {
			e := m.draw(t, invoice.CreditUsed)
			if len(m.stand.Grants) > 0 {
				g := rapid.SampledFrom(m.stand.Grants).Draw(t, "credit")
				e.Source = g.ID
				e.At, _ = m.stand.Usable(&g, m.now)
			}
			m.attempt(t, e)
		},
		"settle": func(t *rapid.T) {
			entries, err := m.stand.Settle(m.now)
			if err != nil {
				t.Fatal(err)
			}
			m.did(entries...)
			if again, err := m.stand.Settle(m.now); err != nil || len(again) > 0 {
				t.Fatalf("settling twice: %v, %v", again, err)
			}
		},
		"expire": func(t *rapid.T) {
			entries, err := m.stand.Expire(m.now)
			if err != nil {
				t.Fatal(err)
			}
			m.did(entries...)
		},
		"close": func(t *rapid.T) {
			at := m.now - aDay*calendar.Instant(rapid.IntRange(0, 4).Draw(t, "days"))
			m.attempt(t, invoice.Entry{Kind: invoice.StatementClosed, Reference: fmt.Sprint(at), At: at})
		},
		"collect": func(t *rapid.T) {
			if len(m.stand.Receivables) == 0 {
				return
			}
			it := rapid.SampledFrom(m.stand.Receivables).Draw(t, "item")
			e, fresh, ok, err := m.stand.Collect(m.now, it.ID, invoice.Retries{After: []time.Duration{48 * time.Hour}})
			if err != nil {
				t.Fatal(err)
			}
			if fresh {
				m.did(e)
			}
			if ok && rapid.Bool().Draw(t, "answered") {
				a, err := m.stand.Answer(m.now, e, invoice.Outcome{Paid: cents(rapid.Int64Range(0, e.Amount.Units()).Draw(t, "paid"))})
				if err != nil {
					t.Fatal(err)
				}
				m.did(a)
			}
		},
	}
}

// agrees compares the two, and the fold from the beginning with both.
func (m *accountMachine) agrees(t *rapid.T) {
	owed := int64(0)
	for _, it := range m.stand.Receivables {
		if it.Open.Units() != m.naive.open[it.ID] || it.Cash.Units() != m.naive.cash[it.ID] || it.Open.Sign() < 0 || it.Cash.Sign() < 0 || it.Paid.Sign() < 0 || it.Paid.Units() != m.naive.money[it.ID] {
			t.Fatalf("item %+v, want %d open and %d in cash", it, m.naive.open[it.ID], m.naive.cash[it.ID])
		}
		owed += it.Open.Units()
	}
	for _, f := range m.stand.Funds {
		if f.Left.Units() != m.naive.left[f.Reference] || f.Refundable.Units() != m.naive.payable[f.Reference] || f.Left.Sign() < 0 || f.Refundable.Sign() < 0 {
			t.Fatalf("fund %+v, want %d left, %d refundable", f, m.naive.left[f.Reference], m.naive.payable[f.Reference])
		}
		owed -= f.Left.Units()
	}
	for i := range m.stand.Grants {
		g := &m.stand.Grants[i]
		if left, err := g.Left(); err != nil || left.Units() != m.naive.credit[g.ID] || left.Sign() < 0 {
			t.Fatalf("credit %s: %s left, %v; want %d", g.ID, left, err, m.naive.credit[g.ID])
		}
	}
	if m.stand.Owed.Units() != owed {
		t.Fatalf("%s owed, items less funds are %d", m.stand.Owed, owed)
	}
	again, err := invoice.Stand(acct(), m.entries)
	if err != nil || again.Owed != m.stand.Owed || again.N != m.stand.N || !slices.Equal(again.Receivables, m.stand.Receivables) {
		t.Fatalf("folding again: %+v, %v; want %+v", again, err, m.stand)
	}
	age, err := m.stand.Age(m.now, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	sum := -age.Unapplied.Units()
	for _, b := range age.Buckets {
		sum += b.Amount.Units()
	}
	if sum != m.stand.Owed.Units() {
		t.Fatalf("buckets less unapplied are %d, owed %s", sum, m.stand.Owed)
	}
}

func accountsAgree(t *rapid.T) {
	s, err := invoice.Stand(acct(), nil)
	if err != nil {
		t.Fatal(err)
	}
	m := &accountMachine{naive: newNaive(), stand: s, now: on(1)}
	t.Repeat(m.actions())
	statementsAddUp(t, m)
}

func TestAccountsAgreeWithANaiveLedger(t *testing.T) { rapid.Check(t, accountsAgree) }
func FuzzAccountsAgreeWithANaiveLedger(f *testing.F) { f.Fuzz(rapid.MakeFuzz(accountsAgree)) }

// statementsAddUp: however time is cut, the balance of one statement is what the
// next brings forward, the last is what is owed, and each field of the whole is
// the sum of the parts.
func statementsAddUp(t *rapid.T, m *accountMachine) {
	cuts := rapid.SliceOf(rapid.Int64Range(0, int64(m.now-on(1))+2)).Draw(t, "cuts")
	slices.Sort(cuts)
	begin, end := on(1)-1, m.now+1
	bounds := []calendar.Instant{begin}
	for _, c := range cuts {
		bounds = append(bounds, begin+calendar.Instant(c))
	}
	bounds = append(bounds, end)
	whole := statementIn(t, m, begin, end)
	var forward, net, tax, payments, credits, granted int64
	for i := range bounds[1:] {
		s := statementIn(t, m, bounds[i], bounds[i+1])
		if s.Forward.Units() != forward || s.Credit.Forward.Units() != granted {
			t.Fatalf("%v brings %s and credit %s forward, want %d and %d", s.Period, s.Forward, s.Credit.Forward, forward, granted)
		}
		forward, granted = s.Balance.Units(), s.Credit.Balance.Units()
		net, tax = net+s.Net.Units(), tax+s.Tax.Units()
		payments, credits = payments+s.Payments.Units(), credits+s.Credits.Units()
	}
	want := []int64{m.stand.Owed.Units(), net, tax, payments, credits, granted}
	got := []int64{whole.Balance.Units(), whole.Net.Units(), whole.Tax.Units(), whole.Payments.Units(), whole.Credits.Units(), whole.Credit.Balance.Units()}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("parts and whole (-parts +whole):\n%s", diff)
	}
	var left int64
	for _, n := range m.naive.credit {
		left += n
	}
	if forward != m.stand.Owed.Units() || granted != left {
		t.Fatalf("in the end %d and credit %d, want %s and %d", forward, granted, m.stand.Owed, left)
	}
}

func statementIn(t *rapid.T, m *accountMachine, from, to calendar.Instant) invoice.Statement {
	s, err := invoice.StatementOf(acct(), m.entries, calendar.Period{Start: from, End: to})
	if err != nil {
		t.Fatal(err)
	}
	if b := s.Forward.Units() - (s.Payments.Units() + s.Credits.Units()) + s.Charges.Units(); b != s.Balance.Units() {
		t.Fatalf("%v: the balance is %s, want %d", s.Period, s.Balance, b)
	}
	return s
}
