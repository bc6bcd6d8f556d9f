package daybook_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// An unsteady store fails as it is told to, before or after the effect of a
// call.
type unsteady struct {
	daybook.InvoiceStore
	mu    sync.Mutex
	fails func(call int) (fails, after bool)
	calls int
}

func (u *unsteady) call(effect func() error) error {
	u.mu.Lock()
	n := u.calls
	u.calls++
	fails, after := false, false
	if u.fails != nil {
		fails, after = u.fails(n)
	}
	u.mu.Unlock()
	if fails && !after {
		return errDied
	}
	if err := effect(); err != nil {
		return err
	}
	if fails {
		return errDied
	}
	return nil
}

func (u *unsteady) Bills(ctx context.Context, q, after daybook.Bill, limit int) (out []daybook.Bill, err error) {
	err = u.call(func() (err error) { out, err = u.InvoiceStore.Bills(ctx, q, after, limit); return err })
	return out, err
}

func (u *unsteady) Unbilled(ctx context.Context, b daybook.Bill, after proceeds.Key, limit int) (out []proceeds.Row, err error) {
	err = u.call(func() (err error) { out, err = u.InvoiceStore.Unbilled(ctx, b, after, limit); return err })
	return out, err
}

func (u *unsteady) PutInvoices(ctx context.Context, invs []invoice.Invoice) (out []invoice.Invoice, err error) {
	err = u.call(func() (err error) { out, err = u.InvoiceStore.PutInvoices(ctx, invs); return err })
	return out, err
}

func (u *unsteady) Invoice(ctx context.Context, id invoice.ID) (out invoice.Invoice, err error) {
	err = u.call(func() (err error) { out, err = u.InvoiceStore.Invoice(ctx, id); return err })
	return out, err
}

func (u *unsteady) Invoices(ctx context.Context, q daybook.InvoiceQuery, after invoice.ID, limit int) (out []invoice.Invoice, err error) {
	err = u.call(func() (err error) { out, err = u.InvoiceStore.Invoices(ctx, q, after, limit); return err })
	return out, err
}

type fataler interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func invoices(t fataler, s daybook.InvoiceStore, q daybook.InvoiceQuery) (out []invoice.Invoice) {
	t.Helper()
	issuer := daybook.Issuer{Store: s}
	for inv, err := range issuer.All(context.Background(), q) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, inv)
	}
	return out
}

// A claim is a row at a level counted from the vendor.
type claim struct {
	row   proceeds.Key
	level int
}

// claims returns the invoices that hold each row at each level, and fails if there
// are two.
func claims(t fataler, s *memstore.Store) map[claim]invoice.ID {
	t.Helper()
	levels := map[proceeds.Key]int{}
	for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		for _, r := range rows(t, s, b) {
			levels[r.Key] = r.Amounts.Levels()
		}
	}
	on := map[claim]invoice.ID{}
	for _, inv := range invoices(t, s, daybook.InvoiceQuery{}) {
		if !inv.Holds() {
			continue
		}
		for _, k := range inv.Claims() {
			l, _ := inv.Level.In(levels[k])
			if other, twice := on[claim{k, l}]; twice {
				t.Fatalf("row %v is on invoices %s and %s at level %d", k, other, inv.ID, l)
			}
			on[claim{k, l}] = inv.ID
		}
	}
	return on
}

// numbered fails if the numbers of a seller are not 1 to n, each once, or if an
// issued invoice has none.
func numbered(t fataler, s *memstore.Store) {
	t.Helper()
	got := map[channel.PartyID][]string{}
	for _, inv := range invoices(t, s, daybook.InvoiceQuery{}) {
		if inv.Number != "" {
			got[inv.Seller] = append(got[inv.Seller], inv.Number)
		} else if inv.Status.Issued() {
			t.Fatalf("invoice %s is %v without a number", inv.ID, inv.Status)
		}
	}
	for seller, numbers := range got {
		slices.Sort(numbers)
		for n, number := range numbers {
			if want := invoice.FormatNumber("R-", uint64(n+1)); number != want {
				t.Fatalf("number %d of %s is %s, want %s: %v", n+1, seller, number, want, numbers)
			}
		}
	}
}

