package daybook_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
)

// sellOut is what the reseller bills ada for January.
var sellOut = daybook.Bill{
	Book: proceeds.Booked, Level: channel.SellOut, Seller: "reseller", Buyer: "ada",
	Currency: money.MustCurrency("EUR"), Posted: january,
}

// issuing has January of two subscriptions booked, and an issuer in February.
func issuing(t testing.TB) (*memstore.Store, *daybook.Issuer) {
	t.Helper()
	store := new(memstore.Store)
	book(t, store, february-1, monthly(t, "s-1"), monthly(t, "s-2"))
	return store, &daybook.Issuer{Store: store, Clock: clock(february), Actor: "clerk", Terms: invoice.Terms{Series: "R-"}}
}

// opened drafts, approves and opens a bill.
func opened(t testing.TB, i *daybook.Issuer, b daybook.Bill) invoice.Invoice {
	t.Helper()
	draft, err := i.Draft(context.Background(), b)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := i.Approve(context.Background(), draft.ID); err != nil {
		t.Fatal(err)
	}
	open, err := i.Open(context.Background(), draft.ID)
	if err != nil {
		t.Fatal(err)
	}
	return open[0]
}

// Each transition keeps who made it, when and why.
func TestTrail(t *testing.T) {
	ctx := context.Background()
	store, issuer := issuing(t)
	draft, err := issuer.As("night", "end of January").Draft(ctx, sellOut)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		actor channel.PartyID
		why   string
		do    func(*daybook.Issuer, ...invoice.ID) ([]invoice.Invoice, error)
	}{
		{"clerk", "looks right", func(i *daybook.Issuer, ids ...invoice.ID) ([]invoice.Invoice, error) { return i.Approve(ctx, ids...) }},
		{"clerk", "wait", func(i *daybook.Issuer, ids ...invoice.ID) ([]invoice.Invoice, error) { return i.Withdraw(ctx, ids...) }},
		{"boss", "send it", func(i *daybook.Issuer, ids ...invoice.ID) ([]invoice.Invoice, error) { return i.Approve(ctx, ids...) }},
		{"boss", "", func(i *daybook.Issuer, ids ...invoice.ID) ([]invoice.Invoice, error) { return i.Open(ctx, ids...) }},
		{"bank", "paid", func(i *daybook.Issuer, ids ...invoice.ID) ([]invoice.Invoice, error) { return i.Close(ctx, ids...) }},
	} {
		if _, err := step.do(issuer.As(step.actor, step.why), draft.ID); err != nil {
			t.Fatal(err)
		}
	}
	inv, err := store.Invoice(ctx, draft.ID)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range inv.Trail {
		if s.At != february {
			t.Errorf("%v at %v", s.To, s.At)
		}
		got = append(got, fmt.Sprintf("%v by %s: %s", s.To, s.Actor, s.Reason))
	}
	want := []string{"draft by night: end of January", "approved by clerk: looks right", "draft by clerk: wait",
		"approved by boss: send it", "open by boss: ", "closed by bank: paid"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("trail mismatch (-want +got)\n%s", diff)
	}
	if int(inv.Version) != len(inv.Trail) {
		t.Errorf("version %d has %d entries", inv.Version, len(inv.Trail))
	}
}

// Of several, those that can be are approved; the others are named.
func TestApproveSeveral(t *testing.T) {
	ctx := context.Background()
	_, issuer := issuing(t)
	first, err := issuer.Draft(ctx, sellOut)
	if err != nil {
		t.Fatal(err)
	}
	up := sellOut
	up.Level, up.Seller, up.Buyer = channel.SellIn, "distributor", "reseller"
	second := opened(t, issuer, up)
	got, err := issuer.Approve(ctx, second.ID, "nobody's", first.ID, first.ID)
	var refused *invoice.TransitionError
	if len(got) != 2 || got[0].ID != first.ID || got[1].Version != got[0].Version || !errors.As(err, &refused) || !errors.Is(err, daybook.ErrNotFound) {
		t.Errorf("approved %d, %v; want one, twice, and two faults", len(got), err)
	}
	if refused.Invoice != second.ID || refused.From != invoice.Open || !strings.Contains(err.Error(), "nobody's") {
		t.Errorf("the faults do not say which: %v", err)
	}
}

