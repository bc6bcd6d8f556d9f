package revenue_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport/revenue"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/daybook-go/daybook/subscription"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// values reads JSON as what it says: numbers by value, objects without order.
func values(t *testing.T, text []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

var byValue = cmp.Comparer(func(a, b json.Number) bool {
	return decimal.RequireFromString(a.String()).Equal(decimal.RequireFromString(b.String()))
})

// Row 14: the whole example of the report that this one replaces, every field.
func TestDomain10Row14(t *testing.T) {
	sales, entries := replaced()
	got, err := json.Marshal(report(t, revenue.Config{Frame: year, Split: revenue.SplitEqual, Names: replacedNames()}, sales, entries))
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/example.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(values(t, want), values(t, got), byValue); diff != "" {
		t.Errorf("report mismatch (-want +got):\n%s", diff)
	}
	// The control: a report by cost is another one.
	other, err := json.Marshal(report(t, revenue.Config{Frame: year, Names: replacedNames()}, sales, entries))
	if err != nil {
		t.Fatal(err)
	}
	if cmp.Diff(values(t, want), values(t, other), byValue) == "" {
		t.Error("control: a split by cost makes the same report")
	}
}

// Revenue of 50.00 by costs of 89.80 and 17.70 is 41.77 and 8.23.
func TestSplitByCost(t *testing.T) {
	sales, entries := replaced()
	r := report(t, revenue.Config{Frame: year}, sales, entries)
	if diff := cmp.Diff([]string{"Chicago 5.00", "Winterfell 41.77", "Riverrun 8.23"}, located(r.Locations)); diff != "" {
		t.Errorf("locations mismatch (-want +got):\n%s", diff)
	}
}

func located(ls []revenue.Location) (out []string) {
	for _, l := range ls {
		out = append(out, l.Name+" "+l.Revenue.Amount().Text())
	}
	return out
}

// What has no location weighs on the default one.
func TestDefaultLocation(t *testing.T) {
	fee := sale{client: "c", service: "s", charge: "fee", price: 1000, posted: march}
	usage := sale{client: "c", service: "s", charge: "cpu", location: "Rome", price: 3000, posted: march}
	paid := revenue.Entry{Client: "c", Service: "s", Amount: cents(4000), At: march}
	for _, tt := range []struct {
		name  string
		cfg   revenue.Config
		sales []sale
		want  []string
	}{
		{"the fixed fee", revenue.Config{Location: "Milan"}, []sale{fee, usage}, []string{"Rome 30.00", "Milan 10.00"}},
		{"in equal parts", revenue.Config{Location: "Milan", Split: revenue.SplitEqual}, []sale{fee, usage}, []string{"Rome 20.00", "Milan 20.00"}},
		{"nothing charged", revenue.Config{Location: "Milan"}, nil, []string{"Milan 40.00"}},
		{"no default", revenue.Config{}, []sale{fee, usage}, []string{"Rome 30.00", " 10.00"}},
	} {
		tt.cfg.Frame = year
		r := report(t, tt.cfg, tt.sales, []revenue.Entry{paid})
		if diff := cmp.Diff(tt.want, located(r.Locations)); diff != "" {
			t.Errorf("%s: locations mismatch (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestStillRequired(t *testing.T) {
	fee := func(service string, price int64) sale {
		return sale{client: "c", service: subscription.ID(service), charge: "fee", price: price, posted: march}
	}
	credit := revenue.Entry{Client: "c", Amount: cents(1000), At: march}
	for _, tt := range []struct {
		name    string
		cfg     revenue.Config
		sales   []sale
		entries []revenue.Entry
		want    []string // id still percent alloted debt
	}{
		{"nothing", revenue.Config{}, nil, nil, nil},
		{"in proportion", revenue.Config{}, []sale{fee("1", 1000), fee("2", 2000)}, []revenue.Entry{credit},
			[]string{"1 10.00 33.33 3.33 6.67", "2 20.00 66.67 6.67 13.33"}},
		{"more credit than is required", revenue.Config{}, []sale{fee("1", 300), fee("2", 200)}, []revenue.Entry{credit},
			[]string{"1 3.00 60.00 3.00 0.00", "2 2.00 40.00 2.00 0.00"}},
		{"no credit", revenue.Config{}, []sale{fee("1", 300)}, nil, []string{"1 3.00 100.00 0 3.00"}},
		{"paid too much", revenue.Config{}, []sale{fee("1", 300)}, []revenue.Entry{{Client: "c", Service: "1", Amount: cents(400), At: march}, credit},
			[]string{"1 0 0 0 0"}},
		{"credit from before", revenue.Config{Credits: []revenue.Credit{{Client: "c", Opening: cents(100)}}}, []sale{fee("1", 300)}, nil,
			[]string{"1 3.00 100.00 1.00 2.00"}},
		{"credit overspent", revenue.Config{Credits: []revenue.Credit{{Client: "c", Opening: cents(-100)}}}, []sale{fee("1", 300)}, nil,
			[]string{"1 3.00 100.00 0 3.00"}},
		{"override", revenue.Config{Override: []revenue.Override{{Client: "c", Service: "1", Amount: cents(700)}}}, []sale{fee("1", 300)}, nil,
			[]string{"1 7.00 100.00 0 7.00"}},
		{"override of nothing", revenue.Config{Override: []revenue.Override{{Client: "c", Service: "1"}}}, []sale{fee("1", 300)}, nil,
			[]string{"1 0 0 0 0"}},
	} {
		tt.cfg.Frame = year
		r := report(t, tt.cfg, tt.sales, tt.entries)
		var got []string
		for _, c := range r.Clients {
			for _, s := range c.Services {
				line := string(s.ID)
				for _, n := range []revenue.Number{s.Required, s.Percent, s.Alloted, s.Debt} {
					line += " " + n.Amount().Text()
				}
				got = append(got, line)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: services mismatch (-want +got):\n%s", tt.name, diff)
		}
	}
}

// Taxes are told and count nowhere.
func TestRevenueIsNet(t *testing.T) {
	r := report(t, revenue.Config{Frame: year}, nil, []revenue.Entry{
		{Client: "c", Service: "s", Amount: cents(1000), Tax: cents(220), TaxPercent: decimal.RequireFromString("22"), At: march},
	})
	text, err := json.Marshal(r.Clients[0].Services[0].Entries[0])
	if err != nil {
		t.Fatal(err)
	}
	want := `{"amount":10.0,"item_type":"service","from_credit":false,"taxes_amount":2.2,"taxes_percent":22.0,"source":"","date":"2019-03-01 00:00:00+00:00"}`
	if string(text) != want || r.Total.Amount().Text() != "10.00" {
		t.Errorf("a revenue of %s from\n%s, want 10.00 from\n%s", r.Total.Amount(), text, want)
	}
}

// The credit of March is alloted, is spent in April, and counts once.
func TestAllotmentIsReversed(t *testing.T) {
	months := []calendar.Period{
		{Start: march, End: calendar.Must("2019-04-01T00:00:00Z")},
		{Start: calendar.Must("2019-04-01T00:00:00Z"), End: calendar.Must("2019-05-01T00:00:00Z")},
	}
	april := months[1].Start + 1
	sales := []sale{
		{client: "c", service: "1", charge: "cpu", location: "Rome", price: 6000, posted: march},
		{client: "c", service: "1", charge: "cpu", component: "b", location: "Oslo", price: 4000, posted: march},
	}
	entries := []revenue.Entry{
		{Client: "c", Amount: cents(4500), At: march},
		{Client: "c", Service: "1", Amount: cents(4500), FromCredit: true, At: april},
		{Client: "c", Service: "1", Amount: cents(5500), At: april},
	}
	first := report(t, revenue.Config{Frame: months[0]}, sales, entries)
	second := report(t, revenue.Config{
		Frame: months[1], Opening: first.Allotments(), Credits: []revenue.Credit{{Client: "c", Opening: first.Clients[0].CreditLeft.Amount()}},
	}, sales, entries)
	if diff := cmp.Diff([]string{"Rome 27.00", "Oslo 18.00"}, located(first.Locations)); diff != "" {
		t.Errorf("March mismatch (-want +got):\n%s", diff)
	}
	// April's payments go to the default location, for nothing was charged in April.
	if diff := cmp.Diff([]string{"Oslo -18.00", "Rome -27.00", " 100.00"}, located(second.Locations)); diff != "" {
		t.Errorf("April mismatch (-want +got):\n%s", diff)
	}
	if got := first.Total.Amount().Units() + second.Total.Amount().Units(); got != 10000 {
		t.Errorf("both months are %d cents, want the 10000 that were paid", got)
	}
	if second.Allotments() != nil {
		t.Errorf("April allots %v, want nothing", second.Allotments())
	}
	// The control: without the opening, 45.00 count twice.
	alone := report(t, revenue.Config{Frame: months[1]}, sales, entries)
	if got := first.Total.Amount().Units() + alone.Total.Amount().Units(); got != 14500 {
		t.Errorf("control: both months are %d cents, want 14500", got)
	}
}

func TestFaults(t *testing.T) {
	jpy := money.New(5, 0, money.MustCurrency("JPY"))
	good := revenue.Config{Frame: year, Party: "host", Currency: eur, Digits: 2}
	for _, tt := range []struct {
		name   string
		change func(*revenue.Config)
		want   error
	}{
		{"no time", func(c *revenue.Config) { c.Frame.End = c.Frame.Start }, revenue.ErrFrame},
		{"credit in yen", func(c *revenue.Config) { c.Credits = []revenue.Credit{{Client: "c", Opening: jpy}} }, revenue.ErrCurrency},
		{"override in mils", func(c *revenue.Config) {
			c.Override = []revenue.Override{{Client: "c", Service: "s", Amount: money.New(5, 3, eur)}}
		}, revenue.ErrCurrency},
		{"opening in yen", func(c *revenue.Config) {
			c.Opening = []revenue.Allotment{{Client: "c", Service: "s", Locations: []revenue.LocationAllotted{{Amount: jpy}}}}
		}, revenue.ErrCurrency},
		{"two credits", func(c *revenue.Config) { c.Credits = []revenue.Credit{{Client: "c"}, {Client: "c"}} }, revenue.ErrTwice},
		{"two overrides", func(c *revenue.Config) {
			c.Override = []revenue.Override{{Client: "c", Service: "s"}, {Client: "c", Service: "s"}}
		}, revenue.ErrTwice},
	} {
		cfg := good
		tt.change(&cfg)
		if _, err := revenue.New(cfg); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	b, err := revenue.New(good)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Entry(revenue.Entry{Client: "c", Amount: jpy, At: march}); !errors.Is(err, revenue.ErrCurrency) {
		t.Errorf("entry in yen: %v, want ErrCurrency", err)
	}
	v := sale{client: "c", service: "s", charge: "fee", price: 2, posted: march}.view()
	if err := b.Row(v); err != nil {
		t.Fatal(err)
	}
	v.Book = proceeds.Live
	if err := b.Row(v); !errors.Is(err, revenue.ErrBooks) {
		t.Errorf("rows of both books: %v, want ErrBooks", err)
	}
	huge := revenue.Entry{Client: "c", Service: "s", Amount: cents(1<<63 - 1), At: march}
	if err := errors.Join(b.Entry(huge), b.Entry(huge)); !errors.Is(err, money.ErrRange) {
		t.Errorf("a sum beyond 64 bits: %v, want ErrRange", err)
	}
}

// Rows outside the frame, and rows of what others sell, are no revenue.
func TestOthersAreLeftOut(t *testing.T) {
	s := sale{client: "c", service: "s", charge: "fee", price: 500, posted: year.End}
	inside := s
	inside.posted = march
	row := inside.row()
	vendors, ok := row.For(channel.Viewer{Party: "vendor"})
	if !ok {
		t.Fatal("the vendor sees nothing")
	}
	b, err := revenue.New(revenue.Config{Frame: year, Party: "host", Currency: eur, Digits: 2})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(b.Row(s.view()), b.Row(&vendors)); err != nil {
		t.Fatal(err)
	}
	if r, err := b.Report(); err != nil || len(r.Clients) != 0 {
		t.Errorf("%v, %+v; want no clients", err, r)
	}
}

// The order in which facts come changes no byte.
func TestOrderOfFacts(t *testing.T) {
	sales, entries := replaced()
	sales = append(sales, sale{client: "ada", service: "s", charge: "cpu", location: "Oslo", price: 700, posted: march})
	var want []byte
	for range 50 {
		got, err := json.Marshal(report(t, revenue.Config{Frame: year}, sales, entries))
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = got
		}
		if !bytes.Equal(want, got) {
			t.Fatalf("another order:\n%s\n%s", want, got)
		}
		rand.Shuffle(len(sales), func(i, j int) { sales[i], sales[j] = sales[j], sales[i] })
		rand.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
	}
}
