package channel_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
)

// Each party sees exactly what it buys and sells at.
func TestEachSeesItsOwn(t *testing.T) {
	o := offerOf(t, planOf("EUR", "6.00"), fourParties("20", "25", "40"))
	a := booked(t, o, 0, "1")
	for _, tt := range []struct {
		viewer       channel.PartyID
		cost, income string
		customer     channel.PartyID
	}{
		{"vendor", "0", "6.00", ""},
		{"parent", "6.00", "7.20", ""},
		{"distributor", "7.20", "9.00", ""},
		{"reseller", "9.00", "12.60", "ada"},
		{"ada", "12.60", "0", "ada"},
	} {
		cut, ok := channel.Viewer{Party: tt.viewer}.View(o.Route(0), "ada", a)
		if !ok {
			t.Errorf("%s sees nothing", tt.viewer)
			continue
		}
		if cost, income := cut.Cost(tt.viewer).Text(), cut.Income(tt.viewer).Text(); cost != tt.cost || income != tt.income {
			t.Errorf("%s sees a cost of %s and an income of %s, want %s and %s", tt.viewer, cost, income, tt.cost, tt.income)
		}
		if cut.Customer != tt.customer {
			t.Errorf("%s sees the customer %q, want %q", tt.viewer, cut.Customer, tt.customer)
		}
		for _, s := range cut.Sides {
			if s.Seller != tt.viewer && s.Buyer != tt.viewer {
				t.Errorf("%s sees what %s charges %s", tt.viewer, s.Seller, s.Buyer)
			}
		}
	}
}

func TestStrangersSeeNothing(t *testing.T) {
	o := offerOf(t, planOf("EUR", "6.00"), fourParties("20", "25", "40"))
	for _, v := range []channel.Viewer{{}, {Party: "stranger"}} {
		if cut, ok := v.View(o.Route(0), "ada", booked(t, o, 0, "1")); ok {
			t.Errorf("%+v sees %+v", v, cut)
		}
	}
}

func TestOperatorSeesAll(t *testing.T) {
	o := offerOf(t, planOf("EUR", "6.00"), fourParties("20", "25", "40"))
	cut, ok := channel.Viewer{Operator: true}.View(o.Route(0), "ada", booked(t, o, 0, "1"))
	var got []string
	for _, s := range cut.Sides {
		got = append(got, s.Level+" "+string(s.Seller)+" "+string(s.Buyer)+" "+s.Amount.Text())
	}
	want := []string{"vendor-cost vendor parent 6.00", "wholesale parent distributor 7.20",
		"sell-in distributor reseller 9.00", "sell-out reseller ada 12.60"}
	if diff := cmp.Diff(want, got); diff != "" || !ok || cut.Route != o.Route(0) {
		t.Errorf("operator's sides mismatch (-want +got):\n%s", diff)
	}
}

// A row that holds nothing for a viewer is nothing to it, whatever it holds for
// others. Raw and settled amounts count.
func TestCutIsZero(t *testing.T) {
	o := dollars(t, channel.Settlement{}, settles("EUR", "0.930"))
	for _, tt := range []struct {
		name    string
		parts   channel.Parts
		ada     bool
		another bool
	}{
		{"nothing", channel.Parts{}, true, true},
		{"the vendor's", channel.Parts{Units: [channel.MaxLevels]int64{5}}, true, false},
		{"booked", channel.Parts{Units: [channel.MaxLevels]int64{0, 5}}, false, true},
		{"raw", channel.Parts{Rest: [channel.MaxLevels]int64{0, 5}}, false, true},
		{"settled", channel.Parts{Settled: [channel.MaxLevels]int64{0, 5}}, false, true},
	} {
		tt.parts.Currency, tt.parts.Scale, tt.parts.Levels = o.Plan.Currency, 2, 2
		a := must(tt.parts.Amounts())
		for party, want := range map[channel.PartyID]bool{"ada": tt.ada, "vendor": tt.another} {
			cut, ok := channel.Viewer{Party: party}.View(o.Route(0), "ada", a)
			if !ok || cut.IsZero() != want {
				t.Errorf("%s: nothing for %s is %t, want %t", tt.name, party, cut.IsZero(), want)
			}
		}
	}
}

func TestDay(t *testing.T) {
	late := calendar.Must("2026-01-31T23:30:00Z")
	rome := must(time.LoadLocation("Europe/Rome"))
	for zone, want := range map[*time.Location]string{nil: "2026-01-31T00:00:00Z", rome: "2026-01-31T23:00:00Z"} {
		if got := (channel.Viewer{Zone: zone}).Day(late); got.Start != calendar.Must(want) || !got.Contains(late) {
			t.Errorf("the day in %v is %v, want from %s", zone, got, want)
		}
	}
}