func TestDeleteReleasesRows(t *testing.T) {
	ctx := context.Background()
	store, issuer := issuing(t)
	draft, err := issuer.Draft(ctx, sellOut)
	if err != nil {
		t.Fatal(err)
	}
	if left, err := store.Unbilled(ctx, sellOut, proceeds.Key{}, 10); err != nil || len(left) != 0 {
		t.Fatalf("a draft leaves %d rows free, %v", len(left), err)
	}
	if gone, err := issuer.As("clerk", "wrong month").Delete(ctx, draft.ID); err != nil || gone[0].Status != invoice.Void || gone[0].Number != "" {
		t.Fatalf("Delete = %+v, %v", gone, err)
	}
	again := opened(t, issuer, sellOut)
	if again.ID == draft.ID || again.Number != "R-000001" || len(again.Claims()) != len(draft.Claims()) {
		t.Errorf("drafted anew: %s with number %q and %d rows", again.ID, again.Number, len(again.Claims()))
	}
	if _, err := issuer.Delete(ctx, again.ID); !errors.Is(err, daybook.ErrIssued) {
		t.Errorf("an issued invoice is deleted: %v", err)
	}
	// Its number stays taken when it is void.
	if _, err := issuer.Void(ctx, again.ID); err != nil {
		t.Fatal(err)
	}
	if third := opened(t, issuer, sellOut); third.Number != "R-000002" {
		t.Errorf("after a void one the next number is %s, want R-000002", third.Number)
	}
}

// Fault 29: of many who issue one invoice at once one does, and it has one
// number.
func TestIssuedOnce(t *testing.T) {
	ctx := context.Background()
	store, issuer := issuing(t)
	draft, err := issuer.Draft(ctx, sellOut)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := issuer.Approve(ctx, draft.ID); err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	got := make([]invoice.Invoice, 8)
	for n := range got {
		wait.Go(func() {
			open, err := issuer.As(channel.PartyID(fmt.Sprint(n)), "").Open(ctx, draft.ID)
			if err != nil {
				t.Error(err)
				return
			}
			got[n] = open[0]
		})
	}
	wait.Wait()
	for _, inv := range got {
		if inv.Number != "R-000001" || inv.Version != 3 || inv.Trail[2] != got[0].Trail[2] {
			t.Errorf("issued as %s, version %d by %s", inv.Number, inv.Version, inv.Trail[2].Actor)
		}
	}
	up := sellOut
	up.Level, up.Seller, up.Buyer = channel.SellIn, "distributor", "reseller"
	if next := opened(t, issuer, up); next.Number != "R-000001" {
		t.Errorf("another seller's first number is %s", next.Number)
	}
	if all, err := store.Invoices(ctx, daybook.InvoiceQuery{Seller: "reseller"}, "", 10); err != nil || len(all) != 1 {
		t.Errorf("%d invoices, %v", len(all), err)
	}
}

