package revenue_test

import (
	"fmt"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport/revenue"
	"github.com/daybook-go/daybook/pricing"
	"github.com/daybook-go/daybook/subscription"
	"pgregory.net/rapid"
)

func TestRevenueSums(t *testing.T) { rapid.Check(t, revenueSums) }
func FuzzRevenueSums(f *testing.F) { f.Fuzz(rapid.MakeFuzz(revenueSums)) }

// Over months that open with what the month before alloted: locations sum to
// clients and clients to the report, nobody is alloted more than is required or
// than there is, and all months together are what was paid, and the last
// allotment.
func revenueSums(t *rapid.T) {
	pick := func(name string, n int) int { return rapid.IntRange(0, n-1).Draw(t, name) }
	const months = 3
	var sales []sale
	for range pick("sales", 12) {
		sales = append(sales, sale{
			client: channel.PartyID(fmt.Sprint(pick("client", 3))), service: subscription.ID(fmt.Sprint("s", pick("service", 3))),
			charge: []pricing.ChargeID{"fee", "cpu"}[pick("charge", 2)], location: []string{"", "Rome", "Oslo"}[pick("location", 3)],
			price: int64(pick("price", 10_000) - 1000), posted: march + calendar.Instant(pick("month", months)),
		})
	}
	var entries []revenue.Entry
	paid := int64(0)
	for range pick("entries", 12) {
		e := revenue.Entry{
			Client: channel.PartyID(fmt.Sprint(pick("client", 3))), Amount: cents(int64(pick("amount", 9000) - 500)),
			FromCredit: pick("credit", 3) == 0, At: march + calendar.Instant(pick("month", months)),
		}
		if pick("to", 2) == 0 {
			e.Service = fmt.Sprint("s", pick("service", 3))
			paid += e.Amount.Units()
		}
		entries = append(entries, e)
	}
	cfg := revenue.Config{Party: "host", Currency: eur, Digits: 2, Location: "Milan", Split: revenue.Split(pick("split", 2))}
	total := int64(0)
	for m := range calendar.Instant(months) {
		cfg.Frame = calendar.Period{Start: march + m, End: march + m + 1}
		b, err := revenue.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range sales {
			if err := b.Row(s.view()); err != nil {
				t.Fatal(err)
			}
		}
		for _, e := range entries {
			if err := b.Entry(e); err != nil {
				t.Fatal(err)
			}
		}
		r, err := b.Report()
		if err != nil {
			t.Fatal(err)
		}
		total += checkSums(t, &r)
		cfg.Opening, cfg.Credits = r.Allotments(), nil
		for _, c := range r.Clients {
			cfg.Credits = append(cfg.Credits, revenue.Credit{Client: channel.PartyID(c.ID), Opening: c.CreditLeft.Amount()})
		}
	}
	for _, a := range cfg.Opening {
		for _, l := range a.Locations {
			total -= l.Amount.Units()
		}
	}
	if total != paid {
		t.Fatalf("the months are %d without the last allotment, want the %d paid", total, paid)
	}
}

// checkSums holds a report against itself, and returns its total.
func checkSums(t *rapid.T, r *revenue.Report) int64 {
	t.Helper()
	sum := func(ls []revenue.Location) (n int64) {
		for _, l := range ls {
			n += l.Revenue.Amount().Units()
		}
		return n
	}
	all := int64(0)
	for _, c := range r.Clients {
		var alloted, debt, revenue, percent, still int64
		for _, s := range c.Services {
			alloted, debt = alloted+s.Alloted.Amount().Units(), debt+s.Debt.Amount().Units()
			revenue += s.TotalRevenue.Amount().Units() + s.Alloted.Amount().Units()
			percent, still = percent+s.Percent.Amount().Units(), still+s.Required.Amount().Units()
			if a := s.Alloted.Amount().Units(); a < 0 || a > s.Required.Amount().Units() {
				t.Fatalf("%s of %s is alloted %d of %v", s.ID, c.ID, a, s.Required.Amount())
			}
		}
		if left := c.CreditLeft.Amount().Units(); alloted > max(0, left) || still <= left && alloted != still || still > left && alloted != max(0, left) {
			t.Fatalf("%s is alloted %d of %d for %d", c.ID, alloted, left, still)
		}
		if debt != c.TotalDebt.Amount().Units() || alloted != c.TotalAlloted.Amount().Units() || debt+alloted != still {
			t.Fatalf("%s: debt %d, alloted %d, still %d; the client says %+v", c.ID, debt, alloted, still, c)
		}
		if still > 0 && percent != 100_00 || still == 0 && percent != 0 {
			t.Fatalf("%s: percents sum to %d", c.ID, percent)
		}
		if got := sum(c.Locations); got != revenue {
			t.Fatalf("%s: locations sum to %d, services to %d", c.ID, got, revenue)
		}
		all += revenue
	}
	if got := sum(r.Locations); got != all || r.Total.Amount().Units() != all {
		t.Fatalf("locations sum to %d, clients to %d, the report says %v", got, all, r.Total.Amount())
	}
	return all
}