// onePeriod fails if one period of a pair has two invoices that hold rows.
func onePeriod(t fataler, s *memstore.Store) {
	t.Helper()
	type period struct {
		seller, buyer channel.PartyID
		level         channel.Level
		currency      string
		book          proceeds.Book
		period        calendar.Period
	}
	seen := map[period]invoice.ID{}
	for _, inv := range invoices(t, s, daybook.InvoiceQuery{}) {
		if !inv.Holds() || inv.Corrects != "" {
			continue
		}
		k := inv.Claims()[0]
		p := period{inv.Seller, inv.Buyer, inv.Level, inv.Currency.String() + k.Currency.String(), k.Book, inv.Period}
		if other, twice := seen[p]; twice {
			t.Fatalf("%+v has the invoices %s and %s", p, other, inv.ID)
		}
		seen[p] = inv.ID
	}
}

// allBilled fails if a row that is to be billed on its pair's basis is on no
// invoice.
func allBilled(t fataler, s *memstore.Store, bases *channel.BillingBases) {
	t.Helper()
	on := claims(t, s)
	for _, b := range []proceeds.Book{proceeds.Booked, proceeds.Live} {
		for _, r := range rows(t, s, b) {
			for l := range r.Amounts.Levels() {
				_, billed := on[claim{r.Key, l}]
				_, seen := r.For(channel.Viewer{Party: r.Route.Seller(l)})
				due := r.Billable(bases, channel.Level(l))
				if billed && !due || !billed && due && seen && r.Amounts.Parts().Units[l] != 0 {
					t.Fatalf("row %v at level %d: billed %v, due %v", r.Key, l, billed, due)
				}
			}
		}
	}
}

var (
	march   = calendar.Instant(59 * day)
	periods = []calendar.Period{
		january, {Start: february, End: worldStart + march}, {Start: worldStart + march, End: worldStart + 90*day},
		{Start: worldStart + 90*day, End: worldStart + 120*day},
	}
)

func TestBillingInterleaved(t *testing.T) { rapid.Check(t, billingInterleaved) }
func FuzzBillingInterleaved(f *testing.F) { f.Fuzz(rapid.MakeFuzz(billingInterleaved)) }