// Whoever drafts a period drafts the same invoice.
func TestDraftedOnce(t *testing.T) {
	ctx := context.Background()
	store, issuer := issuing(t)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if _, err := issuer.Draft(ctx, sellOut); err != nil && !errors.Is(err, daybook.ErrInvoiced) {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if all, err := store.Invoices(ctx, daybook.InvoiceQuery{}, "", 10); err != nil || len(all) != 1 || len(all[0].Claims()) != 2 {
		t.Errorf("%d invoices, %v; want one of two rows", len(all), err)
	}
}

// Fault 47: a preview is the same function as of an instant, and stores nothing.
func TestPreviewIsTheDraft(t *testing.T) {
	ctx := context.Background()
	store, issuer := issuing(t)
	preview, err := issuer.Preview(ctx, sellOut, february)
	if err != nil {
		t.Fatal(err)
	}
	if all, err := store.Invoices(ctx, daybook.InvoiceQuery{}, "", 10); err != nil || len(all) != 0 {
		t.Fatalf("a preview stored %d invoices, %v", len(all), err)
	}
	if _, err := issuer.Preview(ctx, sellOut, worldStart-1); !errors.Is(err, daybook.ErrPeriodOpen) {
		t.Errorf("as of before anything was due: %v, want ErrPeriodOpen", err)
	}
	draft, err := issuer.Draft(ctx, sellOut)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := fmt.Sprintf("%+v", preview), fmt.Sprintf("%+v", draft); a != b {
		t.Errorf("preview and draft differ:\n%s", cmp.Diff(a, b))
	}
	if _, err := issuer.Preview(ctx, sellOut, february); !errors.Is(err, daybook.ErrInvoiced) {
		t.Errorf("a preview of what is drafted: %v, want ErrInvoiced", err)
	}
}

// The reasons are typed, and each names the customer and the level.
func TestBillErrors(t *testing.T) {
	ctx := context.Background()
	_, issuer := issuing(t)
	nobody := sellOut
	nobody.Buyer = "nobody"
	opened(t, issuer, sellOut)
	for _, tt := range []struct {
		name string
		bill daybook.Bill
		want error
	}{
		{"nothing to bill", nobody, invoice.ErrNothing},
		{"already invoiced", sellOut, daybook.ErrInvoiced},
	} {
		_, err := issuer.Draft(ctx, tt.bill)
		var fault *daybook.BillError
		if !errors.Is(err, tt.want) || !errors.As(err, &fault) || fault.Bill != tt.bill {
			t.Errorf("%s: %v, want %v of %+v", tt.name, err, tt.want, tt.bill)
		}
		for _, name := range []string{string(tt.bill.Buyer), string(tt.bill.Seller), "-1", "2026-01-01"} {
			if !strings.Contains(err.Error(), name) {
				t.Errorf("%s: %q does not name %s", tt.name, err, name)
			}
		}
	}
}

// inArrears sells calls at 0.10 each, and a fee of 5.00 in arrears.
func inArrears(t testing.TB) subscription.Subscription {
	t.Helper()
	o, err := channel.NewOffer(&pricing.Plan{ID: "calls", Product: "calls", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "calls", Kind: pricing.Usage, Metric: "calls", Model: pricing.PerUnit{Unit: dec("0.10")}, Unit: "call"},
		{ID: "fee", Model: pricing.PerUnit{Unit: dec("5")}, Timing: pricing.Postpaid},
		{ID: "line", Model: pricing.PerUnit{Unit: dec("2")}},
	}}, &channel.Chain{ID: "eu", Revision: 1, Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "reseller", Role: channel.Reseller, Default: channel.Rule{Kind: channel.PassThrough}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return subscription.Subscription{ID: "m-1", Customer: "ada", Terms: []subscription.Term{{
		From: worldStart, Offer: o, Quantity: dec("1"), Schedule: calendar.Schedule{Anchor: worldStart, Zone: time.UTC},
	}}}
}

// A row of usage, or in arrears, is invoiceable when its feed has closed up to
// the end of its service; till then it is left to a later invoice, or keeps the
// whole one back.
func TestPeriodOpen(t *testing.T) {
	ctx := context.Background()
	store, meter := new(memstore.Store), new(memstore.Meter)
	if _, err := meter.Record(memstore.Sample{Subscription: "m-1", Metric: "calls", Source: "switch", ID: "1", At: worldStart + day, Recorded: worldStart + day, Quantity: dec("100")}); err != nil {
		t.Fatal(err)
	}
	sub := inArrears(t)
	b, _ := engines(store, meter, february, 0)
	if r, err := b.Book(ctx, january, stream([]subscription.Subscription{sub})); err != nil || len(r.Quarantined) > 0 {
		t.Fatal(r, err)
	}
	var closed calendar.Instant
	issuer := &daybook.Issuer{Store: store, Clock: clock(february), Feed: func(*proceeds.Row) calendar.Instant { return closed }}
	net := func(i *daybook.Issuer) string {
		inv, err := i.Preview(ctx, sellOut, february)
		switch {
		case errors.Is(err, daybook.ErrPeriodOpen):
			return "open"
		case err != nil:
			t.Fatal(err)
		}
		return inv.Totals.Net.Text()
	}
	whole := *issuer
	whole.Whole = true
	for _, tt := range []struct {
		name          string
		closed        calendar.Instant
		some, inWhole string
	}{
		{"never closed", 0, "2.00", "open"},
		{"closed a moment too early", february - 1, "2.00", "open"},
		{"closed", february, "17.00", "17.00"},
	} {
		closed = tt.closed
		if got := net(issuer); got != tt.some {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.some)
		}
		if got := net(&whole); got != tt.inWhole {
			t.Errorf("%s, in whole: %s, want %s", tt.name, got, tt.inWhole)
		}
	}
	// What waited joins the next invoice.
	closed = 0
	if first := opened(t, issuer, sellOut); first.Totals.Net.Text() != "2.00" {
		t.Errorf("January is %v", first.Totals.Net)
	}
	next := sellOut
	next.Posted = calendar.Period{Start: february, End: february + 28*day}
	if _, err := issuer.Draft(ctx, next); !errors.Is(err, daybook.ErrPeriodOpen) || !strings.Contains(err.Error(), "to ada in EUR") {
		t.Errorf("nothing but what waits: %v, want ErrPeriodOpen", err)
	}
	closed = february
	if second := opened(t, issuer, next); second.Totals.Net.Text() != "15.00" || second.Period != next.Posted {
		t.Errorf("February is %v for %v, want 15.00", second.Totals.Net, second.Period)
	}
}

