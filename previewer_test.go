package daybook_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/daybook-go/daybook"
	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/store/memstore"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// sampleOf is a sample that is recorded when it happens.
func sampleOf(id string, at calendar.Instant, quantity string) memstore.Sample {
	return memstore.Sample{Source: "m", ID: id, Subscription: "s", Metric: "gb", At: at, Recorded: at, Quantity: dec(quantity)}
}

func meterOf(t testing.TB, samples ...memstore.Sample) *memstore.Meter {
	t.Helper()
	m := new(memstore.Meter)
	for _, s := range samples {
		if _, err := m.Record(s); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// subscribed is a subscription to charges that the vendor sells itself.
func subscribed(t testing.TB, from calendar.Instant, zone *time.Location, charges ...pricing.Charge) *subscription.Subscription {
	t.Helper()
	o, err := channel.NewOffer(&pricing.Plan{ID: "p", Currency: money.MustCurrency("EUR"), Charges: charges}, &channel.Chain{ID: "direct", Vendor: "vendor"})
	if err != nil {
		t.Fatal(err)
	}
	return &subscription.Subscription{ID: "s", Customer: "ada", Terms: []subscription.Term{{
		From: from, Offer: o, Quantity: dec("1"), Schedule: calendar.Schedule{Anchor: from, Zone: zone}}}}
}

func flat(amount string) pricing.Charge {
	return pricing.Charge{ID: "fee", Model: pricing.Flat{Amount: dec(amount)}}
}

func metered1(statistic pricing.Statistic, m pricing.Model) pricing.Charge {
	return pricing.Charge{ID: "use", Kind: pricing.Usage, Metric: "gb", Statistic: statistic, Model: m}
}

// The numbers that must come out, previewed. Rows are DOMAIN's.
func TestPreviewDomainNumbers(t *testing.T) {
	jan20 := calendar.Must("2026-01-20T00:00:00Z")
	volume := pricing.Volume{Tiers: []pricing.Tier{{UpTo: dec("100"), Unit: dec("1")}, {Unit: dec("0.50")}}}
	var even []memstore.Sample // 40.00 in January, so much a day
	for i := range calendar.Instant(31 * 24) {
		even = append(even, sampleOf(fmt.Sprint(i), worldStart+i*day/24, "0.0537634408602151"))
	}
	for _, tt := range []struct {
		name              string
		s                 *subscription.Subscription
		m                 *memstore.Meter
		asOf              calendar.Instant
		frame             calendar.Period
		accrued, forecast string
	}{
		{"row 3: 10.00 after a day", subscribed(t, worldStart, nil, flat("10")), nil, worldStart + day, calendar.Period{}, "0.32", "10.00"},
		{"row 3: after 3 days", subscribed(t, worldStart, nil, flat("10")), nil, worldStart + 3*day, calendar.Period{}, "0.97", "10.00"},
		{"row 3: in February, after 27 days", subscribed(t, february, nil, flat("10")), nil, february + 27*day, calendar.Period{}, "9.64", "10.00"},
		{"row 4: 19.98 after 30 days", subscribed(t, worldStart, nil, flat("19.98")), nil, worldStart + 30*day, calendar.Period{}, "19.34", "19.98"},
		{"row 4: at the period's last microsecond", subscribed(t, worldStart, nil, flat("19.98")), nil, february - 1, calendar.Period{}, "19.34", "19.98"},
		{"row 20: minimum, after 15 days", subscribed(t, worldStart, nil, metered1(pricing.Total, pricing.Minimum{Amount: dec("100"), Model: pricing.PerUnit{Unit: dec("1")}})),
			meterOf(t, even...), worldStart + 15*day, calendar.Period{}, "48.39", "100.00"},
		{"row 23: 100 units", subscribed(t, worldStart, nil, metered1(pricing.Total, volume)), meterOf(t, sampleOf("1", worldStart+day, "100")), february - day, calendar.Period{}, "100.00", "51.67"},
		{"row 23: one more", subscribed(t, worldStart, nil, metered1(pricing.Total, volume)), meterOf(t, sampleOf("1", worldStart+day, "100"), sampleOf("2", worldStart+2*day, "1")), worldStart + 2*day + 1, calendar.Period{}, "50.50", "782.75"},
		{"row 25: the billing period", subscribed(t, jan20, nil, flat("310")), nil, february, calendar.Period{}, "120.00", "310.00"},
		{"row 25: January", subscribed(t, jan20, nil, flat("310")), nil, february, january, "120.00", "120.00"},
		{"row 25: January, as of the 25th", subscribed(t, jan20, nil, flat("310")), nil, jan20 + 5*day, january, "50.00", "120.00"},
		{"before it begins", subscribed(t, jan20, nil, flat("310")), nil, worldStart, calendar.Period{}, "0.00", "310.00"},
	} {
		p := daybook.Previewer{Viewer: channel.Viewer{Party: "ada"}}
		if tt.m != nil {
			p.Metrics = tt.m
		}
		got, err := p.PreviewAsOf(t.Context(), tt.s, livereport.PreviewTerms{AsOf: tt.asOf, Frame: tt.frame})
		if err != nil || len(got.Totals) != 1 || got.Totals[0].Accrued.Text() != tt.accrued || got.Totals[0].Forecast.Text() != tt.forecast {
			t.Errorf("%s: %+v, %v; want %s of %s", tt.name, got.Totals, err, tt.accrued, tt.forecast)
		}
	}
}

// Usage goes on at its pace in elapsed time, whatever clocks do: 25 hours of
// Rome's last Sunday in October count as such.
func TestPreviewPace(t *testing.T) {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	october := calendar.Must("2026-09-30T22:00:00Z") // 745 hours
	const hour = day / 24
	perUnit := pricing.PerUnit{Unit: dec("1")}
	for _, tt := range []struct {
		name              string
		statistic         pricing.Statistic
		samples           []memstore.Sample
		asOf              calendar.Instant
		accrued, forecast string
	}{
		{"74.5 in half of 745 hours", pricing.Total, []memstore.Sample{sampleOf("1", october+hour, "74.5")}, october + 745*hour/2, "74.50", "149.00"},
		{"1 in an hour", pricing.Total, []memstore.Sample{sampleOf("1", october, "1")}, october + hour, "1.00", "745.00"},
		{"nothing yet", pricing.Total, nil, october + hour, "0.00", "0.00"},
		{"5 in the first minute", pricing.Total, []memstore.Sample{sampleOf("1", october, "5")}, october + hour/60, "5.00", "3725.00"},
		{"at the very start", pricing.Total, []memstore.Sample{sampleOf("1", october, "1")}, october, "0.00", "0.00"},
		{"what is recorded later does not count", pricing.Total, []memstore.Sample{sampleOf("1", october, "1"),
			{Source: "m", ID: "2", Subscription: "s", Metric: "gb", At: october, Recorded: october + 10*hour, Quantity: dec("5")}}, october + hour, "1.00", "745.00"},
		{"a peak stays what it is", pricing.Peak, []memstore.Sample{sampleOf("1", october, "10"), sampleOf("2", october+hour, "31")}, october + 15*24*hour, "15.00", "31.00"},
		{"seven decimals and more are kept", pricing.Total, []memstore.Sample{sampleOf("1", october, "0.123456789")}, october + 745*hour - 1, "0.12", "0.12"},
	} {
		s := subscribed(t, october, rome, metered1(tt.statistic, perUnit))
		p := daybook.Previewer{Viewer: channel.Viewer{Party: "ada"}, Metrics: meterOf(t, tt.samples...), Clock: clock(tt.asOf)}
		got, err := p.Preview(t.Context(), s)
		if err != nil || got.Frame.End-got.Frame.Start != 745*hour || len(got.Lines) > 1 {
			t.Fatalf("%s: %+v, %v", tt.name, got, err)
		}
		total := livereport.Cost{}
		if len(got.Totals) > 0 {
			total = got.Totals[0]
		}
		if a, f := total.Accrued.Decimal().StringFixed(2), total.Forecast.Decimal().StringFixed(2); a != tt.accrued || f != tt.forecast {
			t.Errorf("%s: %s of %s, want %s of %s", tt.name, a, f, tt.accrued, tt.forecast)
		}
	}
}

// Fault 47: a preview took the month from a stale timestamp and left coupons out.
// It is the function of the engine with an instant as its argument: the month is
// that of the instant, and the coupon is a line.
func TestFault47PreviewIsTheSameFunction(t *testing.T) {
	s := subscribed(t, worldStart, nil, flat("31"))
	s.Discounts = []subscription.Grant{{Discount: pricing.Discount{ID: "ten", Kind: pricing.PercentOff, Percent: dec("10")}, From: worldStart}}
	p := daybook.Previewer{Viewer: channel.Viewer{Party: "ada"}, Clock: clock(worldStart)} // a stale clock
	for _, tt := range []struct {
		asOf              calendar.Instant
		start             calendar.Instant
		accrued, forecast string
	}{{february - 1, worldStart, "27.00", "27.90"}, {february, february, "0.00", "27.90"}, {february + 14*day, february, "13.95", "27.90"}} {
		got, err := p.PreviewAsOf(t.Context(), s, livereport.PreviewTerms{AsOf: tt.asOf})
		if err != nil || got.Frame.Start != tt.start || len(got.Lines) != 2 || got.Totals[0].Accrued.Decimal().StringFixed(2) != tt.accrued || got.Totals[0].Forecast.Text() != tt.forecast {
			t.Errorf("as of %v: %+v, %v; want %s of %s from %v on", tt.asOf, got, err, tt.accrued, tt.forecast, tt.start)
		}
	}
}

// A change that is booked ahead counts in the forecast, not in what has accrued.
func TestPreviewKnowsScheduledChanges(t *testing.T) {
	s := subscribed(t, worldStart, nil, pricing.Charge{ID: "fee", Model: pricing.PerUnit{Unit: dec("31")}})
	more := s.Terms[0]
	more.From, more.Quantity = worldStart+21*day, dec("2")
	s.Terms = append(s.Terms, more)
	p := daybook.Previewer{Viewer: channel.Viewer{Party: "ada"}}
	got, err := p.PreviewAsOf(t.Context(), s, livereport.PreviewTerms{AsOf: worldStart + 10*day})
	if err != nil || got.Totals[0].Accrued.Text() != "10.00" || got.Totals[0].Forecast.Text() != "41.00" {
		t.Errorf("%+v, %v; want 10.00 of 41.00", got.Totals, err)
	}
}

func TestPreviewAgreesWithCollector(t *testing.T) { rapid.Check(t, previewAgreesWithCollector) }
func FuzzPreviewAgreesWithCollector(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(previewAgreesWithCollector))
}

// previewAgreesWithCollector: what has accrued, at every level, is what the
// collector books by that time; once the frame is over the forecast is, too.
func previewAgreesWithCollector(t *rapid.T) {
	w, store := drawWorld(t), new(memstore.Store)
	asOf := worldStart + calendar.Instant(rapid.IntRange(1, 98).Draw(t, "as of"))*day
	from := worldStart + calendar.Instant(rapid.IntRange(0, int((asOf-worldStart)/day)-1).Draw(t, "from"))*day
	frame := calendar.Period{Start: from, End: asOf + calendar.Instant(rapid.IntRange(0, 40).Draw(t, "to go"))*day}
	meter := w.meter(t)
	_, c := engines(store, meter, asOf, 0)
	if r, err := c.Collect(context.Background(), frame, stream(w.subs)); err != nil || len(r.Quarantined) > 0 {
		t.Fatal(err, r.Quarantined)
	}
	all := rows(t, store, proceeds.Live)
	p := daybook.Previewer{Viewer: channel.Viewer{Operator: true}, Metrics: meter}
	for i := range w.subs {
		s := &w.subs[i]
		got, err := p.PreviewAsOf(context.Background(), s, livereport.PreviewTerms{AsOf: asOf, Frame: frame})
		if err != nil {
			t.Fatal(err)
		}
		want, have := map[string]money.Amount{}, map[string]money.Amount{}
		for k := range all {
			r := &all[k]
			for l := range channel.Level(r.Amounts.Levels()) {
				if r.Subscription == s.ID {
					a, _ := r.Amounts.Of(l)
					key := fmt.Sprintf("%s %s", r.Route.Seller(int(l)), r.Route.Buyer(int(l), r.Customer))
					want[key] = added(t, want[key], a)
				}
			}
		}
		for _, total := range got.Totals {
			have[string(total.Seller)+" "+string(total.Buyer)] = total.Accrued
			if asOf == frame.End && total.Accrued.Units() != total.Forecast.Units() {
				t.Fatalf("%s is over, and accrued %v of %v", s.ID, total.Accrued, total.Forecast)
			}
		}
		for key, a := range want {
			if have[key].Units() != a.Units() {
				t.Fatalf("%s of %s: accrued %v, collected %v", key, s.ID, have[key], a)
			}
		}
		for key, a := range have {
			if want[key].Units() != a.Units() {
				t.Fatalf("%s of %s: accrued %v, collected %v", key, s.ID, a, want[key])
			}
		}
	}
}

func TestPreviewForecastOfFees(t *testing.T) { rapid.Check(t, previewForecastOfFees) }
func FuzzPreviewForecastOfFees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(previewForecastOfFees)) }