// billingInterleaved: however booking, billing runs, clerks and a store that dies
// take turns, no row is on two invoices of a level, numbers have no gaps, and a
// last run leaves no due row on none.
func billingInterleaved(t *rapid.T) {
	ctx := context.Background()
	w, store, bases := drawWorld(t), new(memstore.Store), drawBases(t)
	now := worldStart + 20*day
	moody := &unsteady{InvoiceStore: store}
	mood := rapid.IntRange(0, 2).Draw(t, "mood")
	moody.fails = func(int) (bool, bool) {
		return mood > 0 && rapid.IntRange(0, 5).Draw(t, "fails") == 0, mood == 2 || rapid.Bool().Draw(t, "after")
	}
	issuer := func() *daybook.Issuer {
		return &daybook.Issuer{Store: moody, Clock: clock(now), Bases: bases, Terms: invoice.Terms{Series: "R-"}, Actor: "clerk"}
	}
	w.end = now
	w.run(t, store, now)
	for range rapid.IntRange(1, 12).Draw(t, "steps") {
		switch rapid.IntRange(0, 4).Draw(t, "step") {
		case 0:
			now += calendar.Instant(rapid.IntRange(0, 40).Draw(t, "days")) * day
			if rapid.Bool().Draw(t, "corrected") {
				for n := range w.subs {
					w.subs[n] = begunElsewhere(t, w.subs[n])
				}
			}
			w.end = now
			w.run(t, store, now)
		case 1, 2:
			run := daybook.BillingRun{
				Period: rapid.SampledFrom(periods).Draw(t, "period"),
				UpTo:   invoice.Status(rapid.IntRange(0, 2).Draw(t, "up to")),
			}
			if rapid.Bool().Draw(t, "one seller") {
				run.Sellers = []channel.PartyID{channel.PartyID(fmt.Sprintf("party-%d", rapid.IntRange(0, 3).Draw(t, "seller")))}
			}
			if _, err := issuer().Run(ctx, run); err != nil && !errors.Is(err, errDied) {
				t.Fatal(err)
			}
		default:
			all := invoices(t, store, daybook.InvoiceQuery{})
			if len(all) > 0 {
				turnAny(t, issuer(), rapid.SampledFrom(all).Draw(t, "invoice").ID)
			}
		}
		claims(t, store)
		numbered(t, store)
		onePeriod(t, store)
	}
	mood = 0
	now = worldEnd + 400*day
	w.end = worldEnd
	w.run(t, store, worldEnd)
	last := daybook.BillingRun{Period: calendar.Period{Start: worldEnd, End: now}, UpTo: invoice.Open}
	report, err := issuer().Run(ctx, last)
	if err != nil {
		t.Fatal(err)
	}
	for _, left := range report.Left {
		t.Fatalf("left: %v", left)
	}
	allBilled(t, store, bases)
	numbered(t, store)
	if again, err := issuer().Run(ctx, last); err != nil || again.Drafted+again.Approved+again.Opened+len(again.Left)+len(again.Invoices) > 0 {
		t.Fatalf("the run again: %+v, %v", again, err)
	}
}

// turnAny does something to an invoice; what is refused is refused with a type.
func turnAny(t *rapid.T, i *daybook.Issuer, id invoice.ID) {
	ctx := context.Background()
	acts := []func(context.Context, ...invoice.ID) ([]invoice.Invoice, error){
		i.Approve, i.Withdraw, i.Open, i.Delete, i.Void, i.Close,
		func(ctx context.Context, _ ...invoice.ID) ([]invoice.Invoice, error) { return i.Overdue(ctx) },
		func(ctx context.Context, _ ...invoice.ID) ([]invoice.Invoice, error) {
			_, err := i.Credit(ctx, id, rapid.SampledFrom([]string{"a", "b"}).Draw(t, "reference"), invoice.Crediting{})
			return nil, err
		},
		func(ctx context.Context, _ ...invoice.ID) ([]invoice.Invoice, error) {
			_, err := i.Rebill(ctx, id)
			return nil, err
		},
	}
	_, err := acts[rapid.IntRange(0, len(acts)-1).Draw(t, "act")](ctx, id)
	if err != nil && !errors.Is(err, errDied) && !errors.Is(err, daybook.ErrIssued) &&
		!errors.As(err, new(*invoice.TransitionError)) && !errors.Is(err, invoice.ErrCredited) &&
		!errors.As(err, new(*invoice.CreditError)) && !errors.As(err, new(*daybook.BillError)) {
		t.Fatal(err)
	}
}

