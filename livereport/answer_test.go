package livereport_test

import (
	"errors"
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
)

// Every dimension, as the operator, the reseller, the distributor and the
// customer see it: what is hidden is the empty value.
func TestDimensions(t *testing.T) {
	groups := livereport.Channels{
		Of: func(c channel.PartyID) (channel.Channel, bool) {
			return channel.Channel{Code: "web", Seller: "reseller"}, c == "ada"
		},
		Groups: []channel.BillingGroup{
			{ID: "other", Billed: "distributor", Channels: []channel.ChannelCode{"shop"}},
			{ID: "north", Billed: "distributor", Channels: []channel.ChannelCode{"shop", "web"}},
		},
	}
	r := row(route(t), "s-1", 31, 1)
	for _, tt := range []struct {
		d                                         livereport.Dimension
		operator, reseller, distributor, customer string
	}{
		{livereport.ByHour, "2026-01-31T00:00:00Z", "2026-01-31T00:00:00Z", "2026-01-31T00:00:00Z", "2026-01-31T00:00:00Z"},
		{livereport.ByDay, "2026-01-31", "2026-01-31", "2026-01-31", "2026-01-31"},
		{livereport.ByWeek, "2026-01-26", "2026-01-26", "2026-01-26", "2026-01-26"},
		{livereport.ByMonth, "2026-01", "2026-01", "2026-01", "2026-01"},
		{livereport.ByProduct, "backup", "backup", "backup", "backup"},
		{livereport.ByProductType, "storage", "storage", "storage", "storage"},
		{livereport.ByPlan, "basic", "basic", "basic", "basic"},
		{livereport.ByCharge, "fee", "fee", "fee", "fee"},
		{livereport.ByKind, "recurring", "recurring", "recurring", "recurring"},
		{livereport.ByTiming, "prepaid", "prepaid", "prepaid", "prepaid"},
		{livereport.ByTaxCategory, "S", "S", "S", "S"},
		{livereport.ByCurrency, "EUR", "EUR", "EUR", "EUR"},
		{livereport.BySubscription, "s-1", "s-1", "", "s-1"},
		{livereport.ByCustomer, "ada", "ada", "", "ada"},
		{livereport.ByComponent, "", "", "", ""},
		{livereport.ByLocation, "Rome", "Rome", "", "Rome"},
		{livereport.ByTag("team"), "blue", "blue", "", "blue"},
		{livereport.ByTag("none"), "", "", "", ""},
		{livereport.ByVendor, "vendor", "", "", ""},
		{livereport.ByParent, "parent", "", "parent", ""},
		{livereport.ByDistributor, "distributor", "distributor", "distributor", ""},
		{livereport.ByReseller, "reseller", "reseller", "reseller", "reseller"},
		{livereport.ByChannel, "web", "web", "web", ""},
		{livereport.ByBillingGroup, "north", "", "north", ""},
		{livereport.ByFinality, "", "", "", ""}, // not a merged query
	} {
		for viewer, want := range map[string]string{"": tt.operator, "reseller": tt.reseller, "distributor": tt.distributor, "ada": tt.customer} {
			v := party(channel.PartyID(viewer))
			v.Operator = viewer == ""
			a := answer(t, livereport.Query{Source: livereport.Live, GroupBy: []livereport.Dimension{tt.d}}, v, groups, r)
			if len(a.Groups) != 1 || a.Groups[0].Values[0] != want {
				t.Errorf("%s groups by %s as %v, want %q", viewer, tt.d, lines(a.Groups), want)
			}
			for value, found := range map[string]int{want: 1, want + "?": 0} {
				q := livereport.Query{Source: livereport.Live, Filter: map[livereport.Dimension][]string{tt.d: {value}}}
				if a := answer(t, q, v, groups, r); len(a.Groups) != found {
					t.Errorf("%s filters %s by %q: %d groups, want %d", viewer, tt.d, value, len(a.Groups), found)
				}
			}
		}
	}
}

