package daybook_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/invoice"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

var (
	february = calendar.Must("2026-02-01T00:00:00Z")
	january  = calendar.Period{Start: worldStart, End: february}
)

func total(t *testing.T, rows []proceeds.Row, l channel.Level) string {
	t.Helper()
	var sum money.Amount
	for _, r := range rows {
		a, ok := r.Amounts.Of(l)
		if !ok {
			t.Fatalf("no amount at %d", l)
		}
		var err error
		if sum, err = sum.Add(a); err != nil {
			t.Fatal(err)
		}
	}
	return sum.Text()
}

// A faulty subscription is left alone with its cause; the others are booked.
func TestQuarantine(t *testing.T) {
	good, broken, metered := monthly(t, "good"), monthly(t, "broken"), monthly(t, "metered")
	broken.Terms[0].Quantity = dec("-1")
	metered.Terms[0].Quantity = dec("999999999999999999999999") // overflows an amount
	store := new(memstore.Store)
	booked, _ := book(t, store, february, good, broken, metered, good)
	causes := map[subscription.ID]error{}
	for _, q := range booked.Quarantined {
		causes[q.Subscription] = q.Err
	}
	if len(booked.Quarantined) != 3 || !errors.Is(causes["broken"], subscription.ErrTimeline) || !errors.Is(causes["metered"], money.ErrRange) || causes["good"] == nil {
		t.Errorf("quarantined: %v", booked.Quarantined)
	}
	if booked.Rows != 1 || booked.Subscriptions != 4 {
		t.Errorf("booked %d rows of %d subscriptions, want January of one of 4", booked.Rows, booked.Subscriptions)
	}
}

func TestStreamFault(t *testing.T) {
	down := errors.New("catalogue down")
	pages := daybook.Paged(func(after subscription.ID) ([]subscription.Subscription, error) {
		if after == "" {
			return []subscription.Subscription{monthly(t, "s-1")}, nil
		}
		return nil, down
	})
	b, _ := engines(new(memstore.Store), nil, february, 1)
	if r, err := b.Book(context.Background(), january, pages); !errors.Is(err, down) || r.Rows != 1 {
		t.Errorf("Book = %+v, %v; want the page before the fault, and the fault", r, err)
	}
}

// A correction of a closed month counts in the next open one and keeps the
// service period.
func TestClosedMonth(t *testing.T) {
	ctx := context.Background()
	store := new(memstore.Store)
	s := monthly(t, "s-1")
	book(t, store, february-1, s)
	if err := store.CloseBook(ctx, proceeds.Booked, february); err != nil {
		t.Fatal(err)
	}
	s.Terms[0].Quantity = dec("2")
	book(t, store, february+day, s)
	r := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Operator: true}}
	views, _, err := r.Since(ctx, proceeds.Booked, january, "", 10)
	if err != nil || len(views) != 1 {
		t.Fatalf("posted in January: %d rows, %v; want the one that was there", len(views), err)
	}
	all := rows(t, store, proceeds.Booked)
	if len(all) != 3 {
		t.Fatalf("%d rows, want January, its correction, and February", len(all))
	}
	for _, row := range all {
		if row.N == 1 && (row.Posted != february || row.Service != january) {
			t.Errorf("correction posted %v for %v, want %v for %v", row.Posted, row.Service, february, january)
		}
	}
	if got := total(t, all, channel.SellOut); got != "50.40" {
		t.Errorf("total = %s, want 2 months × 2 × 12.60", got)
	}
}

// Each party reads its own side, in the order of commits, and nothing twice.
func TestReaderPolls(t *testing.T) {
	ctx := context.Background()
	store := new(memstore.Store)
	s := monthly(t, "s-1")
	r := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "reseller"}}
	var after daybook.Cursor
	n := 0
	for d := calendar.Instant(1); d <= 31; d++ {
		book(t, store, worldStart+d*day, s)
		for {
			views, next, err := r.Since(ctx, proceeds.Live, calendar.Period{}, after, 2)
			if err != nil {
				t.Fatal(err)
			}
			if len(views) == 0 {
				break
			}
			n, after = n+len(views), next
		}
	}
	if n != 31 {
		t.Errorf("polled %d quotas of January, want 31", n)
	}
	for _, v := range []channel.Viewer{{}, {Party: "stranger"}} {
		views, _, err := daybook.Reader{Ledger: store, Viewer: v}.Since(ctx, proceeds.Live, calendar.Period{}, "", 10)
		if err != nil || len(views) != 0 {
			t.Errorf("viewer %+v sees %d rows, %v", v, len(views), err)
		}
	}
}