// previewForecastOfFees: where nothing is used, the forecast is what the frame
// comes to in the end: all that there is besides usage is known.
func previewForecastOfFees(t *rapid.T) {
	w := drawWorld(t)
	w.samples = nil
	asOf := worldStart + calendar.Instant(rapid.IntRange(0, 97).Draw(t, "as of"))*day
	frame := calendar.Period{Start: worldStart, End: asOf + calendar.Instant(rapid.IntRange(1, 40).Draw(t, "to go"))*day}
	p := daybook.Previewer{Viewer: channel.Viewer{Operator: true}, Metrics: w.meter(t)}
	for i := range w.subs {
		sums := func(at calendar.Instant) (out []string) {
			v, err := p.PreviewAsOf(context.Background(), &w.subs[i], livereport.PreviewTerms{AsOf: at, Frame: frame})
			if err != nil {
				t.Fatal(err)
			}
			for _, total := range v.Totals {
				if total.Forecast.IsZero() {
					continue // earned by then, and taken back before the end
				}
				out = append(out, fmt.Sprintf("%s to %s: %v", total.Seller, total.Buyer, total.Forecast))
			}
			return out
		}
		if d := cmp.Diff(sums(frame.End), sums(asOf)); d != "" {
			t.Fatalf("%s of %v, as of %v (-in the end +forecast):\n%s", w.subs[i].ID, frame, asOf, d)
		}
	}
}