// A correction that is late never opens an issued invoice: it joins the next
// period's.
func TestLateRowsJoinTheNext(t *testing.T) {
	ctx := context.Background()
	store, issuer := issuing(t)
	first := opened(t, issuer, sellOut)
	sub := monthly(t, "s-1")
	sub.Terms[0].Quantity = dec("2")
	book(t, store, february-1+day, sub, monthly(t, "s-2")) // January, corrected, and February
	if _, err := issuer.Draft(ctx, sellOut); !errors.Is(err, daybook.ErrInvoiced) {
		t.Errorf("January again: %v, want ErrInvoiced", err)
	}
	late := *issuer
	late.Clock = clock(february + 30*day)
	next := sellOut
	next.Posted = calendar.Period{Start: february, End: february + 28*day}
	second := opened(t, &late, next)
	// 12.60 more for January, and three units in February.
	if first.Totals.Net.Text() != "25.20" || second.Totals.Net.Text() != "50.40" {
		t.Errorf("January %v, February %v; want 25.20 and 50.40", first.Totals.Net, second.Totals.Net)
	}
	if stored, err := store.Invoice(ctx, first.ID); err != nil || stored.Version != first.Version {
		t.Errorf("January's invoice is of version %d, %v; want %d", stored.Version, err, first.Version)
	}
}

