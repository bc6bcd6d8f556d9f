package daybook_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

// A cancellation that is taken back: what it made due in arrears is not due any
// more, so a ledger that saw it holds what one that never did holds.
func TestWithdrawnCancellationConverges(t *testing.T) {
	o, err := channel.NewOffer(&pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "fee", Timing: pricing.Postpaid, Model: pricing.PerUnit{Unit: dec("31")}},
	}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		t.Fatal(err)
	}
	s := subscription.Subscription{ID: "s", Customer: "ada", Terms: []subscription.Term{{
		From: worldStart, Offer: o, Quantity: dec("1"), Schedule: calendar.Schedule{Anchor: worldStart}}}}
	cancelled := s
	cancelled.End = worldStart + 10*day

	saw, never := new(memstore.Store), new(memstore.Store)
	book(t, saw, worldStart+12*day, cancelled)
	book(t, saw, worldStart+14*day, s)
	book(t, never, worldStart+14*day, s)
	if d := difference(canonical(t, never), canonical(t, saw)); d != "" {
		t.Errorf("the same facts at the last run, other rows:\n%s", d)
	}
}

// The start of a subscription is corrected to a later day of the same billing
// period. A frame that touches the period sees what was booked at its start.
func TestCorrectedStartIsTakenBack(t *testing.T) {
	wrong := monthly(t, "s")
	right := monthly(t, "s")
	right.Terms[0].From += 9 * day // the schedule is the same

	for _, frame := range []calendar.Period{
		{Start: worldStart, End: february},
		{Start: worldStart + 15*day, End: february}, // touches the same period
	} {
		store := new(memstore.Store)
		book(t, store, worldStart+2*day, wrong)
		b, _ := engines(store, nil, worldStart+20*day, 0)
		if _, err := b.Book(context.Background(), frame, stream([]subscription.Subscription{right})); err != nil {
			t.Fatal(err)
		}
		if got := total(t, rows(t, store, 0), -1); got != "8.94" { // 12.60 × 22/31
			t.Errorf("booked over the frame %v: %s in all, want 8.94", frame, got)
		}
	}
}

// A pause without credit starts where the frame ends. The fee of the period it
// lies in is booked whole, whichever frame touches the period: 12.60 in all.
func TestChangeAtFrameEnd(t *testing.T) {
	s := monthly(t, "s")
	pause, resume := s.Terms[0], s.Terms[0]
	pause.From, pause.Mode = worldStart+10*day, subscription.PausedFull
	resume.From = worldStart + 20*day
	s.Terms = append(s.Terms, pause, resume)
	for _, frame := range []calendar.Period{january, {Start: worldStart, End: pause.From}, {Start: worldStart, End: pause.From + 1}} {
		store := new(memstore.Store)
		book(t, store, february, s)
		b, _ := engines(store, nil, february+day, 0)
		r, err := b.Book(t.Context(), frame, stream([]subscription.Subscription{s}))
		if err != nil || r.Rows > 0 {
			t.Errorf("%v adds %d rows, %v", frame, r.Rows, err)
		}
		if got := total(t, rows(t, store, proceeds.Booked), channel.SellOut); got != "12.60" {
			t.Errorf("%v: %s in all, want 12.60", frame, got)
		}
	}
}

// A run at the very instant of an upgrade, over the frame until then, books what
// a run over a longer frame does.
func TestChangeNow(t *testing.T) {
	s := monthly(t, "s")
	up := s.Terms[0]
	up.From, up.Quantity = worldStart+10*day, dec("2")
	s.Terms = append(s.Terms, up)
	s.Terms[1].Credits = subscription.AllCredits(subscription.FullCredit)
	short, long := new(memstore.Store), new(memstore.Store)
	book(t, short, up.From, s) // its frame ends at now
	b, c := engines(long, nil, up.From, 0)
	for _, run := range []func() error{
		func() error {
			_, err := b.Book(t.Context(), january, stream([]subscription.Subscription{s}))
			return err
		},
		func() error {
			_, err := c.Collect(t.Context(), january, stream([]subscription.Subscription{s}))
			return err
		},
	} {
		if err := run(); err != nil {
			t.Fatal(err)
		}
	}
	if d := difference(canonical(t, long), canonical(t, short)); d != "" {
		t.Errorf("other rows by a frame that ends now:\n%s", d)
	}
}