// Sums of several dimensions, in two currencies, and what each side keeps.
func TestAnswer(t *testing.T) {
	r := route(t)
	dollars := row(r, "s-2", 2, 1)
	dollars.Currency, dollars.Customer = usd, "bob"
	dollars.Amounts = channel.AmountsOf(usd, 2, 1, 2, 3, 4)
	booked := row(r, "s-1", 1, 9)
	booked.Book = proceeds.Booked
	rows := []proceeds.Row{row(r, "s-1", 1, 1), row(r, "s-1", 32, 1), row(r, "s-1", 2, -1), dollars, booked}
	q := livereport.Query{Source: livereport.Live, GroupBy: []livereport.Dimension{livereport.ByMonth, livereport.ByCustomer}}
	for _, tt := range []struct {
		viewer         channel.Viewer
		groups, totals []string
	}{
		{party("reseller"),
			[]string{`["2026-01" "ada"] 2 0.00 0.00 0.00 EUR`, `["2026-01" "bob"] 1 0.03 0.04 0.01 USD`, `["2026-02" "ada"] 1 9.00 12.60 3.60 EUR`},
			[]string{`[] 3 9.00 12.60 3.60 EUR`, `[] 1 0.03 0.04 0.01 USD`}},
		{party("distributor"),
			[]string{`["2026-01" ""] 2 0.00 0.00 0.00 EUR`, `["2026-01" ""] 1 0.02 0.03 0.01 USD`, `["2026-02" ""] 1 7.20 9.00 1.80 EUR`},
			[]string{`[] 3 7.20 9.00 1.80 EUR`, `[] 1 0.02 0.03 0.01 USD`}},
		{party("bob"), []string{`["2026-01" "bob"] 1 0.04 0.00 -0.04 USD`}, []string{`[] 1 0.04 0.00 -0.04 USD`}},
		{operator,
			[]string{`["2026-01" "ada"] 2 0.00 0.00 0.00 EUR`, `["2026-01" "bob"] 1 0.01 0.04 0.03 USD`, `["2026-02" "ada"] 1 6.00 12.60 6.60 EUR`},
			[]string{`[] 3 6.00 12.60 6.60 EUR`, `[] 1 0.01 0.04 0.03 USD`}},
		{party("stranger"), nil, nil},
		{channel.Viewer{}, nil, nil},
	} {
		a := answer(t, q, tt.viewer, livereport.Channels{}, rows...)
		if diff := cmp.Diff(tt.groups, lines(a.Groups)); diff != "" {
			t.Errorf("%+v: groups mismatch (-want +got):\n%s", tt.viewer, diff)
		}
		if diff := cmp.Diff(tt.totals, lines(a.Totals)); diff != "" {
			t.Errorf("%+v: totals mismatch (-want +got):\n%s", tt.viewer, diff)
		}
	}
}

// Values that run into each other stay apart.
func TestGroupsAreApart(t *testing.T) {
	a, b := row(route(t), "s", 1, 1), row(route(t), "s", 1, 1)
	a.Customer, a.Location = "a\x00", "b"
	b.Customer, b.Location = "a", "\x00b"
	q := livereport.Query{Source: livereport.Live, GroupBy: []livereport.Dimension{livereport.ByCustomer, livereport.ByLocation}}
	got := lines(answer(t, q, operator, livereport.Channels{}, a, b).Groups)
	if diff := cmp.Diff([]string{`["a" "\x00b"] 1 6.00 12.60 6.60 EUR`, `["a\x00" "b"] 1 6.00 12.60 6.60 EUR`}, got); diff != "" {
		t.Errorf("groups mismatch (-want +got):\n%s", diff)
	}
}

// An answer is bounded, and says so.
func TestMaxGroups(t *testing.T) {
	if testing.Short() {
		t.Skip("a million groups")
	}
	s := selection(t, livereport.Query{Source: livereport.Live, GroupBy: []livereport.Dimension{livereport.BySubscription}}, party("ada"), livereport.Channels{})
	r := row(route(t), "s", 1, 0)
	e, _ := s.Entry(&r, false)
	tally := livereport.NewTally(s)
	for i := range livereport.MaxGroups {
		e.Subscription = subscription.ID(strconv.Itoa(i))
		if err := tally.Add(&e); err != nil {
			t.Fatal(i, err)
		}
	}
	if err := tally.Add(&e); err != nil {
		t.Errorf("a group that is there: %v", err)
	}
	e.Subscription = "one more"
	if err := tally.Add(&e); !errors.Is(err, livereport.ErrGroups) {
		t.Errorf("one more group: %v", err)
	}
}

