package usage_test

import (
	"fmt"
	"strings"

	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport/usage"
)

// What the channel "shop" used in January, as its reseller sees it.
func ExampleBuilder() {
	b, err := usage.New(usage.Config{Frame: january, Channel: "shop"}, channel.Viewer{Party: "alpine"}, channels())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, u := range world() {
		r := u.row()
		if err := b.Row(&r); err != nil {
			fmt.Println(err)
		}
	}
	r, err := b.Report()
	if err != nil {
		fmt.Println(err)
		return
	}
	var csv strings.Builder
	if err := r.WriteCSV(&csv); err != nil {
		fmt.Println(err)
	}
	fmt.Print(strings.ReplaceAll(csv.String(), "\r\n", "\n"))
	fmt.Println("in all", r.Totals[0].Spend, "of which", r.Totals[0].Margin, "stay")
	// Output:
	// channel,customer,subscription,product,unit,quantity,estimated,currency,cost,spend,margin
	// ,,,backup,GB,120.5,,EUR,9.60,12.00,2.40
	// ,,,backup,seat,,,EUR,24.00,30.00,6.00
	// ,,,mail,message,10,,EUR,0.80,1.00,0.20
	// in all 43.00 EUR of which 8.60 EUR stay
}
