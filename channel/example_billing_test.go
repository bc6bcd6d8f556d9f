package channel_test

import (
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
)

// The reseller's customers are invoiced by quotas; from February on an ERP
// invoices ada.
func ExampleBillingBases_On() {
	january, february := calendar.Must("2026-01-01T00:00:00Z"), calendar.Must("2026-02-01T00:00:00Z")
	bases, err := channel.NewBillingBases([]channel.BasisAgreement{
		{Seller: "reseller", Basis: channel.Live},
		{Seller: "reseller", Buyer: "ada", From: february, Basis: channel.External},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(bases.On("reseller", "ada", january), bases.On("reseller", "ada", february))
	fmt.Println(bases.On("reseller", "bob", february), bases.On("distributor", "reseller", february))
	// Output:
	// live external
	// live booked
}