// A reseller that uses what it sells pays twice and charges once.
func TestOwnUse(t *testing.T) {
	r := row(route(t), "s", 1, 1)
	r.Customer = "reseller"
	a := answer(t, livereport.Query{Source: livereport.Live}, party("reseller"), livereport.Channels{}, r)
	if diff := cmp.Diff([]string{`[] 1 21.60 12.60 -9.00 EUR`}, lines(a.Groups)); diff != "" {
		t.Errorf("own use mismatch (-want +got):\n%s", diff)
	}
}

// By level the operator sees what each seller pays, charges and keeps; the levels
// of a chain of eight, too. The total is the whole chain once.
func TestByLevel(t *testing.T) {
	q := livereport.Query{Source: livereport.Live, GroupBy: []livereport.Dimension{livereport.ByLevel}}
	a := answer(t, q, operator, livereport.Channels{}, row(route(t), "s", 1, 1))
	want := []string{`["sell-in"] 1 7.20 9.00 1.80 EUR`, `["sell-out"] 1 9.00 12.60 3.60 EUR`,
		`["vendor-cost"] 1 0.00 6.00 6.00 EUR`, `["wholesale"] 1 6.00 7.20 1.20 EUR`}
	if diff := cmp.Diff(want, lines(a.Groups)); diff != "" {
		t.Errorf("levels mismatch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{`[] 1 6.00 12.60 6.60 EUR`}, lines(a.Totals)); diff != "" {
		t.Errorf("total mismatch (-want +got):\n%s", diff)
	}
	q.Filter = map[livereport.Dimension][]string{livereport.ByLevel: {"sell-in"}}
	if a := answer(t, q, operator, livereport.Channels{}, row(route(t), "s", 1, 1)); len(a.Groups) != 1 || a.Groups[0].Margin.Text() != "1.80" {
		t.Errorf("the filter leaves %v", lines(a.Groups))
	}
	if a := answer(t, livereport.Query{Source: livereport.Live, GroupBy: q.GroupBy}, party("reseller"), livereport.Channels{}, row(route(t), "s", 1, 1)); len(a.Groups) != 1 || a.Groups[0].Values[0] != "" {
		t.Errorf("the reseller sees levels: %v", lines(a.Groups))
	}

	deep := routeOf(t, channel.Vendor, channel.Parent, channel.Distributor, channel.Distributor, channel.Distributor, channel.Reseller, channel.Reseller, channel.Reseller)
	r := row(deep, "s", 1, 1)
	r.Amounts = channel.AmountsOf(eur, 2, 1, 2, 4, 8, 16, 32, 64, 128)
	a = answer(t, livereport.Query{Source: livereport.Live, GroupBy: []livereport.Dimension{livereport.ByLevel}}, operator, livereport.Channels{}, r)
	var margins int64
	for _, g := range a.Groups {
		margins += g.Margin.Units()
	}
	if len(a.Groups) != 8 || margins != 128 {
		t.Errorf("eight levels: %v", lines(a.Groups))
	}
	q = livereport.Query{Source: livereport.Live, GroupBy: []livereport.Dimension{livereport.ByDistributor, livereport.ByReseller}}
	for v, want := range map[channel.PartyID]string{
		"distributor": `["distributor-2" ""] 1 0.02 0.04 0.02 EUR`, "distributor-3": `["distributor-3" "reseller"] 1 0.08 0.16 0.08 EUR`,
		"reseller-2": `["" "reseller-3"] 1 0.32 0.64 0.32 EUR`,
	} {
		if got := lines(answer(t, q, party(v), livereport.Channels{}, r).Groups); len(got) != 1 || got[0] != want {
			t.Errorf("%s sees %v, want %s", v, got, want)
		}
	}
}

// Slots are those of the viewer's zone: the hour that comes twice is two hours
// of one day.
func TestSlotsOfZone(t *testing.T) {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) proceeds.Row {
		r := row(route(t), "s", 1, 1)
		r.Posted = calendar.Must(s)
		return r
	}
	rows := []proceeds.Row{at("2026-10-24T22:00:00Z"), at("2026-10-25T00:30:00Z"), at("2026-10-25T01:30:00Z"), at("2026-10-25T22:59:59Z"), at("2026-10-25T23:00:00Z")}
	v := channel.Viewer{Operator: true, Zone: rome}
	for d, want := range map[livereport.Dimension][]string{
		livereport.ByDay: {`["2026-10-25"] 4 24.00 50.40 26.40 EUR`, `["2026-10-26"] 1 6.00 12.60 6.60 EUR`},
		livereport.ByHour: {`["2026-10-24T22:00:00Z"] 1 6.00 12.60 6.60 EUR`, `["2026-10-25T00:00:00Z"] 1 6.00 12.60 6.60 EUR`,
			`["2026-10-25T01:00:00Z"] 1 6.00 12.60 6.60 EUR`, `["2026-10-25T22:00:00Z"] 1 6.00 12.60 6.60 EUR`, `["2026-10-25T23:00:00Z"] 1 6.00 12.60 6.60 EUR`},
	} {
		got := lines(answer(t, livereport.Query{Source: livereport.Live, GroupBy: []livereport.Dimension{d}}, v, livereport.Channels{}, rows...).Groups)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("by %s mismatch (-want +got):\n%s", d, diff)
		}
	}
}

