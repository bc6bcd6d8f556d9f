package livereport_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
	"github.com/daybook-go/daybook/money"
	"github.com/daybook-go/daybook/proceeds"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var january = calendar.Period{Start: start, End: calendar.Must("2026-02-01T00:00:00Z")}

// charged is what ada is charged on a day of January, for service on another.
func charged(posted, service int, cents int64) proceeds.View {
	at := func(n int) calendar.Instant { return january.Start + calendar.Instant(n-1)*day }
	return proceeds.View{Book: proceeds.Live, Subscription: "s", Posted: at(posted), Service: calendar.Period{Start: at(service), End: at(service + 1)},
		Cut: channel.Cut{Customer: "ada", Sides: []channel.Side{
			{Seller: "distributor", Buyer: "reseller", Amount: money.New(cents/2, 2, eur)},
			{Seller: "reseller", Buyer: "ada", Amount: money.New(cents, 2, eur)}}}}
}

func budget(cents int64, thresholds ...livereport.Threshold) livereport.Budget {
	return livereport.Budget{Party: "ada", Amount: money.New(cents, 2, eur), Frame: january, Thresholds: thresholds}
}

func percent(s string) livereport.Threshold {
	return livereport.Threshold{Percent: money.MustNumber(s)}
}

// crossings writes them as a clerk would.
func crossings(t interface{ Fatal(...any) }, b livereport.Budget, zone *time.Location, views ...proceeds.View) (out []string) {
	s, err := livereport.NewSpending(b, zone)
	if err != nil {
		t.Fatal(err)
	}
	for i := range views {
		if err := s.Add(&views[i]); err != nil {
			t.Fatal(err)
		}
	}
	all, spent, err := s.Crossings()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		word := "reached"
		if c.Back {
			word = "below again"
		}
		out = append(out, fmt.Sprintf("%d %s by %v at %s", c.Threshold, word, c.Slot.End, c.Spent.Text()))
	}
	return append(out, "spent "+spent.Decimal().StringFixed(2))
}

func TestSpendingCrossings(t *testing.T) {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	half, all := percent("50"), percent("100")
	fixed := livereport.Threshold{Amount: money.New(800, 2, eur)}
	byService := budget(1000, half)
	byService.Axis = livereport.Service
	weekly := budget(1000, half)
	weekly.Granularity = calendar.Weekly
	other := budget(1000, half)
	other.Subscription = "another"
	reseller := budget(500, half)
	reseller.Party = "reseller"
	for _, tt := range []struct {
		name   string
		budget livereport.Budget
		zone   *time.Location
		views  []proceeds.View
		want   []string
	}{
		{"exactly at it", budget(1000, half), nil, []proceeds.View{charged(1, 1, 499), charged(2, 2, 1)},
			[]string{"0 reached by 2026-01-03T00:00:00Z at 5.00", "spent 5.00"}},
		{"a cent below", budget(1000, half), nil, []proceeds.View{charged(1, 1, 499)}, []string{"spent 4.99"}},
		{"a third of a cent above", budget(1001, half), nil, []proceeds.View{charged(1, 1, 500), charged(2, 2, 1)},
			[]string{"0 reached by 2026-01-03T00:00:00Z at 5.01", "spent 5.01"}},
		{"several in one slot, and later ones", budget(1000, all, half, fixed), nil, []proceeds.View{charged(3, 3, 900), charged(9, 9, 200)},
			[]string{"1 reached by 2026-01-04T00:00:00Z at 9.00", "2 reached by 2026-01-04T00:00:00Z at 9.00", "0 reached by 2026-01-10T00:00:00Z at 11.00", "spent 11.00"}},
		{"back by a correction, and again", budget(1000, half), nil, []proceeds.View{charged(9, 9, 100), charged(2, 2, 500), charged(5, 2, -50)},
			[]string{"0 reached by 2026-01-03T00:00:00Z at 5.00", "0 below again by 2026-01-06T00:00:00Z at 4.50", "0 reached by 2026-01-10T00:00:00Z at 5.50", "spent 5.50"}},
		{"by service the correction is where it belongs", byService, nil, []proceeds.View{charged(9, 9, 100), charged(2, 2, 500), charged(5, 2, -50)},
			[]string{"0 reached by 2026-01-10T00:00:00Z at 5.50", "spent 5.50"}},
		{"weeks", weekly, nil, []proceeds.View{charged(6, 6, 300), charged(8, 8, 300)}, []string{"0 reached by 2026-01-12T00:00:00Z at 6.00", "spent 6.00"}},
		{"days of Rome", budget(1000, half), rome, []proceeds.View{charged(2, 2, 500)}, []string{"0 reached by 2026-01-02T23:00:00Z at 5.00", "spent 5.00"}},
		{"another month", budget(1000, half), nil, []proceeds.View{charged(0, 5, 500), charged(32, 5, 500)}, []string{"spent 0.00"}},
		{"another subscription", other, nil, []proceeds.View{charged(2, 2, 500)}, []string{"spent 0.00"}},
		{"what the seller pays", reseller, nil, []proceeds.View{charged(2, 2, 500)}, []string{"0 reached by 2026-01-03T00:00:00Z at 2.50", "spent 2.50"}},
	} {
		if d := cmp.Diff(tt.want, crossings(t, tt.budget, tt.zone, tt.views...)); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
	}
}