// Each viewer sees its own sides; who does not deal with the customer, nothing.
func TestPreviewShowsOwnSides(t *testing.T) {
	s := monthly(t, "s")
	for _, tt := range []struct {
		viewer channel.Viewer
		want   []string
	}{
		{channel.Viewer{Party: "ada"}, []string{"reseller to ada: 6.10 of 12.60"}},
		{channel.Viewer{Party: "reseller"}, []string{"distributor to reseller: 4.35 of 9.00", "reseller to ada: 6.10 of 12.60"}},
		{channel.Viewer{Party: "distributor"}, nil},
		{channel.Viewer{Party: "vendor"}, nil},
		{channel.Viewer{Party: "bob"}, nil},
		{channel.Viewer{}, nil},
		{channel.Viewer{Operator: true}, []string{"distributor to reseller: 4.35 of 9.00", "parent to distributor: 3.48 of 7.20", "reseller to ada: 6.10 of 12.60", "vendor to parent: 2.90 of 6.00"}},
	} {
		p := daybook.Previewer{Viewer: tt.viewer, Clock: clock(worldStart + 15*day)}
		v, err := p.Preview(t.Context(), &s)
		if (tt.want == nil) != errors.Is(err, channel.ErrUnavailable) || tt.want != nil && err != nil {
			t.Errorf("%+v: %v", tt.viewer, err)
		}
		var got []string
		for _, total := range v.Totals {
			got = append(got, fmt.Sprintf("%s to %s: %s of %s", total.Seller, total.Buyer, total.Accrued.Text(), total.Forecast.Text()))
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%+v sees (-want +got):\n%s", tt.viewer, d)
		}
	}
	// What has ended is the customer's still, and comes to nothing.
	s.End = worldStart + day
	p := daybook.Previewer{Viewer: channel.Viewer{Party: "ada"}, Clock: clock(february + day)}
	if v, err := p.Preview(t.Context(), &s); err != nil || len(v.Lines) != 0 || v.Subscription != "s" {
		t.Errorf("after its end: %+v, %v", v, err)
	}
}

