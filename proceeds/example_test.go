package proceeds_test

import (
	"fmt"
	"testing"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/proceeds"
)

// A fee of 31.00 a month is booked on the first. The customer leaves on the
// 15th: the next run finds that the cell should hold less, and books the
// difference. A third run finds none.
func Example() {
	s := sub(offer(new(testing.T), fee("31.00")), "2026-01-01T00:00:00Z", "1")
	january := period("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
	var ledger []proceeds.Row
	run := func(known string) {
		now := calendar.Must(known)
		want, err := proceeds.Due(s, january, now, cents).Targets(nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		have, err := proceeds.Fold(ledger)
		if err != nil {
			fmt.Println(err)
			return
		}
		rows, _, err := proceeds.Diff(nil, want, have, now, 0)
		if err != nil {
			fmt.Println(err)
			return
		}
		ledger = append(ledger, rows...)
		fmt.Println(len(rows), "rows")
		for _, r := range rows {
			amount, _ := r.Amounts.Of(channel.SellOut)
			fmt.Println(" ", r.Key, amount)
		}
	}
	run("2026-01-02T00:00:00Z")
	s.End = calendar.Must("2026-01-15T10:00:00Z")
	run("2026-01-16T00:00:00Z")
	run("2026-01-17T00:00:00Z")
	// Output:
	// 1 rows
	//   booked/EUR/s/p/fee//2026-01-01T00:00:00Z/0 31.00 EUR
	// 1 rows
	//   booked/EUR/s/p/fee//2026-01-01T00:00:00Z/1 -17.00 EUR
	// 0 rows
}

func ExampleJob_Explain() {
	s := sub(offer(new(testing.T), fee("10.00"), "20"), "2026-01-01T00:00:00Z", "1")
	day := []calendar.Period{period("2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z")}
	job := proceeds.Quotas(s, day, day[0].End, cents)
	want, err := job.Targets(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	derived, err := job.Explain(want[0].Cell, nil)
	fmt.Print(derived)
	fmt.Println(err)
	// Output:
	// cell live/EUR/s/p/fee//2026-01-02T00:00:00Z/0
	// recurring charge, service 2026-01-02T00:00:00Z/2026-01-03T00:00:00Z, of the billing period 2026-01-01T00:00:00Z/2026-02-01T00:00:00Z
	//   2026-01-01T00:00:00Z/2026-01-03T00:00:00Z: quantity 1, share 2/31, price vendor-cost 10 sell-out 12
	// earned at 2026-01-02T00:00:00Z: EUR 0.32 (0.322580645161) 0.39 (0.387096774194)
	// earned at 2026-01-03T00:00:00Z: EUR 0.65 (0.645161290323) 0.77 (0.774193548387)
	// the cell holds: EUR 0.33 (0.322580645162) 0.38 (0.387096774193)
	// <nil>
}

// What the reseller sees of a row: the sides that it buys and sells at.
func ExampleRow_For() {
	s := sub(offer(new(testing.T), fee("6.00"), "20", "25", "40"), "2026-01-01T00:00:00Z", "1")
	january := period("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
	want, err := proceeds.Due(s, january, january.Start, cents).Targets(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, party := range []channel.PartyID{"distributor", "reseller", "customer", "stranger"} {
		view, ok := want[0].For(channel.Viewer{Party: party})
		fmt.Println(party, ok, "pays", view.Cost(party), "gets", view.Income(party), "customer known:", view.Customer != "")
	}
	// Output:
	// distributor true pays 7.20 EUR gets 9.00 EUR customer known: false
	// reseller true pays 9.00 EUR gets 12.60 EUR customer known: true
	// customer true pays 12.60 EUR gets 0 customer known: true
	// stranger false pays 0 gets 0 customer known: false
}