func TestSpendingAlternates(t *testing.T) { rapid.Check(t, spendingAlternates) }
func FuzzSpendingAlternates(f *testing.F) { f.Fuzz(rapid.MakeFuzz(spendingAlternates)) }

// spendingAlternates: whatever the order of rows, each threshold is reached and
// crossed back in turn, and stands at the end as the sum does.
func spendingAlternates(t *rapid.T) {
	b := budget(1000, percent("50"), percent("100"), percent("12.5"))
	var views []proceeds.View
	sum := int64(0)
	for range rapid.IntRange(0, 12).Draw(t, "rows") {
		cents := rapid.Int64Range(-700, 900).Draw(t, "cents")
		sum += cents
		views = append(views, charged(rapid.IntRange(1, 31).Draw(t, "posted"), 1, cents))
	}
	got := crossings(t, b, nil, views...)
	if again := crossings(t, b, nil, rapid.Permutation(views).Draw(t, "order")...); cmp.Diff(got, again) != "" {
		t.Fatalf("in another order:\n%s", cmp.Diff(got, again))
	}
	reached := map[string]bool{}
	for _, line := range got[:len(got)-1] {
		word := strings.Fields(line)
		if now := word[1] == "reached"; now == reached[word[0]] {
			t.Fatalf("%s: it stood there already", line)
		} else {
			reached[word[0]] = now
		}
	}
	for i, limit := range []int64{500, 1000, 125} {
		if reached[fmt.Sprint(i)] != (sum >= limit) {
			t.Fatalf("threshold %d at %d: %v", i, sum, got)
		}
	}
}

func TestBudgetFaults(t *testing.T) {
	usd := money.New(100, 2, money.MustCurrency("USD"))
	b := livereport.Budget{Axis: 9, Granularity: 99, Amount: money.New(0, 2, eur), Thresholds: []livereport.Threshold{
		{}, {Percent: money.MustNumber("-1")}, {Amount: money.New(-1, 2, eur)}, {Amount: usd}, {Percent: money.MustNumber("5"), Amount: money.New(1, 2, eur)}}}
	want := []string{
		"livereport: budget: party: missing",
		"livereport: budget: amount: 0.00 EUR is not above zero",
		"livereport: budget: frame: / is empty",
		"livereport: budget: axis: unknown axis(9)",
		"livereport: budget: granularity: unknown granularity(99)",
		"livereport: budget: thresholds[0].percent: 0 is not above zero",
		"livereport: budget: thresholds[1].percent: -1 is not above zero",
		"livereport: budget: thresholds[2].amount: -0.01 EUR is not above zero",
		"livereport: budget: thresholds[3].amount: 1.00 USD is not in EUR",
		"livereport: budget: thresholds[4]: both a percentage and an amount",
	}
	_, err := livereport.NewSpending(b, nil)
	if err == nil {
		t.Fatal("no fault is found")
	}
	if d := cmp.Diff(want, strings.Split(err.Error(), "\n")); d != "" {
		t.Errorf("faults mismatch (-want +got):\n%s", d)
	}
	var fault *livereport.BudgetError
	if !errors.As(err, &fault) || fault.Path != "party" {
		t.Errorf("%v is no BudgetError of the party", err)
	}
}

// A sum that does not fit is an error, not another sum.
func TestSpendingOverflows(t *testing.T) {
	s, err := livereport.NewSpending(budget(100, percent("50")), nil)
	if err != nil {
		t.Fatal(err)
	}
	v := charged(1, 1, 1<<63-1)
	if err := s.Add(&v); err != nil {
		t.Fatal(err)
	}
	if err := s.Add(&v); !errors.Is(err, money.ErrRange) {
		t.Errorf("%v, want money.ErrRange", err)
	}
}

func TestBudgetExpected(t *testing.T) {
	view := func(accrued, forecast int64) *livereport.CostView {
		return &livereport.CostView{AsOf: january.Start + 10*day, Frame: january, Totals: []livereport.Cost{
			{Seller: "reseller", Buyer: "ada", Accrued: money.New(accrued, 2, eur), Forecast: money.New(forecast, 2, eur)}}}
	}
	for _, tt := range []struct {
		name              string
		accrued, forecast int64
		want              string
	}{
		{"in the middle of the rest", 400, 600, "2026-01-21T12:00:00Z"},
		{"at the end", 400, 500, "2026-02-01T00:00:00Z"},
		{"reached already", 500, 900, ""},
		{"never", 400, 499, ""},
		{"between two microseconds: the later", 0, 700, "2026-01-26T00:00:00Z"},
		{"a seventh", 499, 506, "2026-01-14T00:00:00Z"},
	} {
		got, err := new(livereport.Budget).Expected(view(1, 2))
		if err == nil {
			t.Fatalf("a faulty budget expects %v", got)
		}
		b := budget(1000, percent("50"))
		if got, err = b.Expected(view(tt.accrued, tt.forecast)); err != nil {
			t.Fatal(err)
		}
		at := ""
		if len(got) == 1 {
			at = got[0].Slot.End.String()
		}
		if at != tt.want || len(got) == 1 && got[0].Spent.Text() != "5.00" {
			t.Errorf("%s: %v, want %s", tt.name, got, tt.want)
		}
	}
}