// TestPreviewIsolates: the parent's wholesale price, the vendor's cost and the
// distributor's are nothing to the customer.
func TestPreviewIsolates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := common{price: amountOf(t, "price"), quantity: dec("2"), corrected: dec("3")}
		a, b := drawSecret(t, "a"), drawSecret(t, "b")
		share("reseller", a, &b)
		var saw [2]string
		for i, x := range []secret{a, b} {
			s := subscription.Subscription{ID: "s", Customer: "ada", Terms: []subscription.Term{{From: worldStart, Offer: secretOffer(t, c, x, x.cost),
				Quantity: c.quantity, Schedule: calendar.Schedule{Anchor: worldStart}}}}
			for _, party := range []channel.PartyID{"ada", "reseller"} {
				p := daybook.Previewer{Viewer: channel.Viewer{Party: party}, Clock: clock(worldStart + 9*day)}
				v, err := p.Preview(context.Background(), &s)
				if err != nil {
					t.Fatal(err)
				}
				saw[i] += jsonOf(t, v)
			}
		}
		if saw[0] != saw[1] {
			t.Fatal(firstDifference(saw[0], saw[1]))
		}
	})
}

func TestPreviewFaults(t *testing.T) {
	s := subscribed(t, worldStart, nil, metered1(pricing.Total, pricing.PerUnit{Unit: dec("1")}))
	down := broken{err: errors.New("meter of s is down")}
	for _, tt := range []struct {
		name    string
		metrics daybook.MetricSource
		terms   livereport.PreviewTerms
		party   string
		all     string
	}{
		{"no meter", nil, livereport.PreviewTerms{AsOf: worldStart + day}, "daybook: preview: channel: not available", "daybook: preview: metrics: proceeds: no reading: no MetricSource"},
		{"a meter that is down", down, livereport.PreviewTerms{AsOf: worldStart + day}, "daybook: preview: channel: not available", "daybook: preview: meter of s is down"},
		{"no time", nil, livereport.PreviewTerms{AsOf: worldStart, Frame: calendar.Period{Start: february, End: worldStart}}, "daybook: preview: livereport: preview: the frame is empty", "daybook: preview: livereport: preview: the frame is empty"},
	} {
		for v, want := range map[channel.Viewer]string{{Party: "ada"}: tt.party, {Operator: true}: tt.all} {
			p := daybook.Previewer{Viewer: v, Metrics: tt.metrics}
			if _, err := p.PreviewAsOf(t.Context(), s, tt.terms); err == nil || err.Error() != want {
				t.Errorf("%s, %+v: %v, want %s", tt.name, v, err, want)
			}
		}
	}
}

// Usage implements daybook.MetricSource.
func (b broken) Usage(context.Context, calendar.Instant, []proceeds.Query) ([]proceeds.Reading, error) {
	return nil, b.err
}