// A frame within a day has no row whose day starts outside of it, and an answer
// without rows has the cursor that came in.
func TestReaderOfANarrowFrame(t *testing.T) {
	ctx := context.Background()
	store := new(memstore.Store)
	book(t, store, february, monthly(t, "s-1"))
	narrow := calendar.Period{Start: worldStart + day/2, End: worldStart + day/2 + 1}
	r := daybook.Reader{Ledger: store, Viewer: channel.Viewer{Party: "distributor"}}
	if views, next, err := r.Since(ctx, proceeds.Booked, narrow, "", 10); err != nil || len(views) != 0 || next != "" {
		t.Errorf("%d rows, cursor %q, %v; want none and the cursor that came in", len(views), next, err)
	}
}

func TestIssue(t *testing.T) {
	ctx := context.Background()
	store := new(memstore.Store)
	book(t, store, february-1, monthly(t, "s-1"), monthly(t, "s-2"))
	issuer := daybook.Issuer{Store: store, Clock: clock(february), Terms: invoice.Terms{Tax: flatTax(t, "22"), Series: "R-"}}
	q := daybook.Bill{Level: channel.SellOut, Posted: january}
	bills, err := store.Bills(ctx, q, daybook.Bill{}, 10)
	if err != nil || len(bills) != 1 || bills[0].Buyer != "ada" || bills[0].Seller != "reseller" {
		t.Fatalf("Bills = %+v, %v", bills, err)
	}
	draft, err := issuer.Draft(ctx, bills[0])
	if err != nil {
		t.Fatal(err)
	}
	if draft.Status != invoice.Draft || draft.Number != "" || draft.Totals.Net.Text() != "25.20" || draft.Totals.Tax.Text() != "5.54" || draft.Totals.Gross.Text() != "30.74" {
		t.Errorf("draft = %+v", draft)
	}
	if _, err := issuer.Draft(ctx, bills[0]); !errors.Is(err, daybook.ErrInvoiced) {
		t.Errorf("a second draft of the same period: %v, want ErrInvoiced", err)
	}
	if _, err := issuer.Open(ctx, draft.ID); err == nil || !strings.Contains(err.Error(), "draft cannot become open") {
		t.Errorf("opening what nobody has approved: %v", err)
	}
	if _, err := issuer.Approve(ctx, draft.ID); err != nil {
		t.Fatal(err)
	}
	opened, err := issuer.Open(ctx, draft.ID)
	if err != nil || len(opened) != 1 || opened[0].Number != "R-000001" || opened[0].Issued != february {
		t.Fatalf("Open = %+v, %v", opened, err)
	}
	open := opened[0]
	if again, err := issuer.Open(ctx, draft.ID); err != nil || again[0].Version != open.Version {
		t.Errorf("Open again = %+v, %v; want version %d", again, err, open.Version)
	}
	if _, err := issuer.Void(ctx, draft.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := issuer.Open(ctx, draft.ID); err == nil || !strings.Contains(err.Error(), "void cannot become open") {
		t.Errorf("opening a void invoice: %v", err)
	}
	rebill, err := issuer.Draft(ctx, bills[0])
	if err != nil || rebill.ID == draft.ID {
		t.Errorf("rebill = %s, %v; want another invoice", rebill.ID, err)
	}
	// The same rows are billed once at every level.
	b := bills[0]
	b.Level, b.Seller, b.Buyer = channel.SellIn, "distributor", "reseller"
	if inv, err := issuer.Draft(ctx, b); err != nil || inv.Totals.Net.Text() != "18.00" {
		t.Errorf("distributor's draft = %v, %v", inv.Totals.Net, err)
	}
}