func TestOverdue(t *testing.T) {
	ctx := context.Background()
	directory, err := channel.NewDirectory(channel.Listing{Parties: []channel.Party{
		{ID: "vendor", Role: channel.Vendor, LegalName: "V"},
		{ID: "parent", Role: channel.Parent, LegalName: "P"},
		{ID: "distributor", Role: channel.Distributor, LegalName: "D", Suppliers: []channel.PartyID{"parent"}},
		{ID: "reseller", Role: channel.Reseller, LegalName: "R", Suppliers: []channel.PartyID{"distributor"}},
		{ID: "ada", Role: channel.Customer, LegalName: "Ada", Channel: "R1", PaymentTerms: 14, Currency: money.MustCurrency("EUR")},
	}, Channels: []channel.Channel{{Code: "R1", Seller: "reseller"}}})
	if err != nil {
		t.Fatal(err)
	}
	_, issuer := issuing(t)
	issuer.Directory = directory
	issuer.Zone, err = time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	open := opened(t, issuer, sellOut)
	due := calendar.Must("2026-02-15T23:00:00Z") // the end of 15 February in Rome
	if open.Due != due || open.BuyerParty.LegalName != "Ada" {
		t.Fatalf("due %v, want %v; to %q", open.Due, due, open.BuyerParty.LegalName)
	}
	for _, tt := range []struct {
		at   calendar.Instant
		want int
	}{{due - 1, 0}, {due, 1}, {due + 1, 0}} {
		later := *issuer
		later.Clock, later.Actor = clock(tt.at), ""
		got, err := later.Overdue(ctx)
		if err != nil || len(got) != tt.want {
			t.Errorf("at %v %d become past due, %v; want %d", tt.at, len(got), err, tt.want)
		}
		for _, inv := range got {
			if last := inv.Trail[len(inv.Trail)-1]; inv.Status != invoice.PastDue || last.Actor != "" || last.At != tt.at {
				t.Errorf("past due: %+v", last)
			}
		}
	}
	if _, err := issuer.Close(ctx, open.ID); err != nil {
		t.Errorf("a past due invoice is settled: %v", err)
	}
}

// A host may number by its own rule; what it gives twice is refused.
func TestOwnNumbers(t *testing.T) {
	ctx := context.Background()
	_, issuer := issuing(t)
	issuer.Number = func(_ context.Context, inv invoice.Invoice) (string, error) {
		return fmt.Sprintf("%s/%d", inv.Buyer, inv.Issued), nil
	}
	first := opened(t, issuer, sellOut)
	if first.Number != fmt.Sprintf("ada/%d", february) {
		t.Errorf("number %q", first.Number)
	}
	if _, err := issuer.Void(ctx, first.ID); err != nil {
		t.Fatal(err)
	}
	again, err := issuer.Draft(ctx, sellOut)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := issuer.Approve(ctx, again.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := issuer.Open(ctx, again.ID); !errors.Is(err, daybook.ErrConflict) {
		t.Errorf("the number of a void invoice is given again: %v", err)
	}
	issuer.Number = func(context.Context, invoice.Invoice) (string, error) { return "", errDied }
	if _, err := issuer.Open(ctx, again.ID); !errors.Is(err, errDied) {
		t.Errorf("a number that cannot be had: %v", err)
	}
	issuer.Number = nil
	if open, err := issuer.Open(ctx, again.ID); err != nil || open[0].Number != "R-000001" {
		t.Errorf("the store's own number: %v, %v", open, err)
	}
}

// The numbers of a template begin anew each year.
func TestNumbersOfAYear(t *testing.T) {
	store := new(memstore.Store)
	sub := monthly(t, "s-1")
	sub.Terms[0].From, sub.Terms[0].Schedule.Anchor = worldStart-61*day, worldStart-61*day // 1 November
	b, _ := engines(store, nil, february, 0)
	if _, err := b.Book(context.Background(), calendar.Period{Start: worldStart - 61*day, End: february}, stream([]subscription.Subscription{sub})); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, issued := range []string{"2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z"} {
		at := calendar.Must(issued)
		issuer := &daybook.Issuer{Store: store, Clock: clock(at), Terms: invoice.Terms{Series: "R-{year}-"}}
		bill := sellOut
		bill.Posted = calendar.Period{Start: worldStart - 61*day, End: at + 1}
		got = append(got, opened(t, issuer, bill).Number)
	}
	if diff := cmp.Diff([]string{"R-2025-000001", "R-2026-000001"}, got); diff != "" {
		t.Errorf("numbers mismatch (-want +got)\n%s", diff)
	}
}
