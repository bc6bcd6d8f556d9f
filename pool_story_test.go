package daybook_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
)

// pooledOffer sells pooled gigabytes by a vendor, and by a reseller with 100 % on
// top.
func pooledOffer(t testing.TB, m pricing.Model) *channel.Offer {
	t.Helper()
	o, err := channel.NewOffer(&pricing.Plan{ID: "p", Revision: 1, Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{
		{ID: "gb", Kind: pricing.Usage, Pooled: true, Metric: "gb", Model: m},
	}}, &channel.Chain{ID: "c", Vendor: "vendor", Sellers: []channel.Seller{
		{Party: "reseller", Role: channel.Reseller, Default: channel.Rule{Kind: channel.Markup, Percent: dec("100")}}}})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func member(o *channel.Offer, id subscription.ID) subscription.Subscription {
	return subscription.Subscription{ID: id, Customer: "ada", Pool: "pool", Terms: []subscription.Term{{
		From: worldStart, Offer: o, Quantity: dec("1"), Schedule: calendar.Schedule{Anchor: worldStart, Zone: time.UTC}}}}
}

// graduated100 is 1.00 up to 100 and 0.50 above.
func graduated100() pricing.Model {
	return pricing.Graduated{Tiers: []pricing.Tier{{UpTo: dec("100"), Unit: dec("1")}, {Unit: dec("0.50")}}}
}

// bothBooks runs both books over January as of now, and returns what each
// subscription's charge and component hold, booked, at both levels; live must
// hold the same.
func bothBooks(t *testing.T, l daybook.Ledger, m *memstore.Meter, now calendar.Instant, subs ...subscription.Subscription) (out []string) {
	t.Helper()
	b, c := engines(l, m, now, 0)
	for _, do := range []func(context.Context, calendar.Period, daybook.Subscriptions) (daybook.Report, error){b.Book, c.Collect} {
		if r, err := do(t.Context(), january, stream(subs)); err != nil || len(r.Quarantined) > 0 {
			t.Fatal(err, r.Quarantined)
		}
	}
	held := func(book proceeds.Book) (out []string) {
		sums := map[string]channel.Amounts{}
		var names []string
		for _, r := range rows(t, l, book) {
			name := strings.TrimSpace(fmt.Sprintf("%s %s", r.Subscription, r.Component))
			if _, ok := sums[name]; !ok {
				names = append(names, name)
			}
			sum, err := sums[name].Add(r.Amounts)
			if err != nil {
				t.Fatal(err)
			}
			sums[name] = sum
		}
		for _, name := range names {
			cost, _ := sums[name].Of(0)
			price, _ := sums[name].Of(1)
			if !cost.IsZero() || !price.IsZero() {
				out = append(out, name+": "+cost.Text()+" "+price.Text())
			}
		}
		return out
	}
	out = held(proceeds.Booked)
	if diff := cmp.Diff(out, held(proceeds.Live)); diff != "" {
		t.Errorf("-booked +live:\n%s", diff)
	}
	return out
}

func TestPoolNumbers(t *testing.T) {
	noon := worldStart + day/2
	for _, tt := range []struct {
		name  string
		model pricing.Model
		used  map[subscription.ID]string
		want  []string
	}{
		{"60 + 60 reach the second tier together", graduated100(), map[subscription.ID]string{"a": "60", "b": "60"},
			[]string{"a: 55.00 110.00", "b: 55.00 110.00"}},
		{"what one leaves of the included units, another uses", pricing.Included{Units: dec("100"), Model: pricing.PerUnit{Unit: dec("1")}},
			map[subscription.ID]string{"a": "80", "b": "30"}, []string{"a: 7.27 14.55", "b: 2.73 5.45"}},
		{"one minimum for both", pricing.Minimum{Amount: dec("100"), Model: pricing.PerUnit{Unit: dec("1")}},
			map[subscription.ID]string{"a": "30", "b": "10"}, []string{"a: 30.00 60.00", "a minimum: 45.00 90.00", "b: 10.00 20.00", "b minimum: 15.00 30.00"}},
		{"nobody used anything", pricing.Minimum{Amount: dec("100.01"), Model: pricing.PerUnit{Unit: dec("1")}}, nil,
			[]string{"a minimum: 50.01 100.01", "b minimum: 50.00 100.01"}},
		{"one maximum for both", pricing.Maximum{Amount: dec("50"), Model: pricing.PerUnit{Unit: dec("1")}},
			map[subscription.ID]string{"a": "60", "b": "40"}, []string{"a: 60.00 120.00", "a maximum: -30.00 -60.00", "b: 40.00 80.00", "b maximum: -20.00 -40.00"}},
	} {
		o, m := pooledOffer(t, tt.model), new(memstore.Meter)
		for id, q := range tt.used {
			used(t, m, id, noon, 0, q)
		}
		got := bothBooks(t, new(memstore.Store), m, february, member(o, "b"), member(o, "a"))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// The control: without the pool each has its own tiers.
func TestPoolControl(t *testing.T) {
	o, m := pooledOffer(t, graduated100()), new(memstore.Meter)
	a, b := member(o, "a"), member(o, "b")
	a.Pool, b.Pool = "", ""
	used(t, m, "a", worldStart, 0, "60")
	used(t, m, "b", worldStart, 0, "60")
	want := []string{"a: 60.00 120.00", "b: 60.00 120.00"}
	if diff := cmp.Diff(want, bothBooks(t, new(memstore.Store), m, february, a, b)); diff != "" {
		t.Errorf("each alone (-want +got):\n%s", diff)
	}
}

// Late usage of one member makes what all used cheaper, and restates the others;
// the books hold what those hold that knew it from the beginning.
func TestPoolLateUsage(t *testing.T) {
	o, m, knew := pooledOffer(t, graduated100()), new(memstore.Meter), new(memstore.Meter)
	a, b := member(o, "a"), member(o, "b")
	late := february + day
	for _, x := range []*memstore.Meter{m, knew} {
		used(t, x, "a", worldStart+day, 0, "60")
		used(t, x, "b", worldStart+4*day, 0, "60")
	}
	used(t, m, "b", worldStart+2*day, late, "80")
	used(t, knew, "b", worldStart+2*day, 0, "80")
	store, fresh := new(memstore.Store), new(memstore.Store)
	if diff := cmp.Diff([]string{"a: 55.00 110.00", "b: 55.00 110.00"}, bothBooks(t, store, m, february, a, b)); diff != "" {
		t.Errorf("before (-want +got):\n%s", diff)
	}
	want := []string{"a: 45.00 90.00", "b: 105.00 210.00"} // 100 × 1.00 + 100 × 0.50 by 60 and 140
	if diff := cmp.Diff(want, bothBooks(t, store, m, late+day, a, b)); diff != "" {
		t.Errorf("after (-want +got):\n%s", diff)
	}
	bothBooks(t, fresh, knew, late+day, a, b)
	if d := difference(canonical(t, fresh), canonical(t, store)); d != "" {
		t.Errorf("other rows than where it was known:\n%s", d)
	}
}

// A member that leaves on the 11th bears its part of what the pool comes to: what
// the other one uses later makes its units cheaper, until the month is over. One
// that joins on the 21st bears nothing of what was before.
func TestPoolMembersComeAndGo(t *testing.T) {
	o, m, store := pooledOffer(t, graduated100()), new(memstore.Meter), new(memstore.Store)
	a, b, c := member(o, "a"), member(o, "b"), member(o, "c")
	a.End = worldStart + 10*day
	c.Terms[0].From = worldStart + 20*day
	used(t, m, "a", worldStart+day, 0, "100")
	used(t, m, "a", worldStart+15*day, 0, "1000") // not its any more
	used(t, m, "b", worldStart+14*day, 0, "50")
	used(t, m, "c", worldStart+day, 0, "1000") // not yet
	used(t, m, "c", worldStart+24*day, 0, "50")
	want := []string{"a: 75.00 150.00", "b: 37.50 75.00", "c: 37.50 75.00"} // 150.00 by 100, 50 and 50
	if diff := cmp.Diff(want, bothBooks(t, store, m, february, c, b, a)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var got []string
	for _, r := range rows(t, store, proceeds.Live) {
		if x, _ := r.Amounts.Of(0); r.Subscription == "a" {
			got = append(got, r.Start.String()[:10]+" "+x.Text())
		}
	}
	// 125.00 by 100 and 50 on the 15th; 150.00 by 100, 50 and 50 on the 25th.
	if diff := cmp.Diff([]string{"2026-01-02 100.00", "2026-01-15 -16.67", "2026-01-25 -8.33"}, got); diff != "" {
		t.Errorf("quotas of the member that left (-want +got):\n%s", diff)
	}
	for _, r := range rows(t, store, proceeds.Booked) {
		service := calendar.Period{Start: worldStart, End: february}
		switch r.Subscription {
		case "a":
			service.End = a.End
		case "c":
			service.Start = c.Terms[0].From
		}
		if r.Service != service || r.Due != february || r.Posted != february-1 {
			t.Errorf("%s is for %v, due %v, posted %v; want %v, when the pool's month is over", r.Subscription, r.Service, r.Due, r.Posted, service)
		}
	}
}

func TestPoolErrors(t *testing.T) {
	o := pooledOffer(t, graduated100())
	for _, tt := range []struct {
		name string
		edit func(b *subscription.Subscription)
		want string
	}{
		{"another customer", func(b *subscription.Subscription) { b.Customer = "bob" }, `proceeds: pool "pool": b: it is "bob"'s in pool "pool", not "ada"'s`},
		{"another price", func(b *subscription.Subscription) {
			p := *o.Plan
			p.Revision = 2
			x, err := channel.NewOffer(&p, &channel.Chain{ID: "c", Vendor: "vendor"})
			if err != nil {
				t.Fatal(err)
			}
			b.Terms[0].Offer = x
		}, `proceeds: pool "pool": b: charge "gb": another offer than the others have at 2026-01-01T00:00:00Z`},
		{"another measure", func(b *subscription.Subscription) { b.Terms[0].Measure = calendar.ByHour }, `proceeds: pool "pool": b: charge "gb": its time is measured otherwise`},
		{"a set-up", func(b *subscription.Subscription) {
			b.Terms[0].Offer = pooledOffer(t, pricing.Graduated{Tiers: []pricing.Tier{{Unit: dec("1"), Setup: dec("5")}}})
		}, `proceeds: pool "pool": b: charge "gb": tiers with a set-up are not shared`},
		{"no customer", func(b *subscription.Subscription) { b.Customer = "" }, `daybook: pool "pool": b: subscription: broken timeline: customer: empty`},
	} {
		a, b := member(o, "a"), member(o, "b")
		tt.edit(&b)
		store := new(memstore.Store)
		alone := monthly(t, "alone")
		booker, collector := engines(store, new(memstore.Meter), february, 0)
		for name, do := range map[string]func(context.Context, calendar.Period, daybook.Subscriptions) (daybook.Report, error){"book": booker.Book, "collect": collector.Collect} {
			r, err := do(t.Context(), january, stream([]subscription.Subscription{a, alone, b}))
			if err != nil || len(r.Quarantined) != 2 || r.Quarantined[0].Subscription != "a" || r.Quarantined[1].Err.Error() != tt.want || r.Rows == 0 {
				t.Errorf("%s, %s: %+v, %v; want a and b quarantined by %s, and the other one done", tt.name, name, r, err, tt.want)
			}
			var bad *proceeds.PoolError
			if errors.As(r.Quarantined[0].Err, &bad) == errors.Is(r.Quarantined[0].Err, subscription.ErrTimeline) {
				t.Errorf("%s: %v is neither of the pool nor of a timeline", tt.name, r.Quarantined[0].Err)
			}
		}
	}
}

// Without a reading of one member nothing of the pool can be told. One that comes
// twice is counted once.
func TestPoolQuarantine(t *testing.T) {
	o, m, store := pooledOffer(t, graduated100()), new(memstore.Meter), new(memstore.Store)
	a, b := member(o, "a"), member(o, "b")
	used(t, m, "a", worldStart, 0, "60")
	used(t, m, "b", worldStart, 0, "-1")
	booker, _ := engines(store, m, february, 0)
	r, err := booker.Book(t.Context(), january, stream([]subscription.Subscription{a, b}))
	if err != nil || len(r.Quarantined) != 2 || r.Rows != 0 {
		t.Errorf("a negative quantity: %+v, %v", r, err)
	}
	r, err = booker.Book(t.Context(), january, stream([]subscription.Subscription{a, a}))
	if err != nil || len(r.Quarantined) != 1 || total(t, rows(t, store, proceeds.Booked), 0) != "60.00" {
		t.Errorf("twice: %+v, %v", r, err)
	}
}

// What a member costs depends on the others, so it is not previewed alone.
func TestPoolPreview(t *testing.T) {
	scale := func(p *pricing.Plan) (uint8, error) { return money.Currencies{}.Digits(p.Currency) }
	s := member(pooledOffer(t, graduated100()), "a")
	var bad *proceeds.PoolError
	if _, err := livereport.NewPreview(&s, livereport.PreviewTerms{AsOf: february}, scale); !errors.As(err, &bad) || bad.Charge != "gb" {
		t.Errorf("in a pool: %v", err)
	}
	s.Pool = ""
	if _, err := livereport.NewPreview(&s, livereport.PreviewTerms{AsOf: february}, scale); err != nil {
		t.Errorf("without: %v", err)
	}
}

// Three phones of a customer share 100 included gigabytes: 20 of 120 are 40.00.
func ExampleBooker_pool() {
	offer, err := channel.NewOffer(&pricing.Plan{ID: "mobile", Currency: money.MustCurrency("EUR"), Charges: []pricing.Charge{{
		ID: "gb", Kind: pricing.Usage, Metric: "gb", Pooled: true,
		Model: pricing.Included{Units: dec("100"), Model: pricing.PerUnit{Unit: dec("2.00")}},
	}}}, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		fmt.Println(err)
		return
	}
	var subs []subscription.Subscription
	meter := new(memstore.Meter)
	for i, gb := range []string{"5", "70", "45"} {
		id := subscription.ID(fmt.Sprintf("phone-%d", i))
		subs = append(subs, subscription.Subscription{ID: id, Customer: "ada", Pool: "ada's phones", Terms: []subscription.Term{{
			From: worldStart, Offer: offer, Quantity: dec("1"), Schedule: calendar.Schedule{Anchor: worldStart},
		}}})
		if _, err := meter.Record(memstore.Sample{Source: "network", ID: string(id), Subscription: id, Metric: "gb", At: worldStart + day, Quantity: dec(gb)}); err != nil {
			fmt.Println(err)
			return
		}
	}
	store := new(memstore.Store)
	booker := daybook.Booker{Ledger: store, Metrics: meter, Clock: clock(february)}
	if _, err := booker.Book(context.Background(), january, stream(subs)); err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range rows(fatal{}, store, proceeds.Booked) {
		price, _ := r.Amounts.Of(channel.SellOut)
		fmt.Println(r.Subscription, r.Quantity, price)
	}
	// Output:
	// phone-0 5 1.67 EUR
	// phone-1 70 23.33 EUR
	// phone-2 45 15.00 EUR
}