// TestEveryBillingCallFails: whichever call of a billing run fails, before its
// effect or after it, alone or with a second one, the next run ends with the
// invoices of a run without faults.
func TestEveryBillingCallFails(t *testing.T) {
	ctx := context.Background()
	run := daybook.BillingRun{Period: january, UpTo: invoice.Open, Levels: []channel.Level{channel.SellOut, channel.SellIn}}
	bill := func(s daybook.InvoiceStore) error {
		_, err := (&daybook.Issuer{Store: s, Clock: clock(february), Terms: invoice.Terms{Series: "R-"}}).Run(ctx, run)
		return err
	}
	fresh := func() *memstore.Store {
		store := new(memstore.Store)
		book(t, store, february-1, monthly(t, "s-1"), monthly(t, "s-2"))
		return store
	}
	said := func(s *memstore.Store) (out []string) {
		for _, inv := range invoices(t, s, daybook.InvoiceQuery{}) {
			out = append(out, fmt.Sprintf("%s %v %s %v %d", inv.ID, inv.Status, inv.Number, inv.Totals.Payable, len(inv.Claims())))
		}
		return out
	}
	store := fresh()
	clean := &unsteady{InvoiceStore: store}
	if err := bill(clean); err != nil {
		t.Fatal(err)
	}
	want := said(store)
	if len(want) != 2 || clean.calls < 10 {
		t.Fatalf("%d calls, %q", clean.calls, want)
	}
	faults := 0
	try := func(at map[int]bool) {
		store := fresh()
		once := &unsteady{InvoiceStore: store, fails: func(n int) (bool, bool) { after, fails := at[n]; return fails, after }}
		if err := bill(once); err != nil && !errors.Is(err, errDied) {
			t.Fatal(err)
		}
		claims(t, store)
		if err := bill(store); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, said(store)); diff != "" {
			t.Fatalf("failing at %v (-want +got)\n%s", at, diff)
		}
		faults++
	}
	for first := range clean.calls {
		for _, after := range []bool{false, true} {
			try(map[int]bool{first: after})
			for second := first + 1; second <= clean.calls+1; second++ {
				try(map[int]bool{first: after, second: false})
				try(map[int]bool{first: after, second: true})
			}
		}
	}
	if faults < 100 {
		t.Errorf("only %d faults were tried", faults)
	}
}

// An outcome that is unknown is looked up: the lost answer of a put is no fault.
func TestLostAnswer(t *testing.T) {
	ctx := context.Background()
	store, issuer := issuing(t)
	lost := &unsteady{InvoiceStore: store}
	puts := 0
	issuer.Store = &counting{lost, func() { puts++; lost.fails = func(int) (bool, bool) { lost.fails = nil; return true, true } }}
	draft, err := issuer.Draft(ctx, sellOut)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := issuer.Approve(ctx, draft.ID); err != nil {
		t.Fatal(err)
	}
	open, err := issuer.Open(ctx, draft.ID)
	if err != nil || open[0].Number != "R-000001" || puts != 3 {
		t.Errorf("opened %+v, %v after %d puts; want three", open, err, puts)
	}
}

// counting says when something is about to be put.
type counting struct {
	daybook.InvoiceStore
	put func()
}

func (c *counting) PutInvoices(ctx context.Context, invs []invoice.Invoice) ([]invoice.Invoice, error) {
	c.put()
	return c.InvoiceStore.PutInvoices(ctx, invs)
}

// Workers that run the same billing at once issue each invoice once, with numbers
// without gaps.
func TestRunsRace(t *testing.T) {
	ctx := context.Background()
	store := new(memstore.Store)
	for i := range 20 {
		s := monthly(t, "s")
		s.ID, s.Customer = subscription.ID(fmt.Sprint("s-", i)), channel.PartyID(fmt.Sprint("customer-", i))
		book(t, store, february-1, s)
	}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			i := daybook.Issuer{Store: store, Clock: clock(february), Terms: invoice.Terms{Series: "R-"}}
			r, err := i.Run(ctx, daybook.BillingRun{Period: january, UpTo: invoice.Open})
			if err != nil {
				t.Error(err)
			}
			for _, left := range r.Left {
				if !errors.Is(left, daybook.ErrInvoiced) {
					t.Error(left)
				}
			}
		})
	}
	wait.Wait()
	allBilled(t, store, nil)
	numbered(t, store)
	if open := invoices(t, store, daybook.InvoiceQuery{Statuses: []invoice.Status{invoice.Open}}); len(open) != 23 {
		t.Errorf("%d invoices are open, want those of 20 customers and three of the others", len(open))
	}
}