// What does not fit, or does not add up, is an error and no number.
func TestTallyErrors(t *testing.T) {
	r := route(t)
	huge, fine := row(r, "s", 1, 1), row(r, "s", 2, 1)
	huge.Amounts = channel.AmountsOf(eur, 2, 1, 1, 1, math.MaxInt64)
	fine.Amounts = channel.AmountsOf(eur, 3, 1, 1, 1, 1)
	low := huge
	low.Amounts = channel.AmountsOf(eur, 2, math.MaxInt64, 0, 0, math.MinInt64)
	for name, tt := range map[string]struct {
		rows []proceeds.Row
		want error
	}{
		"range":  {[]proceeds.Row{huge, huge}, money.ErrRange},
		"digits": {[]proceeds.Row{huge, fine}, money.ErrMismatch},
		"margin": {[]proceeds.Row{low}, money.ErrRange},
	} {
		s := selection(t, livereport.Query{Source: livereport.Live}, operator, livereport.Channels{})
		tally := livereport.NewTally(s)
		var err error
		for i := range tt.rows {
			e, _ := s.Entry(&tt.rows[i], false)
			err = errors.Join(err, tally.Add(&e))
		}
		if _, late := tally.Answer(); !errors.Is(errors.Join(err, late), tt.want) {
			t.Errorf("%s: %v, %v; want %v", name, err, late, tt.want)
		}
	}
}

// A query reports every fault of it, with its path.
func TestQueryFaults(t *testing.T) {
	q := livereport.Query{Source: 3, Axis: 2, Frame: calendar.Period{Start: 2, End: 1}, Recorded: calendar.Period{Start: 2, End: 1},
		GroupBy: []livereport.Dimension{livereport.ByDay, "tag:", "days", livereport.ByDay},
		Filter:  map[livereport.Dimension][]string{"x": nil, livereport.ByDay: make([]string, 10_001)}}
	var got []string
	for _, err := range q.Validate().(interface{ Unwrap() []error }).Unwrap() {
		fault, ok := errors.AsType[*livereport.QueryError](err)
		if !ok {
			t.Fatalf("%v is no QueryError", err)
		}
		got = append(got, fault.Path)
	}
	want := []string{"source", "axis", "frame", "recorded", "group_by[1]", "group_by[2]", "group_by[3]", `filter["day"]`, `filter["x"]`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults mismatch (-want +got):\n%s", diff)
	}
	if err := (&livereport.Query{}).Validate(); err != nil {
		t.Errorf("the zero Query: %v", err)
	}
}

// An empty frame takes nothing, the zero one everything.
func TestFrame(t *testing.T) {
	r := row(route(t), "s", 1, 1)
	for frame, want := range map[calendar.Period]int{
		{}: 1, {Start: start, End: start}: 0, {Start: start, End: start + 1}: 1, {Start: start - day, End: start}: 0,
	} {
		if a := answer(t, livereport.Query{Source: livereport.Live, Frame: frame}, operator, livereport.Channels{}, r); len(a.Totals) != want {
			t.Errorf("%v: %d totals, want %d", frame, len(a.Totals), want)
		}
	}
	recorded := livereport.Query{Source: livereport.Live, Recorded: calendar.Period{Start: start, End: start + 30*day}}
	if a := answer(t, recorded, operator, livereport.Channels{}, r); len(a.Totals) != 1 {
		t.Error("the operator does not find the row by when it was recorded")
	}
	if a := answer(t, recorded, party("ada"), livereport.Channels{}, r); len(a.Totals) != 0 {
		t.Error("the customer learns when a row was recorded")
	}
}