// A plan with monthly usage and a fee every ten days. The seats change on the
// month's last day, on which 80.00 are used. The frame of the next night
// reaches back to the ten days' start, in the middle of the month's line.
func TestIntervalsThatDoNotMeet(t *testing.T) {
	o, err := channel.NewOffer(&pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "gb", Kind: pricing.Usage, Metric: "gb", Model: pricing.PerUnit{Unit: dec("1")}},
		{ID: "fee", Every: calendar.Interval{N: 10, Unit: calendar.Day}, Model: pricing.Flat{Amount: dec("0")}},
	}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		t.Fatal(err)
	}
	term := subscription.Term{From: worldStart, Offer: o, Quantity: dec("1"), Schedule: calendar.Schedule{Anchor: worldStart}}
	more := term
	more.From, more.Quantity = worldStart+30*day, dec("2")
	s := subscription.Subscription{ID: "s", Customer: "ada", Terms: []subscription.Term{term, more}}
	m := new(memstore.Meter)
	if _, err := m.Record(memstore.Sample{Source: "m", ID: "1", Subscription: "s", Metric: "gb",
		At: more.From + day/4, Recorded: more.From + day/4, Quantity: dec("80")}); err != nil {
		t.Fatal(err)
	}
	store := new(memstore.Store)
	for _, frame := range []calendar.Period{{Start: worldStart, End: february + day}, {Start: february, End: february + day}} {
		b, _ := engines(store, m, february+day, 0)
		if _, err := b.Book(t.Context(), frame, stream([]subscription.Subscription{s})); err != nil {
			t.Fatal(err)
		}
		if got := total(t, rows(t, store, proceeds.Booked), channel.SellOut); got != "80.00" {
			t.Errorf("after the frame %v: %s, want 80.00", frame, got)
		}
	}
}

// A subscription goes to another customer of the same reseller. The distributor
// may not know customers, so it sees nothing of it.
func TestCustomerMoveIsHidden(t *testing.T) {
	var saw [2]string
	for i, customer := range []channel.PartyID{"ada", "bob"} {
		store := new(memstore.Store)
		s := monthly(t, "s")
		book(t, store, worldStart+2*day, s)
		s.Customer = customer
		book(t, store, worldStart+3*day, s)
		saw[i] = seen(t, store, "distributor")
	}
	if saw[0] != saw[1] {
		t.Errorf("the distributor sees that the customer changed:\n%s\n\n%s", saw[0], saw[1])
	}
}

// A backdated move to another reseller of the same distributor is nothing to the
// vendor, which deals with the parent.
func TestResellerMoveIsHidden(t *testing.T) {
	var saw [2]string
	for i, reseller := range []channel.PartyID{"reseller", "other reseller"} {
		plan := &pricing.Plan{ID: "basic", Product: "backup", Currency: money.MustCurrency("EUR"),
			Charges: []pricing.Charge{{ID: "fee", Model: pricing.PerUnit{Unit: dec("6.00")}}}}
		offer := func(r channel.PartyID) *channel.Offer {
			chain := &channel.Chain{ID: "eu", Vendor: "vendor", Sellers: []channel.Seller{
				{Party: "parent", Role: channel.Parent, Default: channel.Rule{Kind: channel.Markup, Percent: dec("20")}},
				{Party: r, Role: channel.Reseller, Default: channel.Rule{Kind: channel.Markup, Percent: dec("20")}}}}
			o, err := channel.NewOffer(plan, chain)
			if err != nil {
				t.Fatal(err)
			}
			return o
		}
		store := new(memstore.Store)
		s := monthly(t, "s")
		s.Terms[0].Offer = offer("reseller")
		book(t, store, worldStart+2*day, s)
		s.Terms[0].Offer = offer(reseller)
		book(t, store, worldStart+3*day, s)
		saw[i] = seen(t, store, "vendor")
	}
	if saw[0] != saw[1] {
		t.Errorf("the vendor sees that the reseller changed:\n%s\n\n%s", saw[0], saw[1])
	}
}

// seen is all that a party reads of the booked ledger.
func seen(t *testing.T, l daybook.Ledger, p channel.PartyID) (out string) {
	t.Helper()
	r := daybook.Reader{Ledger: l, Viewer: channel.Viewer{Party: p}}
	views, cursor, err := r.Since(context.Background(), proceeds.Booked, calendar.Period{}, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for i := range views {
		b, err := json.Marshal(views[i])
		if err != nil {
			t.Fatal(err)
		}
		out += fmt.Sprintf("%s\n", b)
	}
	return out + string(cursor)
}
