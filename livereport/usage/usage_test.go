package usage_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/livereport/usage"
	"github.com/daybook-go/daybook/money"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestReport(t *testing.T) {
	reseller, distributor := channel.Viewer{Party: "alpine"}, channel.Viewer{Party: "north"}
	for _, tt := range []struct {
		name string
		cfg  usage.Config
		v    channel.Viewer
		want []string
	}{
		{"per product of one channel", usage.Config{Channel: "shop"}, reseller, []string{
			"//backup 120.5 GB: 9.60 12.00", "//backup - seat: 24.00 30.00", "//mail 10 message: 0.80 1.00",
		}},
		{"all products together", usage.Config{Channel: "shop", Together: true}, reseller, []string{
			"// 120.5 GB: 9.60 12.00", "// 10 message: 0.80 1.00", "// - seat: 24.00 30.00",
		}},
		{"one product", usage.Config{Products: []string{"mail"}}, reseller, []string{"//mail 10 message: 0.80 1.00"}},
		{"per account where the viewer may", usage.Config{ByAccount: true, Products: []string{"backup"}}, reseller, []string{
			"/ada/backup 120.5 GB: 9.60 12.00", "/ada/backup - seat: 24.00 30.00", "/bob/backup 30 GB: 2.40 3.00",
		}},
		{"per channel", usage.Config{ByChannel: true, Products: []string{"backup"}}, reseller, []string{
			"desk//backup 30 GB: 2.40 3.00", "shop//backup 120.5 GB: 9.60 12.00", "shop//backup - seat: 24.00 30.00",
		}},
		{"a billing group of a distributor", usage.Config{Group: "north-all"}, distributor, []string{
			"//backup 200.5 GB: 12.00 16.00", "//backup - seat: 18.00 24.00", "//mail 17 message: 1.02 1.36",
		}},
		{"a distributor sees no account", usage.Config{Group: "north-all", ByAccount: true, Products: []string{"mail"}}, distributor, []string{
			"//mail 17 message: 1.02 1.36",
		}},
		{"a billing group of a reseller", usage.Config{Group: "alpine-shops", Together: true}, reseller, []string{
			"// 120.5 GB: 9.60 12.00", "// 10 message: 0.80 1.00", "// - seat: 24.00 30.00",
		}},
		{"a group of somebody else", usage.Config{Group: "north-all"}, reseller, nil},
		{"a channel of somebody else", usage.Config{Channel: "web"}, reseller, nil},
		{"a customer sees itself", usage.Config{}, channel.Viewer{Party: "cy"}, []string{
			"//backup 50 GB: 5.00 0.00", "//mail 7 message: 0.70 0.00",
		}},
		{"the operator sees both ends", usage.Config{Together: true, Channel: "web"}, channel.Viewer{Operator: true}, []string{
			"// 50 GB: 2.50 5.00", "// 7 message: 0.35 0.70",
		}},
		{"a stranger sees nothing", usage.Config{}, channel.Viewer{Party: "nobody"}, nil},
		{"nobody sees nothing", usage.Config{}, channel.Viewer{}, nil},
		{"another month", usage.Config{Frame: calendar.Period{Start: january.End, End: january.End + 1}}, reseller, nil},
	} {
		if diff := cmp.Diff(tt.want, lines(report(t, tt.cfg, tt.v, world()))); diff != "" {
			t.Errorf("%s: lines mismatch (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestConfigFaults(t *testing.T) {
	for _, tt := range []struct {
		name string
		cfg  usage.Config
		want string
	}{
		{"channel and group", usage.Config{Channel: "a", Group: "g"}, usage.ErrScope.Error()},
		{"merged", usage.Config{Source: livereport.Merged}, "source"},
		{"unknown source", usage.Config{Source: 9}, "source"},
		{"unknown axis", usage.Config{Axis: 9}, "axis"},
		{"a frame that ends before it starts", usage.Config{Frame: calendar.Period{Start: january.End, End: january.Start}}, "frame"},
	} {
		if _, err := usage.New(tt.cfg, channel.Viewer{}, livereport.Channels{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want an error of %q", tt.name, err, tt.want)
		}
	}
}

func TestSumsThatDoNotFit(t *testing.T) {
	b, err := usage.New(usage.Config{}, channel.Viewer{Party: "ada"}, channels())
	if err != nil {
		t.Fatal(err)
	}
	r := world()[0].row()
	r.Amounts = channel.AmountsOf(eur, 2, 0, 0, 0, 1<<63-1)
	if err := errors.Join(b.Row(&r), b.Row(&r)); !errors.Is(err, money.ErrRange) {
		t.Errorf("Row: %v, want ErrRange", err)
	}
}

// Text that a spreadsheet would calculate is made safe, numbers are left alone.
func TestCSV(t *testing.T) {
	r := report(t, usage.Config{ByAccount: true, ByChannel: true}, channel.Viewer{Party: "alpine"}, []use{
		{"ada", "=cmd()", "GB", "-1.5", -200, ""}, {"bob", "a,b\n\"c\"", "seat", "2", 1000, ""},
	})
	var got bytes.Buffer
	if err := r.WriteCSV(&got); err != nil {
		t.Fatal(err)
	}
	want := "channel,customer,subscription,product,unit,quantity,estimated,currency,cost,spend,margin\r\n" +
		"desk,bob,s-bob,\"a,b\n\"\"c\"\"\",seat,,,EUR,8.00,10.00,2.00\r\n" +
		"shop,ada,s-ada,'=cmd(),GB,-1.5,,EUR,-1.60,-2.00,-0.40\r\n"
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("CSV mismatch (-want +got):\n%s", diff)
	}
	if err := r.WriteCSV(full{}); !errors.Is(err, errFull) {
		t.Errorf("a full disk: %v", err)
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestReportSums(t *testing.T) { rapid.Check(t, reportSums) }
func FuzzReportSums(f *testing.F) { f.Fuzz(rapid.MakeFuzz(reportSums)) }

// However a report is told apart, its lines come to its totals, in any order of
// rows, and what a viewer sees of others' prices is nothing.
func reportSums(t *rapid.T) {
	pick := func(name string, n int) int { return rapid.IntRange(0, n-1).Draw(t, name) }
	var uses []use
	for i := range pick("uses", 20) {
		uses = append(uses, use{
			customer: []channel.PartyID{"ada", "bob", "cy"}[pick("customer", 3)], product: fmt.Sprint("p", pick("product", 3)),
			unit: []string{"GB", "hour", "seat"}[pick("unit", 3)], quantity: fmt.Sprint(pick("quantity", 100)),
			price: int64(10 * (pick("price", 2000) - 500)), fact: fmt.Sprint(i),
		})
	}
	v := []channel.Viewer{{Party: "alpine"}, {Party: "north"}, {Party: "ada"}, {Party: "vendor"}, {Operator: true}}[pick("viewer", 5)]
	cfg := usage.Config{Together: pick("together", 2) == 0, ByChannel: pick("by channel", 2) == 0, ByAccount: pick("by account", 2) == 0}
	r := build(t, cfg, v, uses)
	whole := build(t, usage.Config{Together: true}, v, uses)
	var cost, spend, margin int64
	for _, l := range r.Lines {
		cost, spend, margin = cost+l.Cost.Units(), spend+l.Spend.Units(), margin+l.Margin.Units()
	}
	for _, total := range whole.Totals {
		cost, spend, margin = cost-total.Cost.Units(), spend-total.Spend.Units(), margin-total.Margin.Units()
	}
	if cost != 0 || spend != 0 || margin != 0 {
		t.Fatalf("lines are %d, %d, %d off the totals", cost, spend, margin)
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	rand.Shuffle(len(uses), func(i, j int) { uses[i], uses[j] = uses[j], uses[i] })
	for i := range uses {
		uses[i].fact += "x"
	}
	other, err := json.Marshal(build(t, cfg, v, uses))
	if err != nil || !bytes.Equal(text, other) {
		t.Fatalf("another order: %v\n%s\n%s", err, text, other)
	}
}

func build(t *rapid.T, cfg usage.Config, v channel.Viewer, uses []use) usage.Report {
	b, err := usage.New(cfg, v, channels())
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range uses {
		r := u.row()
		if err := b.Row(&r); err != nil {
			t.Fatal(err)
		}
	}
	r, err := b.Report()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What others are charged changes no byte of a viewer's report.
func TestReportIsolates(t *testing.T) {
	bytesOf := func(margin int64) []byte {
		b, err := usage.New(usage.Config{ByAccount: true, ByChannel: true}, channel.Viewer{Party: "north"}, channels())
		if err != nil {
			t.Fatal(err)
		}
		for i, u := range world() {
			r := u.row()
			r.Amounts = channel.AmountsOf(eur, 2, 1+margin, 100, 200, 300+margin)
			if margin > 0 && r.Customer == "ada" { // another customer of the same channel
				r.Customer, r.Subscription = "dee", "x"
			}
			r.Component = fmt.Sprint(i)
			if err := b.Row(&r); err != nil {
				t.Fatal(err)
			}
		}
		r, err := b.Report()
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := errors.Join(json.NewEncoder(&out).Encode(r), r.WriteCSV(&out)); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	if a, b := bytesOf(0), bytesOf(7); !bytes.Equal(a, b) {
		t.Errorf("north sees a difference:\n%s\n%s", a, b)
	}
}
