package daybook_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/google/go-cmp/cmp"
)

// What works comes to, on an invoice of 110.00 of which 20.00 are marketplace
// fees.
const worked = `credit pack: 50.00 left
credit promo: 0.00 left
fund bank-1: 0.00 of 70.00 left
fund i-1/1: 0.00 of 10.00 left
fund pack/pack/1: 0.00 of 50.00 left
fund reversal/back-1/1: 0.00 of 70.00 left
i-1: 0.00 of 110.00 open, 80.00 paid
pack/pack: 0.00 of 50.00 open, 50.00 paid
reversal/back-1: 0.00 of 70.00 open, 70.00 paid
i-1 is closed
owed 0.00
0 requests`

func TestCashier(t *testing.T) {
	s, g := new(memstore.Store), new(till)
	issued(t, s, "i-1", january.Start+day, 10000, 2000)
	c := cashier(s, g, february)
	for range 2 { // twice is once
		if err := works(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(worked, ledgerOf(t, s)); diff != "" {
			t.Errorf("ledger (-want +got):\n%s", diff)
		}
	}
	if g.taken() != 13000 {
		t.Errorf("the till took %d, want 130.00", g.taken())
	}
	if found, err := c.Reconcile(t.Context(), adas()); err != nil || len(found) > 0 {
		t.Errorf("account and invoices differ: %v, %v", found, err)
	}
}

// Whichever call fails, before its effect or after it, of the store or of the
// gateway, the next run ends as one without faults, and no money is taken twice.
func TestEveryCallOfACashierFails(t *testing.T) {
	run := func(at map[int]bool) (*faulty, error) {
		f := &faulty{Store: new(memstore.Store), till: new(till), dying: dying{at: at}}
		issued(t, f.Store, "i-1", january.Start+day, 10000, 2000)
		return f, works(t.Context(), cashier(f, f, february))
	}
	clean, err := run(nil)
	if err != nil {
		t.Fatal(err)
	}
	calls, died := clean.dying.calls, 0
	try := func(at map[int]bool) {
		f, err := run(at)
		if err != nil && !errors.Is(err, errDied) {
			t.Fatalf("failing at %v: %v", at, err)
		}
		if err != nil {
			died++
		}
		if err := works(t.Context(), cashier(f.Store, f.till, february)); err != nil {
			t.Fatalf("after failing at %v: %v", at, err)
		}
		if diff := cmp.Diff(worked, ledgerOf(t, f.Store)); diff != "" || f.till.taken() != 13000 {
			t.Fatalf("after failing at %v: the till took %d, ledger (-want +got):\n%s", at, f.till.taken(), diff)
		}
	}
	for first := range calls {
		for _, after := range []bool{false, true} {
			try(map[int]bool{first: after})
			for _, second := range []int{first + 1, first + 2, first + 7} {
				try(map[int]bool{first: after, second: false})
				try(map[int]bool{first: after, second: true})
			}
		}
	}
	if calls < 30 || died < calls {
		t.Errorf("only %d calls, of which %d ended a run", calls, died)
	}
}

// Eight workers do the same at once: credit is used once, a payment counts once,
// the till takes once.
func TestCashiersAtOnce(t *testing.T) {
	for round := range 20 {
		s, g := new(memstore.Store), new(till)
		issued(t, s, "i-1", january.Start+day, 10000, 2000)
		issued(t, s, "i-2", january.Start+2*day, 20000, 0)
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				if err := works(context.Background(), cashier(s, g, february)); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		c := cashier(s, g, february)
		if err := works(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		stand, err := c.Standing(t.Context(), adas())
		if err != nil {
			t.Fatal(err) // the fold refuses whatever is spent twice
		}
		// 330.00 invoiced and 50.00 of a pack, 70.00 paid and taken back, 30.00 by
		// credit: the till took the rest, and more where the bank's payment came
		// after it had asked, which is unapplied.
		left, err := stand.Available(february)
		if err != nil || !left.IsZero() || stand.Owed.Sign() > 0 || g.taken() != 38000-3000-stand.Owed.Units() {
			t.Errorf("round %d: %s owed, %s credit left, the till took %d, %v", round, stand.Owed, left, g.taken(), err)
		}
		if found, err := c.Reconcile(t.Context(), adas()); err != nil || len(found) > 0 {
			t.Errorf("round %d: account and invoices differ: %v, %v", round, found, err)
		}
	}
}

// Eight workers spend one credit on eight invoices: it pays for what it is worth.
func TestOneCreditManyInvoices(t *testing.T) {
	s := new(memstore.Store)
	ids := []invoice.ID{"a", "b", "c", "d", "e", "f", "g", "h"}
	for _, id := range ids {
		issued(t, s, id, january.Start+day, 1000, 0)
	}
	c := cashier(s, nil, february)
	if _, err := c.Grant(t.Context(), adas(), daybook.Credit{Reference: "promo", Amount: euros(2500)}); err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for _, id := range ids {
		wait.Go(func() {
			if _, err := cashier(s, nil, february).Post(context.Background(), id); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	stand, err := c.Standing(t.Context(), adas())
	if err != nil {
		t.Fatal(err)
	}
	if left, err := stand.Available(february); err != nil || !left.IsZero() || stand.Owed != euros(8*1100-2500) {
		t.Errorf("%s left, %s owed, %v", left, stand.Owed, err)
	}
	closed := 0
	for inv, err := range c.Issuer.All(t.Context(), daybook.InvoiceQuery{Statuses: []invoice.Status{invoice.Closed}}) {
		if err != nil {
			t.Fatal(err)
		}
		closed++
		_ = inv
	}
	if closed != 2 {
		t.Errorf("%d invoices are closed, want 2", closed)
	}
}

// A payment that fails is tried again by the schedule, and then left to people;
// the invoice is past due meanwhile, and closed when the bank tells of a payment.
func TestRetriesAndPastDue(t *testing.T) {
	s, g := new(memstore.Store), &till{refuse: 2}
	inv := issued(t, s, "i-1", january.Start, 1000, 0)
	at := func(days int) *daybook.Cashier {
		c := cashier(s, g, january.Start+calendar.Instant(days)*day)
		c.Retries = invoice.Retries{After: []time.Duration{72 * time.Hour}}
		return c
	}
	for _, tt := range []struct {
		day, calls int
		status     invoice.Status
	}{{1, 1, invoice.Open}, {2, 1, invoice.Open}, {4, 2, invoice.Open}, {9, 2, invoice.Open}, {29, 2, invoice.Open}, {30, 2, invoice.PastDue}} {
		c := at(tt.day)
		if err := errors.Join(c.Run(t.Context(), "reseller"), c.Collect(t.Context(), adas())); err != nil {
			t.Fatal(err)
		}
		got, err := s.Invoice(t.Context(), inv.ID)
		if err != nil || got.Status != tt.status || g.calls != tt.calls {
			t.Errorf("day %d: %v, the till was asked %d times, %v; want %v, %d", tt.day, got.Status, g.calls, err, tt.status, tt.calls)
		}
	}
	if _, err := at(40).Receive(t.Context(), adas(), daybook.Transfer{Reference: "bank", Amount: euros(1100), Invoice: "i-1"}); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Invoice(t.Context(), inv.ID); err != nil || got.Status != invoice.Closed {
		t.Errorf("paid: %v, %v", got.Status, err)
	}
}

// A void invoice is undone: what was paid on it is unapplied, and may be paid
// back. A credit note gives what it says, and a zero invoice is closed at once.
func TestVoidAndCreditNotes(t *testing.T) {
	s := new(memstore.Store)
	c := cashier(s, nil, february)
	issued(t, s, "i-1", january.Start, 10000, 0)
	if _, err := c.Receive(t.Context(), adas(), daybook.Transfer{Reference: "bank", Amount: euros(4000), Invoice: "i-1"}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Issuer.Void(t.Context(), "i-1"); err != nil {
		t.Fatal(err)
	}
	issued(t, s, "zero", january.Start, 0, 0)
	note := issued(t, s, "note", january.Start+day, -1000, 0)
	if err := c.Run(t.Context(), "reseller"); err != nil {
		t.Fatal(err)
	}
	want := "fund bank: 0.00 of 40.00 left\nfund note: 11.00 of 11.00 left\nfund void/i-1: 40.00 of 110.00 left\n" +
		"i-1: 0.00 of 110.00 open, 0.00 paid\nzero: 0.00 of 0.00 open, 0.00 paid\ni-1 is void\nnote is closed\nzero is closed\nowed -51.00\n0 requests"
	if diff := cmp.Diff(want, ledgerOf(t, s)); diff != "" {
		t.Errorf("ledger (-want +got):\n%s", diff)
	}
	if _, err := c.Refund(t.Context(), adas(), daybook.Transfer{Reference: "out", Of: string(note.ID), Amount: euros(1)}); !errors.Is(err, invoice.ErrOverdrawn) {
		t.Errorf("a note that no money was paid for is paid back: %v", err)
	}
	if _, err := c.Refund(t.Context(), adas(), daybook.Transfer{Reference: "out", Of: "void/i-1", Amount: euros(4000)}); err != nil {
		t.Error(err)
	}
	if found, err := c.Reconcile(t.Context(), adas()); err != nil || len(found) > 0 {
		t.Errorf("account and invoices differ: %v, %v", found, err)
	}
}

// Reconcile finds what is planted.
func TestReconcileFinds(t *testing.T) {
	s := new(memstore.Store)
	c := cashier(s, nil, february)
	issued(t, s, "paid", january.Start, 1000, 0)
	issued(t, s, "lost", january.Start, 1000, 0)
	issued(t, s, "other", january.Start, 1000, 0)
	stand, err := invoice.Stand(adas(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var entries []invoice.Entry
	for _, e := range []invoice.Entry{
		{Kind: invoice.Invoiced, Reference: "paid", Invoice: "paid", At: january.Start, Amount: euros(1100), Tax: euros(100), Fees: euros(0), Due: january.Start + 30*day, Note: "R-paid"},
		{Kind: invoice.Payment, Reference: "p", Amount: euros(1100), Invoice: "paid"},
		{Kind: invoice.Invoiced, Reference: "other", Invoice: "other", At: january.Start, Amount: euros(1101), Tax: euros(100), Due: january.Start + 30*day},
		{Kind: invoice.Invoiced, Reference: "none", Invoice: "none", Amount: euros(5)},
	} {
		e, err := stand.Record(february, e)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	if err := s.AppendEntries(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	got, err := c.Reconcile(t.Context(), adas())
	want := []invoice.Discrepancy{{Invoice: "lost", Reason: "invoiced is not posted"}, {Invoice: "other", Reason: "invoiced is posted as something else"},
		{Invoice: "paid", Reason: "open with 0.00 open"}, {Invoice: "none", Reason: "posted, and there is no such invoice"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestACashierRefuses(t *testing.T) {
	s := new(memstore.Store)
	c := cashier(s, nil, february)
	issued(t, s, "i-1", january.Start, 1000, 0)
	ctx := t.Context()
	if err := c.Collect(ctx, adas()); !errors.Is(err, daybook.ErrNoGateway) {
		t.Errorf("no gateway: %v", err)
	}
	if _, err := c.Receive(ctx, adas(), daybook.Transfer{Reference: "p", Amount: euros(1), Invoice: "none"}); !errors.Is(err, daybook.ErrNotFound) {
		t.Errorf("a payment of no invoice: %v", err)
	}
	if _, err := c.Receive(ctx, adas(), daybook.Transfer{Reference: "p", Amount: euros(100), Invoice: "i-1"}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Receive(ctx, adas(), daybook.Transfer{Reference: "p", Amount: euros(101), Invoice: "i-1"}); !errors.Is(err, invoice.ErrRecorded) {
		t.Errorf("the same reference with another amount: %v", err)
	}
	if _, err := c.Grant(ctx, adas(), daybook.Credit{Reference: "x", Amount: money.New(1, 2, money.MustCurrency("USD"))}); !errors.Is(err, money.ErrMismatch) {
		t.Errorf("dollars in an account of euros: %v", err)
	}
	if err := c.CloseStatement(ctx, adas(), february+day); !errors.Is(err, invoice.ErrEntry) {
		t.Errorf("a statement of the future: %v", err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := c.Grant(gone, adas(), daybook.Credit{Reference: "y", Amount: euros(1)}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if got, _ := c.Standing(ctx, adas()); got.N != 2 {
		t.Errorf("%d entries, want the invoice and one payment", got.N)
	}
}

// A meeting is a store whose first two readers of an account wait for each
// other, so that both decide on the same entries.
type meeting struct {
	*memstore.Store
	mu    sync.Mutex
	count int
	both  chan struct{}
	loose bool // takes entries under any number
}

func (s *meeting) Entries(ctx context.Context, a invoice.Account, from uint32, limit int) ([]invoice.Entry, error) {
	got, err := s.Store.Entries(ctx, a, from, limit)
	s.mu.Lock()
	s.count++
	if s.count == 2 {
		close(s.both)
	}
	s.mu.Unlock()
	<-s.both
	return got, err
}

func (s *meeting) AppendEntries(ctx context.Context, entries []invoice.Entry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.Store.AppendEntries(ctx, entries)
	if !s.loose || !errors.Is(err, daybook.ErrConflict) {
		return err
	}
	all, err := s.Store.Entries(ctx, adas(), 0, 1000)
	if err != nil {
		return err
	}
	for i := range entries {
		entries[i].N = uint32(len(all) + i)
		entries[i].Reference += " again"
	}
	return s.Store.AppendEntries(ctx, entries)
}

// Two who decide on the same entries spend a credit once, because a number goes
// to one of them. The control is a store that does not look at numbers: there it
// is spent twice, and the fold says so.
func TestTwoWhoMeetSpendOnce(t *testing.T) {
	for _, loose := range []bool{false, true} {
		s := &meeting{Store: new(memstore.Store), both: make(chan struct{}), loose: loose}
		issued(t, s, "a", january.Start, 1000, 0)
		issued(t, s, "b", january.Start, 1000, 0)
		if _, err := cashier(s.Store, nil, february).Grant(t.Context(), adas(), daybook.Credit{Reference: "promo", Amount: euros(1000)}); err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		for _, id := range []invoice.ID{"a", "b"} {
			wait.Go(func() {
				if _, err := cashier(s, nil, february).Post(context.Background(), id); err != nil && !loose {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		stand, err := cashier(s.Store, nil, february).Standing(t.Context(), adas())
		switch {
		case loose && !errors.Is(err, invoice.ErrOverdrawn) && !errors.Is(err, invoice.ErrEntry):
			t.Errorf("control: a credit is spent twice, and the fold says %v", err)
		case !loose && (err != nil || stand.Owed != euros(1200)):
			t.Errorf("%+v, %v", stand, err)
		}
	}
}

// Units of a pack settle an invoice before credits do; drawing again draws
// nothing.
func TestCashierDraws(t *testing.T) {
	s := new(memstore.Store)
	c := cashier(s, new(till), february)
	ctx := t.Context()
	if _, err := c.SellPack(ctx, adas(), daybook.Credit{Reference: "gb", Amount: euros(1000), Units: money.MustNumber("100"), Expires: february + 90*day}); err != nil {
		t.Fatal(err)
	}
	if err := c.Collect(ctx, adas()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Grant(ctx, adas(), daybook.Credit{Reference: "promo", Amount: euros(5000)}); err != nil {
		t.Fatal(err)
	}
	issued(t, s, "i-1", february, 1200, 0)
	for range 2 {
		rest, err := c.Draw(ctx, "i-1", "storage", february, money.MustNumber("120"))
		if err != nil || rest != money.MustNumber("20") {
			t.Fatalf("%s units are left, %v; want 20", rest, err)
		}
	}
	want := "credit gb: 0.00 left\ncredit promo: 46.80 left\nfund pack/gb/1: 0.00 of 10.00 left\n" +
		"i-1: 0.00 of 13.20 open, 0.00 paid\npack/gb: 0.00 of 10.00 open, 10.00 paid\ni-1 is closed\nowed 0.00\n0 requests"
	if diff := cmp.Diff(want, ledgerOf(t, s)); diff != "" {
		t.Errorf("ledger (-want +got):\n%s", diff)
	}
	if _, err := c.Draw(ctx, "none", "storage", february, money.MustNumber("1")); !errors.Is(err, daybook.ErrNotFound) {
		t.Errorf("no such invoice: %v", err)
	}
	if err := c.Withdraw(ctx, adas(), "promo", "granted in error"); err != nil {
		t.Fatal(err)
	}
	if stand, err := c.Standing(ctx, adas()); err != nil || !stand.Grants[1].Withdrawn {
		t.Errorf("withdrawn: %v", err)
	}
}