// A run bills whom it is told to, as far as it is told to, and finishes what was
// left behind.
func TestRunSelected(t *testing.T) {
	ctx := context.Background()
	store := new(memstore.Store)
	bob := monthly(t, "s-2")
	bob.Customer = "bob"
	book(t, store, february-1, monthly(t, "s-1"), bob)
	issuer := &daybook.Issuer{Store: store, Clock: clock(february), Terms: invoice.Terms{Series: "R-"}}
	state := func() string {
		var out []string
		for _, inv := range invoices(t, store, daybook.InvoiceQuery{}) {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%s to %s %v %s", inv.Seller, inv.Buyer, inv.Status, inv.Number)))
		}
		slices.Sort(out)
		return strings.Join(out, ", ")
	}
	for _, tt := range []struct {
		name string
		run  daybook.BillingRun
		want string
		did  [3]int
	}{
		{"a selected customer", daybook.BillingRun{Buyers: []channel.PartyID{"bob"}}, "reseller to bob draft", [3]int{1, 0, 0}},
		{"approve all of a seller", daybook.BillingRun{Sellers: []channel.PartyID{"reseller"}, UpTo: invoice.Approved},
			"reseller to ada approved, reseller to bob approved", [3]int{1, 2, 0}},
		{"one level", daybook.BillingRun{Levels: []channel.Level{channel.SellIn}, UpTo: invoice.Open},
			"distributor to reseller open R-000001, reseller to ada approved, reseller to bob approved", [3]int{1, 1, 1}},
		{"issue one customer", daybook.BillingRun{Buyers: []channel.PartyID{"ada"}, UpTo: invoice.Open},
			"distributor to reseller open R-000001, reseller to ada open R-000001, reseller to bob approved", [3]int{0, 0, 1}},
		{"all", daybook.BillingRun{UpTo: invoice.Open},
			"distributor to reseller open R-000001, parent to distributor open R-000001, reseller to ada open R-000001, reseller to bob open R-000002, vendor to parent open R-000001",
			[3]int{2, 2, 3}},
		{"all again", daybook.BillingRun{UpTo: invoice.Open},
			"distributor to reseller open R-000001, parent to distributor open R-000001, reseller to ada open R-000001, reseller to bob open R-000002, vendor to parent open R-000001",
			[3]int{}},
	} {
		tt.run.Period = january
		r, err := issuer.Run(ctx, tt.run)
		if err != nil || len(r.Left) > 0 {
			t.Fatalf("%s: %+v, %v", tt.name, r.Left, err)
		}
		if diff := cmp.Diff(tt.want, state()); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.name, diff)
		}
		if got := [3]int{r.Drafted, r.Approved, r.Opened}; got != tt.did {
			t.Errorf("%s: drafted, approved, opened %v, want %v", tt.name, got, tt.did)
		}
	}
	if _, err := issuer.Run(ctx, daybook.BillingRun{UpTo: invoice.Closed}); !errors.Is(err, daybook.ErrUpTo) {
		t.Errorf("a run up to closed: %v", err)
	}
}

// A customer that cannot be billed is named with its cause, and does not stop the
// run.
func TestBadCustomer(t *testing.T) {
	ctx := context.Background()
	store := new(memstore.Store)
	bob := monthly(t, "s-2")
	bob.Customer = "bob"
	book(t, store, february-1, monthly(t, "s-1"), bob)
	issuer := &daybook.Issuer{Store: store, Clock: clock(february)}
	issuer.TermsOf = func(b daybook.Bill, terms invoice.Terms) (invoice.Terms, error) {
		if b.Buyer == "ada" {
			return terms, invoice.Billable(channel.Party{ID: "ada"}, &channel.MissingBookError{Seller: "reseller", Buyer: "ada"})
		}
		return terms, nil
	}
	r, err := issuer.Run(ctx, daybook.BillingRun{Period: january, UpTo: invoice.Open})
	if err != nil || r.Opened != 4 || len(r.Left) != 1 || r.Left[0].Bill.Buyer != "ada" {
		t.Fatalf("%+v, %v", r, err)
	}
	if !errors.As(r.Left[0], new(*invoice.NoPriceBookError)) || !errors.As(r.Left[0], new(*invoice.NoCurrencyError)) {
		t.Errorf("left for %v; want both faults together", r.Left[0])
	}
}

