package revenue_test

import (
	"encoding/json"
	"fmt"

	"github.com/daybook-go/daybook/livereport/revenue"
)

// A project has used 30.00 in Rome and 20.00 in Oslo. 10.00 of it is paid, and
// the client has a credit of 25.00.
func ExampleBuilder() {
	b, err := revenue.New(revenue.Config{Frame: year, Party: "host", Currency: eur, Digits: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range []sale{
		{client: "ada", service: "project", charge: "cpu", location: "Rome", price: 3000, posted: march},
		{client: "ada", service: "project", charge: "cpu", location: "Oslo", price: 2000, posted: march},
	} {
		if err := b.Row(s.view()); err != nil {
			fmt.Println(err)
		}
	}
	for _, e := range []revenue.Entry{
		{Client: "ada", Service: "project", Amount: cents(1000), At: march},
		{Client: "ada", Amount: cents(2500), At: march},
	} {
		if err := b.Entry(e); err != nil {
			fmt.Println(err)
		}
	}
	r, err := b.Report()
	if err != nil {
		fmt.Println(err)
		return
	}
	s := r.Clients[0].Services[0]
	fmt.Println("still required", s.Required.Amount(), "alloted", s.Alloted.Amount(), "debt", s.Debt.Amount())
	locations, err := json.Marshal(r.Locations)
	fmt.Println(string(locations), err)
	fmt.Println("to take back next month:", r.Allotments()[0].Locations)
	// Output:
	// still required 40.00 EUR alloted 25.00 EUR debt 15.00 EUR
	// [{"name":"Rome","revenue":21.0},{"name":"Oslo","revenue":14.0}] <nil>
	// to take back next month: [{Rome 15.00 EUR} {Oslo 10.00 EUR}]
}