// A store that fails for everybody ends the run.
func TestBillingOnADeadStore(t *testing.T) {
	store := new(memstore.Store)
	for i := range 20 {
		s := monthly(t, "s")
		s.ID, s.Customer = subscription.ID(fmt.Sprint("s-", i)), channel.PartyID(fmt.Sprint("customer-", i))
		book(t, store, february-1, s)
	}
	dead := &counting{&unsteady{InvoiceStore: store}, nil}
	puts := 0
	dead.put = func() {
		puts++
		dead.InvoiceStore = &unsteady{InvoiceStore: store, fails: func(int) (bool, bool) { return true, false }}
	}
	r, err := (&daybook.Issuer{Store: dead, Clock: clock(february)}).Run(context.Background(), daybook.BillingRun{Period: january})
	if !errors.Is(err, errDied) || puts > 12 || r.Drafted > 0 {
		t.Errorf("%+v, %v after %d puts; want the store's error soon", r, err, puts)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (&daybook.Issuer{Store: store}).Run(gone, daybook.BillingRun{Period: january}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled run: %v", err)
	}
}

// Each pair is billed on its basis: by booked rows, by quotas when the period is
// over, or not at all.
func TestRunByBasis(t *testing.T) {
	ctx := context.Background()
	store := new(memstore.Store)
	book(t, store, february, monthly(t, "s-1"))
	bases, err := channel.NewBillingBases([]channel.BasisAgreement{
		{Seller: "reseller", Basis: channel.Live}, {Seller: "distributor", Basis: channel.External},
	})
	if err != nil {
		t.Fatal(err)
	}
	issuer := &daybook.Issuer{Store: store, Clock: clock(february - 1), Bases: bases}
	r, err := issuer.Run(ctx, daybook.BillingRun{Period: january, UpTo: invoice.Open})
	if err != nil || r.Opened != 2 || len(r.Left) != 1 || !errors.Is(r.Left[0], daybook.ErrPeriodOpen) || r.Left[0].Bill.Buyer != "ada" {
		t.Fatalf("within January: %+v, %v; want two invoices, and quotas that wait", r, err)
	}
	issuer.Clock = clock(february)
	if r, err = issuer.Run(ctx, daybook.BillingRun{Period: january, UpTo: invoice.Open}); err != nil || r.Opened != 1 || len(r.Left) != 0 {
		t.Fatalf("in February: %+v, %v", r, err)
	}
	var got []string
	for _, inv := range invoices(t, store, daybook.InvoiceQuery{Period: january}) {
		got = append(got, fmt.Sprintf("%s %s of %d %v rows", inv.Seller, inv.Totals.Net.Text(), len(inv.Claims()), inv.Claims()[0].Book))
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"parent 7.20 of 1 booked rows", "reseller 12.60 of 31 live rows", "vendor 6.00 of 1 booked rows"}, got); diff != "" {
		t.Errorf("invoices mismatch (-want +got)\n%s", diff)
	}
}

// A worker that bills another period takes the rows between a draft's reading
// them and its being stored: the slower one finds nothing left.
func TestRowsTakenMeanwhile(t *testing.T) {
	ctx := context.Background()
	store, issuer := issuing(t)
	other := sellOut
	other.Posted.End += day
	slow := *issuer
	once := &counting{InvoiceStore: store}
	once.put = func() {
		once.put = func() {}
		if _, err := issuer.Draft(ctx, other); err != nil {
			t.Error(err)
		}
	}
	slow.Store = once
	if inv, err := slow.Draft(ctx, sellOut); !errors.Is(err, invoice.ErrNothing) {
		t.Errorf("the slower draft: %s, %v; want ErrNothing", inv.ID, err)
	}
	if on := claims(t, store); len(on) != 2 {
		t.Errorf("%d rows are claimed, want 2", len(on))
	}
}
